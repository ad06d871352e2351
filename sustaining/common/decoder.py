"""Decode an uploaded file in a process of its own, with limits on memory and time. Run as a program, without Django.

`python -I decoder.py picture|document|table|words OPTIONS < file` writes one line of JSON and, for pictures, bytes after it.
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
from datetime import datetime, time, timedelta
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
            rows.append([text[: options.get("cell", CELL_LENGTH)] for text in line[: options["columns"]]])
        result.append({"name": name, "read_as": read_as, "rows": rows})
    return result


def read_statement(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return a bank statement (OFX) as one sheet, as `read_table` does, without account numbers and balances."""
    from bankfile import parse_bytes  # noqa: PLC0415  (only after the limits are set)

    rows = [["Date", "Amount", "Description", "Reference", "Transaction number"]]
    try:
        for row in parse_bytes(content.removeprefix(codecs.BOM_UTF8).lstrip()).transactions:
            text = " ".join(filter(None, [row.counterparty_name, row.purpose]))
            rows.append([str(row.date), str(row.amount), text, row.reference or "", row.bank_reference or ""])
    except Exception:  # the library raises its own errors and those of numbers in a header
        raise Refused("statement") from None
    if len(rows) == 1:
        raise Refused("statement")
    return {"sheets": _limited(iter([("", "a bank statement (OFX)", iter(rows))]), options)}, b""


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
    """Yield the rows of a sheet. A formula whose result the file lacks stays a formula, so that its row can be part_names."""
    for each in (sheet, formulas):
        each.reset_dimensions()  # some programs write that a sheet of a thousand rows is A1
    area = {"max_row": options["rows"] + 1, "max_col": options["columns"], "values_only": True}
    for values, typed in zip(sheet.iter_rows(**area), formulas.iter_rows(**area), strict=True):
        yield [_cell_text(typed if value is None else value) for value, typed in zip(values, typed, strict=True)]


def _cell_text(value: Any) -> str:
    """Return a cell as people type it: a date without the midnight that Excel keeps with it, a time without seconds."""
    if value is None:
        return ""
    if isinstance(value, datetime | time | timedelta):
        return str(value).removesuffix(" 00:00:00").removesuffix(":00")
    # Twelve digits: a sum of pence must not read as 820.0000000001.
    return f"{value:.12g}" if isinstance(value, float) else str(value)


WORD_LEFT_OUT = {"del", "moveFrom", "Fallback", "pPr", "tblPr", "trPr", "tcPr", "instrText"}
"""Elements of a Word document that hold no text of it: deleted text, and a second copy of what is drawn."""
MOST_SPAN = 60


def read_words(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the paragraphs and tables of a Word document in order, as `{"blocks": [...]}`. Pictures are left out.

    A paragraph is `{"text", "level", "depth", "is_title", "is_bold"}`: `level` is that of a heading, 0 without one, and
    `depth` that of a list item, -1 without one. A table is `{"rows": [[text]]}`, with merged cells repeated.
    """
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415  (the exception alone)

    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    scan_document(content, options)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            kinds = fromstring(parts.read("[Content_Types].xml"), forbid_dtd=True)
            names = {part.get("ContentType", "").rpartition(".")[2]: part.get("PartName", "") for part in kinds}
            part_names = [names.get(kind, usual).lstrip("/") for kind, usual in WORD_PARTS.items()]
            body, *more = (
                fromstring(parts.read(name), forbid_dtd=True) for name in part_names if name in parts.namelist()
            )
    except (ParseError, zipfile.BadZipFile, KeyError, OSError, RuntimeError, EOFError, ValueError):
        raise Refused("document") from None
    blocks = list(itertools.islice(_word_blocks(body, _word_styles(more)), options["blocks"] + 1))
    length = sum(len(block["text"]) if "text" in block else len(str(block["rows"])) for block in blocks)
    if len(blocks) > options["blocks"] or length > options["characters"]:
        raise Refused("words")
    return {"blocks": blocks}, b""


WORD_PARTS = {"main+xml": "word/document.xml", "styles+xml": "word/styles.xml"}
Style = tuple[int, int, bool]


def _tag(node: Any) -> str:
    """Return an element's name without its namespace, which strict documents have another of."""
    return str(node.tag).rpartition("}")[2]


def _first(node: Any, *path: str) -> Any:
    """Return the first descendant along `path`, by names without namespaces; None without one."""
    for name in path:
        node = next((child for child in node if _tag(child) == name), None)
        if node is None:
            return None
    return node


def _value(node: Any, *path: str, default: str = "") -> str:
    """Return the `val` attribute of a descendant; the default without one."""
    descendant = _first(node, *path)
    attributes = (
        {} if descendant is None else {name.rpartition("}")[2]: value for name, value in descendant.attrib.items()}
    )
    return str(attributes.get("val", default))


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else default


def _word_styles(parts: list[Any]) -> dict[str, Style]:
    """Return what each style says of its paragraphs, with what it inherits: heading level, list depth, title."""
    nodes = {}
    for node in itertools.chain.from_iterable(parts):
        if _tag(node) == "style":
            nodes[next((value for name, value in node.attrib.items() if name.endswith("styleId")), "")] = node
    styles = {}
    for key, node in nodes.items():
        level, depth, is_title = _own_style(node)
        for _ in range(10):
            node = nodes.get(_value(node, "basedOn"))
            if node is None or level:
                break
            above = _own_style(node)
            level, depth = above[0], max(depth, above[1])
        styles[key] = (level, depth, is_title)
    return styles


def _own_style(node: Any) -> Style:
    name = _value(node, "name").lower()
    heading = _number(name.removeprefix("heading "), 0) if name.startswith("heading ") else 0
    level, depth = _paragraph_format(node)
    return heading or level, depth, name == "title"


def _paragraph_format(node: Any) -> tuple[int, int]:
    """Return the heading level and list depth that a paragraph's or a style's own properties give."""
    level = _number(_value(node, "pPr", "outlineLvl"), 9) + 1
    in_list = _first(node, "pPr", "numPr")
    depth = -1
    if in_list is not None and _value(in_list, "numId", default="1") != "0":
        depth = _number(_value(in_list, "ilvl"), 0)
    return level if level <= 9 else 0, depth


def _word_blocks(parent: Any, styles: dict[str, Style]) -> Iterator[dict[str, Any]]:
    for node in parent:
        tag = _tag(node)
        if tag == "p":
            boxes: list[Any] = []
            own_level, own_depth = _paragraph_format(node)
            level, depth, is_title = styles.get(_value(node, "pPr", "pStyle"), (0, -1, False))
            text = _word_text(node, boxes)
            is_bold = bool(text.strip()) and _is_bold(node)
            depth = own_depth if own_depth >= 0 else depth
            yield {
                "text": text, "level": own_level or level, "depth": depth, "is_title": is_title, "is_bold": is_bold,
            }  # fmt: skip
            for box in boxes:
                yield from _word_blocks(box, styles)
        elif tag == "tbl":
            yield {"rows": _word_rows(node)}
        elif tag not in WORD_LEFT_OUT:
            yield from _word_blocks(node, styles)


def _word_text(node: Any, boxes: list[Any]) -> str:
    """Return the text of a paragraph, without what was deleted or hidden; put text boxes in it on `boxes`."""
    tag = _tag(node)
    if tag in WORD_LEFT_OUT or (tag == "r" and _first(node, "rPr", "vanish") is not None):
        return ""
    if tag == "txbxContent":
        boxes.append(node)
        return ""
    signs = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "t": node.text or ""}
    return signs[tag] if tag in signs else "".join(_word_text(child, boxes) for child in node)


def _is_bold(paragraph: Any) -> bool:
    runs = [node for node in paragraph.iter() if _tag(node) == "r" and _word_text(node, []).strip()]
    bold = (_first(run, "rPr", "b") is not None and _value(run, "rPr", "b") not in ("0", "false") for run in runs)
    return all(bold)


def _inside(node: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those in a content control; none of a nested table."""
    for child in node:
        tag = _tag(child)
        if tag == name:
            yield child
        elif tag not in WORD_LEFT_OUT and tag != "tbl":
            yield from _inside(child, name)


def _word_rows(table: Any) -> list[list[str]]:
    """Return the text of a table's cells. A cell that spans columns or rows is repeated in each."""
    rows: list[list[str]] = []
    for row in _inside(table, "tr"):
        cells: list[str] = []
        for cell in _inside(row, "tc"):
            text = _cell_lines(cell)
            merged = _first(cell, "tcPr", "vMerge")
            if merged is not None and _value(cell, "tcPr", "vMerge") != "restart" and rows:
                text = rows[-1][len(cells)] if len(cells) < len(rows[-1]) else ""
            span = max(1, min(MOST_SPAN, _number(_value(cell, "tcPr", "gridSpan"), 1)))
            cells += [text] * span
        rows.append(cells[:MOST_SPAN])
    return rows


def _cell_lines(cell: Any) -> str:
    lines = []
    for block in _word_blocks(cell, {}):
        lines += [block["text"]] if "text" in block else [" ".join(row) for row in block["rows"]]
    return "\n".join(line for line in lines if line.strip())


def main(command: str, options: dict[str, Any]) -> None:
    """Decode standard input and write the result to standard output."""
    limit_resources()
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, and it wants much memory
    commands = {"picture": clean_picture, "document": scan_document, "table": read_table, "words": read_words}
    commands["statement"] = read_statement
    try:
        result, output = commands[command](sys.stdin.buffer.read(), options)
    except Refused as reason:
        result, output = {"refused": str(reason)}, b""
    except MemoryError:
        result, output = {"refused": "limits"}, b""
    sys.stdout.buffer.write(json.dumps(result).encode() + b"\n" + output)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
