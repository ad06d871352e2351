"""The list of all kinds of email, and what keeps a mail from being written without what it needs."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from sustaining.outbox.actions import queue_email
from sustaining.outbox.kinds import KINDS, get_kind
from sustaining.outbox.messages import render_email
from sustaining.outbox.models import Email


def test_email_kinds_command_lists_every_kind_with_its_check():
    out = StringIO()
    call_command("email_kinds", stdout=out)
    listed = out.getvalue()
    assert all(name in listed for name in KINDS)
    assert "asked again by can_still_claim: grant, closes, days" in listed
    assert "always true: The reader has just asked for it" in listed


@pytest.mark.django_db
def test_email_of_an_unknown_kind_is_not_written(now):
    with pytest.raises(ImproperlyConfigured, match="No email kind is called 'tea_is_redy'"):
        queue_email("tea:1", to="ines@school.example", kind="tea_is_redy", now=now)


@pytest.mark.django_db
def test_email_without_its_facts_is_not_written(cast, now):
    context = KINDS["claim_rejected"].sample()  # type: ignore[misc]
    given = {name: context[name] for name in ("claim", "who")}
    with pytest.raises(ImproperlyConfigured, match=r"claim_rejected keeps \['claim'\], and was given \[\]"):
        queue_email("claim:1", to=cast.finance, kind="claim_rejected", now=now, **given)
    assert not Email.objects.filter(kind="claim_rejected").exists()


@pytest.mark.django_db
def test_button_that_is_alone_is_the_main_one():
    kind = get_kind("meeting_cancelled")
    assert [button.is_main for button in kind.buttons] == [False]
    html = render_email(kind.name, kind.sample()).html
    assert (html.count('class="main"'), html.count('class="other"')) == (1, 0)
