"""Loading the register: counted, repeatable, all or nothing."""

from __future__ import annotations

import codecs
import csv
import io
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.actions.register import import_register
from schools.gias.reader import NotTheRegister, ShorterThanKnown
from schools.models import HubAuthority, School
from sustaining.accounts.models import User
from tests.factories import HubFactory

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent.parent / "data" / "gias-sample.csv"


def load(path: Path, now, **options):
    return import_register(path, by=User.objects.system(), now=now, **options)


def changed(tmp_path: Path, change, *, encoding: str = "cp1252", bom: bytes = b"") -> Path:
    """The sample with its rows changed."""
    with SAMPLE.open(encoding="cp1252", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), list(reader.fieldnames or [])
    rows = change(rows) or rows
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [name for name in names if any(name in row for row in rows)], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "register.csv"
    path.write_bytes(bom + out.getvalue().encode(encoding))
    return path


def test_gias_import_twice_changes_nothing_the_second_time(now):
    first = load(SAMPLE, now)
    assert (first.created, first.updated, first.unchanged) == (3, 0, 0)
    before = list(School.objects.order_by("urn").values())
    second = load(SAMPLE, now)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 3)
    assert list(School.objects.order_by("urn").values()) == before
    school = School.objects.get(urn=100459)
    assert (school.name, school.phase, school.local_authority) == ("St Aloysius RC College", "Secondary", "Islington")
    assert school.easting
    assert school.is_open


def test_gias_import_updates_differences_and_reports_them(now, tmp_path):
    load(SAMPLE, now)

    def rename(rows):
        rows[0]["EstablishmentName"] = "St Thomas’ Academy"

    report = load(changed(tmp_path, rename), now)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 2)
    assert "St Thomas’ Academy" in report.changes[0]


@pytest.mark.parametrize(("encoding", "bom"), [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("cp1252", b"")])
def test_gias_import_reads_both_encodings(now, tmp_path, encoding, bom):
    def rename(rows):
        rows[0]["EstablishmentName"] = "Ysgol Gyfun Gŵyr".replace("ŵ", "ê") + " – £"

    load(changed(tmp_path, rename, encoding=encoding, bom=bom), now)
    assert School.objects.filter(name="Ysgol Gyfun Gêyr – £").exists()


def test_gias_import_counts_invalid_rows_with_the_reason(now, tmp_path):
    def spoil(rows):
        rows[0]["URN"] = "12"
        rows[1]["EstablishmentName"] = "  "
        return [*rows, rows[2]]

    report = load(changed(tmp_path, spoil), now)
    assert report.created == 1
    assert dict(report.skipped) == {"URN is not six digits": 1, "no name": 1, "URN is in the file twice": 1}


def test_gias_import_dry_run_changes_nothing(now):
    report = load(SAMPLE, now, dry_run=True)
    assert report.created == 3
    assert not School.objects.exists()


def test_gias_import_sets_the_hub_by_authority_unless_set_by_hand(now):
    hub, other = HubFactory(name="London North"), HubFactory(name="London South")
    HubAuthority.objects.create(hub=hub, local_authority="Islington")
    load(SAMPLE, now)
    school = School.objects.get(urn=100459)
    assert school.hub == hub
    School.objects.filter(pk=school.pk).update(hub=other, hub_is_by_hand=True)
    load(SAMPLE, now)
    school.refresh_from_db()
    assert school.hub == other


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "not the GIAS register"),
        (b"URN,EstablishmentName\n100000,School\n", "It has no column LA \\(name\\)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary data"),
        (b"PK\x03\x04\x00\x00", "binary data"),
    ],
)
def test_gias_import_of_another_file_is_refused_with_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as error:
        call_command("import_gias", str(path))
    assert str(error.value).count(". ") <= 1
    assert not School.objects.exists()


def test_gias_import_of_a_missing_file_or_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CommandError, match=r"Check the path|not a file"):
            call_command("import_gias", str(path))


def test_gias_command_prints_its_report():
    out = StringIO()
    call_command("import_gias", str(SAMPLE), stdout=out)
    assert "3 created, 0 updated, 0 unchanged, 0 skipped." in out.getvalue()


def test_gias_import_of_a_broken_file_rolls_back_all_rows(now, tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(SAMPLE.read_bytes() + b'100001,"' + b"x" * 200_000)
    with pytest.raises(NotTheRegister):
        load(path, now)
    assert not School.objects.exists()


def test_gias_import_counts_closed_reopened_and_renamed_schools(now, tmp_path):
    load(SAMPLE, now)
    School.objects.filter(urn=100459).update(status="Closed", name="Old Name")

    def close(rows):
        rows[0]["EstablishmentStatus (name)"] = "Closed"

    report = load(changed(tmp_path, close), now)
    assert (report.closed, report.reopened, report.renamed) == (1, 1, 1)
    assert "1 closed, 1 reopened, 1 renamed" in "\n".join(report.lines())


def test_gias_import_skips_a_truncated_row_and_loads_the_others(now, tmp_path):
    path = tmp_path / "register.csv"
    header, *rows = SAMPLE.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([header, b'"100001","201"\r\n', *rows]))
    report = load(path, now)
    assert report.created == 3
    assert dict(report.skipped) == {"the row is cut short": 1}


def test_gias_import_writes_history_for_each_row(now):
    load(SAMPLE, now)
    assert School.objects.get(urn=100459).events.get().pgh_context.metadata["action"] == "schools.import_register"


def known_schools(number: int) -> list[School]:
    """Open schools that the register knows, beside the three of the sample."""
    return School.objects.bulk_create(School(urn=200_000 + row, name=f"School {row}") for row in range(number))


@pytest.mark.parametrize(("known", "is_refused"), [(96, False), (97, True), (5_000, True)])
def test_gias_file_much_shorter_than_the_register_is_refused_unless_allowed(now, known, is_refused):
    load(SAMPLE, now)
    known_schools(known)
    if is_refused:
        with pytest.raises(ShorterThanKnown, match=f"only 3 of the {known + 3:,} open schools"):
            load(SAMPLE, now)
    assert load(SAMPLE, now, allow_shorter=True).unchanged == 3
    assert School.objects.filter(status="Open").count() >= known


def test_gias_file_that_lacks_closed_schools_alone_is_loaded(now):
    load(SAMPLE, now)
    known_schools(500)
    School.objects.filter(urn__gte=200_000).update(status="Closed")
    assert load(SAMPLE, now).unchanged == 3


@pytest.mark.parametrize("cut", [1, 60, 400])
def test_gias_file_cut_off_in_a_row_is_refused_unless_allowed(now, tmp_path, cut):
    path = tmp_path / "register.csv"
    path.write_bytes(SAMPLE.read_bytes().rstrip()[:-cut] if cut > 1 else SAMPLE.read_bytes() + b'"100001","201')
    with pytest.raises(ShorterThanKnown, match="ends in the middle of a row"):
        load(path, now)
    assert not School.objects.exists()
    load(path, now, allow_shorter=True)
    assert School.objects.exists()


def test_gias_file_without_a_last_line_break_is_loaded(now, tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(SAMPLE.read_bytes().rstrip(b"\r\n"))
    assert load(path, now).created == 3


def test_gias_command_says_how_to_load_a_shorter_file(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(SAMPLE.read_bytes() + b'"100001","201')
    with pytest.raises(CommandError, match="--allow-shorter"):
        call_command("import_gias", str(path))
    out = StringIO()
    call_command("import_gias", str(path), "--allow-shorter", stdout=out)
    assert "3 created" in out.getvalue()


def empty_list_of_new_words() -> int:
    """Sort the words that wait into the search index. Return how many pages they took."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('school_by_words')")
        return cursor.fetchone()[0]


def test_words_of_schools_are_sorted_in_together_and_none_wait_after_an_import(now):
    known_schools(5)
    assert empty_list_of_new_words() > 0
    known = School.objects.get(urn=200_001)
    School.objects.filter(pk=known.pk).update(name="Another Name")
    load(SAMPLE, now)
    assert empty_list_of_new_words() == 0
    assert list(School.objects.matching("another")) == [School.objects.get(pk=known.pk)]


def test_unchanged_gias_file_writes_nothing_and_mends_what_was_changed_by_hand(now):
    load(SAMPLE, now)
    with CaptureQueriesContext(connection) as queries:
        assert load(SAMPLE, now).unchanged == 3
    assert not [query for query in queries if query["sql"].lstrip().startswith(("INSERT", "UPDATE", "ANALYZE schools"))]
    School.objects.filter(urn=100459).update(name="By hand", telephone="1")
    report = load(SAMPLE, now)
    assert (report.updated, report.unchanged) == (1, 2)
    assert School.objects.get(urn=100459).name == "St Aloysius RC College"
    labels = School.objects.get(urn=100459).events.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "update", "update"]
