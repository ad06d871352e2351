"""Feedback on meetings: by link without an account, once a person, counted by group, comments without names."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import IntegrityError

from sustaining.accounts.models import User
from sustaining.common.errors import WrongState
from sustaining.learning import actions, selectors
from sustaining.learning.links import feedback_link
from sustaining.learning.models import MeetingFeedback
from sustaining.outbox.actions import write_due_reminders
from sustaining.outbox.links import mint_shown
from sustaining.outbox.models import Email
from sustaining.workgroups import actions as groups
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance, WorkGroup
from tests.learning.conftest import AFTER
from tests.links import as_sent

pytestmark = pytest.mark.django_db


def give(meeting, user, *, by=None, now=AFTER, **answers) -> MeetingFeedback:
    attendance = Attendance.objects.get(meeting=meeting, user=user)
    values = {"useful": 4, "confident": 2, "comment": "More time for the tasks.", **answers}
    return actions.give_feedback(attendance, by=by or user, now=now, **values)


def test_feedback_is_given_once_and_changed(held_meeting, cast):
    give(held_meeting, cast.advocate)
    give(held_meeting, cast.advocate, useful=1, comment="")
    (feedback,) = MeetingFeedback.objects.all()
    assert (feedback.useful, feedback.confident, feedback.comment) == (1, 2, "")


def test_feedback_of_somebody_else_or_of_who_was_absent_is_refused(held_meeting, cast):
    with pytest.raises(PermissionDenied):
        give(held_meeting, cast.advocate, by=cast.advocate_two)
    with pytest.raises(WrongState, match="doesn’t show you at this meeting"):
        give(held_meeting, cast.advocate_two)


def test_feedback_outside_one_to_four_is_refused_by_the_database(held_meeting, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        give(held_meeting, cast.advocate, useful=5)


def test_feedback_closes_a_month_after_the_meeting_for_page_link_and_action(held_meeting, cast, client_of, client):
    late = AFTER + timedelta(days=31)
    with pytest.raises(WrongState, match="has closed"):
        give(held_meeting, cast.advocate, now=late)
    attendance = Attendance.objects.get(meeting=held_meeting, user=cast.advocate)
    link = mint_shown(
        feedback_link(attendance), to=cast.advocate.email, user=cast.advocate, now=AFTER + timedelta(days=20)
    )
    with time_machine.travel(late, tick=False):
        assert client.get(urlsplit(link).path).status_code == 410
        page = client_of(cast.advocate).get(f"/meetings/{held_meeting.pk}/feedback/", follow=True).content.decode()
    assert "Feedback on this meeting has closed." in page
    assert not MeetingFeedback.objects.exists()


def test_feedback_link_of_the_thanks_works_without_an_account(held_meeting, cast, client):
    with time_machine.travel(AFTER.replace(hour=10), tick=False):
        write_due_reminders(None, by=User.objects.system(), now=AFTER.replace(hour=10))
        email = Email.objects.get(kind="meeting_thanks")
        url = re.search(r"/feedback/[^/\s]+/", as_sent(email))[0]
        page = client.get(url)
        assert "How useful was this meeting" in page.content.decode()
        assert not MeetingFeedback.objects.exists(), "a mail scanner that follows the link answers nothing"
        assert "Choose how useful the meeting was." in client.post(url, {"comment": "Good"}).content.decode()
        done = client.post(url, {"useful": 3, "confident": 3, "comment": "Good"}, follow=True)
        assert "Your answers have been saved." in done.content.decode()
    assert MeetingFeedback.objects.get().attendance.user == cast.advocate
    groups.reopen_register(held_meeting, reason="Wrong mark.", by=cast.specialist, now=AFTER)
    groups.mark_attendance(held_meeting, user=cast.advocate, mark=Mark.ABSENT, by=cast.specialist, now=AFTER)
    with time_machine.travel(AFTER, tick=False):
        assert client.get(url).status_code == 410


def test_leads_read_comments_without_names_and_members_read_none(held_meeting, cast, client_of):
    give(held_meeting, cast.advocate)
    with time_machine.travel(AFTER, tick=False):
        page = client_of(cast.specialist).get(f"/workgroups/{held_meeting.group_id}/feedback/").content.decode()
        assert "More time for the tasks." in page
        assert str(cast.advocate) not in page
        for who in (cast.advocate, cast.head, cast.auditor):
            assert client_of(who).get(f"/workgroups/{held_meeting.group_id}/feedback/").status_code == 403


def test_feedback_figures_equal_independent_sql(held_meeting, cast, now):
    groups.reopen_register(held_meeting, reason="Forgotten.", by=cast.specialist, now=AFTER)
    groups.mark_attendance(held_meeting, user=cast.advocate_two, mark=Mark.PRESENT, by=cast.specialist, now=AFTER)
    groups.hold_meeting(held_meeting, mark_rest=True, by=cast.specialist, now=AFTER)
    give(held_meeting, cast.advocate)
    give(held_meeting, cast.advocate_two, useful=2, confident=3)
    (row,) = selectors.feedback_by_group(WorkGroup.objects.all(), cast.lead)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(DISTINCT m.id), count(a.id), count(f.id), count(*) FILTER (WHERE f.useful >= 3),
                      count(*) FILTER (WHERE f.confident >= 3)
            FROM workgroups_meeting m JOIN workgroups_attendance a ON a.meeting_id = m.id
            LEFT JOIN learning_meetingfeedback f ON f.attendance_id = a.id
            WHERE m.group_id = %s AND m.state = 'held' AND a.mark = 'present' AND a.user_id IS NOT NULL""",
            [held_meeting.group_id],
        )
        assert (row.meetings, row.people, row.answers, row.useful, row.confident) == cursor.fetchone()
    assert (row.answers, row.useful, row.confident) == (2, 1, 1)
    (meeting_row,) = selectors.feedback_by_meeting(held_meeting.group, cast.lead)
    assert (meeting_row.people, meeting_row.answers) == (2, 2)


def test_feedback_of_a_reopened_register_is_not_counted(held_meeting, cast):
    give(held_meeting, cast.advocate)
    groups.reopen_register(held_meeting, reason="Wrong mark.", by=cast.specialist, now=AFTER)
    assert selectors.feedback_by_group(WorkGroup.objects.all(), cast.lead) == []


def test_meeting_page_asks_who_attended_for_a_month(held_meeting, cast, client_of):
    with time_machine.travel(AFTER, tick=False):
        assert "Give feedback" in client_of(cast.advocate).get(held_meeting.get_absolute_url()).content.decode()
        assert "Give feedback" not in client_of(cast.advocate_two).get(held_meeting.get_absolute_url()).content.decode()
        sent = client_of(cast.advocate).post(
            f"/meetings/{held_meeting.pk}/feedback/", {"useful": 4, "confident": 4}, follow=True
        )
        assert "Thank you for your feedback." in sent.content.decode()
    with time_machine.travel(AFTER + timedelta(days=40), tick=False):
        page = client_of(cast.advocate_two).get(held_meeting.get_absolute_url()).content.decode()
        assert "Give feedback" not in page


def test_feedback_overview_shows_the_year_and_refuses_an_unknown_one(held_meeting, cast, client_of):
    give(held_meeting, cast.advocate)
    with time_machine.travel(AFTER, tick=False):
        page = client_of(cast.lead).get("/workgroups/feedback/").content.decode()
        assert "Work Group B" in page
        assert "1 (100%)" in page
        assert client_of(cast.lead).get("/workgroups/feedback/?year=1999").status_code == 404
        assert "Work Group B" not in client_of(cast.other.lead).get("/workgroups/feedback/").content.decode()
