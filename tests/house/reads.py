"""Which modules a request can reach, and the reads there that do not go through what a person may see.

A read is whatever is called on a manager: `X.objects.filter(…)`, `X._default_manager`, `get_object_or_404(X, …)`. It is
scoped when its chain holds one of SCOPED. What hangs on an object that was fetched in scope (`plan.aims`) is no read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .sources import PACKAGES, ROOT, modules, short, tree

MANAGERS = {"objects", "_default_manager", "_base_manager"}
SCOPED = {"visible_to", "readable_by", "reached_by", "none"}
NO_READ = {"get_for_model", "clean_address"}
"""Methods of managers that read no rows of a school: content types by their model, an address brought into its form."""
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
ROOTS = {"urls", "apps", "middleware", "context_processors", "templatetags"}
"""Where a request comes in: views by `urls`, whatever registers itself by `apps`, and what runs for every page."""
ELSEWHERE = {
    "actions": "asks its permission and holds its locks; it writes",
    "rules": "is the question itself, who may",
    "models": "belongs to the row",
    "querysets": "defines what is visible",
    "migrations": "never serves a request",
    "admin": "programme administrators see everything",
    "tasks": "runs by the clock",
    "emails": "is asked by delivery, for the recipient",
    "reminders": "is computed by the clock, for everybody",
    "commands": "runs in a shell",
    "sampledata": "runs in a shell",
    "retention": "runs in the command `retention`",
    "handlers": "runs in the transaction of the action that emits the event",
    "merging": "runs in the action that merges accounts, which administrators alone may call",
    "gias": "imports the national register, by tasks and for programme administrators",
    "delivery": "sends the outbox, by the clock",
    "settings": "is no code that reads",
    "site_metrics": "counts for Prometheus, whose token is checked; no row is shown",
}
"""Modules, by a part of their name, that the rule is not about, and why."""
CLOCK_RUN = ("_emails", "_reminders")


@dataclass(frozen=True)
class Read:
    """A read: `where` is `module.py:function`, `text` the expression."""

    where: str
    line: int
    text: str
    is_scoped: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_elsewhere(module: str) -> bool:
    parts = module.split(".")
    return not ELSEWHERE.keys().isdisjoint(parts) or parts[-1].endswith(CLOCK_RUN)


def find_imports(module: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Yield what a module imports, anywhere in it, and the modules that it names in strings (`include("funding.urls")`)."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(PACKAGES):
            name = node.value
            while name and name not in known:
                name = name.rpartition(".")[0]
            yield name


def reachable() -> dict[str, Path]:
    """Return the modules that a request can reach and the rule is about, by name."""
    known = {module_name(path): path for path in modules() if path.relative_to(ROOT).parts[0] != "scripts"}
    ahead = [name for name in known if not ROOTS.isdisjoint(name.split(".")) or name == "sustaining.settings"]
    reached: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in reached or name not in known or not {"admin", "commands", "sampledata"}.isdisjoint(name.split(".")):
            continue
        reached.add(name)
        ahead += find_imports(name, known[name], known)
    return {name: known[name] for name in sorted(reached) if not _is_elsewhere(name)}


def _functions(node: ast.AST, inside: str = "") -> Iterator[tuple[ast.AST, ast.AST, str]]:
    """Yield every node below with its parent and the dotted name of the function or class around it."""
    for child in ast.iter_child_nodes(node):
        yield child, node, inside
        is_scope = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from _functions(child, ".".join(filter(None, [inside, child.name])) if is_scope else inside)


def find_reads(path: Path) -> Iterator[Read]:
    """Yield every read of a module."""
    nodes = list(_functions(tree(path)))
    parents = {child: parent for child, parent, _ in nodes}
    for node, _, inside in nodes:
        chain, top = _chain(node, parents)
        if chain is not None and NO_READ.isdisjoint(chain[:1]):
            where = f"{short(path)}:{inside or '<module>'}"
            yield Read(where, getattr(node, "lineno", 0), ast.unparse(top), not SCOPED.isdisjoint(chain))


def _chain(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> tuple[list[str] | None, ast.AST]:
    """Return what is called on a manager, one after the other, and the whole expression; None where there is no manager."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SHORTCUTS:
        is_model = bool(node.args) and isinstance(node.args[0], ast.Name) and node.args[0].id[:1].isupper()
        return ([], node) if is_model else (None, node)
    if not (isinstance(node, ast.Attribute) and node.attr in MANAGERS):
        return None, node
    names, top = [], node
    while (above := parents.get(top)) is not None:
        if isinstance(above, ast.Attribute):
            names.append(above.attr)
        elif not (isinstance(above, ast.Call) and above.func is top):
            break
        top = above
    return names, top
