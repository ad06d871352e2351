"""Files that people might upload, good and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image

TYPES = "[Content_Types].xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">'
    '<!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">]>'
)


def picture(form: str = "JPEG", size: tuple[int, int] = (400, 300), **kwargs: object) -> bytes:
    """Return a teal picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **kwargs)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG of a size that is declared only: there are no pixels in it."""
    chunks = (
        (b"IHDR", struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def archive(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def workbook(*rows: list[object]) -> bytes:
    """Return an XLSX with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, parts: dict[str, str | bytes]) -> bytes:
    """Return an archive with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return archive({name: old.read(name) for name in old.namelist()} | parts)
