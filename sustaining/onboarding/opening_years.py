"""A list of schools' years from before their hub used the site: what each row would record, and why a row can't be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schools.actions import PastPerson, PastYear, record_past_year, take_back_past_year
from schools.choices import ContactRole, ParticipationState
from schools.corrections import list_work
from schools.models import Participation, Project
from schools.sheet_people import SheetPeople, address_problems, clean_address
from sustaining.common.clock import london_day
from sustaining.common.forms import parse_date
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.typed_text import fold
from sustaining.common.years import AcademicYear

from .known_schools import KnownSchools
from .list_rows import ADD, KNOWN, PROBLEM, ListRow, ShownRow, clean_values
from .models import OpeningUpload
from .projects import project_by_text

if TYPE_CHECKING:
    from sustaining.accounts.models import User

OUTCOMES = {
    **dict.fromkeys(("completed", "complete", "finished", "yes", "y"), ParticipationState.COMPLETED),
    **dict.fromkeys(("withdrew", "withdrawn", "left", "dropped out", "no", "n"), ParticipationState.WITHDRAWN),
}
"""How a year ended, as hubs write it."""
PEOPLE = {
    "advocate1": ("", "Advocate 1"),
    "advocate2": ("", "Advocate 2"),
    "head": (ContactRole.HEADTEACHER.value, "the headteacher"),
    ContactRole.FINANCE.value: (ContactRole.FINANCE.value, "the finance contact"),
}
"""The role of each person whom a row may name, and what sentences call them."""
LONGEST_NAME, LONGEST_REASON = 150, 500


@dataclass
class YearRow(ListRow):
    """A school's year of the list. `again` is the same year, which was brought in before and taken back."""

    project: Project | None = None
    outcome: ParticipationState | None = None
    ended_on: date | None = None
    people: list[PastPerson] = field(default_factory=list)
    again: Participation | None = None

    @property
    def detail(self) -> str:
        """Return the project and its year, for the page."""
        return f"{self.project.code}, {self.project.year}" if self.project else self.cell("project") or "Not known"


class YearCheck:
    """The check of one list: each row against what is recorded, and against the rows before it. A fixed number of queries."""

    def __init__(self, upload: OpeningUpload, user: User, rows: list[YearRow], now: datetime) -> None:
        self.upload, self.day = upload, london_day(now)
        self.this_year = AcademicYear.of(self.day).start
        self.schools = KnownSchools(upload.hub, user, rows, past=True)
        past = Project.objects.visible_to(user).filter(academic_year__lt=self.this_year)
        self.projects = list(past.order_by("-academic_year", "code"))
        self.years: dict[tuple[int, int], list[Participation]] = defaultdict(list)
        keys = [school.pk for school in self.schools.by_urn.values()]
        recorded = Participation.objects.filter(school__in=keys, project__in=[project.pk for project in self.projects])
        for year in recorded.select_related("hub", "project", "school"):
            self.years[year.school_id, year.project_id].append(year)
        self.people = SheetPeople({row.cell(f"{key}_email") for row in rows for key in PEOPLE})
        self.seen: dict[tuple[int, int], int] = {}

    def check(self, row: YearRow) -> None:
        """Set the row's verdict."""
        self.schools.find(row)
        self._find_project(row)
        self._read_outcome(row)
        self._read_people(row)
        if row.school and row.project:
            self._check_year(row, row.school.pk, row.project)
        if row.verdict == KNOWN:
            return
        row.verdict = PROBLEM if row.problems else ADD
        row.why = row.problems or [*row.why, *self._effects(row)]

    def _find_project(self, row: YearRow) -> None:
        row.project, refusal = project_by_text(
            row.cell("project"),
            self.projects,
            what="a project or year that is over",
            none="A programme administrator can add projects of past years.",
        )
        row.problems += [refusal] if refusal else []

    def _read_outcome(self, row: YearRow) -> None:
        row.outcome = OUTCOMES.get(fold(row.cell("outcome")))
        if row.outcome is None:
            row.problems.append("Enter how the year ended: completed or withdrew.")
        if not row.project:
            return
        year = row.project.year
        if not row.cell("ended_on"):
            if row.outcome == ParticipationState.WITHDRAWN:
                row.problems.append("Enter the day on which the school withdrew, for example 14 March 2026.")
            row.ended_on = year.ends
            return
        try:
            row.ended_on = parse_date(row.cell("ended_on"), near=year.ends, within=year)
        except ValueError:
            row.problems.append("Enter the last day as a date, for example 17 July 2026.")
            return
        if not year.starts < row.ended_on <= year.ends:
            row.problems.append(f"Last day must be in {year}, after {format_day(year.starts)}.")

    def _read_people(self, row: YearRow) -> None:
        for key, (role, title) in PEOPLE.items():
            name, email = row.cell(f"{key}_name"), row.cell(f"{key}_email")
            if not name and not email:
                continue
            if not name:
                row.problems.append(f"Enter the name of {title}.")
            elif not email:
                row.why.append(f"{name} is not recorded: there is no email address.")
            else:
                problems = [f"{name}: {problem}" for problem in address_problems(email)]
                problems += self.people.problems(name, email, row.line)
                row.problems += problems
                row.people.append(PastPerson(name, email, role))
        if (
            any(len(row.cell(f"{key}_name")) > LONGEST_NAME for key in PEOPLE)
            or len(row.cell("reason")) > LONGEST_REASON
        ):
            row.problems.append("One of the entries is too long. Shorten it.")

    def _check_year(self, row: YearRow, school: int, project: Project) -> None:
        other = self.seen.setdefault((school, project.pk), row.line)
        if other != row.line:
            row.problems.append(f"Same school and year as row {other}.")
        for year in self.years[school, project.pk]:
            if year.entered_by_mistake and year.hub_id == self.upload.hub_id:
                row.again = year
            elif year.hub_id == self.upload.hub_id or year.state != ParticipationState.WITHDRAWN:
                row.verdict, row.problems = KNOWN, []
                with_hub = "" if year.hub_id == self.upload.hub_id else f" with {year.hub}"
                state = year.get_state_display().lower()
                row.why = [f"Recorded already{with_hub}: {state}. Nothing will change."]

    def _effects(self, row: YearRow) -> Iterator[str]:
        verb = "Completed" if row.outcome == ParticipationState.COMPLETED else "Withdrew"
        yield f"{verb} on {format_day(row.ended_on)}."
        if row.people:
            yield f"People: {', '.join(person.full_name for person in row.people)}. They are not invited or emailed."


def check_years(upload: OpeningUpload, user: User, now: datetime) -> list[YearRow]:
    """Return the rows of a list of past years with their verdicts. Raise TooOld when the rows are gone."""
    left_out = set(upload.left_out)
    rows = [YearRow(line, clean_values(values)) for line, values in upload.mapped_rows(now)]
    for row in rows:
        for key in PEOPLE:
            row.values[f"{key}_email"] = clean_address(row.cell(f"{key}_email"))
    check = YearCheck(upload, user, rows, now)
    for row in rows:
        row.is_left_out = row.line in left_out
        check.check(row)
    return rows


def save_year(row: YearRow, upload: OpeningUpload, *, by: User, now: datetime) -> dict[str, Any]:
    """Record the year of a row; return its key. Call it inside an action's transaction. Raise DomainError."""
    assert row.school is not None  # noqa: S101  (the check has found and read all of it)
    assert row.project is not None  # noqa: S101
    assert row.outcome is not None  # noqa: S101
    assert row.ended_on is not None  # noqa: S101
    past = PastYear(row.outcome, row.ended_on, row.cell("reason"), tuple(row.people))
    participation = record_past_year(
        upload.hub, school=row.school, project=row.project, past=past, again=row.again, by=by, now=now
    )
    return {"participation": participation.pk, "line": row.line}


def years_in_use(made: list[dict[str, Any]]) -> list[str]:
    """Return the years that can't be taken back, with what has been done with them since."""
    return [
        f"{participation.school}, {participation.project.code} ({', '.join(work)})"
        for participation in _participations(made)
        if (work := _work_since(participation))
    ]


def _work_since(participation: Participation) -> list[str]:
    if participation.entered_by_mistake or participation.state in (
        ParticipationState.ACTIVE,
        ParticipationState.PAUSED,
    ):
        return ["changed on its page"]
    return list_work(participation)


def undo_years(made: list[dict[str, Any]], *, reason: str, by: User, now: datetime) -> None:
    """Take every year of a list back. Call it inside an action's transaction."""
    for participation in _participations(made):
        take_back_past_year(participation, reason=reason, by=by, now=now)


def show_years(made: list[dict[str, Any]], user: User) -> list[ShownRow]:
    """Return the years of a list as they are now. One query."""
    lines = {row["participation"]: row["line"] for row in made}
    years = Participation.objects.visible_to(user).filter(pk__in=lines).select_related("school", "project")
    shown = [ShownRow(lines[year.pk], year.school, year.school.get_absolute_url(), _describe(year)) for year in years]
    return sorted(shown, key=lambda row: row.line)


def _describe(year: Participation) -> str:
    state = "undone" if year.entered_by_mistake else year.get_state_display().lower()
    return f"{year.project.code}, {year.project.year}: {state}"


def _participations(made: list[dict[str, Any]]) -> Any:
    rows = Participation.objects.filter(pk__in=[row["participation"] for row in made])
    return rows.select_related("school", "project", "hub").order_by("pk")
