"""Registries: few, each declared by one class and described in docs/registries.md."""

from __future__ import annotations

import ast
import re

from sustaining.common.extensions import EXTENSION_POINTS
from sustaining.common.registry import REGISTRIES
from tests.house.sources import ROOT, modules, short, tree

MOST = 14
"""A registry more is a place more to look into: use an event or an extension point, or raise this with a reason."""
EXCUSED = {
    "sustaining/common/registry.py REGISTRIES": "the list of all registries",
    "sustaining/common/events.py _HANDLERS": "part of the registry of events: handlers may come before declarations",
    "sustaining/outbox/delivery.py _STILL_TRUE": "mails that are not declared as kinds yet",
    "sustaining/outbox/reminders.py REMINDERS": "mails that are not declared as kinds yet",
}


def test_there_are_few_registries():
    assert len(REGISTRIES) <= MOST, sorted(REGISTRIES)


def test_containers_filled_at_import_are_registries():
    """A module-level list or dict that starts empty is filled by others: it is a `Registry` or an `ExtensionPoint`."""
    registries = []
    for path in modules():
        for node in tree(path).body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            is_empty = isinstance(value, ast.List | ast.Dict) and not ast.unparse(value).strip("[]{}")
            if is_empty or (isinstance(value, ast.Call) and ast.unparse(value) in {"list()", "dict()", "set()"}):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                registries.append(f"{short(path)} {ast.unparse(target)}")
    assert set(registries) <= set(EXCUSED)


def test_the_document_describes_every_registry_and_extension_point():
    listed = re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs/registries.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted([*REGISTRIES, *EXTENSION_POINTS])
