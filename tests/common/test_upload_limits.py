"""Uploads are refused by header, directory and size before anything is decoded, with a sentence that names the file."""

from __future__ import annotations

import os

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image

from sustaining.common import sheet_uploads, upload_limits
from sustaining.common.files import check_upload
from tests.common.uploads import TYPES, archive, changed, picture, png_header, workbook

BOMB = changed(workbook(["URN"]), {"xl/worksheets/sheet1.xml": b"<row/>" * 6_000_000})
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200
WEBP = picture("WEBP", lossless=True)
DOCX = archive({TYPES: "<Types/>", "word/document.xml": "<w/>"})


def refusal(check, name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        check(name, content)
    (sentence,) = refused.value.messages
    assert f"“{name}”" in sentence
    return sentence


@pytest.fixture
def _decodes_nothing(monkeypatch):
    """Fail when a pixel is decoded or a member of an archive is unpacked."""

    def never(*args, **kwargs):
        pytest.fail("decoded in the request")

    monkeypatch.setattr(Image.Image, "load", never)
    monkeypatch.setattr(Image.Image, "convert", never)
    monkeypatch.setattr("zipfile.ZipExtFile.read", never)
    monkeypatch.setattr("openpyxl.load_workbook", never)


@pytest.mark.usefixtures("_decodes_nothing")
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("board.png", png_header(7700, 7700), "7,700 × 7,700"),
        ("board.png", png_header(2**31 - 1, 2**31 - 1), "megapixels"),
        ("bomb.xlsx", BOMB, "expands to far more than its size"),
        ("parts.docx", archive({TYPES: ""} | {f"word/{n}.xml": "" for n in range(2_500)}), "too many parts"),
        ("photo.heic", HEIC, "export it as a JPEG"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "not a file type"),
        ("two.pdf.html", b"<html>%PDF-1.7", "not a file type"),
    ],
)
def test_hostile_upload_is_refused_before_it_is_decoded(name, content, says):
    assert len(content) < 500_000
    assert says in refusal(check_upload, name, content)


def test_workbook_to_read_is_limited_further_than_one_to_keep():
    blocks = b"".join(os.urandom(1_000) * 20 for _ in range(1_100))
    content = changed(workbook(["URN"]), {"xl/media/board.png": blocks})
    assert check_upload("marks.xlsx", content).ending == "xlsx"
    assert "expands to far more" in refusal(sheet_uploads.check_sheet, "marks.xlsx", content)


def test_workbook_protected_by_a_password_is_refused():
    content = bytearray(workbook(["URN"]))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "Remove the password" in refusal(check_upload, "marks.xlsx", bytes(content))


def test_directory_of_an_archive_is_measured_before_it_is_read(monkeypatch):
    monkeypatch.setattr("zipfile.ZipFile", lambda *args: pytest.fail("the directory was read"))
    with pytest.raises(upload_limits.OverLimit):
        upload_limits.ATTACHED.check(b"PK\x05\x06" + b"\x00" * 4 + b"\x10\x27" * 2 + b"\x00" * 10)


@pytest.mark.usefixtures("_decodes_nothing")
def test_webp_size_is_read_from_its_header():
    content = bytearray(WEBP)
    upload_limits.check_pixels(bytes(content), "image/webp")
    content[21:25] = (0x3FFF | 0x3FFF << 14).to_bytes(4, "little")
    assert "16,384 × 16,384" in refusal(check_upload, "board.webp", bytes(content))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("board\nSet-Cookie: x=1.txt", "boardSet-Cookie: x=1.txt"),
        ("evidence\u202efdp.txt", "evidencefdp.txt"),
        ("notes\u200f\u2066.csv", "notes.csv"),
        ("../../etc/passwd", "passwd.txt"),
        ("run.bat", "run.bat.txt"),
        ("page.html", "page.html.txt"),
        ("\u202e", "file.txt"),
    ],
)
def test_name_is_one_line_without_marks_and_with_a_true_ending(given, expected):
    assert check_upload(given, b"words").name == expected


@pytest.mark.parametrize(
    ("content", "name"),
    [(picture("PNG"), "board.pdf.png"), (b"%PDF-1.7\n" + DOCX, "board.pdf"), (DOCX, "board.pdf.docx")],
)
def test_polyglot_is_served_as_what_it_begins_with(content, name):
    assert check_upload("board.pdf", content).name == name


def test_request_larger_than_any_upload_is_refused_before_it_is_read(client, settings):
    class Unread:
        def read(self, *args):
            pytest.fail("the body was read")

        readline = read

    answer = client.generic(
        "POST",
        reverse("schools:upload"),
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "10 MB" in answer.content.decode()
