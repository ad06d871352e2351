"""The page on which a mistake is put right: what will follow, who will be emailed, and a reason that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .forms import ReasonForm
from .moves import Moves
from .pages import Done, closed_form, perform_form
from .permissions import require


@dataclass(frozen=True)
class ReasonPage:
    """What the page says: a heading that asks, what will follow (a paragraph each), and the button."""

    heading: str
    follows: tuple[str, ...]
    button: str


def reason_page(
    request: HttpRequest,
    instance: Any,
    act: Callable[..., Any],
    page: ReasonPage,
    *,
    move: tuple[Moves, str],
    done: Done,
) -> HttpResponse:
    """Ask for a reason and call `act` with it, then return to the page of `instance`.

    `move` is the state machine and the move that `act` makes: where it is not open, the page is not shown, and the person
    reads why. Raise PermissionDenied without the action's permission.
    """
    require(request.user, act.permission, instance)  # type: ignore[attr-defined]
    moves, name = move
    if closed := closed_form(request, instance, name in moves.open_to(instance), moves.refusal(instance)):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(request, form, act, instance, done=done):
        return redirect(instance)
    return render(request, "layouts/reason.html", {"instance": instance, "page": page, "form": form})
