"""The private calendar: two parsers read it; both clock changes; to be announced, all-day and cancelled."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from devplans.actions import sessions
from devplans.session_kinds import SessionKind
from sustaining.outbox.models import Link
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Mode
from tests.links import link_token

from .conftest import BEGINS

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def feed(cast, now):
    return actions.renew_calendar(cast.advocate, by=cast.advocate, now=now)


def read(client, feed: str) -> str:
    return client.get(feed).content.decode()


def test_calendar_across_both_clock_changes_is_read_alike_by_two_parsers(our_group, cast, now, client, feed):
    days = [date(2026, 11, 30), date(2027, 3, 26), date(2027, 3, 29), date(2027, 7, 5)]
    for day in days:
        begins = datetime(day.year, day.month, day.day, 16, tzinfo=LONDON)
        actions.add_meeting(our_group, starts_at=begins, ends_at=begins + timedelta(hours=2), by=cast.hubadmin, now=now)
    actions.add_meeting(our_group, title="To be announced", by=cast.hubadmin, now=now)
    text = read(client, feed)
    first = sorted(event.decoded("dtstart") for event in Calendar.from_ical(text).walk("VEVENT"))
    second = sorted(event.dtstart.value for event in vobject.readOne(text).contents["vevent"])
    assert [at.astimezone(LONDON).date() for at in first] == days
    assert [at.astimezone(LONDON).hour for at in first] == [at.astimezone(LONDON).hour for at in second] == [16] * 4
    assert [at.utcoffset() for at in second] == [timedelta(), timedelta(), timedelta(hours=1), timedelta(hours=1)]


def test_calendar_with_50_meetings_needs_no_more_queries_than_with_5(
    our_group, cast, now, client, feed, django_assert_num_queries
):
    def add_meetings(numbers: range) -> None:
        for number in numbers:
            begins = BEGINS + timedelta(days=number)
            ends = begins + timedelta(hours=1)
            actions.add_meeting(our_group, starts_at=begins, ends_at=ends, by=cast.hubadmin, now=now)

    add_meetings(range(5))
    with CaptureQueriesContext(connection) as few:
        assert read(client, feed).count("BEGIN:VEVENT") == 5
    add_meetings(range(5, 50))
    with django_assert_num_queries(len(few)):
        assert read(client, feed).count("BEGIN:VEVENT") == 50


def test_session_in_calendar_is_an_all_day_entry(cast, now, client, feed):
    data = sessions.SessionData(
        kind=SessionKind.OBSERVATION,
        held_on=now.date(),
        length=Decimal("0.50"),
        what_happened="Watched.",
        specialist=cast.specialist_record,
        advocates=[cast.advocacy],
    )
    sessions.log_session(cast.participation, data=data, client_key=uuid4(), by=cast.advocate, now=now)
    (event,) = Calendar.from_ical(read(client, feed)).walk("VEVENT")
    assert event.decoded("dtstart") == now.date()
    assert event.decoded("dtend") == now.date() + timedelta(days=1)
    assert vobject.readOne(read(client, feed)).vevent.dtstart.value == now.date()


def test_moved_and_cancelled_meeting_keeps_its_uid_in_calendar(our_meeting, cast, now, client, feed):
    (before,) = Calendar.from_ical(read(client, feed)).walk("VEVENT")
    later = BEGINS + timedelta(days=1)
    actions.move_meeting(
        our_meeting, starts_at=later, ends_at=later + timedelta(hours=1), mode=Mode.ONLINE,
        joining_link="https://meet.example/secret", by=cast.lead, now=now,
    )  # fmt: skip
    actions.cancel_meeting(our_meeting, reason="Snow", by=cast.lead, now=now)
    (after,) = Calendar.from_ical(read(client, feed)).walk("VEVENT")
    assert (after["UID"], str(after["STATUS"])) == (before["UID"], "CANCELLED")
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 2
    hub = actions.renew_calendar(cast.lead, by=cast.lead, now=now)
    assert "meet.example" in read(client, feed)
    assert "meet.example" not in read(client, hub)


def test_renewed_calendar_address_ends_the_old_one(cast, client, feed, client_of):
    assert client.get(feed).status_code == 200
    page = client_of(cast.advocate).post(reverse("workgroups:calendar")).content.decode()
    new = re.search(r"/calendar/[^\"]+\.ics", page)[0]
    assert client.get(feed).status_code == 410
    assert client.get(new).status_code == 200
    cast.advocate.is_active = False
    cast.advocate.save()
    assert client.get(new).status_code == 410


def test_calendar_address_is_shown_once_and_stored_as_hash_only(cast, feed, client_of):
    """Not on its owner's page, not in the admin, not in the database: only its hash is."""
    token = link_token(feed)
    page = client_of(cast.advocate).get(reverse("workgroups:calendar")).content.decode()
    assert "Get a new address" in page
    assert token not in page
    link = Link.objects.get(purpose="calendar")
    assert token not in client_of(cast.admin).get(f"/admin/outbox/link/{link.pk}/change/").content.decode()
    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(Link.objects.values()))
