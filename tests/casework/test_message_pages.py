"""The pages of messages to groups: from a filter to a message that is sent, without JavaScript."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from schools.choices import ContactRole
from schools.models import SchoolContact
from sustaining.accounts.models import SecurityEvent, User
from sustaining.casework import actions
from sustaining.casework.models import Mailing, MessageTemplate, SavedGroup
from sustaining.outbox.actions import choose_mail
from sustaining.outbox.models import Email, EmailPreference
from tests.casework.writing import DAY, write_message
from tests.cast import enrol_another
from tests.factories import UserFactory
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db
NEW = "/messages/new/?audience=schools"
TEXT = {"roles": ["advocate"], "subject": "Plans", "body": "Hello {{ first_name }}", "replies_to_writer": "hub"}


def as_text(response) -> str:
    """Return a page as one line of HTML."""
    return " ".join(response.content.decode().split())


def test_message_goes_from_the_board_to_sent_in_four_presses(cast, now, client_of):
    enrol_another(cast, 910060, "Dene Park Academy", now)
    client = client_of(cast.lead)
    board = as_text(client.get("/schools/", {"plan": "draft"}))  # 1: Apply filters
    link = re.search(r'href="([^"]*)" >Email these schools<', board)
    form = client.get(unescape(link[1]))  # 2: Email these schools
    assert "Mastery Advocates (4)" in as_text(form)
    assert "Plan: Draft" in as_text(form)
    preview = client.post(
        form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], TEXT, follow=True
    )  # 3: Preview
    assert "Email 1 of 4" in as_text(preview)
    assert "Send to 4 people now" in as_text(preview)
    mailing = Mailing.objects.get()
    sent = client.post(f"/messages/{mailing.pk}/send/", follow=True)  # 4: Send
    assert "Message sent. We’ve emailed 4 people." in as_text(sent)
    assert Email.objects.filter(kind="group_message").count() == 4
    assert "Waiting to be sent" in as_text(sent)
    assert "Hello [first name]" in as_text(sent)
    assert "{{" not in as_text(sent)


def test_message_goes_to_the_people_of_schools_selected_on_the_board(cast, now, client_of):
    other = enrol_another(cast, 910060, "Dene Park Academy", now)
    enrol_another(cast, 910062, "Low Moor School", now)
    client = client_of(cast.lead)
    assert "Email selected schools" in as_text(client.get("/schools/", {"plan": "draft"}))
    chosen = {"plan": "draft", "chosen": [cast.participation.pk, other.pk], "audience": "board"}
    form = as_text(client.get("/messages/new/", chosen))
    assert "Mastery Advocates (4)" in form
    assert "Plan: Draft, 2 schools selected" in form


def test_preview_shows_each_email_and_who_is_left_out(cast, now, client_of):
    choose_mail(cast.head, preference=EmailPreference.CHANGES_ONLY, by=cast.head, now=now)
    enrol_another(cast, 910061, "Zeal School", now)
    roles = ["headteacher", "finance"]
    page = client_of(cast.lead).post(NEW, {**TEXT, "roles": roles, "body": "{{ next_meeting }}\nHello"}, follow=True)
    text = as_text(page)
    assert "They chose to get emails about changes and cancellations only." in text
    assert "Zeal School" in text
    assert "No one there has a role that you selected." in text
    assert "is empty for 1 person: Fay Rivermead" in text
    mailing = Mailing.objects.get()
    more = write_message(cast.hub, by=cast.lead, now=now)
    first = as_text(client_of(cast.lead).get(f"/messages/{more.pk}/"))
    second = as_text(client_of(cast.lead).get(f"/messages/{more.pk}/?to=2"))
    assert ("Hello Nina" in first, "Hello Tom" in second) == (True, True)
    assert 'href="?to=1#email"' in second
    for odd in ("0", "99", "x", "²"):
        assert "Email 1 of" in as_text(client_of(cast.lead).get(f"/messages/{more.pk}/", {"to": odd}))
    assert mailing.label.startswith("Schools in 2026/27")


def test_placeholders_are_written_in_square_brackets(cast, client_of):
    client = client_of(cast.lead)
    page = as_text(client.get(NEW))
    assert "[first name]" in page
    assert "{{ first_name }}" not in page
    client.post(NEW, {**TEXT, "subject": "[School name]", "body": "Hello [first name] [see below] [money left]"})
    draft = Mailing.objects.get()
    assert draft.subject == "{{ school_name }}"
    assert draft.body == "Hello {{ first_name }} [see below] {{ money_left }}"
    page = as_text(client.get(f"/messages/{draft.pk}/edit/"))
    assert "Hello [first name] [see below] [money left]" in page


def test_mistyped_placeholder_is_refused_before_anyone_gets_it(cast, client_of):
    page = as_text(client_of(cast.lead).post(NEW, {**TEXT, "body": "Hello [fist name]"}))
    assert "There is no placeholder [fist name]. Did you mean [first name]?" in page
    assert not Mailing.objects.exists()


def test_errors_are_at_their_fields_and_what_was_typed_stays(cast, client_of):
    client = client_of(cast.lead)
    page = as_text(client.post(NEW, {"act": "preview", "body": "Kept text {{ nmae }}"}))
    for sentence in ("There is a problem", "Select who to write to.", "Enter a subject.", "Kept text"):
        assert sentence in page
    page = as_text(client.post(NEW, {**TEXT, "body": "Kept text {{ nmae }}"}))
    assert "There is no placeholder [nmae] for this email. Did you mean [name]?" in page.replace("&#x27;", "'")
    assert "Kept text" in page
    assert not Mailing.objects.exists()


def test_draft_is_saved_without_a_text_and_only_its_writer_opens_it(cast, client_of):
    client = client_of(cast.lead)
    saved = client.post(NEW, {"act": "draft", "subject": "Later", "replies_to_writer": "hub"}, follow=True)
    assert "Draft saved. Only you can see it." in as_text(saved)
    mailing = Mailing.objects.get()
    assert client_of(cast.hubadmin).get(f"/messages/{mailing.pk}/").status_code == 404
    assert "There is no one to email" in as_text(client.get(f"/messages/{mailing.pk}/"))
    client.post(f"/messages/{mailing.pk}/edit/", {**TEXT, "subject": "Now"})
    mailing.refresh_from_db()
    assert (mailing.subject, mailing.roles) == ("Now", ["advocate"])


def test_message_is_scheduled_held_changed_and_cancelled_on_the_pages(cast, now, client_of):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    client, url = client_of(cast.lead), f"/messages/{mailing.pk}/"
    wrong = as_text(client.post(f"{url}schedule/", {"send_on": "yesterday", "send_time": "25:00"}))
    assert "Enter the date, for example" in wrong
    assert "Enter the time, for example" in wrong
    past = as_text(client.post(f"{url}schedule/", {"send_on": "1/9/2026", "send_time": "9am"}))
    assert "Enter a day and time in the future." in past
    day = timezone.localdate(now) + 7 * DAY
    done = as_text(client.post(f"{url}schedule/", {"send_on": f"{day:%d/%m/%Y}", "send_time": "9am"}, follow=True))
    assert "9am. It will go to 2 people." in done
    assert "Scheduled" in as_text(client_of(cast.hubadmin).get("/messages/?tab=waiting"))
    held = as_text(client_of(cast.hubadmin).post(f"{url}hold/", follow=True))
    assert "Message on hold." in held
    assert "Only a draft can be changed." in as_text(client.get(f"{url}edit/", follow=True))
    assert "The message is a draft again." in as_text(client.post(f"{url}reopen/", follow=True))
    assert "Message cancelled." in as_text(client.post(f"{url}cancel/", follow=True))
    assert "This message is now cancelled" in as_text(client.post(f"{url}send/", follow=True))


def test_template_is_saved_inserted_edited_removed_and_restored(cast, now, client_of):
    mailing = write_message(cast.hub, by=cast.lead, now=now, subject="Summer", body="See you there.")
    client = client_of(cast.lead)
    assert "Template saved." in as_text(
        client.post(f"/messages/{mailing.pk}/save-template/", {"name": "Summer"}, follow=True)
    )
    again = client.post(f"/messages/{mailing.pk}/save-template/", {"name": "SUMMER"}, follow=True)
    assert "Your hub already has “SUMMER”." in as_text(again)
    template = MessageTemplate.objects.get()
    data = {"act": "template", "template": template.pk, "subject": "", "body": "Dear all", "roles": ["advocate"]}
    inserted = client.post(NEW, data).content.decode()
    assert "Dear all\n\nSee you there." in inserted
    assert 'value="Summer"' in inserted
    page = f"/messages/templates/{template.pk}/"
    assert "no placeholder" in as_text(client.post(page, {"name": "S", "subject": "S", "body": "{{ zzz }}"}))
    client.post(page, {"name": "Summer meeting", "subject": "S {{ school_name }}", "body": "B"})
    assert "S [school name]" in as_text(client.get("/messages/saved/"))
    assert "“Summer meeting” removed." in as_text(client.post(f"{page}remove/", follow=True))
    assert "Summer meeting" not in as_text(client.get("/messages/saved/"))
    assert "Summer meeting" in as_text(client.get("/messages/saved/?show=removed"))
    assert "restored" in as_text(client.post(f"{page}restore/", follow=True))


def test_saved_group_finds_who_is_in_it_today(cast, now, client_of):
    client = client_of(cast.lead)
    saved = client.post(
        "/messages/groups/save/?audience=schools&plan=open&roles=advocate", {"name": "No plan"}, follow=True
    )
    assert "Group saved." in as_text(saved)
    group = SavedGroup.objects.get()
    assert (group.filters, group.roles) == ({"plan": ["open"]}, ["advocate"])
    link = re.search(r'/messages/people/\?([^"]*)', saved.content.decode())[1].replace("&amp;", "&")
    assert "2 people at 1 school" in as_text(client.get(f"/messages/people/?{link}"))
    enrol_another(cast, 910062, "Long Lane School", now)
    assert "4 people at 2 schools" in as_text(client.get(f"/messages/people/?{link}"))
    assert "Enter a name" in as_text(client.post("/messages/groups/save/", {"name": ""}, follow=True))


def test_contacts_are_downloaded_as_csv_and_xlsx_and_recorded(cast, client_of):
    User.objects.filter(pk=cast.finance.pk).update(full_name="=cmd|calc")
    client = client_of(cast.lead)
    query = "audience=schools&roles=finance&roles=headteacher"
    lines = client.get(f"/messages/people.csv?{query}").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,Role,School,URN,Email address"
    assert f"'=cmd|calc,Finance contact,Castle Hill School,910001,{cast.finance.email}" in lines
    assert len(lines) == 3
    book = load_workbook(io.BytesIO(client.get(f"/messages/people.xlsx?{query}").content))
    assert book.active.max_row == 3
    event = SecurityEvent.objects.filter(kind="addresses_listed").first()
    assert (event.user, event.detail) == (cast.lead, "2 people: Schools in 2026/27")
    assert "@" not in client_of(cast.other.specialist).get(f"/messages/people.csv?{query}").content.decode()


def test_group_and_claims_lead_to_their_people(cast, now, client_of):
    rows, _ = create_sample_rows(cast, now)
    client = client_of(cast.lead)
    assert f"audience=group&amp;group={rows.group}" in client.get(f"/workgroups/{rows.group}/").content.decode()
    form = as_text(client_of(cast.specialist).get(f"/messages/new/?audience=group&group={rows.group}"))
    assert "Members of Work Group" in form
    assert "Mastery Advocates (2)" in form
    assert "Headteachers" not in form
    assert client_of(cast.other.lead).get(f"/messages/new/?audience=group&group={rows.group}").status_code == 404
    assert "Email these schools" in as_text(client.get("/claims/?tab=decide"))
    form = as_text(client.get("/messages/new/?audience=claims&tab=decide&roles=finance"))
    assert "To decide" in form
    assert "Finance contacts (1)" in form
    assert client.get("/messages/new/?audience=nothing").status_code == 404


def test_message_is_in_the_activity_of_its_school_for_those_who_read_it(cast, now, client_of):
    mailing = write_message(cast.hub, by=cast.lead, now=now, subject="Dates for spring")
    actions.send_message(mailing, by=cast.lead, now=now)
    page = f"/schools/{cast.school.urn}/happened/"
    assert "wrote to 2 people: Dates for spring" in as_text(client_of(cast.hubadmin).get(page))
    for person in (cast.advocate, cast.auditor, cast.specialist):
        assert "Dates for spring" not in as_text(client_of(person).get(page))


@pytest.mark.parametrize(
    "address",
    [
        "/messages/",
        "/messages/people/?audience=schools&roles=advocate&roles=finance",
        "/messages/{draft}/",
        "/messages/{sent}/",
    ],
)
def test_queries_do_not_grow_with_messages_and_people(cast, now, client_of, address):
    body = "{{ first_name }} {{ school_name }} {{ money_left }} {{ plan_status }} {{ next_meeting }} {{ claim_by }}"
    client, counts = client_of(cast.lead), []
    for size in (2, 6):
        for number in range(size):
            year = enrol_another(cast, 910100 + size * 10 + number, f"School {size} {number}", now, days=Decimal(0))
            SchoolContact.objects.create(school=year.school, user=UserFactory(), role=ContactRole.FINANCE)
        draft = write_message(cast.hub, by=cast.lead, now=now, body=body, roles=("advocate", "finance"))
        sent = write_message(cast.hub, by=cast.lead, now=now, roles=("advocate", "finance"))
        actions.send_message(sent, by=cast.lead, now=now)
        page = address.format(draft=draft.pk, sent=sent.pk)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
