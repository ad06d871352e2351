"""Add a next step to a session; carry it on, finish, drop or reopen it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.reason_pages import ReasonPage, reason_page

from ..actions import next_steps as actions
from ..forms.next_steps import AddStepForm, ChangeStepForm
from ..models import NEXT_STEP_MOVES, NextStep, Session


@login_required
def add(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a next step to a session."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    require(request.viewer, "devplans.add_next_step", session)
    if closed := closed_form(request, session, not session.is_cancelled, "This session has been cancelled."):
        return closed
    form = AddStepForm(request.POST if request.method == "POST" else None, session=session, day=today())
    if request.method == "POST" and perform_form(
        request, form, actions.add_next_step, session, done="Next step added."
    ):
        return redirect(session)
    return _page(request, session, form, "Add a next step", "Add next step")


@login_required
def change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a next step, or carry it on to a new day."""
    step = get_visible_or_404(NextStep, request.viewer, pk=pk)
    require(request.viewer, "devplans.settle_next_step", step)
    if closed := closed_form(request, step, step.is_open, NEXT_STEP_MOVES.refusal(step)):
        return closed
    data = request.POST if request.method == "POST" else None
    form = ChangeStepForm(data, session=step.session, day=today(), step=step)
    if request.method == "POST" and perform_form(
        request, form, actions.change_next_step, step, done="Next step saved."
    ):
        return redirect(step)
    return _page(request, step.session, form, "Change next step", "Save next step")


def _page(request: ViewerRequest, session: Session, form: Any, title: str, act: str) -> HttpResponse:
    context = {"form": form, "about": session, "back": session.get_absolute_url(), "title": title, "act": act}
    return render(request, "devplans/session_form.html", context)


@login_required
@require_POST
def finish(request: ViewerRequest, pk: int) -> HttpResponse:
    """Mark a next step as done."""
    return _close(request, pk, actions.finish_next_step, "Next step marked as done.")


@login_required
@require_POST
def drop(request: ViewerRequest, pk: int) -> HttpResponse:
    """Mark a next step as no longer needed."""
    return _close(request, pk, actions.drop_next_step, "Next step marked as no longer needed.")


def _close(request: ViewerRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    step = get_visible_or_404(NextStep, request.viewer, pk=pk)
    perform(request, act, step, done=done)
    return redirect(step)


@login_required
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reopen a next step that was closed by mistake, with a reason."""
    step = get_visible_or_404(NextStep, request.viewer, pk=pk)
    page = ReasonPage(
        heading="Reopen this next step?",
        follows=(
            str(step),
            "It keeps its person and its check-back day, and appears again on the desk on that day. "
            "You can then change the day.",
        ),
        button="Reopen next step",
    )
    move = (NEXT_STEP_MOVES, "reopen")
    return reason_page(request, step, actions.reopen_next_step, page, move=move, done="Next step reopened.")
