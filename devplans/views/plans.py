"""Development plans: pages of the plan, its aims and steps, and its changes of state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from ..actions import autosave
from ..actions import plans as actions
from ..choices import StepState
from ..forms.plans import AimChoicesForm, AimForm, CommentForm, EditStepForm, StepForm
from ..models import Aim, Plan, Step
from ..overdue import Overdue
from ..page_actions import PLAN_BUTTONS
from ..selectors import plans as selectors
from ..selectors.autosave import text_boxes

if TYPE_CHECKING:
    pass


@login_required
@require_safe
def plans(request: ViewerRequest) -> HttpResponse:
    """List the plans that the user may see, or redirect to the only one."""
    waits = request.GET.get("review") == "due"
    school = None if waits else selectors.own_school(request.user)
    if school:
        return redirect("devplans:plan", school.urn)
    queryset: Any
    queryset, term = (
        Overdue(request.user, today()).unreviewed() if waits else (Plan.objects.visible_to(request.user), None)
    )
    page = Paginator(queryset.for_list(), 50).get_page(request.GET.get("page"))
    data = {"page": page, "plans": list(page), "waits": waits, "term": term}
    return render(request, "devplans/plans.html", data)


def plan_or_404(request: ViewerRequest, urn: int) -> Plan:
    """Return the school's plan, if the user may see it. Raise Http404."""
    return get_visible_or_404(Plan, request.viewer, ("school",), school__urn=urn)


@login_required
@require_safe
def plan(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show a school's plan."""
    plan = plan_or_404(request, urn)
    data = selectors.plan_context(plan)
    data["buttons"] = PLAN_BUTTONS.open_to(plan, request.viewer, is_open=plan.is_open, has_aims=bool(data["aims"]))
    return render(request, "devplans/plan.html", {"plan": plan, "school": plan.school, **data})


def form_page(request: HttpRequest, form: Any, plan: Plan, title: str, **more: Any) -> HttpResponse:
    """Render a form about a plan on a page of its own."""
    data = {"form": form, "plan": plan, "school": plan.school, "title": title, "back": plan.get_absolute_url(), **more}
    return render(request, "devplans/form.html", data)


@login_required
def new_aim(request: ViewerRequest, urn: int) -> HttpResponse:
    """Add an aim."""
    plan = plan_or_404(request, urn)
    require(request.viewer, "devplans.edit_plan", plan)
    form = AimForm(request.POST or None)
    done = "Aim added. Next, add an action."
    if request.method == "POST" and perform_form(request, form, actions.add_aim, plan, done=done):
        return redirect(plan)
    return form_page(request, form, plan, "Add an aim")


@login_required
@require_safe
def aim(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show an aim: its texts, steps, sessions, judgements and comments."""
    return _aim_page(request, get_visible_or_404(Aim, request.viewer, pk=pk))


def _aim_page(request: ViewerRequest, aim: Aim, **forms: Any) -> HttpResponse:
    data = selectors.aim_context(aim, request.user)
    writes = data["open"] and aim.is_in_plan and may(request.viewer, "devplans.edit_plan", aim)
    data |= {"plan": aim.plan, "school": aim.school, "comment_form": CommentForm(), "writes": writes}
    if writes:
        data["texts"] = text_boxes("aim", aim, aim.plan, request.user)
        data["choices"] = AimChoicesForm(initial=selectors.aim_choices_initial(aim))
    return render(request, "devplans/aim.html", {**data, **forms})


@login_required
@require_POST
def edit_aim_choices(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change an aim's choices: need, date and big ideas."""
    aim = get_visible_or_404(Aim, request.viewer, pk=pk)
    require(request.viewer, "devplans.edit_plan", aim)
    form = AimChoicesForm(request.POST)
    if perform_form(request, form, autosave.edit_aim_choices, aim, done="" if request.htmx else "Aim saved."):  # type: ignore[attr-defined]
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "devplans/choice_saved.html", {"is_saved": True})
        return redirect(aim)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "devplans/choice_saved.html", {"form": form})
    return _aim_page(request, aim, choices=form, form=form)


@login_required
@require_POST
def comment(request: ViewerRequest, pk: int) -> HttpResponse:
    """Comment on an aim."""
    aim = get_visible_or_404(Aim, request.viewer, pk=pk)
    require(request.viewer, "devplans.comment", aim)
    form = CommentForm(request.POST)
    if perform_form(request, form, autosave.add_comment, aim, done="Comment added."):
        return redirect(f"{aim.get_absolute_url()}#comments")
    return _aim_page(request, aim, comment_form=form, form=form)


@login_required
def drop_aim(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove an aim from the plan, after a page that says what is kept."""
    aim = get_visible_or_404(Aim, request.viewer, pk=pk)
    require(request.viewer, "devplans.edit_plan", aim)
    is_open = aim.is_in_plan and aim.plan.is_open
    if closed := closed_form(request, aim, is_open, "You can only remove an aim while the plan is open for editing."):
        return closed
    if request.method == "POST":
        done = f"“{aim.title}” removed from the plan. You can restore it from the plan page."
        perform(request, actions.drop_aim, aim, done=done)
        return redirect(aim.plan)
    return render(request, "devplans/drop_aim.html", {"aim": aim, **selectors.what_an_aim_has(aim)})


@login_required
@require_POST
def restore_aim(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put an aim back on the plan."""
    aim = get_visible_or_404(Aim, request.viewer, pk=pk)
    perform(request, actions.restore_aim, aim, done=f"“{aim.title}” restored to the plan.")
    return redirect(aim.plan)


@login_required
def new_step(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add an action to an aim."""
    aim = get_visible_or_404(Aim, request.viewer, pk=pk)
    require(request.viewer, "devplans.edit_plan", aim)
    form = StepForm(request.POST or None, plan=aim.plan)
    if request.method == "POST" and perform_form(request, form, actions.add_step, aim, done="Action added."):
        return redirect(aim)
    return form_page(request, form, aim.plan, f"Add an action for “{aim.title}”", back=aim.get_absolute_url())


@login_required
def step(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a step's progress, due date and people; its texts are autosaved on the same page."""
    step = get_visible_or_404(Step, request.viewer, pk=pk)
    require(request.viewer, "devplans.edit_plan", step)
    form = EditStepForm(
        request.POST or None,
        plan=step.aim.plan,
        also=selectors.step_owners(step),
        initial=selectors.step_initial(step),
    )
    if request.method == "POST" and perform_form(request, form, actions.edit_step, step, done="Action saved."):
        return redirect(step.aim)
    plan = step.aim.plan
    texts = text_boxes("step", step, plan, request.user) if plan.is_open else []
    data = {"step": step, "plan": plan, "school": step.school, "form": form, "texts": texts, "open": plan.is_open}
    return render(request, "devplans/step.html", data)


@login_required
@require_POST
def step_progress(request: ViewerRequest, pk: int) -> HttpResponse:
    """Mark an action as completed, from the first page; *Undo* posts here with the progress `to` go back to."""
    step = get_visible_or_404(Step, request.viewer, pk=pk)
    before, to = step.progress, request.GET.get("to", StepState.DONE)
    progress = StepState(to) if to in StepState.values else StepState.DONE
    undo = f"{request.path}?to={before}" if progress == StepState.DONE != before else ""
    done = f"“{step.what}” marked as {progress.label.lower()}."
    perform(request, actions.set_progress, step, progress=progress, done=done, undo=undo)
    return redirect("desk:home")


@login_required
@require_POST
def share(request: ViewerRequest, urn: int) -> HttpResponse:
    """Share the plan with the Specialist."""
    plan = plan_or_404(request, urn)

    def done(plan: Plan) -> str:
        if actions.get_specialists(plan, timezone.now()):
            return "Plan shared."
        return "Plan shared. Your school has no Specialist yet; your hub lead can agree the plan."

    perform(request, actions.share_plan, plan, done=done, says_none=True)
    return redirect(plan)


@login_required
@require_POST
def agree(request: ViewerRequest, urn: int) -> HttpResponse:
    """Agree the plan."""
    plan = plan_or_404(request, urn)
    perform(request, actions.agree_plan, plan, done="Plan agreed. We’ve saved this version.")
    return redirect(plan)


@login_required
@require_POST
def refine(request: ViewerRequest, urn: int) -> HttpResponse:
    """Reopen an agreed plan for changes."""
    plan = plan_or_404(request, urn)
    perform(
        request,
        actions.refine_plan,
        plan,
        done="The plan is open for changes. Ask for it to be agreed again when it’s ready.",
    )
    return redirect(plan)
