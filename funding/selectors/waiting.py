"""What waits for a person: the rows behind the tasks of the desk and the counts of the menu.

Each takes the viewer of a signed-in person (`schools/viewer.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from schools.choices import HubRole
from schools.models import Hub, HubStaff
from schools.roles import CLAIM_DECIDERS, HUB_STAFF, SCHOOL_MEMBERS, Role
from sustaining.accounts.persons import by_person

from ..choices import ClaimState, RecoveryState, ReleaseState, RunState, SampledState
from ..models import Claim, PayeeDetails, PaymentRun, Recovery, ReleaseMonth, SampledClaim
from ..release_pay import sessions_to_decide


def claims_to_decide(viewer: Any) -> Any:
    """Return submitted claims, longest waiting first, except the viewer's own."""
    own = by_person("made_by", viewer.pk) | by_person("submitted_by", viewer.pk)
    return Claim.objects.visible_to(viewer).to_decide().exclude(own)


def claims_with_the_school(viewer: Any) -> Any:
    """Return claims that the school has to submit, or to answer a query about."""
    return Claim.objects.visible_to(viewer).filter(state__in=(ClaimState.QUERIED, ClaimState.DRAFT))


def runs_to_release(viewer: Any) -> Any:
    """Return prepared payment runs, except those that the viewer prepared."""
    runs = PaymentRun.objects.visible_to(viewer).filter(state=RunState.PREPARED)
    return runs.exclude(by_person("prepared_by", viewer.pk))


def payees_to_confirm(viewer: Any) -> Any:
    """Return changes of payee details that wait, except those that the viewer requested."""
    return PayeeDetails.objects.requested().visible_to(viewer).exclude(by_person("requested_by", viewer.pk))


def hubs_to_pay(viewer: Any) -> Any:
    """Return hubs with approved claims, or months of release pay, that are in no payment run."""
    claims = Claim.objects.visible_to(viewer).filter(state=ClaimState.APPROVED).order_by()
    months = ReleaseMonth.objects.visible_to(viewer).filter(state=ReleaseState.APPROVED).order_by()
    return Hub.objects.visible_to(viewer).filter(
        Q(pk__in=claims.values("grant__participation__hub")) | Q(pk__in=months.values("hub"))
    )


def release_to_decide(viewer: Any) -> Any:
    """Return the sessions whose release pay waits for a decision of the viewer's hubs, except the viewer's own."""
    hubs = HubStaff.get_hubs(viewer, HubRole.LEAD, HubRole.ADMINISTRATOR)
    own = by_person("specialist__user", viewer.pk)
    return sessions_to_decide().filter(participation__hub__in=hubs).exclude(own).order_by()


def hubs_to_decide_release(viewer: Any) -> Any:
    """Return the viewer's hubs with release pay that waits for a decision."""
    return Hub.objects.filter(pk__in=release_to_decide(viewer).values("participation__hub"))


def evidence_to_give(viewer: Any) -> Any:
    """Return sampled claims whose evidence is still asked for."""
    return SampledClaim.objects.visible_to(viewer).filter(state=SampledState.ASKED)


def evidence_to_review(viewer: Any) -> Any:
    """Return sampled claims whose evidence the hub has not reviewed."""
    return SampledClaim.objects.visible_to(viewer).filter(state=SampledState.ANSWERED)


def recoveries_to_approve(viewer: Any) -> Any:
    """Return recoveries that somebody else requested."""
    recoveries = Recovery.objects.visible_to(viewer).filter(state=RecoveryState.REQUESTED)
    return recoveries.exclude(by_person("requested_by", viewer.pk))


def waiting_claims(viewer: Any) -> Iterator[QuerySet[Any]]:
    """Yield the claims that wait for the viewer: a decision, or what their school has still to do."""
    if viewer.has_active_role(CLAIM_DECIDERS):
        yield claims_to_decide(viewer)
    if viewer.has_active_role(SCHOOL_MEMBERS):
        yield claims_with_the_school(viewer)
        yield evidence_to_give(viewer)


def waiting_payments(viewer: Any) -> Iterator[QuerySet[Any]]:
    """Yield the runs that hub staff have to prepare or to release, and the payees and release pay that wait for them."""
    if viewer.has_active_role(HUB_STAFF):
        yield runs_to_release(viewer)
        yield payees_to_confirm(viewer)
        yield hubs_to_pay(viewer)
        yield hubs_to_decide_release(viewer)


def waiting_samples(viewer: Any) -> Iterator[QuerySet[Any]]:
    """Yield the evidence that hub staff have to review, and the recoveries that a hub lead has to approve."""
    if viewer.has_active_role(HUB_STAFF):
        yield evidence_to_review(viewer)
    if viewer.has_active_role({Role.LEAD}):
        yield recoveries_to_approve(viewer)
