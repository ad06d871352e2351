"""Pages of the participant and the school return: take one, read it, its files, its columns, what may be published."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.sheets import csv_file_response, csv_response, xlsx_response

from .actions import set_return_columns, take_return
from .forms import ReturnColumnsForm, TakeReturnForm
from .models import ProgrammeReturn, ReturnKind
from .programme_returns import changes_since_last, file_for, table_for
from .publication import HIDDEN, SMALLEST, UNITS, published_tables
from .quality_checks import open_points, titled
from .return_columns import get_columns
from .views import filter_from_request

MOST_ROWS = 100
"""How many rows the page of a return shows; its files have all."""


def _kind(value: str) -> ReturnKind:
    if value not in ReturnKind.values:
        raise Http404("There is no such return.")
    return ReturnKind(value)


@login_required
def take(request: ViewerRequest, kind: str) -> HttpResponse:
    """Take a return of the year and the hub in the address."""
    return_kind = _kind(kind)
    filters, report_filter = filter_from_request(request)
    year, hub = report_filter.year, report_filter.hub
    require(request.viewer, "reports.take_return", hub)
    sent = request.POST if request.method == "POST" else None
    points = open_points(request.user, year, today(), hub)
    form = TakeReturnForm(sent, kind=return_kind, year=year, points=points)
    if sent is not None:
        taken = perform_form(request, form, take_return, hub, done=f"{return_kind.label} taken.")
        if taken:
            return redirect(taken)
    data = {
        "form": form,
        "filters": filters,
        "filter": report_filter,
        "kind": return_kind,
        "columns": get_columns(return_kind),
        "points": points,
    }
    return render(request, "reports/take_return.html", data)


@login_required
@require_safe
def programme_return(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a return: its first rows, who took it, and what changed since the last one."""
    frozen = get_visible_or_404(ProgrammeReturn, request.viewer, pk=pk)
    table = table_for(request.user, frozen)
    data = {
        "return": frozen,
        "headings": table.headings,
        "rows": [list(zip(table.headings, cells, strict=True)) for cells in list(table.rows.values())[:MOST_ROWS]],
        "most": MOST_ROWS,
        "changes": changes_since_last(request.user, frozen, table),
        "points": titled(frozen.open_points),
        "has_trns": may(request.viewer, "reports.read_trns", frozen),
    }
    return render(request, "reports/programme_return.html", data)


@login_required
@require_safe
def programme_return_file(request: ViewerRequest, pk: int, ending: str) -> HttpResponse:
    """Download a return as CSV, byte for byte as it was taken, or as a workbook."""
    frozen = get_visible_or_404(ProgrammeReturn, request.viewer, pk=pk)
    name = _file_name(frozen)
    if ending == "xlsx":
        table = table_for(request.user, frozen)
        return xlsx_response(name, table.headings, table.values())
    return csv_file_response(name, file_for(request.user, frozen))


def _file_name(frozen: ProgrammeReturn) -> str:
    return f"{frozen.kind}-{str(frozen.year).replace('/', '-')}-as-at-{frozen.taken_for.isoformat()}-{frozen.pk}"


@login_required
@require_safe
def published(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show the counts of a return that may be published."""
    frozen = get_visible_or_404(ProgrammeReturn, request.viewer, pk=pk)
    data = {
        "return": frozen,
        "tables": published_tables(frozen),
        "unit": UNITS[ReturnKind(frozen.kind)],
        "smallest": SMALLEST,
        "hidden": HIDDEN,
    }
    return render(request, "reports/published_return.html", data)


@login_required
@require_safe
def published_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Download these counts as CSV."""
    frozen = get_visible_or_404(ProgrammeReturn, request.viewer, pk=pk)
    rows = [[table.title, *cells] for table in published_tables(frozen) for cells in table.rows()]
    headings = ["By", "Group", UNITS[ReturnKind(frozen.kind)], "Completed"]
    return csv_response(f"published-{_file_name(frozen)}", headings, rows)


@login_required
def columns(request: ViewerRequest, kind: str) -> HttpResponse:
    """Choose, order and name the columns of a kind of return."""
    return_kind = _kind(kind)
    require(request.viewer, "reports.set_return_columns")
    sent = request.POST if request.method == "POST" else None
    form = ReturnColumnsForm(sent, kind=return_kind, columns=get_columns(return_kind))
    if sent is not None and perform_form(
        request, form, set_return_columns, return_kind, done="Columns saved. Returns taken from now on have them."
    ):
        return redirect(reverse("reports:return-columns", args=[return_kind]))
    return render(request, "reports/return_columns.html", {"form": form, "kind": return_kind})
