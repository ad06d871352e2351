"""Views of a hub's decisions on a claim, and of a school's answer by link."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from schools.viewer import ViewerRequest
from sustaining.common.forms import ReasonForm
from sustaining.common.money import format_pounds
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.reason_pages import ReasonPage, reason_page
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.links import by_link
from sustaining.outbox.models import Link

from .. import actions
from ..choices import ClaimState
from ..forms.claims import AnswerForm, LessForm, QuestionForm
from ..links import ANSWER
from ..models import CLAIM_MOVES, Claim
from ..selectors.claims import claim_evidence_context, next_to_decide


@login_required
@require_POST
def approve(request: ViewerRequest, reference: str) -> HttpResponse:
    """Approve a claim."""
    claim = get_visible_or_404(Claim, request.viewer, reference=reference)
    done = f"Claim {claim.reference} approved. It will be paid in the next payment run."
    perform(request, actions.approve_claim, claim, done=done, then=lambda: next_to_decide(request.user))
    return redirect(claim)


@login_required
def less(request: ViewerRequest, reference: str) -> HttpResponse:
    """Approve a claim for less, with a reason."""
    claim = get_visible_or_404(Claim, request.viewer, reference=reference)
    require(request.viewer, "funding.approve_claim", claim)
    form = LessForm(request.POST or None)
    done = f"Claim {claim.reference} part-approved."
    if request.method == "POST" and perform_form(
        request, form, actions.approve_claim, claim, done=done, then=lambda: next_to_decide(request.user)
    ):
        return redirect(claim)
    return _reason_page(request, claim, form, "less")


@login_required
def reject(request: ViewerRequest, reference: str) -> HttpResponse:
    """Reject a claim, with a reason."""
    return _with_reason(request, reference, actions.reject_claim, "reject", "rejected.")


@login_required
def query(request: ViewerRequest, reference: str) -> HttpResponse:
    """Query a claim: ask its school about it."""
    return _with_reason(request, reference, actions.query_claim, "query", "queried.")


DECIDED_AGAIN = "is waiting for a decision again."


@login_required
def unapprove(request: ViewerRequest, reference: str) -> HttpResponse:
    """Reverse approval of a claim, with a reason."""
    claim = get_visible_or_404(Claim, request.viewer, reference=reference)
    page = ReasonPage(
        heading=f"Reverse approval of claim {claim}?",
        follows=(
            f"{claim.school}, {format_pounds(claim.payable)}.",
            "The claim goes back to waiting for a decision, and the approved amount is no longer committed. You "
            "can do this until the claim is in a payment run. We’ll email the school your reason.",
        ),
        button="Reverse approval",
    )
    move, done = (CLAIM_MOVES, "unapprove"), f"Claim {claim} {DECIDED_AGAIN}"
    return reason_page(request, claim, actions.unapprove_claim, page, move=move, done=done)


@login_required
def reconsider(request: ViewerRequest, reference: str) -> HttpResponse:
    """Reconsider a rejected claim, with a reason."""
    claim = get_visible_or_404(Claim, request.viewer, reference=reference)
    page = ReasonPage(
        heading=f"Reconsider claim {claim}?",
        follows=(
            f"{claim.school}, {format_pounds(claim.total)}.",
            "The claim goes back to waiting for a decision, unless the money has since been claimed. We’ll email "
            "the school your reason.",
        ),
        button="Reconsider claim",
    )
    move, done = (CLAIM_MOVES, "reconsider"), f"Claim {claim} {DECIDED_AGAIN}"
    return reason_page(request, claim, actions.reconsider_claim, page, move=move, done=done)


def _with_reason(request: ViewerRequest, reference: str, act: Any, verb: str, done: str) -> HttpResponse:
    claim = get_visible_or_404(Claim, request.viewer, reference=reference)
    require(request.viewer, act.permission, claim)
    form = (QuestionForm if verb == "query" else ReasonForm)(request.POST or None)
    done = f"Claim {claim.reference} {done}"
    if request.method == "POST" and perform_form(
        request, form, act, claim, done=done, then=lambda: next_to_decide(request.user)
    ):
        return redirect(claim)
    return _reason_page(request, claim, form, verb)


def _reason_page(request: ViewerRequest, claim: Claim, form: Any, verb: str) -> HttpResponse:
    """Render the question with the claim's items and evidence beside it."""
    data = {"claim": claim, "form": form, "verb": verb, **claim_evidence_context(claim, request.user)}
    return render(request, "funding/reason.html", data)


@require_http_methods(["GET", "HEAD", "POST"])
@link_page(ANSWER)
def answer_by_link(request: HttpRequest, link: Link) -> HttpResponse:
    """Answer a query by the link in its email, without signing in: only its recipient has the link."""
    claim = link.subject
    form = AnswerForm(request.POST or None)
    answered = link.used_at is not None or claim.state != ClaimState.QUERIED
    if request.method == "POST" and not answered:
        answered = bool(perform_form(request, form, by_link(link, partial(actions.answer_query, link=link)), claim))
    return render(request, "funding/answer_link.html", {"claim": claim, "form": form, "answered": answered})
