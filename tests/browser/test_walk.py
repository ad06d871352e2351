"""One school's year, end to end, walked by its people in a browser, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from funding.models import Claim
from schools.models import HubAuthority, Participation, School
from sustaining.outbox.models import Email
from tests.browser.visitor import Visitor, labelled
from tests.cast import Cast
from tests.conftest import TODAY
from tests.factories import SchoolFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GIAS = Path(__file__).parent.parent / "data" / "gias-sample.csv"
NEW_PASSWORD = "four-green-bars-and-a-line"
URN = 100459
SCHOOL = "St Aloysius RC College"


@dataclass
class Walk:
    """Who walks, how wide their screens are, and how they come in."""

    cast: Cast
    come: Callable[..., Visitor]
    width: int

    def __post_init__(self) -> None:
        self.inside: dict[str, Visitor] = {}

    def as_(self, who: str) -> Visitor:
        """One of the cast, signed in; the second time with the browser they had."""
        if who not in self.inside:
            self.inside[who] = self.come(self.width).sign_in_by_form(getattr(self.cast, who).email)
        return self.inside[who]


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.tour)])
def test_school_year_from_application_to_payment(cast, visit, width):
    walk = Walk(cast, visit, width)
    import_the_register(walk)
    enrol_the_school(walk)
    advocate, specialist = come_in_as_advocate(walk), walk.as_("specialist")
    agree_a_plan(advocate, specialist)
    log_a_session(advocate, specialist)
    meet(walk, advocate)
    claim_and_pay(walk)
    read_the_board(walk)
    look_into_the_admin(walk)


def import_the_register(walk: Walk) -> None:
    """The programme administrator loads GIAS, twice; the second time changes nothing."""
    HubAuthority.objects.create(hub=walk.cast.hub, local_authority="Islington")
    SchoolFactory(urn=999001, name="Temple Lane Free School", hub=walk.cast.hub)
    call_command("import_gias", str(GIAS), verbosity=0)
    assert School.objects.get(urn=URN).hub == walk.cast.hub
    call_command("import_gias", str(GIAS), verbosity=0)
    assert School.objects.filter(urn=URN).count() == 1


def enrol_the_school(walk: Walk) -> None:
    """The hub lead finds the school, is told who can take part, enrols it, and assigns a Specialist."""
    lead = walk.as_("lead")
    lead.sees("To do")
    lead.go("/schools/find/?q=aloysius").press(SCHOOL).press("Enrol in a project")
    for number, (name, email) in enumerate([("Ines Moreau", "ines"), ("Karl Denby", "karl")], start=1):
        form = f"fieldset:nth-of-type({number})"
        lead.fill("Name", name, within=form).fill("Email address", f"{email}@aloysius.example", within=form)
    lead.press("Enrol school").sees("Development Work Group", "There is a problem")
    assert not Participation.objects.filter(school__urn=URN).exists()
    for number in (1, 2):
        form = f"fieldset:nth-of-type({number})"
        expect(lead.page.locator(form).get_by_label(labelled("Name"))).not_to_have_value("")
        lead.fill("Development Work Group attended", "NCP23-12 Rivermead", within=form)
        lead.page.locator(form).get_by_label(labelled("Year of that group")).select_option("2023")
    lead.press("Enrol school").sees("enrolled. Next, assign a Specialist. We’ve emailed")
    assert "/specialist/" in lead.path  # the next thing to do
    lead.page.get_by_text("Robin Rivermead").click()
    lead.fill("Days", "3").press("Assign Specialist").sees("Specialist assigned to", "0 of 3")


def come_in_as_advocate(walk: Walk) -> Visitor:
    """The invitation arrives, its link sets a password, and the Advocate is at their desk."""
    call_command("deliver_emails", verbosity=0)
    letter = next(message for message in mail.outbox if message.to == ["ines@aloysius.example"])
    (link,) = set(re.findall(r"/accounts/invitation/\S+/", letter.body))
    advocate = walk.come(walk.width).go(link).sees("Welcome, Ines")
    advocate.fill("Password", "12345").fill("Repeat the password", "12345").press("Create password and sign in")
    advocate.sees("There is a problem")
    advocate.fill("Password", NEW_PASSWORD).fill("Repeat the password", NEW_PASSWORD)
    advocate.press("Create password and sign in")
    advocate.sees("You’ve created your password", SCHOOL)
    return advocate


def agree_a_plan(advocate: Visitor, specialist: Visitor) -> None:
    """The Advocate drafts aims for students and for teachers, with a step, and shares; the Specialist agrees."""
    advocate.go(f"/plans/{URN}/").press("Add vision").fill("Vision", "Every student reasons.")
    expect(advocate.page.get_by_text("Saved at")).to_be_visible()
    advocate.press("← Development plan").sees("Every student reasons.")
    for title, whose in (("Fluency with ratio in Year 8", "Students"), ("Bar models in Year 7", "Teachers")):
        advocate.press("Add an aim" if title.startswith("Bar") else "Add the first aim")
        advocate.fill("Aim", title).choose(whose).fill("Need, and how you know", "Books show it.")
        advocate.choose("Fluency").fill("Success criteria", "Double number lines in books.").press("Save")
    advocate.press("Add an action").fill("Action", "Plan four lessons").fill("By when", "4 Dec")
    advocate.press("Save").sees("Plan four lessons", "4 Dec 2026")
    advocate.press("← Development plan").press("Share with the Specialist").sees("Plan shared. We’ve emailed Robin")
    specialist.go("/").sees(f"{SCHOOL} has shared its plan")
    specialist.press("Read the development plan").press("Agree plan").sees("Version 1", "Agreed")
    specialist.page.get_by_text("Agreed versions").click()
    specialist.press("Version 1").sees("Fluency with ratio in Year 8", "Plan four lessons")


def log_a_session(advocate: Visitor, specialist: Visitor) -> None:
    """Between two lessons: joint planning of a sequence, half a day, two colleagues, one aim. The Specialist confirms."""
    advocate.go(f"/sessions/new/?school={URN}")
    page = advocate.page
    advocate.choose("Joint planning").choose("A sequence")
    page.get_by_label("Add a colleague").click()
    page.get_by_label("Add a colleague").click()
    advocate.choose("Fluency with ratio in Year 8").look()
    advocate.press("Save session").sees("Enter what happened")
    advocate.fill(
        "What happened, and what changes?", "Planned four lessons on ratio; Year 8 begin with them on Monday."
    )
    expect(page.locator("#id_colleagues")).to_have_value("2")
    advocate.press("Save session").sees(
        "Session logged", "A sequence", "½ day", "Fluency with ratio in Year 8", "0 of 3"
    )
    specialist.go("/").press("Confirm session").press("Confirm").sees("Session confirmed", "½ of 3")


def meet(walk: Walk, advocate: Visitor) -> None:
    """The hub administrator sets up the year's meetings, one to be announced, then sets its date; reminders go once."""
    clerk = walk.as_("hubadmin").go("/workgroups/").press("Create a group")
    clerk.fill("Name", "Work Group B").press("Create group").press("Add schools")
    clerk.page.get_by_label(SCHOOL).check()
    clerk.press("Add to group").sees("added to the group")
    soon = timezone.localdate() + timedelta(days=20)
    clerk.press("Add a meeting").fill("Title", "Ratio in Key Stage 3").fill("Date", f"{soon:%d/%m/%Y}")
    clerk.fill("From", "4pm").fill("To", "6pm").fill("Place", "Castle Hill School").press("Add meeting")
    clerk.press("Add a meeting").fill("Title", "Sharing plans").press("Add meeting").sees("To be announced")
    advocate.go("/workgroups/").press("Work Group B").sees("To be announced")
    clerk.press("Set a date").fill("Date", f"{soon + timedelta(days=30):%d/%m/%Y}").fill("From", "16:00").fill(
        "To", "15:00"
    )
    clerk.press("Set date").sees("End time must be after the start time")
    clerk.fill("To", "17:30").press("Set date").sees("Date set")
    call_command("deliver_emails", verbosity=0)
    letter = [message for message in mail.outbox if message.to == ["ines@aloysius.example"]][-1]
    files = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    assert all(b"SUMMARY:Work Group B" in part.get_payload(decode=True) for part in files)
    assert files
    advocate.go("/").press("Reply to invitation").press("I’m going").sees("Reply saved")
    week_before = TODAY + timedelta(days=13)
    for _ in range(2):
        call_command("send_due_reminders", at=week_before.isoformat(), verbosity=0)
    reminders = Email.objects.filter(kind="meeting_reminder", to="ines@aloysius.example")
    assert reminders.count() == 1


def claim_and_pay(walk: Walk) -> None:
    """£640.00 of the £1000 is claimed, approved and paid; then £400.00 is refused with what is left."""
    finance = walk.as_("finance").go("/claims/").press("Start a claim")
    urn = walk.cast.school.urn
    for number, (teacher, cost) in enumerate([("N. Rivermead", "320"), ("T. Rivermead", "£320.00")], start=1):
        _add_item(finance, number, teacher, cost)
    finance.press("Save and continue").sees("£640.00")
    for box in finance.page.locator("main input[type=checkbox]").all():  # the conditions, once; the declaration
        box.check()
    finance.press("Submit claim").sees("We’ll email you when it’s decided")
    claim = Claim.objects.get(total=640)
    lead = walk.as_("lead").go("/").press("Review claims").sees(claim.reference)
    lead.press("Approve £640.00").sees("approved")
    clerk = (
        walk.as_("hubadmin")
        .go("/")
        .press("Prepare payment run")
        .press("Prepare run")
        .sees("Someone else must release it")
    )
    lead.go(clerk.path).press("Release £640.00").sees("Its claims are recorded as paid")
    finance.go(f"/claims/school/{urn}/").sees("£360.00")
    finance.go(f"/claims/new/{urn}/")
    _add_item(finance, 1, "N. Rivermead", "400")
    finance.press("Save and continue")
    finance.sees("This claim is for £400.00, but £360.00 of the £1,000.00 grant is left. Ask for £360.00 or less.")
    item = finance.page.get_by_role("group", name="Item 1")
    expect(item.get_by_label("Cost in pounds")).to_have_value("400")


def _add_item(visitor: Visitor, number: int, teacher: str, cost: str) -> None:
    """Fill in an item that is none of the sessions and meetings to tick."""
    item = visitor.page.get_by_role("group", name=f"Item {number}")
    if not item.count():
        visitor.follow(visitor.page.locator("button[name=more]"))
    item.get_by_label("Date", exact=True).fill("20/11/2026")
    item.get_by_label("Teacher released").fill(teacher)
    item.get_by_label("Cost in pounds").fill(cost)


def read_the_board(walk: Walk) -> None:
    """Every school of the hub in one row."""
    lead = walk.as_("lead").go("/schools/")
    row = lead.page.locator("tr", has_text=SCHOOL)
    if walk.width < 600:
        row.locator("summary").click()
    for text in ("Robin Rivermead", "today", "Agreed", "Nothing claimed"):
        expect(row).to_contain_text(text)
    expect(row.locator("[data-label='Support days']")).to_contain_text("½ of 3")
    paid = lead.page.locator("tr", has_text="Castle Hill School")
    expect(paid).to_contain_text("£360.00 left")
    lead.look()


def look_into_the_admin(walk: Walk) -> None:
    """Django admin serves the same facts, and refuses £400.00 with the same sentence."""
    if walk.width < 600:
        return
    admin = walk.as_("admin").page
    admin.goto(walk.as_("admin").base + "/admin/funding/claim/add/")
    admin.evaluate(
        """grant => { const box = document.querySelector("[name=grant]");
        box.append(new Option("grant", grant, true, true)); }""",
        str(walk.cast.participation.grant.pk),
    )
    admin.fill("[name=total]", "400.00")
    admin.click("[name=_save]")
    expect(admin.locator("body")).to_contain_text("but £360.00 of the £1,000.00 grant is left")
    with connection.cursor() as cursor, pytest.raises(Exception, match=r"but £360.00 of the £1,000.00 grant is left"):
        cursor.execute(
            "INSERT INTO funding_claim (grant_id, reference, state, total, made_by_id, made_at, decision_reason, "
            "client_key)"
            " VALUES (%s, 'SUS-26-2222', 'draft', 400, %s, now(), '', gen_random_uuid())",
            [walk.cast.participation.grant.pk, walk.cast.finance.pk],
        )
