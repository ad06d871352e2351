"""Draw docs/img/architecture.svg: the import contract of pyproject.toml, with each app's purpose from docs/architecture.md.

`python -m scripts.architecture` writes the file. A test compares what this draws with what is stored.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "img" / "architecture.svg"
WIDTH, EDGE, LABEL, GAP = 1000, 20, 90, 12
LINE, PADDING = 19, 14
CHARACTER = 7.4
"""Width of an average character at 14 pixels, by which text is wrapped."""
INK, SOFT, PAPER, BORDER, DEEP = "#1c2b2d", "#4f5b5d", "#f8f7f3", "#8d897c", "#0a4a4d"
DATABASE = (
    "PostgreSQL",
    "constraints, triggers for moves, ledger and history, row locks: the database holds the rules",
)


def layers() -> list[list[str]]:
    """Return the layers of the import contract from top to bottom, each a list of packages without `sustaining.`."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return [[name.strip().removeprefix("sustaining.") for name in layer.split("|")] for layer in contract["layers"]]


def purposes() -> tuple[dict[str, str], dict[str, str]]:
    """Return what each app keeps and on which floor it is, by its name, from the table in docs/architecture.md."""
    keeps: dict[str, str] = {}
    floors: dict[str, str] = {}
    for row in re.findall(
        r"^\| (.+?) \| (.+?) \| (.+?) \|$", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE
    ):
        apps = [name.removeprefix("sustaining/").strip("/") for name in re.findall(r"`([\w/]+/)`", row[1])]
        texts = [text.strip() for text in row[2].split(";")]
        if len(apps) == len(texts):
            keeps.update(zip(apps, texts, strict=True))
            floors.update(dict.fromkeys(apps, row[0]))
    return keeps, floors


def _text(
    x: float, y: float, content: str, *, size: int = 14, fill: str = INK, weight: int = 400, at: str = "start"
) -> str:
    style = f'font-size="{size}" fill="{fill}" font-weight="{weight}" text-anchor="{at}"'
    return f'<text x="{x:g}" y="{y:g}" {style}>{escape(content)}</text>'


def _box(
    x: float, y: float, width: float, height: float, name: str, lines: list[str], *, dark: bool = False
) -> list[str]:
    fill, ink, soft = (DEEP, "#fff", "#fff") if dark else ("#fff", INK, SOFT)
    return [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6" fill="{fill}" stroke="{BORDER}"/>',
        _text(x + PADDING, y + PADDING + 12, name, size=16, fill=ink, weight=600),
        *(_text(x + PADDING, y + PADDING + 12 + LINE * at, line, fill=soft) for at, line in enumerate(lines, start=1)),
    ]


def _row(y: float, floor: str, boxes: list[tuple[str, str]], *, dark: bool = False) -> tuple[list[str], float]:
    """Return the shapes of a layer that begins at `y`, and where it ends."""
    left = EDGE + LABEL
    width = (WIDTH - EDGE - left - GAP * (len(boxes) - 1)) / len(boxes)
    wrapped = [(name, textwrap.wrap(purpose, int((width - 2 * PADDING) / CHARACTER))) for name, purpose in boxes]
    height = 2 * PADDING + 16 + LINE * max(len(lines) for _, lines in wrapped) - 4
    shapes = [_text(left - GAP, y + PADDING + 12, floor, fill=SOFT, at="end")]
    for place, (name, lines) in enumerate(wrapped):
        shapes += _box(left + place * (width + GAP), y, width, height, name, lines, dark=dark)
    return shapes, y + height


def draw() -> str:
    """Return the picture as SVG text. Raise KeyError for an app of the contract that the table does not describe."""
    keeps, floors = purposes()
    shapes: list[str] = []
    bottom: float = EDGE + 4
    for layer in layers():
        if "urls" in layer:
            floor, boxes = "wiring", [("sustaining", f"{', '.join(sorted(layer))}: no rules")]
        else:
            floor, boxes = floors[layer[0]], [(name, keeps[name]) for name in layer]
        row, bottom = _row(bottom, floor if floor in ("wiring", "ground") else f"floor {floor}", boxes)
        shapes += row
        bottom += GAP
    bottom += GAP
    row, bottom = _row(bottom, "", [DATABASE], dark=True)
    height = bottom + EDGE
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" font-family="system-ui, sans-serif" '
        'role="img" aria-labelledby="t d">'
    )
    described = "; ".join(", ".join(layer) for layer in layers())
    return "\n".join(
        [
            head,
            '<title id="t">The layers of Sustaining</title>',
            f'<desc id="d">An app imports only from those below it. From top to bottom: {escape(described)}; PostgreSQL.</desc>',
            f'<rect width="{WIDTH}" height="{height:g}" fill="{PAPER}"/>',
            *shapes,
            *row,
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(draw())
