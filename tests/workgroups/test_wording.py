"""A hub's own words: names in square brackets and nothing else; unknown names are never saved."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sustaining.outbox.kinds import KINDS
from sustaining.outbox.models import Email
from sustaining.outbox.wording import fill, variable_values, wording_problem
from sustaining.workgroups import actions
from sustaining.workgroups.actions import WordingNotPossible
from sustaining.workgroups.models import Wording

from .conftest import BEGINS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Dear {{ nmae }}", "Did you mean [name]?"), ("{{ reason }}", "There is no placeholder [reason]"),
        ("{{ 1 }}", "can’t be used"), ("{% load static %}", "can’t be used"),
        ("{{ name|safe }}", "can’t be used"),
        ("{{ name.password }}", "can’t be used"), ("{{ name", "can’t be used"),
        ("name }}", "can’t be used"), ("{# hidden #}", "can’t be used"), ("{{ __class__ }}", "There is no placeholder"),
    ],
)  # fmt: skip
def test_wording_with_unknown_names_is_refused(cast, now, text, sentence):
    assert sentence in wording_problem(KINDS["meeting_date"], text, "body")
    with pytest.raises(WordingNotPossible):
        actions.set_wording(cast.hub, template="meeting_date", subject="Hello", body=text, by=cast.hubadmin, now=now)
    assert not Wording.objects.exists()


def test_wording_of_a_message_must_have_what_was_written(cast, now, client_of):
    url = reverse("workgroups:wording", args=[cast.hub.pk, "group_message"])
    page = client_of(cast.hubadmin).post(url, {"subject": "From your hub", "body": "Good morning"}).content.decode()
    for sentence in ("Include [subject]: the subject as it was written.", "Include [message]: the text"):
        assert sentence in page
    assert not Wording.objects.exists()


def test_braces_in_a_value_are_not_replaced(our_meeting, cast):
    our_meeting.agenda, our_meeting.title = "{{ name }} {% now %}", ""
    context = {"meeting": our_meeting, "person": cast.advocate}
    values = variable_values(KINDS["meeting_reminder"], context, ["agenda", "title"])
    assert fill("{{ agenda }}", values) == "{{ name }} {% now %}"
    assert fill("First\nAbout: {{ title }}\nLast", values) == "First\nLast"


def test_hub_wording_is_used_until_reset(our_group, cast, now):
    wording = {"subject": "Come! {{ when }}", "body": "Hello {{ first_name }} <b>"}
    actions.set_wording(cast.hub, template="meeting_date", **wording, by=cast.hubadmin, now=now)
    times = {"starts_at": BEGINS, "ends_at": BEGINS.replace(hour=18)}
    actions.add_meeting(our_group, **times, by=cast.hubadmin, now=now)
    mail = Email.objects.get(user=cast.advocate, kind="meeting_date")
    assert mail.subject == "Come! Wednesday 16 December 2026, 4pm"
    assert f"Hello {cast.advocate.get_short_name()} &lt;b&gt;" in mail.html
    actions.reset_wording(cast.hub, template="meeting_date", by=cast.hubadmin, now=now)
    assert Wording.objects.get().is_used is False


def test_wording_page_previews_with_meeting_and_keeps_input(our_meeting, cast, client_of):
    url = reverse("workgroups:wording", args=[cast.hub.pk, "meeting_reminder"])
    client = client_of(cast.hubadmin)
    assert "Castle Hill" in client.get(url).content.decode()
    fields = {"subject": "S [day]", "body": "At [where], [Where ] we [always] meet", "with_meeting": our_meeting.pk}
    page = client.post(url, {**fields, "preview": "1"}).content.decode()
    assert "S Wednesday 16 December 2026" in page
    assert not Wording.objects.exists()
    page = client.post(url, {**fields, "body": "[wher]"}).content.decode()
    assert "There is no placeholder [wher]. Did you mean [where]?" in page
    assert client.post(url, fields).status_code == 302
    assert Wording.objects.get().body == "At {{ where }}, {{ where }} we [always] meet"
    page = client.get(url).content.decode()
    assert "At [where], [where] we [always] meet" in page
    assert "{{" not in page
    assert client.get(reverse("workgroups:wording", args=[cast.hub.pk, "no_such"])).status_code == 404
