"""What a state is called on pages: one table for each state machine, next to its choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from django.apps import apps


class Status(NamedTuple):
    """A state in a word, the colour of its tag (go, wait, stop, teal or none), and who acts next."""

    label: str
    tone: str = ""
    next: str = ""


class StatusMixin:
    """Gives a model with a `state` its `status`, for `{% status thing %}`."""

    STATUSES: ClassVar[Mapping[Any, Status]]
    state: Any

    @property
    def status(self) -> Status:
        """Return what the state is called, its colour, and who acts next."""
        return self.STATUSES[self.state]


def as_markdown() -> str:
    """Return a table of the statuses of every model that has them."""
    lines = ["| thing | status | who acts next |", "|---|---|---|"]
    models = [model for model in apps.get_models() if issubclass(model, StatusMixin)]
    for model in sorted(models, key=lambda model: model._meta.label):
        name = str(model._meta.verbose_name)
        for status in dict.fromkeys(model.STATUSES.values()):
            lines.append(f"| {name} | {status.label} | {status.next} |")
            name = ""
    return "\n".join(lines)
