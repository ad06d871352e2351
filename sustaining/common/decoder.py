"""Decode an uploaded file in a process of its own, with limits on memory and time. Run as a program, without Django.

`python -I decoder.py picture|document|table OPTIONS < file` writes one line of JSON and, for pictures, bytes after it.
The environment holds no secrets. A file that breaks a limit ends this process, never the worker.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_MEMORY = 1024 * 1024 * 1024
MOST_CPU_SECONDS = 20
MOST_OUTPUT = 40 * 1024 * 1024
CELL_LENGTH = 500
THUMBNAIL = (320, 320)


class Refused(Exception):
    """The file is refused; `str()` is the key of the sentence in `decoding.SENTENCES`."""


def limit_resources() -> None:
    """Limit the memory and processor time of this process, and forbid it to write files."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean_picture(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the picture upright, without the metadata that a phone writes, followed by its thumbnail."""
    from PIL import Image, ImageOps  # noqa: PLC0415  (only after the limits are set)

    Image.MAX_IMAGE_PIXELS = options["pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    form = options["form"]
    try:
        picture = Image.open(io.BytesIO(content), formats=(form,))
        ImageOps.exif_transpose(picture, in_place=True)
        if form == "JPEG" and picture.mode not in ("RGB", "L"):
            picture = picture.convert("RGB")
        picture.info = {}
        clean = io.BytesIO()
        picture.save(clean, form, quality=90)
        picture.thumbnail(THUMBNAIL)
        small = io.BytesIO()
        picture.convert("RGB").save(small, "JPEG", quality=80)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("limits") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refused("picture") from None
    if clean.tell() > MOST_OUTPUT:
        raise Refused("limits")
    return {"clean": clean.tell(), "small": small.tell()}, clean.getvalue() + small.getvalue()


def scan_document(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Read the start of every XML part of an Office or OpenDocument file; refuse declared entities and damaged parts."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415  (the exception alone)

    from defusedxml.common import DefusedXmlException  # noqa: PLC0415
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if name.lower().endswith((".xml", ".rels")):
                    with parts.open(name) as part:
                        next(iter(iterparse(part, events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException:
        raise Refused("entities") from None
    except (ParseError, zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError):
        raise Refused("document") from None
    return {}, b""


def read_table(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the rows of a CSV file or of a workbook's first sheet, as text; stop after the largest number of rows."""
    lines = _workbook_lines if content[:2] == b"PK" else _csv_lines
    rows: list[list[str]] = []
    for line in lines(content, options):
        if len(rows) == options["rows"]:
            raise Refused("rows")
        rows.append([text[:CELL_LENGTH] for text in line[: options["columns"]]])
    return {"rows": rows}, b""


def _csv_lines(content: bytes, options: dict[str, Any]) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refused("table")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise Refused("cell") from None


def _workbook_lines(content: bytes, options: dict[str, Any]) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415

    scan_document(content, options)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line in sheet.iter_rows(max_row=options["rows"] + 1, max_col=options["columns"], values_only=True):
            yield [_cell_text(value) for value in line]
        book.close()
    except MemoryError:
        raise
    except Exception:  # openpyxl raises whatever zipfile and its XML parser raise
        raise Refused("workbook") from None


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def main(command: str, options: dict[str, Any]) -> None:
    """Decode standard input and write the result to standard output."""
    limit_resources()
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, and it wants much memory
    commands = {"picture": clean_picture, "document": scan_document, "table": read_table}
    try:
        result, output = commands[command](sys.stdin.buffer.read(), options)
    except Refused as reason:
        result, output = {"refused": str(reason)}, b""
    except MemoryError:
        result, output = {"refused": "limits"}, b""
    sys.stdout.buffer.write(json.dumps(result).encode() + b"\n" + output)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
