"""A house with a grant of £1000.00 and short ways to its claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from funding import actions
from funding.actions import runs
from funding.bank_files import BankResult, parse_sheets
from funding.models import Claim, Grant, PaymentRun, ResultUpload
from sustaining.common import decoder
from tests.cast import Cast


def parse_results(content: bytes) -> list[BankResult]:
    """Return the rows of a result file as a worker reads them, in this process."""
    table, _ = decoder.read_table(content, ResultUpload.LIMITS._asdict())
    return parse_sheets(table["sheets"])[0]


@dataclass
class ClaimMaker:
    """The first school's grant, and what its people do with it."""

    cast: Cast
    now: datetime

    @property
    def grant(self) -> Grant:
        """The grant as it stands in the database."""
        return Grant.objects.get(participation=self.cast.participation)

    def draft(self, *costs: str, teacher: str = "") -> Claim:
        """A draft of the finance contact with a line for each cost."""
        lines = [
            actions.NewLine(self.now.date(), f"{teacher or 'Teacher'} {number} {uuid4().hex[:6]}", Decimal(cost))
            for number, cost in enumerate(costs)
        ]
        return actions.draft_claim(self.grant, lines=lines, client_key=uuid4(), by=self.cast.finance, now=self.now)

    def submitted(self, *costs: str) -> Claim:
        """A claim that waits for the hub lead."""
        return actions.submit_claim(self.draft(*costs), accepts=True, by=self.cast.finance, now=self.now)

    def approved(self, *costs: str) -> Claim:
        """A claim that the hub lead approved."""
        return actions.approve_claim(self.submitted(*costs), by=self.cast.lead, now=self.now)

    def run(self, *claims: Claim) -> PaymentRun:
        """A run prepared by the hub's administrator."""
        return runs.prepare_run(self.cast.hub, claims=claims, by=self.cast.hubadmin, now=self.now)

    def pay(self, *claims: Claim) -> PaymentRun:
        """Prepared by the hub's administrator, released by its lead."""
        run = self.run(*claims)
        return runs.release_run(run, paid_on=self.now.date(), by=self.cast.lead, now=self.now)


@pytest.fixture
def claim_maker(cast, now) -> ClaimMaker:
    """The first house's grant."""
    return ClaimMaker(cast, now)
