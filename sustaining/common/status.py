"""What a state is called on pages: one table for each state machine, next to its choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple


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
