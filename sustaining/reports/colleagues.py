"""Colleagues reached: how many teachers besides the Advocates took part in the sessions that a report is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F

from devplans.models import Session
from devplans.querysets import HAPPENED
from devplans.session_kinds import SessionKind
from schools.choices import TermName
from schools.hub_history import hub_name_on
from schools.term_dates import EARLIEST_MONTH
from schools.terms import usual_terms
from sustaining.common.gathering import Rows, Written
from sustaining.common.typed_text import sort_key

from .filters import ReportFilter
from .statement import Figure, ReadRows, fetch_figure


@dataclass
class Reached:
    """What the sessions of one school say about colleagues: the names, most without a name at one session, the sum."""

    names: set[str] = field(default_factory=set)
    most_unnamed: int = 0
    attendances: int = 0
    sessions: int = 0

    def add(self, number: int, names: Iterable[str]) -> None:
        """Add a session with so many colleagues, of whom these are named."""
        keys = {sort_key(name) for name in names}
        self.names |= keys
        self.most_unnamed = max(self.most_unnamed, number - len(keys))
        self.attendances += number
        self.sessions += 1

    @property
    def people(self) -> int:
        """Return how many people were reached at least: each name once, and those without a name as if always the same."""
        return len(self.names) + self.most_unnamed


@dataclass(frozen=True)
class Line:
    """A kind of session or a term with the colleagues reached at all schools: people, and how often they came."""

    label: str
    people: int
    attendances: int


@dataclass(frozen=True)
class Colleagues:
    """The colleagues reached in a report: in all, by kind of session, and by term."""

    people: int
    attendances: int
    kinds: list[Line]
    terms: list[Line]


def sessions_with_colleagues(report_filter: ReportFilter) -> Any:
    """Return the sessions that took place with colleagues, as rows of values."""
    participations = report_filter.participations().order_by().values("pk")
    held: Any = Session.objects.visible_to(report_filter.user).filter(
        participation__in=participations, state__in=HAPPENED, colleagues__gt=0
    )
    return held.order_by().values(
        "colleagues", "colleague_names", school=F("participation__school"),
        hub_name=hub_name_on("participation__hub", report_filter.as_at), urn=F("participation__school__urn"),
        name=F("participation__school__name"),
        sort_name=F("participation__school__sort_name"),
    )  # fmt: skip


# A session's term is the one that its day is in, else the last that began before it: before autumn, last year's summer.
COLLEAGUES = """
WITH own AS (
    SELECT hub_id, {own_terms} FROM schools_termdates
    WHERE academic_year = %s AND starts_on >= %s AND ends_on <= %s GROUP BY hub_id
),
visits AS (
    SELECT h.id, y.school_id, h.kind, h.colleagues, h.colleague_names,
           CASE {terms} ELSE '{last}' END AS term
    FROM held h JOIN years y ON y.id = h.participation_id LEFT JOIN own ON own.hub_id = y.hub_id
    WHERE h.is_listed AND h.colleagues > 0
),
keys AS MATERIALIZED (
    SELECT name, natural_key(fold_text(name)) AS key FROM (SELECT DISTINCT unnest(colleague_names) AS name FROM visits) n
),
named AS MATERIALIZED (
    SELECT DISTINCT v.id, v.school_id, v.kind, v.term, k.key
    FROM visits v CROSS JOIN LATERAL unnest(v.colleague_names) AS n(name) JOIN keys k ON k.name = n.name
),
schools AS (
    SELECT kind, term, sum(colleagues) AS attendances, max(colleagues - coalesce(n.number, 0)) AS unnamed
    FROM visits LEFT JOIN (SELECT id, count(*) AS number FROM named GROUP BY id) n USING (id)
    GROUP BY GROUPING SETS ((school_id), (school_id, kind), (school_id, term))
),
people AS (
    SELECT NULL AS kind, NULL AS term, count(*) AS number FROM (SELECT DISTINCT school_id, key FROM named) n
    UNION ALL
    SELECT kind, NULL, count(*) FROM (SELECT DISTINCT school_id, kind, key FROM named) n GROUP BY kind
    UNION ALL
    SELECT NULL, term, count(*) FROM (SELECT DISTINCT school_id, term, key FROM named) n GROUP BY term
)
SELECT kind, term, sum(people) AS people, sum(attendances) AS attendances FROM (
    SELECT kind, term, sum(unnamed) AS people, sum(attendances) AS attendances FROM schools GROUP BY kind, term
    UNION ALL
    SELECT kind, term, number, 0 FROM people
) parts GROUP BY kind, term
"""


def _rows_of_colleagues(about: ReportFilter) -> dict[str, Rows]:
    year, usual = about.year, usual_terms(about.year)
    sql = COLLEAGUES.format(
        own_terms=", ".join(
            f"max(starts_on) FILTER (WHERE name = '{term.name.value}') AS {term.name.value}" for term in usual
        ),
        terms=" ".join(
            f"WHEN h.held_on >= coalesce(own.{term.name.value}, %s) THEN '{term.name.value}'"
            for term in reversed(usual)
        ),
        last=usual[-1].name.value,
    )
    first_day = date(year.start, EARLIEST_MONTH, 1)
    starts = (term.starts for term in reversed(usual))
    return {"colleagues": Written(sql, (year.start, first_day, year.ends, *starts))}


def _read_colleagues(about: ReportFilter, rows: ReadRows) -> Colleagues:
    sums = {
        (row["kind"], row["term"]): (int(row["people"]), int(row["attendances"])) for row in rows.get("colleagues", ())
    }
    return Colleagues(
        *sums.get((None, None), (0, 0)),
        [Line(str(label), *sums.get((kind, None), (0, 0))) for kind, label in SessionKind.choices],
        [Line(str(label), *sums.get((None, term), (0, 0))) for term, label in TermName.choices],
    )


REACHED = Figure(_rows_of_colleagues, _read_colleagues)


def count_colleagues(report_filter: ReportFilter) -> Colleagues:
    """Return the colleagues reached. A person who is named in several sessions of a school counts once.

    A school's number is a lower bound: sessions may count people without naming them, who may be the same each time.
    """
    return fetch_figure(report_filter, REACHED)


def colleagues_by_school(report_filter: ReportFilter) -> list[tuple[dict[str, Any], Reached]]:
    """Return each school (hub's name, URN, name) with what its sessions say about colleagues, by name. One query."""
    schools: dict[int, dict[str, Any]] = {}
    reached: dict[int, Reached] = defaultdict(Reached)
    for row in sessions_with_colleagues(report_filter):
        schools[row["school"]] = row
        reached[row["school"]].add(row["colleagues"], row["colleague_names"])
    by_name = sorted(schools.values(), key=lambda row: (row["sort_name"], row["school"]))
    return [(row, reached[row["school"]]) for row in by_name]
