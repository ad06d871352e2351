"""Faults that other software of this kind was reported for, tried on claims. docs/field-reports.md names the reports."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from funding import actions
from funding.models import Claim

from .test_claims import post_lines

pytestmark = pytest.mark.django_db


def test_claim_sent_changed_by_the_back_button_is_no_second_claim(claim_maker, cast, client_of):
    client, key = client_of(cast.finance), uuid4()
    url = reverse("funding:new", args=[cast.school.urn])
    assert post_lines(client, url, "100", key).status_code == 302
    post_lines(client, url, "250", key)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("cost", ["0.001", "0.00", "0", "00", "-0.01", "0.005", "12.345", "1e2"])
def test_claim_line_of_less_than_a_penny_or_with_parts_of_one_is_refused(claim_maker, cast, client_of, cost):
    url = reverse("funding:new", args=[cast.school.urn])
    page = post_lines(client_of(cast.finance), url, cost, uuid4())
    assert "There is a problem" in page.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("costs", [["123.33", "456.67"], ["0.01"] * 7, ["33.33", "33.33", "33.34"], ["99.99", "0.01"]])
def test_total_of_a_claim_is_the_sum_of_its_lines(claim_maker, cast, costs, now):
    lines = [actions.NewLine(now.date(), f"Teacher {number}", Decimal(cost)) for number, cost in enumerate(costs)]
    claim = actions.draft_claim(claim_maker.grant, lines=lines, client_key=uuid4(), by=cast.finance, now=now)
    claim = actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)
    assert claim.total == sum(map(Decimal, costs)) == sum(claim.lines.values_list("cost", flat=True))


def test_claim_lines_changed_in_another_window_are_not_overwritten_without_a_question(claim_maker, cast, client_of):
    client, claim = client_of(cast.finance), claim_maker.draft()
    url = reverse("funding:edit", args=[claim.reference])
    opened_with = client.get(url).context["opened_with"]
    assert f'name="opened_with" value="{opened_with}"' in client.get(url).content.decode()
    assert post_lines(client, url, "250", uuid4(), opened_with=opened_with).status_code == 302
    page = post_lines(client_of(cast.head), url, "90", uuid4(), opened_with=opened_with)
    assert "It now comes to £250.00" in page.content.decode()
    assert 'value="90"' in page.content.decode()
    claim.refresh_from_db()
    assert claim.total == 250
    again = post_lines(client, url, "90", uuid4(), opened_with=page.context["opened_with"])
    assert again.status_code == 302
    claim.refresh_from_db()
    assert claim.total == 90
