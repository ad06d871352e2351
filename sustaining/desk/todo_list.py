"""The list of what the desk asks of each role, as docs/desk.md keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schools.roles import Role
from sustaining.common.todo import COMING, TODOS, Finder, finders


def as_markdown() -> str:
    """Return, for each role, its to-dos and coming dates with their sentences and functions."""
    return "\n".join(line for role in Role for line in _section(role)).strip() + "\n"


def _section(role: Role) -> Iterator[str]:
    yield from (f"## {role.label}", "")
    yield from _lines(role, finders(TODOS), "")
    yield from _lines(role, finders(COMING), "coming up: ")
    yield ""


def _lines(role: Role, listed: Iterable[Finder], prefix: str) -> Iterator[str]:
    for finder in listed:
        if not finder.roles or role in finder.roles:
            sentence = finder.sentence.removeprefix("Yield ")
            yield f"- {prefix}**{finder.name}**: {sentence} `{finder.path}`"
