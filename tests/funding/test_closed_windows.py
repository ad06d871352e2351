"""A grant whose claims are closed, or not open yet, is never offered to claim on."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from funding.actions import allow_late_claims
from funding.models import Claim
from tests.cast import enrol_again
from tests.funding.test_right_year import claim

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
MARCH = datetime(2027, 3, 10, 10, tzinfo=LONDON)
NEXT_AUTUMN = datetime(2027, 10, 4, 10, tzinfo=LONDON)


def as_read(client, address: str) -> str:
    """A page as a person reads it, on one line; where it leads is followed."""
    return " ".join(strip_tags(client.get(address, follow=True).content.decode()).split())


def addresses(cast, project) -> tuple[str, str]:
    """The pages of a school's grant and of a new claim on it, in the year of a project."""
    query = f"?project={project.code}"
    return tuple(reverse(name, args=[cast.school.urn]) + query for name in ("funding:grant", "funding:new"))


@pytest.mark.parametrize("role", ["finance", "advocate", "lead"])
def test_year_that_is_over_says_what_was_not_claimed_and_offers_no_claim(cast, client_of, role):
    grant, new = addresses(cast, cast.project)
    with time_machine.travel(NEXT_AUTUMN, tick=False):
        client = client_of(getattr(cast, role))
        page = as_read(client, grant)
        assert "Not claimed £1,000.00" in page
        assert "Claims were accepted from Tue 1 Sep 2026 to Tue 31 Aug 2027" in page
        assert "Make a claim" not in page
        assert "£1,000.00 left" not in page
        if role != "lead":
            assert "Claims closed on 31 August 2027. Your hub lead can allow a late claim." in as_read(client, new)
            listed = as_read(client, "/claims/")
            assert "£1,000.00 of £1,000.00 not claimed. Claims closed on Tue 31 Aug 2027" in listed
            assert "Start a claim" not in listed


def test_year_to_come_offers_no_claim_before_it_opens(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
        grant, new = addresses(cast, following.project)
        client = client_of(cast.finance)
        assert "Make a claim" not in as_read(client, grant)
        assert "Claims open on 1 September 2027." in as_read(client, new)
        assert "Make a claim" in as_read(client, addresses(cast, cast.project)[0])


def test_late_claims_that_are_allowed_open_the_year_again(cast, client_of):
    grant, new = addresses(cast, cast.project)
    with time_machine.travel(NEXT_AUTUMN, tick=False):
        allow_late_claims(
            cast.participation.grant,
            late_until=date(2027, 10, 29),
            reason="Cover was late.",
            by=cast.lead,
            now=timezone.now(),
        )
        client = client_of(cast.finance)
        assert "Make a claim" in as_read(client, grant)
        assert "What are you claiming for?" in as_read(client, new)
        assert "£1,000.00 of £1,000.00 left to claim" in as_read(client, "/claims/")


def test_grant_page_lists_the_claims_of_its_own_year(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
        assert claim(client_of(cast.finance), cast, "10/3/2027").status_code == 302
        made = Claim.objects.get()
        client = client_of(cast.lead)
        assert made.reference in as_read(client, addresses(cast, cast.project)[0])
        page = as_read(client, addresses(cast, following.project)[0])
        assert "Nothing claimed yet." in page


def test_claim_that_is_edited_shows_its_dates_as_they_are_typed(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        client = client_of(cast.finance)
        assert claim(client, cast, "10/3/2027").status_code == 302
        page = client.get(reverse("funding:edit", args=[Claim.objects.get().reference])).content.decode()
    assert 'value="10/3/2027"' in page
    assert 'value="2027-03-10"' not in page
    assert "This claim can be for up to" in page
