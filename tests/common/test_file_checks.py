"""A worker decodes uploads in a process with limits: what it refuses gets a sentence, and until then nothing is served."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from devplans.actions.attachments import attach_files
from devplans.models import SessionFile
from schools.actions.roster_uploads import upload_roster
from schools.models import RosterUpload
from sustaining.common import decoder, decoding
from sustaining.common.decoding import CannotDecode, decode
from sustaining.common.file_checks import check_file, check_waiting_files
from sustaining.common.files import CheckState, check_upload
from sustaining.common.sheet_uploads import check_sheet
from tests.common.uploads import LAUGHS, TYPES, archive, changed, picture, workbook
from tests.devplans.test_sessions import log

pytestmark = pytest.mark.django_db


@pytest.fixture
def attach(cast, now):
    session = log(cast, now)

    def run(name: str, content: bytes) -> SessionFile:
        (stored,) = attach_files(session, files=[check_upload(name, content)], by=cast.advocate, now=now)
        return stored

    return run


def page(client_of, person, stored: SessionFile) -> str:
    return client_of(person).get(reverse("devplans:session-file", args=[stored.pk])).content.decode()


def test_photograph_waits_is_cleaned_and_then_served(attach, cast, client_of):
    exif = Image.Exif()
    exif[0x010F] = "Telephone Maker"
    exif[0x0112] = 6  # lies on its side
    stored = attach("page.jpg", picture(exif=exif) + b"<script>trailing()</script>")
    assert (stored.check_state, stored.is_picture) == (CheckState.WAITING, False)
    waiting = page(client_of, cast.advocate, stored)
    assert "Checking your file" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert "Check again" in waiting
    assert check_waiting_files() == {"checked": 1}
    stored.refresh_from_db()
    with stored.file.open("rb") as opened:
        content = opened.read()
    assert b"Telephone Maker" not in content
    assert b"script" not in content
    assert (stored.size, stored.is_picture) == (len(content), True)
    with Image.open(io.BytesIO(content)) as shown:
        assert shown.size == (300, 400)
    served = client_of(cast.advocate).get(reverse("devplans:session-file", args=[stored.pk]))
    assert served["Content-Type"] == "image/jpeg"
    assert b"".join(served.streaming_content) == content


def test_uploaded_bytes_are_deleted_once_a_picture_is_cleaned(attach, django_capture_on_commit_callbacks):
    stored = attach("page.jpg", picture())
    uploaded = stored.file.name
    with django_capture_on_commit_callbacks(execute=True):
        check_file(SessionFile, stored.pk)
    assert not stored.file.storage.exists(uploaded)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("half.jpg", picture(size=(900, 900))[:3000], "can’t be read"),
        ("laughs.docx", archive({TYPES: LAUGHS + "<Types/>", "word/document.xml": "<w/>"}), "XML entities"),
        (
            "laughs.xlsx",
            changed(workbook(["a"]), {"xl/sharedStrings.xml": LAUGHS + "<sst>&lol2;</sst>"}),
            "XML entities",
        ),
        ("utf16.docx", archive({TYPES: "<Types/>", "word/a.xml": (LAUGHS + "<w/>").encode("utf-16")}), "XML entities"),
    ],
)
def test_file_that_cannot_be_decoded_is_refused_with_a_sentence(attach, cast, client_of, name, content, says):
    stored = attach(name, content)
    assert check_waiting_files() == {"refused": 1}
    stored.refresh_from_db()
    assert says in stored.refusal
    assert "upload it again" in stored.refusal
    assert stored.file.name == ""
    refused = page(client_of, cast.advocate, stored)
    assert "Your file was not accepted" in refused
    assert stored.refusal in refused
    assert stored.refusal in client_of(cast.advocate).get(stored.session.get_absolute_url()).content.decode()
    assert check_waiting_files() == {}


def test_command_checks_what_waits(attach, capsys):
    attach("page.jpg", picture())
    call_command("check_uploads")
    call_command("check_uploads")
    assert capsys.readouterr().out.splitlines() == ["1 checked", "Nothing waits."]


def test_file_that_fails_in_an_unknown_way_is_refused_and_not_tried_again(attach, monkeypatch):
    stored = attach("page.jpg", picture())
    monkeypatch.setattr(SessionFile, "decode_content", lambda *args: 1 / 0)
    assert check_waiting_files() == {"refused": 1}
    stored.refresh_from_db()
    assert "could not be checked" in stored.refusal


@pytest.mark.parametrize(
    "content",
    [
        changed(workbook(["URN"]), {"xl/workbook.xml": LAUGHS + "<workbook>&lol2;</workbook>"}),
        changed(workbook(["URN"]), {"xl/worksheets/sheet1.xml": LAUGHS + "<worksheet>&lol2;</worksheet>"}),
    ],
)
def test_list_with_entities_is_refused_with_a_sentence(cast, now, content):
    upload = upload_roster(None, file=check_sheet("list.xlsx", content), by=cast.hubadmin, now=now)
    assert check_waiting_files() == {"refused": 1}
    upload.refresh_from_db()
    assert "XML entities" in upload.refusal


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_table_is_read_up_to_its_limit_and_no_further(monkeypatch, form):
    read = []

    def rows():
        for number in range(100_000):
            read.append(number)
            yield [str(number)] * 90

    monkeypatch.setattr(decoder, "_csv_sheets", lambda *args: [("", "", rows())])
    monkeypatch.setattr(decoder, "_workbook_sheets", lambda *args: [("", "", rows())])
    with pytest.raises(decoder.Refused, match="rows"):
        decoder.read_table(b"PK" if form == "xlsx" else b"", {"rows": 50, "columns": 40})
    assert len(read) == 51


def test_table_has_limited_columns_and_cells():
    wide = workbook(["x" * 2_000] * 200)
    (row,) = decoder.read_table(wide, {"rows": 5, "columns": 40})[0]["sheets"][0]["rows"]
    assert (len(row), len(row[0])) == (40, decoder.CELL_LENGTH)


def test_row_far_below_does_not_make_the_reader_count_to_it():
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    content = changed(workbook(["a"]), {"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(decoder.Refused, match="rows"):
        decoder.read_table(content, {"rows": 50, "columns": 40})


PROBE = """
import json, os, resource, sys
sys.path.insert(0, {folder!r})
import decoder
decoder.limit_resources()
limits = [resource.getrlimit(name)[0] for name in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
print(json.dumps({{"names": sorted(os.environ), "limits": limits}}))
"""


def test_decoder_has_limits_and_no_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "secret")
    probe = tmp_path / "probe.py"
    probe.write_text(PROBE.format(folder=str(decoding.DECODER.parent)))
    monkeypatch.setattr(decoding, "DECODER", probe)
    result, _ = decode("picture", b"")
    assert {"DATABASE_URL", "SECRET_KEY"}.isdisjoint(result["names"])
    assert result["limits"] == [decoder.MOST_MEMORY, decoder.MOST_CPU_SECONDS]


@pytest.mark.parametrize(
    "program", ["bytearray(2 * 1024**3)", "raise SystemExit(1)", "import os; os.kill(os.getpid(), 9)"]
)
def test_decoder_that_is_ended_by_a_limit_gives_a_sentence(monkeypatch, tmp_path, program):
    probe = tmp_path / "probe.py"
    folder = str(decoding.DECODER.parent)
    probe.write_text(
        f"import sys; sys.path.insert(0, {folder!r}); import decoder; decoder.limit_resources(); {program}"
    )
    monkeypatch.setattr(decoding, "DECODER", probe)
    with pytest.raises(CannotDecode, match="takes too long to open"):
        decode("picture", b"")


def test_decoder_that_takes_too_long_gives_a_sentence(monkeypatch, tmp_path):
    probe = tmp_path / "probe.py"
    probe.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(decoding, "DECODER", probe)
    monkeypatch.setattr(decoding, "MOST_SECONDS", 0.2)
    with pytest.raises(CannotDecode, match="takes too long to open"):
        decode("picture", b"")


def test_picture_with_more_pixels_than_its_header_was_checked_for_is_refused():
    with pytest.raises(CannotDecode, match="takes too long to open"):
        decode("picture", picture("PNG", size=(200, 200)), form="PNG", pixels=100)


def test_roster_rows_are_read_by_the_worker(cast, now):
    content = workbook(["URN", "Name", "Email address"], [910003.0, "Nina", "nina@school.example"])
    upload = upload_roster(None, file=check_sheet("list.xlsx", content), by=cast.hubadmin, now=now)
    assert check_waiting_files() == {"checked": 1}
    upload.refresh_from_db()
    assert [row["urn"] for row in upload.rows] == ["910003"]
    assert RosterUpload.objects.visible_to(cast.lead).count() == 0
