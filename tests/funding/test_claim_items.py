"""Items of a claim as they are typed: what a session gives, and days on which schools are closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from funding.choices import Release
from funding.models import Claim
from funding.occasion_choices import OccasionChoice, items_to_tick, release_length
from schools.models import School, TermDates
from schools.terms import get_terms
from tests.devplans.test_sessions import log

pytestmark = pytest.mark.django_db


ONE_ROW = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-offered": ""}


def post_items(client, school, *rows: dict[str, str]):
    """Post the claim form of a school with these items."""
    data: dict[str, object] = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": 0, "once": uuid4()}
    for place, row in enumerate(rows):
        data |= {f"lines-{place}-{name}": value for name, value in {"length": "whole", "cost": "90", **row}.items()}
    return client.post(reverse("funding:new", args=[school.urn]), data)


@pytest.fixture
def session_choice(cast, now) -> str:
    """A session that the Advocate logged, as the form names it."""
    return f"session:{log(cast, now).pk}"


def test_item_picked_from_a_session_takes_its_date_and_teacher(claim_maker, session_choice, cast, now, client_of):
    client = client_of(cast.finance)
    page = client.post(reverse("funding:new", args=[cast.school.urn]), {**ONE_ROW, "more": "1"}).content.decode()
    assert f'value="{session_choice}"' in page
    assert f'data-people="{cast.advocate.full_name}"' in page
    post_items(client, cast.school, {"occasion": session_choice})
    line = Claim.objects.get().lines.get()
    assert (line.released_on, line.teacher) == (now.date(), cast.advocate.full_name)
    assert (line.occasion, line.cost) == (session_choice, Decimal(90))


def test_session_is_offered_with_its_teacher_and_length(claim_maker, session_choice, cast, now, client_of):
    client = client_of(cast.finance)
    page = client.get(reverse("funding:new", args=[cast.school.urn]))
    (row,) = page.context["lines"].offers()
    assert (row.offer.key, row.initial["teacher"], row.initial["length"]) == (
        session_choice, cast.advocate.full_name, Release.HALF
    )  # fmt: skip
    assert not row.is_ticked
    assert page.context["lines"].others() == []
    posted = {"offered": session_choice, "teacher": cast.advocate.full_name, "length": "half", "cost": "90"}
    page = post_items(client, cast.school, posted).content.decode()
    assert "Add at least one item" in page  # what is not ticked is left out
    assert not Claim.objects.exists()
    post_items(client, cast.school, posted | {"occasion": session_choice}, posted | {"cost": "a lot"})
    line = Claim.objects.get().lines.get()
    assert (line.released_on, line.length, line.cost) == (now.date(), Release.HALF, Decimal(90))
    page = client.get(reverse("funding:new", args=[cast.school.urn]))
    assert page.context["lines"].offers() == []
    assert "Already claimed (1)" in page.content.decode()
    claim = Claim.objects.get()
    page = client.get(reverse("funding:edit", args=[claim.reference]))
    (row,) = page.context["lines"].offers()
    assert row.is_ticked


def test_error_in_a_ticked_item_names_its_session(claim_maker, session_choice, cast, client_of):
    row = {"offered": session_choice, "occasion": session_choice, "cost": ""}
    page = post_items(client_of(cast.finance), cast.school, row).content.decode()
    assert ": Enter the cost of the release, for example 320.00." in page
    assert "Item 1:" not in page


@pytest.mark.parametrize(
    ("claimed", "offered"),
    [
        ([], ["N. Hartwell", "J. Pike"]),
        ([("session:1", "N. Hartwell")], ["J. Pike"]),
        ([("session:1", "A colleague")], ["N. Hartwell", "J. Pike"]),
        ([("session:1", "A colleague"), ("session:1", "J. Pike")], []),
    ],
)
def test_each_teacher_of_a_session_is_offered_until_as_many_are_claimed(claimed, offered):
    occasion = OccasionChoice("session:1", "Coaching", date(2026, 11, 20), ("N. Hartwell", "J. Pike"))
    assert [item["teacher"] for item in items_to_tick([occasion], claimed)] == offered


@pytest.mark.parametrize(
    ("days", "release"),
    [
        (None, {"length": Release.WHOLE}),
        (Decimal(2), {"length": Release.WHOLE}),
        (Decimal("0.5"), {"length": Release.HALF}),
        (Decimal("0.188"), {"length": Release.HOURS, "hours": "1.5"}),
    ],
)
def test_length_of_a_session_is_the_length_of_its_release(days, release):
    assert release_length(days) == release


def test_typed_date_and_teacher_stay_beside_a_session(claim_maker, session_choice, cast, client_of):
    row = {"occasion": session_choice, "released_on": "20/11/2026", "teacher": "N. Hartwell"}
    post_items(client_of(cast.finance), cast.school, row)
    line = Claim.objects.get().lines.get()
    assert (f"{line.released_on:%d/%m/%Y}", line.teacher) == ("20/11/2026", "N. Hartwell")


@pytest.mark.parametrize(
    ("day", "iso", "why"),
    [
        ("21/11/2026", "2026-11-21", "21 November is a Saturday. Claim for it anyway?"),
        ("28/10/2026", "2026-10-28", "28 October is in half term. Claim for it anyway?"),
    ],
)
def test_day_on_which_schools_are_closed_is_claimed_once_it_is_ticked(claim_maker, cast, client_of, day, iso, why):
    client, row = client_of(cast.finance), {"released_on": day, "teacher": "N. Hartwell"}
    page = post_items(client, cast.school, row).content.decode()
    assert why in page
    assert f'name="lines-0-closed_day"\n                  value="{iso}"' in page
    assert 'value="N. Hartwell"' in page
    assert not Claim.objects.exists()
    post_items(client, cast.school, row | {"closed_day": "2026-11-22"})  # another day's tick says nothing
    assert not Claim.objects.exists()
    post_items(client, cast.school, row | {"closed_day": iso})
    assert Claim.objects.count() == 1


def test_claims_of_several_schools_begin_with_one_item(claim_maker, cast, client_of):
    client = client_of(cast.finance)
    page = client.get(reverse("funding:several")).content.decode()
    assert page.count("<legend") == 1
    more = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-teacher": "N. Hartwell", "more": "1"}
    page = client.post(reverse("funding:several"), more).content.decode()
    assert page.count("<legend") == 2
    assert page.count("autofocus") == 1
    assert 'value="N. Hartwell"' in page


def test_closed_days_of_several_schools_are_those_of_the_hub_that_gave_the_grant(claim_maker, cast, client_of):
    """The school has moved to another hub since; its claims of this year stay with the first."""
    autumn = get_terms(cast.hub, cast.participation.project.year)[0]
    TermDates.objects.create(
        hub=cast.hub, academic_year=2026, name=autumn.name, starts_on=autumn.starts, break_starts_on=date(2026, 11, 16),
        break_ends_on=date(2026, 11, 20), ends_on=autumn.ends,
    )  # fmt: skip
    School.objects.filter(pk=cast.school.pk).update(hub=cast.other.school.hub)
    row = {
        "school": cast.school.urn,
        "released_on": "18/11/2026",
        "teacher": "N. Hartwell",
        "length": "whole",
        "cost": 90,
    }
    data = {f"lines-0-{name}": value for name, value in row.items()}
    data |= {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "once": uuid4()}
    page = client_of(cast.finance).post(reverse("funding:several"), data).content.decode()
    assert "18 November is in half term. Claim for it anyway?" in page
    assert not Claim.objects.exists()
