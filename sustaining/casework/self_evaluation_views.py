"""Pages of self-evaluations: one school's year, the form, evidence for the plan, and schools side by side."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schools.models import Participation
from schools.viewer import ViewerRequest
from sustaining.common.errors import DomainError
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response
from sustaining.common.years import AcademicYear

from . import actions
from . import self_evaluation_pages as pages
from .actions.self_evaluations import check_open
from .models import SelfEvaluation, SelfEvaluationHeading
from .self_evaluation_choices import Point
from .self_evaluation_forms import EvidenceForm, SelfEvaluationForm

LINES = 50


@login_required
@require_safe
def self_evaluation(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a school's self-evaluation of a year: both points, and the change between them."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "casework.read_self_evaluation", participation)
    data = pages.school_page(participation, request.user, timezone.now())
    return render(
        request,
        "casework/self_evaluation.html",
        {"participation": participation, "school": participation.school, **data},
    )


@login_required
def write(request: ViewerRequest, pk: int, point: str) -> HttpResponse:
    """Write the self-evaluation of a year's start or end: save a draft, or submit it."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    if point not in Point.values:
        raise Http404("There is no such self-evaluation.")
    require(request.viewer, "casework.write_self_evaluation", participation)
    row = SelfEvaluation.objects.readable_by(request.user).filter(participation=participation, point=point).first()
    form = SelfEvaluationForm(
        request.POST or None,
        initial=pages.form_initial(row),
        headings=SelfEvaluationHeading.objects.in_use(participation.project.academic_year),
        point=point,
    )
    if request.method == "POST":
        done = "Self-evaluation submitted." if "submit" in request.POST else "Self-evaluation saved."
        if perform_form(request, form, actions.write_self_evaluation, participation, done=done):
            return redirect("casework:self-evaluation", pk)
    elif closed := _closed(request, participation, point):
        return closed
    data = {
        "participation": participation,
        "school": participation.school,
        "form": form,
        "point": Point(point),
        "is_submitted": bool(row and row.submitted_at),
    }
    return render(request, "casework/self_evaluation_form.html", data)


def _closed(request: ViewerRequest, participation: Participation, point: str) -> HttpResponse | None:
    """Return to the school's page with the reason while a self-evaluation can't be written."""
    try:
        check_open(participation, point, timezone.now())
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("casework:self-evaluation", participation.pk)
    return None


@login_required
def evidence(request: ViewerRequest, pk: int) -> HttpResponse:
    """Choose which answers are added to the evidence of need in the development plan."""
    row = get_visible_or_404(SelfEvaluation, request.viewer, pk=pk, submitted_at__isnull=False)
    require(request.viewer, "casework.use_as_evidence", row)
    answers = list(row.answers.filter(level__isnull=False).select_related("heading"))
    form = EvidenceForm(request.POST or None, answers=answers, initial=pages.evidence_initial(answers))
    done = "Added to the development plan."
    if request.method == "POST" and (plan := perform_form(request, form, actions.use_as_evidence, row, done=done)):
        return redirect(plan)
    data = {"evaluation": row, "school": row.school, "form": form}
    return render(request, "casework/self_evaluation_evidence.html", data)


@login_required
@require_safe
def overview(request: ViewerRequest) -> HttpResponse:
    """Compare the self-evaluations of a year: means by heading, and which schools have submitted."""
    year, years, participations = _compared(request)
    means = pages.mean_lines(participations, year.start)
    lines = pages.school_lines(participations)
    data = {
        "year": year,
        "years": years,
        "means": [line for line in means if line.schools],
        "chart": pages.mean_chart(means),
        "both": max((line.schools for line in means), default=0),
        "started": sum(1 for line in lines if line["start"]),
        "schools": len(lines),
        "page": Paginator(lines, LINES).get_page(request.GET.get("page")),
        "query": f"year={year.start}&",
    }
    return render(request, "casework/self_evaluations.html", data)


def _compared(request: ViewerRequest) -> tuple[AcademicYear, list[AcademicYear], QuerySet[Participation]]:
    require(request.viewer, "casework.compare_self_evaluations")
    years = pages.compare_years(request.user)
    year = pages.find_year(request.GET.get("year"), years)
    return year, years, pages.compared_participations(request.user, year.start)


@login_required
@require_safe
def as_csv(request: ViewerRequest) -> HttpResponse:
    """Download the submitted self-evaluations of a year as CSV."""
    year, _, participations = _compared(request)
    return csv_response(
        f"self-evaluations-{year.start}", pages.EXPORT_HEADINGS, pages.export_rows(participations, year)
    )


@login_required
@require_safe
def as_xlsx(request: ViewerRequest) -> HttpResponse:
    """Download the submitted self-evaluations of a year as a workbook."""
    year, _, participations = _compared(request)
    return xlsx_response(
        f"self-evaluations-{year.start}", pages.EXPORT_HEADINGS, pages.export_rows(participations, year)
    )
