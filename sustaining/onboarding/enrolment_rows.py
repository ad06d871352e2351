"""A row of a list of schools to enrol: what it says, and what will happen with it. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from schools.actions import NewAdvocate
from schools.choices import ContactRole
from schools.models import Participation, Project, School
from schools.roster import parse_academic_year
from schools.sheet_people import address_problems, clean_address
from specialists.models import Specialist
from sustaining.common.typed_text import clean_code
from sustaining.common.years import AcademicYear
from sustaining.workgroups.models import WorkGroup

ENROL, KNOWN, PROBLEM = "enrol", "known", "problem"
CONTACTS = {ContactRole.HEADTEACHER: "head", ContactRole.FINANCE: ContactRole.FINANCE.value}
PEOPLE = ("advocate1", "advocate2", *CONTACTS.values())
"""How the columns of each person's name and address begin."""
LEAST_DAYS, MOST_DAYS = Decimal("0.25"), Decimal(30)


class NewContact(NamedTuple):
    """A contact that a row names."""

    role: ContactRole
    full_name: str
    email: str


@dataclass
class EnrolmentRow:
    """A row of the list. `verdict` is enrol, known (nothing happens) or problem; `why` explains it in sentences.

    `again` is an enrolment of the school that was entered by mistake, and is put back. `emails` is the number of emails
    besides invitations, `invited` the addresses that get one.
    """

    line: int
    values: dict[str, str]
    school: School | None = None
    project: Project | None = None
    specialist: Specialist | None = None
    days: Decimal | None = None
    group: WorkGroup | None = None
    advocates: list[NewAdvocate] = field(default_factory=list)
    contacts: list[NewContact] = field(default_factory=list)
    again: Participation | None = None
    override_reason: str = ""
    verdict: str = ""
    why: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_left_out: bool = False
    invited: set[str] = field(default_factory=set)
    emails: int = 0

    def cell(self, key: str) -> str:
        """Return what the row says in a column; empty when the list has no such column."""
        return self.values.get(key, "")

    @property
    def name(self) -> str:
        """Return the school's name, else what the row says of it."""
        return str(self.school) if self.school else self.cell("school") or "No school"

    @property
    def is_enrolled(self) -> bool:
        """Return whether saving enrols this row."""
        return self.verdict == ENROL and not self.is_left_out

    def as_facts(self) -> list[Any]:
        """Return what saving would do with the row, to notice that it is something else by then."""
        return [self.line, self.verdict, self.is_left_out, self.why, sorted(self.invited), self.emails]


def read_row(line: int, values: Mapping[str, str]) -> EnrolmentRow:
    """Return a row with its codes and addresses as the site keeps them."""
    cleaned = {key: " ".join(value.split()) for key, value in values.items()}
    cleaned["urn"] = clean_code(cleaned.get("urn", ""))
    for key in cleaned:
        if key.endswith("_email"):
            cleaned[key] = clean_address(cleaned[key])
    return EnrolmentRow(line, cleaned)


def people_of_row(row: EnrolmentRow) -> Iterator[tuple[str, str]]:
    """Yield the name and address of each person whom the row names."""
    for key in PEOPLE:
        if row.cell(f"{key}_name") or row.cell(f"{key}_email"):
            yield row.cell(f"{key}_name"), row.cell(f"{key}_email")


def read_people(row: EnrolmentRow, this_year: int) -> None:
    """Set the row's Advocates and contacts, and add what is wrong with them to its problems."""
    first_group = row.cell("development_group"), row.cell("development_year")
    second_group = row.cell("advocate2_group") or first_group[0], row.cell("advocate2_year") or first_group[1]
    for number, (group, year) in ((1, first_group), (2, second_group)):
        name, email = row.cell(f"advocate{number}_name"), row.cell(f"advocate{number}_email")
        if _is_person(row, f"Advocate {number}", name, email):
            start = _development_year(row, group, year, this_year)
            row.advocates.append(NewAdvocate(name, email, row.cell(f"advocate{number}_post"), group, start))
    for role, title in ((ContactRole.HEADTEACHER, "the headteacher"), (ContactRole.FINANCE, "the finance contact")):
        name, email = row.cell(f"{CONTACTS[role]}_name"), row.cell(f"{CONTACTS[role]}_email")
        if _is_person(row, title, name, email):
            row.contacts.append(NewContact(role, name, email))
    lengths = ((150, ("_name", "_group")), (100, ("_post",)))
    if any(len(value) > most for most, ends in lengths for key, value in row.values.items() if key.endswith(ends)):
        row.problems.append("One of the entries is too long. Shorten it.")
    row.problems = list(dict.fromkeys(row.problems))


def _is_person(row: EnrolmentRow, title: str, name: str, email: str) -> bool:
    if not name and not email:
        return False
    if not name:
        row.problems.append(f"Enter the name of {title}.")
    elif not email:
        row.problems.append(f"Enter the email address of {title}, {name}.")
    else:
        row.problems += [f"{name}: {problem}" for problem in address_problems(email)]
    return bool(name and email)


def _development_year(row: EnrolmentRow, group: str, year: str, this_year: int) -> int | None:
    if bool(group) != bool(year):
        row.problems.append("Enter both the Development Work Group and its year, or neither.")
    try:
        start = parse_academic_year(year)
    except ValueError:
        row.problems.append("Enter the year of the Development Work Group, for example 2022/23.")
        return None
    if start is not None and start > this_year:
        row.problems.append("The year of the Development Work Group must be this year or earlier.")
    return start


def read_days(row: EnrolmentRow, usual: Decimal | None) -> None:
    """Set the Specialist's days: those of the row, else the project's; add to the problems what is no number of days."""
    try:
        row.days = (
            Decimal(row.cell("days").lower().removesuffix("days").removesuffix("day").strip())
            if row.cell("days")
            else usual
        )
    except InvalidOperation:
        row.problems.append("Enter the number of days, for example 3 or 2.5.")
        return
    if row.days is None or not row.cell("days"):
        return
    exponent = row.days.as_tuple().exponent
    if not row.days.is_finite() or not isinstance(exponent, int) or exponent < -2:
        row.problems.append("Enter the number of days, for example 3 or 2.5.")
        row.days = None
    elif not LEAST_DAYS <= row.days <= MOST_DAYS:
        row.problems.append("Days must be between 0.25 and 30.")
        row.days = None


def project_by_text(text: str, projects: list[Project]) -> tuple[Project | None, str]:
    """Return the project with this code, or the Sustaining project of this year, or a sentence that says why none."""
    code = clean_code(text).upper()
    if match := next((project for project in projects if project.code == code), None):
        return match, ""
    open_codes = ", ".join(f"{project.code} ({project.year})" for project in projects)
    try:
        start = parse_academic_year(text)
    except ValueError:
        start = None
    of_year = [project for project in projects if project.academic_year == start and project.stage == "sustaining"]
    if len(of_year) == 1:
        return of_year[0], ""
    if of_year:
        codes = " or ".join(project.code for project in of_year)
        return None, f"{AcademicYear(of_year[0].academic_year)} has several projects. Enter {codes}."
    choice = f"Enter one of these: {open_codes}." if open_codes else "No projects are open to schools."
    return None, f"“{text}” isn’t a project that is open to schools. {choice}"


def is_first_day_ahead(project: Project, today: date) -> date:
    """Return the day for which a Specialist's days are asked: today, or the first day of a year ahead."""
    return max(today, project.year.starts)
