"""A school's page through the turn of the year, and what stays on desks after 1 September."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from devplans.actions import plans
from devplans.models import Evaluation
from schools.actions import NewAdvocate, complete_participation, enrol_school, withdraw_participation
from schools.actions.participation import NotJoinable
from schools.models import Participation, Project
from tests.cast import as_advocate, enrol_again
from tests.desks import finder_todos, todo_readers
from tests.devplans.test_sessions import form, log
from tests.factories import SchoolFactory
from tests.funding.conftest import ClaimMaker
from tests.permissions import SCHOOL_STAFF, SPECIALIST

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
MARCH = datetime(2027, 3, 10, 10, tzinfo=LONDON)
LAST_EVENING = datetime(2027, 8, 31, 23, 30, tzinfo=LONDON)
FIRST_NIGHT = datetime(2027, 9, 1, 0, 30, tzinfo=LONDON)


def school_page(client, school):
    return client.get(reverse("desk:school", args=[school.urn]))


def shown_years(response) -> list[int]:
    return [card["row"].year for card in response.context["cards"]]


def test_school_enrolled_for_next_year_only_shows_from_when(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        project = enrol_again(cast, timezone.now()).project
        school = SchoolFactory(urn=910_077, name="Larch Hill School", hub=cast.hub)
        people = [as_advocate(person, project) for person in (cast.advocate, cast.advocate_two)]
        enrol_school(school, project=project, advocates=people, by=cast.lead, now=timezone.now())
        client = client_of(cast.lead)
        page = school_page(client, school).content.decode()
        results = client.get(reverse("schools:find"), {"q": school.name}).content.decode()
    assert "Taking part from September 2027" in page
    assert "Not taking part this year" not in page
    assert 'btn-primary" href="/schools/910077/enrol/' not in " ".join(page.split())
    assert "Assign a" in page
    assert "Withdraw the school" in page
    assert "Log a session" not in page
    assert "From September 2027" in results


def old_project() -> Project:
    """A project of long ago."""
    return Project.objects.create(code="NCP20-14", title="Sustaining", stage="sustaining", academic_year=2020)


@pytest.mark.parametrize(
    ("moment", "years"), [(MARCH, [2026, 2027]), (LAST_EVENING, [2026, 2027]), (FIRST_NIGHT, [2027, 2026])]
)
def test_school_page_shows_the_year_in_progress_first(cast, client_of, moment, years):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
    with time_machine.travel(moment, tick=False):
        assert shown_years(school_page(client_of(cast.lead), cast.school)) == years


def test_withdrawn_next_year_is_not_on_the_school_page(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
        withdraw_participation(following, reason="Not next year.", by=cast.lead, now=timezone.now())
        assert shown_years(school_page(client_of(cast.lead), cast.school)) == [2026]


def test_last_years_card_stays_until_claims_are_paid_and_the_year_is_completed(cast, now, client_of):
    maker = ClaimMaker(cast, now)
    claim = maker.approved("90.00")
    session = log(cast, now)
    with time_machine.travel(FIRST_NIGHT, tick=False):
        client = client_of(cast.lead)
        page = " ".join(school_page(client, cast.school).content.decode().split())
        assert "1 claim not paid yet, 1 session not confirmed yet, evaluation not submitted" in page
        complete_participation(cast.participation, reason="Done.", by=cast.lead, now=timezone.now())
        assert shown_years(school_page(client, cast.school)) == [2026], "a claim and a session are still open"
    maker.pay(claim)
    session.__class__.objects.filter(pk=session.pk).update(
        state="confirmed", confirmed_by=cast.specialist, confirmed_at=now
    )
    with time_machine.travel(FIRST_NIGHT, tick=False):
        assert shown_years(school_page(client, cast.school)) == []


def test_evaluation_and_summer_review_stay_on_desks_after_the_first_of_september(cast, now):
    plans.add_aim(
        cast.school.plan, title="Ratio", need_of="students", need="Seen.", big_ideas=[], horizon="this_year",
        success_criteria="Books.", by=cast.advocate, now=now,
    )  # fmt: skip
    people = {**cast.people(), "admin": cast.admin}
    evaluations, reviews = "evaluations of the year", "reviews and reflections of the term"
    staff = SCHOOL_STAFF | {"advocate_two"}
    overdue = "schools that have not reviewed or evaluated"
    for moment in (LAST_EVENING, FIRST_NIGHT):
        with time_machine.travel(moment, tick=False):
            assert todo_readers(evaluations, people, moment) == staff
            assert todo_readers(reviews, people, moment) == staff
            assert todo_readers(overdue, people, moment) >= {"lead", "hubadmin"} | SPECIALIST
    with time_machine.travel(FIRST_NIGHT, tick=False):
        (todo,) = finder_todos(evaluations, cast.head, FIRST_NIGHT)
        assert todo.title == "Complete the evaluation of 2026/27 for Castle Hill School"
        assert "1 school has not evaluated 2026/27" in [
            todo.title for todo in finder_todos(overdue, cast.lead, FIRST_NIGHT)
        ]
        Evaluation.objects.create(
            plan=cast.school.plan, academic_year=2026, written_by=cast.head, written_at=FIRST_NIGHT,
            handed_in_at=FIRST_NIGHT, students=3, teachers=3, department=3,
        )  # fmt: skip
        assert todo_readers(evaluations, people, FIRST_NIGHT) == set()
        complete_participation(cast.participation, reason="Done.", by=cast.lead, now=FIRST_NIGHT)
        assert todo_readers(reviews, people, FIRST_NIGHT) == set()


def test_sessions_and_claims_of_last_year_stay_on_desks_after_the_first_of_september(cast, now):
    log(cast, now)
    ClaimMaker(cast, now).approved("90.00")
    people = cast.people()
    with time_machine.travel(FIRST_NIGHT, tick=False):
        assert todo_readers("sessions to confirm", people, FIRST_NIGHT) == SPECIALIST
        assert "hubadmin" in todo_readers("claims to pay", people, FIRST_NIGHT)


def test_project_of_a_past_year_cannot_be_joined(cast, client_of):
    september = datetime(2027, 9, 20, 10, tzinfo=LONDON)
    over = old_project()
    people = [NewAdvocate(f"New {number}", f"new{number}@demo.example", "", "NCP19", 2018) for number in (1, 2)]
    with time_machine.travel(september, tick=False):
        with pytest.raises(NotJoinable, match="NCP20-14 has ended"):
            enrol_school(cast.home_school, project=over, advocates=people, by=cast.lead, now=september)
        client, url = client_of(cast.lead), reverse("schools:enrol", args=[cast.home_school.urn])
        assert "NCP20-14" not in client.get(url).content.decode()
        data = {"once": uuid4(), "project": over.pk, "focus": ""}
        for number in (1, 2):
            data |= {f"advocate{number}-full_name": "New", f"advocate{number}-email": f"n{number}@demo.example"}
        assert "Choose a project that is still open to schools." in client.post(url, data).content.decode()
    assert not Participation.objects.filter(project=over).exists()


def test_pages_of_a_school_enrolled_for_next_year_work_in_march(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
        advocate, finance = client_of(cast.advocate), client_of(cast.finance)
        urn = cast.school.urn
        logging = f"{reverse('devplans:log')}?school={urn}"
        assert advocate.get(logging).status_code == 200
        assert advocate.post(logging, form(cast)).status_code == 302
        planning = f"{reverse('devplans:propose')}?school={urn}"
        times = {"day_1": "20/4/2027", "since_1": "9am", "until_1": "11am"}
        assert advocate.get(planning).status_code == 200
        assert advocate.post(planning, {"once": uuid4(), "kind": "joint_planning", **times}).status_code == 302
        line = {"released_on": "10/3/2027", "teacher": "T", "length": "half", "cost": "90"}
        data = {"lines-TOTAL_FORMS": 3, "lines-INITIAL_FORMS": 0, "once": uuid4()}
        data |= {f"lines-0-{name}": value for name, value in line.items()}
        assert finance.post(reverse("funding:new", args=[urn]), data).status_code == 302
        assert "2026/27" in finance.get(reverse("funding:grant", args=[urn])).content.decode()
        assert school_page(client_of(cast.lead), cast.school).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("?year=2026", 200), ("?year=2020", 200), ("?year=2019", 404)]
)
def test_impact_of_a_year_without_projects_is_not_found(cast, client_of, query, status):
    old_project()
    with time_machine.travel(MARCH, tick=False):
        client = client_of(cast.lead)
        assert client.get(reverse("devplans:impact") + query).status_code == status
        url = reverse("devplans:school-impact", args=[cast.school.urn])
        assert client.get(url + query).status_code == status


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?year=2027", 200), ("?year=2019", 404), ("?year=x", 404)])
def test_placement_of_another_year_is_not_found(cast, client_of, query, status):
    with time_machine.travel(MARCH, tick=False):
        assert client_of(cast.lead).get(reverse("specialists:placement") + query).status_code == status
