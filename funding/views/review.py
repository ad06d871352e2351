"""What the hub decides on a claim, and what its school answers by link."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permits import require

from .. import actions
from ..choices import ClaimState
from ..forms.claims import AnswerForm, LessForm
from ..models import Claim
from ..tokens import opened_answer


@login_required
@require_POST
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve a claim."""
    found = get_visible_or_404(Claim, request.user, reference=reference)
    done = f"Claim {found.reference} is approved. It waits for the next payment run."
    perform(request, actions.approve_claim, found, done=done)
    return redirect(found)


@login_required
def less(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve a claim for less, with a reason."""
    found = get_visible_or_404(Claim, request.user, reference=reference)
    require(request.user, "funding.approve_claim", found)
    form = LessForm(request.POST or None)
    done = f"Claim {found.reference} is approved for less. The school is told why."
    if request.method == "POST" and perform_form(request, form, actions.approve_claim, found, done=done):
        return redirect(found)
    return render(request, "funding/reason.html", {"claim": found, "form": form, "verb": "less"})


@login_required
def reject(request: HttpRequest, reference: str) -> HttpResponse:
    """Refuse a claim, with a reason."""
    return _with_reason(request, reference, actions.reject_claim, "reject", "is not approved. The school is told why.")


@login_required
def query(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the school to change a claim."""
    return _with_reason(request, reference, actions.query_claim, "query", "is queried. The school is asked.")


def _with_reason(request: HttpRequest, reference: str, act: Any, verb: str, done: str) -> HttpResponse:
    found = get_visible_or_404(Claim, request.user, reference=reference)
    require(request.user, act.permission, found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(request, form, act, found, done=f"Claim {found.reference} {done}"):
        return redirect(found)
    return render(request, "funding/reason.html", {"claim": found, "form": form, "verb": verb})


def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a query by the link of its e-mail, without signing in: whoever has the link has the mailbox."""
    opened = opened_answer(token)
    if opened is None:
        raise Http404("This link has ended. Sign in to see the claim.")
    claim, person = opened
    form = AnswerForm(request.POST or None)
    answered = claim.state != ClaimState.QUERIED
    if request.method == "POST":
        try:
            answered = bool(perform_form(request, form, actions.answer_query, claim, by=person)) or answered
        except PermissionDenied:
            raise Http404("This link has ended.") from None
    return render(request, "funding/answer_link.html", {"claim": claim, "form": form, "answered": answered})
