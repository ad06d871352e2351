"""Small charts rendered by the server as SVG: columns, stacked columns and lines, distinguished by pattern and colour.

`components/plot.html` renders a Plot with its figures in a table below (ux.md 15: a title that states the finding,
labels, patterns, *Show figures*). Rendered here because our content security policy refuses inline styles; no
plotting library was tried.
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
HEIGHT, STEP, GAP, LEFT, FOOT, TOP = 180, 56, 16, 64, 30, 14
MOST_TICKS = 5


@dataclass(frozen=True)
class Series:
    """A named row of figures, one for each label; None where there is none."""

    name: str
    values: Sequence[Number | None]
    look: str = ""


@dataclass(frozen=True)
class Box:
    """A filled part of a column, in the plot's units from the top left. `text` is its figure."""

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
        return self.height >= 17 and self.width >= 9 * len(self.text)

    @property
    def baseline(self) -> float:
        """Vertical position of the figure."""
        return self.y + self.height / 2 + 4.5


@dataclass(frozen=True)
class Line:
    """A line through a series; `dots` are (x, y, figure)."""

    look: str
    points: str
    dots: list[tuple[float, float, str]]


@dataclass(frozen=True)
class Tick:
    """A value on the left axis with its grid line, or a label below."""

    at: float
    text: str


@dataclass(frozen=True)
class Plot:
    """Everything that `components/plot.html` renders. `rows` are (label, formatted figures) for the table."""

    title: str
    caption: str
    heading: str
    series: list[tuple[str, str]]
    rows: list[tuple[str, list[str]]]
    width: int
    ticks: list[Tick]
    labels: list[Tick]
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    height: int = TOP + HEIGHT + FOOT
    left: int = LEFT
    floor: int = TOP + HEIGHT
    label_at: int = TOP + HEIGHT + 20


def plain_number(value: Number) -> str:
    """Return `1,234` or `12.5`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def columns(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    heading: str,
    caption: str,
    kind: Literal["stacked", "beside"] = "stacked",
    format_value: Callable[[Number], str] = plain_number,
) -> Plot:
    """Return a column chart, its series stacked or side by side.

    `heading` names what the labels are, `caption` describes the table.
    """
    numbers = [[float(value or 0) for value in row.values] for row in series]
    totals = [sum(column) if kind == "stacked" else max(column, default=0) for column in zip(*numbers, strict=True)]
    scale = _scale(max(totals, default=0))
    boxes = []
    for column, label in enumerate(labels):
        left, floor = LEFT + GAP / 2 + column * (STEP + GAP), float(TOP + HEIGHT)
        width = float(STEP) if kind == "stacked" else STEP / len(series)
        for index, row in enumerate(series):
            value = row.values[column]
            if not value:
                continue
            height = float(value) / scale.top * HEIGHT
            floor = floor - height if kind == "stacked" else TOP + HEIGHT - height
            x = left if kind == "stacked" else left + index * width
            boxes.append(
                Box(
                    _look(row, index),
                    x,
                    floor,
                    width,
                    height,
                    format_value(value),
                    f"{label}, {row.name}: {format_value(value)}",
                )
            )
    return _plot(title, labels, series, scale, heading, caption, format_value, boxes=boxes)


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
    svg_lines = []
    for index, row in enumerate(series):
        dots = [
            (_middle(column), TOP + HEIGHT - float(value) / scale.top * HEIGHT, format_value(value))
            for column, value in enumerate(row.values)
            if value is not None
        ]
        svg_lines.append(Line(_look(row, index), " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in dots), dots))
    return _plot(title, labels, series, scale, heading, caption, format_value, lines=svg_lines)


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


def _plot(title, labels, series, scale, heading, caption, format_value, *, boxes=(), lines=()) -> Plot:  # type: ignore[no-untyped-def]
    count = round(scale.top / scale.step)
    values = [number * scale.step for number in range(count + 1)]
    return Plot(
        title=title,
        caption=caption,
        heading=heading,
        series=[(row.name, _look(row, index)) for index, row in enumerate(series)],
        rows=[
            (label, ["–" if row.values[column] is None else format_value(row.values[column]) for row in series])
            for column, label in enumerate(labels)
        ],
        width=LEFT + max(1, len(labels)) * (STEP + GAP),
        ticks=[Tick(TOP + HEIGHT - value / scale.top * HEIGHT, format_value(round(value, 6))) for value in values],
        labels=[Tick(_middle(column), label) for column, label in enumerate(labels)],
        boxes=list(boxes),
        lines=list(lines),
    )


def _middle(column: int) -> float:
    return LEFT + GAP / 2 + column * (STEP + GAP) + STEP / 2


def _look(row: Series, index: int) -> str:
    return row.look or LOOKS[index % len(LOOKS)]
