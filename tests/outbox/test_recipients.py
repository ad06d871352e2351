"""After an action its page says who was emailed: those to whom the action wrote, and no one else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sustaining.common.emailed import describe_emailed
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import Email

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment(now):
    """A moment at which nothing was written yet."""
    return now + timedelta(microseconds=7)


def write(now, *people) -> None:
    for person in people:
        rendered = Rendered(subject="News", text="News.", html="")
        queue_rendered(f"news:{person}:{now}", rendered, to=person, kind="news", now=now)


def test_one_or_two_people_are_named_and_the_reader_is_you(cast, moment):
    write(moment, cast.finance)
    assert describe_emailed(cast.lead, moment) == f"We’ve emailed {cast.finance}."
    write(moment, cast.lead)
    assert describe_emailed(cast.lead, moment) == f"We’ve emailed you and {cast.finance}."


def test_more_people_are_counted_once_each(cast, moment):
    write(moment, cast.finance, cast.advocate, cast.head, "guest@school.example", "Guest@school.example")
    assert describe_emailed(cast.lead, moment) == "We’ve emailed 4 people."


def test_address_without_a_name_is_counted(cast, moment):
    write(moment, "guest@school.example")
    assert describe_emailed(cast.lead, moment) == "We’ve emailed 1 person."


def test_without_emails_nothing_is_said_or_that_there_were_none(cast, moment):
    write(moment - timedelta(microseconds=1), cast.finance)
    assert describe_emailed(cast.lead, moment) == ""
    assert describe_emailed(cast.lead, moment, says_none=True) == "No emails were sent."


def test_page_names_those_to_whom_its_action_wrote(cast, client_of):
    """What someone reads after a press is what is in the outbox, of whatever kind it is."""
    written_before = set(Email.objects.values_list("pk", flat=True))
    url = reverse("schools:invite-again", args=[cast.school.urn, cast.head.pk])
    cast.head.set_unusable_password()
    cast.head.save(update_fields=["password"])
    shown = client_of(cast.lead).post(url, follow=True).content.decode()
    (email,) = Email.objects.exclude(pk__in=written_before)
    assert f"Invitation sent again. We’ve emailed {email.user}." in shown
