"""Sessions and proposals belong to the participation of their day's year, whatever else the school is enrolled for."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from devplans.actions import visits
from devplans.forms.sessions import _assignment_on
from devplans.models import Proposal, Session
from devplans.selectors.planning import participations_to_bring
from schools.actions import withdraw_participation
from specialists.actions import assign_specialist
from specialists.models import Specialist
from tests.cast import enrol_again
from tests.devplans.test_sessions import form
from tests.factories import SchoolFactory, SpecialistFactory, UserFactory

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
MARCH = datetime(2027, 3, 10, 10, tzinfo=LONDON)
LAST_EVENING = datetime(2027, 8, 31, 23, 30, tzinfo=LONDON)
FIRST_NIGHT = datetime(2027, 9, 1, 0, 30, tzinfo=LONDON)


def log_url(house) -> str:
    return f"{reverse('devplans:log')}?school={house.school.urn}"


def log_in_the_browser(client, house, **fields):
    """Send the form of *Log a session* as the page sends it."""
    return client.post(log_url(house), {**form(house), **fields})


@pytest.mark.parametrize(
    ("moment", "start"), [(MARCH, 2026), (LAST_EVENING, 2026), (FIRST_NIGHT, 2027)], ids=["march", "31-aug", "1-sept"]
)
def test_session_of_today_is_logged_for_the_year_in_progress(cast, client_of, moment, start):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
    with time_machine.travel(moment, tick=False):
        client = client_of(cast.advocate)
        page = client.get(log_url(cast)).content.decode()
        assert f"{start}/{start % 100 + 1}" in page
        answer = log_in_the_browser(client, cast)
        assert answer.status_code == 302, answer.content.decode()
    session = Session.objects.get()
    assert session.participation == (cast.participation if start == 2026 else following)


def test_session_of_july_is_logged_in_september_for_the_year_before(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
    with time_machine.travel(FIRST_NIGHT, tick=False):
        answer = log_in_the_browser(client_of(cast.advocate), cast, day="other", held_on="15/7/2027")
        assert answer.status_code == 302, answer.content.decode()
    assert Session.objects.get().participation == cast.participation


def test_session_is_logged_after_next_years_participation_was_withdrawn(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
        withdraw_participation(following, reason="Not next year.", by=cast.lead, now=timezone.now())
        assert log_in_the_browser(client_of(cast.advocate), cast).status_code == 302
    assert Session.objects.get().participation == cast.participation


def test_session_of_a_school_enrolled_only_for_next_year_is_refused_with_its_year(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
        withdraw_participation(cast.participation, reason="A pause.", by=cast.lead, now=timezone.now())
        page = log_in_the_browser(client_of(cast.advocate), cast).content.decode()
    assert "has withdrawn from NCP26-14, so nothing new can be recorded for 2026/27." in page
    assert not Session.objects.exists()


def test_session_belongs_to_the_strand_that_has_support_days(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now(), year=2026, number=20, support_days=None)
        assert log_in_the_browser(client_of(cast.advocate), cast).status_code == 302
    assert Session.objects.get().participation == cast.participation


def test_session_goes_to_the_strand_that_the_person_switched_to(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        bespoke = enrol_again(cast, timezone.now(), year=2026, number=20, specialist=False, support_days=Decimal(1))
        client = client_of(cast.advocate)
        assert "project=NCP26-20" in client.get(log_url(cast)).content.decode()
        assert "NCP26-20" in client.get(f"{log_url(cast)}&project=NCP26-20").content.decode()
        assert log_in_the_browser(client, cast, project="NCP26-20", specialist_shown="").status_code == 302
    session = Session.objects.get()
    assert session.participation == bespoke
    assert session.specialist is None


def test_specialist_of_the_day_is_confirmed_when_the_page_showed_another(cast, client_of):
    other = SpecialistFactory(user=UserFactory(full_name="Mira Other"), home_school=SchoolFactory(), hubs=[cast.hub])
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now(), specialist=False)
        assign_specialist(following, specialist=other, days=Decimal(3), by=cast.lead, now=timezone.now())
    with time_machine.travel(FIRST_NIGHT, tick=False):
        client, july = client_of(cast.advocate), {"day": "other", "held_on": "15/7/2027"}
        assert "Mira Other" in client.get(log_url(cast)).content.decode()
        page = log_in_the_browser(client, cast, specialist_shown=str(other.pk), **july).content.decode()
        name = Specialist.objects.get(pk=cast.specialist_record.pk).user.full_name
        assert f"Specialist on that date was {name}" in page
        key = str(cast.specialist_record.pk)
        assert f'name="specialist_shown" value="{key}"' in page
        assert log_in_the_browser(client, cast, specialist_shown=key, **july).status_code == 302
    assert Session.objects.get().specialist == cast.specialist_record


def proposal_form(day: str, **fields) -> dict[str, str]:
    times = {"day_1": day, "since_1": "9am", "until_1": "11am"}
    return {"once": str(uuid4()), "kind": "planning", "about": "Ratio", "place": "", **times, **fields}


def propose(client, house, day, **fields):
    url = f"{reverse('devplans:propose')}?school={house.school.urn}"
    return client.post(url, {**proposal_form(day, **fields), "kind": "joint_planning"})


@pytest.mark.parametrize(("day", "start"), [("20/4/2027", 2026), ("21/9/2027", 2027)])
def test_proposed_dates_belong_to_the_year_that_they_are_in(cast, client_of, day, start):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
        answer = propose(client_of(cast.advocate), cast, day)
        assert answer.status_code == 302, answer.content.decode()
    assert Proposal.objects.get().participation == (cast.participation if start == 2026 else following)


def test_proposed_dates_in_two_years_are_refused(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
        more = {"day_2": "21/9/2027", "since_2": "9am", "until_2": "11am"}
        page = propose(client_of(cast.advocate), cast, "20/4/2027", **more).content.decode()
    assert "in 2026/27 and 2027/28" in page
    assert not Proposal.objects.exists()


def test_places_on_a_visit_are_offered_for_the_visits_year_alone(cast):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
        start = MARCH.replace(month=4, day=20)
        visit = visits.offer_visit(
            cast.specialist_record, starts_at=start, ends_at=start.replace(hour=12), places=4, focus="Ratio",
            host_email="", client_key=uuid4(), by=cast.specialist, now=timezone.now(),
        )  # fmt: skip
        assert list(participations_to_bring(visit, cast.advocate)) == [cast.participation]


def test_specialist_who_has_left_is_offered_for_the_days_before_alone(cast):
    """The assignment is still open (nobody has handed it over), but its Specialist's own last day is past."""
    cast.specialist_record.ends_on = MARCH.date() - timedelta(days=1)
    cast.specialist_record.save()
    with time_machine.travel(MARCH, tick=False):
        assert _assignment_on(cast.participation, MARCH.date(), cast.advocate) is None
        held_before = _assignment_on(cast.participation, MARCH.date() - timedelta(days=1), cast.advocate)
    assert held_before is not None
    assert held_before.specialist == cast.specialist_record
