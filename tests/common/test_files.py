"""Attachments: judged by what they hold, kept under names of our own, given out so that nothing in them runs."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from sustaining.common.files import MOST_BYTES, UploadsField, check_upload

PDF = b"%PDF-1.7\n1 0 obj\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (400, 300), **kwargs: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **kwargs)
    return out.getvalue()


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("page.jpg", picture(), "jpg"),
        ("page.png", picture("PNG"), "png"),
        ("liar.pdf", picture("WEBP"), "webp"),
        ("scheme.pdf", PDF, "pdf"),
        ("marks.xlsx", workbook(), "xlsx"),
        ("plan.docx", archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}), "docx"),
        ("plan.odt", archive(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("notes.txt", "Ratio – first thoughts".encode(), "txt"),
    ],
)
def test_upload_type_follows_from_content(name, content, ending):
    assert check_upload(name, content).ending == ending


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.pdf", b"", "is empty"),
        ("large.pdf", PDF + b"0" * MOST_BYTES, "is 10.1 MB. Files can be up to 10 MB"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "not a file type"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "not a file type"),
        ("program.pdf", b"MZ\x90\x00" + b"\x00" * 300, "not a file type"),
        ("macros.docx", archive(**{"[Content_Types].xml": "", "word/vbaProject.bin": ""}), "not a file type"),
        ("bag.zip", archive(anything="x"), "not a file type"),
        ("broken.zip", b"PK\x03\x04" + b"x" * 40, "not a file type"),
        ("broken.jpg", picture()[:100], "can’t be read"),
    ],
)
def test_upload_refused_has_a_validation_error_that_names_the_file(name, content, says):
    with pytest.raises(ValidationError) as refused:
        check_upload(name, content)
    assert f"“{name}”" in refused.value.messages[0]
    assert says in refused.value.messages[0]


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Users\\x\\page.txt", "a" * 300 + ".txt", "bell\x07.txt", ""])
def test_upload_name_is_sanitised(name):
    cleaned = check_upload(name, b"words").name
    assert 0 < len(cleaned) <= 120
    assert not set("/\\\x07") & set(cleaned)


def test_uploads_field_reports_all_errors_together():
    field = UploadsField(most=2, required=False)
    good, bad = SimpleUploadedFile("a.txt", b"words"), SimpleUploadedFile("b.exe", b"MZ\x90\x00" + b"\x00" * 300)
    assert [upload.name for upload in field.clean([good])] == ["a.txt"]
    assert field.clean([]) == []
    with pytest.raises(ValidationError, match="You can attach up to 2"):
        field.clean([good, good, good])
    good.seek(0)
    with pytest.raises(ValidationError) as refused:
        field.clean([good, bad])
    assert refused.value.messages == [next(message for message in refused.value.messages if "b.exe" in message)]
