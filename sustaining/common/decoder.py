"""Decode an uploaded file in a process of its own, with limits on memory and time. Run as a program, without Django.

`python -I decoder.py picture|document|table OPTIONS < file` writes one line of JSON and, for pictures, bytes after it.
The environment holds no secrets. A file that breaks a limit ends this process, never the worker.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import resource
import sys
import warnings
import zipfile
from collections import Counter
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


Sheet = tuple[str, str, Iterator[list[str]]]


def read_table(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the visible sheets of a workbook, or a CSV file as one sheet: `{"sheets": [{"name", "read_as", "rows"}]}`.

    Cells are text. Which row has the headings is for the reader of the rows to find. Refuse more than `rows` rows.
    """
    is_workbook = content[:2] == b"PK"
    try:
        sheets = _workbook_sheets(content, options) if is_workbook else _csv_sheets(content)
        return {"sheets": _limited(sheets, options)}, b""
    except (MemoryError, Refused):
        raise
    except csv.Error:
        raise Refused("cell") from None
    except Exception:  # openpyxl raises whatever zipfile and its XML parser raise
        if is_workbook:
            raise Refused("workbook") from None
        raise


def _limited(sheets: Iterator[Sheet], options: dict[str, Any]) -> list[dict[str, Any]]:
    left, result = options["rows"], []
    for name, read_as, lines in sheets:
        rows = []
        for line in lines:
            if not left:
                raise Refused("rows")
            left -= 1
            rows.append([text[:CELL_LENGTH] for text in line[: options["columns"]]])
        result.append({"name": name, "read_as": read_as, "rows": rows})
    return result


ENCODINGS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def find_encoding(content: bytes) -> str:
    """Return the encoding of a text: by its byte order mark, UTF-16 by its nought bytes, UTF-8, else Windows-1252."""
    for mark, encoding in ENCODINGS.items():
        if content.startswith(mark):
            return encoding
    start = content[:2000]
    # Excel's *Unicode text* from some programs has no mark: of Latin text in UTF-16 every other byte is nought.
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(start) > 8 and start[offset::2].count(0) > len(start) // 2 * 0.7:
            return encoding
    try:
        content.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def find_separator(text: str) -> str:
    """Return the separator that cuts most of the first lines into the same number of cells, the more the better."""

    def consistency(separator: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=separator)
        widths = Counter(len(row) for row in itertools.islice(rows, 50) if len(row) > 1)
        width, times = max(widths.items(), key=lambda entry: (entry[1], entry[0]), default=(0, 0))
        return times, width

    return max(SEPARATORS, key=consistency)


def _csv_sheets(content: bytes) -> Iterator[Sheet]:
    text = content.decode(find_encoding(content), errors="replace")
    if "\0" in text:
        raise Refused("table")
    separator = find_separator(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    yield "", f"cells separated by {SEPARATORS[separator]}", lines


def _workbook_sheets(content: bytes, options: dict[str, Any]) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415

    scan_document(content, options)
    books = [load_workbook(io.BytesIO(content), read_only=True, data_only=values) for values in (True, False)]
    for sheet, formulas in zip(*(book.worksheets for book in books), strict=True):
        if sheet.sheet_state == "visible":
            yield sheet.title, f"sheet “{sheet.title}”", _sheet_lines(sheet, formulas, options)


def _sheet_lines(sheet: Any, formulas: Any, options: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the rows of a sheet. A formula whose result the file lacks stays a formula, so that its row can be named."""
    for each in (sheet, formulas):
        each.reset_dimensions()  # some programs write that a sheet of a thousand rows is A1
    area = {"max_row": options["rows"] + 1, "max_col": options["columns"], "values_only": True}
    for values, typed in zip(sheet.iter_rows(**area), formulas.iter_rows(**area), strict=True):
        yield [_cell_text(typed if value is None else value) for value, typed in zip(values, typed, strict=True)]


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    # Twelve digits: a sum of pence must not read as 820.0000000001.
    return f"{value:.12g}" if isinstance(value, float) else str(value)


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
