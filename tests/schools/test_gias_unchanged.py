"""A register that changed nothing is known again, and only while everything is as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.actions.register import import_register
from schools.gias import unchanged
from schools.models import HubAuthority, School
from sustaining.accounts.models import User
from tests.factories import HubFactory

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent.parent / "data" / "gias-sample.csv"


def load(path: Path, now, **options):
    """Load a file, and return its report and whether its rows were read."""
    with CaptureQueriesContext(connection) as captured:
        report = import_register(path, by=User.objects.system(), now=now, **options)
    return report, any("gias_rows" in query["sql"] for query in captured)


@pytest.fixture
def register(tmp_path, now) -> Path:
    """Return a file that has been loaded, and has then changed nothing."""
    rows = SAMPLE.read_bytes().decode("cp1252").splitlines(keepends=True)
    path = tmp_path / "register.csv"
    path.write_bytes("".join([*rows, rows[1], rows[2].replace("100459", "x")]).encode("cp1252"))
    assert load(path, now)[0].created == 3
    report, was_read = load(path, now)
    assert (report.created, report.updated, report.unchanged, was_read) == (0, 0, 3, True)
    assert report.skipped
    return path


def test_file_that_changed_nothing_is_not_read_again_and_says_the_same(register, now):
    cache.clear()
    full, was_read = load(register, now)
    assert was_read
    read = []
    known, was_read = load(register, now, progress=read.append)
    assert not was_read
    assert known == full
    assert read == [3]
    assert load(register, now, dry_run=True) == (full, False)


def test_same_content_under_another_name_is_known(register, now, tmp_path):
    assert not load(Path(shutil.copy(register, tmp_path / "another.csv")), now)[1]


def test_school_that_was_edited_is_mended(register, now):
    School.objects.filter(urn=100459).update(town="Elsewhere")
    report, was_read = load(register, now)
    assert (report.updated, was_read) == (1, True)
    assert School.objects.get(urn=100459).town != "Elsewhere"


def test_school_that_is_new_to_the_site_counts(register, now):
    School.objects.create(urn=999_999, name="Another School", status="Open")
    assert load(register, now)[1]


def test_hub_that_gets_a_local_authority_gets_its_schools(register, now):
    hub = HubFactory()
    HubAuthority.objects.create(hub=hub, local_authority="Islington")
    report, was_read = load(register, now)
    assert was_read
    assert report.updated
    assert School.objects.get(urn=100459).hub == hub


def test_hub_of_a_school_set_by_hand_makes_a_whole_load(register, now):
    School.objects.filter(urn=100459).update(hub_is_by_hand=True)
    assert load(register, now)[1]


def test_changed_file_is_read(register, now):
    register.write_bytes(register.read_bytes().replace(b"Islington", b"Camden"))
    assert load(register, now)[1]


def test_another_version_of_the_rules_reads_the_file(register, now, tmp_path, monkeypatch):
    source = tmp_path / "reader.py"
    source.write_text("MOST = 1")
    monkeypatch.setattr(unchanged, "RULES", (*unchanged.RULES, source))
    assert load(register, now)[1]
    assert not load(register, now)[1]
    source.write_text("MOST = 2")
    assert load(register, now)[1]


def test_load_that_changed_something_is_not_kept(tmp_path, now):
    assert load(SAMPLE, now)[0].created == 3
    assert load(SAMPLE, now)[1]
    assert not load(SAMPLE, now)[1]
