"""Writes of assurance: grant received, packs, and who took evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from funding.models import Sample
from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.nudge import wake_worker_on_commit
from sustaining.common.permissions import action

from .fact_tables import digest
from .models import PACK_MOVES, AssurancePack, EvidenceDownload, GrantReceipt, PackFile, PackState

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MAKE_TASK = "sustaining.assurance.tasks.make_packs"


class DayNotPossible(DomainError):
    """The day is not possible."""

    field = "received_on"


@action("assurance.record_receipt")
def record_receipt(
    hub: Hub, *, academic_year: int, received_on: date, amount: Decimal, reference: str, by: User, now: datetime
) -> GrantReceipt:
    """Record grant that the hub received for an academic year. Raise DayNotPossible for a day to come."""
    if received_on > london_day(now):
        raise DayNotPossible("Date must be today or earlier.")
    return GrantReceipt.objects.create(
        hub=hub, academic_year=academic_year, received_on=received_on, amount=amount, reference=reference,
        recorded_by=by, recorded_at=now,
    )  # fmt: skip


@action("assurance.record_receipt")
def cancel_receipt(receipt: GrantReceipt, *, reason: str, by: User, now: datetime) -> GrantReceipt:
    """Cancel a record of grant received that was wrong. Raise WrongState when it is cancelled already."""
    locked = GrantReceipt.objects.select_for_update().get(pk=receipt.pk)
    if locked.cancelled_at:
        raise WrongState("This record has been cancelled already.")
    locked.cancelled_by, locked.cancelled_at, locked.cancel_reason = by, now, reason
    locked.save(update_fields=["cancelled_by", "cancelled_at", "cancel_reason"])
    return locked


@action("assurance.make_pack")
def request_pack(hub: Hub, *, academic_year: int, by: User, now: datetime) -> AssurancePack:
    """Ask for a pack of a hub's year, which a worker makes. Raise DomainError while one is being made."""
    with domain_error_from_constraint(DomainError, constraint="one_pack_in_the_making", model=AssurancePack):
        pack = AssurancePack.objects.create(hub=hub, academic_year=academic_year, requested_by=by, requested_at=now)
    wake_worker_on_commit(MAKE_TASK)
    return pack


@action("assurance.freeze_pack")
def make_pack(
    pack: AssurancePack, *, facts: dict[str, Any], files: Mapping[str, CheckedUpload], by: User, now: datetime
) -> AssurancePack | None:
    """Freeze a pack with its facts and files. Return None when another worker has made it meanwhile."""
    locked = AssurancePack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    if locked.state != PackState.WAITING:
        return None
    for part, upload in files.items():
        keep_file(PackFile, upload, by=locked.requested_by, now=now, pack=locked, part=part)
    PACK_MOVES.make(locked, "make", facts=facts, sha256=digest(facts), made_at=now)
    return locked


@action("assurance.take_evidence")
def record_download(sample: Sample, *, what: str, by: User, now: datetime) -> EvidenceDownload:
    """Record that somebody took the evidence of a sample."""
    return EvidenceDownload.objects.create(sample=sample, what=what, by=by, at=now)
