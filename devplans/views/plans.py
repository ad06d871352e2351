"""Pages of development plans: the plan, its aims and steps, and what moves it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from ..actions import plans as actions
from ..actions import writing
from ..forms.plans import AimChoicesForm, AimForm, CommentForm, EditStepForm, StepForm
from ..models import Aim, Plan, Step
from ..overdue import Overdue
from ..selectors import plans as selectors
from ..selectors.writing import writings


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that one sees; a person with one goes straight to it."""
    waits = request.GET.get("review") == "due"
    school = None if waits else selectors.own_school(request.user)
    if school:
        return redirect("devplans:plan", school.urn)
    found: Any
    found, term = (
        Overdue(request.user, today()).unreviewed() if waits else (Plan.objects.visible_to(request.user), None)
    )
    page = Paginator(found.for_list(), 50).get_page(request.GET.get("page"))
    data = {"page": page, "plans": selectors.in_words(page), "waits": waits, "term": term}
    return render(request, "devplans/plans.html", data)


def plan_or_404(request: HttpRequest, urn: int) -> Plan:
    """The plan of a school that one sees."""
    return get_visible_or_404(Plan, request.user, school__urn=urn)


@login_required
@require_safe
def plan(request: HttpRequest, urn: int) -> HttpResponse:
    """One school's plan."""
    found = plan_or_404(request, urn)
    return render(request, "devplans/plan.html", {"plan": found, "school": found.school, **selectors.of_plan(found)})


def form_page(request: HttpRequest, form: Any, plan: Plan, title: str, **more: Any) -> HttpResponse:
    """A form about a plan, by itself on a page."""
    data = {"form": form, "plan": plan, "school": plan.school, "title": title, "back": plan.get_absolute_url(), **more}
    return render(request, "devplans/form.html", data)


@login_required
def new_aim(request: HttpRequest, urn: int) -> HttpResponse:
    """Add an aim."""
    found = plan_or_404(request, urn)
    require(request.user, "devplans.edit_plan", found)
    form = AimForm(request.POST or None)
    done = "The aim is in the plan. Next: a step towards it."
    if request.method == "POST" and perform_form(request, form, actions.add_aim, found, done=done):
        return redirect(found)
    return form_page(request, form, found, "A new aim")


@login_required
@require_safe
def aim(request: HttpRequest, pk: int) -> HttpResponse:
    """One aim: its words, its steps, what served it, what came of it, and what is said about it."""
    return _aim_page(request, get_visible_or_404(Aim, request.user, pk=pk))


def _aim_page(request: HttpRequest, aim: Aim, **forms: Any) -> HttpResponse:
    data = selectors.of_aim(aim, request.user)
    writes = data["open"] and aim.stands and may(request.user, "devplans.edit_plan", aim)
    data |= {"plan": aim.plan, "school": aim.school, "comment_form": CommentForm(), "writes": writes}
    if writes:
        data["texts"] = writings("aim", aim, aim.plan, request.user)
        data["choices"] = AimChoicesForm(initial=selectors.choices_of(aim))
    return render(request, "devplans/aim.html", {**data, **forms})


@login_required
@require_POST
def choose_of_aim(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what of an aim is chosen: whose need, by when, which ideas."""
    found = get_visible_or_404(Aim, request.user, pk=pk)
    require(request.user, "devplans.edit_plan", found)
    form = AimChoicesForm(request.POST)
    if perform_form(request, form, writing.choose_of_aim, found, done="" if request.htmx else "The aim is changed."):  # type: ignore[attr-defined]
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "devplans/said.html", {"kept": True})
        return redirect(found)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "devplans/said.html", {"form": form})
    return _aim_page(request, found, choices=form, form=form)


@login_required
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about an aim."""
    found = get_visible_or_404(Aim, request.user, pk=pk)
    require(request.user, "devplans.comment", found)
    form = CommentForm(request.POST)
    if perform_form(request, form, writing.add_comment, found, done="The comment is on the page."):
        return redirect(f"{found.get_absolute_url()}#comments")
    return _aim_page(request, found, comment_form=form, form=form)


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
    require(request.user, "devplans.edit_plan", found)
    form = StepForm(request.POST or None, plan=found.plan, user=request.user)
    if request.method == "POST" and perform_form(
        request, form, actions.add_step, found, done="The step is in the plan."
    ):
        return redirect(found)
    return form_page(request, form, found.plan, f"A step towards “{found.title}”", back=found.get_absolute_url())


@login_required
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where a step stands, by when and by whom it is done; and write its words."""
    found = get_visible_or_404(Step, request.user, pk=pk)
    require(request.user, "devplans.edit_plan", found)
    form = EditStepForm(
        request.POST or None,
        plan=found.aim.plan,
        user=request.user,
        also=selectors.owners_of(found),
        initial=selectors.step_initial(found),
    )
    if request.method == "POST" and perform_form(request, form, actions.edit_step, found, done="The step is changed."):
        return redirect(found.aim)
    state = selectors.state_words(found.aim.plan)
    texts = writings("step", found, found.aim.plan, request.user) if state["open"] else []
    data = {"step": found, "plan": found.aim.plan, "school": found.school, "form": form, "texts": texts, **state}
    return render(request, "devplans/step.html", data)


@login_required
@require_POST
def share(request: HttpRequest, urn: int) -> HttpResponse:
    """Hand the plan to the Specialist."""
    found = plan_or_404(request, urn)
    perform(request, actions.share_plan, found, done="The plan is shared. Your Specialist is told and agrees it.")
    return redirect(found)


@login_required
@require_POST
def agree(request: HttpRequest, urn: int) -> HttpResponse:
    """Agree the plan."""
    found = plan_or_404(request, urn)
    perform(request, actions.agree_plan, found, done="The plan is agreed. This version is kept as it stands.")
    return redirect(found)


@login_required
@require_POST
def refine(request: HttpRequest, urn: int) -> HttpResponse:
    """Open an agreed plan for changes."""
    found = plan_or_404(request, urn)
    perform(request, actions.refine_plan, found, done="The plan is open for changes. It is agreed anew when ready.")
    return redirect(found)
