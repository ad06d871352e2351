"""The rows that figures count, as SQL of its own gives them, for `test_independent_sql`."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from schools.terms import get_calendars
from sustaining.common.years import AcademicYear

LONDON = ZoneInfo("Europe/London")
COUNTED = ("active", "paused", "completed")
HELD = ("held", "queried", "confirmed")


def read(statement: str, *values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Facts:
    """The rows of an academic year, as SQL gives them, at a hub or everywhere."""

    def __init__(self, year: AcademicYear, day: Any, hub: int | None) -> None:
        self.past = day > year.ends
        self.end = datetime(year.start + 1, 9, 1, tzinfo=LONDON)
        parts = read(
            """SELECT p.*, j.stage, j.support_days, p.enrolled_at AT TIME ZONE 'Europe/London' AS enrolled_then
            FROM schools_participation p JOIN schools_project j ON j.id = p.project_id
            WHERE j.academic_year = %s AND NOT p.entered_by_mistake
            AND p.state NOT IN ('proposed', 'declined') AND (%s::bigint IS NULL OR p.hub_id = %s)""",
            year.start, hub, hub,
        )  # fmt: skip
        self.parts = {row["id"]: row for row in parts}
        keys = list(self.parts) or [0]
        self.schools = {row["school_id"] for row in parts if row["state"] in COUNTED}
        schools = list(self.schools) or [0]
        self.begun = [
            row for row in parts
            if row["state"] != "withdrawn"
            or (row["ended_on"] > row["enrolled_then"].date() and row["ended_on"] >= year.starts)
        ]  # fmt: skip
        self.sessions = read("SELECT * FROM devplans_session WHERE participation_id = ANY(%s)", keys)
        self.assignments = read("SELECT * FROM specialists_assignment WHERE participation_id = ANY(%s)", keys)
        self.grants = read("SELECT * FROM funding_grant WHERE participation_id = ANY(%s)", keys)
        self.entries = read(
            """SELECT e.*, g.participation_id FROM funding_entry e JOIN funding_grant g ON g.id = e.grant_id
            WHERE g.participation_id = ANY(%s)""", keys,
        )  # fmt: skip
        self.claims = read(
            """SELECT c.*, g.participation_id FROM funding_claim c JOIN funding_grant g ON g.id = c.grant_id
            WHERE g.participation_id = ANY(%s)""", keys,
        )  # fmt: skip
        self.marks = read(
            """SELECT a.*, m.number FROM workgroups_attendance a JOIN workgroups_meeting m ON m.id = a.meeting_id
            WHERE m.state = 'held' AND a.participation_id = ANY(%s)""", keys,
        )  # fmt: skip
        self.meetings = read(
            """SELECT w.participation_id, m.id FROM workgroups_membership w JOIN workgroups_meeting m ON m.group_id = w.group_id
            WHERE m.state = 'held' AND w.participation_id = ANY(%s)
            AND (m.starts_at AT TIME ZONE 'Europe/London')::date >= w.starts_on
            AND (w.ends_on IS NULL OR (m.starts_at AT TIME ZONE 'Europe/London')::date < w.ends_on)""", keys,
        )  # fmt: skip
        self.advocates = read(
            """SELECT DISTINCT user_id FROM schools_advocate WHERE school_id = ANY(%s) AND starts_on <= %s
            AND (ends_on IS NULL OR ends_on >= %s)""", schools, year.ends, year.starts,
        )  # fmt: skip
        self.plans = self._plans(schools)
        self.aims = self._aims(year)
        self.ratings = self._ratings(year)
        self.evaluations = read(
            """SELECT e.* FROM devplans_evaluation e WHERE e.plan_id IN (SELECT id FROM devplans_plan WHERE school_id = ANY(%s))
            AND e.academic_year = %s AND e.handed_in_at IS NOT NULL""", schools, year.start,
        )  # fmt: skip

    def _plans(self, schools: list[int]) -> dict[int, tuple[int, str]]:
        """Return (school, state) by plan: of a past year the last state that the history has before its end."""
        if not self.past:
            rows = read("SELECT id, school_id, state FROM devplans_plan WHERE school_id = ANY(%s)", schools)
            return {row["id"]: (row["school_id"], row["state"]) for row in rows}
        rows = read(
            """SELECT p.id, p.school_id, e.state FROM devplans_planevent e JOIN devplans_plan p ON p.id = e.pgh_obj_id
            WHERE p.school_id = ANY(%s) AND e.state_since < %s ORDER BY e.state_since, e.pgh_id""", schools, self.end,
        )  # fmt: skip
        return {row["id"]: (row["school_id"], row["state"]) for row in rows}

    def _aims(self, year: AcademicYear) -> dict[int, dict[str, Any]]:
        rows = read(
            """SELECT a.* FROM devplans_aim a JOIN devplans_plan p ON p.id = a.plan_id WHERE p.school_id = ANY(%s)
            AND (a.met_in IS NULL OR a.met_in >= %s)""", list(self.schools) or [0], year.start,
        )  # fmt: skip
        if not self.past:
            return {row["id"]: row for row in rows if row["dropped_at"] is None}
        return {
            row["id"]: row for row in rows
            if row["added_at"] < self.end and (row["dropped_at"] is None or row["dropped_at"] >= self.end)
        }  # fmt: skip

    def _ratings(self, year: AcademicYear) -> dict[int, dict[str, Any]]:
        table, until = (
            ("devplans_judgementevent", self.end) if self.past else ("devplans_judgement", self.end.replace(year=9000))
        )
        key = "pgh_id" if self.past else "id"
        rows = read(
            f"""SELECT m.aim_id, m.colour, a.big_ideas, a.outcome_group FROM {table} m
            JOIN devplans_review v ON v.id = m.review_id JOIN devplans_plan p ON p.id = v.plan_id
            JOIN devplans_aim a ON a.id = m.aim_id
            WHERE v.academic_year = %s AND p.school_id = ANY(%s) AND m.judged_at < %s ORDER BY m.judged_at, m.{key}""",
            year.start, list(self.schools) or [0], until,
        )  # fmt: skip
        return {row["aim_id"]: row for row in rows}

    def used(self, keys: set[int]) -> Decimal:
        return sum(
            (row["length"] for row in self.sessions
             if row["participation_id"] in keys and row["state"] == "confirmed" and row["specialist_id"]), Decimal(0)
        )  # fmt: skip

    def given(self, keys: set[int]) -> Decimal:
        going_on = [row for row in self.assignments if row["participation_id"] in keys and row["ends_on"] is None]
        pairs = {(row["participation_id"], row["specialist_id"]) for row in going_on}
        ended = (
            row["length"] for row in self.sessions
            if row["participation_id"] in keys and row["state"] == "confirmed" and row["specialist_id"]
            and (row["participation_id"], row["specialist_id"]) not in pairs
        )  # fmt: skip
        return sum((row["days"] for row in going_on), Decimal(0)) + sum(ended, Decimal(0))

    def expected(self, key: int, year: AcademicYear, day: date) -> int | None:
        """Return the sessions that a school's year should have had by a day: days of term counted one by one."""
        part = self.parts[key]
        if part["state"] not in COUNTED:
            return None
        days = self.given({key}) or part["support_days"]
        halves = get_calendars([part["hub_id"]])[part["hub_id"]].half_terms(year)
        spans = ", ".join(f"('{half.starts}'::date, '{half.ends}'::date)" for half in halves)
        since = max(part["enrolled_then"].date(), year.starts)
        (row,) = read(
            f"""SELECT count(*) FILTER (WHERE day <= %s) AS gone, count(*) AS all_days
            FROM generate_series(%s::date, %s::date, '1 day') AS day
            WHERE EXISTS (SELECT 1 FROM (VALUES {spans}) AS half (first, last) WHERE day BETWEEN first AND last)""",
            day, since, year.ends,
        )  # fmt: skip
        return int(days * 2 * row["gone"] / row["all_days"]) if days and row["all_days"] else None

    def money(self, keys: set[int]) -> dict[str, Decimal]:
        """Return the parts of the grants from the ledger and the claims."""
        sums: Counter[str] = Counter()
        for row in self.entries:
            if row["participation_id"] in keys:
                sums[row["kind"]] += row["amount"]
        amount = sums["open"] - sums["close"]
        recovered = sums["recover"] - sums["unrecover"]
        before_the_site = sums["opening"] - sums["unopening"]
        committed = sums["commit"] - sums["uncommit"] - recovered + before_the_site
        paid = sums["pay"] - sums["return"] - sums["recall"] - recovered + before_the_site
        claims = [row for row in self.claims if row["participation_id"] in keys]
        waiting = sum((row["total"] for row in claims if row["state"] in ("submitted", "queried")), Decimal(0))
        in_payment = sum((row["approved"] for row in claims if row["state"] == "in_run"), Decimal(0))
        approved = sum((row["approved"] for row in claims if row["state"] == "approved"), Decimal(0))
        return {
            "amount": amount, "committed": committed, "paid": paid, "waiting": waiting, "in_payment": in_payment,
            "approved": approved, "left": amount - paid - in_payment - approved - waiting,
        }  # fmt: skip
