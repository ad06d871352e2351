"""Registries and extension points: declared once, asked in order."""

from __future__ import annotations

import pytest

from sustaining.common.extensions import EXTENSION_POINTS, ExtensionPoint
from sustaining.common.registry import REGISTRIES, Registry
from sustaining.common.todo import list_first


@pytest.fixture
def registry():
    yield Registry("of a test", "For a test.")
    del REGISTRIES["of a test"]


def test_registry_keeps_its_entries_in_order(registry):
    registry.add("b", 1)
    registry.add("a", 2)
    assert (list(registry.items()), len(registry), registry["a"]) == ([("b", 1), ("a", 2)], 2, 2)


def test_key_that_is_declared_twice_is_refused_and_the_first_stays(registry):
    registry.add("a", 1)
    with pytest.raises(ValueError, match="'a' is declared twice in the registry of of a test"):
        registry.add("a", 2)
    assert registry["a"] == 1


def test_two_registries_of_one_name_are_refused(registry):
    with pytest.raises(ValueError, match="two registries named 'of a test'"):
        Registry("of a test", "Once more.")
    assert REGISTRIES["of a test"] is registry


def test_extension_point_asks_its_providers_in_order():
    point: ExtensionPoint[int] = ExtensionPoint("tests.point", "For a test.")
    try:
        point.provide(lambda number: number + 1)
        point.provide(lambda number: number * 10)
        assert list(point.collect(4)) == [5, 40]
        assert len(point.providers) == 2
    finally:
        del EXTENSION_POINTS._entries["tests.point"]


@pytest.mark.parametrize(
    ("names", "number", "line"),
    [
        ([], None, ""),
        (["A"], None, "A"),
        (["A", "B", "C"], None, "A · B · C"),
        (["A", "B", "C", "D"], None, "A · B · C · and 1 more"),
        (["A", "B", "C"], 12, "A · B · C · and 9 more"),
    ],
)
def test_list_of_names_is_cut_after_the_first_ones(names, number, line):
    assert list_first(names, number) == line
