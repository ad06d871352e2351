"""A meeting that moves, or whose date is corrected: who is emailed, which days are asked about, what stays held."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import strip_tags

from schools.closed_days import day_warning
from schools.terms import TermCalendar
from sustaining.common.errors import WrongState
from sustaining.outbox.actions import write_occasion
from sustaining.outbox.models import Email, Hold, HoldKind
from sustaining.outbox.reminders import unwritten_occasions
from sustaining.workgroups import actions
from sustaining.workgroups.actions import DateNotPossible
from sustaining.workgroups.models import Meeting
from sustaining.workgroups.scheduled_mail import scheduled_emails

from .conftest import BEGINS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def times(start: datetime) -> dict[str, Any]:
    return {"starts_at": start, "ends_at": start + timedelta(hours=2)}


def where(meeting: Meeting) -> dict[str, str]:
    return {name: getattr(meeting, name) for name in ("mode", "place", "map_link", "joining_link")}


def move(meeting: Meeting, start: datetime, *, by, now, **fields) -> Meeting:
    return actions.move_meeting(meeting, **times(start), **{**where(meeting), **fields}, by=by, now=now)


def posted(day: str, **fields: str) -> dict[str, str]:
    return {"date": day, "start": "4pm", "end": "6pm", "mode": "in_person", "place": "Castle Hill", **fields}


def test_meeting_moved_to_a_day_gone_by_is_refused_and_nobody_is_emailed(our_meeting, cast, now, client_of):
    with pytest.raises(DateNotPossible, match="in the future"):
        move(our_meeting, now - DAY, by=cast.hubadmin, now=now)
    with time_machine.travel(now, tick=False):
        url = reverse("workgroups:move", args=[our_meeting.pk])
        page = client_of(cast.hubadmin).post(url, posted("20/11/2026"), follow=True)
    assert "Choose a time in the future" in page.content.decode()
    our_meeting.refresh_from_db()
    assert our_meeting.starts_at == BEGINS
    assert not Email.objects.filter(kind="meeting_moved").exists()


def test_meeting_moved_to_where_it_is_emails_nobody_and_says_so(our_meeting, cast, now, client_of):
    move(our_meeting, BEGINS, by=cast.hubadmin, now=now)
    with time_machine.travel(now, tick=False):
        url = reverse("workgroups:move", args=[our_meeting.pk])
        page = client_of(cast.hubadmin).post(url, posted("16/12/2026"), follow=True).content.decode()
    assert "Nothing was changed." in page
    our_meeting.refresh_from_db()
    assert our_meeting.sequence == 0
    assert not Email.objects.filter(kind="meeting_moved").exists()


def test_moved_meeting_message_counts_the_emails(our_meeting, cast, now, client_of):
    with time_machine.travel(now + timedelta(seconds=1), tick=False):
        url = reverse("workgroups:move", args=[our_meeting.pk])
        page = client_of(cast.hubadmin).post(url, posted("17/12/2026"), follow=True).content.decode()
    count = Email.objects.filter(kind="meeting_moved").count()
    assert count == our_meeting.invitations.live().count() == 3
    assert f"Meeting changed. We’ve emailed {count} people." in page


def test_date_set_in_the_past_invites_without_an_email(our_group, cast, now, client_of):
    meeting = actions.add_meeting(our_group, by=cast.hubadmin, now=now)
    with time_machine.travel(now + timedelta(seconds=1), tick=False):
        url = reverse("workgroups:schedule", args=[meeting.pk])
        page = client_of(cast.hubadmin).post(url, posted("18/11/2026"), follow=True).content.decode()
    assert "Date set. No emails were sent." in page
    assert meeting.invitations.live().filter(told_at__isnull=True).count() == 1, "the lead: the school joined later"
    assert not Email.objects.filter(kind="meeting_date").exists()


def test_cancelling_a_meeting_that_has_begun_emails_nobody_and_says_so(our_meeting, cast, client_of):
    with time_machine.travel(BEGINS + DAY, tick=False):
        url = reverse("workgroups:cancel", args=[our_meeting.pk])
        client = client_of(cast.hubadmin)
        assert "No one will be emailed" in client.get(url).content.decode()
        page = client.post(url, {"reason": "It did not take place"}, follow=True).content.decode()
    assert "Meeting cancelled. No emails were sent." in page
    assert not Email.objects.filter(kind="meeting_cancelled").exists()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 12, 25), "25 December is a bank holiday (Christmas Day). Choose it anyway?"),
        (date(2026, 12, 29), "between Christmas and New Year"),
        (date(2026, 12, 24), "between Christmas and New Year"),
        (date(2027, 1, 1), "bank holiday (New Year"),
        (date(2027, 5, 3), "bank holiday"),
        (date(2026, 12, 5), "a Saturday"),
        (date(2026, 10, 27), "in half term"),
        (date(2027, 8, 10), "in the school holidays"),
        (date(2026, 12, 16), ""),
    ],
)
def test_day_warning_asks_about_days_on_which_schools_are_closed(day, why):
    warning = day_warning(day, TermCalendar())
    assert why in warning
    assert bool(why) == bool(warning)


@pytest.mark.parametrize("page", ["move", "schedule", "add-meeting"])
def test_closed_day_is_taken_only_once_it_is_ticked(our_group, our_meeting, cast, now, client_of, page):
    undated = actions.add_meeting(our_group, by=cast.hubadmin, now=now)
    key = {"move": our_meeting.pk, "schedule": undated.pk, "add-meeting": our_group.pk}[page]
    url = reverse(f"workgroups:{page}", args=[key])
    with time_machine.travel(now, tick=False):
        client = client_of(cast.hubadmin)
        answer = client.post(url, posted("25/12/2026"))
        assert "Choose it anyway?" in answer.content.decode()
        assert "Choose 25 December anyway" in answer.content.decode()
        assert client.post(url, posted("28/12/2026", closed_day="2026-12-25")).status_code == 200, "another day"
        assert client.post(url, posted("25/12/2026", closed_day="2026-12-25")).status_code == 302
    assert Meeting.objects.filter(starts_at__date=date(2026, 12, 25)).count() == 1


def test_place_of_a_meeting_on_a_closed_day_changes_without_a_question(our_group, cast, now, client_of):
    start = datetime(2026, 12, 21, 16, tzinfo=BEGINS.tzinfo)
    meeting = actions.add_meeting(our_group, **times(start), by=cast.hubadmin, now=now)
    with time_machine.travel(now, tick=False):
        url = reverse("workgroups:move", args=[meeting.pk])
        assert client_of(cast.hubadmin).post(url, posted("21/12/2026", place="Library")).status_code == 302


def test_emails_held_back_or_taken_out_stay_so_when_the_meeting_moves(our_meeting, cast, now, client_of):
    to_come = [email for email in scheduled_emails(our_meeting, now) if email.can_be_steered]
    held, dropped = to_come[0], to_come[1]
    actions.hold_reminders(our_meeting, keys=[held.key], what="held", by=cast.specialist, now=now)
    actions.hold_reminders(our_meeting, keys=[dropped.key], what="dropped", by=cast.specialist, now=now)
    for day in (17, 16, 18):
        move(our_meeting, BEGINS.replace(day=day), by=cast.hubadmin, now=now)
    stopped = [email for email in scheduled_emails(our_meeting, now) if email.is_stopped]
    assert {(email.step.kind, email.step.days, email.person, email.hold.kind) for email in stopped} == {
        (held.step.kind, held.step.days, held.person, HoldKind.HELD),
        (dropped.step.kind, dropped.step.days, dropped.person, HoldKind.DROPPED),
    }
    assert {email.hold.by for email in stopped} == {cast.specialist}
    actions.hold_reminders(our_meeting, keys=[stopped[0].key], what="released", by=cast.hubadmin, now=now)
    move(our_meeting, BEGINS, by=cast.hubadmin, now=now)
    assert Hold.objects.unreleased().filter(kind=HoldKind.HELD).count() == 0, "what was released stays released"
    with time_machine.travel(now, tick=False):
        url = reverse("workgroups:move", args=[our_meeting.pk])
        page = client_of(cast.hubadmin).post(url, posted("17/12/2026"), follow=True).content.decode()
    assert "1 email is still paused or marked not to send." in page


def test_date_of_a_held_meeting_is_corrected_with_a_reason_and_nobody_is_emailed(our_meeting, cast, now, client_of):
    after = BEGINS + timedelta(hours=2)
    actions.mark_attendance(our_meeting, user=cast.advocate, mark="present", by=cast.specialist, now=after)
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.specialist, now=after)
    next_day = BEGINS.replace(day=17, hour=10)
    with time_machine.travel(next_day, tick=False) as traveller:
        for occasion in unwritten_occasions(next_day):
            write_occasion(occasion, now=next_day)
        written = Email.objects.count()
        assert Email.objects.filter(kind="meeting_thanks").count() == 1
        url = reverse("workgroups:correct-date", args=[our_meeting.pk])
        client = client_of(cast.specialist)
        data = {"date": "15/12/2026", "start": "4pm", "end": "6pm"}
        assert "Enter the reason" in client.post(url, data).content.decode()
        traveller.shift(1)
        page = client.post(url, {**data, "reason": "Snow: we met a day earlier"}, follow=True).content.decode()
    assert "Date corrected. No emails were sent." in page
    assert "Date corrected from Wed 16 Dec 2026" in strip_tags(page)
    our_meeting.refresh_from_db()
    assert our_meeting.starts_at == BEGINS - DAY
    assert our_meeting.is_held
    assert not unwritten_occasions(next_day), "thanks that were sent are not sent again"
    assert Email.objects.count() == written


def test_date_of_a_meeting_to_come_is_not_corrected(our_meeting, cast, now):
    later = BEGINS + DAY
    with pytest.raises(WrongState, match="took place"):
        actions.correct_meeting_date(our_meeting, **times(now - DAY), reason="x", by=cast.hubadmin, now=now)
    with pytest.raises(DateNotPossible, match="must be today or in the past"):
        actions.correct_meeting_date(our_meeting, **times(later + DAY), reason="x", by=cast.hubadmin, now=later)
    with pytest.raises(PermissionDenied, match="lead or the hub"):
        actions.correct_meeting_date(our_meeting, **times(later - DAY), reason="x", by=cast.advocate, now=later)
