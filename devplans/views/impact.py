"""What changed: a school's reflections and evaluation, and a hub's schools side by side."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sustaining.common.clock import today
from sustaining.common.pages import perform_form
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response
from sustaining.common.years import EARLIEST, LATEST, AcademicYear, year_choices

from ..actions import impact as actions
from ..forms.reviews import EvaluationForm, ReflectionForm
from ..selectors import impact as selectors
from ..selectors.reviews import term_or_404
from .plans import plan_or_404

SIDE_BY_SIDE = 25


def _year(words: str) -> AcademicYear:
    """The year that an address asks for; this one when it asks for none. Raises Http404."""
    if not words:
        return AcademicYear.of(today())
    if not (words.isascii() and words.isdigit() and len(words) == 4 and EARLIEST <= int(words) <= LATEST):
        raise Http404("No such year.")
    return AcademicYear(int(words))


def _lines(request: HttpRequest) -> tuple[AcademicYear, list[selectors.SchoolLine]]:
    """The year asked for, and its schools. Raises PermissionDenied for those who read their own school's alone."""
    require(request.user, "devplans.compare_schools")
    year = _year(request.GET.get("year", ""))
    return year, selectors.side_by_side(request.user, year.start)


@login_required
@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """What every school says of the year, side by side, so many a page; those that have said nothing yet are listed."""
    year, lines = _lines(request)
    data = {
        "year": year,
        "years": year_choices(AcademicYear.of(today()), ahead=0),
        "page": Paginator([line for line in lines if line.told], SIDE_BY_SIDE).get_page(request.GET.get("page")),
        "query": f"year={year.start}&",
        "silent": [line for line in lines if not line.told],
        "figures": selectors.figures(lines),
    }
    return render(request, "devplans/impact.html", data)


@login_required
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    year, lines = _lines(request)
    return csv_response(f"impact-{year.start}", selectors.HEADINGS, selectors.export_rows(lines, year.start))


@login_required
@require_safe
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    year, lines = _lines(request)
    return xlsx_response(f"impact-{year.start}", selectors.HEADINGS, selectors.export_rows(lines, year.start))


@login_required
@require_safe
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """A school's year: what is due when, and what was written."""
    found = plan_or_404(request, urn)
    data = selectors.of_school(found, _year(request.GET.get("year", "")), request.user)
    return render(request, "devplans/school_impact.html", {"plan": found, "school": found.school, **data})


@login_required
def reflect(request: HttpRequest, urn: int, year: int, term: str) -> HttpResponse:
    """Write a term's reflection."""
    found, key = plan_or_404(request, urn), term_or_404(year, term)
    require(request.user, "devplans.write_impact", found)
    said, initial = selectors.reflection_initial(found, key)
    form = ReflectionForm(request.POST or None, term=key, initial=initial)
    done = "Thank you: the reflection is kept, and your hub can read it."
    if request.method == "POST" and perform_form(request, form, actions.write_reflection, found, done=done):
        return redirect("devplans:school-impact", urn)
    data = {"plan": found, "school": found.school, "form": form, "term": key, "said": said}
    return render(request, "devplans/reflect.html", data)


@login_required
def evaluate(request: HttpRequest, urn: int, year: int) -> HttpResponse:
    """Write the year's evaluation: keep it, or hand it in."""
    found, key = plan_or_404(request, urn), _year(str(year))
    require(request.user, "devplans.write_impact", found)
    said, initial = selectors.evaluation_initial(found, key.start)
    form = EvaluationForm(request.POST or None, year=key.start, initial=initial)
    done = (
        "The evaluation is handed in. Thank you." if "hand_in" in request.POST else "Kept. Hand it in when it is whole."
    )
    if request.method == "POST" and perform_form(request, form, actions.write_evaluation, found, done=done):
        return redirect("devplans:school-impact", urn)
    data = {"plan": found, "school": found.school, "form": form, "year": key, "said": said}
    return render(request, "devplans/evaluate.html", data | selectors.of_school(found, key, request.user))
