"""Pages of development plans."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permits import require

from ..actions import plans as actions
from ..forms.plans import AimForm, EditStepForm, StepForm, VisionForm
from ..models import Aim, Plan, PlanVersion, Step
from ..page_data import plans as page_data


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that one sees; a person with one goes straight to it."""
    school = page_data.own_school(request.user)
    if school:
        return redirect("devplans:plan", school.urn)
    found = Plan.objects.visible_to(request.user).for_list()
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "devplans/plans.html", {"page": page, "plans": page_data.in_words(page)})


def _plan(request: HttpRequest, urn: int) -> Plan:
    return get_visible_or_404(Plan, request.user, school__urn=urn)


@login_required
@require_safe
def plan(request: HttpRequest, urn: int) -> HttpResponse:
    """One school's plan."""
    found = _plan(request, urn)
    return render(request, "devplans/plan.html", {"plan": found, "school": found.school, **page_data.of_plan(found)})


@login_required
@require_safe
def version(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """What was agreed, as it stood."""
    found = get_visible_or_404(PlanVersion, request.user, plan__school__urn=urn, number=number)
    return render(request, "devplans/version.html", {"version": found, "school": found.school})


def _edit(request: HttpRequest, form: Any, act: Any, on: Any, plan: Plan, title: str, done: str) -> HttpResponse:
    """A form page of the plan: shown, or done and back to the plan."""
    require(request.user, "devplans.edit_plan", plan)
    if request.method == "POST" and perform_form(request, form, act, on, done=done):
        return redirect(plan)
    return render(request, "devplans/form.html", {"form": form, "plan": plan, "school": plan.school, "title": title})


@login_required
def vision(request: HttpRequest, urn: int) -> HttpResponse:
    """Write the vision."""
    found = _plan(request, urn)
    form = VisionForm(request.POST or None, initial={"vision": found.vision})
    return _edit(request, form, actions.edit_vision, found, found, "Vision", "The vision is kept.")


@login_required
def new_aim(request: HttpRequest, urn: int) -> HttpResponse:
    """Add an aim."""
    found = _plan(request, urn)
    done = "The aim is in the plan. Next: a step towards it."
    return _edit(request, AimForm(request.POST or None), actions.add_aim, found, found, "A new aim", done)


@login_required
def aim(request: HttpRequest, pk: int) -> HttpResponse:
    """Rewrite an aim."""
    found = get_visible_or_404(Aim, request.user, pk=pk)
    form = AimForm(request.POST or None, initial=page_data.aim_initial(found))
    return _edit(request, form, actions.edit_aim, found, found.plan, found.title, "The aim is changed.")


@login_required
@require_POST
def drop_aim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an aim off the plan."""
    found = get_visible_or_404(Aim, request.user, pk=pk)
    perform(request, actions.drop_aim, found, done=f"“{found.title}” is off the plan. What served it is kept.")
    return redirect(found.plan)


@login_required
def new_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a step to an aim."""
    found = get_visible_or_404(Aim, request.user, pk=pk)
    title = f"A step towards “{found.title}”"
    form = StepForm(request.POST or None)
    return _edit(request, form, actions.add_step, found, found.plan, title, "The step is in the plan.")


@login_required
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Rewrite a step, or say where it stands."""
    found = get_visible_or_404(Step, request.user, pk=pk)
    initial = {"what": found.what, "who": found.who, "due_on": found.due_on, "progress": found.progress}
    form = EditStepForm(request.POST or None, initial=initial)
    return _edit(request, form, actions.edit_step, found, found.aim.plan, "Step", "The step is changed.")


@login_required
@require_POST
def share(request: HttpRequest, urn: int) -> HttpResponse:
    """Hand the plan to the Specialist."""
    found = _plan(request, urn)
    perform(request, actions.share_plan, found, done="The plan is shared. Your Specialist is told and agrees it.")
    return redirect(found)


@login_required
@require_POST
def agree(request: HttpRequest, urn: int) -> HttpResponse:
    """Agree the plan."""
    found = _plan(request, urn)
    perform(request, actions.agree_plan, found, done="The plan is agreed. This version is kept as it stands.")
    return redirect(found)


@login_required
@require_POST
def refine(request: HttpRequest, urn: int) -> HttpResponse:
    """Open an agreed plan for changes."""
    found = _plan(request, urn)
    perform(request, actions.refine_plan, found, done="The plan is open for changes. It is agreed anew when ready.")
    return redirect(found)
