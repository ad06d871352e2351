"""A row of a list of schools to enrol: what it says, and what will happen with it. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, NamedTuple

from schools.actions import NewAdvocate
from schools.choices import ContactRole
from schools.models import Participation, Project
from schools.roster import parse_academic_year
from schools.sheet_people import address_problems, clean_address
from specialists.models import Specialist
from sustaining.workgroups.models import WorkGroup

from .list_rows import ListRow, clean_values

ENROL = "enrol"
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
class EnrolmentRow(ListRow):
    """A row of the list. Its verdict is enrol, known or problem.

    `again` is an enrolment of the school that was entered by mistake, and is put back. `emails` is the number of emails
    besides invitations, `invited` the addresses that get one.
    """

    SAVES: ClassVar[str] = ENROL

    project: Project | None = None
    specialist: Specialist | None = None
    days: Decimal | None = None
    group: WorkGroup | None = None
    advocates: list[NewAdvocate] = field(default_factory=list)
    contacts: list[NewContact] = field(default_factory=list)
    again: Participation | None = None
    override_reason: str = ""
    invited: set[str] = field(default_factory=set)
    emails: int = 0

    @property
    def detail(self) -> str:
        """Return the project, for the page."""
        return self.project.code if self.project else "Not known"

    def as_facts(self) -> list[Any]:
        """Return what saving would do with the row, and whom it emails."""
        return [*super().as_facts(), sorted(self.invited), self.emails]


def read_row(line: int, values: Mapping[str, str]) -> EnrolmentRow:
    """Return a row with its codes and addresses as the site keeps them."""
    cleaned = clean_values(values)
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


def is_first_day_ahead(project: Project, today: date) -> date:
    """Return the day for which a Specialist's days are asked: today, or the first day of a year ahead."""
    return max(today, project.year.starts)
