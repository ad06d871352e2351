"""Lists of Advocates that a hub uploads: read from CSV or XLSX and checked; nothing is saved before confirmation."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear

from .actions import NewAdvocate
from .models import Advocate, School

MOST_ROWS = 500
HEADINGS = {
    "urn": "URN",
    "full_name": "Name",
    "email": "E-mail address",
    "post": "Post",
    "development_group": "Development Work Group",
    "development_year": "Year of that group",
    "trn": "TRN",
}
REQUIRED = ("urn", "full_name", "email")
EXAMPLE = (
    "910003",
    "Nina Hartwell",
    "nina@school.example",
    "Second in department",
    "NCP22-12, Rivermead",
    "2022/23",
    "",
)
NEW, MATCH, CHANGED, PROBLEM = "new", "match", "changed", "problem"


class NotARoster(Exception):
    """The file is not a list of Advocates; `str()` is a sentence that says what to correct."""


@dataclass
class RosterRow:
    """A checked line of the file. `verdict` is new, match (nothing changes), changed or problem; `why` explains it."""

    line: int
    urn: str
    full_name: str
    email: str
    post: str = ""
    development_group: str = ""
    development_year: str = ""
    trn: str = ""
    verdict: str = ""
    why: list[str] = field(default_factory=list)
    school: School | None = None

    @property
    def school_name(self) -> str:
        """The school's name, for the check page."""
        return str(self.school) if self.school else ""

    def values(self) -> dict[str, Any]:
        """Return what the file said, to be carried to the confirmation."""
        return {name: value for name, value in asdict(self).items() if name in HEADINGS or name == "line"}

    def as_advocate(self) -> NewAdvocate:
        """Return the row as the action's NewAdvocate."""
        return NewAdvocate(
            full_name=self.full_name,
            email=self.email,
            post=self.post,
            development_group=self.development_group,
            development_year=parse_academic_year(self.development_year),
            trn=self.trn,
        )


def parse_academic_year(text: str) -> int | None:
    """Return the starting year of `2022/23`, `2022-23`, `2022/2023` or `2022`; None for nothing. Raise ValueError."""
    if not text:
        return None
    match = re.fullmatch(r"(20\d\d)(?:\s*[/\u2013-]\s*(?:20)?(\d\d))?", text, re.ASCII)
    if not match or (match[2] and int(match[2]) != (int(match[1]) + 1) % 100):
        raise ValueError(text)
    return int(match[1])


def template_csv() -> str:
    """Return an empty list with an example row, as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([list(HEADINGS.values()), EXAMPLE])
    return out.getvalue()


def template_xlsx() -> bytes:
    """Return an empty list with an example row, as a workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Advocates"
    for row in (list(HEADINGS.values()), EXAMPLE):
        sheet.append(row)
    for letter, width in zip("ABCDEFG", (10, 26, 32, 24, 30, 18, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_roster(name: str, content: bytes) -> list[RosterRow]:
    """Return the rows of a CSV or XLSX file, with columns recognised by their headings. Raise NotARoster."""
    lines = _sheet(content) if content[:2] == b"PK" or name.lower().endswith(".xlsx") else _csv(content)
    header = next(lines, [])
    places = {_plain(heading): position for position, heading in enumerate(header)}
    columns = {key: places[_plain(heading)] for key, heading in HEADINGS.items() if _plain(heading) in places}
    lacking = [HEADINGS[key] for key in REQUIRED if key not in columns]
    if lacking:
        raise NotARoster(f"The first line lacks the column {', '.join(lacking)}. Start from the template.")
    rows: list[RosterRow] = []
    for number, line in enumerate(lines, start=2):
        cells: dict[str, Any] = {
            key: line[position].strip() if position < len(line) else "" for key, position in columns.items()
        }
        if not any(cells.values()):
            continue
        if len(rows) == MOST_ROWS:
            raise NotARoster(f"The file has more than {MOST_ROWS} rows. Split it.")
        rows.append(RosterRow(line=number, **cells))
    if not rows:
        raise NotARoster("The file has a heading and no rows.")
    return rows


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.lower())


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise NotARoster("This is neither a CSV file nor a workbook (XLSX). Start from the template.")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise NotARoster("This CSV file cannot be read: a cell never ends. Start from the template.") from None


def _sheet(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise NotARoster("This workbook cannot be read. Save it anew as XLSX, or as CSV.") from None
    for line in book.worksheets[0].iter_rows(max_row=MOST_ROWS * 4, max_col=60, values_only=True):
        yield [_cell(value) for value in line]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def check_rows(rows: Iterable[RosterRow], user: User, this_year: int) -> list[RosterRow]:
    """Set each row's verdict and the reasons, and return the rows. Three queries, however many rows."""
    rows = list(rows)
    numbers = {int(row.urn) for row in rows if re.fullmatch(r"[0-9]{6}", row.urn)}
    schools = {school.urn: school for school in School.objects.visible_to(user).filter(urn__in=numbers)}
    addresses = {User.objects.clean_address(row.email) for row in rows}
    people = {person.email: person for person in User.objects.filter(email__in=addresses)}
    posts = Advocate.objects.visible_to(user).filter(user__email__in=addresses, ends_on=None).select_related("user")
    open_posts = {(post.school_id, post.user.email): post for post in posts}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        row.email = User.objects.clean_address(row.email)
        row.school = schools.get(int(row.urn)) if row.urn.isdecimal() and len(row.urn) == 6 else None
        problems = [*_problems(row, this_year)]
        if (row.urn, row.email) in seen:
            problems.append(f"The same as line {seen[(row.urn, row.email)]}.")
        seen.setdefault((row.urn, row.email), row.line)
        if problems:
            row.verdict, row.why = PROBLEM, problems
            continue
        post = open_posts.get((row.school.pk, row.email)) if row.school else None
        row.verdict, row.why = _compare(row, post) if post else (NEW, _account_notes(row, people.get(row.email)))
    return rows


def _problems(row: RosterRow, this_year: int) -> Iterator[str]:
    if row.school is None:
        yield "No school of this URN is one of yours." if row.urn else "The URN is missing."
    elif not row.school.is_open:
        yield f"{row.school} is {row.school.status.lower()} in the register."
    if not row.full_name:
        yield "The name is missing."
    if len(row.full_name) > 150 or len(row.post) > 100 or len(row.development_group) > 150:
        yield "A text is longer than fits."
    try:
        validate_email(row.email)
    except ValidationError:
        yield "The e-mail address is missing or not one."
    try:
        year = parse_academic_year(row.development_year)
        if year is not None and year > this_year:
            yield f"{AcademicYear(year)} has not begun."
    except ValueError:
        yield "Write the year of the group like 2022/23."
    if bool(row.development_group) != bool(row.development_year):
        yield "A Development Work Group goes with its year: write both, or neither."
    if row.trn and not re.fullmatch(r"[0-9]{7}", row.trn):
        yield "A TRN has seven digits."


def _account_notes(row: RosterRow, person: Any) -> list[str]:
    if person is None:
        return ["Is invited by e-mail."]
    called = f", and is called {person} there" if person.full_name != row.full_name else ""
    return [f"Has an account already{called}."]


def _compare(row: RosterRow, post: Advocate) -> tuple[str, list[str]]:
    current = {
        "post": post.post,
        "development_group": post.development_group,
        "development_year": post.development_year,
        "trn": post.user.trn,
    }
    uploaded = asdict(row.as_advocate())
    changes = [
        f"{HEADINGS[name]}: {_shown(value)} becomes {_shown(uploaded[name])}."
        for name, value in current.items()
        if uploaded[name] != value and not (name == "trn" and not uploaded[name])
    ]
    return (CHANGED, changes) if changes else (MATCH, ["Is here already; nothing changes."])


def _shown(value: Any) -> str:
    return f"“{value}”" if value not in ("", None) else "nothing"
