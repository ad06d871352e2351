"""Names say what they hold, and docstrings begin with a verb: the habits of CONTRIBUTING.md, held by a list.

The list grows by what a reader stumbles over; a name on it says nothing about what it holds (`found`, `one`), or says it in
words that nobody would search for (`told`, `drawn`). Docstrings are checked by ruff (D400, D401 and their kin).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .sources import modules, modules_of_tests, short, templates, tree

RIDDLES = {
    "asked", "besides", "both", "drawn", "found", "heard", "kept", "mine", "named", "one", "said", "stands", "taker",
    "theirs", "them", "thing", "told", "wanted", "whole", "words",
}  # fmt: skip
"""Variables and parameters that say a place in a sentence, not what they hold."""
RIDDLING_FUNCTIONS = re.compile(
    r"^_?(of_|drawn$|found$|narrowed$|summed$|at_hand$|says$|tells$|told$|asked$)|(?<!percent)(?<!client)_of$"
)
NOT_A_VERB = {
    "A", "All", "An", "As", "At", "Each", "Every", "How", "In", "Is", "Its", "Keywords", "One", "Rows", "The", "These",
    "This", "Those", "What", "When", "Where", "Whether", "Who", "Whoever", "Why", "With",
}  # fmt: skip
"""First words of a function's docstring that D401 of ruff lets pass, although they are no verb."""
RIDDLE_IN_TEMPLATE = re.compile(r"{%\s*for\s+(?:\w+,\s*)*(?:" + "|".join(sorted(RIDDLES)) + r")\b")


def names_bound(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of every variable that is assigned and every parameter. Columns keep the names they have."""
    module = tree(path)
    assigned = (node for node in ast.walk(module) if isinstance(node, ast.Assign))
    columns = {id(node.targets[0]) for node in assigned if ast.unparse(node.value).startswith("models.")}
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in columns:
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg


def test_variable_names_are_never_riddles():
    riddles = [
        f"{short(path)}:{line} {name}"
        for path in [*modules(), *modules_of_tests()]
        for line, name in names_bound(path)
        if name in RIDDLES
    ]
    assert riddles == [], "name what it holds or does: a noun for a value, a verb for a function (get_advocates)"


def test_function_names_are_never_riddles():
    riddles = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in [*modules(), *modules_of_tests()]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and RIDDLING_FUNCTIONS.search(node.name)
    ]
    assert riddles == [], "name what it holds or does: a noun for a value, a verb for a function (get_advocates)"


def test_template_loop_variables_are_never_riddles():
    riddles = [
        f"{short(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if RIDDLE_IN_TEMPLATE.search(line)
    ]
    assert riddles == [], "name what it holds or does: a noun for a value, a verb for a function (get_advocates)"


def test_docstrings_of_functions_begin_with_a_verb():
    nouns = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (ast.get_docstring(node) or "Return").split()[0] in NOT_A_VERB
    ]
    assert nouns == []
