"""The register's second file: which school became which.

Conversions are followed, through several numbers too; mergers are reported, for a person to decide.

Source: GIAS, *All establishment links* (`links_edubasealldata…csv`): `URN, LinkURN, LinkName, LinkType,
LinkEstablishedDate`. A school that converts to an academy closes and opens again under a new URN, linked as *Successor*.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Container, Iterator
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
        lines = [f"{len(self.followed)} of our schools moved to a new URN; {len(self.to_decide)} need a decision."]
        return (
            lines
            + [f"Moved: {sentence}" for sentence in self.followed]
            + [f"To decide: {sentence}" for sentence in self.to_decide]
        )


def follow_links(path: str | Path, *, by: User, now: datetime) -> LinkReport:
    """Move what belongs to closed schools to their successors. Return a LinkReport.

    Call it inside an action. Only closed schools with programme data are considered: a few, however long the file is.
    A school that changed its number twice in one file is followed to its last.
    Raise NotTheRegister when the file does not hold links.
    """
    closed = {school.urn: school for school in with_programme_rows(School.objects.filter(status__startswith="Closed"))}
    successors: dict[int, list[tuple[int, str]]] = defaultdict(list)
    predecessors: dict[int, set[int]] = defaultdict(set)
    with open_register(path) as text:
        for urn, link, kind in read_links(text):
            if kind.startswith("Successor"):
                predecessors[link].add(urn)
                successors[urn].append((link, kind))
    links, report = Links(successors, predecessors), LinkReport()
    for _, school in sorted(closed.items()):
        _follow(school, links, report, by=by, now=now)
    return report


@dataclass(frozen=True)
class Links:
    """The register's links from a school to its successors (URN and kind), and back."""

    successors: dict[int, list[tuple[int, str]]]
    predecessors: dict[int, set[int]]

    def chain(self, urn: int, open_urns: Container[int]) -> list[int]:
        """Return the URNs that a school had after `urn`, up to the first that is open in the register.

        The list ends early where the links end. Raise NeedsPerson where a school was merged or split, and where the
        links lead back.
        """
        chain: list[int] = []
        while not chain or chain[-1] not in open_urns:
            links = self.successors.get(chain[-1] if chain else urn, [])
            others = sorted({other for other, _ in links})
            if not others:
                break
            if len(others) > 1 or any(kind != PLAIN for _, kind in links) or len(self.predecessors[others[0]]) > 1:
                raise NeedsPerson(f"was merged or split: its successors are {', '.join(map(str, others))}.", chain)
            if others[0] in (urn, *chain):
                raise NeedsPerson("has successors that lead back to it. The register’s links go round in a circle.", [])
            chain.append(others[0])
        return chain


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


class NeedsPerson(Exception):
    """The register leaves the decision to a person. `str()` ends a sentence that begins with a school's name."""

    def __init__(self, sentence: str, chain: list[int]) -> None:
        super().__init__(sentence)
        self.chain = chain


class OpenUrns:
    """The schools that are open in the register, looked up one at a time: chains are short, the register is long."""

    def __contains__(self, urn: object) -> bool:
        return School.objects.open_to_enrol().filter(urn=urn).exists()


def _follow(school: School, links: Links, report: LinkReport, *, by: User, now: datetime) -> None:
    """Follow one closed school to the end of its plain successors; report anything else as a sentence for a person."""
    name = f"{school.urn} {school}"
    try:
        chain = links.chain(school.urn, OpenUrns())
    except NeedsPerson as reason:
        through = f" became {reason.chain[-1]}, which" if reason.chain else ""
        report.to_decide.append(f"{name}{through} {reason}")
        return
    if not chain:
        report.to_decide.append(f"{name} is closed, and the register names no successor.")
        return
    successor = School.objects.filter(urn=chain[-1]).first()
    if successor is None:
        report.to_decide.append(f"{name} has the successor {chain[-1]}, which is not in the register that was loaded.")
        return
    through = f", through {' and '.join(map(str, chain[:-1]))}" if chain[:-1] else ""
    try:
        follow_successor(school, successor=successor, by=by, now=now)
    except CannotFollow as reason:
        report.to_decide.append(f"{name}: {reason}")
    else:
        report.followed.append(f"{name} is now {successor.urn} {successor}{through}.")
