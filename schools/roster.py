"""Lists of Advocates that a hub uploads, checked row by row; nothing is saved before confirmation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sustaining.accounts.models import User
from sustaining.common.typed_text import clean_code
from sustaining.common.years import AcademicYear

from .actions import NewAdvocate
from .models import Advocate, School
from .roster_rows import HEADINGS, RosterRow
from .sheet_people import SheetPeople, address_problems, clean_address

NEW, MATCH, CHANGED, PROBLEM = "new", "match", "changed", "problem"


def as_advocate(row: RosterRow) -> NewAdvocate:
    """Return the row as the action's NewAdvocate."""
    return NewAdvocate(
        full_name=row.full_name,
        email=row.email,
        post=row.post,
        development_group=row.development_group,
        development_year=parse_academic_year(row.development_year),
        trn=row.trn,
    )


def parse_academic_year(text: str) -> int | None:
    """Return the starting year of `2022/23`, `2022-23`, `2022/2023` or `2022`; None for nothing. Raise ValueError."""
    if not text:
        return None
    match = re.fullmatch(r"(20\d\d)(?:\s*[/\u2013-]\s*(?:20)?(\d\d))?", text, re.ASCII)
    if not match or (match[2] and int(match[2]) != (int(match[1]) + 1) % 100):
        raise ValueError(text)
    return int(match[1])


def check_rows(rows: Iterable[RosterRow], user: User, this_year: int) -> list[RosterRow]:
    """Set each row's verdict and the reasons, and return the rows. Three queries, however many rows."""
    rows = list(rows)
    numbers = {int(row.urn) for row in rows if re.fullmatch(r"[0-9]{6}", row.urn)}
    schools = {school.urn: school for school in School.objects.visible_to(user).filter(urn__in=numbers)}
    for row in rows:
        row.urn, row.trn, row.email = clean_code(row.urn), clean_code(row.trn), clean_address(row.email)
    people = SheetPeople(row.email for row in rows)
    accounts = people.accounts.values()
    posts = Advocate.objects.visible_to(user).filter(user__in=accounts, ends_on=None).select_related("user")
    open_posts = {(post.school_id, post.user_id): post for post in posts}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        row.school = schools.get(int(row.urn)) if row.urn.isdecimal() and len(row.urn) == 6 else None
        person = people.get_account(row.email)
        problems = [*_problems(row, this_year), *people.problems(row.full_name, row.email, row.line)]
        if (row.urn, row.email) in seen:
            problems.append(f"Same as row {seen[(row.urn, row.email)]}.")
        seen.setdefault((row.urn, row.email), row.line)
        if problems:
            row.verdict, row.why = PROBLEM, problems
            continue
        post = open_posts.get((row.school.pk, person.pk)) if row.school and person else None
        row.verdict, row.why = _compare(row, post) if post else (NEW, _account_notes(row, person))
    return rows


def _problems(row: RosterRow, this_year: int) -> Iterator[str]:
    if row.school is None:
        yield "None of your schools has this URN." if row.urn else "Enter the URN."
    elif not row.school.is_open:
        yield f"{row.school} is {row.school.status.lower()} in the register."
    if not row.full_name:
        yield "Enter the name."
    if len(row.full_name) > 150 or len(row.post) > 100 or len(row.development_group) > 150:
        yield "One of the entries is too long. Shorten it."
    yield from address_problems(row.email)
    try:
        year = parse_academic_year(row.development_year)
        if year is not None and year > this_year:
            yield f"{AcademicYear(year)} has not started yet."
    except ValueError:
        yield "Enter the year of the group, for example 2022/23."
    if bool(row.development_group) != bool(row.development_year):
        yield "Enter both the Development Work Group and its year, or neither."
    if row.trn and not re.fullmatch(r"[0-9]{7}", row.trn):
        yield "TRN must be 7 digits."


def _account_notes(row: RosterRow, person: Any) -> list[str]:
    if person is None:
        return ["Will be invited by email."]
    called = f"under the name {person}" if person.full_name != row.full_name else ""
    address = f" with the address {person.email}" if person.email != row.email else ""
    return [f"Already has an account{address}{called}."]


def _compare(row: RosterRow, post: Advocate) -> tuple[str, list[str]]:
    current = {
        "post": post.post,
        "development_group": post.development_group,
        "development_year": post.development_year,
        "trn": post.user.trn,
    }
    uploaded = asdict(as_advocate(row))
    changes = [
        f"{HEADINGS[name]}: {_shown(value)} will change to {_shown(uploaded[name])}."
        for name, value in current.items()
        if uploaded[name] != value and not (name == "trn" and not uploaded[name])
    ]
    return (CHANGED, changes) if changes else (MATCH, ["Already an Advocate here. Nothing will change."])


def _shown(value: Any) -> str:
    return f"“{value}”" if value not in ("", None) else "nothing"
