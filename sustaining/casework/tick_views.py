"""Pages of a school's checklist: the steps, and one step with its ticks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schools.models import Participation
from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.files import file_response
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from . import actions
from .actions import SchoolStep
from .checklist_forms import ExcuseForm, TickForm, TickSchoolsForm
from .checklist_pages import mark_history, reads_notes, school_checklist, school_lines, step_at_schools
from .checklists import StepLine
from .models import ChecklistStep, StepFile, StepMark


@login_required
@require_safe
def school(request: ViewerRequest, pk: int) -> HttpResponse:
    """List the steps of a school's year: what is done, what is due by when, and who does it."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    checklist = school_checklist(participation, request.viewer)
    data = {
        "participation": participation,
        "checklist": checklist,
        "lines": school_lines(participation, checklist, request.viewer) if checklist else [],
        "reads_notes": reads_notes(request.viewer),
    }
    return render(request, "casework/school_checklist.html", data)


def _place(request: ViewerRequest, pk: int, step: int) -> tuple[SchoolStep, StepLine]:
    """Return a step of a school's checklist that the person reads, and how it stands. Raise Http404."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    checklist = school_checklist(participation, request.viewer)
    line = checklist.find_line(step) if checklist else None
    if line is None:
        raise Http404("This step is not on the school’s checklist.")
    return SchoolStep(participation, line.step), line


def _page(request: ViewerRequest, pk: int, step: int, **forms: TickForm | ExcuseForm) -> HttpResponse:
    place, line = _place(request, pk, step)
    history = mark_history(place.participation, place.step, request.viewer)
    live = next((mark for mark in history if mark.undone_at is None), None)
    may_tick = may(request.viewer, "casework.tick_step", place)
    may_excuse = may(request.viewer, "casework.excuse_step", place)
    data = {
        "participation": place.participation,
        "line": line,
        "history": history,
        "mark": live,
        "mark_form": forms.get("mark_form") or TickForm(),
        "excuse_form": forms.get("excuse_form") or ExcuseForm(),
        "may_mark": may_tick and line.is_open and line.step.is_ticked and line.waits_for is None,
        "excuses": may_excuse and line.is_open,
        "undoes": live is not None and may(request.viewer, "casework.undo_mark", live),
        "reads_notes": reads_notes(request.viewer),
    }
    return render(request, "casework/school_step.html", data)


@login_required
@require_safe
def step(request: ViewerRequest, pk: int, step: int) -> HttpResponse:
    """Show a step of a school, with its ticks, and the form that ticks it."""
    return _page(request, pk, step)


def _after(request: ViewerRequest, place: SchoolStep) -> HttpResponse:
    return redirect(reverse("casework:school-checklist", args=[place.participation.pk]) + f"#step-{place.step.pk}")


@login_required
@require_POST
def tick(request: ViewerRequest, pk: int, step: int) -> HttpResponse:
    """Tick a step: as done today by the button of the list, or with the day, note and files of the step's page."""
    place, _ = _place(request, pk, step)
    require(request.viewer, "casework.tick_step", place)
    done = f"Done: {place.step}"
    if "done_on" not in request.POST:
        mark = perform(request, actions.tick_step, place)
        if mark:
            _say_done(request, done, mark)
        return _after(request, place)
    form = TickForm(request.POST, request.FILES)
    if perform_form(request, form, actions.tick_step, place, done=done):
        return _after(request, place)
    return _page(request, pk, step, mark_form=form)


def _say_done(request: ViewerRequest, done: str, mark: StepMark) -> None:
    messages.success(request, done, extra_tags=reverse("casework:undo-mark", args=[mark.pk]))


@login_required
def step_schools(request: ViewerRequest, pk: int) -> HttpResponse:
    """List how the hub's schools stand with a step, and mark it as done at several."""
    row = get_visible_or_404(ChecklistStep, request.viewer, pk=pk)
    require(request.viewer, "casework.see_checklists")
    places = step_at_schools(row, request.viewer)
    schools = [(place.participation.pk, str(place.participation.school)) for place in places if place.may_mark]
    marks = may(request.viewer, "casework.tick_schools", row)
    form = TickSchoolsForm(request.POST if request.method == "POST" else None, schools=schools)
    if request.method == "POST":
        require(request.viewer, "casework.tick_schools", row)
        if perform_form(request, form, actions.tick_schools, row, done=lambda marks: _count_done(row, len(marks))):
            return redirect("casework:step-schools", row.pk)
    data = {"step": row, "checklist": row.checklist, "places": places, "form": form, "marks": marks and schools}
    return render(request, "casework/step_schools.html", data)


def _count_done(step: ChecklistStep, number: int) -> str:
    return f"“{step}” marked as done at {counted(number, 'school')}."


@login_required
@require_POST
def excuse(request: ViewerRequest, pk: int, step: int) -> HttpResponse:
    """Say that the school does not need a step, and why."""
    place, _ = _place(request, pk, step)
    require(request.viewer, "casework.excuse_step", place)
    form = ExcuseForm(request.POST)
    if perform_form(request, form, actions.excuse_step, place, done=f"Not needed: {place.step}"):
        return _after(request, place)
    return _page(request, pk, step, excuse_form=form)


@login_required
@require_POST
def undo(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undo a tick."""
    mark = get_visible_or_404(StepMark, request.viewer, pk=pk)
    perform(request, actions.undo_mark, mark, done=f"To do again: {mark.step}")
    return redirect(reverse("casework:school-checklist", args=[mark.participation_id]) + f"#step-{mark.step_id}")


@login_required
@require_safe
def step_file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Return a file that was added with a tick."""
    return file_response(request, get_visible_or_404(StepFile, request.viewer, pk=pk), small="small" in request.GET)
