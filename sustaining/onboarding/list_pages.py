"""What the pages of all lists of a hub share: what is shown before the rows, choosing and saving rows, and undoing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sustaining.accounts.requests import SignedInRequest
from sustaining.common.counts import counted
from sustaining.common.errors import DomainError
from sustaining.common.files import checking_page
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import Done, closed_form, perform, perform_form

from .models import HubListUpload

MOST_DIGITS = 6


class CheckWords(NamedTuple):
    """What the page of a checked list calls its rows: to save, and known already, in a figure and in a tag."""

    to_save: str
    already: str
    saves: str
    known: str
    detail: str


def page_before_rows(
    request: SignedInRequest, uploaded: HubListUpload, *, again: str, columns: str
) -> HttpResponse | None:
    """Return the page of a list whose rows can't be shown yet, or None.

    A worker is reading or saving it, it was refused, or its columns are not mapped. `again` is the page to choose another
    list, `columns` that of its columns.
    """
    if uploaded.is_being_saved:
        return render(request, "onboarding/saving.html", {"upload": uploaded, "again": again})
    if uploaded.is_waiting or uploaded.is_refused:
        return checking_page(request, uploaded, again=again)
    if uploaded.rows and not uploaded.is_mapped:
        return redirect(columns)
    return None


def columns_page(
    request: SignedInRequest,
    uploaded: HubListUpload,
    form_class: Callable[..., Any],
    act: Callable[..., Any],
    *,
    again: str,
    **options: Any,
) -> HttpResponse:
    """Say what each column of the list holds. `options` go to the form, `again` is the page to choose another list."""
    try:
        sheet_columns = uploaded.sheet_columns(timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(again)
    data = request.POST if request.method == "POST" else None
    form = form_class(data, upload=uploaded, sheet_columns=sheet_columns, **options)
    if request.method == "POST" and perform_form(request, form, act, uploaded):
        return redirect(uploaded)
    return render(request, "onboarding/columns.html", {"upload": uploaded, "form": form, "again": again})


def choose_and_save(
    request: SignedInRequest,
    uploaded: HubListUpload,
    *,
    choose: Callable[..., bool],
    save: Callable[..., int],
    again: str,
    noun: str,
    done: str,
) -> HttpResponse:
    """Save the rows that were shown. With other rows left out than before, show the list again first.

    A long list is saved by a worker, and its page says so. `noun` is what a row is about, `done` what happened to it.
    """
    listed, ticked = _line_numbers(request, "listed"), _line_numbers(request, "row")
    # Rows that can't be saved have no box, and are not left out by having none.
    left_out = (set(uploaded.left_out) - listed) | (listed - ticked)
    changed = perform(request, choose, uploaded, left_out=left_out, done="")
    if changed is None:
        return redirect(again)
    if changed:
        out = counted(len(left_out), noun)
        sentence = f"You’ve left out {out}." if left_out else "All rows are included again."
        messages.info(request, f"{sentence} Check the numbers before you continue.")
        return redirect(uploaded)
    number = perform(request, save, uploaded, seen=request.POST.get("seen", ""))
    if number:
        messages.success(request, f"{counted(number, noun)} {done}.")
    return redirect(uploaded)


def _line_numbers(request: SignedInRequest, name: str) -> set[int]:
    values = request.POST.getlist(name)
    return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS}


def undo_page(
    request: SignedInRequest,
    uploaded: HubListUpload,
    act: Callable[..., int],
    *,
    template: str,
    done: Done,
    says_none: bool = False,
    **data: Any,
) -> HttpResponse:
    """Undo what a list made, with a reason. `done` and `says_none` are those of `perform_form`."""
    if closed := closed_form(request, uploaded, uploaded.can_be_undone, "There is nothing to undo in this list."):
        return closed
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and perform_form(request, form, act, uploaded, done=done, says_none=says_none) is not None
    ):
        return redirect(uploaded)
    return render(request, template, {"upload": uploaded, "form": form, "number": len(uploaded.made), **data})
