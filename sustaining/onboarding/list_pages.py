"""What the pages of all lists of a hub share besides `common.list_pages`: choosing rows, and saving them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sustaining.accounts.requests import SignedInRequest
from sustaining.common import list_pages
from sustaining.common.counts import counted
from sustaining.common.mapped_sheets import line_numbers
from sustaining.common.pages import perform

from .models import HubListUpload


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
    """Return the page of a list that is being saved, or whose rows can't be shown yet (`common.list_pages`), or None."""
    if uploaded.is_being_saved:
        return render(request, "onboarding/saving.html", {"upload": uploaded, "again": again})
    return list_pages.page_before_rows(request, uploaded, again=again, columns=columns)


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
    listed, ticked = (line_numbers(request.POST.getlist(name)) for name in ("listed", "row"))
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
