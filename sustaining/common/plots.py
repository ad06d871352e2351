"""Charts rendered by the server as SVG: bars, stacked or one below the other. Patterns tell series apart too.

`components/plot.html` renders a Plot, its finding as the title and its figures one press away. Drawn here because our
content security policy refuses the inline styles that charting libraries write (decision 107).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from django.utils.safestring import SafeString

Number = int | float | Decimal
LOOKS = ("solid", "mid", "plain", "striped", "dotted", "checked")
"""Fills of series, in order, told apart by tone and texture.

Stripes are for what is claimed and waits, so that a reader knows them from chart to chart.
"""
WIDTH, LABEL_WIDTH, TOTAL_WIDTH = 880, 220, 84
"""A chart is as wide as its column: these are units of its view box, of which a column has about one for each pixel."""
BAR, THIN_BAR, NO_BAR, GAP, TOP = 26, 20, 16, 12, 4
LETTER = 9.5
"""Width of a letter of a figure, in units; a part narrower than its figure goes without."""
PLATE = 20
"""Height of the plain ground behind a figure that stands on a texture."""


@dataclass(frozen=True)
class Layout:
    """How a bar chart fills its frame, in units: beside a bar its label and its total, or the label above it."""

    width: int
    label_width: int
    total_width: int
    label_height: int = 0

    @property
    def bar_width(self) -> int:
        """Return the room for the longest bar."""
        return self.width - self.label_width - self.total_width


WIDE = Layout(WIDTH, LABEL_WIDTH, TOTAL_WIDTH)
NARROW = Layout(340, 0, 0, label_height=20)
"""For a phone: a wide chart would be cut off or too small to read."""


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

    @property
    def plate(self) -> tuple[float, float, float, float]:
        """Return (x, y, width, height) of the plain ground behind the figure."""
        width, height = LETTER * len(self.text), min(PLATE, self.height - 4)
        return self.middle - width / 2, self.y + (self.height - height) / 2, width, height

    @property
    def texts(self) -> dict[str, str]:
        """Return what `components/plot_part.html` writes: places and sizes as attributes of SVG elements, and words."""
        return {
            "look": self.look,
            "title": self.title,
            "text": self.text,
            "frame": _rectangle(self.x, self.y, self.width, self.height),
            "plate": _rectangle(*self.plate),
            "middle": SafeString(f'x="{self.middle:.1f}" y="{self.baseline:.1f}"'),
        }


def _rectangle(x: float, y: float, width: float, height: float) -> SafeString:
    return SafeString(f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"')


@dataclass(frozen=True)
class Tick:
    """A label with its figure."""

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
    width: int = WIDTH
    narrow: Plot | None = None
    """The same bars, drawn for a phone."""

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

    def draw(layout: Layout) -> Plot:
        boxes, bar_labels, height = _draw_bars(labels, series, layout, kind, format_value)
        return Plot(
            title=title, caption=caption, heading=heading,
            series=_names(series), rows=_rows(labels, series, format_value),
            height=height, bar_labels=bar_labels, boxes=boxes, width=layout.width,
        )  # fmt: skip

    return replace(draw(WIDE), narrow=draw(NARROW))


def _draw_bars(
    labels: Sequence[str],
    series: Sequence[Series],
    layout: Layout,
    kind: str,
    format_value: Callable[[Number], str],
) -> tuple[list[Box], list[Tick], float]:
    """Return the parts of all bars, their labels with their totals, and the height of the chart."""
    columns = [[float(row.values[place] or 0) for row in series] for place in range(len(labels))]
    totals = [sum(column) if kind == "stacked" else max(column, default=0) for column in columns]
    scale = layout.bar_width / max([*totals, 1e-9])
    boxes, bar_labels, top = [], [], float(TOP)
    for place, label in enumerate(labels):
        parts = [(index, row) for index, row in enumerate(series) if row.values[place]]
        thickness = BAR if kind == "stacked" else THIN_BAR * len(parts)
        if not parts:  # its label alone needs less room
            thickness = 0 if layout.label_height else NO_BAR
        total = format_value(sum(row.values[place] or 0 for row in series)) if kind == "stacked" else ""
        above = layout.label_height
        bar_labels.append(Tick(top + (15 if above else thickness / 2 + 5), label, total))
        is_only = len(series) == 1
        boxes += _parts(
            label, place, parts, top + above, scale, kind, format_value, is_only=is_only, left=layout.label_width
        )
        top += above + thickness + GAP
    return boxes, bar_labels, top + TOP


def _parts(label, place, parts, top, scale, kind, format_value, *, is_only, left) -> list[Box]:  # type: ignore[no-untyped-def]
    """Return the parts of one label's bar, or its bars one below the other, in the order of the series."""
    boxes, left = [], float(left)
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
