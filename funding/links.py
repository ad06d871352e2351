"""Links that need no account: to answer a query, and to download a run's file."""

from __future__ import annotations

from datetime import datetime

from sustaining.common.permissions import may
from sustaining.outbox.links import Address, LinkPurpose, register_purpose
from sustaining.outbox.models import Link

from .models import Claim, Message, Payment, ReleasePayment, RunFile

ANSWER, FILE, REMITTANCE = "query-answer", "run-file", "remittance"


def answer_address(claim: Claim, question: Message) -> Address:
    """Return the address at which `question` is answered, created when its email is sent; a later question ends it."""
    return Address(ANSWER, claim, {"question": question.pk})


def remittance_address(payment: Payment | ReleasePayment) -> Address:
    """Return the address at which a payee downloads the remittance advice of a payment."""
    return Address(REMITTANCE, payment)


def _is_paying(link: Link, now: datetime) -> bool:
    payment: Payment | ReleasePayment = link.subject
    return payment.is_paying


def _is_last_question(link: Link, now: datetime) -> bool:
    """Return whether the question is the newest and the person may still answer for the school."""
    claim: Claim = link.subject
    last = claim.messages.filter(from_hub=True).last()
    return (
        link.user is not None
        and last is not None
        and last.pk == link.payload.get("question")
        and may(link.user, "funding.answer_query", claim)
    )


def _is_released(link: Link, now: datetime) -> bool:
    """Return whether the file's release was not taken back."""
    stored: RunFile = link.subject
    return not stored.is_taken_back


register_purpose(
    LinkPurpose(
        name=ANSWER,
        url="funding:answer-by-link",
        ended="This question has been answered or closed, or the link has expired. Sign in to view the claim.",
        still_valid=_is_last_question,
        single_use=True,
        readable_after_use=True,
        title="to answer the question about your claim",
    )
)
register_purpose(
    LinkPurpose(
        name=FILE,
        url="funding:file-by-link",
        ended="This link has expired. Ask the hub for a new one.",
        still_valid=_is_released,
    )
)
register_purpose(
    LinkPurpose(
        name=REMITTANCE,
        url="funding:remittance-by-link",
        ended="The payment was returned or reversed, or the link has expired. Ask the hub.",
        still_valid=_is_paying,
        title="to download the remittance advice",
    )
)
