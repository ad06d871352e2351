"""A school's participation is chosen by the day of the thing, in schools/current_year.py; nowhere is "the newest" taken.

Found in the syntax tree is whatever takes a single row, by `first`, `last`, `latest`, `earliest`, an index, a slice of one
or `next(iter(…))`, of rows that are named here: participations and grants of a school, and rows in the order of their year.
A local name counts their role was assigned to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import modules, short, tree

CHOSEN_IN = "schools/current_year.py"
TAKES_ONE = {"first", "last", "latest", "earliest", "afirst", "alast", "alatest", "aearliest"}
OF_A_SCHOOL = (
    "Participation.objects",
    "Participation._base_manager",
    "Participation._default_manager",
    ".participations",
    "participation_set",
)
GRANTS = ("Grant.objects", "Grant._base_manager")
BY_YEAR = (
    "-academic_year",
    "-project__academic_year",
    "participation__project__academic_year')",
    "order_by('-participation",
)
ONE_PARTICIPATION = ("pk=", "filter(participation=", "project=", "project__in=")
"""What a chain that names its row by key or project says: there is nothing to choose."""
ALLOWED: dict[str, str] = {}


def collect_sources(function: ast.AST) -> dict[str, str]:
    """Return the source of what each local name was assigned in a function, names in it followed one by one."""
    sources: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            sources[name] = sources.get(name, "") + " " + expand_source(node.value, sources)
    return sources


def expand_source(node: ast.AST, sources: dict[str, str]) -> str:
    """Return an expression's source, followed by that of the name at the root of its chain."""
    root = node
    while isinstance(root, ast.Attribute | ast.Call | ast.Subscript | ast.Starred):
        root = root.func if isinstance(root, ast.Call) else root.value
    return ast.unparse(node) + (" " + sources.get(root.id, "") if isinstance(root, ast.Name) else "")


def get_rows(node: ast.AST) -> ast.AST | None:
    """Return the rows of which an expression takes one; None for another expression."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKES_ONE:
        return node.func.value
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "next"
        and ast.unparse(node.args[0]).startswith("iter(")
    ):
        return node.args[0].args[0]  # type: ignore[attr-defined]
    if isinstance(node, ast.Subscript):
        index = node.slice
        if isinstance(index, ast.Slice):
            index = index.upper if index.lower is None else None  # type: ignore[assignment]
            return node.value if isinstance(index, ast.Constant) and index.value == 1 else None
        number = index.operand if isinstance(index, ast.UnaryOp) else index
        return node.value if isinstance(number, ast.Constant) and isinstance(number.value, int) else None
    return None


def find_breaches(module: ast.Module) -> Iterator[str]:
    """Yield each expression that takes a single participation or grant of several, or the first by year."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in (module, *functions):
        sources = collect_sources(scope) if scope is not module else {}
        for node in ast.walk(scope):
            rows = get_rows(node)
            if rows is None:
                continue
            source = expand_source(rows, sources)
            of_a_school = any(text in source for text in (*OF_A_SCHOOL, *GRANTS))
            is_named = any(text in source for text in ONE_PARTICIPATION)
            if (of_a_school and not is_named) or any(text in source for text in BY_YEAR):
                yield ast.unparse(node)


def test_single_participation_is_chosen_by_the_resolver_alone():
    lines_of = {
        short(path): sorted(set(find_breaches(tree(path))))
        for path in modules()
        if short(path) != CHOSEN_IN and "sampledata" not in path.parts
    }
    assert {path: lines for path, lines in lines_of.items() if lines and path not in ALLOWED} == {}, (
        "choose by the day: SchoolYears.on, or shown_participation where no day is known yet"
    )


@pytest.mark.parametrize(
    "source",
    [
        "Participation.objects.filter(school=school).order_by('-project__academic_year').first()",
        "Participation.objects.visible_to(user).filter(school=school).latest('project__academic_year')",
        "Participation.objects.filter(school=school)[0]",
        "Participation.objects.filter(school=school)[:1]",
        "school.participations.all().last()",
        "next(iter(school.participations.all()))",
        "Grant.objects.filter(participation__school=school).order_by('-pk').first()",
        "rows.order_by('-project__academic_year').first()",
        "assignments.order_by('-participation').first()",
        "list(Project.objects.order_by('-academic_year'))[0]",
    ],
)
def test_each_way_to_take_the_newest_is_found(source):
    assert list(find_breaches(ast.parse(f"def choose(school, user, rows):\n    return {source}")))


def test_newest_is_found_when_its_rows_have_a_local_name():
    source = """
def choose(school, user):
    rows = Participation.objects.visible_to(user).filter(school=school)
    ordered = rows.order_by("pk")
    return ordered.first()
"""
    assert list(find_breaches(ast.parse(source))) == ["ordered.first()"]


@pytest.mark.parametrize(
    "source",
    [
        "Participation.objects.filter(pk=pk).first()",
        "Grant.objects.filter(participation=participation).first()",
        "Claim.objects.filter(client_key=key).first()",
        "names[0]",
    ],
)
def test_row_that_is_named_may_be_taken(source):
    assert not list(find_breaches(ast.parse(f"def choose(participation, pk, key, names):\n    return {source}")))
