"""What the pages of uploaded lists share whose columns are mapped: what is shown before the rows, columns, undoing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from .errors import DomainError
from .files import checking_page
from .forms import ReasonForm
from .mapped_sheets import MappedUpload, UndoableUpload
from .pages import Done, closed_form, perform_form


def page_before_rows(request: HttpRequest, uploaded: MappedUpload, *, again: str, columns: str) -> HttpResponse | None:
    """Return the page of a list whose rows can't be shown yet, or None.

    A worker is reading it, it was refused, or its columns are not mapped. `again` is the page to choose another list,
    `columns` that of its columns.
    """
    if uploaded.is_waiting or uploaded.is_refused:
        return checking_page(request, uploaded, again=again)
    if uploaded.rows and not uploaded.is_mapped:
        return redirect(columns)
    return None


def columns_page(
    request: HttpRequest,
    uploaded: UndoableUpload,
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
    if data is not None and perform_form(request, form, act, uploaded):
        return redirect(uploaded)
    return render(request, "files/columns.html", {"upload": uploaded, "form": form, "again": again})


def undo_page(
    request: HttpRequest,
    uploaded: UndoableUpload,
    act: Callable[..., int],
    *,
    template: str,
    done: Done,
    nothing: str = "There is nothing to undo in this list.",
    says_none: bool = False,
    **data: Any,
) -> HttpResponse:
    """Undo what a list did, with a reason. `done` and `says_none` are those of `perform_form`, `data` is for the page."""
    if closed := closed_form(request, uploaded, uploaded.can_be_undone, nothing):
        return closed
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and perform_form(request, form, act, uploaded, done=done, says_none=says_none) is not None
    ):
        return redirect(uploaded)
    return render(request, template, {"upload": uploaded, "form": form, **data})
