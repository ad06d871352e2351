"""A hub's own schedule; what will go out, held, dropped, sent now; why something did not go."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.outbox.actions import choose_mail, write_due_reminders
from sustaining.outbox.links import WITHHELD
from sustaining.outbox.models import Email, Hold, HoldKind
from sustaining.outbox.reminders import due
from sustaining.outbox.skip_reasons import BEGUN, NOT_WANTED, OVERTAKEN
from sustaining.workgroups import actions
from sustaining.workgroups.actions.reminders import NothingChosen
from sustaining.workgroups.choices import Mark, Rsvp
from sustaining.workgroups.scheduled_mail import scheduled_emails
from tests.cast import enrol_another

from .conftest import BEGINS
from .test_invitation_answers import schedule

pytestmark = pytest.mark.django_db


def on(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=BEGINS.tzinfo)


def tick(moment: datetime) -> list[str]:
    """Beat at a moment; which mails about meetings it wrote."""
    written = write_due_reminders(None, by=User.objects.system(), now=moment)
    return sorted(mail.kind for mail in written if mail.kind.startswith("meeting_"))


def test_nudge_is_written_ten_days_before_to_those_without_answer(our_meeting, cast, now):
    invitation = our_meeting.invitations.get(user=cast.advocate)
    actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    assert tick(on(6, 8, 59)) == []
    assert tick(on(6)) == ["meeting_nudge"] * 2
    assert tick(on(6, 10)) == []


def test_thanks_with_gap_task_are_written_after_register_is_closed(our_meeting, cast, now):
    actions.edit_meeting(our_meeting, title="", agenda="", gap_task="Try a bar model", by=cast.specialist, now=now)
    after = BEGINS + timedelta(hours=2)
    actions.mark_attendance(our_meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=after)
    actions.mark_attendance(our_meeting, user=cast.advocate_two, mark=Mark.ABSENT, by=cast.specialist, now=after)
    assert tick(on(17)) == []
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.specialist, now=after)
    assert tick(on(17, 8)) == []
    assert tick(on(17)) == ["meeting_thanks"]
    assert "For next time: Try a bar model" in Email.objects.get(kind="meeting_thanks").text
    assert tick(on(18)) == []


def test_schedule_changed_by_hub_sets_days_and_hours(our_meeting, cast, now, client_of):
    url = reverse("workgroups:rules", args=[cast.hub.pk])
    fields = {
        "remind_days": "3",
        "nudge_days": "",
        "thanks_days": "",
        "sends_from": "11am",
        "sends_until": "13:00",
        "notice_days": "2",
    }
    assert client_of(cast.hubadmin).post(url, fields).status_code == 302
    assert tick(on(13, 10, 59)) == []
    assert tick(on(13, 13)) == [], "outside its hours"
    assert tick(on(14, 11)) == ["meeting_reminder"] * 3
    assert "In 2 days" in Email.objects.filter(kind="meeting_reminder").first().subject


@pytest.mark.parametrize(
    "fields",
    [{"remind_days": "99"}, {"remind_days": "soon"}, {"remind_days": "1 2 3 4 5 6"}, {"sends_until": "8am"},
     {"notice_days": "-1"},
     {"thanks_days": "99"}, {"sends_from": ""}, {"remind_days": "٧"}],
)  # fmt: skip
def test_schedule_with_invalid_fields_shows_form_errors(cast, client_of, fields):
    good = {
        "remind_days": "7, 1",
        "nudge_days": "10",
        "thanks_days": "1",
        "sends_from": "9am",
        "sends_until": "6pm",
        "notice_days": "7",
    }
    page = client_of(cast.hubadmin).post(reverse("workgroups:rules", args=[cast.hub.pk]), {**good, **fields})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


def test_skipped_reminders_are_recorded_with_reason(our_meeting, cast):
    assert tick(on(15, 12)) == ["meeting_reminder"] * 3
    assert set(Hold.objects.values_list("kind", "why")) == {(HoldKind.SKIPPED, OVERTAKEN)}
    assert Hold.objects.count() == 6  # a nudge and a week's reminder, of three people


def test_reminders_missed_before_meeting_are_recorded_as_skipped(our_meeting, cast):
    assert tick(BEGINS) == []
    assert set(Hold.objects.values_list("why", flat=True)) == {BEGUN}


def test_reminder_to_user_without_reminders_is_skipped_with_reason(our_meeting, cast, now):
    choose_mail(cast.advocate, preference="no_reminders", by=cast.advocate, now=now)
    assert tick(on(9)) == ["meeting_reminder"] * 2
    assert NOT_WANTED in set(Hold.objects.values_list("why", flat=True))


def test_scheduled_emails_can_be_held_released_dropped_and_sent(our_meeting, cast, now):
    keys = [line.key for line in scheduled_emails(our_meeting, now) if line.step.days == 7]
    steer = {"by": cast.specialist, "now": now}
    actions.hold_reminders(our_meeting, keys=keys, what="held", **steer)
    assert not [occasion for occasion in due(on(9)) if occasion.key in keys]
    actions.hold_reminders(our_meeting, keys=keys[:2], what="released", **steer)
    assert len([occasion for occasion in due(on(9)) if occasion.key in keys]) == 2
    actions.hold_reminders(our_meeting, keys=keys[:1], what="dropped", **steer)
    sent = actions.send_reminders(our_meeting, keys=keys, **steer)
    assert len(sent) == 2, "what was dropped stays dropped, what was held goes"
    assert "meeting_reminder" not in tick(on(9))
    with pytest.raises(NothingChosen):
        actions.send_reminders(our_meeting, keys=[*keys, "nonsense"], **steer)
    with pytest.raises(PermissionDenied):
        actions.hold_reminders(our_meeting, keys=keys, what="held", by=cast.advocate, now=now)


def test_scheduled_emails_are_those_that_are_written(our_meeting, cast, now, client_of):
    lines = [line for line in scheduled_emails(our_meeting, now) if line.step.kind != "meeting_thanks"]
    for day in range(1, 17):
        tick(on(day))
    assert set(
        Email.objects.filter(kind__in=("meeting_nudge", "meeting_reminder")).values_list("occasion", flat=True)
    ) == {line.key for line in lines}
    client = client_of(cast.specialist)
    page = client.get(reverse("workgroups:mail", args=[our_meeting.pk])).content.decode()
    assert "<h2>Emails so far</h2>" in page
    shown = client.get(reverse("workgroups:preview", args=[our_meeting.pk, lines[0].key])).content.decode()
    assert "Are you going?" in shown
    assert WITHHELD in shown, "a preview must not let its reader answer for the recipient"
    assert "/rsvp/" not in shown


def test_reminder_on_the_day_is_written_at_the_hubs_first_hour(our_meeting, cast, now):
    actions.set_schedule(
        cast.hub, **schedule(sends_from=time(7), remind_days=[0], nudge_days=[]), by=cast.lead, now=now
    )
    assert tick(on(16, 7)) == ["meeting_reminder"] * 3
    assert Email.objects.filter(kind="meeting_reminder").first().subject.startswith("Today")


def test_mail_page_needs_no_more_queries_for_more_people(
    our_meeting, our_group, cast, now, client_of, django_assert_num_queries
):
    client, url = client_of(cast.hubadmin), reverse("workgroups:mail", args=[our_meeting.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=999)
    for number in range(24):
        participation = enrol_another(cast, 940001 + number, f"School {number}", now)
        actions.join_group(our_group, participation=participation, by=cast.hubadmin, now=now)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_many_groups_without_a_date_are_one_task(cast, now, client_of):
    clerk = client_of(cast.hubadmin)
    for number in range(1, 6):
        group = actions.set_up_group(
            cast.hub,
            project=cast.project,
            name=f"Group {number}",
            leads=[cast.specialist_record],
            by=cast.hubadmin,
            now=now,
        )
        actions.add_meeting(group, title="Later", by=cast.hubadmin, now=now)
        desk = clerk.get("/").content.decode()
        assert (f"Group {number}, meeting 1 has no date yet" in desk) == (number < 5)
    assert "5 Work Groups have meetings without a date" in desk
    assert "· and 2 more" in desk
