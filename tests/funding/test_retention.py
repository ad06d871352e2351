"""Names of teachers released and what was said of claims go after six years; every figure stays, and the books agree."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from funding import actions
from funding.models import Claim, ClaimLine, Message
from funding.reconciliation import differences

pytestmark = pytest.mark.django_db


def test_retention_removes_names_and_keeps_amounts(claim_maker, cast, now, client_of):
    queried = claim_maker.submitted("30.00", "40.00")
    actions.query_claim(queried, reason="Was Ann released?", by=cast.lead, now=now)
    claim_maker.pay(claim_maker.approved("50.00"))
    for year, cleared in ((2032, False), (2033, True)):
        with time_machine.travel(datetime(year, 11, 24, 10, tzinfo=ZoneInfo("Europe/London")), tick=True):
            call_command("retention", "--apply", stdout=StringIO())
        assert Message.objects.get().words == ("Cleared" if cleared else "Was Ann released?")
    assert all(line.teacher == f"Teacher {line.pk}" for line in ClaimLine.objects.all())
    assert sum(line.cost for line in ClaimLine.objects.all()) == Decimal(120)
    assert list(differences()) == []
    for claim in Claim.objects.all():
        assert client_of(cast.lead).get(claim.get_absolute_url()).status_code == 200
