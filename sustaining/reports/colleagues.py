"""Colleagues reached: how many teachers besides the Advocates took part in the sessions that a report is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from devplans.models import Session
from devplans.querysets import HAPPENED
from devplans.session_kinds import SessionKind
from schools.choices import TermName
from schools.hub_history import hub_name_on
from schools.terms import get_calendars
from sustaining.common.typed_text import sort_key

from .filters import ReportFilter


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
        "kind", "held_on", "colleagues", "colleague_names", hub=F("participation__hub"), school=F("participation__school"),
        hub_name=hub_name_on("participation__hub", report_filter.as_at), urn=F("participation__school__urn"),
        name=F("participation__school__name"),
        sort_name=F("participation__school__sort_name"),
    )  # fmt: skip


def count_colleagues(report_filter: ReportFilter) -> Colleagues:
    """Return the colleagues reached. A person who is named in several sessions of a school counts once. Two queries.

    A school's number is a lower bound: sessions may count people without naming them, who may be the same each time.
    """
    rows = list(sessions_with_colleagues(report_filter))
    calendars = get_calendars({row["hub"] for row in rows})
    terms = [calendars[row["hub"]].term_upto(row["held_on"]).name for row in rows]
    everywhere = _by_school(rows, [""] * len(rows))
    people, attendances = _sums(everywhere, "")
    by_kind, by_term = _by_school(rows, [row["kind"] for row in rows]), _by_school(rows, terms)
    return Colleagues(
        people,
        attendances,
        [Line(str(label), *_sums(by_kind, kind)) for kind, label in SessionKind.choices],
        [Line(str(label), *_sums(by_term, term)) for term, label in TermName.choices],
    )


def _by_school(rows: list[dict[str, Any]], parts: list[Any]) -> dict[tuple[int, Hashable], Reached]:
    """Return what is known of each school and part, where `parts` names the part of each row."""
    reached: dict[tuple[int, Hashable], Reached] = defaultdict(Reached)
    for row, part in zip(rows, parts, strict=True):
        reached[row["school"], part].add(row["colleagues"], row["colleague_names"])
    return reached


def _sums(reached: dict[tuple[int, Hashable], Reached], part: Hashable) -> tuple[int, int]:
    """Return the people and attendances of a part over all schools."""
    shares = [share for (_, name), share in reached.items() if name == part]
    return sum(share.people for share in shares), sum(share.attendances for share in shares)


def colleagues_by_school(report_filter: ReportFilter) -> list[tuple[dict[str, Any], Reached]]:
    """Return each school (hub's name, URN, name) with what its sessions say about colleagues, by name. One query."""
    rows = list(sessions_with_colleagues(report_filter))
    reached = _by_school(rows, [""] * len(rows))
    schools = {row["school"]: row for row in rows}
    by_name = sorted(schools.values(), key=lambda row: (row["sort_name"], row["school"]))
    return [(row, reached[row["school"], ""]) for row in by_name]
