"""The state machines of all models as tables, with the way back from each move. docs/states.md has what this returns."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from .moves import Moves


def state_machines() -> list[tuple[type[models.Model], Moves]]:
    """Return each model that has a state machine, with it, by label."""
    machines = [
        (model, trigger.moves)
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", [])
        if isinstance(getattr(trigger, "moves", None), Moves)
    ]
    return sorted(machines, key=lambda machine: machine[0]._meta.label)


def as_markdown() -> str:
    """Return a section for each state machine."""
    return "\n".join(line for model, moves in state_machines() for line in _section(model, moves))


def _section(model: type[models.Model], moves: Moves) -> Iterator[str]:
    field = model._meta.get_field(moves.field)
    labels = {str(value): str(label) for value, label in field.flatchoices}  # type: ignore[union-attr]
    starts = " or ".join(sorted(f"*{labels[state]}*" for state in moves.start))
    yield f"## {str(model._meta.verbose_name).capitalize()} (`{model._meta.label}`)\n"
    yield f"Begins as {starts}.\n"
    yield "| from | move | to | way back |"
    yield "|---|---|---|---|"
    for name, move in moves.moves.items():
        for source in sorted(move.sources - {move.target}):
            way = ", ".join(f"`{step}`" for step in moves.way_back(source, move.target)) or "–"
            yield f"| {labels[source]} | `{name}` | {labels[move.target]} | {way} |"
    for name, why in moves.one_way.items():
        yield f"\n`{name}` goes one way: {why}"
    for state, why in moves.final.items():
        yield f"\n*{labels[state]}* is final: {why}"
    yield ""
