"""A role's name stands in schools/roles.py alone; views ask permissions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from schools.roles import ROLE_SOURCES, Role, reaches
from tests.house.sources import modules, short, templates, tree

ALSO_FIELD_NAMES = {Role.SPECIALIST.value, Role.ADVOCATE.value, Role.HEAD.value}
"""These values are names of model fields and form parts too: they count where something is compared or a role is asked for."""
EXCUSED = {
    "schools/roles.py": "declares the roles",
    "schools/choices.py": "the values of posts, some of which are spelt as roles are",
}
SAMPLE_DATA = ("sustaining/desk/demo/", "sustaining/desk/seed/", "sustaining/sampledata/")
"""Sample data names people after their roles (lead@demo.example)."""


def _role_literals(root: ast.Module) -> Iterator[tuple[int, str]]:
    """Every literal that names a role: any, or of those that name fields too the ones that are compared or asked for."""
    values = {role.value for role in Role}
    compared: set[int] = set()
    for node in ast.walk(root):
        called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        asks = re.search(r"role|reach|reachable_schools|scoped|shown_to", called)
        if isinstance(node, ast.Compare | ast.Set) or asks:
            compared |= {id(inner) for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
    for node in ast.walk(root):
        names_role = isinstance(node, ast.Constant) and node.value in values
        if names_role and (node.value not in ALSO_FIELD_NAMES or id(node) in compared):
            yield node.lineno, node.value


def test_role_names_outside_their_module_are_refused():
    literals = [
        f"{short(path)}:{line} {value!r}: use a member of schools.roles.Role"
        for path in modules()
        if short(path) not in EXCUSED and not short(path).startswith(SAMPLE_DATA)
        for line, value in _role_literals(tree(path))
    ]
    assert literals == []


def test_role_name_in_a_comparison_is_reported():
    code = 'x = {"specialist": 1}\ny = "specialist" in names\nz = scoped("school", {"head"})\nw = "hubadmin"'
    assert sorted(line for line, _ in _role_literals(ast.parse(code))) == [2, 3, 4]


def test_views_ask_permissions_not_roles():
    literals = [
        f"{short(path)}:{node.lineno}: ask `may` or `require`"
        for path in modules("views")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[-1] == "roles"
    ]
    pattern = re.compile(r"\brole(\.role)?\s*==\s*[\"']")
    literals += [f"{short(path)}: compares a role" for path in templates() if pattern.search(path.read_text())]
    assert literals == []


def test_every_role_has_a_source_and_a_reach():
    """Programme administrators alone need neither: they are the superusers, and see everything."""
    declared = {role for source in ROLE_SOURCES.values() for role in source.roles.values()}
    assert declared == set(Role) - {Role.ADMINISTRATOR}
    for source in ROLE_SOURCES.values():
        assert set(source.reach) == set(source.roles.values())
    for role in declared:
        assert reaches([role])
