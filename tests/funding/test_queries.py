"""Pages of money ask as much for many rows as for few; in the long round for fifty."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding import actions
from funding.actions import audit_samples
from funding.models import Grant
from schools.actions import add_contact
from schools.choices import ContactRole
from tests.cast import enrol_another
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


def count_queries(client, pages) -> list[int]:
    """How many queries each page asks, once what a process keeps was count_queries for."""
    counts = []
    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200, page
        counts.append(len(captured))
    return counts


@at_two_sizes
def test_funding_lists_have_constant_query_count(claim_maker, cast, client_of, sizes):
    client = client_of(cast.lead)
    pages = [reverse(f"funding:{name}") for name in ("claims", "account", "runs", "samples")]
    pages += [reverse(f"funding:{name}", args=[cast.school.urn]) for name in ("grant", "statement")]
    pages += [
        "/claims/?tab=paid",
        "/claims/account/?financial=2026&year=",
    ]
    pages += [
        "/claims/account/schools.csv",
        "/claims/account/ledger.csv",
        f"/claims/school/{cast.school.urn}/ledger.csv",
    ]

    def more(number: int) -> None:
        for _ in range(number):
            claim_maker.pay(claim_maker.approved("5.00"))
            claim_maker.submitted("5.00")

    few, many = sizes
    more(few)
    queries = count_queries(client, pages)
    more(many - few)
    assert count_queries(client, pages) == queries


@at_two_sizes
def test_run_and_sample_pages_have_constant_query_count(claim_maker, cast, now, client_of, sizes):
    client = client_of(cast.lead)
    counts = []
    for number in sizes:
        claims = [claim_maker.approved("5.00") for _ in range(number)]
        counts.append(count_queries(client, [reverse("funding:prepare", args=[cast.hub.pk])]))
        prepared = claim_maker.run(*claims[: number - 1])
        counts[-1] += count_queries(client, [reverse("funding:run", args=[prepared.pk])])
        released = claim_maker.pay(*claims[number - 1 :], *[claim_maker.approved("5.00") for _ in range(number)])
        sample = audit_samples.draw_sample(
            cast.hub, academic_year=cast.project.academic_year, number=number, by=cast.lead, now=now,
            answer_by=now.date() + timedelta(days=9),
        )  # fmt: skip
        pages = [
            reverse("funding:run", args=[released.pk]),
            reverse("funding:sample", args=[sample.pk]),
            reverse("funding:samples"),
        ]
        counts[-1] += count_queries(client, pages)
    assert counts[0] == counts[1]


@at_two_sizes
def test_claim_for_several_schools_has_constant_query_count(cast, now, client_of, sizes):
    client, schools, counts = client_of(cast.finance), [], []
    for number in (min(size, 25) for size in sizes):  # a claim has thirty lines at most
        while len(schools) < number:
            other = enrol_another(cast, 960_000 + len(schools), f"School {len(schools):02}", now, days=Decimal(0))
            role = ContactRole.FINANCE
            add_contact(other.school, full_name="", email=cast.finance.email, role=role, by=cast.lead, now=now)
            schools.append(other)
        drafts = []
        for other in schools:
            lines = [actions.NewLine(now.date(), f"Teacher {place}", Decimal(50)) for place in range(2)]
            grant = Grant.objects.get(participation=other)
            drafts.append(actions.draft_claim(grant, lines=lines, client_key=uuid4(), by=cast.finance, now=now))
        check = reverse("funding:check-several") + "?" + "&".join(f"claim={draft}" for draft in drafts)
        counts.append(count_queries(client, ["/", reverse("funding:claims"), reverse("funding:several"), check]))
    assert counts[0] == counts[1]
