"""A Specialist leaves, changes or was assigned by mistake: schools, sessions and groups pass on, and those concerned hear."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from devplans.actions.planning import NotPlannable, accept_proposal, propose_dates
from devplans.actions.sessions import SessionData, confirm_session, log_session
from devplans.actions.visits import offer_visit, take_place
from devplans.models import Session, Visit
from devplans.selectors.sessions import participation_days
from schools.viewer import as_viewer
from specialists.actions import (
    CannotAssign,
    CannotLeave,
    CannotTakeBack,
    assign_specialist,
    leave_on,
    stay,
    take_back_assignment,
)
from specialists.models import Assignment, Specialist
from specialists.placement import unassigned
from specialists.selectors import specialist_year
from sustaining.common.errors import WrongState
from sustaining.common.todo import find_todos
from sustaining.common.years import AcademicYear
from sustaining.desk.board_rows import board_queryset
from sustaining.desk.selectors import desk_context
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email
from sustaining.workgroups.models import GroupLead, Invitation
from tests.factories import SchoolFactory, SpecialistFactory
from tests.factories.busy_hub import BusyHub
from tests.matrix.sample_rows import create_sample_rows
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def rows(cast, now):
    return create_sample_rows(cast, now)


@pytest.fixture
def successor(cast) -> Specialist:
    home = SchoolFactory(hub=cast.hub)
    return SpecialistFactory(user__full_name="Sue Cessor", home_school=home, hubs=[cast.hub])


def academic_year(cast):
    return cast.project.academic_year


def leave(cast, now, last_day, **fields):
    return leave_on(
        cast.specialist_record, **{"last_day": last_day, "successors": {}, "by": cast.lead, "now": now, **fields}
    )


def specialist_on_board(cast):
    row = board_queryset(cast.lead, academic_year(cast)).get(pk=cast.participation.pk)
    return row.specialist_name


def test_leaving_makes_the_schools_vacancies_at_once(cast, now, today):
    last_day = today + timedelta(days=10)
    leave(cast, now, last_day)
    assert cast.participation in unassigned(cast.lead, academic_year(cast))
    assert specialist_on_board(cast) == f"Robin Rivermead until {last_day.day} {last_day:%b %Y}"
    todos = [todo.title for todo in find_todos(desk_context(as_viewer(cast.lead), now))]
    assert "Assign a Specialist to 1 school" in todos
    recipients = set(Email.objects.filter(kind="specialist_changed").values_list("to", flat=True))
    assert recipients == {cast.advocate.email, cast.advocate_two.email, cast.head.email}
    assert Email.objects.get(kind="support_ends").user == cast.specialist


def test_vacancy_is_seen_while_the_assignment_is_open(cast, now, today):
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(ends_on=today + timedelta(days=3))
    assert cast.participation in unassigned(cast.lead, academic_year(cast))


def test_handing_over_passes_school_sessions_and_groups(cast, rows, successor, now, today):
    planned = Session.objects.filter(participation=cast.participation, state="planned", starts_at__gt=now)
    assert planned
    last_day = today
    leave(cast, now, last_day, successors={cast.assignment: successor}, new_lead=successor)
    new = Assignment.objects.get(participation=cast.participation, ends_on=None)
    assert (new.specialist, new.starts_on) == (successor, last_day + timedelta(days=1))
    late = planned.filter(held_on__gt=last_day, visit=None)
    assert {session.specialist for session in late} == {successor}
    assert GroupLead.objects.filter(specialist=successor).exists()
    assert Invitation.objects.live().filter(user=successor.user, meeting__starts_at__gt=now).exists()
    kinds = set(Email.objects.filter(user=successor.user).values_list("kind", flat=True))
    assert {"assigned", "session_people", "meeting_date"} <= kinds
    assert Email.objects.filter(user=cast.specialist, kind="session_passed_on").count() == late.count()
    # The successor begins tomorrow, and has the sessions in their calendar today.
    assert all(is_still_true(email, now) for email in Email.objects.filter(user=successor.user, kind="session_people"))


def test_groups_need_a_new_lead(cast, rows, now, today):
    with pytest.raises(CannotLeave, match="Work Group led"):
        leave(cast, now, today)
    assert Specialist.objects.get(pk=cast.specialist_record.pk).ends_on is None


def test_successor_without_days_is_refused_and_nothing_is_changed(cast, successor, now, today):
    Specialist.objects.filter(pk=successor.pk).update(days_a_year=Decimal("0.5"))
    with pytest.raises(CannotLeave, match="days left this year"):
        leave(cast, now, today, successors={cast.assignment: successor})
    assert Assignment.objects.get(pk=cast.assignment.pk).ends_on is None


def test_later_successor_begins_after_the_last_day_and_takes_the_sessions(cast, rows, successor, now, today):
    last_day = today + timedelta(days=5)
    leave(cast, now, last_day, new_lead=successor)
    made = assign_specialist(cast.participation, specialist=successor, days=Decimal(1), by=cast.lead, now=now)
    assert made.starts_on == last_day + timedelta(days=1)
    assert Assignment.objects.current(today).get(participation=cast.participation).specialist == cast.specialist_record


def test_undoing_a_leaving_puts_the_schools_back(cast, now, today):
    leave(cast, now, today + timedelta(days=5))
    stay(Specialist.objects.get(pk=cast.specialist_record.pk), by=cast.lead, now=now)
    assert Assignment.objects.get(pk=cast.assignment.pk).ends_on is None
    assert cast.participation not in unassigned(cast.lead, academic_year(cast))
    assert Email.objects.filter(kind="support_goes_on", user=cast.specialist).exists()


def test_undoing_after_the_day_is_refused(cast, now, today):
    leave(cast, now, today)
    with pytest.raises(WrongState, match="already left"):
        stay(Specialist.objects.get(pk=cast.specialist_record.pk), by=cast.lead, now=now + timedelta(days=2))


def test_leave_page_hands_over_in_one_screen(client, cast, rows, successor, now, today):
    client.force_login(cast.lead)
    url = reverse("specialists:leave", args=[cast.specialist_record.pk])
    page = client.get(url).content.decode()
    assert str(cast.school) in page
    assert "Sue Cessor" in page
    data = {"last_day": f"{today:%d/%m/%Y}", f"school-{cast.assignment.pk}": successor.pk, "new_lead": successor.pk}
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(reverse("specialists:specialist", args=[cast.specialist_record.pk])).content.decode()
    assert "Cancel leaving date" in page
    client.post(reverse("specialists:stay", args=[cast.specialist_record.pk]))
    assert Specialist.objects.get(pk=cast.specialist_record.pk).ends_on is None


def use_days(cast, now, length):
    data = SessionData(
        kind="plan_review", plan_outcome="stays", held_on=timezone.localdate(now) - timedelta(days=7),
        length=Decimal(length), what_happened="We met.", specialist=cast.specialist_record,
    )  # fmt: skip
    session = log_session(cast.participation, data=data, client_key=uuid4(), by=cast.advocate, now=now)
    return confirm_session(session, by=cast.specialist, now=now)


def test_days_used_with_a_former_specialist_count_as_given(cast, successor, now):
    use_days(cast, now, 2)
    assign_specialist(cast.participation, specialist=successor, days=Decimal(1), by=cast.lead, now=now)
    assert participation_days(cast.participation) == {"used": Decimal(2), "given": Decimal(3)}


def test_days_used_elsewhere_are_used_of_the_year(cast, successor, now):
    use_days(cast, now, 2)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=3)
    assign_specialist(cast.participation, specialist=successor, days=Decimal(1), by=cast.lead, now=now)
    data = specialist_year(cast.specialist_record, cast.lead, AcademicYear(academic_year(cast)))
    assert (data["assigned"], data["left"], data["over"]) == (2, 1, 0)
    with pytest.raises(CannotAssign, match="1 of 3 days left"):
        assign_specialist(cast.participation, specialist=cast.specialist_record, days=Decimal(2), by=cast.lead, now=now)


def test_over_use_is_amber_with_a_sentence(client, cast, now):
    use_days(cast, now, 2)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=1)
    client.force_login(cast.lead)
    page = client.get(reverse("specialists:specialist", args=[cast.specialist_record.pk])).content.decode()
    assert "over the 1 days for the year" in " ".join(page.split())
    assert "−" not in page.partition("<h2>Days in")[2].partition("</section>")[0]


def test_taking_back_an_assignment_reopens_the_one_before(client, cast, rows, successor, now):
    Session.objects.filter(participation=cast.participation).exclude(state="planned")
    made = assign_specialist(cast.participation, specialist=successor, days=Decimal(1), by=cast.lead, now=now)
    client.force_login(cast.lead)
    url = reverse("specialists:take-back", args=[made.pk])
    assert cast.advocate.full_name in client.get(url).content.decode()
    client.post(url, {"reason": "It was meant for another school."})
    made.refresh_from_db()
    assert (made.ends_on, made.taken_back_by) == (made.starts_on, cast.lead)
    assert Assignment.objects.get(pk=cast.assignment.pk).ends_on is None
    planned = Session.objects.filter(participation=cast.participation, state="planned", starts_at__gt=now, visit=None)
    assert {session.specialist for session in planned} == {cast.specialist_record}
    recipients = set(Email.objects.filter(kind="assignment_taken_back").values_list("to", flat=True))
    assert recipients == {successor.user.email, cast.advocate.email, cast.advocate_two.email, cast.head.email}
    assert cast.school not in type(cast.school).objects.visible_to(successor.user)


def test_assignment_that_was_used_is_not_taken_back(cast, now):
    use_days(cast, now, 1)
    with pytest.raises(CannotTakeBack, match="1 session has already been logged"):
        take_back_assignment(cast.assignment, reason="Oops.", by=cast.lead, now=now)


def plan_and_propose(participation, now):
    """One session that is planned with the Specialist, and one proposal that waits for an answer."""
    advocate, start = participation.school.advocates.earliest("pk").user, now + timedelta(days=5)
    times = [(start, start + timedelta(hours=2))]
    first, _ = [
        propose_dates(participation, kind="observation", times=times, client_key=uuid4(), by=advocate, now=now)
        for _ in range(2)
    ]
    specialist = participation.assignments.get().specialist.user
    accept_proposal(first, time=first.times.get(), by=specialist, now=now)


@at_two_sizes
def test_leave_page_has_constant_query_count(cast, client_of, now, sizes):
    hub, client = BusyHub(cast, now), client_of(cast.lead)
    url = reverse("specialists:leave", args=[cast.specialist_record.pk])
    client.get(url)  # fills what a process caches
    counts, filled = [], 0
    for number in sizes:
        hub.grow(number)
        for participation in hub.schools[filled:]:
            plan_and_propose(participation, now)
        filled = len(hub.schools)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url).content.decode()
        assert page.count("1 session planned") == page.count("1 proposal of dates") == number
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.fixture
def visit(cast, rows, today):
    """A visit in five days on which the school has two places."""
    visit = Visit.objects.get(specialist=cast.specialist_record)
    take_place(cast.participation, visit=visit, seats=2, by=cast.advocate, now=timezone.now())
    return visit


def test_visits_after_the_last_day_are_cancelled_and_people_are_emailed(cast, visit, successor, now, today):
    leave(cast, now, today + timedelta(days=2), new_lead=successor)
    visit.refresh_from_db()
    session = Session.objects.get(visit=visit)
    assert (visit.state, session.state) == ("cancelled", "cancelled")
    assert f"{cast.specialist} is leaving." in visit.cancel_reason
    people = set(Email.objects.filter(kind="session_cancelled").values_list("to", flat=True))
    assert people >= {cast.advocate.email, cast.advocate_two.email}


def test_visits_up_to_the_last_day_take_place(cast, visit, successor, now):
    leave(cast, now, timezone.localdate(visit.starts_at), new_lead=successor)
    visit.refresh_from_db()
    assert (visit.state, Session.objects.get(visit=visit).state) == ("offered", "planned")


def test_leaving_page_names_the_visits_ahead(cast, visit, client):
    client.force_login(cast.lead)
    page = client.get(reverse("specialists:leave", args=[cast.specialist_record.pk])).content.decode()
    assert "Visits after the last day are cancelled" in page
    assert str(visit) in page


def test_specialist_who_is_leaving_offers_no_visit_after_their_last_day(cast, rows, successor, now, today):
    leave(cast, now, today + timedelta(days=20), new_lead=successor)
    specialist = Specialist.objects.get(pk=cast.specialist_record.pk)
    start = now + timedelta(days=21)
    with pytest.raises(NotPlannable, match="on or before the Specialist’s last day"):
        offer_visit(
            specialist, starts_at=start, ends_at=start + timedelta(hours=1), places=2, focus="Ratio",
            client_key=uuid4(), by=cast.specialist, now=now,
        )  # fmt: skip
