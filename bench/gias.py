"""The register: a generated file of 50,000 rows in the real format, loaded by us and by PostgreSQL's bare COPY."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from schools.actions.register import import_register
from schools.models import School
from sustaining.accounts.models import User

SAMPLE = Path(__file__).parent.parent / "tests" / "data" / "gias-sample.csv"
FIRST = ("St Mary’s", "Ash", "Beech", "Castle", "Dene", "Elm", "Ford", "Grange", "Holme", "Kings", "Manor", "Park")
LAST = ("Catholic Primary School", "Academy", "High School", "College", "Infant School", "Church of England School")
TOWNS = ("Leeds", "York", "Hull", "Bath", "Stoke-on-Trent", "King’s Lynn", "Newcastle upon Tyne", "Truro")


def write_register(path: Path, rows: int, seed: int = 1) -> Path:
    """A file as GIAS writes it (its header, its quoting, Windows-1252): each row a real one with its own names."""
    draw = random.Random(seed)
    with SAMPLE.open(encoding="cp1252", newline="") as file:
        reader = csv.DictReader(file)
        real, names = list(reader), list(reader.fieldnames or [])
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, names, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for number in range(rows):
            row = dict(draw.choice(real))
            row["URN"] = str(100_000 + number)
            row["EstablishmentName"] = f"{draw.choice(FIRST)}{draw.choice(FIRST).lower()} {draw.choice(LAST)}"
            row["Town"] = draw.choice(TOWNS)
            row["Postcode"] = f"LS{draw.randint(1, 29)} {draw.randint(1, 9)}{''.join(draw.choices('ABDEFGHJLN', k=2))}"
            row["Easting"], row["Northing"] = str(draw.randint(100_000, 650_000)), str(draw.randint(10_000, 650_000))
            writer.writerow(row)
    return path


def load(path: Path, *, keep: bool = False) -> Callable[[], object]:
    """The first import of the file, in full, taken back unless to `keep`, so that every round is a first one."""

    def first_import() -> None:
        with transaction.atomic():
            report = import_register(path, by=User.objects.system(), now=timezone.now())
            assert report.created, report
            transaction.set_rollback(not keep)

    return first_import


def sweep() -> None:
    """Remove what an import that was taken back has left: a first import meets none of it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE schools_school, schools_schoolevent")


def load_again(path: Path) -> Callable[[], object]:
    """The second import: nothing differs."""

    def again() -> None:
        report = import_register(path, by=User.objects.system(), now=timezone.now())
        assert not report.created, report

    return again


def bare_copy(path: Path) -> Callable[[], object]:
    """The same rows by COPY, all columns as text, into a table with neither index nor trigger, taken back."""
    with path.open(encoding="cp1252", newline="") as file:
        columns = next(csv.reader(file))

    def copy_rows() -> None:
        with transaction.atomic(), connection.cursor() as cursor, path.open("rb") as file:
            cursor.execute(
                f"CREATE TABLE bench_copy ({', '.join(f'c{number} text' for number in range(len(columns)))})"
            )
            with cursor.copy("COPY bench_copy FROM STDIN (FORMAT csv, HEADER, ENCODING 'windows-1252')") as copy:
                while piece := file.read(1 << 20):
                    copy.write(piece)
            transaction.set_rollback(True)

    return copy_rows


def find(query: str) -> Callable[[], object]:
    """Find schools among all of the register, as somebody types; the first fifteen."""
    return lambda: list(School.objects.matching(query)[:15])


def find_floor(query: str) -> Callable[[], object]:
    """The same fifteen by one statement that is told their keys."""
    keys = [school.pk for school in School.objects.matching(query)[:15]]

    def fetch() -> list[object]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM schools_school WHERE id = ANY(%s)", [keys])
            return cursor.fetchall()

    return fetch
