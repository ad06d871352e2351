"""Synchronous events: an app says that something happened, and the apps above do what is theirs, in the same transaction.

The app where it happens declares the event in its `events.py` and emits it; an app that has something to do registers a
handler in its `handlers.py`:

    declare("schools.enrolled", "A school takes part in a project.", subject="participation")
    emit("schools.enrolled", participation, by=by, now=now)

    @on("schools.enrolled", order=20)
    def open_grant(participation, *, by, now): ...

All handlers run before `emit` returns, in their order. One that raises undoes the whole action: that is how an app says no.
`manage.py events` lists events and handlers; docs/events.md keeps the list.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection

from .registry import Registry

if TYPE_CHECKING:
    from sustaining.accounts.models import User

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Event:
    """Something that happens. `subject` names the first argument; `extra` names those besides `by` and `now`."""

    name: str
    description: str
    subject: str
    extra: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the names of the keyword arguments."""
        return (*self.extra, "by", "now")

    @property
    def signature(self) -> str:
        """Return a handler's parameters, as text."""
        return f"({self.subject}, *, {', '.join(self.arguments)})"


@dataclass(frozen=True, order=True)
class Handler:
    """A function that runs at an event, after those of a lower `order`."""

    order: int
    path: str
    function: Callable[..., Any] = field(compare=False)


EVENTS: Registry[str, Event] = Registry("events", "What happens in an app that others act upon, with its handlers.")
_HANDLERS: dict[str, list[Handler]] = {}


def declare(name: str, description: str, *, subject: str, extra: tuple[str, ...] = ()) -> Event:
    """Declare an event named `app.past_participle`, in the `events.py` of the app where it happens."""
    return EVENTS.add(name, Event(name, description, subject, extra))


def on(name: str, *, order: int) -> Callable[[Function], Function]:
    """Register a handler of an event, from `AppConfig.ready`. Handlers of the same order run by the name of their module."""

    def register(function: Function) -> Function:
        handlers = _HANDLERS.setdefault(name, [])
        handlers.append(Handler(order, f"{function.__module__}.{function.__name__}", function))
        # The order must not depend on INSTALLED_APPS or on which module happened to be imported first.
        handlers.sort()
        return function

    return register


def get_handlers(name: str) -> list[Handler]:
    """Return the handlers of an event in the order in which they run."""
    return list(_HANDLERS.get(name, []))


def emit(name: str, subject: Any, *, by: User, now: datetime, **extra: Any) -> None:
    """Run the handlers of an event, inside the caller's transaction.

    Raise LookupError for an event that nobody declared, TypeError for other arguments than it declares, and RuntimeError
    outside a transaction.
    """
    event = EVENTS.get(name)
    if event is None:
        raise LookupError(f"No event is declared as {name!r}.")
    if set(extra) != set(event.extra):
        raise TypeError(f"{name} takes {event.signature}, not {sorted(extra)}.")
    # A handler that refuses can only undo what the action wrote if both are in one transaction.
    if not connection.in_atomic_block:
        raise RuntimeError(
            f"{name} was emitted outside a transaction: what its handlers write could be left half done."
        )
    for handler in get_handlers(name):
        handler.function(subject, by=by, now=now, **extra)


def problems() -> Iterator[str]:
    """Yield what is wrong with the handlers: an undeclared event, or parameters that do not fit it."""
    for name, handlers in _HANDLERS.items():
        for handler in handlers:
            event = EVENTS.get(name)
            if event is None:
                yield f"{handler.path} handles {name!r}, which no events.py declares."
            elif not _fits(handler.function, event):
                yield f"{handler.path} handles {name!r}, so its parameters must be {event.signature}."


def _fits(function: Callable[..., Any], event: Event) -> bool:
    parameters = list(inspect.signature(function).parameters.values())
    positional = [parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
    keywords = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
    return positional == [event.subject] and keywords == set(event.arguments)


def as_markdown() -> str:
    """Return the list of events with their handlers in order, as docs/events.md keeps it."""
    lines = []
    for event in EVENTS.values():
        lines += [f"## `{event.name}`", "", event.description, "", f"Handlers take `{event.signature}`.", ""]
        lines += [
            f"{number}. `{handler.path}` (order {handler.order}): {_first_line(handler.function)}"
            for number, handler in enumerate(get_handlers(event.name), 1)
        ] or ["No handlers."]
        lines += [""]
    return "\n".join(lines)


def _first_line(function: Callable[..., Any]) -> str:
    return (inspect.getdoc(function) or "").partition("\n\n")[0].replace("\n", " ")
