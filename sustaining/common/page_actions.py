"""The buttons of a page, declared once for each model: what its state leaves open and the person may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from .moves import Moves
from .permissions import allowed

if TYPE_CHECKING:
    from sustaining.common.people import Reader

PRIMARY, OUTLINE, DANGER, QUIET, LINK = "primary", "outline", "danger", "quiet", "link"
CLASSES = {
    PRIMARY: "btn btn-primary",
    OUTLINE: "btn btn-outline",
    DANGER: "btn btn-danger-outline",
    QUIET: "btn-quiet small",
    LINK: "small",
}


@dataclass(frozen=True)
class PageAction:
    """A button or link that a page shows now."""

    label: str
    url: str
    style: str = OUTLINE
    is_post: bool = False

    @property
    def css_class(self) -> str:
        """Return the class of the button or link."""
        return CLASSES[self.style]


@dataclass(frozen=True)
class Button:
    """A button as declared.

    It is shown in the sources of its `move`, or in `states` (in every state, when neither is given), to those with the
    permission, if the page says that the fact named by `when` holds. `primary_when` names a fact that makes it the
    page's main button.
    """

    label: str | Callable[[Any], str]
    view: str
    permission: str = ""
    move: str = ""
    states: frozenset[str] = frozenset()
    style: str = OUTLINE
    is_post: bool = False
    when: str = ""
    primary_when: str = ""


class Buttons:
    """The buttons of a model: `Buttons(CLAIM_MOVES, Button("Approve", "funding:approve", …), key="reference")`."""

    def __init__(self, moves: Moves, *buttons: Button, key: str = "pk") -> None:
        self.moves = moves
        self.buttons = buttons
        self.key = key

    def visible_states(self, button: Button) -> frozenset[str] | None:
        """Return the states in which a button is shown; None for all."""
        if button.move:
            return self.moves.moves[button.move].sources
        return frozenset(map(str, button.states)) or None

    def open_to(self, instance: Any, user: Reader, **facts: Any) -> list[PageAction]:
        """Return what this person may do with the instance now. Each permission is asked once, and only where it counts."""
        state = str(getattr(instance, self.moves.field))
        possible = []
        for button in self.buttons:
            states = self.visible_states(button)
            if (states is None or state in states) and (not button.when or facts[button.when]):
                possible.append(button)
        having = allowed(user, {button.permission for button in possible} - {""}, instance)
        return [
            self._shown(button, instance, facts)
            for button in possible
            if not button.permission or button.permission in having
        ]

    def _shown(self, button: Button, instance: Any, facts: dict[str, Any]) -> PageAction:
        """Return the button as the page shows it."""
        key: Any = instance
        for name in self.key.split("."):
            key = getattr(key, name)
        label = button.label if isinstance(button.label, str) else button.label(instance)
        style = PRIMARY if button.primary_when and facts[button.primary_when] else button.style
        return PageAction(label, reverse(button.view, args=[key]), style, button.is_post)


def split_quiet(actions: Iterable[PageAction]) -> tuple[list[PageAction], list[PageAction]]:
    """Return the buttons for the head of a page, and the quiet ones for its foot."""
    shown = list(actions)
    quiet = [action for action in shown if action.style in (QUIET, LINK)]
    return [action for action in shown if action not in quiet], quiet
