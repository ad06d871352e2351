"""Reading the DfE's register (GIAS): a CSV of every establishment, Windows-1252 or UTF-8, columns by name.

Source: *Get Information About Schools*, Open Government Licence v3.0. Columns come and go; only those named here matter.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

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
FIELDS = [
    *(name for name, _ in (*TEXT.values(), *OPTIONAL_TEXT.values(), *NUMBERS.values())),
    *DATES.values(),
]


class NotTheRegister(Exception):
    """The file is not GIAS. `str()` is one sentence that says why."""


@dataclass
class Notes:
    """What the reader passed over or mended, by reason."""

    skipped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)


@contextmanager
def open_register(path: str | Path) -> Iterator[IO[str]]:
    """The file as text, in UTF-8 when it is valid UTF-8 all through, else Windows-1252. Raises NotTheRegister."""
    file = Path(path)
    if not file.exists():
        raise NotTheRegister(f"There is no file at {file}. Check the path.")
    if not file.is_file():
        raise NotTheRegister(f"{file} is not a file. Give the path of the CSV that GIAS offers for download.")
    with file.open(encoding=_encoding(file), errors="replace", newline="") as text:
        yield text


def _encoding(file: Path) -> str:
    """Decode once through in pieces: nothing grows with the file."""
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


def read_register(text: IO[str], notes: Notes) -> Iterator[dict[str, Any]]:
    """Rows as fields of School, `urn` first. Rows that cannot be a school are counted in `notes`, with the reason.

    Raises NotTheRegister when the header is not the register's.
    """
    rows = csv.DictReader(text)
    try:
        _check_header(rows.fieldnames)
        seen: set[int] = set()
        for row in rows:
            urn = _urn(row.get("URN"))
            name = (row.get("EstablishmentName") or "").strip()
            if urn is None:
                notes.skipped["URN is not six digits"] += 1
            elif not name:
                notes.skipped["no name"] += 1
            elif urn in seen:
                notes.skipped["URN stands in the file twice"] += 1
            else:
                seen.add(urn)
                yield {"urn": urn, **_fields(row, notes)}
    except csv.Error as error:
        raise NotTheRegister(f"The file is not a CSV that can be read: {error}.") from error


def _check_header(names: Any) -> None:
    if not names:
        raise NotTheRegister("The file is empty. Download the register anew from GIAS.")
    missing = [name for name in REQUIRED if name not in names]
    if len(missing) == len(REQUIRED):
        raise NotTheRegister("This is not the GIAS register: it has none of its columns (URN, EstablishmentName…).")
    if missing:
        raise NotTheRegister(f"This is not the whole GIAS register: it lacks {', '.join(missing)}.")


def _urn(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if len(text) == 6 and text.isascii() and text.isdigit() and text[0] != "0" else None


def _fields(row: dict[str, str], notes: Notes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, (name, longest) in {**TEXT, **OPTIONAL_TEXT}.items():
        text = (row.get(column) or "").strip()
        if len(text) > longest:
            notes.mended[f"{column} shortened"] += 1
        found[name] = text[:longest]
    for column, (name, most) in NUMBERS.items():
        found[name] = _number(row.get(column), most)
    for column, name in DATES.items():
        found[name] = _date(row.get(column), column, notes)
    return found


def _number(text: str | None, most: int) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= most else None


def _date(text: str | None, column: str, notes: Notes) -> date | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        return datetime.strptime(text[:10], "%d-%m-%Y").date()  # noqa: DTZ007  (a date, no moment)
    except ValueError:
        notes.mended[f"{column} is no date"] += 1
        return None
