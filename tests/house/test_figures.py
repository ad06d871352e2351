"""Each figure is defined once: docs/figures.md names the function that computes it, and no function is missing there."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

DOCUMENT = Path("docs/figures.md")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+)` \| ([^|]+) \|$", re.M)
ROWS = ROW.findall(DOCUMENT.read_text())
MODULES = (
    "sustaining.reports.figures",
    "sustaining.reports.outcomes",
    "sustaining.reports.programme",
    "sustaining.reports.returns",
    "sustaining.reports.tables",
    "devplans.as_at",
    "funding.grant_balance",
    "specialists.days",
)
NO_FIGURES = {
    "sustaining.reports.figures.sum_up": "sums as part of a statement",
    "sustaining.reports.outcomes.handed_in": "the rows of evaluations",
    "sustaining.reports.outcomes.latest_judgements": "the rows of colours",
    "sustaining.reports.outcomes.latest_of_each_aim": "a condition of latest_judgements",
    "sustaining.reports.programme.numbers_as_shown": "how rows are shown",
    "sustaining.reports.programme.sort_rows": "their order",
    "sustaining.reports.programme.sql_values": "what compare_hubs asks for",
    "sustaining.reports.returns.return_filter": "a filter",
    "sustaining.reports.returns.rows_in": "reads a file",
    "sustaining.reports.tables.plain": "how rows are shown",
    "sustaining.reports.tables.for_page": "how rows are shown",
    "sustaining.reports.tables.snapshot_day": "a day",
    "devplans.as_at.as_at": "a day",
    "devplans.as_at.is_past": "a condition",
    "devplans.as_at.past_day": "a day",
    "devplans.as_at.year_end": "a moment",
    "devplans.as_at.plan_state_since": "a moment",
    "devplans.as_at.aim_value": "a field of an aim",
    "devplans.as_at.judgements": "the rows of colours",
    "funding.grant_balance.with_balance": "annotates what annotated_balance reads",
    "funding.grant_balance.annotated_balance": "reads what with_balance annotated",
    "funding.grant_balance.sum_claims": "a part of get_grant_balance",
    "funding.grant_balance.with_money_left": "a condition on grants",
    "funding.grant_balance.money_given_back": "what a closed grant may be opened by again",
    "funding.grant_balance.money_given_back_for": "the same as an expression",
}
"""Public functions of these modules that compute no figure, and what they are."""


def resolve(path: str) -> object:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def test_table_of_figures_has_rows():
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| ") and "`" in line]
    assert len(ROWS) == len(rows) > 40, "every row names one function"


@pytest.mark.parametrize("path", sorted({row[2] for row in ROWS}))
def test_function_of_a_figure_exists(path):
    assert inspect.isfunction(resolve(path))


@pytest.mark.parametrize("name", MODULES)
def test_every_function_of_a_module_of_figures_is_in_the_table(name):
    functions = {
        f"{name}.{key}"
        for key, value in vars(import_module(name)).items()
        if inspect.isfunction(value) and value.__module__ == name and not key.startswith("_")
    }
    provided = {path for path in functions if resolve(path).__doc__ is None}
    assert functions - provided - {row[2] for row in ROWS} - set(NO_FIGURES) == set()


def test_exceptions_of_the_table_still_exist():
    assert [path for path in NO_FIGURES if not inspect.isfunction(resolve(path))] == []


def test_figure_has_one_definition():
    names = [row[0] for row in ROWS]
    assert sorted(names) == sorted(set(names))
