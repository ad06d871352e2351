"""Reading the DfE's register (GIAS): a CSV of every establishment, Windows-1252 or UTF-8, columns by name.

Source: *Get Information About Schools*, Open Government Licence v3.0. Columns come and go; only those named here
matter.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from sustaining.common.telephone import format_telephone

TEXT = {
    "EstablishmentName": ("name", 150),
    "LA (name)": ("local_authority", 100),
    "TypeOfEstablishment (name)": ("establishment_type", 100),
    "EstablishmentTypeGroup (name)": ("type_group", 100),
    "EstablishmentStatus (name)": ("status", 60),
    "PhaseOfEducation (name)": ("phase", 60),
    "Street": ("street", 150),
    "Town": ("town", 100),
    "Postcode": ("postcode", 10),
}
OPTIONAL_TEXT = {
    "Locality": ("locality", 150),
    "Address3": ("address3", 150),
    "County (name)": ("county", 100),
    "SchoolWebsite": ("website", 300),
    "TelephoneNum": ("telephone", 30),
    "Trusts (code)": ("trust_code", 20),
    "Trusts (name)": ("trust_name", 200),
    "UKPRN": ("ukprn", 10),
}
NUMBERS = {
    "StatutoryLowAge": ("low_age", 99),
    "StatutoryHighAge": ("high_age", 99),
    "Easting": ("easting", 9_999_999),
    "Northing": ("northing", 9_999_999),
}
DATES = {"OpenDate": "opened_on", "CloseDate": "closed_on", "LastChangedDate": "register_changed_on"}
REQUIRED = ("URN", *TEXT)
NAMES: dict[str, str] = {
    **{column: name for column, (name, _) in {**TEXT, **OPTIONAL_TEXT, **NUMBERS}.items()},
    **DATES,
}
"""Field of School for each column of the file."""
FIELDS = list(NAMES.values())


class NotTheRegister(Exception):
    """The file is not GIAS. `str()` is one sentence that says why."""


class ShorterThanKnown(NotTheRegister):
    """The file is GIAS, but much of the register is missing from it, or it is cut off in a row."""


@dataclass
class Notes:
    """Counts of rows that the reader skipped or corrected, by reason."""

    skipped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    ends_in_row: bool = False
    """Whether the last row lacks columns: the file was cut off."""


@contextmanager
def open_register(path: str | Path) -> Iterator[IO[str]]:
    """Yield the file as text: UTF-8 when all of it is valid UTF-8, else Windows-1252. Raise NotTheRegister."""
    file = Path(path)
    if not file.exists():
        raise NotTheRegister(f"There is no file at {file}. Check the path.")
    if not file.is_file():
        raise NotTheRegister(f"{file} is not a file. Give the path of the CSV that GIAS offers for download.")
    with file.open(encoding=_encoding(file), errors="replace", newline="") as text:
        yield text


def count_lines(path: str | Path) -> int | None:
    """Return the approximate number of rows, for a progress bar; None when there is no such file."""
    file = Path(path)
    if not file.is_file():
        return None
    with file.open("rb") as raw:
        return sum(piece.count(b"\n") for piece in iter(lambda: raw.read(1 << 20), b"")) - 1


def _encoding(file: Path) -> str:
    """Return the encoding, found by decoding the file once in chunks, so that memory does not grow with it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as raw:
        try:
            while piece := raw.read(1 << 20):
                if b"\x00" in piece:
                    raise NotTheRegister(f"{file.name} is not a CSV file: it holds binary data.")
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def read_register(text: IO[str], notes: Notes) -> Iterator[tuple[Any, ...]]:
    """Yield rows as `(urn, *FIELDS)`. Rows that cannot be a school are counted in `notes`, with the reason.

    Raise NotTheRegister when the header is not the register's.
    """
    rows = csv.reader(text)
    try:
        header = next(rows, [])
        check_header(header, REQUIRED)
        place = {name: number for number, name in reversed(list(enumerate(header)))}
        wide = max(place[name] for name in REQUIRED) + 1
        urn_at, name_at = place["URN"], place["EstablishmentName"]
        makers = [(place[column], make) for column, make in _makers(notes).items() if column in place]
        order = [name for column, name in NAMES.items() if column in place]
        missing = {name: None if column in NUMBERS or column in DATES else "" for column, name in NAMES.items()}
        seen: set[int] = set()
        for row in rows:
            notes.ends_in_row = len(row) < len(header)
            if len(row) < wide:
                notes.skipped["the row is cut short"] += 1
                continue
            urn = parse_urn(row[urn_at])
            if urn is None:
                notes.skipped["URN is not six digits"] += 1
            elif not row[name_at].strip():
                notes.skipped["no name"] += 1
            elif urn in seen:
                notes.skipped["URN is in the file twice"] += 1
            else:
                seen.add(urn)
                values = [make(row[at]) if at < len(row) else make("") for at, make in makers]
                if len(values) < len(FIELDS):
                    by_name = missing | dict(zip(order, values, strict=True))
                    values = [by_name[name] for name in FIELDS]
                yield (urn, *values)
    except csv.Error as error:
        raise NotTheRegister(f"The file is not a CSV that can be read: {error}.") from error


def check_header(names: list[str], required: tuple[str, ...]) -> None:
    """Raise NotTheRegister, with one sentence, unless the header holds every column of `required`."""
    if not names:
        raise NotTheRegister("The file is empty. Download the register again from GIAS.")
    missing = [name for name in required if name not in names]
    if len(missing) == len(required):
        raise NotTheRegister(
            f"This is not the GIAS register: it has none of its columns ({required[0]}, {required[1]}…)."
        )
    if missing:
        raise NotTheRegister(f"This is not the whole GIAS register. It has no column {', '.join(missing)}.")


def parse_urn(text: str) -> int | None:
    """Return a Unique Reference Number (six digits, the first not nought); None for anything else."""
    text = text.strip()
    return int(text) if len(text) == 6 and text.isascii() and text.isdigit() and text[0] != "0" else None


def parse_date(text: str) -> date | None:
    """Return a date that GIAS writes as `dd-mm-yyyy`; None for an empty value. Raise ValueError for anything else."""
    text = text.strip()
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", text[:10], re.ASCII)
    if not match:
        raise ValueError(text)
    number, month, year = map(int, match.groups())
    return date(year, month, number)


def _makers(notes: Notes) -> dict[str, Callable[[str], Any]]:
    """Return for each column, in the order of FIELDS, the function that converts its values."""
    makers: dict[str, Callable[[str], Any]] = {}
    for column, (_, longest) in {**TEXT, **OPTIONAL_TEXT}.items():
        makers[column] = _text_maker(column, longest, notes)
    makers["TelephoneNum"] = _telephone_maker(makers["TelephoneNum"])
    for column, (_, most) in NUMBERS.items():
        makers[column] = _number_maker(most)
    for column in DATES:
        makers[column] = _date_maker(column, notes)
    return makers


def _text_maker(column: str, longest: int, notes: Notes) -> Callable[[str], str]:
    def make(text: str) -> str:
        text = text.strip()
        if len(text) > longest:
            notes.mended[f"{column} shortened"] += 1
            return text[:longest]
        return text

    return make


def _telephone_maker(make_text: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: format_telephone(make_text(text))


def _number_maker(most: int) -> Callable[[str], int | None]:
    def make(text: str) -> int | None:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= most else None

    return make


def _date_maker(column: str, notes: Notes) -> Callable[[str], date | None]:
    known: dict[str, date | None] = {"": None}  # the same days stand in thousands of rows

    def make(text: str) -> date | None:
        if text not in known:
            try:
                known[text] = parse_date(text)
            except ValueError:
                notes.mended[f"{column} is not a date"] += 1
                return None
        return known[text]

    return make
