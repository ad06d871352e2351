"""Reflections and evaluations: one school's, and a hub's schools side by side."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import perform_form
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response
from sustaining.common.years import EARLIEST, LATEST, AcademicYear

from ..actions import impact as actions
from ..forms.reviews import EvaluationForm, ReflectionForm
from ..selectors import impact as selectors
from ..selectors.reviews import term_or_404
from .plans import plan_or_404

SIDE_BY_SIDE = 25


def _year(text: str) -> AcademicYear:
    """Return the academic year of the URL, by default the current one. Raise Http404."""
    if not text:
        return AcademicYear.of(today())
    if not (text.isascii() and text.isdigit() and len(text) == 4 and EARLIEST <= int(text) <= LATEST):
        raise Http404("No such year.")
    return AcademicYear(int(text))


def _known_year(text: str, years: Iterable[AcademicYear]) -> AcademicYear:
    """Return the year of the query string, one of `years`, by default the current one. Raise Http404 for another."""
    year = _year(text)
    if text and year not in years:
        raise Http404("There are no projects in that year.")
    return year


def _lines(request: ViewerRequest) -> tuple[AcademicYear, list[selectors.SchoolLine]]:
    """Return the requested year and a line for each of its schools.

    Raise PermissionDenied for people who may read only their own school's.
    """
    require(request.viewer, "devplans.compare_schools")
    years = [AcademicYear(start) for start, _ in selectors.impact_years(request.user)]
    year = _known_year(request.GET.get("year", ""), years)
    return year, selectors.side_by_side(request.user, year.start)


@login_required
@require_safe
def impact(request: ViewerRequest) -> HttpResponse:
    """Show what each school has written of the year, side by side; schools without any text are listed."""
    year, lines = _lines(request)
    data = {
        "year": year,
        "years": selectors.impact_years(request.user),
        "page": Paginator([line for line in lines if line.has_written], SIDE_BY_SIDE).get_page(request.GET.get("page")),
        "query": f"year={year.start}&",
        "silent": [line for line in lines if not line.has_written],
        "figures": selectors.figures(lines),
    }
    return render(request, "devplans/impact.html", data)


@login_required
@require_safe
def as_csv(request: ViewerRequest) -> HttpResponse:
    """Download the schools' reflections and evaluations as CSV."""
    year, lines = _lines(request)
    return csv_response(f"impact-{year.start}", selectors.HEADINGS, selectors.export_rows(lines, year.start))


@login_required
@require_safe
def as_xlsx(request: ViewerRequest) -> HttpResponse:
    """Download the schools' reflections and evaluations as a workbook."""
    year, lines = _lines(request)
    return xlsx_response(f"impact-{year.start}", selectors.HEADINGS, selectors.export_rows(lines, year.start))


@login_required
@require_safe
def school(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show a school's year: due dates, reflections and evaluation."""
    plan = plan_or_404(request, urn)
    year = _known_year(request.GET.get("year", ""), selectors.school_years(plan, request.user))
    data = selectors.school_impact_context(plan, year, request.user)
    return render(request, "devplans/school_impact.html", {"plan": plan, "school": plan.school, **data})


@login_required
def reflect(request: ViewerRequest, urn: int, year: int, term: str) -> HttpResponse:
    """Write a term's reflection."""
    plan, key = plan_or_404(request, urn), term_or_404(year, term)
    require(request.viewer, "devplans.write_impact", plan)
    reflection, initial = selectors.reflection_initial(plan, key)
    form = ReflectionForm(request.POST or None, term=key, initial=initial)
    done = "Reflection saved. Thank you. Your hub can read it."
    if request.method == "POST" and perform_form(request, form, actions.write_reflection, plan, done=done):
        return redirect("devplans:school-impact", urn)
    data = {"plan": plan, "school": plan.school, "form": form, "term": key, "reflection": reflection}
    return render(request, "devplans/reflect.html", data)


@login_required
def evaluate(request: ViewerRequest, urn: int, year: int) -> HttpResponse:
    """Write the year's evaluation: save a draft, or submit it."""
    plan, key = plan_or_404(request, urn), _year(str(year))
    require(request.viewer, "devplans.write_impact", plan)
    _, initial = selectors.evaluation_initial(plan, key.start)
    form = EvaluationForm(request.POST or None, year=key.start, initial=initial)
    done = (
        "Evaluation submitted. Thank you."
        if "hand_in" in request.POST
        else "Evaluation saved. Submit it when it is complete."
    )
    if request.method == "POST" and perform_form(request, form, actions.write_evaluation, plan, done=done):
        return redirect("devplans:school-impact", urn)
    data = {"plan": plan, "school": plan.school, "form": form, "year": key}
    return render(request, "devplans/evaluate.html", data | selectors.school_impact_context(plan, key, request.user))
