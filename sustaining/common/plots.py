"""Charts rendered by the server as SVG: bars, stacked or one below the other, and lines. Patterns tell series apart too.

`components/plot.html` renders a Plot, its finding as the title and its figures one press away. Drawn here because our
content security policy refuses the inline styles that charting libraries write (decision 107).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Number = int | float | Decimal
LOOKS = ("solid", "striped", "plain", "dotted", "checked")
"""Fill patterns of series, in order; a line's dashes follow the same order."""
WIDTH, LABEL_WIDTH, TOTAL_WIDTH = 880, 220, 84
"""A chart is as wide as its column: these are units of its view box, of which a column has about one for each pixel."""
BAR, THIN_BAR, GAP, TOP = 26, 20, 12, 4
HEIGHT, LEFT, FOOT = 180, 64, 30
"""Of line charts: height, and the room for the axis and for the labels below."""
MOST_TICKS = 5
LETTER = 9.5
"""Width of a letter of a figure, in units; a part narrower than its figure goes without."""


@dataclass(frozen=True)
class Series:
    """A named row of figures, one for each label; None where there is none. `letter` stands before each figure."""

    name: str
    values: Sequence[Number | None]
    look: str = ""
    letter: str = ""


@dataclass(frozen=True)
class Box:
    """A filled part of a bar, in the plot's units from the top left. `text` is its figure."""

    look: str
    x: float
    y: float
    width: float
    height: float
    text: str
    title: str

    @property
    def middle(self) -> float:
        """Horizontal position of the figure."""
        return self.x + self.width / 2

    @property
    def text_fits(self) -> bool:
        """Return whether the figure fits inside."""
        return self.width >= LETTER * len(self.text) + 4

    @property
    def baseline(self) -> float:
        """Vertical position of the figure."""
        return self.y + self.height / 2 + 5


@dataclass(frozen=True)
class Line:
    """A line through a series; `dots` are (x, y, figure)."""

    look: str
    points: str
    dots: list[tuple[float, float, str]]


@dataclass(frozen=True)
class Tick:
    """A value on the left axis with its grid line, or a label with its figure."""

    at: float
    text: str
    figure: str = ""


@dataclass(frozen=True)
class Plot:
    """Everything that `components/plot.html` renders. `rows` are (label, formatted figures) for the table."""

    title: str
    caption: str
    heading: str
    series: list[tuple[str, str]]
    rows: list[tuple[str, list[str]]]
    height: float
    bar_labels: list[Tick] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    labels: list[Tick] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    width: int = WIDTH
    left: int = LEFT
    label_at: int = TOP + HEIGHT + 20

    @property
    def key(self) -> list[tuple[str, str]]:
        """Return each series with its look; beside its figure where there is one bar, whose small parts have no room."""
        if len(self.rows) != 1:
            return self.series
        ((_, figures),) = self.rows
        return [(f"{name} {figure}", look) for (name, look), figure in zip(self.series, figures, strict=True)]


def plain_number(value: Number) -> str:
    """Return `1,234` or `12.5`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def bars(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    heading: str,
    caption: str,
    kind: Literal["stacked", "beside"] = "stacked",
    format_value: Callable[[Number], str] = plain_number,
) -> Plot:
    """Return a chart of one bar a label, its series stacked, or of one bar a series, one below the other.

    `heading` names what the labels are, `caption` describes the table. A stacked bar ends with its total; inside it are
    the figures of its parts, where it has several.
    """
    columns = [[float(row.values[place] or 0) for row in series] for place in range(len(labels))]
    totals = [sum(column) if kind == "stacked" else max(column, default=0) for column in columns]
    scale = (WIDTH - LABEL_WIDTH - TOTAL_WIDTH) / max([*totals, 1e-9])
    boxes, bar_labels, top = [], [], float(TOP)
    for place, label in enumerate(labels):
        parts = [(index, row) for index, row in enumerate(series) if row.values[place]]
        thickness = BAR if kind == "stacked" else THIN_BAR * max(1, len(parts))
        total = format_value(sum(row.values[place] or 0 for row in series)) if kind == "stacked" else ""
        bar_labels.append(Tick(top + thickness / 2 + 5, label, total))
        boxes += _parts(label, place, parts, top, scale, kind, format_value, is_only=len(series) == 1)
        top += thickness + GAP
    return Plot(
        title=title, caption=caption, heading=heading,
        series=_names(series), rows=_rows(labels, series, format_value),
        height=top + TOP, bar_labels=bar_labels, boxes=boxes,
    )  # fmt: skip


def _parts(label, place, parts, top, scale, kind, format_value, *, is_only) -> list[Box]:  # type: ignore[no-untyped-def]
    """Return the parts of one label's bar, or its bars one below the other, in the order of the series."""
    boxes, left = [], float(LABEL_WIDTH)
    for number, (index, row) in enumerate(parts):
        width = float(row.values[place]) * scale
        figure = format_value(row.values[place])
        text = f"{row.letter} {figure}" if row.letter else figure
        if kind == "stacked" and is_only:
            text = ""
        y, height = (top, BAR) if kind == "stacked" else (top + number * THIN_BAR, THIN_BAR)
        boxes.append(Box(_look(row, index), left, y, width, height, text, f"{label}, {row.name}: {figure}"))
        if kind == "stacked":
            left += width
    return boxes


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    heading: str,
    caption: str,
    format_value: Callable[[Number], str] = plain_number,
) -> Plot:
    """Return a line chart of the series over the labels; a line breaks where a figure is None."""
    known = [float(value) for row in series for value in row.values if value is not None]
    scale = _scale(max(known, default=0))
    step = (WIDTH - LEFT) / max(1, len(labels))
    svg_lines = []
    for index, row in enumerate(series):
        dots = [
            (LEFT + step * (column + 0.5), TOP + HEIGHT - float(value) / scale.top * HEIGHT, format_value(value))
            for column, value in enumerate(row.values)
            if value is not None
        ]
        svg_lines.append(Line(_look(row, index), " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in dots), dots))
    values = [number * scale.step for number in range(round(scale.top / scale.step) + 1)]
    return Plot(
        title=title, caption=caption, heading=heading,
        series=_names(series), rows=_rows(labels, series, format_value), height=TOP + HEIGHT + FOOT,
        ticks=[Tick(TOP + HEIGHT - value / scale.top * HEIGHT, format_value(round(value, 6))) for value in values],
        labels=[Tick(LEFT + step * (column + 0.5), label) for column, label in enumerate(labels)], lines=svg_lines,
    )  # fmt: skip


@dataclass(frozen=True)
class _Scale:
    top: float
    step: float


def _scale(most: float) -> _Scale:
    """Return a scale from nought in steps of 1, 2 or 5 times a power of ten, at most five of them."""
    if most <= 0:
        return _Scale(1, 1)
    rough = most / MOST_TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    if most >= MOST_TICKS:
        step = max(1, step)
    return _Scale(math.ceil(most / step) * step, step)


def _names(series: Sequence[Series]) -> list[tuple[str, str]]:
    """Return each series with its look, for the key."""
    return [(row.name, _look(row, index)) for index, row in enumerate(series)]


def _rows(
    labels: Sequence[str], series: Sequence[Series], format_value: Callable[[Number], str]
) -> list[tuple[str, list[str]]]:
    """Return the figures for the table; a dash where there is none."""

    def cell(value: Number | None) -> str:
        return "–" if value is None else format_value(value)

    return [(label, [cell(row.values[place]) for row in series]) for place, label in enumerate(labels)]


def _look(row: Series, index: int) -> str:
    return row.look or LOOKS[index % len(LOOKS)]
