"""The development plan and the Specialist's address on a school's page."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from devplans.actions import reviews
from devplans.review_terms import TermKey
from specialists.models import Specialist
from tests.devplans.test_plans import add_aim

pytestmark = pytest.mark.django_db

AUTUMN, SPRING = TermKey(2026, "autumn"), TermKey(2026, "spring")
IN_SPRING = datetime(2027, 2, 2, 10, tzinfo=ZoneInfo("Europe/London"))


def school_page(client, cast) -> str:
    """The page of the cast's school as a person reads it, on one line."""
    return " ".join(strip_tags(client.get(f"/schools/{cast.school.urn}/").content.decode()).split())


def rate(aim, term, colour, by, now) -> None:
    """Give an aim a rating in a term."""
    reviews.judge_aim(aim, term=term, colour=colour, seen="Lines in most books.", by=by, now=now)


def test_school_page_shows_this_years_aims_with_their_latest_rating(cast, now, client_of):
    plan = cast.school.plan
    fallen = add_aim(plan, cast.advocate, now, title="Ratio in Year 8")
    rate(fallen, AUTUMN, "amber", cast.advocate, now)
    rate(fallen, SPRING, "red", cast.specialist, IN_SPRING)
    add_aim(plan, cast.advocate, now, title="Number lines")
    add_aim(plan, cast.advocate, now, title="Some day", horizon="later")
    page = school_page(client_of(cast.lead), cast)
    plan_part = page[page.index("Development plan View plan") :]
    plan_part = plan_part[: plan_part.index("Sessions")]
    assert "Red Ratio in Year 8" in plan_part
    assert "Amber in Aut 26, now red" in plan_part
    assert "Number lines" in plan_part
    assert "Not reviewed yet" in plan_part
    assert "Some day" not in plan_part


def test_school_page_without_aims_says_so(cast, client_of):
    assert "No aims for this year yet." in school_page(client_of(cast.lead), cast)


def test_school_page_hides_the_plan_from_a_finance_contact(cast, now, client_of):
    add_aim(cast.school.plan, cast.advocate, now, title="Ratio in Year 8")
    assert "Ratio in Year 8" not in school_page(client_of(cast.finance), cast)


def test_aims_of_a_school_page_take_no_queries_of_their_own(cast, now, client_of):
    client, counts = client_of(cast.lead), []
    for number in (1, 4):
        for place in range(number):
            aim = add_aim(cast.school.plan, cast.advocate, now, title=f"Aim {number}.{place}")
            rate(aim, AUTUMN, "green", cast.advocate, now)
        school_page(client, cast)
        with CaptureQueriesContext(connection) as queries:
            school_page(client, cast)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("lead", True),
        ("hubadmin", True),
        ("advocate", True),
        ("head", True),
        ("admin", True),
        ("auditor", False),
        ("finance", False),
    ],
)
def test_contact_card_has_the_specialists_address_and_telephone_for_those_who_work_with_them(
    cast, client_of, role, reads
):
    Specialist.objects.filter(user=cast.specialist).update(telephone="07700 900318")
    page = school_page(client_of(getattr(cast, role)), cast)
    assert f"Mastery Specialist {cast.specialist}" in page
    assert (cast.specialist.email in page) == reads
    assert ("07700 900318" in page) == reads


def test_school_that_needs_attention_offers_hub_staff_an_email_to_its_specialist(cast, now, client_of):
    act = f'href="mailto:{cast.specialist.email}">Email {cast.specialist}</a>'
    with time_machine.travel(IN_SPRING, tick=False):
        pages = {
            role: " ".join(client_of(getattr(cast, role)).get(f"/schools/{cast.school.urn}/").content.decode().split())
            for role in ("lead", "specialist")
        }
    assert 'id="quiet"' in pages["lead"]
    assert act in pages["lead"]
    assert act not in pages["specialist"]
