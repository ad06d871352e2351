"""The steps of a hub's year: what is there and what is missing, from what the site knows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from funding.models import Budget
from schools.actions import enrol_school
from schools.actions.term_dates import set_term_dates
from schools.models import HubStaff
from specialists.models import Specialist
from sustaining.common.years import AcademicYear
from sustaining.onboarding.setup_steps import SetupStep, SetupSteps, year_of_setup
from sustaining.workgroups.actions import join_group, set_up_group
from tests.cast import as_advocate
from tests.factories import HubFactory, HubStaffFactory, SchoolFactory, UserFactory
from tests.schools.test_setting_up import usual
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


def steps(house, user, now, year: int | None = None) -> dict[str, SetupStep]:
    academic_year = AcademicYear(year or house.project.academic_year)
    return {step.title: step for step in SetupSteps(house.hub, user, academic_year, now.date()).steps()}


def test_steps_say_what_is_there_and_what_is_missing(cast, now):
    by_title = steps(cast, cast.lead, now)
    assert list(by_title) == [
        "People", "Term dates", "Specialists", "Schools", "Work Groups", "Money", "Wording", "Before you used this site",
    ]  # fmt: skip
    assert "1 hub lead" in by_title["People"].facts
    assert by_title["People"].missing == ["No lead school is recorded."]
    assert by_title["Term dates"].status.label == "Standard settings"
    assert by_title["Specialists"].status.label == "Ready"
    assert by_title["Schools"].facts == ["1 school takes part"]
    assert by_title["Schools"].status.label == "Ready"
    assert by_title["Work Groups"].missing == ["No Work Group is set up for 2026/27 yet."]
    assert by_title["Money"].missing == ["No budget is set for 2026/27."]
    assert by_title["Wording"].status.label == "Standard settings"
    assert by_title["Before you used this site"].status.label == "Optional"


def test_steps_count_schools_that_lack_something(cast, now):
    school = SchoolFactory(hub=cast.hub)
    people = [as_advocate(UserFactory(full_name=name), cast.project) for name in ("Una New", "Vic New")]
    enrol_school(school, project=cast.project, advocates=people[:1], by=cast.lead, now=now)
    group = set_up_group(cast.hub, project=cast.project, name="Group B", by=cast.lead, now=now)
    join_group(group, participation=cast.participation, by=cast.lead, now=now)
    Budget.objects.create(
        hub=cast.hub, academic_year=cast.project.academic_year, amount=Decimal(1500), set_by=cast.lead, set_at=now
    )
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=Decimal(5))
    by_title = steps(cast, cast.lead, now)
    assert by_title["Schools"].missing == [
        "1 of 2 schools has no Specialist.",
        "1 of 2 schools has no second Advocate.",
        "1 of 2 schools has no finance contact.",
    ]
    assert by_title["Schools"].act == "Place Specialists"
    assert by_title["Specialists"].missing == ["Schools need 6 days in all: 1 more than your Specialists have."]
    assert "Group B has no lead." in by_title["Work Groups"].missing
    assert "1 of 2 schools has no Work Group." in by_title["Work Groups"].missing
    assert by_title["Money"].missing == ["Grants for 2026/27 come to £2,000.00, which is £500.00 over the budget."]


def test_new_hub_is_told_what_to_begin_with(cast, now, client_of):
    hub = HubFactory(name="Fresh", contact_email="")
    lead = HubStaffFactory(hub=hub, role="lead", starts_on=date(2026, 9, 1), user__full_name="Nell Fresh").user
    page = client_of(lead).get(reverse("onboarding:set-up", args=[hub.pk]))
    html = page.content.decode()
    for sentence in (
        "Only one person works for the hub here.",
        "No Mastery Specialist works for the hub yet.",
        "No school takes part in 2026/27 yet.",
        "Enrol schools from a list",
        "The hub has no reply address for its emails.",
    ):
        assert sentence in html
    board = client_of(lead).get(reverse("desk:board")).content.decode()
    assert reverse("onboarding:set-up", args=[hub.pk]) in board


def test_steps_offer_a_link_only_to_those_who_may(cast, now):
    by_title = steps(cast, cast.hubadmin, now)
    assert (by_title["People"].url, by_title["People"].who) == ("", "A hub lead can change this.")
    assert by_title["Term dates"].url
    brought_in = by_title["Before you used this site"]
    assert (brought_in.act, brought_in.who) == ("View what was brought in", "A hub lead can bring it in.")
    assert HubStaff.objects.filter(hub=cast.hub).exists()


def test_term_dates_entered_are_ready(cast, now):
    set_term_dates(cast.hub, year=AcademicYear(2026), terms=usual(), by=cast.lead, now=now)
    assert steps(cast, cast.lead, now)["Term dates"].facts == ["Term dates for 2026/27: entered"]
    assert steps(cast, cast.lead, now, 2027)["Term dates"].status.label == "Standard settings"


@pytest.mark.parametrize("text", ["", "x", "1999", "2030"])
def test_other_years_show_this_one(text):
    assert year_of_setup(text, date(2026, 11, 24)) == AcademicYear(2026)


@at_two_sizes
def test_set_up_page_queries_do_not_grow(cast, now, client_of, sizes, django_assert_max_num_queries):
    made = 0
    for number in sizes:
        while made < number:
            people = [as_advocate(UserFactory(full_name=name), cast.project) for name in ("Una New", "Vic New")]
            enrol_school(SchoolFactory(hub=cast.hub), project=cast.project, advocates=people, by=cast.lead, now=now)
            set_up_group(cast.hub, project=cast.project, name=f"Group {made}", by=cast.lead, now=now)
            made += 1
        with django_assert_max_num_queries(57):
            assert client_of(cast.lead).get(reverse("onboarding:set-up", args=[cast.hub.pk])).status_code == 200


def test_training_site_is_a_step_and_in_help_where_there_is_one(cast, now, settings, client_of):
    client = client_of(cast.lead)
    pages = (reverse("onboarding:set-up", args=[cast.hub.pk]), reverse("help:index"))
    assert "Training" not in steps(cast, cast.lead, now)
    for page in pages:
        assert "training site" not in client.get(page).content.decode()
    settings.TRAINING_SITE_URL = "https://training.sustaining.example"
    step = steps(cast, cast.lead, now)["Training"]
    assert (step.url, step.status.label) == ("https://training.sustaining.example", "Optional")
    for page in pages:
        link = '<a href="https://training.sustaining.example">Practise on the training site</a>'
        assert link in client.get(page).content.decode()
