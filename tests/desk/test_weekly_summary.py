"""The weekly summary: who gets it, when, what it says, and how it is stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.models import HubStaff
from schools.viewer import Viewer
from sustaining.common.clock import london_day
from sustaining.desk.weekly_summary import AT_ONCE, KIND, NOTHING, get_summary, start_of_week, weekly_summaries
from sustaining.outbox.actions import choose_mail, write_due_reminders
from sustaining.outbox.links import Address
from sustaining.outbox.models import Email, Hold, MailChoice
from sustaining.outbox.optional import is_wanted
from tests.cast import enrol_another
from tests.desks import todos_for
from tests.devplans.test_sessions import log
from tests.factories import UserFactory
from tests.links import link_path
from tests.outbox.still_true import goes
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def monday(now) -> datetime:
    """The next Monday, at half past seven in London."""
    day = start_of_week(london_day(now)) + timedelta(weeks=1)
    return datetime(day.year, day.month, day.day, 7, 30, tzinfo=LONDON)


@pytest.fixture
def subscriber(cast, now):
    choose_mail(cast.lead, weekly_summary=True, by=cast.lead, now=now)
    return cast.lead


def summaries() -> list[Email]:
    return list(Email.objects.filter(kind=KIND).order_by("pk"))


def write(cast, now) -> list[Email]:
    write_due_reminders(None, by=cast.admin, now=now)
    return summaries()


def test_summary_goes_once_to_those_who_asked(cast, subscriber, monday):
    assert [email.to for email in write(cast, monday)] == [subscriber.email]
    write(cast, monday + timedelta(hours=1))
    assert len(summaries()) == 1
    assert [email.to for email in write(cast, monday + timedelta(weeks=1))] == [subscriber.email] * 2


@pytest.mark.parametrize("later", [timedelta(hours=-1), timedelta(hours=6), timedelta(days=1)])
def test_summary_goes_on_monday_mornings_alone(cast, subscriber, monday, later):
    assert write(cast, monday + later) == []


def test_summary_says_the_tasks_of_the_desk_and_what_changed(cast, subscriber, monday, now):
    log(cast, now)
    (email,) = write(cast, monday)
    tasks = todos_for(cast.lead, monday)
    assert tasks
    assert all(task.title in email.text for task in tasks[:3])
    assert "1 session logged: Castle Hill School" in email.text
    assert f"{len(tasks)} task" in email.subject


def test_summary_says_nothing_of_another_hub(cast, monday, now):
    log(cast, now)
    summary = get_summary(Viewer(cast.other.lead, london_day(monday)), monday)
    assert not any("session" in line for line in summary.changes)


def test_change_of_eight_days_ago_is_left_out(cast, monday, now):
    session = log(cast, now)
    type(session).objects.filter(pk=session.pk).update(logged_at=monday - timedelta(days=7, minutes=1))
    assert get_summary(Viewer(cast.lead, london_day(monday)), monday).changes == []


def test_nothing_to_report_is_noted_and_not_sent(cast, monday, now):
    nobody = UserFactory()
    choose_mail(nobody, weekly_summary=True, by=nobody, now=now)
    assert write(cast, monday) == []
    assert [hold.why for hold in Hold.objects.filter(key__startswith=KIND)] == [NOTHING]
    with CaptureQueriesContext(connection) as queries:
        assert list(weekly_summaries(monday)) == []
    assert len(queries) == 3


def test_summary_of_one_who_has_left_is_not_sent(cast, subscriber, monday):
    write(cast, monday)
    assert goes(KIND, monday)
    HubStaff.objects.filter(user=subscriber).update(ends_on=london_day(monday) - timedelta(days=1))
    assert not goes(KIND, monday)


def test_many_summaries_are_written_a_few_at_a_time(cast, monday, now):
    for number in range(AT_ONCE + 2):
        person = UserFactory(email=f"many{number}@demo.example")
        MailChoice.objects.create(user=person, weekly_summary=True, chosen_at=now)
    assert len(list(weekly_summaries(monday))) == AT_ONCE
    write(cast, monday)
    assert len(list(weekly_summaries(monday))) == 2


def test_summary_is_wanted_whatever_else_was_chosen(cast, now):
    choose_mail(cast.lead, preference="changes", weekly_summary=True, by=cast.lead, now=now)
    assert is_wanted(KIND, cast.lead.pk, cast.lead.email)
    assert not is_wanted("meeting_reminder", cast.lead.pk, cast.lead.email)
    choose_mail(cast.lead, preference="all", by=cast.lead, now=now)
    assert is_wanted(KIND, cast.lead.pk, cast.lead.email)
    assert not is_wanted(KIND, cast.hubadmin.pk, cast.hubadmin.email)


def test_one_press_from_the_email_stops_it_and_nothing_else(cast, subscriber, monday):
    (email,) = write(cast, monday)
    assert [part["purpose"] for part in email.placeholders.values() if "purpose" in part] == ["stop-summary"]
    assert "Stop weekly summary" in email.text
    path = link_path(Address("stop-summary", subscriber), to=subscriber.email, user=subscriber)
    client = Client(enforce_csrf_checks=True)
    assert "Stop the weekly summary?" in client.get(path).content.decode()
    assert MailChoice.objects.get(user=subscriber).weekly_summary
    page = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "Weekly summary stopped" in page.content.decode()
    choice = MailChoice.objects.get(user=subscriber)
    assert (choice.weekly_summary, choice.wanted) == (False, "all")
    assert write(cast, monday + timedelta(weeks=1)) == [email]


def test_page_saves_the_choice(client_of, cast):
    client = client_of(cast.specialist)
    assert "Email me a summary on Monday mornings" in client.get(reverse("outbox:choices")).content.decode()
    client.post(reverse("outbox:choices"), {"preference": "no_reminders", "weekly_summary": "on"})
    choice = MailChoice.objects.get(user=cast.specialist)
    assert (choice.wanted, choice.weekly_summary) == ("no_reminders", True)
    client.post(reverse("outbox:choices"), {"preference": "all"})
    assert not MailChoice.objects.get(user=cast.specialist).weekly_summary


def test_address_without_an_account_has_no_summary(now):
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.create(address="ida@demo.example", weekly_summary=True, chosen_at=now)


@at_two_sizes
def test_queries_of_a_summary_do_not_grow_with_the_schools(cast, monday, now, sizes):
    counts, added = [], 0
    for size in sizes:
        while added < size:
            added += 1
            enrol_another(cast, 950000 + added, f"School {added}", now, days=Decimal(0))
        with CaptureQueriesContext(connection) as queries:
            get_summary(Viewer(cast.lead, london_day(monday), only_reads=True), monday)
        counts.append(len(queries))
    assert counts[0] == counts[1]
