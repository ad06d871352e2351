"""Plots: every figure is in the table, nothing is make_plot outside, and series differ by more than colour."""

from __future__ import annotations

from decimal import Decimal

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from sustaining.common.plots import LABEL_WIDTH, NARROW, TOP, TOTAL_WIDTH, WIDTH, Plot, Series, bars

LABELS = ["Sep", "Oct", "Nov"]
FIGURES = st.lists(st.none() | st.integers(0, 10**6), min_size=3, max_size=3)


def make_plot(make, *rows, **kwargs) -> Plot:
    series = [Series(f"Series {number}", row) for number, row in enumerate(rows)]
    return make("Sessions doubled", LABELS, series, heading="Month", caption="Sessions by month", **kwargs)


@given(FIGURES, FIGURES)
def test_plot_bars_are_stacked_inside_the_frame(first, second):
    plot = make_plot(bars, first, second)
    edge = WIDTH - TOTAL_WIDTH
    assert all(box.x >= LABEL_WIDTH - 0.01 and box.x + box.width <= edge + 0.01 for box in plot.boxes)
    assert all(box.y >= TOP - 0.01 and box.y + box.height <= plot.height + 0.01 for box in plot.boxes)
    assert len(plot.boxes) == sum(1 for value in [*first, *second] if value)
    assert len(plot.bar_labels) == len(LABELS)


def test_plot_bars_side_by_side_are_formatted_in_pounds():
    plot = make_plot(
        bars,
        [Decimal("640.00"), 0, None],
        [1000, 1000, 1000],
        kind="beside",
        format_value=lambda value: f"£{value:,.2f}",
    )
    assert plot.rows[0] == ("Sep", ["£640.00", "£1,000.00"])
    assert plot.rows[2] == ("Nov", ["–", "£1,000.00"])
    assert len({(box.y, box.look) for box in plot.boxes}) == 4


def test_plot_component_renders_title_table_and_patterns():
    page = render_to_string(
        "components/plot.html", {"plot": make_plot(bars, [3, 0, 12], [1, 2, None]), "name": "months"}
    )
    for text in ("Sessions doubled", "Sessions by month", "Show figures", ">12<", "url(#plot-months-mid)", "–"):
        assert text in page
    assert "style=" not in page


def test_figures_on_a_texture_stand_on_plain_ground():
    plot = make_plot(bars, [3, 0, 12], [10, 20, None])
    assert [look for _, look in plot.series] == ["solid", "mid"]
    page = render_to_string("components/plot.html", {"plot": plot, "name": "months"})
    assert page.count('class="plot-plate plot-plate-mid"') == page.count('class="plot-figure plot-figure-mid"') > 0
    for box in plot.boxes:
        x, y, width, height = box.plate
        assert box.y <= y <= y + height <= box.y + box.height
        assert not box.text_fits or box.x <= x <= x + width <= box.x + box.width


@given(FIGURES, FIGURES)
def test_plot_for_a_phone_has_the_same_figures_inside_its_own_frame(first, second):
    plot = make_plot(bars, first, second)
    narrow = plot.narrow
    assert [box.title for box in narrow.boxes] == [box.title for box in plot.boxes]
    assert [(label.text, label.figure) for label in narrow.bar_labels] == [
        (label.text, label.figure) for label in plot.bar_labels
    ]
    assert all(box.x >= 0 and box.x + box.width <= NARROW.width + 0.01 for box in narrow.boxes)
    assert all(label.at < narrow.height for label in narrow.bar_labels)


def test_both_drawings_fill_their_parts_from_patterns_that_are_always_there():
    """What is in a drawing that a screen hides fills nothing: the phone's key was empty."""
    page = render_to_string("components/plot.html", {"plot": make_plot(bars, [3, 0, 12], [1, 2, 3]), "name": "months"})
    assert page.count('id="plot-months-mid"') == 1
    patterns = page[page.index("plot-defs") : page.index("</svg>", page.index("plot-defs"))]
    assert 'id="plot-months-mid"' in patterns
    assert page.count("url(#plot-months-mid)") > 2


def test_plot_without_figures_renders():
    assert bars("None yet", [], [Series("Sessions", [])], heading="Month", caption="None").boxes == []
