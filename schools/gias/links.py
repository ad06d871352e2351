"""The register's second file: which school became which.

Conversions are followed; mergers are reported, for a person to decide. Source: GIAS, *All establishment links*
(`links_edubasealldata…csv`): `URN, LinkURN, LinkName, LinkType, LinkEstablishedDate`. A school that converts to an
academy closes and opens again under a new URN, linked as *Successor*.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schools.actions.succession import CannotFollow, follow_successor, with_programme_rows
from schools.models import School

from .reader import NotTheRegister, check_header, open_register, parse_urn

if TYPE_CHECKING:
    from sustaining.accounts.models import User

COLUMNS = ("URN", "LinkURN", "LinkType")
PLAIN = "Successor"
"""The one kind of link for *the same school under a new number*; `Successor - merged` and its like need a person."""


@dataclass
class LinkReport:
    """The outcome of following the links; each entry is a sentence."""

    followed: list[str] = field(default_factory=list)
    to_decide: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the report in sentences."""
        lines = [
            f"{len(self.followed)} of our schools followed to a new URN, {len(self.to_decide)} for a person to decide."
        ]
        return (
            lines
            + [f"Followed: {sentence}" for sentence in self.followed]
            + [f"To decide: {sentence}" for sentence in self.to_decide]
        )


def follow_links(path: str | Path, *, by: User, now: datetime) -> LinkReport:
    """Move what belongs to closed schools to their successors. Return a LinkReport.

    Call it inside an action. Only closed schools with programme data are considered: a few, however long the file is.
    Raise NotTheRegister when the file does not hold links.
    """
    closed = {school.urn: school for school in with_programme_rows(School.objects.filter(status__startswith="Closed"))}
    successors: dict[int, list[tuple[int, str]]] = defaultdict(list)
    predecessors: dict[int, set[int]] = defaultdict(set)
    with open_register(path) as text:
        for urn, link, kind in read_links(text):
            if kind.startswith("Successor"):
                predecessors[link].add(urn)
                if urn in closed:
                    successors[urn].append((link, kind))
    report = LinkReport()
    for urn, school in sorted(closed.items()):
        _follow(school, successors[urn], predecessors, report, by=by, now=now)
    return report


def read_links(text: Any) -> Iterator[tuple[int, int, str]]:
    """Yield each link as (URN, URN of the other school, kind); skip rows without two URNs."""
    rows = csv.reader(text)
    try:
        header = next(rows, [])
        check_header(header, COLUMNS)
        places = [header.index(name) for name in COLUMNS]
        for row in rows:
            if len(row) <= max(places):
                continue
            urn, link = parse_urn(row[places[0]]), parse_urn(row[places[1]])
            if urn is not None and link is not None:
                yield urn, link, row[places[2]].strip()
    except csv.Error as error:
        raise NotTheRegister(f"The file of links is not a CSV that can be read: {error}.") from error


def _follow(
    school: School,
    links: list[tuple[int, str]],
    predecessors: dict[int, set[int]],
    report: LinkReport,
    *,
    by: User,
    now: datetime,
) -> None:
    """Follow one closed school to its single plain successor; report anything else as a sentence for a person."""
    name = f"{school.urn} {school}"
    others = sorted({urn for urn, _ in links})
    if not others:
        report.to_decide.append(f"{name} is closed, and the register names no successor.")
        return
    if len(others) > 1 or any(kind != PLAIN for _, kind in links) or len(predecessors[others[0]]) > 1:
        listed = ", ".join(map(str, others))
        report.to_decide.append(f"{name} was merged or split: its successors are {listed}.")
        return
    successor = School.objects.filter(urn=others[0]).first()
    if successor is None:
        report.to_decide.append(f"{name} has the successor {others[0]}, which is not in the register that was loaded.")
        return
    try:
        follow_successor(school, successor=successor, by=by, now=now)
    except CannotFollow as reason:
        report.to_decide.append(f"{name}: {reason}")
    else:
        report.followed.append(f"{name} is now {successor.urn} {successor}.")
