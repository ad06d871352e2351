"""Faults that other software of this kind was reported for, tried on meetings, their emails and calendars.

docs/field-reports.md names the reports.
"""

from __future__ import annotations

import re

import pytest
import vobject
from icalendar import Calendar

from schools.models import Hub
from sustaining.outbox.delivery import build_message
from sustaining.outbox.models import Email
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Rsvp
from tests.links import as_sent, rsvp_path

from .conftest import BEGINS

pytestmark = pytest.mark.django_db

ODD_NAME = 'Tess O\'Neill, "Head" & Żak'
ODD_HUB = "St John's, Leeds & York"


@pytest.fixture
def oddly_named(cast):
    """The hub and the Advocate, with the signs that break headers, templates and calendars."""
    Hub.objects.filter(pk=cast.hub.pk).update(name=ODD_HUB, contact_email="hub@demo.example")
    cast.hub.refresh_from_db()
    cast.advocate.full_name = ODD_NAME
    cast.advocate.save()
    return cast


@pytest.fixture
def odd_meeting(oddly_named, our_group, cast, now):
    return actions.add_meeting(
        our_group, title="Ratio & “rate”, O'Neill; part 1", starts_at=BEGINS, ends_at=BEGINS.replace(hour=18),
        place="Hall <b>2</b>, St John's", by=cast.hubadmin, now=now,
    )  # fmt: skip


def test_email_with_apostrophes_and_ampersands_has_no_entities_in_its_plain_parts(odd_meeting, cast):
    email = Email.objects.get(kind="meeting_date", user=cast.advocate)
    for part in (email.subject, email.text, email.calendar):
        assert not re.search(r"&(#\w+|amp|lt|quot);", part), part
    assert "O'Neill" in email.text
    assert "<b>2</b>" not in email.html


def test_email_with_odd_names_has_one_recipient_and_a_subject_on_one_line(odd_meeting, cast):
    for email in Email.objects.all():
        message = build_message(email, filled=dict.fromkeys(email.placeholders, "https://x.example/")).message()
        assert message["To"] == email.to
        assert "\n" not in str(message["Subject"]).replace("\n ", " ")


def test_calendar_file_with_commas_and_quotes_is_read_alike_by_two_parsers(odd_meeting, cast):
    text = Email.objects.get(kind="meeting_date", user=cast.advocate).calendar
    (first,) = Calendar.from_ical(text).walk("VEVENT")
    second = vobject.readOne(text).vevent
    assert "O'Neill; part 1" in str(first["summary"]) + str(first.get("description", ""))
    assert str(first["location"]) == second.location.value
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_calendar_entry_names_the_time_zone_or_is_a_whole_day(odd_meeting, cast, client, now):
    feed = client.get(actions.renew_calendar(cast.advocate, by=cast.advocate, now=now)).content.decode()
    entries = "".join(re.findall(r"BEGIN:VEVENT.*?END:VEVENT", feed, re.S))
    starts = re.findall(r"^DT(?:START|END)[^\r\n]*", entries, re.M)
    assert starts
    assert all("TZID=Europe/London" in line or "VALUE=DATE" in line or line.endswith("Z") for line in starts)


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("answer", ["coming", "apologies"])
def test_link_that_a_mail_scanner_opens_answers_nothing(our_meeting, cast, client, method, answer):
    invitation = our_meeting.invitations.get(user=cast.advocate)
    for query in (f"answer={answer}", f"rsvp={answer}", f"rsvp={answer}&confirm=1"):
        assert getattr(client, method)(f"{rsvp_path(invitation)}?{query}").status_code in (200, 405)
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.NONE


def test_every_link_of_an_email_opened_by_a_mail_scanner_changes_nothing(our_meeting, cast, client):
    mail = as_sent(Email.objects.get(kind="meeting_date", user=cast.advocate))
    links = set(re.findall(r"https?://[^/\s]+(/[^\s>\"]+)", mail))
    assert len(links) >= 2
    before = list(our_meeting.invitations.values())
    for link in links:
        client.head(link)
        client.get(link)
    assert list(our_meeting.invitations.values()) == before


@pytest.mark.parametrize(
    "name", ["Tess\nBcc: all@demo.example", "Tess\r\n\r\nYour account is closed.", "Tess\tVaughan"]
)
def test_substitute_name_with_line_breaks_is_kept_on_one_line(our_meeting, cast, client, name):
    answer = {"rsvp": "apologies", "substitute_name": name, "substitute_email": "tess@demo.example"}
    client.post(rsvp_path(our_meeting.invitations.get(user=cast.advocate)), answer)
    for email in Email.objects.filter(to="tess@demo.example"):
        assert "\nBcc" not in email.text
        assert "\n\nYour account" not in email.text
