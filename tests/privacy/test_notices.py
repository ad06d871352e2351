"""Privacy notices are put to people when they change, who read which is kept, and a hub's documents say what is kept."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from schools.actions.notices import publish_notice
from schools.models import Advocate, Hub, PrivacyNotice
from schools.notices import notice_for
from sustaining.accounts import actions as accounts
from sustaining.accounts.models import User
from sustaining.common.personal_data import HOLDINGS
from sustaining.common.retention import RETENTION_RULES
from sustaining.privacy.models import NoticeReading
from sustaining.privacy.notices import compare_notices, notices_of_person, notices_to_read
from sustaining.privacy.papers import PAPERS
from tests.cast import PASSWORD
from tests.links import invitation_path
from tests.sizes import at_two_sizes

FIRST = "We keep your name.\n\nWe keep it for six years."
SECOND = "We keep your name and your post.\n\nWe keep it for six years.\n\nYou can object."


def sign_in(person: User, then: str = "") -> tuple[Client, str]:
    """Sign a person in by the form; return the client and where it is sent."""
    client = Client()
    address = reverse("account_login") + (f"?next={then}" if then else "")
    response = client.post(address, {"login": person.email, "password": PASSWORD, "next": then})
    assert response.status_code == 302, response.content.decode()
    return client, response["Location"]


def test_changed_notice_is_put_to_people_at_their_next_sign_in_once(cast, now):
    client, place = sign_in(cast.advocate)
    assert "/accounts/notices/" not in place  # nothing has changed since they joined
    publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now + timedelta(minutes=1))
    client, place = sign_in(cast.advocate, then="/sessions/")
    assert place == "/accounts/notices/?next=%2Fsessions%2F"
    page = client.get(place).content.decode()
    assert "We keep it for six years." in page
    assert "New or changed" not in page  # they have read none of this hub's before
    assert client.get("/sessions/").status_code == 200  # a notice is no consent: it holds nobody up
    notice = notice_for(cast.hub)
    response = client.post("/accounts/notices/", {"next": "/sessions/", "notice": notice.pk})
    assert response["Location"] == "/sessions/"
    reading = NoticeReading.objects.get(person=cast.advocate)
    assert (reading.notice, reading.at_joining) == (notice, False)
    assert "/accounts/notices/" not in sign_in(cast.advocate)[1]
    publish_notice(cast.hub, text=SECOND, by=cast.lead, now=now + timedelta(minutes=2))
    client, place = sign_in(cast.advocate)
    page = client.get(place).content.decode()
    assert page.count("New or changed") == 2
    assert "You last read version 1" in " ".join(page.split())


def test_only_the_version_on_the_page_counts_as_read(cast, client_of, now):
    first = publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now + timedelta(minutes=1))
    client = client_of(cast.advocate)
    publish_notice(cast.hub, text=SECOND, by=cast.lead, now=now + timedelta(minutes=2))
    client.post(reverse("privacy:notices"), {"notice": first.pk, "next": "https://evil.example/"})
    assert not NoticeReading.objects.exists()
    assert [row.notice.words for row in notices_to_read(cast.advocate, now)] == [SECOND]
    response = client.post(
        reverse("privacy:notices"), {"notice": notice_for(cast.hub).pk, "next": "https://evil.example/"}
    )
    assert response["Location"] == "/"
    assert client.get(reverse("privacy:notices"))["Location"] == "/"


@pytest.mark.parametrize("odd", ["x", "-1", "desk", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_next_that_is_no_path_of_the_site_leads_home(cast, client_of, odd):
    client = client_of(cast.advocate)
    assert client.get(reverse("privacy:notices"), {"next": odd})["Location"] == "/"


def test_invitation_links_to_the_notice_and_keeps_which_was_read(cast, now, client):
    person, _ = accounts.find_or_add_person("new@school.example", "Nina New")
    Advocate.objects.create(school=cast.school, user=person, starts_on=now.date())
    notice = publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now)
    link = invitation_path(person)
    assert reverse("schools:privacy") in client.get(link).content.decode()
    password = "four-green-bars-and-a-line"
    assert client.post(link, {"password1": password, "password2": password}).status_code == 302
    reading = NoticeReading.objects.get(person=person)
    assert (reading.notice, reading.at_joining) == (notice, True)
    person.refresh_from_db()
    assert notices_to_read(person, now) == []


def test_notices_of_a_person_are_those_of_their_hubs_else_the_programmes(cast, now):
    programmes = PrivacyNotice.objects.filter(hub=None).first()
    assert notices_of_person(cast.advocate, now.date()) == [programmes]
    own = publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now)
    publish_notice(cast.other.hub, text="Another hub’s.", by=cast.other.lead, now=now)
    for person in (cast.advocate, cast.head, cast.lead, cast.auditor):
        assert notices_of_person(person, now.date()) == [own], person
    assert notices_of_person(cast.admin, now.date()) == [programmes]


def test_readings_stay_as_they_were_made(cast, now):
    notice = publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now)
    row = NoticeReading.objects.create(notice=notice, person=cast.advocate, read_at=now)
    for change in (row.delete, lambda: NoticeReading.objects.update(read_at=now - timedelta(days=1))):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_merged_person_is_not_asked_again(cast, now):
    notice = publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now + timedelta(minutes=1))
    other, _ = accounts.find_or_add_person("second@school.example", "Second Account")
    NoticeReading.objects.create(notice=notice, person=other, read_at=now)
    accounts.merge_people(cast.advocate, other=other, by=cast.admin, now=now)
    assert notices_to_read(cast.advocate, now) == []


def test_hub_sees_who_has_read_its_notice(cast, client_of, now):
    notice = publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now)
    NoticeReading.objects.create(notice=notice, person=cast.advocate, read_at=now)
    address = reverse("privacy:readings", args=[cast.hub.pk])
    client = client_of(cast.lead)
    assert client.get(address).context["have_read"] == 1
    names = lambda state: {person.pk for person in client.get(address, {"state": state}).context["rows"].object_list}  # noqa: E731
    assert names("read") == {cast.advocate.pk}
    assert cast.advocate.pk not in names("unread")
    assert {cast.head.pk, cast.lead.pk} <= names("unread")
    assert cast.other.lead.pk not in names("")
    with connection.cursor() as cursor:  # the same people, by independent SQL
        cursor.execute(
            """SELECT COUNT(DISTINCT u.id) FROM accounts_user u WHERE u.is_active AND u.joined_at IS NOT NULL AND u.id IN (
                 SELECT user_id FROM schools_hubstaff WHERE hub_id = %(hub)s AND starts_on <= %(day)s
                    AND (ends_on IS NULL OR ends_on >= %(day)s)
                 UNION SELECT a.user_id FROM schools_advocate a JOIN schools_school s ON s.id = a.school_id
                    WHERE s.hub_id = %(hub)s AND a.starts_on <= %(day)s AND (a.ends_on IS NULL OR a.ends_on >= %(day)s)
                 UNION SELECT c.user_id FROM schools_schoolcontact c JOIN schools_school s ON s.id = c.school_id
                    WHERE s.hub_id = %(hub)s AND c.starts_on <= %(day)s AND (c.ends_on IS NULL OR c.ends_on >= %(day)s)
                 UNION SELECT p.user_id FROM specialists_specialist p JOIN specialists_specialisthub h
                    ON h.specialist_id = p.id WHERE h.hub_id = %(hub)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s))""",
            {"hub": cast.hub.pk, "day": now.date()},
        )
        assert client.get(address).context["all_people"] == cursor.fetchone()[0]


@at_two_sizes
def test_list_of_readers_asks_no_more_for_more_people(cast, client_of, now, sizes):
    publish_notice(cast.hub, text=FIRST, by=cast.lead, now=now)
    client, counts, number = client_of(cast.lead), [], 0
    for size in sizes:
        while number < size:
            number += 1
            person = User.objects.create_user(f"person-{number}@school.example", full_name=f"Person {number}")
            User.objects.filter(pk=person.pk).update(joined_at=now)
            Advocate.objects.create(school=cast.school, user=person, starts_on=now.date())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("privacy:readings", args=[cast.hub.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_administrator_publishes_the_programmes_notice(cast, client_of):
    page = client_of(cast.admin).get(reverse("schools:privacy")).content.decode()
    assert reverse("schools:edit-programme-notice") in page
    assert (
        reverse("schools:edit-programme-notice")
        not in client_of(cast.lead).get(reverse("schools:privacy")).content.decode()
    )
    before = PrivacyNotice.objects.filter(hub=None).first()
    client_of(cast.admin).post(reverse("schools:edit-programme-notice"), {"text": "We keep less now."})
    after = notice_for(None)
    assert (after.number, after.words) == (before.number + 1, "We keep less now.")
    assert client_of(cast.lead).post(reverse("schools:edit-programme-notice"), {"text": "No."}).status_code == 403


def test_comparison_marks_new_changed_and_removed_paragraphs():
    change = compare_notices(FIRST, SECOND)
    assert [is_new for _, is_new in change.paragraphs] == [True, False, True]
    assert change.removed == []
    assert compare_notices(SECOND, "We keep it for six years.").removed[-1] == "You can object."
    assert not any(is_new for _, is_new in compare_notices("", SECOND).paragraphs)


@pytest.mark.parametrize("name", PAPERS)
def test_document_is_a_word_file_with_everything_filled_in(cast, client_of, name):
    response = client_of(cast.lead).get(reverse("privacy:paper", args=[cast.hub.pk, name]))
    document = Document(io.BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert str(cast.hub) in text
    assert not {"{{", "{%", "&amp;", "&#", "<span"} & set(text.split())
    assert "| " not in text
    for table in document.tables:
        assert len({len(row.cells) for row in table.rows}) == 1


def test_impact_assessment_lists_everything_that_is_kept(cast, client_of):
    response = client_of(cast.hubadmin).get(reverse("privacy:paper", args=[cast.hub.pk, "impact-assessment"]))
    tables = Document(io.BytesIO(response.content)).tables
    kept_table = next(table for table in tables if table.rows[0].cells[0].text == "What")
    assert len(kept_table.rows) == len(HOLDINGS) + 1
    assert all(cell.text for row in kept_table.rows for cell in row.cells)
    assert "you" not in " ".join(cell.text.lower() for row in kept_table.rows for cell in row.cells).split()


def test_processor_agreement_lists_every_retention_rule(cast, client_of):
    response = client_of(cast.hubadmin).get(reverse("privacy:paper", args=[cast.hub.pk, "processor-agreement"]))
    tables = Document(io.BytesIO(response.content)).tables
    rules = next(table for table in tables if table.rows[0].cells[0].text == "What is removed")
    assert len(rules.rows) == len(RETENTION_RULES) + 1


def test_other_documents_are_not_found(cast, client_of):
    assert client_of(cast.lead).get(f"/privacy/{cast.hub.pk}/documents/secrets.docx").status_code == 404
    assert Hub.objects.count() > 1
    assert client_of(cast.lead).get(reverse("privacy:papers", args=[cast.other.hub.pk])).status_code in {403, 404}
