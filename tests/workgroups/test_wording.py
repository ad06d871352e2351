"""A hub's own words: names in double braces and nothing else; unknown names are never saved."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sustaining.outbox.kinds import KINDS
from sustaining.outbox.models import Email
from sustaining.outbox.wording import fill, wording_problem, variable_values
from sustaining.workgroups import actions
from sustaining.workgroups.actions import WordingNotPossible
from sustaining.workgroups.models import Wording

from .conftest import BEGINS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Dear {{ nmae }}", "Did you mean {{ name }}?"), ("{{ reason }}", "There is no {{ reason }}"), ("{{ 1 }}", "left over"),
        ("{% load static %}", "left over"), ("{{ name|safe }}", "left over"),
        ("{{ name.password }}", "left over"), ("{{ name", "left over"),
        ("name }}", "left over"), ("{# hidden #}", "left over"), ("{{ __class__ }}", "There is no"),
    ],
)  # fmt: skip
def test_anything_else_is_not_saved(cast, now, words, sentence):
    assert sentence in wording_problem(KINDS["meeting_date"], words)
    with pytest.raises(WordingNotPossible):
        actions.write_words(cast.hub, template="meeting_date", subject="Hello", body=words, by=cast.hubadmin, now=now)
    assert not Wording.objects.exists()


def test_what_stands_in_a_value_is_not_read_as_a_name(our_meeting, cast):
    our_meeting.agenda, our_meeting.title = "{{ name }} {% now %}", ""
    context = {"meeting": our_meeting, "person": cast.advocate}
    values = variable_values(KINDS["meeting_reminder"], context, ["agenda", "title"])
    assert fill("{{ agenda }}", values) == "{{ name }} {% now %}"
    assert fill("First\nAbout: {{ title }}\nLast", values) == "First\nLast"


def test_a_hub_says_it_in_its_own_words_and_goes_back(our_group, cast, now):
    words = {"subject": "Come! {{ when }}", "body": "Hello {{ first_name }} <b>"}
    actions.write_words(cast.hub, template="meeting_date", **words, by=cast.hubadmin, now=now)
    our_group.hub.__dict__.pop("_own_words", None)
    times = {"starts_at": BEGINS, "ends_at": BEGINS.replace(hour=18)}
    actions.add_meeting(our_group, **times, by=cast.hubadmin, now=now)
    mail = Email.objects.get(user=cast.advocate, kind="meeting_date")
    assert mail.subject == "Come! Wed 16 Dec 2026, 4:00pm"
    assert f"Hello {cast.advocate.get_short_name()} &lt;b&gt;" in mail.html
    actions.reset_wording(cast.hub, template="meeting_date", by=cast.hubadmin, now=now)
    assert Wording.objects.get().is_used is False


def test_the_page_previews_with_a_real_meeting_and_keeps_what_was_typed(our_meeting, cast, client_of):
    url = reverse("workgroups:wording", args=[cast.hub.pk, "meeting_reminder"])
    client = client_of(cast.hubadmin)
    assert "Castle Hill" in client.get(url).content.decode()
    words = {"subject": "S {{ day }}", "body": "At {{ where }}", "with_meeting": our_meeting.pk}
    page = client.post(url, {**words, "preview": "1"}).content.decode()
    assert "S Wed 16 Dec 2026" in page
    assert not Wording.objects.exists()
    page = client.post(url, {**words, "body": "{{ wher }}"}).content.decode()
    assert "Did you mean {{ where }}?" in page
    assert client.post(url, words).status_code == 302
    assert Wording.objects.get().body == "At {{ where }}"
    assert client.get(reverse("workgroups:wording", args=[cast.hub.pk, "no_such"])).status_code == 404
