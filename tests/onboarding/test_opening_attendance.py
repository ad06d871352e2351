"""Attendance from before its hub used the site: brought in with its meetings, and undone as a list. Nobody is emailed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.actions import NewLine, draft_claim
from funding.models import Grant
from sustaining.common.imported_rows import ListedIn
from sustaining.common.years import AcademicYear
from sustaining.desk.timeline import school_timeline
from sustaining.onboarding import actions
from sustaining.onboarding.actions import CannotUndo
from sustaining.onboarding.choices import OpeningKind
from sustaining.onboarding.models import OpeningUpload
from sustaining.onboarding.opening_columns import OPENING_COLUMNS
from sustaining.onboarding.openings import check_openings
from sustaining.onboarding.waiting_lists import save_waiting_lists
from sustaining.outbox.models import Email
from sustaining.reports import figures
from sustaining.reports.filters import ReportFilter
from sustaining.workgroups import actions as groups
from sustaining.workgroups.actions.imports import bring_in_mark
from sustaining.workgroups.choices import Mark, MeetingState
from sustaining.workgroups.models import Attendance, ImportedMark, ImportedMeeting, Meeting, WorkGroup
from sustaining.workgroups.reminders import thanks
from tests.cast import enrol_another
from tests.onboarding.opening_lists import bring_in_list, explain_list, upload_list
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
KIND = OpeningKind.ATTENDANCE


@pytest.fixture
def group(cast: Any, now: datetime) -> WorkGroup:
    """The house's Work Group, which its school joined today."""
    made = groups.set_up_group(
        cast.hub, project=cast.project, name="Rivermead East", leads=[cast.specialist_record], by=cast.lead, now=now
    )
    groups.join_group(made, participation=cast.participation, by=cast.lead, now=now)
    return made


def bring_in(house: Any, rows: list[dict[str, Any]], now: datetime) -> OpeningUpload:
    return bring_in_list(house, KIND, rows, now)


def explain(house: Any, rows: list[dict[str, Any]], now: datetime) -> list[str]:
    return explain_list(house, KIND, rows, now)


def line(house: Any, **values: Any) -> dict[str, Any]:
    """The first Advocate's mark at a meeting that the site does not know."""
    return {
        "URN": house.school.urn, "Work Group": "Rivermead East", "Date of meeting": "14/10/2026", "Starts": "4pm",
        "Ends": "5:30pm", "Name": "Nina Rivermead", "Email": "", "Attendance": "attended", **values,
    }  # fmt: skip


def planned(house: Any, group: WorkGroup, now: datetime, *, hours_ago: int = 3) -> Meeting:
    """A meeting of the site that began some hours ago: its people are invited and its register is open."""
    starts_at = now - timedelta(hours=hours_ago)
    return groups.add_meeting(
        group,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        by=house.lead,
        now=starts_at - timedelta(days=1),
    )


def shown(house: Any) -> Any:
    """What reports say of attendance this year."""
    report = ReportFilter(house.lead, AcademicYear(2026), date(2026, 11, 24))
    return [{**row, "number": 0} for row in figures.attendance(report)]


def test_meeting_is_added_as_held_with_its_marks_and_nobody_is_emailed(cast, now, group):
    emails = Email.objects.count()
    rows = [line(cast), line(cast, Name="", Email=cast.advocate_two.email, Starts="", Ends="", Attendance="apologies")]
    listed = bring_in(cast, rows, now)
    meeting = Meeting.objects.get()
    assert (meeting.group, meeting.state, timezone.localtime(meeting.starts_at).hour) == (group, MeetingState.HELD, 16)
    assert (meeting.imported.source, meeting.imported.source_row, meeting.imported.recorded_by) == (
        listed.name, 2, cast.lead,
    )  # fmt: skip
    marks = Attendance.objects.order_by("pk").values_list("user", "mark", "participation")
    assert list(marks) == [
        (cast.advocate.pk, "present", cast.participation.pk), (cast.advocate_two.pk, "apologies", cast.participation.pk),
    ]  # fmt: skip
    assert Email.objects.count() == emails
    assert list(thanks(now)) == []
    assert [row["mark"] for row in listed.made] == list(ImportedMark.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "add: A meeting from 4pm to 5:30pm is added to Rivermead East as held."),
        ({"Name": "nina  RIVERMEAD"}, "add: "),
        ({"Attendance": "Yes"}, "add: "),
        ({"Starts": "", "Ends": ""}, "problem: Rivermead East has no meeting on this day. Enter when it started"),
        (
            {"Starts": "4pm", "Ends": ""},
            "problem: Enter when the meeting started and ended, for example 4pm and 5:30pm.",
        ),
        ({"Starts": "5pm", "Ends": "4pm"}, "problem: End time must be after the start time."),
        ({"Attendance": "perhaps"}, "problem: Enter the attendance: attended, apologies or absent."),
        ({"Date of meeting": "soon"}, "problem: Enter the date of the meeting, for example 14 October 2026."),
        ({"Date of meeting": "30/11/2026"}, "problem: Date must be today or in the past."),
        ({"Date of meeting": "14/10/2024"}, "has no Work Group called “Rivermead East” on Mon 14 Oct 2024."),
        (
            {"Work Group": "West"},
            "has no Work Group called “West” on Wed 14 Oct 2026. Its Work Groups of that year: River",
        ),
        (
            {"Name": "Zoe Unknown"},
            "problem: “Zoe Unknown” isn’t an Advocate of Castle Hill School in 2026/27. Correct it.",
        ),
        ({"Name": ""}, "problem: Enter the person’s name or email address."),
        ({"URN": "920001"}, "has the URN 920001"),
    ],
)
def test_each_row_says_what_it_would_do_or_what_is_wrong(cast, now, group, values, sentence):
    assert sentence in explain(cast, [line(cast, **values)], now)[0]


def test_duplicates_and_schools_outside_the_group_are_named(cast, now, group):
    enrol_another(cast, 950_001, "Other School", now, days=Decimal(0))
    first, again, other, outside = explain(
        cast,
        [
            line(cast), line(cast, Name="", Email=cast.advocate.email), line(cast, Name="Tom Rivermead", Ends="6pm"),
            line(cast, URN=950_001, Name="Advocate1 950001"),
        ],
        now,
    )  # fmt: skip
    assert first.startswith("add")
    assert again == "problem: Same person and meeting as row 2."
    assert other == "problem: Row 2 gives other times for this meeting. Enter the same."
    assert outside == "problem: Other School isn’t in Rivermead East. Add it to the Work Group first."


def test_marks_of_a_meeting_of_the_site_close_its_register_once_everybody_has_one(cast, now, group):
    meeting = planned(cast, group, now)
    day = f"{now:%d/%m/%Y}"
    rows = [
        line(cast, Starts="", Ends="", **{"Date of meeting": day}),
        line(cast, Starts="", Ends="", Name="Tom Rivermead", Attendance="absent", **{"Date of meeting": day}),
    ]
    assert explain(cast, rows, now) == ["add: Recorded for Rivermead East, meeting 1."] * 2
    bring_in(cast, rows, now)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.SCHEDULED, "the group's lead has no mark yet"
    groups.mark_attendance(meeting, user=cast.specialist, mark=Mark.PRESENT, by=cast.lead, now=now)
    groups.hold_meeting(meeting, by=cast.lead, now=now)
    known = "known: The register has this person already: present. Nothing will change."
    assert explain(cast, rows[:1], now) == [known]
    other = explain(cast, [{**rows[0], "Attendance": "absent"}], now)
    assert other == [
        "known: The register has this person already: present. Correct the register on the meeting’s page."
    ]
    stranger = explain(cast, [{**rows[0], "Name": "Zoe Unknown"}], now)
    assert stranger == [
        "problem: “Zoe Unknown” of Castle Hill School isn’t in the register of this meeting. Correct it."
    ]


def test_register_that_a_list_closed_is_open_again_after_undoing(cast, now, group):
    meeting = planned(cast, group, now)
    groups.mark_attendance(meeting, user=cast.specialist, mark=Mark.PRESENT, by=cast.lead, now=now)
    before = shown(cast)
    day = {"Date of meeting": f"{now:%d/%m/%Y}", "Starts": "", "Ends": ""}
    listed = bring_in(cast, [line(cast, **day), line(cast, Name="Tom Rivermead", **day)], now)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert shown(cast) != before
    actions.undo_openings(listed, reason="Wrong list.", by=cast.lead, now=now)
    meeting.refresh_from_db()
    assert (meeting.state, shown(cast)) == (MeetingState.REOPENED, before)
    assert list(Attendance.objects.values_list("user", flat=True)) == [cast.specialist.pk]


ROWS = st.lists(
    st.tuples(st.integers(0, 40), st.booleans(), st.sampled_from(list(Mark))),
    min_size=1, max_size=6, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_list_gives_the_figures_of_registers_kept_by_hand_and_undone_those_of_before(cast, now, group, rows):
    """Whatever a list says, its figures are those of registers kept by hand; undone, those of before."""
    people = {True: cast.advocate, False: cast.advocate_two}
    before = shown(cast)
    with transaction.atomic():
        for days in sorted({row[0] for row in rows}):
            start = timezone.make_aware(datetime(2026, 9, 7, 16) + timedelta(days=days))  # noqa: DTZ001
            meeting = Meeting.objects.create(
                group=group, number=days + 1, starts_at=start, ends_at=start + timedelta(hours=1),
                state=MeetingState.SCHEDULED,
            )  # fmt: skip
            for day, first, mark in rows:
                if day == days:
                    groups.invite(meeting, people[first], cast.participation, now=now)
                    groups.mark_attendance(meeting, user=people[first], mark=mark, by=cast.lead, now=now)
            groups.hold_meeting(meeting, by=cast.lead, now=now)
        by_hand = _sum(shown(cast))
        transaction.set_rollback(True)
    with transaction.atomic():
        lines = [
            line(
                cast, Name="", Email=people[first].email, Attendance=mark.label, Ends="5pm",
                **{"Work Group": group.name, "Date of meeting": f"{date(2026, 9, 7) + timedelta(days=days):%d/%m/%Y}"},
            )
            for days, first, mark in rows
        ]  # fmt: skip
        listed = bring_in(cast, lines, now)
        assert _sum(shown(cast)) == by_hand
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT COUNT(*) FROM workgroups_attendance a JOIN workgroups_meeting m ON m.id = a.meeting_id
                JOIN workgroups_workgroup g ON g.id = m.group_id WHERE g.hub_id = %s AND m.state = 'held'""",
                [cast.hub.pk],
            )
            assert cursor.fetchone() == (sum(by_hand.values()),)
        actions.undo_openings(listed, reason="Wrong list.", by=cast.lead, now=now)
        assert shown(cast) == before
        assert not Attendance.objects.filter(meeting__group=group).exists()
        bring_in(cast, lines, now + timedelta(hours=1))
        assert _sum(shown(cast)) == by_hand
        transaction.set_rollback(True)


def _sum(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {mark: sum(row[mark] for row in rows) for mark in Mark.values}


def refuse(house: Any, listed: OpeningUpload, now: datetime, sentence: str) -> None:
    with pytest.raises(CannotUndo, match=sentence), transaction.atomic():
        actions.undo_openings(listed, reason="Wrong.", by=house.lead, now=now)


def test_list_is_not_undone_when_something_was_done_with_its_marks(cast, now, group):
    listed = bring_in(cast, [line(cast), line(cast, Name="Tom Rivermead", Attendance="apologies")], now)
    meeting = Meeting.objects.get()
    item = NewLine(date(2026, 10, 14), "Nina", Decimal(90), occasion=f"meeting:{meeting.pk}")
    grant = Grant.objects.get(participation=cast.participation)
    with transaction.atomic():
        claim = draft_claim(grant, lines=[item], client_key=uuid4(), by=cast.finance, now=now)
        refuse(cast, listed, now, f"Nina Rivermead, Rivermead East, meeting 1 \\(claim {claim.reference}\\)")
        transaction.set_rollback(True)
    with transaction.atomic():
        groups.issue_certificates(
            group, people=[f"{cast.advocate.pk}-{cast.participation.pk}"], kind="attendance", by=cast.lead, now=now
        )
        refuse(cast, listed, now, "a certificate")
        transaction.set_rollback(True)
    groups.reopen_register(meeting, reason="Tom came.", by=cast.lead, now=now)
    refuse(cast, listed, now, "its meeting was changed on its page")
    assert Attendance.objects.count() == 2


def test_undone_meeting_is_cancelled_with_the_reason(cast, now, group):
    listed = bring_in(cast, [line(cast)], now)
    emails = Email.objects.count()
    assert actions.undo_openings(listed, reason="Wrong list.", by=cast.lead, now=now) == 1
    meeting = Meeting.objects.get()
    assert meeting.state == MeetingState.CANCELLED
    assert meeting.corrections.get().reason == "Wrong list."
    assert not Attendance.objects.exists()
    assert ImportedMark.objects.get().undone_by == cast.lead
    assert Email.objects.count() == emails


def test_only_a_hub_lead_brings_in_attendance_and_undoes_it(cast, now, group):
    meeting = planned(cast, group, now)
    listed = upload_list(cast, KIND, [line(cast)], now)
    mark = {"user": cast.advocate, "participation": cast.participation, "mark": "present"}
    for person in (cast.hubadmin, cast.auditor, cast.specialist, cast.advocate, cast.other.lead):
        with pytest.raises(PermissionDenied), transaction.atomic():
            actions.save_openings(listed, seen="", by=person, now=now)
        with pytest.raises(PermissionDenied), transaction.atomic():
            bring_in_mark(meeting, **mark, listed=ListedIn("a.csv", 2), by=person, now=now)


def test_database_keeps_what_was_brought_in_and_every_other_mark(cast, now, group):
    bring_in(cast, [line(cast)], now)
    meeting = planned(cast, group, now)
    groups.mark_attendance(meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.lead, now=now)
    broken = [
        lambda: ImportedMark.objects.update(mark="absent"),
        lambda: ImportedMark.objects.all().delete(),
        lambda: ImportedMeeting.objects.update(source="Other.csv"),
        lambda: ImportedMeeting.objects.all().delete(),
        lambda: Attendance.objects.filter(imported=None).delete(),
        lambda: Attendance.objects.exclude(imported=None).delete(),
        lambda: ImportedMark.objects.update(undone_at=now),
        lambda: (
            groups.hold_meeting(meeting, mark_rest=True, by=cast.lead, now=now),
            Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED),
        ),
    ]
    for change in broken:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_activity_names_the_list_and_who_brought_it_in(cast, now, group):
    listed = bring_in(cast, [line(cast)], now)
    sentences = [entry.sentence for entry in school_timeline(cast.school, cast.lead, "meetings")]
    what = "the attendance of Nina Rivermead at Rivermead East, meeting 1, from Attendance of meetings.csv, row 2"
    assert f"Lena Rivermead brought in {what}" in sentences
    actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now + timedelta(hours=1))
    sentences = [entry.sentence for entry in school_timeline(cast.school, cast.lead, "meetings")]
    assert f"Lena Rivermead undid {what}" in sentences
    assert "Nina Rivermead attended" not in " ".join(sentences)


def test_pages_show_what_was_brought_in(cast, now, group, client_of):
    listed = bring_in(cast, [line(cast)], now)
    html = client_of(cast.auditor).get(listed.get_absolute_url()).content.decode()
    assert "Nina Rivermead, Rivermead East, meeting 1: present" in html
    html = client_of(cast.lead).get(reverse("onboarding:set-up", args=[cast.hub.pk])).content.decode()
    assert "1 attendance mark brought in" in html
    html = client_of(cast.lead).get(Meeting.objects.get().get_absolute_url()).content.decode()
    assert "Nina Rivermead" in html


TYPED = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
"""What a cell can hold: files and forms with the null character are refused before they are read."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text(TYPED, max_size=30), min_size=9, max_size=9))
def test_odd_cells_are_problems_in_sentences(cast, now, cells):
    """Whatever stands in a row, it is a problem that is said in whole sentences, never an error of the site."""
    listed = OpeningUpload(hub=cast.hub, list_kind=KIND, added_at=now)
    listed.columns = {column.key: place for place, column in enumerate(OPENING_COLUMNS[KIND].columns)}
    listed.rows = [{"line": 2, "cells": [str(cast.school.urn), *cells]}]
    (row,) = check_openings(listed, cast.lead, now).rows
    assert row.problems
    assert all(problem.strip()[-1] in ".?" for problem in row.problems)


def test_long_list_is_saved_by_a_worker(cast, now, group):
    rows = [
        line(cast, Name=name, **{"Date of meeting": f"{date(2026, 9, 1) + timedelta(days=place):%d/%m/%Y}"})
        for place in range(30)
        for name in ("Nina Rivermead", "Tom Rivermead")
    ]
    listed = upload_list(cast, KIND, rows, now)
    seen = check_openings(listed, cast.lead, now).fingerprint
    assert actions.bring_in_list(listed, seen=seen, by=cast.lead, now=now) == 0
    assert save_waiting_lists(timezone.now()) == {"saved": 1}
    assert (Meeting.objects.count(), Attendance.objects.count()) == (30, 60)
    assert actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now) == 60


@at_two_sizes
def test_check_page_queries_do_not_grow_with_rows(cast, now, group, client_of, sizes, django_assert_max_num_queries):
    rows: list[dict[str, Any]] = []
    for number in sizes:
        while len(rows) < number:
            urn = 950_001 + len(rows)
            year = enrol_another(cast, urn, f"School {urn}", now, days=Decimal(0))
            groups.join_group(group, participation=year, by=cast.lead, now=now)
            rows.append(line(cast, URN=urn, Name=f"Advocate1 {urn}"))
        listed = upload_list(cast, KIND, rows, now)
        with django_assert_max_num_queries(45):
            page = client_of(cast.lead).get(listed.get_absolute_url())
        assert f"Bring in {number} attendance mark" in page.content.decode()
