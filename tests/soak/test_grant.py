"""Two thousand steps on grants by four connections at once, drawn anew each time; and a thousand approvals in one moment."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connections

from funding import actions
from funding.choices import ClaimState
from funding.models import Claim, Grant
from funding.reconciliation import differences
from sustaining.common.errors import DomainError
from tests.cast import gather
from tests.funding.test_grant_machine import keep_books

AT_LEAST = 2_000


@pytest.mark.django_db(transaction=True)
def test_grant_invariants_hold_over_many_steps(now):
    cast, begun = gather(now), time.perf_counter()
    tried: Counter[str] = Counter()
    while tried["steps"] < AT_LEAST:
        tried += keep_books(cast, examples=6, steps=50)
        print(f"{tried['steps']:,} steps after {time.perf_counter() - begun:.0f} s", flush=True)
    print(f"\n{tried.pop('steps'):,} steps in {time.perf_counter() - begun:.0f} s:")
    print(", ".join(f"{name} {number:,}" for name, number in sorted(tried.items())))
    assert list(differences()) == []


@pytest.mark.django_db(transaction=True)
def test_thousand_concurrent_approvals_never_overspend(now):
    """Fifty claims of £20 fill the grant; each is approved by twenty at once, and each is committed once."""
    cast = gather(now)
    grant = Grant.objects.get(participation=cast.participation)
    keys = []
    for number in range(50):
        line = actions.NewLine(now.date(), f"Teacher {number}", Decimal(20))
        draft = actions.draft_claim(grant, lines=[line], client_key=uuid4(), by=cast.finance, now=now)
        keys.append(actions.submit_claim(draft, accepts=True, by=cast.finance, now=now).pk)
    workers = 40
    gate = threading.Barrier(workers)

    def approve(place: int) -> str:
        if place < workers:
            gate.wait(timeout=60)
        try:
            actions.approve_claim(Claim.objects.get(pk=keys[place % 50]), by=cast.lead, now=now)
        except DomainError:
            return "refused"
        finally:
            connections.close_all()
        return "approved"

    begun = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        outcomes = list(pool.map(approve, range(1_000)))
    print(f"\n1,000 approvals by {workers} connections in {time.perf_counter() - begun:.1f} s")
    grant.refresh_from_db()
    assert (outcomes.count("approved"), outcomes.count("refused")) == (50, 950)
    assert (grant.committed, grant.amount) == (1000, 1000)
    assert Claim.objects.filter(state=ClaimState.APPROVED).count() == 50
    assert list(differences()) == []
