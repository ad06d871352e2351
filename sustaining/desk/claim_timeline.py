"""The steps of claims, of their payments and of recoveries, in sentences of the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from funding.choices import ClaimState, RecoveryState
from funding.models import Claim, OpeningPayment, Recovery
from schools.models import School
from schools.roles import HUB_READERS
from schools.viewer import as_viewer
from sustaining.accounts.models import User
from sustaining.common.money import format_pounds
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import day as format_day

from .timeline_entries import Step, TimelineEntry, event_actor, event_link, read_history


def claim_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield each step of each claim. The reason for a query is shown only to people with `funding.read_words`."""
    reads_reason = may(user, "funding.read_words", school)
    for event, before in read_history(Claim.objects.readable_by(user).filter(grant__participation__school=school)):
        if before is not None and before.state == event.state:
            continue
        step = _correction_step(event, before, reads_reason=reads_reason) or _claim_step(
            event, reads_reason=reads_reason
        )
        if step is not None:
            at, active, passive, who = step
            url = reverse("funding:claim", args=[event.reference])
            yield TimelineEntry(at, "money", passive, active, who, url, link=event_link(event))


def opening_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield each payment that was brought in, and each that was taken back."""
    openings = OpeningPayment.objects.readable_by(user).filter(entry__grant__participation__school=school)
    url = reverse("funding:grant", args=[school.urn])
    for opening in openings.select_related("entry"):
        what = f"a payment of {format_pounds(opening.entry.amount)} that was made on {format_day(opening.paid_on)}"
        yield TimelineEntry(
            opening.recorded_at, "money", f"{what} was brought in", f"brought in {what}", opening.recorded_by_id, url
        )
        if opening.reversed_at:
            passive, active = f"{what} was reversed", f"reversed {what}"
            yield TimelineEntry(opening.reversed_at, "money", passive, active, opening.reversed_by_id, url)


def _correction_step(event: Any, before: Any, *, reads_reason: bool) -> Step | None:
    """Return the step by which a claim went back, or came back after all; None for every other."""
    claim = f"claim {event.reference}"
    reason = f": {event.decision_reason}" if reads_reason and event.decision_reason else ""
    came_back, was_paid = f"the payment of {claim} was returned", f"{claim} was paid"
    steps = {
        (ClaimState.PAID, ClaimState.APPROVED): (f"recorded that {came_back}", came_back),
        (ClaimState.APPROVED, ClaimState.PAID): (f"recorded that {was_paid}", was_paid),
        (ClaimState.PAID, ClaimState.IN_RUN): (
            f"stopped the payment of {claim}",
            f"the payment of {claim} was stopped",
        ),
        (ClaimState.APPROVED, ClaimState.SUBMITTED): (
            f"reversed the approval of {claim}{reason}",
            f"the approval of {claim} was reversed{reason}",
        ),
        (ClaimState.REJECTED, ClaimState.SUBMITTED): (
            f"reconsidered {claim}{reason}",
            f"{claim} was reconsidered{reason}",
        ),
        (ClaimState.WITHDRAWN, ClaimState.DRAFT): (f"restored {claim}", f"{claim} was restored"),
        (ClaimState.IN_RUN, ClaimState.APPROVED): (
            f"removed {claim} from its payment run",
            f"{claim} was removed from its payment run",
        ),
    }
    if before is None or (before.state, event.state) not in steps:
        return None
    active, passive = steps[before.state, event.state]
    return event.pgh_created_at, active, passive, event_actor(event)


def _claim_step(event: Any, *, reads_reason: bool) -> Step | None:
    """Return the step that brought a claim into its state, or None for one that the timeline leaves out."""
    claim, amount, written = f"claim {event.reference}", format_pounds(event.total), event.pgh_created_at
    reason = f": {event.decision_reason}" if reads_reason else ""
    decided, decider = event.decided_at or written, event.decided_by_id
    steps: dict[str, Step] = {
        ClaimState.SUBMITTED: (
            event.submitted_at or written,
            f"submitted {claim} for {amount}",
            f"{claim} was submitted for {amount}",
            event.submitted_by_id,
        ),
        ClaimState.QUERIED: (written, f"queried {claim}{reason}", f"{claim} was queried{reason}", event_actor(event)),
        ClaimState.APPROVED: (
            decided,
            f"approved {claim} for {amount}",
            f"{claim} was approved for {amount}",
            decider,
        ),
        ClaimState.REJECTED: (decided, f"rejected {claim}", f"{claim} was rejected", decider),
        ClaimState.PAID: (
            written,
            f"released the payment of {amount} for {claim}",
            f"the payment of {amount} for {claim} was released",
            event_actor(event),
        ),
        ClaimState.WITHDRAWN: (written, f"withdrew {claim}", f"{claim} was withdrawn", event_actor(event)),
    }
    return steps.get(event.state)


RECOVERY_STEPS = {
    (None, RecoveryState.REQUESTED): ("requested {}", "{} was requested", "requested", "reason"),
    (RecoveryState.REQUESTED, RecoveryState.AGREED): ("approved {}", "{} was approved", "agreed", "reason"),
    (RecoveryState.AGREED, RecoveryState.SETTLED): ("recorded {} as repaid", "{} was repaid", "settled", ""),
    (RecoveryState.SETTLED, RecoveryState.AGREED): (
        "reversed the repayment for {}",
        "the repayment for {} was reversed",
        "reversed",
        "reverse_reason",
    ),
    (RecoveryState.REQUESTED, RecoveryState.DROPPED): ("cancelled {}", "{} was cancelled", "", "drop_reason"),
    (RecoveryState.AGREED, RecoveryState.DROPPED): ("cancelled {}", "{} was cancelled", "", "drop_reason"),
    (RecoveryState.DROPPED, RecoveryState.REQUESTED): ("restored {}", "{} was restored", "restored", "restore_reason"),
}
"""By the states before and after: with a name before it, and without; the columns that say who and when; the reason's."""


def recovery_entries(school: School, user: User) -> Iterator[TimelineEntry]:
    """Yield each step of each recovery. The school reads of one once it is approved, as on the claim's page."""
    reads_reason = may(user, "funding.read_words", school)
    reads_all = as_viewer(user).has_role(HUB_READERS)
    recoveries = Recovery.objects.readable_by(user).filter(claim__grant__participation__school=school)
    references = dict(recoveries.values_list("pk", "claim__reference"))
    for event, before in read_history(recoveries) if references else ():
        is_announced = event.state != RecoveryState.REQUESTED and event.agreed_by_id is not None
        states = (before.state if before else None, event.state)
        if states in RECOVERY_STEPS and (reads_all or is_announced):
            reference = references[event.pgh_obj_id]
            at, active, passive, who = _recovery_step(event, states, f"claim {reference}", reads_reason=reads_reason)
            yield TimelineEntry(at, "money", passive, active, who, reverse("funding:claim", args=[reference]))


def _recovery_step(event: Any, states: tuple[Any, Any], claim: str, *, reads_reason: bool) -> Step:
    """Return the step from the one state of a recovery to the other."""
    active, passive, verb, reason_field = RECOVERY_STEPS[states]
    recovery = f"the recovery of {format_pounds(event.amount)} of {claim}"
    reason = getattr(event, reason_field) if reads_reason and reason_field else ""
    because = f": {reason}" if reason else ""
    at = getattr(event, f"{verb}_at", None) or event.pgh_created_at
    who = getattr(event, f"{verb}_by_id", None) or event_actor(event)
    return at, active.format(recovery) + because, passive.format(recovery) + because, who
