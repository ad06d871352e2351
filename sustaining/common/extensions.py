"""Extension points: questions that an app asks of the apps above it, which it may not import.

The app that asks makes an `ExtensionPoint`; an app above decorates the function that answers with its `provide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from .registry import Registry

Answer = TypeVar("Answer")
Function = TypeVar("Function", bound=Callable[..., Any])

EXTENSION_POINTS: Registry[str, ExtensionPoint[Any]] = Registry(
    "extension points",
    "Questions that an app asks of those above it: to-dos, coming dates, days spent, where to go next.",
)


class ExtensionPoint(Generic[Answer]):
    """A question with any number of answers. `collect` asks the providers in the order in which apps are installed."""

    def __init__(self, name: str, description: str) -> None:
        self.name = name
        self.description = description
        self._providers: list[Callable[..., Answer]] = []
        EXTENSION_POINTS.add(name, self)

    def provide(self, function: Function) -> Function:
        """Register a function that answers, from `AppConfig.ready`."""
        self._providers.append(function)
        return function

    @property
    def providers(self) -> tuple[Callable[..., Answer], ...]:
        """Return the functions that answer, in the order in which they are asked."""
        return tuple(self._providers)

    def collect(self, *args: Any) -> Iterator[Answer]:
        """Yield what each provider answers."""
        for provider in self._providers:
            yield provider(*args)
