"""Pages on which a school withdraws from a project or is reinstated: what will follow, who is emailed, and the reason."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sustaining.accounts.requests import SignedInRequest
from sustaining.common.counts import emailed
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform_form
from sustaining.common.permissions import require

from . import actions
from .choices import ParticipationState
from .endings import preview_reinstatement, preview_withdrawal
from .models import Participation


@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw a school from a project, after showing what follows and asking for a reason."""
    participation = get_visible_or_404(Participation, request.user, pk=pk)
    require(request.user, "schools.withdraw_participation", participation)
    is_active = participation.state == ParticipationState.ACTIVE
    sentence = f"{participation.school} is not taking part in {participation.project.code}, so it can’t withdraw."
    closed = closed_form(request, participation.school, is_active, sentence)
    if closed:
        return closed
    return _ending_page(
        request,
        participation,
        act=actions.withdraw_participation,
        preview=preview_withdrawal,
        template="schools/withdraw.html",
        done=f"{participation.school} has withdrawn from {participation.project.code}.",
    )


@login_required
def reinstate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a withdrawal, after showing what can be put back and asking for a reason."""
    participation = get_visible_or_404(Participation, request.user, pk=pk)
    require(request.user, "schools.reinstate_participation", participation)
    is_withdrawn = participation.state == ParticipationState.WITHDRAWN
    sentence = f"{participation.school} has not withdrawn from {participation.project.code}."
    closed = closed_form(request, participation.school, is_withdrawn, sentence)
    if closed:
        return closed
    return _ending_page(
        request,
        participation,
        act=actions.reinstate_participation,
        preview=preview_reinstatement,
        template="schools/reinstate.html",
        done=f"{participation.school} is taking part in {participation.project.code} again.",
    )


def _ending_page(
    request: SignedInRequest, participation: Participation, *, act: Any, preview: Any, template: str, done: str
) -> HttpResponse:
    """Show what an action on the participation would do, and do it with a reason."""
    form = ReasonForm(request.POST or None)
    shown = preview(participation, timezone.now())
    if request.method == "POST":
        message = f"{done} {emailed(len(shown.people))}"
        if perform_form(request, form, act, participation, done=message):
            return redirect(participation.school)
    return render(request, template, {"participation": participation, "form": form, "preview": shown})
