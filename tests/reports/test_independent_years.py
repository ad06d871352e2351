"""What a second year adds, by SQL of its own: completion, signs of quiet, national returns, colours, rows of the account.

The rows are those of `test_independent_sql`, with three schools in the next year too, who work and claim in its October.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from devplans.actions import sessions
from devplans.session_kinds import SessionKind
from funding import actions as funding
from funding.selectors.accounts import BY_SCHOOL, AccountFilter, account
from schools.actions import enrol_school, pause_participation
from schools.models import CompletionCriteria, Participation, Project
from schools.terms import TermCalendar
from schools.viewer import as_viewer
from specialists.actions import assign_specialist
from sustaining.common.years import AcademicYear
from sustaining.desk.board_colours import with_colours
from sustaining.desk.board_rows import board_queryset, fetch_board_rows
from sustaining.desk.completion import completion_rows
from sustaining.desk.quiet import CLAIM_WITHIN, PER_SIGN, QuietSign, get_thresholds
from sustaining.reports.filters import ReportFilter
from sustaining.reports.tables import snapshot, snapshot_day
from tests.cast import Cast, as_advocate

from .independent_rows import HELD, Facts, read
from .test_independent_sql import (
    Comparison,
    compare_hubs,
    compare_impact,
    compare_report,
    compare_schools,
    rewrite_the_past,
)
from .test_independent_sql import eventful as eventful

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def count_meetings(facts: Facts, key: int) -> tuple[int, int, int]:
    """Return how many held meetings count for a participation, came somebody to, and nobody excused."""
    best: dict[int, set[str]] = defaultdict(set)
    for mark in facts.marks:
        if mark["participation_id"] == key:
            best[mark["meeting_id"]].add(mark["mark"])
    held = {row["id"] for row in facts.meetings if row["participation_id"] == key} | set(best)
    present = sum("present" in best[meeting] for meeting in held)
    return len(held), present, sum(not best[meeting] & {"present", "apologies"} for meeting in held)


def compare_completion(compare: Comparison, about: ReportFilter) -> None:
    facts = Facts(about.year, about.today, None)
    for row in completion_rows(about.user, about.year):
        part, project = facts.parts[row.pk], row.participation.project
        criteria = CompletionCriteria.objects.filter(project=project).first() or CompletionCriteria(project=project)
        held, present, missed = count_meetings(facts, row.pk)
        confirmed = sum(
            s["participation_id"] == row.pk and s["state"] == "confirmed" and bool(s["specialist_id"])
            for s in facts.sessions
        )
        versions = read(
            """SELECT count(*) FROM devplans_planversion v JOIN devplans_plan p ON p.id = v.plan_id WHERE p.school_id = %s
            AND (v.agreed_at AT TIME ZONE 'Europe/London')::date <= %s""", part["school_id"], about.year.ends,
        )  # fmt: skip
        reviews = read(
            """SELECT count(*) FROM devplans_review v JOIN devplans_plan p ON p.id = v.plan_id
            WHERE p.school_id = %s AND v.academic_year = %s""", part["school_id"], about.year.start,
        )  # fmt: skip
        evaluated = read(
            """SELECT count(*) FROM devplans_evaluation v JOIN devplans_plan p ON p.id = v.plan_id
            WHERE p.school_id = %s AND v.academic_year = %s AND v.handed_in_at IS NOT NULL""",
            part["school_id"], about.year.start,
        )  # fmt: skip
        expected = {
            " missed": f"{present} of {held} attended, {missed} missed",
            "sessions confirmed": f"{confirmed} of {criteria.sessions}",
            "Plan agreed": "yes" if versions[0]["count"] else "not yet",
            "Plan reviewed": f"{reviews[0]['count']} of {criteria.reviews}",
            "End-of-year evaluation submitted": "yes" if evaluated[0]["count"] else "not yet",
        }
        for check in row.checks:
            shown = next(value for label, value in expected.items() if label in check.label)
            compare(f"completion of {row.participation} {check.label}", check.shown, shown)


def compare_quiet(compare: Comparison, about: ReportFilter) -> None:
    facts, day = Facts(about.year, about.today, None), about.today
    days, states = get_thresholds(TermCalendar(), day), dict(facts.plans.values())
    for row in fetch_board_rows(board_queryset(about.user, about.year.start)):
        part, money = facts.parts[row.pk], facts.money({row.pk})
        enrolled = part["enrolled_then"].date()
        held = [s["held_on"] for s in facts.sessions if s["participation_id"] == row.pk and s["state"] in HELD]
        signs = QuietSign(0)
        if part["state"] == "active" and about.year == AcademicYear.of(day):
            plan = states.get(part["school_id"])
            nothing = not money["committed"] and not money["waiting"] and money["amount"] > 0
            signs |= QuietSign.NO_SESSION if max([enrolled, *held]) <= days.session_by else QuietSign(0)
            signs |= QuietSign.NO_PLAN if days.plan_by < day and plan not in ("agreed", "refining") else QuietSign(0)
            signs |= QuietSign.NO_CLAIM if days.claim_by <= day + CLAIM_WITHIN and nothing else QuietSign(0)
            signs |= QuietSign.MISSED_MEETINGS if count_meetings(facts, row.pk)[2] >= 2 else QuietSign(0)
        compare(f"quiet signs of {row.school} {about.year}", QuietSign(row.quiet % PER_SIGN), signs)


def compare_returns(compare: Comparison, about: ReportFilter) -> None:
    facts = Facts(about.year, about.today, None)
    for point in ("spring", "august"):
        day = snapshot_day(about.year, point)
        states = Counter(str(row[7]) for row in snapshot(about, day))
        expected: Counter[str] = Counter()
        for part in facts.begun:
            if part["enrolled_then"].date() <= day:
                is_ended = part["ended_on"] is not None and part["ended_on"] <= day
                expected[part["state"].capitalize() if is_ended else "Active"] += 1
        compare(f"return {point} {about.year}", states, expected)


def compare_colours(compare: Comparison, about: ReportFilter) -> None:
    facts = Facts(about.year, about.today, None)
    table, key = ("devplans_judgementevent", "pgh_id") if facts.past else ("devplans_judgement", "id")
    until = facts.end if facts.past else datetime(9000, 1, 1, tzinfo=LONDON)
    ratings = read(
        f"""SELECT DISTINCT ON (m.aim_id) m.aim_id, m.colour FROM {table} m JOIN devplans_review v ON v.id = m.review_id
        WHERE v.academic_year <= %s AND m.judged_at < %s ORDER BY m.aim_id, m.judged_at DESC, m.{key} DESC""",
        about.year.start, until,
    )  # fmt: skip
    colours = {row["aim_id"]: row["colour"] for row in ratings}
    aims = defaultdict(list)
    for aim in facts.aims.values():
        if aim["id"] in colours and (facts.past or aim["met_in"] is None):
            aims[facts.plans[aim["plan_id"]][0]].append((aim["position"], aim["id"], colours[aim["id"]]))
    rows = fetch_board_rows(board_queryset(about.user, about.year.start))
    for row in with_colours(rows, as_viewer(about.user)):
        if row.school_id in facts.schools:
            shown = tuple(colour for *_, colour in sorted(aims[row.school_id]))
            compare(f"colours of {row.school} {about.year}", row.colours, shown)


def compare_account_rows(compare: Comparison, about: ReportFilter) -> None:
    facts = Facts(about.year, about.today, None)
    keys: dict[tuple[str, int, str], set[int]] = defaultdict(set)
    for part in facts.parts.values():
        names = read(
            "SELECT s.name, s.urn, h.name AS hub FROM schools_school s, schools_hub h WHERE s.id = %s AND h.id = %s",
            part["school_id"], part["hub_id"],
        )[0]  # fmt: skip
        keys[names["name"], names["urn"], names["hub"]].add(part["id"])
    rows = {
        tuple(row[name] for name in BY_SCHOOL): row
        for row in account(about.user, AccountFilter(year=about.year.start))["rows"]
    }
    # A year that was entered by mistake has a row of nothing: its grant was opened and closed.
    granted = {key for key, row in rows.items() if row["granted"]}
    compare(
        f"rows of the account {about.year}", granted, {key for key, ids in keys.items() if facts.money(ids)["amount"]}
    )
    for key in set(rows) - set(keys):
        compare(f"row of a mistake {key[0]}", {value for _, value in rows[key]["cells"]}, {Decimal(0)})
    for key in set(rows) & set(keys):
        for name, value in facts.money(keys[key]).items():
            compare(
                f"account of {key[0]} {name} {about.year}", rows[key]["granted" if name == "amount" else name], value
            )


def begin_next_year(cast: Cast, now: datetime) -> list[Participation]:
    """Enrol three schools for the next year as well, in the spring of this one."""
    project = cast.project.rolled_forward()
    project.save()
    project = Project.objects.get(pk=project.pk)
    chosen = Participation.objects.filter(hub=cast.hub, state="active", project=cast.project).order_by("pk")
    enrolled = []
    for part in list(chosen[:3]):
        people = [as_advocate(post.user, project) for post in part.school.advocates.filter(ends_on=None)[:2]]
        enrolled.append(enrol_school(part.school, project=project, advocates=people, by=cast.lead, now=now))
    return enrolled


def work_in_next_year(cast: Cast, enrolled: list[Participation], then: datetime) -> None:
    """Let two of them have their Specialist, a session and a claim; pause the third."""
    for participation in enrolled[:2]:
        assign_specialist(participation, specialist=cast.specialist_record, days=Decimal(2), by=cast.lead, now=then)
        advocate = participation.school.advocates.filter(ends_on=None).earliest("pk")
        data = sessions.SessionData(
            kind=SessionKind.OBSERVATION, held_on=then.date(), length=Decimal("0.5"), what_happened="Seen again.",
            specialist=cast.specialist_record, advocates=[advocate], aims=[],
        )  # fmt: skip
        session = sessions.log_session(participation, data=data, client_key=uuid4(), by=advocate.user, now=then)
        sessions.confirm_session(session, by=cast.specialist, now=then)
        line = funding.NewLine(then.date(), "A. Teacher", Decimal(120))
        claim = funding.draft_claim(participation.grant, lines=[line], client_key=uuid4(), by=advocate.user, now=then)
        funding.submit_claim(claim, accepts=True, by=advocate.user, now=then)
    pause_participation(
        enrolled[2], reason="No head of department.", starts_on=then.date(), review_on=then.date() + timedelta(weeks=3),
        by=cast.hubadmin, now=then,
    )  # fmt: skip


def compare_everything(compare: Comparison, about: ReportFilter, where: str) -> None:
    compare_report(compare, where, about)
    for compare_figures in (
        compare_hubs, compare_impact, compare_schools, compare_completion, compare_quiet, compare_returns, compare_colours,
        compare_account_rows,
    ):  # fmt: skip
        compare_figures(compare, about)


@pytest.mark.tour
def test_every_figure_of_two_years_equals_independent_sql(eventful, now, capsys):
    cast, compare = eventful, Comparison()
    year = AcademicYear(cast.project.academic_year)
    spring, after = now.replace(year=now.year + 1, month=4, day=20), now.replace(year=now.year + 1, month=10, day=12)
    with time_machine.travel(spring, tick=False):
        enrolled = begin_next_year(cast, spring)
    for moment in (spring, after):
        with time_machine.travel(moment, tick=False):
            if moment == after:
                rewrite_the_past(cast, after)
                work_in_next_year(cast, enrolled, after)
            for shown in (year, AcademicYear(year.start + 1)):
                compare_everything(compare, ReportFilter(cast.admin, shown, moment.date()), f"{moment:%B} {shown}")
    with capsys.disabled():
        print(
            f"\n{compare.number:,} comparisons of two years with independent SQL, {len(compare.differences)} differed."
        )
    assert compare.differences == []
    assert compare.number > 1_000
