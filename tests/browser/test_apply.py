"""A school applies and takes its place: the applicant on a phone, the head by a link, the hub lead at a desk."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from schools.models import Participation
from sustaining.applications.models import Application
from sustaining.outbox.models import Email

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINK = re.compile(r"http://\S+?(/(?:application|agreement)/\S+)")


def link_sent_to(address: str) -> str:
    """Send what waits, and return the path of the link in the newest email to an address."""
    call_command("deliver_emails", verbosity=0)
    links = [LINK.search(message.body) for message in mail.outbox if message.to == [address]]
    return [link[1] for link in links if link][-1]


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.tour)])
def test_application_walk_from_start_to_accepted_offer(demo, visit, width):
    ida = visit(width).go("/apply/NCP27-14/")
    ida.follow(ida.page.get_by_role("link", name="Apply for your school"))
    ida.page.get_by_label("Name, town, postcode or URN").press_sequentially("harrow lane", delay=15)
    ida.follow(ida.page.get_by_role("link", name="Harrow Lane School"))
    ida.fill("Your name", "Ida Moor").fill("Your email address", "ida@demo.example")
    ida.press("Start application").sees("We’ve emailed a link to ida@demo.example")
    back = link_sent_to("ida@demo.example")

    ida.go(back).follow(ida.page.get_by_role("link", name="Your school"))
    ida.fill("Head of department (or subject leader)", "Ida Moor").fill("Their email address", "ida@demo.example")
    expect(ida.page.locator("#saved")).to_contain_text("Saved at")
    ida.press("Save and continue").sees("First Mastery Advocate")
    for name in ("una", "dev"):
        ida.fill("Name", name.title()).fill("Email address", f"{name}.new@demo.example")
        ida.fill("Development Work Group attended", "NCP22-12, Rivermead")
        ida.page.get_by_label("Year of that group").select_option("2022")
        ida.press("Save and continue")
    ida.fill("The department’s current priorities", "Ratio.").press("Save and continue")
    ida.sees("There is a problem").fill("What you hope to achieve", "Talk.").press("Save and continue")
    ida.page.get_by_label("Which examination board").select_option("OCR")
    ida.fill("How many teachers of mathematics are there?", "eleven").press("Save and continue")
    ida.sees("Enter a number").fill("How many teachers of mathematics are there?", "11").press("Save and continue")
    ida.fill("Headteacher", "Hazel Dunn").fill("Headteacher’s email address", "hazel@demo.example")
    ida.press("Save and continue").press("Ask for agreement").sees("We’ve emailed a link to hazel@demo.example")

    hazel = visit(width).go(link_sent_to("hazel@demo.example")).sees("Una and Dev")
    hazel.choose("Yes, I agree").press("Send answer").sees("We’ve emailed your colleague who is applying")

    ida.go(back).sees("The school is eligible").follow(ida.page.get_by_role("link", name="Check your answers"))
    ida.sees("NCP22-12, Rivermead").page.get_by_label("The information I have given is true").check()
    ida.press("Submit application").sees("What happens next").look()

    lead = visit(1280).sign_in("lead@demo.example").go("/").sees("5 applications are waiting for your decision")
    lead.press("Review applications")
    lead.page.get_by_label("Harrow Lane School").check()
    lead.press("Offer a place…").sees("Dear Ida Moor")
    lead.press("Offer a place and send").sees("Offer a place: 1 school.")

    ida.go(link_sent_to("ida@demo.example")).press("Accept the place").sees("is taking part")
    application = Application.objects.get(contact_email="ida@demo.example")
    assert Participation.objects.get(school__urn=910020, project__code="NCP27-14") == application.participation
    assert Email.objects.filter(kind="invitation", to__endswith=".new@demo.example").count() == 2
