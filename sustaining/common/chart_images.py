"""Charts for PDF and Word: a `Plot` drawn once more with its colours inside, as wide as the text of an A4 page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from .plots import Box, Plot, Tick

WIDTH = 620
"""Units across the page: a text of 12 units is then about 9 points high."""
KEY_HEIGHT, KEY_SAMPLE, CHARACTER = 26, 28, 6.4
FILLS = {
    "solid": "#0b5d5e",
    "plain": "#ffffff",
    "green": "#1b7a43",
    **{look: f"url(#{look})" for look in ("mid", "striped", "dotted", "checked", "amber", "red")},
}
"""Colour or pattern of a series by its look: told apart in black and white too."""


@dataclass(frozen=True)
class DrawnBox(Box):
    """A filled part of a bar, with the figure on a white ground."""

    @property
    def fill(self) -> str:
        """Return its colour or pattern."""
        return FILLS.get(self.look, "#ffffff")

    @property
    def label_width(self) -> float:
        """Return the width of the ground behind the figure."""
        return CHARACTER * len(self.text) + 6

    @property
    def label_x(self) -> float:
        """Return the left edge of that ground."""
        return self.middle - self.label_width / 2

    @property
    def label_y(self) -> float:
        """Return its upper edge."""
        return self.baseline - 11.5


@dataclass(frozen=True)
class Key:
    """One entry of the key: a sample and the name of its series."""

    x: float
    text: str
    fill: str

    @property
    def text_x(self) -> float:
        """Return where the name begins."""
        return self.x + KEY_SAMPLE


@dataclass(frozen=True)
class Drawing:
    """Everything that `documents/chart.svg` renders, in units of WIDTH."""

    labels: list[Tick]
    boxes: list[DrawnBox]
    keys: list[Key]
    key_at: float
    height: float
    width: int = WIDTH

    @property
    def key_text_at(self) -> float:
        """Return the baseline of the key."""
        return self.key_at + 10


def plot_as_svg(plot: Plot) -> str:
    """Return a bar chart as an SVG drawing that needs no style sheet. The figures stand in `plot_as_text`."""
    scale = WIDTH / plot.width
    boxes = [DrawnBox(**{**vars(box), "x": box.x * scale, "width": box.width * scale}) for box in plot.boxes]
    drawing = Drawing(
        labels=plot.bar_labels,
        boxes=boxes,
        keys=_keys(plot),
        key_at=plot.height + 4,
        height=plot.height + KEY_HEIGHT,
    )
    return render_to_string("documents/chart.svg", {"chart": drawing})


def _keys(plot: Plot) -> list[Key]:
    """Return the key's entries from left to right; a chart of one series needs none."""
    keys: list[Key] = []
    x = 0.0
    for name, look in plot.series if len(plot.series) > 1 else []:
        keys.append(Key(x, name, FILLS.get(look, "#ffffff")))
        x += KEY_SAMPLE + CHARACTER * len(name) + 18
    return keys


def plot_as_text(plot: Plot) -> str:
    """Return the chart as a sentence for people who do not see it: what it shows, then each figure."""
    rows = [f"{label}: {_named(plot, figures)}" for label, figures in plot.rows]
    return f"{plot.caption}. {'; '.join(rows)}."


def _named(plot: Plot, figures: list[Any]) -> str:
    if len(plot.series) == 1:
        return str(figures[0])
    return ", ".join(f"{name.lower()} {figure}" for (name, _), figure in zip(plot.series, figures, strict=True))
