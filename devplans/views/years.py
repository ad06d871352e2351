"""Versions and years of a plan, comparisons, templates, and printing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
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
def version(request: ViewerRequest, urn: int, number: int) -> HttpResponse:
    """Show an agreed version."""
    version = get_visible_or_404(PlanVersion, request.viewer, plan__school__urn=urn, number=number)
    data = {"version": version, "school": version.school, "content": version.content}
    return render(request, "devplans/version.html", data)


@login_required
@require_safe
def compare(request: ViewerRequest, urn: int) -> HttpResponse:
    """Compare two versions, word by word: `?old=1&new=now`."""
    plan = plan_or_404(request, urn)
    names = [request.GET.get("old", "1"), request.GET.get("new", versions.NOW)]
    contents = [versions.version_contents(plan, name) for name in names]
    if contents[0] is None or contents[1] is None:
        raise Http404("No such version.")
    (old, before), (new, after) = contents[0], contents[1]
    data = {"plan": plan, "school": plan.school, "old": old, "new": new, "names": names}
    data |= {"sections": versions.side_by_side(before, after), "versions": list(plan.versions.defer("content"))}
    return render(request, "devplans/compare.html", data)


@login_required
@require_safe
def year(request: ViewerRequest, urn: int, start: int) -> HttpResponse:
    """Show a past year of the plan."""
    year = get_visible_or_404(PlanYear, request.viewer, plan__school__urn=urn, academic_year=start)
    return render(request, "devplans/year.html", {"year": year, "school": year.school, "content": year.content})


@login_required
def start_year(request: ViewerRequest, urn: int) -> HttpResponse:
    """Open the plan for the new year: what was learned, and the fate of each aim."""
    plan = plan_or_404(request, urn)
    require(request.viewer, "devplans.edit_plan", plan)
    form = OpenYearForm(request.POST or None, aims=selectors.aims_to_carry(plan))
    done = "New year started. Last year’s plan has been kept."
    if request.method == "POST" and perform_form(request, form, open_year, plan, done=done):
        return redirect(plan)
    data = {"plan": plan, "school": plan.school, "form": form, "year_to_open": selectors.year_to_open(plan)}
    return render(request, "devplans/open_year.html", data)


@login_required
@require_safe
def templates(request: ViewerRequest, urn: int) -> HttpResponse:
    """List the templates to start from."""
    plan = plan_or_404(request, urn)
    require(request.viewer, "devplans.edit_plan", plan)
    offered = selectors.templates_for(request.user)
    data = {"plan": plan, "school": plan.school, "templates": offered, "open": plan.is_open}
    return render(request, "devplans/templates.html", data)


@login_required
@require_POST
def use_template(request: ViewerRequest, urn: int, pk: int) -> HttpResponse:
    """Copy a template into the plan."""
    plan = plan_or_404(request, urn)
    template = get_visible_or_404(PlanTemplate, request.viewer, pk=pk)
    done = f"“{template}” copied into the plan. Edit it to suit your school."
    perform(request, start_from_template, plan, template=template, done=done)
    return redirect(plan)


@login_required
@require_safe
def printed(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show the plan for printing, for example for governors."""
    plan = plan_or_404(request, urn)
    data = {"plan": plan, "school": plan.school, "today": today(), **selectors.plan_context(plan)}
    return render(request, "devplans/print.html", data)


@login_required
@require_safe
def docx(request: ViewerRequest, urn: int) -> HttpResponse:
    """Download the plan as a Word document."""
    plan = plan_or_404(request, urn)
    response = HttpResponse(plan_as_docx(plan, today()), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="development-plan-{urn}.docx"'
    return response
