"""Names are sorted by their folded key, wherever people see them: "de Vere" before "Evans", on every server."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from .sources import modules, short, tree

NAMES = {"name", "full_name", "local_authority"}
NOT_OF_PEOPLE_OR_PLACES = {
    "funding/models/runs.py": "the files of a run, by their file names",
    "funding/selectors/runs.py": "the files of a run, by their file names",
}


def columns_sorted_by(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, column) of every text in a call of `order_by` or `distinct`, and in what is called `ordering`."""
    for node in ast.walk(tree(path)):
        for part in sorting_parts(node):
            for text in ast.walk(part):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.lineno, text.value


def sorting_parts(node: ast.AST) -> list[ast.expr]:
    """Return what a node sorts by; empty when it sorts nothing. The keys of a dictionary SORTS are no columns."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("order_by", "distinct"):
        return node.args
    if isinstance(node, ast.keyword) and node.arg in ("ordering", "order_by"):
        return [node.value]
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ordering":
        return [node.value]
    if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict) and "SORTS" in ast.unparse(node.target):
        return node.value.values
    return []


def test_names_are_sorted_by_their_sort_key():
    by_name = [
        f"{short(path)}:{line} {column}"
        for path in modules()
        if short(path) not in NOT_OF_PEOPLE_OR_PLACES
        for line, column in columns_sorted_by(path)
        if column.lstrip("-").rpartition("__")[2] in NAMES
    ]
    assert by_name == [], "sort by `sort_name` (sustaining/common/folded.py)"


def test_every_sort_name_is_computed_by_the_database_in_one_collation():
    models = [model for model in apps.get_models() if any(field.name == "sort_name" for field in model._meta.fields)]
    assert {model.__name__ for model in models} >= {"User", "School", "Hub", "HubAuthority", "WorkGroup"}
    for model in models:
        field = model._meta.get_field("sort_name")
        assert field.generated
        assert field.output_field.db_collation == "C"
