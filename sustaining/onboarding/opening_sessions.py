"""A list of sessions from before their hub used the site: what each row would record, and why a row can't be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from devplans.actions.imported_sessions import (
    already_there,
    bring_in_session,
    undo_imported_session,
    why_not_supported,
)
from devplans.actions.sessions import SessionData, SessionNotPossible, check_day
from devplans.choices import SessionState
from devplans.lengths import WRITE_A_LENGTH, Length, format_length, parse_length
from devplans.models import ImportedSession, Session
from devplans.querysets import days_given, days_used
from devplans.session_kinds import SessionKind
from devplans.session_uses import list_session_uses
from schools.current_year import SUPPORT_DAYS, NotTakingPart, SchoolYears
from schools.models import Advocate, Participation, School
from specialists.models import Assignment, Specialist
from sustaining.common.clock import london_day
from sustaining.common.counts import join_words
from sustaining.common.forms import parse_past_date
from sustaining.common.imported_rows import ListedIn
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.templatetags.sustaining import days as format_days
from sustaining.common.typed_text import fold
from sustaining.common.years import AcademicYear

from .advocate_posts import AdvocatePosts
from .known_schools import KnownSchools
from .list_rows import ADD, KNOWN, PROBLEM, ListRow, ShownRow, clean_values
from .models import OpeningUpload
from .people_index import PeopleIndex, split_people
from .projects import project_by_text

if TYPE_CHECKING:
    from sustaining.accounts.models import User

KINDS = {
    **{fold(kind.label): kind for kind in SessionKind},
    **{fold(kind.value.replace("_", " ")): kind for kind in SessionKind},
    **dict.fromkeys(("observation visit", "observed lesson", "lesson observation", "visit"), SessionKind.OBSERVATION),
    **dict.fromkeys(("planning", "planning together", "planned together"), SessionKind.JOINT_PLANNING),
    **dict.fromkeys(("pd", "cpd", "led pd", "professional development", "training"), SessionKind.LED_PD),
    **dict.fromkeys(("alongside", "coaching", "team teaching", "working alongside"), SessionKind.ALONGSIDE),
    **dict.fromkeys(("systems", "scheme of work", "schemes of work"), SessionKind.SYSTEMS),
    **dict.fromkeys(("review", "review of the plan", "review of plan"), SessionKind.PLAN_REVIEW),
}
"""The kinds of session, as hubs write them."""
MOST_COLLEAGUES, LONGEST_NOTES = 200, 2_000
LONGEST_LENGTH = 5


@dataclass
class SessionRow(ListRow):
    """A session of the list: the school's year that it belongs to, and what would be recorded."""

    participation: Participation | None = None
    held_on: date | None = None
    kind: SessionKind | None = None
    length: Length | None = None
    specialist: Specialist | None = None
    advocates: tuple[Advocate, ...] = ()
    colleagues: int = 0

    @property
    def detail(self) -> str:
        """Return the kind, day and length, for the page."""
        shown = [
            self.kind.label if self.kind else self.cell("kind"),
            format_day(self.held_on) if self.held_on else self.cell("held_on"),
            format_length(*self.length) if self.length else self.cell("length") or self.cell("days"),
        ]
        return ", ".join(part for part in shown if part)

    def as_facts(self) -> list[Any]:
        """Return what saving would do with the row, to notice that it is something else by then."""
        return [*super().as_facts(), self.detail, self.cell("notes"), self.colleagues]

    def as_data(self) -> SessionData:
        """Return what would be recorded. Its place is the usual one of its kind, as in the form."""
        assert self.participation is not None  # noqa: S101  (the check has found and read all of it)
        assert self.held_on is not None  # noqa: S101
        assert self.kind is not None  # noqa: S101
        assert self.length is not None  # noqa: S101
        at_specialists = self.kind == SessionKind.OBSERVATION and self.specialist
        return SessionData(
            kind=self.kind.value,
            held_on=self.held_on,
            length=self.length.days,
            minutes=self.length.minutes,
            place=(self.specialist.home_school if at_specialists else self.participation.school).name,  # type: ignore[union-attr]
            specialist=self.specialist,
            advocates=self.advocates,
            colleagues=self.colleagues,
            what_happened=self.cell("notes"),
        )


class SessionFacts:
    """What the site knows of the schools that a list names: years, people, sessions. A fixed number of queries."""

    def __init__(self, upload: OpeningUpload, user: User, rows: list[SessionRow]) -> None:
        self.schools = KnownSchools(upload.hub, user, rows, past=True)
        keys = [school.pk for school in self.schools.by_urn.values()]
        years = Participation.objects.visible_to(user).filter(hub=upload.hub, school__in=keys, entered_by_mistake=False)
        with_days = years.annotate(days_given=days_given("pk"), days_used=days_used("pk"))
        self.years: dict[int, list[Any]] = defaultdict(list)
        for year in with_days.select_related("school", "hub", "project").order_by("pk"):
            self.years[year.school_id].append(year)
        self._load_people(upload, user, keys)
        self.sessions: dict[tuple[int, date, str], Session] = {}
        held = Session.objects.filter(participation__school__in=keys).exclude(state=SessionState.CANCELLED)
        for session in held.select_related("participation").order_by("pk"):
            self.sessions.setdefault((session.participation.school_id, session.held_on, session.kind), session)

    def _load_people(self, upload: OpeningUpload, user: User, keys: list[int]) -> None:
        of_years = [year.pk for years in self.years.values() for year in years]
        self.assigned: dict[int, set[int]] = defaultdict(set)
        assignments = Assignment.objects.visible_to(user).filter(participation__in=of_years)
        for participation, specialist in assignments.values_list("participation", "specialist"):
            self.assigned[participation].add(specialist)
        of_hub = Specialist.objects.visible_to(user).at_hub(upload.hub_id).values("pk")
        known = Specialist.objects.filter(pk__in=of_hub.union(assignments.order_by().values("specialist")))
        self.specialists = PeopleIndex(
            (record.user, record) for record in known.select_related("user", "home_school").order_by("pk")
        )
        self.posts = AdvocatePosts(user, keys)

    def advocates(self, school: int, year: AcademicYear, today: date) -> PeopleIndex[Advocate]:
        """Return the Advocates that a school had in an academic year, as far as it has gone."""
        return PeopleIndex((post.user, post) for post in self.posts.in_year(school, year, today))


class SessionCheck:
    """The check of one list: each row against what is recorded, and against the rows before it."""

    def __init__(self, upload: OpeningUpload, user: User, rows: list[SessionRow], now: datetime) -> None:
        self.now, self.day = now, london_day(now)
        self.facts = SessionFacts(upload, user, rows)
        self.used: dict[int, Decimal] = {}
        self.seen: dict[tuple[int, date, str], int] = {}

    def check(self, row: SessionRow) -> None:
        """Set the row's verdict."""
        self.facts.schools.find(row)
        self._read_cells(row)
        if row.school and row.held_on:
            self._find_year(row, row.school, row.held_on)
        if row.participation and row.held_on:
            self._find_people(row, row.participation)
        if row.school and row.held_on and row.kind:
            self._check_again(row, (row.school.pk, row.held_on, row.kind.value))
        if row.verdict == KNOWN:
            return
        row.verdict = PROBLEM if row.problems else ADD
        row.why = row.problems or [*row.why, *self._effects(row)]

    def _read_cells(self, row: SessionRow) -> None:
        try:
            row.held_on = parse_past_date(row.cell("held_on"), self.day)
        except ValueError:
            row.problems.append("Enter the date the session was held, for example 14 October 2026.")
        row.kind = KINDS.get(fold(row.cell("kind")))
        if row.kind is None:
            kinds = ", ".join(kind.label for kind in SessionKind)
            row.problems.append(f"Enter the kind of session. It is one of these: {kinds}.")
        try:
            row.length = read_length(row.cell("length"), row.cell("days"))
        except ValueError as wrong:
            row.problems.append(str(wrong))
        row.colleagues = read_number(row)
        if len(row.cell("notes")) > LONGEST_NOTES:
            row.problems.append(f"What was done must be {LONGEST_NOTES:,} characters or fewer. Shorten it.")

    def _find_year(self, row: SessionRow, school: School, held_on: date) -> None:
        years = self.facts.years[school.pk]
        if row.cell("project"):
            project, refusal = project_by_text(
                row.cell("project"),
                [year.project for year in years],
                what="a project or year of this school with your hub",
                none="",
                any_stage=True,
            )
            if project is None:
                row.problems.append(refusal)
                return
            years = [year for year in years if year.project_id == project.pk]
            if not any(held_on in year.project.year for year in years):
                row.problems.append(f"Date must be in {project.year}, the year of {project.code}. Check the year.")
                return
        own = SchoolYears(school, tuple(years), SUPPORT_DAYS, reads_past=True)
        try:
            row.participation = own.require_on(held_on)
            check_day(row.participation, held_on, self.now)
        except (NotTakingPart, SessionNotPossible) as refused:
            row.problems.append(str(refused))

    def _find_people(self, row: SessionRow, participation: Participation) -> None:
        if row.cell("specialist"):
            row.specialist = self._one(row, self.facts.specialists, row.cell("specialist"), "Specialist", "your hub")
        if row.specialist:
            assigned = self.facts.assigned[participation.pk]
            refusal = why_not_supported(row.specialist, participation, assigned, self.day)
            row.problems += [refusal] if refusal else []
        year = participation.project.year
        if names := split_people(row.cell("advocates")):
            there = self.facts.advocates(participation.school_id, year, self.day)
            place = f"{participation.school} in {year}"
            posts = [self._one(row, there, name, "Advocate", place) for name in names]
            row.advocates = tuple(dict.fromkeys(post for post in posts if post))

    def _one(self, row: SessionRow, people: PeopleIndex[Any], text: str, post: str, place: str) -> Any:
        """Return the one whom a cell names; None, and a problem of the row, where that is nobody or several."""
        matches = people.find(text)
        if len(matches) == 1:
            return matches[0]
        if matches:
            row.problems.append(f"Several people called {text} are {post}s. Enter the email address.")
        else:
            where = "at" if post == "Specialist" else "of"
            row.problems.append(f"“{text}” isn’t the name or email address of {_a(post)} {where} {place}. Correct it.")
        return None

    def _check_again(self, row: SessionRow, key: tuple[int, date, str]) -> None:
        session = self.facts.sessions.get(key)
        if session is None:
            other = self.seen.setdefault(key, row.line)
            if other != row.line:
                row.problems.append(
                    f"Same school, date and kind as row {other}. Log a second session on the school’s page."
                )
        elif session.state == SessionState.PLANNED:
            row.problems.append(already_there(session))
        else:
            row.verdict, row.problems, row.why = KNOWN, [], [already_there(session)]

    def _effects(self, row: SessionRow) -> Iterator[str]:
        year: Any = row.participation
        code = f"{year.project.code}, {year.project.year}"
        if row.specialist is None or row.length is None:
            yield f"Recorded in {code}. No Specialist, so no support days are counted."
            return
        days = f"{format_days(row.length.days)} day{'s' if row.length.days > 1 else ''}"
        yield f"Recorded and confirmed in {code}. Counts {days} of {row.specialist}’s time."
        if row.is_left_out:
            return
        used = self.used.get(year.pk, year.days_used) + row.length.days
        self.used[year.pk] = used
        if self.facts.assigned[year.pk] and used > year.days_given:
            yield f"{format_days(used)} of the school’s {format_days(year.days_given)} support days will then be used."


def _a(post: str) -> str:
    return f"an {post}" if post[0] in "AEIOU" else f"a {post}"


def read_length(text: str, days: str) -> Length:
    """Return the length that a row says, with its unit or as a number of days. Raise ValueError with a sentence."""
    try:
        length = parse_length(text) if text else parse_length(days if "d" in days.lower() else f"{days} days")
    except (ValueError, ArithmeticError):
        raise ValueError(WRITE_A_LENGTH) from None
    if not 0 < length.days <= LONGEST_LENGTH:
        raise ValueError("Enter a length between 15 minutes and 5 days.")
    return length


def read_number(row: SessionRow) -> int:
    """Return the number of colleagues, or 0 with a problem of the row."""
    text = row.cell("colleagues") or "0"
    if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= MOST_COLLEAGUES:
        return int(text)
    row.problems.append(f"Enter the number of colleagues as a number up to {MOST_COLLEAGUES}, for example 3.")
    return 0


def check_sessions(upload: OpeningUpload, user: User, now: datetime) -> list[SessionRow]:
    """Return the rows of a list of sessions with their verdicts. Raise TooOld when the rows are gone."""
    left_out = set(upload.left_out)
    rows = []
    for line, values in upload.mapped_rows(now):
        # Notes and names keep their lines.
        with_lines: dict[str, str] = {key: _lines(values[key]) for key in ("notes", "advocates") if key in values}
        rows.append(SessionRow(line, {**clean_values(values), **with_lines}, is_left_out=line in left_out))
    check = SessionCheck(upload, user, rows, now)
    for row in rows:
        check.check(row)
    return rows


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def save_session(row: SessionRow, upload: OpeningUpload, *, by: User, now: datetime) -> dict[str, Any]:
    """Record the session of a row; return its key. Call it inside an action's transaction. Raise DomainError."""
    assert row.participation is not None  # noqa: S101  (the check has found it)
    listed = ListedIn(upload.name, row.line)
    return {"session": bring_in_session(row.participation, data=row.as_data(), listed=listed, by=by, now=now).pk}


def sessions_in_use(made: list[dict[str, Any]]) -> list[str]:
    """Return the sessions that can't be undone, with what has been done with them since."""
    imported = {row.session_id: row for row in _imported(made)}
    return [
        f"{imported[key].school}, {imported[key].session} ({join_words(uses)})"
        for key, uses in list_session_uses(imported).items()
    ]


def undo_sessions(made: list[dict[str, Any]], *, reason: str, by: User, now: datetime) -> None:
    """Cancel every session of a list. Call it inside an action's transaction."""
    for imported in _imported(made):
        undo_imported_session(imported, reason=reason, by=by, now=now)


def show_sessions(made: list[dict[str, Any]], user: User) -> list[ShownRow]:
    """Return the sessions of a list as they are now. One query."""
    rows = ImportedSession.objects.visible_to(user).filter(pk__in=[row["session"] for row in made])
    return [
        ShownRow(row.source_row, row.school, row.session.get_absolute_url(), _describe(row.session))
        for row in rows.select_related(*RELATED).order_by("source_row")
    ]


def _describe(session: Session) -> str:
    state = "undone" if session.is_cancelled else session.status.label.lower()
    return f"{session}, {session.length_in_words}: {state}"


RELATED = ("session__participation__school", "session__participation__hub", "session__participation__project")


def _imported(made: Collection[dict[str, Any]]) -> Any:
    rows = ImportedSession.objects.filter(pk__in=[row["session"] for row in made])
    return rows.select_related(*RELATED, "session__specialist").order_by("pk")
