"""A meeting that was cancelled by mistake is restored: people hear, their calendars follow, and answers are kept."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.actions import withdraw_participation
from schools.models import Advocate
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email, EmailState
from sustaining.workgroups import actions
from sustaining.workgroups.choices import MeetingState, Rsvp
from sustaining.workgroups.models import Invitation
from tests.calendars import Mailboxes
from tests.cast import enrol_another
from tests.outbox.still_true import goes
from tests.sizes import at_two_sizes
from tests.workgroups.test_meetings import entry

pytestmark = pytest.mark.django_db
WHY = "The wrong meeting was cancelled."


def emails(kind):
    return list(Email.objects.filter(kind=kind).order_by("pk"))


@pytest.fixture
def cancelled(our_meeting, cast, now):
    actions.cancel_meeting(our_meeting, reason="Snow", by=cast.lead, now=now)
    return our_meeting


def restore(meeting, cast, now):
    return actions.restore_meeting(meeting, reason=WHY, by=cast.lead, now=now + timedelta(hours=1))


def test_restored_meeting_goes_back_into_everyones_calendar(cancelled, cast, now):
    removed, method = entry(emails("meeting_cancelled")[0])
    meeting = restore(cancelled, cast, now)
    back, method = entry(emails("meeting_restored")[0])
    assert (meeting.state, method, back["UID"]) == (MeetingState.SCHEDULED, "REQUEST", removed["UID"])
    assert int(back["SEQUENCE"]) > int(removed["SEQUENCE"])
    assert {email.to for email in emails("meeting_restored")} == {email.to for email in emails("meeting_cancelled")}
    assert WHY in emails("meeting_restored")[0].text
    assert not goes("meeting_cancelled", now)
    assert goes("meeting_restored", now)


def test_answers_are_kept(our_meeting, cast, now):
    invitation = our_meeting.invitations.get(user=cast.advocate)
    actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    actions.cancel_meeting(our_meeting, reason="Snow", by=cast.lead, now=now)
    restore(our_meeting, cast, now)
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.COMING


def test_who_left_meanwhile_is_not_invited_and_who_joined_is(cancelled, cast, now):
    late = enrol_another(cast, 940001, "Late School", now)
    actions.join_group(cancelled.group, participation=late, by=cast.hubadmin, now=now)
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    restore(cancelled, cast, now)
    readers = {email.user_id for email in emails("meeting_restored")}
    assert cast.advocate.pk not in readers
    assert not Invitation.objects.live().filter(meeting=cancelled, participation=cast.participation).exists()
    assert late.school.advocates.first().user_id in readers


def test_advocate_whose_last_day_is_today_is_not_invited_to_a_meeting_ahead(cancelled, cast, now):
    Advocate.objects.filter(user=cast.advocate).update(ends_on=london_day(now))
    restore(cancelled, cast, now)
    added = actions.add_meeting(
        cancelled.group,
        starts_at=now + timedelta(days=9),
        ends_at=now + timedelta(days=9, hours=1),
        by=cast.lead,
        now=now,
    )
    assert not Invitation.objects.live().filter(meeting__in=[cancelled, added], user=cast.advocate).exists()
    assert Invitation.objects.live().filter(meeting=added, user=cast.advocate_two).exists()


def deliver(boxes, now):
    """Send every email that waits, if it is still true."""
    boxes.deliver(Email.objects.filter(state=EmailState.QUEUED).order_by("pk"), now)


@pytest.mark.parametrize("is_sent", [False, True], ids=["cancellation waits", "cancellation sent"])
def test_who_left_meanwhile_keeps_nothing_in_the_calendar(our_meeting, cast, now, is_sent):
    invitation = our_meeting.invitations.get(user=cast.advocate)
    substitute = f"ann@{cast.advocate.email.partition('@')[2]}"
    answer = {"rsvp": Rsvp.APOLOGIES, "substitute_name": "Ann Shaw", "substitute_email": substitute}
    actions.answer_invitation(invitation, **answer, by=cast.advocate, now=now)
    boxes = Mailboxes()
    deliver(boxes, now)
    left = set(our_meeting.invitations.filter(participation=cast.participation).values_list("user__email", flat=True))
    assert left >= {cast.advocate.email, substitute}
    assert all(boxes.client(address).shown() for address in left)
    actions.cancel_meeting(our_meeting, reason="Snow", by=cast.lead, now=now)
    if is_sent:
        deliver(boxes, now)
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    restore(our_meeting, cast, now)
    deliver(boxes, now + timedelta(hours=2))
    assert not any(boxes.client(address).shown() for address in left)
    # Who has read that it is cancelled need not read that they are not invited.
    assert {email.to for email in emails("meeting_withdrawn")} == (set() if is_sent else left)
    lead = our_meeting.invitations.live().get()
    assert boxes.client(lead.user.email).shown()


def test_meeting_without_a_date_is_to_be_announced_again(our_group, cast, now):
    tba = actions.add_meeting(our_group, title="Ratio", by=cast.lead, now=now)
    actions.cancel_meeting(tba, reason="Not needed", by=cast.lead, now=now)
    assert restore(tba, cast, now).state == MeetingState.TO_BE_ANNOUNCED
    assert not emails("meeting_restored")


def test_meeting_that_took_place_after_all_has_its_register_and_emails_nobody(cancelled, cast, now):
    later = cancelled.ends_at + timedelta(hours=2)
    actions.restore_meeting(cancelled, reason=WHY, by=cast.lead, now=later)
    assert not emails("meeting_restored")
    assert cancelled.state == MeetingState.SCHEDULED
    assert cancelled.invitations.live().filter(user=cast.advocate).exists()


def test_meeting_of_a_past_year_and_one_that_is_on_are_refused(our_meeting, cast, now):
    with pytest.raises(WrongState):
        restore(our_meeting, cast, now)
    actions.cancel_meeting(our_meeting, reason="Snow", by=cast.lead, now=now)
    with pytest.raises(WrongState, match="can no longer be restored"):
        restore(our_meeting, cast, now + timedelta(days=365))


def test_only_those_who_run_the_meeting_restore_it(cancelled, cast, now):
    for person in (cast.advocate, cast.head, cast.auditor, cast.other.lead):
        with pytest.raises(PermissionDenied):
            actions.restore_meeting(cancelled, reason=WHY, by=person, now=now)


@at_two_sizes
def test_queries_of_the_page_do_not_grow_with_the_schools(client_of, cancelled, cast, now, sizes):
    client, url = client_of(cast.hubadmin), reverse("workgroups:restore", args=[cancelled.pk])
    counts, added = [], 0
    for size in sizes:
        while added < size:
            added += 1
            school = enrol_another(cast, 940000 + added, f"School {added}", now, days=Decimal(0))
            actions.join_group(cancelled.group, participation=school, by=cast.hubadmin, now=now)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_page_says_who_is_emailed_and_restores(client_of, cancelled, cast, now):
    client = client_of(cast.hubadmin)
    url = reverse("workgroups:restore", args=[cancelled.pk])
    assert url in client.get(cancelled.get_absolute_url()).content.decode()
    number = len(emails("meeting_cancelled"))
    assert f"email {number} people" in " ".join(client.get(url).content.decode().split())
    answer = client.post(url, {"reason": WHY}, follow=True).content.decode()
    assert f"Meeting restored. We’ve emailed {number} people." in answer
    assert WHY in answer
    assert "not cancelled" in client.get(url, follow=True).content.decode()
    assert "You can restore it later" in client.get(reverse("workgroups:cancel", args=[cancelled.pk])).content.decode()
