"""Certificates: figures as the register has them, who issues them, numbers that confirm no name, corrections, clearing."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sustaining.accounts.merging import MERGE_RULES
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from sustaining.workgroups import actions
from sustaining.workgroups.actions.certificates import NobodyToIssueFor
from sustaining.workgroups.certificates import format_hours, group_attendance, new_number, split_number
from sustaining.workgroups.choices import CertificateState, Mark
from sustaining.workgroups.models import CERTIFICATE_MOVES, Attendance, Certificate, Invitation
from tests.devplans.test_retention import event_text, retention
from tests.factories import UserFactory
from tests.links import as_sent
from tests.outbox.still_true import goes

from .conftest import BEGINS

pytestmark = pytest.mark.django_db
AFTER = BEGINS + timedelta(days=1)
SUMS = """
SELECT count(*) AS held, count(*) FILTER (WHERE a.mark = 'present') AS attended,
    coalesce(sum(extract(epoch FROM m.ends_at - m.starts_at) / 60) FILTER (WHERE a.mark = 'present'), 0)::int AS minutes
FROM workgroups_attendance a JOIN workgroups_meeting m ON m.id = a.meeting_id
WHERE m.state = 'held' AND a.user_id = %s AND a.participation_id = %s AND m.group_id = %s
"""


def hold(meeting, cast, **marks):
    """Close a register with marks by the name of the person in the cast; the rest are absent."""
    for name, mark in marks.items():
        person = getattr(cast, name)
        actions.mark_attendance(meeting, user=person, mark=mark, by=cast.specialist, now=AFTER)
    return actions.hold_meeting(meeting, mark_rest=True, by=cast.specialist, now=AFTER)


@pytest.fixture
def held_meeting(our_meeting, cast):
    return hold(our_meeting, cast, advocate=Mark.PRESENT, advocate_two=Mark.APOLOGIES)


@pytest.fixture
def later_meeting(our_group, cast, now):
    start = BEGINS + timedelta(hours=3)
    return actions.add_meeting(
        our_group, starts_at=start, ends_at=start + timedelta(minutes=90), place="Online", by=cast.hubadmin, now=now
    )


def issue(group, cast, kind="attendance", by=None):
    people = [row.key for row in group_attendance(group)]
    return actions.issue_certificates(group, kind=kind, people=people, by=by or cast.hubadmin, now=AFTER)


def correct(meeting, cast, **marks):
    actions.reopen_register(meeting, reason="A mistake.", by=cast.specialist, now=AFTER)
    later = AFTER + timedelta(minutes=5)
    for name, mark in marks.items():
        actions.mark_attendance(meeting, user=getattr(cast, name), mark=mark, by=cast.specialist, now=later)
    actions.hold_meeting(meeting, by=cast.specialist, now=later)


def confirmation(client, certificate):
    return client.get(reverse("workgroups:certificate", args=[certificate.number])).content.decode()


def test_certificate_says_what_sql_reads_in_the_register(held_meeting, later_meeting, our_group, cast):
    hold(later_meeting, cast, advocate=Mark.PRESENT, advocate_two=Mark.PRESENT)
    certificates = issue(our_group, cast)
    assert len(certificates) == 2
    for certificate in certificates:
        with connection.cursor() as cursor:
            cursor.execute(SUMS, [certificate.user_id, certificate.participation_id, our_group.pk])
            sums = cursor.fetchone()
        assert (certificate.held, certificate.attended, certificate.minutes) == sums
    (own,) = [row for row in certificates if row.user == cast.advocate]
    assert (own.attended, own.held, format_hours(own.minutes)) == (2, 2, "3 hours 30 minutes")
    assert (own.name, own.school_name, own.hub_name) == (str(cast.advocate), cast.school.name, str(cast.hub))


def test_register_that_is_open_counts_for_nothing(our_meeting, our_group, cast):
    actions.mark_attendance(our_meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=AFTER)
    assert group_attendance(our_group) == []
    with pytest.raises(NobodyToIssueFor):
        issue(our_group, cast)


def test_participation_needs_half_of_the_meetings_and_attendance_one(held_meeting, our_group, cast, now):
    for number in range(2):
        start = BEGINS + timedelta(hours=3 + number)
        meeting = actions.add_meeting(
            our_group, starts_at=start, ends_at=start + timedelta(minutes=30), place="x", by=cast.hubadmin, now=now
        )
        hold(meeting, cast, advocate_two=Mark.PRESENT)
    assert {row.user for row in issue(our_group, cast, "participation")} == {cast.advocate_two}
    assert {row.user for row in issue(our_group, cast)} == {cast.advocate, cast.advocate_two}


def test_issuing_again_makes_no_second_certificate(held_meeting, our_group, cast):
    (certificate,) = issue(our_group, cast)
    with pytest.raises(NobodyToIssueFor, match="None of the people chosen"):
        issue(our_group, cast)
    certificate.pk, certificate.number = None, new_number()
    with pytest.raises(IntegrityError, match="one_valid_certificate_of_a_kind"), transaction.atomic():
        certificate.save(force_insert=True)


def test_certificates_are_issued_by_the_hub_and_the_groups_lead_alone(held_meeting, our_group, cast):
    for person in (cast.advocate, cast.head, cast.auditor, cast.finance, cast.other.lead, cast.other.specialist):
        with pytest.raises(PermissionDenied):
            issue(our_group, cast, by=person)
    assert issue(our_group, cast, by=cast.specialist)


def test_person_issues_their_own_attendance_once_the_register_is_closed(our_meeting, later_meeting, our_group, cast):
    with pytest.raises(PermissionDenied):
        actions.issue_own_certificates(our_group, by=cast.advocate, now=AFTER)
    hold(our_meeting, cast, advocate=Mark.PRESENT)
    (first,) = actions.issue_own_certificates(our_group, by=cast.advocate, now=AFTER)
    assert (first.user, first.kind, first.issued_by) == (cast.advocate, "attendance", cast.advocate)
    with pytest.raises(NobodyToIssueFor, match="already counts"):
        actions.issue_own_certificates(our_group, by=cast.advocate, now=AFTER)
    with pytest.raises(PermissionDenied):
        actions.issue_own_certificates(our_group, by=cast.advocate_two, now=AFTER)
    hold(later_meeting, cast, advocate=Mark.PRESENT)
    (second,) = actions.issue_own_certificates(our_group, by=cast.advocate, now=AFTER)
    first.refresh_from_db()
    assert (first.state, first.replaced_by, second.attended) == (CertificateState.REPLACED, second, 2)


def test_corrected_register_replaces_the_certificate_and_emails_the_new_one(held_meeting, our_group, cast, client):
    (certificate,) = issue(our_group, cast)
    correct(held_meeting, cast, advocate_two=Mark.PRESENT)
    certificate.refresh_from_db()
    assert certificate.is_valid, "somebody else's mark was corrected"
    correct(held_meeting, cast, advocate=Mark.ABSENT)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.replaced_by) == (CertificateState.REPLACED, None)
    assert "has been replaced" in confirmation(client, certificate)
    assert not goes("certificate_issued", AFTER)


def test_corrected_register_leaves_a_certificate_of_what_still_stands(
    held_meeting, later_meeting, our_group, cast, client
):
    hold(later_meeting, cast, advocate=Mark.PRESENT)
    (certificate,) = issue(our_group, cast)
    correct(held_meeting, cast, advocate=Mark.APOLOGIES)
    certificate.refresh_from_db()
    successor = certificate.replaced_by
    assert (successor.attended, successor.held, successor.minutes) == (1, 2, 90)
    assert "is a valid certificate" in confirmation(client, successor)
    assert Email.objects.filter(kind="certificate_issued", to=cast.advocate.email).count() == 2


def test_corrected_length_of_a_meeting_replaces_the_certificate(held_meeting, our_group, cast):
    (certificate,) = issue(our_group, cast)
    actions.correct_meeting_date(
        held_meeting,
        starts_at=BEGINS,
        ends_at=BEGINS + timedelta(hours=1),
        reason="Shorter.",
        by=cast.hubadmin,
        now=AFTER,
    )
    certificate.refresh_from_db()
    assert certificate.replaced_by.minutes == 60


def test_email_downloads_the_certificate_without_an_account_while_it_is_valid(held_meeting, our_group, cast, client):
    (certificate,) = issue(our_group, cast)
    email = Email.objects.get(kind="certificate_issued", to=cast.advocate.email)
    (address,) = re.findall(r"https?://\S+/certificates/link/\S+", as_sent(email))
    page = client.get(urlsplit(address).path)
    assert (page.status_code, page["Content-Type"], page["Referrer-Policy"]) == (200, "application/pdf", "no-referrer")
    assert page.content.startswith(b"%PDF")
    actions.withdraw_certificate(certificate, reason="Wrong person.", by=cast.lead, now=AFTER)
    assert client.get(urlsplit(address).path).status_code == 410


def test_later_meeting_leaves_a_certificate_valid(held_meeting, later_meeting, our_group, cast):
    (certificate,) = issue(our_group, cast)
    hold(later_meeting, cast, advocate=Mark.ABSENT)
    certificate.refresh_from_db()
    assert certificate.is_valid


def test_withdrawn_certificate_says_so_and_is_restored(held_meeting, our_group, cast, client):
    (certificate,) = issue(our_group, cast)
    actions.withdraw_certificate(certificate, reason="Wrong person.", by=cast.lead, now=AFTER)
    assert "has been withdrawn" in confirmation(client, certificate)
    (other,) = issue(our_group, cast)
    with pytest.raises(WrongState, match="another valid certificate"):
        actions.restore_certificate(certificate, by=cast.lead, now=AFTER)
    actions.withdraw_certificate(other, reason="Twice.", by=cast.lead, now=AFTER)
    actions.restore_certificate(certificate, by=cast.lead, now=AFTER)
    assert (certificate.state, certificate.closed_at, certificate.close_reason) == (CertificateState.ISSUED, None, "")
    with pytest.raises(PermissionDenied):
        actions.withdraw_certificate(certificate, reason="Mine.", by=cast.advocate, now=AFTER)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workgroups_certificate SET attended = 0",
        "UPDATE workgroups_certificate SET minutes = minutes + 60",
        "UPDATE workgroups_certificate SET number = 'X'",
        "UPDATE workgroups_certificate SET state = 'withdrawn'",
        "DELETE FROM workgroups_certificate",
    ],
)
def test_database_keeps_a_certificate_as_issued(held_meeting, our_group, cast, statement):
    issue(our_group, cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_replaced_certificate_never_becomes_valid_again(held_meeting, our_group, cast):
    (certificate,) = issue(our_group, cast)
    CERTIFICATE_MOVES.make(certificate, "replace", closed_by=cast.lead, closed_at=AFTER, close_reason="x")
    with pytest.raises(DatabaseError, match="cannot go from"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE workgroups_certificate SET state = 'issued', closed_at = NULL")


def test_public_page_confirms_without_any_personal_data(held_meeting, our_group, cast, client):
    (certificate,) = issue(our_group, cast)
    page = confirmation(client, certificate)
    for fact in (certificate.number, "2026/27", cast.hub.name, "2 hours", "attendance", cast.project.title):
        assert fact in page
    for secret in (str(cast.advocate), cast.advocate.email, cast.school.name, str(cast.school.urn), our_group.name):
        assert secret not in page
    typed = f" {certificate.number.replace('-', '').lower()} "
    assert "is a valid certificate" in client.get("/certificates/", {"number": typed}).content.decode()


def test_public_page_refuses_numbers_that_nobody_has(client):
    assert client.get("/certificates/").status_code == 200
    missing = client.get("/certificates/", {"number": "AAAA-BBBB-CCCC"})
    assert (missing.status_code, "No certificate has the number" in missing.content.decode()) == (404, True)
    for wrong in ("", "x", "A" * 41, "9" * 30):
        page = client.get("/certificates/", {"number": wrong})
        assert (page.status_code, "There is a problem" in page.content.decode()) == (200, True)


def test_public_page_answers_thirty_times_a_minute(client):
    cache.clear()
    with time_machine.travel(AFTER, tick=False):
        answers = [client.get("/certificates/AAAA-BBBB-CCCC/").status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]
    cache.clear()


def test_numbers_are_long_and_without_letters_that_look_alike():
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(len(number) == 14 and not set(number) & set("01IO") for number in numbers)
    assert split_number("k7qd 93mf-xw2p") == "K7QD-93MF-XW2P"


def test_pages_issue_download_withdraw_and_restore(held_meeting, our_group, cast, client_of):
    client, url = client_of(cast.specialist), reverse("workgroups:certificates", args=[our_group.pk])
    page = client.get(url).content.decode()
    assert str(cast.advocate) in page
    assert "There is a problem" in client.post(url, {"kind": "attendance"}).content.decode()
    (row,) = [row for row in group_attendance(our_group) if row.attended]
    assert client.post(url, {"kind": "attendance", "people": [row.key]}).url == url
    certificate = Certificate.objects.get()
    for address in ("certificate-file", "group-certificates-file"):
        key = certificate.pk if address == "certificate-file" else our_group.pk
        answer = client.get(reverse(f"workgroups:{address}", args=[key]))
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    file = reverse("workgroups:certificate-file", args=[certificate.pk])
    assert client_of(cast.advocate).get(file).content == client.get(file).content
    assert client_of(cast.advocate_two).get(file).status_code == 404
    assert certificate.number in client_of(cast.advocate).get(reverse("workgroups:own-certificates")).content.decode()
    client.post(reverse("workgroups:withdraw-certificate", args=[certificate.pk]), {"reason": "Wrong."})
    certificate.refresh_from_db()
    assert certificate.is_withdrawn
    client.post(reverse("workgroups:restore-certificate", args=[certificate.pk]))
    certificate.refresh_from_db()
    assert certificate.is_valid


def test_certificate_is_not_restored_once_its_register_says_something_else(held_meeting, our_group, cast):
    (certificate,) = issue(our_group, cast)
    actions.withdraw_certificate(certificate, reason="Wrong person.", by=cast.lead, now=AFTER)
    correct(held_meeting, cast, advocate=Mark.ABSENT)
    with pytest.raises(WrongState, match="has been corrected since"):
        actions.restore_certificate(certificate, by=cast.lead, now=AFTER)
    correct(held_meeting, cast, advocate=Mark.PRESENT)
    assert actions.restore_certificate(certificate, by=cast.lead, now=AFTER).is_valid


def test_correction_brings_no_name_back_that_retention_cleared(held_meeting, later_meeting, our_group, cast):
    hold(later_meeting, cast, advocate=Mark.PRESENT)
    (certificate,) = issue(our_group, cast)
    retention(2035, "--apply")
    correct(held_meeting, cast, advocate=Mark.ABSENT)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.replaced_by) == (CertificateState.REPLACED, None)
    assert not Certificate.objects.exclude(pk=certificate.pk).exists()


def test_page_offers_a_download_of_all_once_there_is_one(held_meeting, our_group, cast, client_of):
    client, url = client_of(cast.specialist), reverse("workgroups:certificates", args=[our_group.pk])
    assert "Download all as one PDF" not in client.get(url).content.decode()
    issue(our_group, cast)
    assert "Download all as one PDF" in client.get(url).content.decode()


def test_own_page_offers_a_certificate_until_it_is_made(held_meeting, our_group, cast, client_of):
    client, url = client_of(cast.advocate), reverse("workgroups:own-certificates")
    assert "Make a certificate of attendance" in client.get(url).content.decode()
    assert client.post(reverse("workgroups:issue-own-certificate", args=[our_group.pk])).url == url
    page = client.get(url).content.decode()
    assert "Make a certificate of attendance" not in page
    assert Certificate.objects.get().number in page
    assert "No certificates yet" in client_of(cast.head).get(url).content.decode()


def test_email_with_the_link_goes_while_the_certificate_is_valid(held_meeting, our_group, cast):
    (certificate,) = issue(our_group, cast)
    assert goes("certificate_issued", AFTER)
    actions.withdraw_certificate(certificate, reason="Wrong.", by=cast.lead, now=AFTER)
    assert not goes("certificate_issued", AFTER)


def test_certificates_move_to_the_account_that_stays(held_meeting, our_group, cast):
    (certificate,) = issue(our_group, cast)
    MERGE_RULES["Certificates"].move(cast.advocate, cast.head, AFTER)
    certificate.refresh_from_db()
    assert certificate.user == cast.head


def test_retention_clears_the_name_and_the_number_still_confirms(held_meeting, our_group, cast, client):
    (certificate,) = issue(our_group, cast)
    name = str(cast.advocate)
    retention(2035, "--apply")
    certificate.refresh_from_db()
    assert certificate.is_cleared
    assert name not in event_text(certificate)
    assert "is a valid certificate" in confirmation(client, certificate)


def test_queries_do_not_grow_with_people(held_meeting, our_group, cast, client_of):
    client, counts = client_of(cast.specialist), []
    url = reverse("workgroups:certificates", args=[our_group.pk])
    for number in (5, 50):
        for place in range(number):
            person = UserFactory(email=f"p{number}-{place}@demo.example", full_name=f"Person {number} {place}")
            Invitation.objects.create(meeting=held_meeting, user=person, participation=cast.participation)
            Attendance.objects.create(
                meeting=held_meeting, user=person, participation=cast.participation, mark="present", marked_by=cast.lead,
                marked_at=AFTER,
            )  # fmt: skip
        issue(our_group, cast)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_certificates_are_not_listed_among_the_emails_of_a_meeting(
    held_meeting, later_meeting, our_group, cast, client_of
):
    issue(our_group, cast)
    (email, *_) = Email.objects.filter(kind="certificate_issued")
    page = client_of(cast.lead).get(reverse("workgroups:mail", args=[later_meeting.pk])).content.decode()
    assert email.subject not in page
