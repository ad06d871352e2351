"""Sessions that were held before their hub used the site: brought in as sessions of their year, and undone as a list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devplans.actions import corrections
from devplans.actions.imported_sessions import bring_in_session
from devplans.actions.next_steps import NewStep, add_next_step
from devplans.actions.sessions import SessionData, SessionNotPossible, log_session
from devplans.choices import SessionState
from devplans.lengths import length_from_minutes
from devplans.models import ImportedSession, Session
from devplans.selectors.sessions import participation_days
from devplans.session_kinds import SessionKind
from funding.actions import NewLine, draft_claim
from funding.models import Grant
from schools.actions import withdraw_participation
from schools.actions.past_years import PastPerson, PastYear, record_past_year
from schools.choices import ParticipationState
from schools.models import Participation, Project
from schools.viewer import Viewer
from specialists.days import spent_in
from specialists.models import Specialist
from sustaining.common.errors import WrongState
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.imported_rows import ListedIn
from sustaining.common.sheet_uploads import check_sheet
from sustaining.common.years import AcademicYear
from sustaining.desk.timeline import school_timeline
from sustaining.desk.weekly_summary import describe_changes
from sustaining.onboarding import actions
from sustaining.onboarding.actions import CannotUndo
from sustaining.onboarding.choices import OpeningKind
from sustaining.onboarding.models import OpeningUpload
from sustaining.onboarding.opening_columns import LONGEST_CELL
from sustaining.onboarding.openings import check_openings
from sustaining.onboarding.waiting_lists import save_waiting_lists
from sustaining.outbox.models import Email
from sustaining.reports import figures
from sustaining.reports.filters import ReportFilter
from tests.cast import enrol_another
from tests.devplans.test_planning import plan
from tests.devplans.test_sessions import log
from tests.factories import SchoolFactory
from tests.onboarding.opening_lists import bring_in_list, explain_list, upload_list
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
upload = partial(upload_list, kind=OpeningKind.SESSIONS)
HELD_ON = date(2026, 10, 14)


def bring_in(house: Any, rows: list[dict[str, Any]], now: datetime) -> OpeningUpload:
    return bring_in_list(house, OpeningKind.SESSIONS, rows, now)


def explain(house: Any, rows: list[dict[str, Any]], now: datetime) -> list[str]:
    return explain_list(house, OpeningKind.SESSIONS, rows, now)


def line(house: Any, **values: Any) -> dict[str, Any]:
    """A session of this year with the house's Specialist and first Advocate."""
    return {
        "URN": house.school.urn, "Date": "14/10/2026", "Kind of session": "Joint planning", "Length": "½ day",
        "Specialist": house.specialist.email, "Advocates": house.advocate.full_name, "Number of colleagues": "2",
        "What was done": "Four lessons on ratio.", **values,
    }  # fmt: skip


@pytest.fixture
def past(cast: Any) -> Project:
    """The Sustaining project of last year."""
    return Project.objects.create(
        code="NCP25-14", title="Sustaining", academic_year=2025, stage="sustaining",
        release_grant=Decimal(1000), support_days=Decimal(3),
    )  # fmt: skip


def record(house: Any, school: Any, project: Project, now: datetime) -> Participation:
    """The school's completed year, with an Advocate of that year."""
    people = (PastPerson("Ann Earlier", "ann.earlier@school.example"),)
    ended = PastYear(ParticipationState.COMPLETED, date(2026, 7, 17), people=people)
    return record_past_year(house.hub, school=school, project=project, past=ended, by=house.lead, now=now)


def shown(house: Any, *years: int) -> Any:
    """What reports and Specialists' days say of years."""
    reports = [ReportFilter(house.lead, AcademicYear(year), date(2026, 11, 24)) for year in years]
    people = [house.specialist_record.pk]
    return [(figures.sessions(report), figures.days(report), spent_in(people, report.year.start)) for report in reports]


def test_session_is_confirmed_and_counts_its_days_without_emails(cast, now, client_of):
    emails = Email.objects.count()
    listed = bring_in(cast, [line(cast)], now)
    session = Session.objects.get()
    assert (session.participation, session.held_on, session.kind) == (cast.participation, HELD_ON, "joint_planning")
    assert (session.state, session.confirmed_by, session.logged_by) == ("confirmed", cast.lead, cast.lead)
    assert (session.length, session.minutes, session.colleagues) == (Decimal("0.5"), None, 2)
    assert (session.what_happened, session.place) == ("Four lessons on ratio.", cast.school.name)
    assert list(session.advocates.all()) == [cast.advocacy]
    assert participation_days(cast.participation) == {"used": Decimal("0.5"), "given": Decimal(3)}
    imported = ImportedSession.objects.get()
    assert (imported.source, imported.source_row, imported.recorded_by) == (listed.name, 2, cast.lead)
    assert listed.made == [{"session": imported.pk}]
    assert Email.objects.count() == emails
    for person in (cast.specialist, cast.lead):
        assert (
            "confirm"
            not in " ".join(
                task.item.title for task in client_of(person).get(reverse("desk:todo")).context["tasks"].shown
            ).lower()
        )


def test_session_without_a_specialist_is_held_and_counts_no_days(cast, now):
    assert explain(cast, [line(cast, Specialist="")], now) == [
        "add: Recorded in NCP26-14, 2026/27. No Specialist, so no support days are counted."
    ]
    bring_in(cast, [line(cast, Specialist="")], now)
    assert Session.objects.get().state == SessionState.HELD
    assert participation_days(cast.participation)["used"] == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "add: Recorded and confirmed in NCP26-14, 2026/27. Counts ½ day of Robin Rivermead’s time."),
        ({"Specialist": "robin  RIVERMEAD"}, "add: Recorded and confirmed"),
        ({"Length": "1h 30m"}, "Counts 0.188 day of Robin"),
        ({"Length": "4 days"}, "4 of the school’s 3 support days will then be used."),
        ({"Advocates": "Nina Rivermead; tom rivermead"}, "add: "),
        ({"Advocates": "advocate@demo.example and advocate_two@demo.example"}, "add: "),
        ({"Kind of session": "cpd"}, "add: "),
        ({"What was done": ""}, "add: "),
        ({"Date": "14 October"}, "add: "),
        ({"Date": "soon"}, "problem: Enter the date the session was held, for example 14 October 2026."),
        ({"Date": "14/10/2024"}, "is not taking part in 2024/25"),
        ({"Date": "30/11/2026"}, "problem: Date must be today or in the past."),
        ({"Kind of session": "chat"}, "problem: Enter the kind of session. It is one of these: Observation at the"),
        ({"Length": "long"}, "problem: Enter the length, for example 1h 30m, 45 minutes or ¾ day."),
        ({"Length": "6 days"}, "problem: Enter a length between 15 minutes and 5 days."),
        ({"Length": ""}, "problem: Enter the length, for example"),
        ({"Specialist": "Nobody Known"}, "“Nobody Known” isn’t the name or email address of a Specialist at your hub."),
        ({"Specialist": "specialist2@demo.example"}, "isn’t the name or email address of a Specialist"),
        ({"Advocates": "Nina R"}, "isn’t the name or email address of an Advocate of Castle Hill School in 2026/27."),
        ({"Number of colleagues": "many"}, "problem: Enter the number of colleagues as a number up to 200"),
        ({"URN": "920001"}, "has the URN 920001"),
        ({"URN": "", "School": ""}, "problem: Enter the URN, or the name and postcode."),
        ({"URN": "", "School": "castle hill school"}, "add: "),
        ({"Project or year": "2026/27"}, "add: "),
        ({"Project or year": "2019/20"}, "“2019/20” isn’t a project or year of this school with your hub."),
        ({"Project or year": "NCP26-14", "Date": "14/10/2025"}, "Date must be in 2026/27, the year of NCP26-14."),
    ],
)
def test_each_row_says_what_it_would_do_or_what_is_wrong(cast, now, values, sentence):
    assert sentence in explain(cast, [line(cast, **values)], now)[0]


def test_row_breaks_the_rules_of_logged_sessions_in_the_same_words(cast, now):
    """The Specialist of another school of the hub, and a day after the school withdrew."""
    other = enrol_another(cast, 950_001, "Other School", now, days=Decimal(0))
    row = line(cast, URN=950_001, Advocates="", Date=now.strftime("%d/%m/%Y"))
    data = SessionData(
        kind="joint_planning",
        held_on=now.date(),
        length=Decimal(1),
        what_happened="",
        specialist=cast.specialist_record,
    )
    with pytest.raises(SessionNotPossible) as logged, transaction.atomic():
        log_session(other, data=data, client_key=uuid4(), by=cast.lead, now=now)
    assert explain(cast, [row], now) == [f"problem: {logged.value}"]
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    Participation.objects.filter(pk=cast.participation.pk).update(ended_on=now.date() - timedelta(days=9))
    cast.participation.refresh_from_db()
    data = SessionData(kind="joint_planning", held_on=now.date(), length=Decimal(1), what_happened="")
    with pytest.raises(SessionNotPossible) as logged, transaction.atomic():
        log_session(cast.participation, data=data, client_key=uuid4(), by=cast.lead, now=now)
    assert explain(cast, [line(cast, Date=now.strftime("%d/%m/%Y"))], now) == [f"problem: {logged.value}"]
    assert explain(cast, [line(cast)], now)[0].startswith("add")


def test_session_is_never_recorded_twice(cast, now):
    first, second = explain(cast, [line(cast), line(cast, Length="2h")], now)
    assert first.startswith("add")
    assert second == "problem: Same school, date and kind as row 2. Log a second session on the school’s page."
    bring_in(cast, [line(cast)], now)
    known = "known: On this site already: Joint planning, 14 October 2026, confirmed. Nothing will change."
    assert explain(cast, [line(cast, Length="1h")], now) == [known]
    log(cast, now, held_on=date(2026, 10, 15))
    assert explain(cast, [line(cast, Date="15/10/2026")], now)[0].startswith("known")
    data = SessionData(kind="joint_planning", held_on=HELD_ON, length=Decimal(1), what_happened="")
    with pytest.raises(SessionNotPossible, match="On this site already"), transaction.atomic():
        bring_in_session(cast.participation, data=data, listed=ListedIn("a.csv", 2), by=cast.lead, now=now)


def test_session_that_is_planned_for_the_day_is_logged_there(cast, now):
    planned = plan(cast, now)
    Session.objects.filter(pk=planned.pk).update(held_on=HELD_ON)
    row = line(cast, **{"Kind of session": planned.get_kind_display()})
    assert "is planned on this site. Log it on its page instead." in explain(cast, [row], now)[0]


ROWS = st.lists(
    st.tuples(
        st.integers(0, 40), st.sampled_from(list(SessionKind)), st.integers(15, 600), st.booleans(), st.booleans()
    ),
    min_size=1, max_size=6, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_list_gives_the_figures_of_sessions_logged_by_hand_and_undone_those_of_before(cast, now, rows):
    """Whatever a list says, its figures are those of the same sessions logged one by one; undone, those of before."""
    before = shown(cast, 2025, 2026)
    with transaction.atomic():
        for days, kind, minutes, with_specialist, with_advocate in rows:
            length = length_from_minutes(minutes)
            data = SessionData(
                kind=kind.value, held_on=date(2026, 9, 7) + timedelta(days=days), length=length.days, what_happened="",
                minutes=minutes, specialist=cast.specialist_record if with_specialist else None,
                advocates=[cast.advocacy] if with_advocate else [],
            )  # fmt: skip
            log_session(cast.participation, data=data, client_key=uuid4(), by=cast.specialist, now=now)
        by_hand = shown(cast, 2025, 2026)
        transaction.set_rollback(True)
    with transaction.atomic():
        lines = [
            line(
                cast, Date=f"{date(2026, 9, 7) + timedelta(days=days):%d/%m/%Y}", Length=f"{minutes} minutes",
                Specialist=cast.specialist.email if with_specialist else "",
                Advocates=cast.advocate.email if with_advocate else "",
                **{"Kind of session": kind.label, "Number of colleagues": ""},
            )
            for days, kind, minutes, with_specialist, with_advocate in rows
        ]  # fmt: skip
        listed = bring_in(cast, lines, now)
        assert len(listed.made) == len(rows)
        assert shown(cast, 2025, 2026) == by_hand
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT COALESCE(SUM(s.length), 0) FROM devplans_session s
                JOIN schools_participation p ON p.id = s.participation_id
                WHERE p.hub_id = %s AND s.state = 'confirmed' AND s.specialist_id IS NOT NULL""",
                [cast.hub.pk],
            )
            assert cursor.fetchone() == (figures.days(ReportFilter(cast.lead, AcademicYear(2026), now.date()))["used"],)
        actions.undo_openings(listed, reason="Wrong list.", by=cast.lead, now=now)
        assert shown(cast, 2025, 2026) == before
        assert len(bring_in(cast, lines, now + timedelta(hours=1)).made) == len(rows)
        assert shown(cast, 2025, 2026) == by_hand
        transaction.set_rollback(True)


def test_undone_sessions_stay_as_cancelled_ones_with_the_reason(cast, now, client_of):
    listed = bring_in(cast, [line(cast), line(cast, Specialist="", Date="15/10/2026")], now)
    emails = Email.objects.count()
    actions.undo_openings(listed, reason="Wrong list.", by=cast.lead, now=now)
    assert set(Session.objects.values_list("state", "cancel_reason", "confirmed_at")) == {
        ("cancelled", "Wrong list.", None)
    }
    assert Email.objects.count() == emails
    page = client_of(cast.advocate).get(Session.objects.get(held_on=HELD_ON).get_absolute_url())
    html = " ".join(page.content.decode().split())
    assert "Undone with the list that it was brought in from" in html
    assert "Doesn’t count: it was undone." in html


def test_list_is_not_undone_when_one_of_its_sessions_is_in_use(cast, now):
    rows = [line(cast, Date=f"{day}/10/2026") for day in (12, 13, 14, 15)]
    rows.append(line(cast, Specialist="", Date="16/10/2026"))
    listed = bring_in(cast, rows, now)
    claimed, reopened, stepped, filed, held = Session.objects.order_by("held_on")
    item = NewLine(claimed.held_on, "Nina", Decimal(90), occasion=f"session:{claimed.pk}")
    grant = Grant.objects.get(participation=cast.participation)
    claim = draft_claim(grant, lines=[item], client_key=uuid4(), by=cast.finance, now=now)
    refuse(cast, listed, now, f"Castle Hill School, Joint planning, 12 October 2026 \\(claim {claim.reference}\\)")
    corrections.reopen_session(reopened, reason="Wrong length.", by=cast.advocate, now=now)
    refuse(cast, listed, now, "13 October 2026 \\(changed on its page\\)")
    add_next_step(stepped, step=NewStep("Try it."), by=cast.advocate, now=now)
    refuse(cast, listed, now, "14 October 2026 \\(1 next step\\)")
    Session.objects.filter(pk=held.pk).update(what_happened="Something else.")
    refuse(cast, listed, now, "16 October 2026 \\(changed on its page\\)")
    assert not Session.objects.filter(state=SessionState.CANCELLED).exists()
    assert filed.is_confirmed


def refuse(house: Any, listed: OpeningUpload, now: datetime, sentence: str) -> None:
    with pytest.raises(CannotUndo, match=sentence), transaction.atomic():
        actions.undo_openings(listed, reason="Wrong.", by=house.lead, now=now)


def test_session_of_a_year_gone_by_belongs_to_that_year(cast, now, past):
    school = SchoolFactory(hub=cast.hub, name="Long Standing School")
    year = record(cast, school, past, now)
    before = shown(cast, 2026)
    row = line(cast, URN=school.urn, Date="5/3/2026", Advocates="Ann Earlier")
    assert explain(cast, [row], now)[0].startswith("add: Recorded and confirmed in NCP25-14, 2025/26.")
    bring_in(cast, [row], now)
    session = Session.objects.get()
    assert (session.participation, session.state) == (year, SessionState.CONFIRMED)
    assert [post.user.full_name for post in session.advocates.all()] == ["Ann Earlier"]
    assert shown(cast, 2026) == before
    days = figures.days(ReportFilter(cast.lead, AcademicYear(2025), now.date()))
    assert days == {"used": Decimal("0.5"), "given": Decimal("0.5")}
    home = record(cast, cast.home_school, past, now)
    row = line(cast, URN=home.school.urn, Date="5/3/2026", Advocates="")
    assert explain(cast, [row], now) == ["problem: Westbrook School is Robin Rivermead’s own school."]
    row = line(cast, URN=school.urn, Date="6/3/2026", Advocates=cast.advocate.email)
    assert (
        "isn’t the name or email address of an Advocate of Long Standing School in 2025/26."
        in explain(cast, [row], now)[0]
    )


def test_past_year_with_sessions_is_not_undone_before_them(cast, now, past):
    school = SchoolFactory(hub=cast.hub, name="Long Standing School")
    rows = [{"URN": school.urn, "Year": "2025/26", "Outcome": "Completed"}]
    years = bring_in_list(cast, OpeningKind.YEARS, rows, now)
    sessions = bring_in(cast, [line(cast, URN=school.urn, Date="5/3/2026", Advocates="")], now)
    refuse(cast, years, now, "Long Standing School, NCP25-14 \\(1 session\\)")
    actions.undo_openings(sessions, reason="Wrong.", by=cast.lead, now=now)
    assert actions.undo_openings(years, reason="Wrong.", by=cast.lead, now=now) == 1


def test_only_a_hub_lead_brings_in_sessions_and_undoes_them(cast, now):
    listed = upload(cast, rows=[line(cast)], now=now)
    data = SessionData(kind="joint_planning", held_on=HELD_ON, length=Decimal(1), what_happened="")
    for person in (cast.hubadmin, cast.auditor, cast.specialist, cast.advocate, cast.other.lead):
        with pytest.raises(PermissionDenied), transaction.atomic():
            actions.save_openings(listed, seen="", by=person, now=now)
        with pytest.raises(PermissionDenied), transaction.atomic():
            bring_in_session(cast.participation, data=data, listed=ListedIn("a.csv", 2), by=person, now=now)


def test_database_keeps_where_a_session_came_from_and_confirmed_ones_that_no_list_brought_in(cast, now):
    bring_in(cast, [line(cast)], now)
    logged = log(cast, now, by=cast.specialist)
    broken = [
        lambda: ImportedSession.objects.update(source="Other.csv"),
        lambda: ImportedSession.objects.update(source_row=3),
        lambda: ImportedSession.objects.all().delete(),
        lambda: ImportedSession.objects.create(
            session=logged, source="", source_row=2, recorded_by=cast.lead, recorded_at=now
        ),
        lambda: Session.objects.filter(pk=logged.pk).update(
            state=SessionState.CANCELLED, cancelled_by=cast.lead, cancelled_at=now
        ),
    ]
    for change in broken:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_session_that_was_undone_is_not_undone_again(cast, now):
    listed = bring_in(cast, [line(cast)], now)
    actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now)
    with pytest.raises(WrongState), transaction.atomic():
        actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now)


def test_activity_names_the_list_and_who_brought_it_in(cast, now):
    listed = bring_in(cast, [line(cast)], now)
    actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now + timedelta(hours=1))
    sentences = [entry.sentence for entry in school_timeline(cast.school, cast.lead, "sessions")]
    assert sentences == [
        "Lena Rivermead undid a session: Joint planning, 14 October 2026, which was brought in from "
        "Sessions already held.csv, row 2",
        "Lena Rivermead brought in a session: Joint planning, 14 October 2026, from Sessions already held.csv, row 2",
    ]


def test_sessions_of_before_are_no_news_of_the_week(cast, now):
    bring_in(cast, [line(cast)], now)
    viewer = Viewer(cast.lead, now.date())
    assert "session" not in " ".join(describe_changes(viewer, now - timedelta(days=1), now + timedelta(hours=1)))
    log(cast, now)
    assert "1 session logged" in " ".join(describe_changes(viewer, now - timedelta(days=1), now + timedelta(hours=1)))


def test_pages_say_where_a_session_came_from(cast, now, client_of):
    listed = bring_in(cast, [line(cast, **{"What was done": ""})], now)
    session = Session.objects.get()
    html = client_of(cast.advocate).get(session.get_absolute_url()).content.decode()
    assert "from Sessions already held.csv, row" in html
    assert "No notes were brought in." in html
    assert (
        "Joint planning, 14 October 2026, ½ day: confirmed"
        in client_of(cast.auditor).get(listed.get_absolute_url()).content.decode()
    )
    html = client_of(cast.lead).get(reverse("onboarding:set-up", args=[cast.hub.pk])).content.decode()
    assert "1 session brought in" in html


def test_notes_keep_their_lines_and_no_letter_is_lost(cast, now):
    notes = "First line.\nSecond line. " + "x" * 1_000
    bring_in(cast, [line(cast, **{"What was done": notes})], now)
    assert Session.objects.get().what_happened == notes
    long = line(cast, Date="15/10/2026", **{"What was done": "x" * (LONGEST_CELL + 9)})
    assert explain(cast, [long], now) == ["problem: What was done must be 2,000 characters or fewer. Shorten it."]


def test_templates_can_be_uploaded_and_their_examples_read(cast, now, client_of):
    for ending in ("csv", "xlsx"):
        content = client_of(cast.lead).get(reverse("onboarding:opening-template", args=["sessions", ending])).content
        file = check_sheet(f"sessions.{ending}", content)
        listed = actions.upload_openings(cast.hub, kind=OpeningKind.SESSIONS, file=file, by=cast.lead, now=now)
        check_waiting_files()
        listed.refresh_from_db()
        assert listed.is_mapped, listed.refusal
        assert len(listed.columns) == len(listed.known_columns)
        rows = check_openings(listed, cast.lead, now).rows
        assert [row.detail for row in rows] == [
            "Joint planning, Wed 14 Oct 2026, 1 hour 30 minutes", "PD led by an Advocate, Fri 6 Nov 2026, ½ day",
        ]  # fmt: skip


TYPED = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
"""What a cell can hold: files and forms with the null character are refused before they are read."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text(TYPED, max_size=30), min_size=10, max_size=10))
def test_odd_cells_are_problems_in_sentences(cast, now, cells):
    """Whatever stands in a row, it is a problem that is said in whole sentences, never an error of the site."""
    listed = OpeningUpload(hub=cast.hub, list_kind=OpeningKind.SESSIONS, added_at=now)
    headings = [column.key for column in listed.known_columns]
    listed.columns = {key: place for place, key in enumerate(headings)}
    listed.rows = [{"line": 2, "cells": [str(cast.school.urn), *cells]}]
    (row,) = check_openings(listed, cast.lead, now).rows
    assert row.problems
    assert all(problem.strip()[-1] in ".?" for problem in row.problems)


def test_three_hundred_sessions_are_saved_by_a_worker(cast, now, client_of):
    days = [date(2026, 9, 1) + timedelta(days=place) for place in range(50)]
    rows = [
        line(cast, Date=f"{day:%d/%m/%Y}", Length="15 minutes", **{"Kind of session": kind.label})
        for day in days
        for kind in SessionKind
    ]
    listed = upload(cast, rows=rows, now=now)
    client = client_of(cast.lead)
    page = client.get(listed.get_absolute_url())
    assert "Bring in 300 sessions" in page.content.decode()
    lines = list(range(2, 302))
    data = {"seen": page.context["checked"].fingerprint, "listed": lines, "row": lines}
    client.post(reverse("onboarding:opening-save", args=[listed.pk]), data)
    assert save_waiting_lists(timezone.now()) == {"saved": 1}
    assert Session.objects.filter(state=SessionState.CONFIRMED).count() == 300
    assert actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now) == 300


@at_two_sizes
def test_check_page_queries_do_not_grow_with_rows(cast, now, client_of, sizes, django_assert_max_num_queries):
    rows: list[dict[str, Any]] = []
    Specialist.objects.filter(user=cast.specialist).update(days_a_year=40)
    for number in sizes:
        while len(rows) < number:
            urn = 950_001 + len(rows)
            enrol_another(cast, urn, f"School {urn}", now, days=Decimal("0.25"))
            rows.append(line(cast, URN=urn, Advocates=""))
        listed = upload(cast, rows=rows, now=now)
        with django_assert_max_num_queries(45):
            page = client_of(cast.lead).get(listed.get_absolute_url())
        assert f"Bring in {number} session" in page.content.decode()
