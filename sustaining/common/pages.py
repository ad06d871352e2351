"""Helpers for views: fetch a visible row, call one action, and report the outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from .emailed import describe_emailed
from .errors import DomainError

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

M = TypeVar("M", bound=models.Model)


def readable(model: type[M], user: Reader) -> models.QuerySet[M]:
    """Return the rows of a model that `user` may open: by `readable_by` where it has one, else by `visible_to`."""
    rows = model._default_manager.all()
    return rows.readable_by(user) if hasattr(rows, "readable_by") else rows.visible_to(user)  # type: ignore[attr-defined]


def get_visible_or_404(model: type[M], user: Reader, /, related: tuple[str, ...] = (), **lookup: Any) -> M:
    """Return a row that `user` may see, with its `related` rows, else raise Http404, also for keys that no column could hold."""
    rows = readable(model, user)
    try:
        row = (rows.select_related(*related) if related else rows).get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404(f"No {model._meta.verbose_name} here.") from None
    if hasattr(user, "note_readable"):
        user.note_readable([row])
    return row


def closed_form(request: HttpRequest, instance: Any, is_open: bool, sentence: str) -> HttpResponse | None:
    """Return a redirect to `instance` with a message when a form about it can no longer be sent; else None.

    Only for opening the page: what somebody has typed and sends is answered by its form, which keeps it.
    """
    if is_open or request.method == "POST":
        return None
    messages.warning(request, sentence)
    return redirect(instance)


Done = str | Callable[[Any], str]
"""What a page says after an action: a sentence, or a function of what the action returned."""
NextStep = tuple[str, str]
"""What is sensible next, as a link: its label and address."""


def perform(
    request: HttpRequest,
    act: Callable[..., Any],
    *args: Any,
    done: Done = "",
    undo: str = "",
    then: Callable[[], NextStep | None] | None = None,
    says_none: bool = False,
    by: User | None = None,
    **kwargs: Any,
) -> Any:
    """Call an action as the signed-in person, now; show `done` on success, or the sentence of a DomainError.

    Who was emailed follows by itself; see `describe_emailed` for `says_none`. `undo` is the address to which *Undo*,
    beside the sentence, is posted; `then` finds the next step, once the action is done.

    Return what the action returned (True for None), or None when it refused. PermissionDenied is not caught: it is a
    403.
    """
    now = timezone.now()
    try:
        result = act(*args, by=by or request.user, now=now, **kwargs)
    except DomainError as error:
        messages.error(request, str(error))
        return None
    _show_done(request, done, result, now, undo=undo, then=then, says_none=says_none)
    return True if result is None else result


def perform_form(
    request: HttpRequest,
    form: Any,
    act: Callable[..., Any],
    *args: Any,
    done: Done = "",
    then: Callable[[], NextStep | None] | None = None,
    says_none: bool = False,
    by: User | None = None,
) -> Any:
    """Call an action with a valid form's data as keyword arguments; a DomainError becomes the form's error.

    Who was emailed follows `done` by itself; see `describe_emailed` for `says_none`, and `perform` for `then`. `by` acts
    instead of the signed-in person where a link identifies the visitor (the system account). Return what the action
    returned, or None when the form is invalid or the action refused (then show the form again).
    """
    if not form.is_valid():
        return None
    now = timezone.now()
    try:
        result = act(*args, by=by or request.user, now=now, **form.action_data())
    except DomainError as error:
        field = getattr(error, "field", None)
        # An action's field may be that of another form that calls it: the sentence is then shown above the form.
        known = getattr(form, "fields", None)
        sentence = ValidationError(str(error), code=getattr(error, "code", None))
        form.add_error(field if known is None or field in known else None, sentence)
        return None
    _show_done(request, done, result, now, then=then, says_none=says_none)
    return True if result is None else result


def _show_done(
    request: HttpRequest,
    done: Done,
    result: Any,
    now: datetime,
    *,
    undo: str = "",
    then: Callable[[], NextStep | None] | None,
    says_none: bool,
) -> None:
    sentence = done(result) if callable(done) else done
    if not sentence:
        return
    # To someone who is not signed in, names are nothing to say, nor whether an address has an account.
    emailed = describe_emailed(request.user, now, says_none=says_none) if request.user.is_authenticated else ""
    text = f"{sentence} {emailed}".strip()
    step = then() if then else None
    if step:
        text = format_html('{} <a href="{}">{}</a>', text, step[1], step[0])
    messages.success(request, text, extra_tags=undo)
