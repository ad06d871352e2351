"""What a request knows is passed as arguments: nothing rides on accounts and requests, no cache keeps people."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .sources import modules, short, tree

CARRIERS = {"user", "request", "viewed", "by", "person", "account"}
"""Names under which accounts and requests go. Assigning a field of an account is a write: actions alone do that."""
MAY_SET = {
    "schools/middleware.py": {"viewed.viewer"},
    "schools/actions": {"user.trn"},
    "sustaining/accounts/actions": {"user.joined_at"},
    "sustaining/common/middleware.py": {"request.GET", "request.POST"},  # Django's own, cleaned
    "sustaining/sampledata/demo/cast.py": {"user.password", "user.joined_at"},
}
CACHES = {
    "sustaining/desk/board.py render_cell": "cells drawn from figures and states; its types let no person in",
    "sustaining/common/patterns.py _find_pattern": "the HTML of a template without a text in it",
    "sustaining/desk/quiet.py usual_thresholds": "days of a calendar that belongs to nobody",
    "schools/roles.py distinct_reaches": "functions by roles",
    "schools/roles.py _posts_statement": "a statement with the key of an account; no row of anybody",
    "schools/roles.py _roles_and_reaches_statement": "a statement with the key of an account; no row of anybody",
    "schools/roles.py _open_reaches_statement": "a statement with the key of an account; no row of anybody",
    "schools/second_factor.py _statement": "a statement with the key of an account; no row of anybody",
    "schools/scope.py _union": "a statement with the key of an account; no row of anybody",
    "sustaining/common/todo.py _idle_statement": "a statement with the key of an account; no row of anybody",
    "sustaining/common/navigation.py counting_statement": "a statement with the key of an account; no row of anybody",
    "sustaining/common/gathering.py _composed": "a statement with the key of an account; no row of anybody",
    "sustaining/common/gathering.py _composed_part": "a statement with the key of an account; no row of anybody",
    "sustaining/desk/board_statement.py _board_statement": "a statement with the key of an account; no row of anybody",
    "schools/terms.py usual_terms": "days worked out by rule",
    "schools/accessibility.py last_checks": "figures of a file that is part of the site",
    "sustaining/common/breaker.py breaker_for": "whether a server hangs, by its address",
    "sustaining/common/pdf.py _fonts": "fonts of a package",
    "sustaining/help/guides.py load_guides": "the text of the guides, which is part of the site",
    "sustaining/help/guides.py _tasks_by_page": "the tasks of the guides by the name of their page",
    "sustaining/help/changes.py read_changes": "the changelog, which is part of the site",
    "sustaining/common/templatetags/sustaining.py _icon": "drawings of a library",
    "schools/closed_days.py bank_holidays": "days of a library",
    "sustaining/sampledata/demo/cast.py hashed_password": "the hash of the password that all of the demo share",
}
"""Every cache of a process, and why what it keeps is nobody's."""
PERSONAL_TYPES = {"Any", "User", "Account", "Viewer", "HttpRequest", "QuerySet", "BoardRow", "object"}


def _set_on_carriers(root: ast.Module) -> Iterator[tuple[int, str]]:
    """Every `user.x = …`, `request.x = …`, `setattr(user, …)` and `del user.x`, also through `self.`."""
    for node in ast.walk(root):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.Delete):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"setattr", "object.__setattr__"}:
            targets = [ast.Attribute(node.args[0], "…", ast.Store())]
        for target in targets:
            if isinstance(target, ast.Attribute) and _name(target.value) in CARRIERS:
                yield node.lineno, f"{_name(target.value)}.{target.attr}"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _cached_functions(root: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function kept by `lru_cache` or `cache`."""
    for node in ast.walk(root):
        if isinstance(node, ast.FunctionDef):
            decorators = [ast.unparse(decorator).split("(")[0] for decorator in node.decorator_list]
            if {"lru_cache", "cache", "functools.lru_cache", "functools.cache"} & set(decorators):
                yield node


def test_no_attribute_is_set_on_an_account_or_request():
    breaches = [
        f"{short(path)}:{line} {what}: pass it as an argument"
        for path in modules()
        for line, what in _set_on_carriers(tree(path))
        if not any(short(path).startswith(place) and what in names for place, names in MAY_SET.items())
    ]
    assert breaches == []


def test_attribute_set_on_an_account_or_request_is_reported():
    code = "user._rows = 1\nrequest.x: int = 2\nself.request.y = 3\nsetattr(user, 'z', 4)\ndel user.w\nuser = 5\nrow.user = 6"
    assert sorted(line for line, _ in _set_on_carriers(ast.parse(code))) == [1, 2, 3, 4, 5]


def test_process_caches_are_listed_and_hold_no_person():
    breaches = []
    for path in modules():
        for function in _cached_functions(tree(path)):
            name = f"{short(path)} {function.name}"
            if name not in CACHES:
                breaches.append(f"{name}: say in CACHES why nobody's data is kept")
            arguments = [*function.args.args, *function.args.kwonlyargs, function.args.vararg, function.args.kwarg]
            for argument in filter(None, arguments):
                types = {
                    node.id for node in ast.walk(argument.annotation or ast.Name("Any")) if isinstance(node, ast.Name)
                }
                if types & PERSONAL_TYPES:
                    breaches.append(f"{name}: {argument.arg} may hold a person or rows; take keys and figures")
    assert breaches == []
