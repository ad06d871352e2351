"""A school has been paused and resumed: reminders and signs rest, and figures say so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from devplans.models import Session
from devplans.session_reminders import session_reminders
from schools.actions import (
    AlreadyEnrolled,
    CannotPause,
    NewAdvocate,
    change_review_day,
    enrol_school,
    pause_participation,
    resume_participation,
    withdraw_participation,
)
from schools.models import PARTICIPATION_MOVES, Participation, Pause
from schools.viewer import Viewer, as_viewer
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.todo import find_todos
from sustaining.desk.board_rows import board_queryset, board_totals, fetch_board_rows, fetch_figures
from sustaining.desk.selectors import desk_context
from sustaining.desk.timeline import school_timeline
from sustaining.outbox.models import Email
from sustaining.reports.figures import taking_part
from sustaining.reports.filters import ReportFilter
from sustaining.workgroups.choices import Rsvp
from sustaining.workgroups.models import Invitation
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db

WHY = "The head of department is on leave."


def pause(cast, now, **days):
    today = timezone.localdate(now)
    days = {"starts_on": today, "review_on": today + timedelta(weeks=2), **days}
    return pause_participation(cast.participation, reason=WHY, by=cast.hubadmin, now=now, **days)


def resume(cast, now):
    return resume_participation(cast.participation, reason="They are back.", by=cast.hubadmin, now=now)


def board_row(cast):
    return fetch_board_rows(board_queryset(as_viewer(cast.lead), cast.project.academic_year))[0]


def test_nothing_is_asked_of_a_paused_school_and_its_people(cast, now):
    create_sample_rows(cast, now)

    def titles(user) -> str:
        return " ".join(item.title for item in find_todos(desk_context(as_viewer(user), now)))

    for state, user, title in (
        ("draft", cast.advocate, "Your development plan is a draft"),
        ("shared", cast.specialist, "has shared its plan"),
    ):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE devplans_plan SET state = %s WHERE school_id = %s", [state, cast.school.pk])
            cursor.execute("SET session_replication_role = origin")
        assert title in titles(user)
        pause(cast, now)
        assert title not in titles(user)
        resume(cast, now)
    Invitation.objects.filter(participation=cast.participation).update(rsvp=Rsvp.NONE)
    before = titles(cast.advocate).count("Are you going to")
    pause(cast, now)
    assert titles(cast.advocate).count("Are you going to") == 0 < before


def test_year_with_paused_schools_is_still_to_be_completed(cast, now):
    pause(cast, now)
    july = now.replace(year=2027, month=7, day=2)
    todos = find_todos(desk_context(Viewer(cast.hubadmin, july.date()), july))
    assert any("paused: resume or withdraw first" in item.detail for item in todos)


def test_pausing_emails_those_concerned_once_and_resuming_again(cast, now):
    pause(cast, now)
    paused = set(Email.objects.filter(kind="participation_paused").values_list("to", flat=True))
    assert {cast.advocate.email, cast.head.email, cast.specialist.email} <= paused
    resume(cast, now + timedelta(days=1))
    assert set(Email.objects.filter(kind="participation_resumed").values_list("to", flat=True)) == paused
    assert Participation.objects.get(pk=cast.participation.pk).state == "active"


def test_paused_school_shows_no_sign_of_going_quiet(cast, now):
    Participation.objects.update(enrolled_at=now - timedelta(days=80))
    assert board_row(cast).quiet > 0
    pause(cast, now)
    row = board_row(cast)
    assert (row.quiet, row.state_label, row.other_status.label) == (0, "Paused", "Paused")


def test_reminders_of_sessions_rest_while_paused(cast, now):
    create_sample_rows(cast, now)
    session = Session.objects.filter(participation=cast.participation, state="planned", starts_at__gt=now).first()
    eve = session.starts_at - timedelta(hours=2)
    assert any(occasion.facts["session"] == session.pk for occasion in session_reminders(eve))
    pause(cast, now)
    assert not any(occasion.facts["session"] == session.pk for occasion in session_reminders(eve))
    resume(cast, now)
    assert any(occasion.facts["session"] == session.pk for occasion in session_reminders(eve))


def test_pause_comes_up_on_the_hubs_desk_on_its_review_day(cast, now):
    pause(cast, now)

    def titles(day):
        context = desk_context(Viewer(cast.hubadmin, london_day(day)), day)
        return [item.title for item in find_todos(context)]

    title = f"Review the pause of {cast.school}"
    assert title not in titles(now + timedelta(days=13))
    assert title in titles(now + timedelta(days=14))


def test_history_says_who_paused_and_who_resumed_and_why(cast, now):
    pause(cast, now)
    resume(cast, now + timedelta(days=1))
    lines = " ".join(str(entry.passive) for entry in school_timeline(cast.school, as_viewer(cast.lead), ""))
    assert f"was paused: {WHY}" in lines
    assert "was resumed: They are back." in lines


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": date(2020, 1, 1)}, "starts_on"),
        ({"starts_on": date(2050, 1, 1)}, "starts_on"),
        ({"review_on": date(2050, 1, 1)}, "review_on"),
        ({"review_on": date(2020, 1, 1)}, "review_on"),
    ],
)
def test_pausing_for_impossible_days_is_refused_at_the_field(cast, now, days, field):
    with pytest.raises(CannotPause) as refused:
        pause(cast, now, **days)
    assert refused.value.field == field
    assert not Pause.objects.exists()


def test_review_day_can_be_moved_only_while_paused(cast, now):
    pause(cast, now)
    later = timezone.localdate(now) + timedelta(weeks=5)
    change_review_day(cast.participation, review_on=later, by=cast.lead, now=now)
    assert Pause.objects.get().review_on == later
    resume(cast, now)
    with pytest.raises(CannotPause):
        change_review_day(cast.participation, review_on=later, by=cast.lead, now=now)


def test_withdrawing_a_paused_school_ends_the_pause(cast, now):
    pause(cast, now)
    withdraw_participation(cast.participation, reason="They leave.", by=cast.lead, now=now)
    assert Pause.objects.get().end_reason == "They leave."
    with pytest.raises(WrongState):
        resume(cast, now)


def test_paused_school_can_still_be_listed_and_counts_as_taking_part(cast, now):
    pause(cast, now)
    rows = board_queryset(as_viewer(cast.lead), cast.project.academic_year)
    assert board_totals(fetch_figures(rows)).schools == 1


@pytest.fixture
def proposed(cast, now):
    project = cast.project.rolled_forward()
    project.save()
    return Participation.objects.create(
        school=cast.school, project=project, hub=cast.hub, state="proposed", enrolled_by=cast.lead, enrolled_at=now,
    )  # fmt: skip


def test_proposed_year_is_in_no_figure_and_in_the_list(cast, proposed, now):
    year = proposed.project.academic_year
    rows = board_queryset(as_viewer(cast.lead), year)
    (row,) = fetch_board_rows(rows)
    assert row.other_status.label == "Proposed"
    assert board_totals([row.figures]).schools == 0
    assert board_totals(fetch_figures(rows)).schools == 0
    report = ReportFilter(as_viewer(cast.lead), proposed.project.year, timezone.localdate(now), cast.hub)
    figures = taking_part(report)
    assert (figures["all"], figures["proposed"], figures["stages"]) == (0, 1, [])


def test_proposed_year_cannot_be_enrolled_again(cast, proposed, now):
    with pytest.raises(AlreadyEnrolled, match="already has a proposed place in"):
        enrol_school(
            cast.school,
            project=proposed.project,
            advocates=[
                NewAdvocate("Nina Rivermead", cast.advocate.email, development_group="A", development_year=2020)
            ],
            by=cast.lead,
            now=now,
        )


@pytest.mark.parametrize("state", ["withdrawn", "completed", "paused"])
def test_proposed_year_can_only_be_confirmed_or_declined(proposed, state):
    assert ("proposed", state) not in PARTICIPATION_MOVES.pairs()
    assert {"confirm", "decline"} == PARTICIPATION_MOVES.open_to(proposed)


def test_school_page_offers_to_pause_and_to_resume(cast, client_of, now):
    client = client_of(cast.hubadmin)
    page = client.get(reverse("desk:school", args=[cast.school.urn]))
    assert reverse("schools:pause", args=[cast.participation.pk]) in page.content.decode()
    pause(cast, now)
    page = client.get(reverse("desk:school", args=[cast.school.urn])).content.decode()
    assert reverse("schools:resume", args=[cast.participation.pk]) in page
    assert WHY in page
