"""A hub lead writes to a group in a browser, from the board's filter to a message that has gone, at both widths."""

from __future__ import annotations

import re

import pytest

from sustaining.casework.models import Mailing
from sustaining.outbox.models import Email
from tests.browser.test_next_year import look_at_both_widths

pytestmark = [pytest.mark.browser, pytest.mark.tour, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1440])
def test_hub_lead_writes_to_the_advocates_of_selected_schools(demo, visit, width):
    lead = visit(width).sign_in("lead@demo.example").go("/schools/?plan=draft")
    before = set(Mailing.objects.values_list("pk", flat=True))
    lead.press("Email these schools").sees("New message", "Mastery Advocates (")
    look_at_both_widths(lead, "message-form")
    lead.press("Preview message").sees("There is a problem", "Enter a subject.", "Enter the message.")
    look_at_both_widths(lead, "message-form-errors")
    lead.fill("Subject", "Plans").fill("Message", "Hello {{ first_name }}, the plan of {{ school_name }} is a draft.")
    lead.press("Preview message").sees("Email 1 of", "Hello ", "Recipients")
    look_at_both_widths(lead, "message-preview")
    lead.press("Next email").sees("Email 2 of")
    lead.follow(lead.page.get_by_role("button", name=re.compile("^Send to"))).sees("Message sent. We’ve emailed")
    look_at_both_widths(lead, "message-sent")
    (mailing,) = Mailing.objects.exclude(pk__in=before)
    emails = Email.objects.filter(kind="group_message", about_id=mailing.pk)
    assert emails.count() == emails.values("user").distinct().count() > 1
    for page, name in (
        ("/messages/", "messages"),
        ("/messages/people/", "message-people"),
        ("/messages/saved/", "message-saved"),
    ):
        lead.go(page)
        look_at_both_widths(lead, name)
    lead.go("/messages/people/?audience=schools&roles=head_of_department").sees("No one to email")
    look_at_both_widths(lead, "message-nobody")
