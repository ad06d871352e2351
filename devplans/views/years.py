"""A plan through time: versions and years, comparisons, templates, and the plan on paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from ..actions.templates import start_from_template
from ..actions.years import open_year
from ..documents import DOCX, plan_as_docx
from ..forms.plans import OpenYearForm
from ..models import PlanTemplate, PlanVersion, PlanYear
from ..selectors import plans as selectors
from ..selectors import versions
from .plans import plan_or_404


@login_required
@require_safe
def version(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """What was agreed, as it stood."""
    found = get_visible_or_404(PlanVersion, request.user, plan__school__urn=urn, number=number)
    data = {"version": found, "school": found.school, "content": found.content}
    return render(request, "devplans/version.html", data)


@login_required
@require_safe
def compare(request: HttpRequest, urn: int) -> HttpResponse:
    """Two versions side by side, word by word: `?old=1&new=now`."""
    found = plan_or_404(request, urn)
    names = [request.GET.get("old", "1"), request.GET.get("new", versions.NOW)]
    both = [versions.contents_of(found, name) for name in names]
    if both[0] is None or both[1] is None:
        raise Http404("No such version.")
    (old, before), (new, after) = both[0], both[1]
    data = {"plan": found, "school": found.school, "old": old, "new": new, "names": names}
    data |= {"sections": versions.side_by_side(before, after), "versions": list(found.versions.defer("content"))}
    return render(request, "devplans/compare.html", data)


@login_required
@require_safe
def year(request: HttpRequest, urn: int, start: int) -> HttpResponse:
    """A year of the plan as it ended."""
    found = get_visible_or_404(PlanYear, request.user, plan__school__urn=urn, academic_year=start)
    return render(request, "devplans/year.html", {"year": found, "school": found.school, "content": found.content})


@login_required
def start_year(request: HttpRequest, urn: int) -> HttpResponse:
    """Open the plan for the new year: what was learned, and what becomes of each aim."""
    found = plan_or_404(request, urn)
    require(request.user, "devplans.edit_plan", found)
    form = OpenYearForm(request.POST or None, aims=selectors.aims_to_carry(found))
    done = "The new year is open. What was is kept under its year."
    if request.method == "POST" and perform_form(request, form, open_year, found, done=done):
        return redirect(found)
    data = {"plan": found, "school": found.school, "form": form, "year_to_open": selectors.year_to_open(found)}
    return render(request, "devplans/open_year.html", data)


@login_required
@require_safe
def templates(request: HttpRequest, urn: int) -> HttpResponse:
    """Templates to start from."""
    found = plan_or_404(request, urn)
    require(request.user, "devplans.edit_plan", found)
    offered = selectors.templates_for(request.user)
    data = {"plan": found, "school": found.school, "templates": offered, **selectors.state_words(found)}
    return render(request, "devplans/templates.html", data)


@login_required
@require_POST
def use_template(request: HttpRequest, urn: int, pk: int) -> HttpResponse:
    """Copy a template into the plan."""
    found = plan_or_404(request, urn)
    template = get_visible_or_404(PlanTemplate, request.user, pk=pk)
    done = f"“{template}” is copied into the plan. Make it your own."
    perform(request, start_from_template, found, template=template, done=done)
    return redirect(found)


@login_required
@require_safe
def printed(request: HttpRequest, urn: int) -> HttpResponse:
    """The plan as a page to print, such as a head puts before governors."""
    found = plan_or_404(request, urn)
    data = {"plan": found, "school": found.school, "today": today(), **selectors.of_plan(found)}
    return render(request, "devplans/print.html", data)


@login_required
@require_safe
def docx(request: HttpRequest, urn: int) -> HttpResponse:
    """The plan as a Word document."""
    found = plan_or_404(request, urn)
    response = HttpResponse(plan_as_docx(found, today()), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="development-plan-{urn}.docx"'
    return response
