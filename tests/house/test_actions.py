"""Every action is reached by a page, Django admin, a command, a task or an event: none can only be called from a test."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sustaining.applications.choices import Decision
from sustaining.common.permissions import PERMISSIONS

from .reads import find_imports, module_name
from .sources import modules, tree

DOORS = {"urls", "admin", "commands", "tasks", "handlers", "apps", "middleware", "bounces", "adapters", "backends"}
"""Modules that something outside our code calls: Django, Celery, a shell, an event, a provider's webhook."""
FOR_DEVELOPERS = {"sampledata", "scripts"}
Place = tuple[str, str]
"""A module's name, and the name of a function or class in it, or `<module>`."""


def is_door(module: str) -> bool:
    """Whether somebody outside calls the module; views count, wherever they stand."""
    parts = module.split(".")
    return not DOORS.isdisjoint(parts) or any(part.endswith("views") or part == "link_pages" for part in parts)


def names_in(node: ast.AST) -> set[str]:
    """Every identifier that is used below a node, decorators and default values included."""
    used = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return used | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


def definitions(path: Path, module: str) -> Iterator[tuple[Place, set[str]]]:
    """Yield each function and class of a module with the names that it uses, and the rest of the module as one."""
    rest: set[str] = set()
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield (module, node.name), names_in(node)
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            rest |= names_in(node)
    yield (module, "<module>"), rest


def reached() -> set[Place]:
    """Every function and class that a door reaches, by the names that are used and the modules that are imported."""
    known = {module_name(path): path for path in modules()}
    known = {name: path for name, path in known.items() if FOR_DEVELOPERS.isdisjoint(name.split("."))}
    uses = {place: names for name, path in known.items() for place, names in definitions(path, name)}
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in uses:
        by_name[place[1]].append(place)
    apps = {name for name in known if f"{name}.apps" in known}
    sees = {name: {*find_imports(name, path, known), name} - (apps - {name}) for name, path in known.items()}
    seen: set[Place] = set()
    ahead = [place for place in uses if is_door(place[0])]
    while ahead:
        place = ahead.pop()
        if place in seen:
            continue
        seen.add(place)
        module = place[0]
        ahead.append((module, "<module>"))  # what runs when the module is imported
        for name in uses[place]:
            ahead += [other for other in by_name[name] if any(is_inside(other[0], seen_by) for seen_by in sees[module])]
    return seen


def is_inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def test_every_action_can_be_reached():
    places = reached()
    actions = {
        (function.__module__, function.__name__)
        for permission in PERMISSIONS.values()
        for function in permission.actions
    }
    assert len(actions) > 100
    unreached = sorted(f"{module}.{name}" for module, name in actions - places)
    assert unreached == [], "give it a page, an admin action, a command or a task, or take it away"


def declared_moves() -> dict[str, set[str]]:
    """The moves of each state machine, by the name of its declaration: `PARTICIPATION_MOVES` has `confirm`, `decline`, …"""
    machines = {}
    for path in modules():
        for node in tree(path).body:
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
                continue
            if ast.unparse(node.value.func) == "Moves" and isinstance(node.targets[0], ast.Name):
                names = {keyword.arg for keyword in node.value.keywords if isinstance(keyword.value, ast.Tuple)}
                machines[node.targets[0].id] = {name for name in names if name}
    return machines


def moves_made(places: set[Place]) -> dict[str, set[str]]:
    """The names of moves that reached functions write out, by the state machine that their module uses."""
    made: dict[str, set[str]] = defaultdict(set)
    declared = declared_moves().keys()
    for path in modules():
        module = module_name(path)
        machines = names_in(tree(path)) & declared
        for node in tree(path).body if machines else ():
            is_reached = (module, getattr(node, "name", "<module>")) in places
            for child in ast.walk(node) if is_reached else ():
                if isinstance(child, ast.Constant) and isinstance(child.value, str):
                    for machine in machines:
                        made[machine].add(child.value)
    return made


def test_every_move_of_a_state_machine_can_be_reached():
    made, machines = moves_made(reached()), declared_moves()
    assert "confirm" in machines["PARTICIPATION_MOVES"]
    made["APPLICATION_MOVES"] |= set(Decision.values)  # the value of a form's choice
    unreached = {machine: sorted(names - made[machine]) for machine, names in machines.items() if names - made[machine]}
    assert unreached == {}, "give it a page, an admin action, a command or a task, or take the move out"
