"""A day is a London day: nothing takes the date of a moment in UTC, on a page, in a file or in a query."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from .sources import ROOT, modules, short, tree

CLOCK = ROOT / "sustaining/common/clock.py"
MOMENTS = ("now", "moment")


def _is_moment(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.endswith("_at") or name in MOMENTS


def _writes_a_day(node: ast.FormattedValue) -> bool:
    spec = "".join(
        str(part.value) for part in getattr(node.format_spec, "values", []) if isinstance(part, ast.Constant)
    )
    # With hours it is part of an occasion's key, which tells two moments apart and is read by nobody.
    return "%" in spec and "%H" not in spec


def find_breaches(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and text of everything that would take a UTC day."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "date" and not node.args:
                yield node.lineno, ast.unparse(node)
            if node.func.attr == "strftime" and _is_moment(node.func.value):
                yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Cast" and "DateField" in ast.unparse(node):
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.FormattedValue) and _is_moment(node.value) and _writes_a_day(node):
            yield node.lineno, ast.unparse(node.value)


def test_no_module_takes_the_day_of_a_moment_by_itself():
    breaches = {
        f"{short(path)}:{line}": text for path in modules() if path != CLOCK for line, text in find_breaches(tree(path))
    }
    assert breaches == {}, "london_day() gives the day; TruncDate in a query; localtime() before a moment is written"


@pytest.mark.parametrize(
    "source",
    ["x.plan.agreed_at.date()", "f'{self.starts_at:%d %B}'", "Cast('enrolled_at', DateField())", "now.strftime('%d')"],
)
def test_slip_is_found(source):
    assert list(find_breaches(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["f'{held_on:%d %B}'", "f'{now:%Y-%m-%dT%H:%M}'", "london_day(agreed_at)", "f'{a_at}'"]
)
def test_london_day_is_no_slip(source):
    assert not list(find_breaches(ast.parse(source)))
