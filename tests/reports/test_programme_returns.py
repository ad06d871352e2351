"""Participant and school returns: rows, TRNs, frozen files, differences, columns, and what retention leaves."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from schools.actions import complete_participation
from schools.models import Advocate, Participation
from sustaining.accounts.models import User
from sustaining.common.personal_data import HOLDINGS
from sustaining.common.years import AcademicYear
from sustaining.privacy.masking import Mask, find_identity
from sustaining.privacy.values import Values
from sustaining.reports.actions import DayNotPossible, set_return_columns, take_return
from sustaining.reports.models import ProgrammeReturn, ReturnColumns, ReturnKind
from sustaining.reports.programme_returns import changes_since_last, read_table
from sustaining.reports.quality_checks import open_points
from sustaining.reports.return_columns import Column, ColumnsNotPossible, usual_columns
from sustaining.workgroups import actions as groups
from tests.cast import Cast, enrol_another
from tests.factories import UserFactory
from tests.factories.busy_hub import BusyHub
from tests.reports.independent_rows import read
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def take(cast: Cast, now: datetime, kind: str = "participants", **options: Any) -> ProgrammeReturn:
    values = {"hub": cast.hub, "by": cast.lead, "on": now.date(), **options}
    hub, year = values.pop("hub"), AcademicYear(cast.project.academic_year)
    seen = open_points(values["by"], year, now.date(), hub).digest
    return take_return(hub, kind=kind, year=year, seen=seen, now=now, **values)


def rows(frozen: ProgrammeReturn) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(frozen.content.removeprefix("\ufeff"), newline="")))


@pytest.fixture
def met(cast, now) -> datetime:
    """Two meetings: Nina attended both, Tom neither; a colleague with an account came along to the first."""
    guest = UserFactory(email="guest@demo.example", full_name="Gwen Guest")
    group = groups.set_up_group(
        cast.hub, project=cast.project, name="Mastery", leads=[cast.specialist_record], by=cast.hubadmin, now=now
    )
    groups.join_group(group, participation=cast.participation, by=cast.hubadmin, now=now)
    for number in (1, 2):
        start = now + timedelta(days=number)
        end = start + timedelta(hours=1)
        meeting = groups.add_meeting(group, starts_at=start, ends_at=end, by=cast.hubadmin, now=now)
        groups.mark_attendance(meeting, user=cast.advocate, mark="present", by=cast.specialist, now=end)
        if number == 1:
            meeting.attendances.create(
                user=guest, participation=cast.participation, mark="present", marked_by=cast.specialist, marked_at=end
            )
        groups.hold_meeting(meeting, mark_rest=True, by=cast.specialist, now=end)
    return now + timedelta(days=3)


def test_participant_return_has_trn_school_project_and_meetings_attended_of_held(cast, met):
    User.objects.filter(pk=cast.advocate.pk).update(trn="0123456")
    by_name = {row["Name"]: row for row in rows(take(cast, met))}
    assert set(by_name) == {"Nina Rivermead", "Tom Rivermead", "Gwen Guest"}
    nina = by_name["Nina Rivermead"]
    assert (nina["TRN"], nina["School"], nina["URN"]) == ("0123456", "Castle Hill School", "910001")
    assert (nina["Project"], nina["Meetings attended"], nina["Meetings held"]) == (cast.project.code, "2", "2")
    assert [(row["Meetings attended"], row["Meetings held"]) for row in by_name.values()] == [
        ("1", "2"),
        ("2", "2"),
        ("0", "2"),
    ]
    assert {row["Completed"] for row in by_name.values()} == {"No"}


def test_return_is_of_its_day(cast, met):
    first = take(cast, met, on=met.date() - timedelta(days=2))
    assert {row["Name"]: row["Meetings held"] for row in rows(first)}["Nina Rivermead"] == "1"
    enrolled = Participation.objects.get(pk=cast.participation.pk).enrolled_at.date()
    assert rows(take(cast, met, on=enrolled - timedelta(days=1))) == []


def test_completed_counts_from_its_own_day(cast, now):
    june = datetime(2027, 6, 30, 10, tzinfo=LONDON)
    complete_participation(cast.participation, by=cast.lead, now=june)
    with time_machine.travel(june + timedelta(days=5), tick=False):
        later = june + timedelta(days=4)
        assert {row["Completed"] for row in rows(take(cast, later, on=june.date()))} == {"Yes"}
        assert {row["Completed"] for row in rows(take(cast, later, on=date(2027, 6, 29)))} == {"No"}


def test_advocate_who_left_before_the_year_or_the_enrolment_is_not_in_it(cast, now):
    Advocate.objects.filter(user=cast.advocate_two).update(starts_on=date(2020, 9, 1), ends_on=date(2026, 8, 31))
    assert [row["Name"] for row in rows(take(cast, now))] == ["Nina Rivermead"]


def test_person_whose_use_of_data_is_restricted_is_left_out_and_counted(cast, now):
    User.objects.filter(pk=cast.advocate.pk).update(restricted_on=now.date(), restriction_reason="Objected.")
    frozen = take(cast, now)
    assert ([row["Name"] for row in rows(frozen)], frozen.left_out) == (["Tom Rivermead"], 1)


def test_marks_of_a_merged_account_are_the_remaining_persons(cast, met):
    guest = User.objects.get(email="guest@demo.example")
    User.objects.filter(pk=guest.pk).update(is_active=False, merged_into=cast.advocate_two)
    by_name = {row["Name"]: row["Meetings attended"] for row in rows(take(cast, met))}
    assert by_name == {"Nina Rivermead": "2", "Tom Rivermead": "1"}


@pytest.mark.parametrize("day", ["2026-08-31", "2027-09-01", "tomorrow"])
def test_return_for_a_day_outside_the_year_or_to_come_is_refused(cast, now, day):
    on = now.date() + timedelta(days=1) if day == "tomorrow" else date.fromisoformat(day)
    with pytest.raises(DayNotPossible):
        take(cast, now, on=on)


def test_database_refuses_a_day_outside_the_year(cast, now):
    frozen = take(cast, now)
    frozen.pk, frozen.taken_for = None, date(2028, 1, 1)
    with pytest.raises(DatabaseError, match="return_is_of_a_day_of_its_year"), transaction.atomic():
        frozen.save(force_insert=True)


@pytest.mark.parametrize("change", [{"content": ""}, {"sha256": "0" * 64}, {"left_out": 3}])
def test_taken_return_cannot_be_changed_or_deleted(cast, now, change):
    frozen = take(cast, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgrammeReturn.objects.filter(pk=frozen.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        frozen.delete()


def test_lead_takes_their_hubs_return_and_an_administrator_any(cast, now):
    for person in (cast.hubadmin, cast.auditor, cast.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            take(cast, now, by=person)
    with pytest.raises(PermissionDenied):
        take(cast, now, hub=None)
    everything = take(cast, now, hub=None, by=cast.admin)
    assert {row["Hub"] for row in rows(everything)} == {"Rivermead", "Stonefield"}
    assert {row["Hub"] for row in rows(take(cast, now))} == {"Rivermead"}


def test_file_is_byte_for_byte_the_same_after_a_correction_and_has_its_digest(cast, now, client_of):
    frozen = take(cast, now)
    page = reverse("reports:programme-return-csv", args=[frozen.pk])
    before = client_of(cast.lead).get(page).content
    User.objects.filter(pk=cast.advocate.pk).update(full_name="Nina Married", trn="7654321")
    assert client_of(cast.hubadmin).get(page).content == before
    assert hashlib.sha256(before).hexdigest() == frozen.sha256
    assert frozen.sha256 in client_of(cast.lead).get(frozen.get_absolute_url()).content.decode()


def test_auditor_reads_a_return_without_trns_on_the_page_and_in_both_files(cast, now, client_of):
    User.objects.filter(pk=cast.advocate.pk).update(trn="1234567")
    frozen = take(cast, now)
    ending = ("programme-return", "programme-return-csv", "programme-return-xlsx")
    pages = [reverse(f"reports:{name}", args=[frozen.pk]) for name in ending]
    lead, auditor = client_of(cast.lead), client_of(cast.auditor)
    assert b"1234567" in lead.get(pages[0]).content
    assert b"1234567" in lead.get(pages[1]).content
    for page in pages[:2]:
        assert b"1234567" not in auditor.get(page).content
    assert b"Nina Rivermead" in auditor.get(pages[1]).content
    headings = [cell.value for cell in sheet(auditor.get(pages[2]).content)[0]]
    assert "TRN" not in headings
    assert client_of(cast.other.lead).get(pages[1]).status_code == 404


def sheet(content: bytes) -> list[Any]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows())


def test_workbook_has_numbers_days_and_the_zero_of_a_trn(cast, now, client_of):
    User.objects.filter(pk=cast.advocate.pk).update(trn="0123456")
    set_return_columns(
        ReturnKind.PARTICIPANTS,
        columns=[Column("person", "Name"), Column("trn", "TRN"), Column("urn", "URN"), Column("enrolled_on", "Since")],
        by=cast.admin,
        now=now,
    )
    frozen = take(cast, now)
    answer = client_of(cast.lead).get(reverse("reports:programme-return-xlsx", args=[frozen.pk]))
    cells = [cell.value for cell in sheet(answer.content)[1]]
    assert cells[:3] == ["Nina Rivermead", "0123456", 910001]
    assert isinstance(cells[3], datetime)


def test_page_says_what_was_added_is_gone_and_has_changed_since_the_last_return(cast, now, client_of):
    take(cast, now)
    take(cast, now, kind="schools")
    Advocate.objects.filter(user=cast.advocate_two).update(starts_on=date(2020, 9, 1), ends_on=date(2026, 8, 31))
    User.objects.filter(pk=cast.advocate.pk).update(trn="1234567")
    enrol_another(cast, 955_001, "Added School", now)
    second = take(cast, now)
    changes = changes_since_last(cast.lead, second)
    assert list(changes.added) == ["Advocate1 955001, Added School", "Advocate2 955001, Added School"]
    assert list(changes.gone) == ["Tom Rivermead, Castle Hill School"]
    (change,) = changes.changed
    assert change.label == "Nina Rivermead, Castle Hill School"
    assert [(cell.heading, cell.then, cell.now) for cell in change.cells] == [("TRN", "", "1234567")]
    page = strip_tags(client_of(cast.lead).get(second.get_absolute_url()).content.decode())
    for text in ("Added School", "No longer included", "Tom Rivermead, Castle Hill School", "1234567"):
        assert text in page
    assert changes_since_last(cast.auditor, second).changed == []
    assert changes_since_last(cast.lead, take(cast, now)).is_empty


def test_first_return_has_nothing_to_compare_it_with(cast, now, client_of):
    frozen = take(cast, now)
    assert changes_since_last(cast.lead, frozen) is None
    assert "There is no earlier return" in client_of(cast.lead).get(frozen.get_absolute_url()).content.decode()


def test_columns_are_chosen_ordered_and_named_on_a_page_and_earlier_returns_keep_theirs(cast, now, client_of):
    first = take(cast, now, kind="schools")
    page = reverse("reports:return-columns", args=["schools"])
    client = client_of(cast.admin)
    assert client_of(cast.lead).get(page).status_code == 403
    sent = {"urn-place": 2, "urn-heading": "Establishment", "school-place": 1, "school-heading": "School"}
    saved = client.post(page, sent, follow=True).content.decode()
    assert "Columns saved." in saved
    second = take(cast, now, kind="schools")
    assert second.content.splitlines()[0] == "\ufeffSchool,Establishment"
    assert first.content.splitlines()[0].startswith("\ufeffSchool,URN,Hub")
    assert changes_since_last(cast.lead, second).is_empty
    refused = client.post(page, {**sent, "hub-place": 3, "hub-heading": " school "}).content.decode()
    assert "Enter another heading: two columns are called" in refused
    assert "Enter a position for URN." in client.post(page, {"school-place": 1, "school-heading": "S"}).content.decode()
    assert ReturnColumns.objects.get().columns == [["school", "School"], ["urn", "Establishment"]]


def test_action_refuses_columns_that_make_no_return(cast, now):
    for columns in ([Column("urn", "URN")], [Column("person", "=A"), Column("urn", "URN")]):
        with pytest.raises(ColumnsNotPossible):
            set_return_columns(ReturnKind.PARTICIPANTS, columns=columns, by=cast.admin, now=now)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ([["person", "Name"]], "return_columns_needed"),
        ({}, "return_columns_needed"),
        ([["person", "Name"], ["urn", " "]], "return_columns_headed"),
        ([["person", "Name"], ["urn", "=1"]], "return_columns_headed"),
        ([["person", "Name"], ["urn", "name "]], "return_columns_distinct"),
    ],
)
def test_database_refuses_columns_that_make_no_return(cast, now, columns, constraint):
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        ReturnColumns.objects.create(kind="participants", columns=columns, changed_by=cast.admin, changed_at=now)
    assert refused.value.__cause__.diag.constraint_name == constraint


def test_page_takes_a_return_for_a_typed_day_and_lists_it(cast, now, client_of):
    page = reverse("reports:take-return", args=["participants"])
    client = client_of(cast.lead)
    assert "Name, TRN, School" in client.get(page).content.decode()
    assert client_of(cast.hubadmin).get(page).status_code == 403
    seen = open_points(cast.lead, AcademicYear(cast.project.academic_year), now.date(), cast.hub).digest
    late = client.post(page, {"on": "1 September 2027", "seen": "on", "points": seen}).content.decode()
    assert "Date must be from" in late
    taken = client.post(
        page, {"on": now.strftime("%d/%m/%Y"), "seen": "on", "points": seen}, follow=True
    ).content.decode()
    assert "Participant return taken." in taken
    listed = client.get(reverse("reports:returns")).content.decode()
    assert ProgrammeReturn.objects.get().get_absolute_url() in listed
    assert client.get(reverse("reports:take-return", args=["pupils"])).status_code == 404


def test_retention_clears_trns_first_then_names_and_keeps_the_digest(cast, now):
    User.objects.filter(pk=cast.advocate.pk).update(trn="1234567")
    frozen = take(cast, now)
    before = frozen.sha256, frozen.counts
    for years, trn, name in ((4, "", "Nina Rivermead"), (8, "", "Participant 1")):
        with time_machine.travel(now + timedelta(days=366 * years), tick=False):
            call_command("retention", "--apply", verbosity=0)
        frozen.refresh_from_db()
        first = rows(frozen)[0]
        assert (first["Name"], first["TRN"]) == (name, trn)
        assert (frozen.sha256, frozen.counts) == before
    assert frozen.row_keys == ["1", "2"]
    assert hashlib.sha256(frozen.content.encode()).hexdigest() != frozen.sha256


def test_retention_leaves_a_school_return_as_it_was_taken(cast, now):
    frozen = take(cast, now, kind=ReturnKind.SCHOOLS)
    before = frozen.content, frozen.row_keys
    with time_machine.travel(now + timedelta(days=366 * 8), tick=False):
        call_command("retention", "--apply", verbosity=0)
    frozen.refresh_from_db()
    assert (frozen.content, frozen.row_keys) == before
    assert not frozen.trns_cleared
    assert not frozen.names_cleared


def test_archive_of_a_person_has_their_row_with_the_trn_and_no_other_row(cast, now):
    User.objects.filter(pk=cast.advocate.pk).update(trn="1234567")
    User.objects.filter(pk=cast.advocate_two.pk).update(trn="7654321")
    frozen = take(cast, now)
    cast.advocate.refresh_from_db()
    values = Values(HOLDINGS["reports.ProgrammeReturn"], Mask(find_identity(cast.advocate, cast.advocate.email)))
    values.prepare([frozen])
    text = str(values.of(frozen))
    assert "1234567" in text
    assert "7654321" not in text
    assert cast.advocate_two.full_name not in text


@at_two_sizes
@pytest.mark.parametrize("kind", ReturnKind.values)
def test_taking_and_showing_a_return_ask_the_same_queries_for_few_schools_and_many(cast, now, client_of, sizes, kind):
    hub, counts = BusyHub(cast, now), {}
    client = client_of(cast.lead)
    for number in sizes:
        hub.grow(number)
        take(cast, now, kind=kind)
        with CaptureQueriesContext(connection) as queries:
            frozen = take(cast, now, kind=kind)
            for name in ("programme-return", "programme-return-xlsx", "published-return"):
                assert client.get(reverse(f"reports:{name}", args=[frozen.pk])).status_code == 200
        counts[number] = len(queries)
    assert len(set(counts.values())) == 1, counts


PEOPLE_BY_SQL = """
SELECT p.id AS participation, u.id AS person, u.full_name, u.trn, s.urn, s.name AS school, j.code,
    COALESCE(j.foci[ascii(NULLIF(p.focus, '')) - 96], '') AS focus,
    (p.state = 'completed' AND p.ended_on <= %(on)s) AS completed,
    (SELECT count(*) FROM workgroups_attendance a JOIN workgroups_meeting m ON m.id = a.meeting_id
        WHERE a.participation_id = p.id AND a.user_id = u.id AND a.mark = 'present' AND m.state = 'held'
        AND (m.starts_at AT TIME ZONE 'Europe/London')::date <= %(on)s) AS attended,
    (SELECT count(DISTINCT m.id) FROM workgroups_meeting m JOIN workgroups_membership w ON w.group_id = m.group_id
        WHERE w.participation_id = p.id AND m.state = 'held'
        AND (m.starts_at AT TIME ZONE 'Europe/London')::date BETWEEN w.starts_on AND %(on)s
        AND (w.ends_on IS NULL OR (m.starts_at AT TIME ZONE 'Europe/London')::date < w.ends_on)) AS held
FROM schools_participation p
JOIN schools_project j ON j.id = p.project_id AND j.academic_year = %(year)s
JOIN schools_school s ON s.id = p.school_id
JOIN accounts_user u ON u.id IN (
    SELECT a.user_id FROM schools_advocate a WHERE a.school_id = p.school_id AND a.starts_on <= %(on)s
        AND (a.ends_on IS NULL OR a.ends_on >= (p.enrolled_at AT TIME ZONE 'Europe/London')::date)
    UNION SELECT a.user_id FROM workgroups_attendance a WHERE a.participation_id = p.id AND a.mark = 'present'
        AND a.user_id IS NOT NULL)
WHERE p.hub_id = %(hub)s AND p.state NOT IN ('proposed', 'declined') AND NOT p.entered_by_mistake
AND (p.enrolled_at AT TIME ZONE 'Europe/London')::date <= %(on)s
"""


@pytest.fixture
def busy(cast, now) -> BusyHub:
    """Four schools in one group, which met once: an Advocate of every other school attended."""
    hub = BusyHub(cast, now)
    hub.grow(4)
    for participation in hub.schools[::2]:
        advocate = participation.school.advocates.earliest("pk").user
        groups.mark_attendance(hub.meeting, user=advocate, mark="present", by=cast.specialist, now=hub.meeting.ends_at)
    groups.hold_meeting(hub.meeting, mark_rest=True, by=cast.specialist, now=hub.meeting.ends_at)
    return hub


def test_participant_return_is_what_sql_of_its_own_gives(cast, busy, now):
    met = now + timedelta(days=1)
    User.objects.filter(email__endswith="@demo.example").update(trn="")
    User.objects.filter(pk=cast.advocate.pk).update(trn="1234567")
    complete_participation(busy.schools[1], by=cast.lead, now=met)
    frozen = take(cast, met)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_BY_SQL, {"on": met.date(), "year": cast.project.academic_year, "hub": cast.hub.pk})
        names = [column.name for column in cursor.description]
        by_sql = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    expected = {
        f"{row['participation']}-{row['person']}": [
            row["full_name"], row["trn"], row["school"], str(row["urn"]), cast.hub.name, row["code"], row["focus"],
            str(row["attended"]), str(row["held"]), "Yes" if row["completed"] else "No",
        ]
        for row in by_sql
    }  # fmt: skip
    assert read_table(frozen).rows == expected
    assert len(expected) == 8


def test_school_return_is_what_sql_of_its_own_gives(cast, busy, now):
    met = now + timedelta(days=1)
    complete_participation(busy.schools[1], by=cast.lead, now=met)
    set_return_columns(
        ReturnKind.SCHOOLS,
        columns=[
            Column(key, key)
            for key in ("urn", "advocates", "sessions", "days_used", "meetings_attended", "meetings_held", "completed")
        ],
        by=cast.admin,
        now=met,
    )
    frozen = take(cast, met, kind="schools")
    by_sql = read(
        """
        SELECT p.id, s.urn, p.state = 'completed' AS completed,
            (SELECT count(DISTINCT a.user_id) FROM schools_advocate a WHERE a.school_id = s.id) AS advocates,
            (SELECT count(*) FROM devplans_session d WHERE d.participation_id = p.id
                AND d.state IN ('held', 'queried', 'confirmed') AND d.held_on <= %s) AS sessions,
            (SELECT COALESCE(sum(length), 0) FROM devplans_session d WHERE d.participation_id = p.id
                AND d.state = 'confirmed' AND d.specialist_id IS NOT NULL AND d.held_on <= %s) AS days,
            (SELECT count(DISTINCT a.meeting_id) FROM workgroups_attendance a JOIN workgroups_meeting m
                ON m.id = a.meeting_id WHERE a.participation_id = p.id AND a.mark = 'present' AND m.state = 'held')
                AS attended,
            (SELECT count(DISTINCT m.id) FROM workgroups_meeting m JOIN workgroups_membership w
                ON w.group_id = m.group_id WHERE w.participation_id = p.id AND m.state = 'held'
                AND (m.starts_at AT TIME ZONE 'Europe/London')::date >= w.starts_on) AS held
        FROM schools_participation p JOIN schools_school s ON s.id = p.school_id
        JOIN schools_project j ON j.id = p.project_id
        WHERE p.hub_id = %s AND j.academic_year = %s
        """,
        met.date(), met.date(), cast.hub.pk, cast.project.academic_year,
    )  # fmt: skip
    expected = {
        str(row["id"]): [
            str(row["urn"]), str(row["advocates"]), str(row["sessions"]), str(row["days"]), str(row["attended"]),
            str(row["held"]), "Yes" if row["completed"] else "No",
        ]
        for row in by_sql
    }  # fmt: skip
    assert read_table(frozen).rows == expected
    assert len(expected) == 4


def test_usual_columns_are_those_that_the_programme_asks_for():
    assert [column.heading for column in usual_columns(ReturnKind.PARTICIPANTS)] == [
        "Name", "TRN", "School", "URN", "Hub", "Project", "Focus", "Meetings attended", "Meetings held", "Completed",
    ]  # fmt: skip


def test_no_account_has_a_date_of_birth():
    assert [field.name for field in User._meta.get_fields() if "birth" in field.name or field.name == "dob"] == []
