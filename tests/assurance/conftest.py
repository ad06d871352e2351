"""A hub's year with everything that a pack tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from funding import actions as funding
from funding.actions import audit_samples, runs
from funding.actions.corrections import recall_run
from funding.models import Claim, ClaimFile, Sample
from sustaining.assurance import actions
from sustaining.assurance.models import AssurancePack
from sustaining.assurance.packs import make_waiting_packs
from sustaining.common.files import CheckedUpload, keep_file
from tests.cast import Cast
from tests.funding.conftest import ClaimMaker


@dataclass
class Year:
    """What happened in the hub's year."""

    cast: Cast
    now: datetime
    paid: Claim
    repaid: Claim
    waiting: Claim
    sample: Sample
    file: ClaimFile

    def pack(self, *, days: int = 0) -> AssurancePack:
        """A pack, requested by the hub lead and made by the worker."""
        now = self.now + timedelta(days=days)
        year = self.cast.project.academic_year
        pack = actions.request_pack(self.cast.hub, academic_year=year, by=self.cast.lead, now=now)
        assert make_waiting_packs(now) == 1
        pack.refresh_from_db()
        return pack


@pytest.fixture
def claim_maker(cast, now) -> ClaimMaker:
    """The first house's grant."""
    return ClaimMaker(cast, now)


@pytest.fixture
def hub_year(cast, now, claim_maker) -> Year:
    """Grant received twice, a budget that fell, claims in every state, a sample, a recovery, a changed payee."""
    year = cast.project.academic_year
    for amount in (9000, 3000):
        actions.record_receipt(
            cast.hub, academic_year=year, received_on=now.date(), amount=Decimal(amount), reference=f"R{amount}",
            by=cast.hubadmin, now=now,
        )  # fmt: skip
    funding.set_budget(cast.hub, academic_year=year, amount=Decimal(9000), by=cast.lead, now=now)
    funding.set_budget(
        cast.hub, academic_year=year, amount=Decimal(6000), reason="Cut by a third.", by=cast.lead, now=now
    )
    paid, repaid = claim_maker.approved("100", "50.50"), claim_maker.approved("200")
    run = claim_maker.pay(paid, repaid)
    recall_run(run, reason="The wrong day.", by=cast.lead, now=now)
    run.refresh_from_db()
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    sample = audit_samples.draw_sample(
        cast.hub, academic_year=year, number=5, answer_by=now.date() + timedelta(days=14), seed=7, by=cast.lead, now=now
    )
    upload = CheckedUpload("cover note.txt", "txt", "text/plain", b"Cover for two teachers.")
    file = keep_file(ClaimFile, upload, by=cast.finance, now=now, claim=paid)
    repaid.refresh_from_db()
    recovery = audit_samples.request_recovery(repaid, amount=Decimal(80), reason="Half a day.", by=cast.admin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    audit_samples.settle_recovery(recovery, settled_on=now.date(), by=cast.hubadmin, now=now)
    return Year(cast, now, paid, repaid, claim_maker.submitted("60"), sample, file)
