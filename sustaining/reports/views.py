"""Reports: the page, the rows behind its numbers, files, snapshots; the hubs side by side."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response

from . import programme, tables
from .asked import Asked, ReportForm
from .selectors import report_of

ROWS = 100
FILES = {"csv": csv_response, "xlsx": xlsx_response}
POINTS = {"spring": "spring", "august": "end of August"}


def _asked(request: ViewerRequest) -> tuple[ReportForm, Asked]:
    require(request.user, "reports.read_reports")
    form = ReportForm(request.GET, user=request.viewer)
    return form, form.asked()


def _name(what: str, asked: Asked) -> str:
    hub = asked.hub.name.lower() if asked.hub else "programme"
    return f"{what}-{hub}-{asked.year.start}-{(asked.year.start + 1) % 100:02d}".replace(" ", "-")


@login_required
@require_safe
def report(request: ViewerRequest) -> HttpResponse:
    """The year in figures, each with its rows."""
    form, asked = _asked(request)
    return render(request, "reports/report.html", {"form": form, "asked": asked, **report_of(asked)})


@login_required
@require_safe
def rows(request: ViewerRequest, table: str) -> HttpResponse:
    """The rows behind a number."""
    form, asked = _asked(request)
    shown = _table(table)
    page = Paginator(list(shown.rows(asked)), ROWS).get_page(request.GET.get("page"))
    query = "".join(f"{name}={value}&" for name, value in form.cleaned_data.items() if value and name not in ("hub",))
    query += f"hub={asked.hub.pk}&" if asked.hub else ""
    page.object_list = tables.for_page(shown, page.object_list)
    data = {"table": shown, "key": table, "asked": asked, "page": page, "query": query}
    return render(request, "reports/report_rows.html", data)


@login_required
@require_safe
def rows_file(request: ViewerRequest, table: str, kind: str) -> HttpResponse:
    """The same rows, all of them, as CSV or a workbook."""
    _, asked = _asked(request)
    shown = _table(table)
    return FILES[kind](_name(table, asked), shown.headings, tables.plain(shown.rows(asked)))


def _table(key: str) -> tables.Table:
    if key not in tables.TABLES:
        raise Http404("There is no such table.")
    return tables.TABLES[key]


@login_required
@require_safe
def snapshot(request: ViewerRequest, point: str) -> HttpResponse:
    """Who had completed on the day that the national figures are taken, as CSV."""
    _, asked = _asked(request)
    day = tables.snapshot_day(asked.year, point)
    return csv_response(_name(f"completion-{point}", asked), tables.SNAPSHOT, tables.snapshot(asked, day))


@login_required
@require_safe
def hubs(request: ViewerRequest) -> HttpResponse:
    """The hubs side by side."""
    return render(request, "reports/programme.html", _side_by_side(request))


@login_required
@require_safe
def hubs_file(request: ViewerRequest, kind: str) -> HttpResponse:
    """The same as a file."""
    data = _side_by_side(request)
    cells = [[row[key] for key, _ in programme.HEADINGS] for row in data["rows"]]
    return FILES[kind](_name("hubs", data["asked"]), [words for _, words in programme.HEADINGS], cells)


def _side_by_side(request: ViewerRequest) -> dict[str, Any]:
    require(request.user, "reports.compare_hubs")
    form = ReportForm(request.GET, user=request.viewer)
    asked = form.asked()
    found = programme.side_by_side(asked)
    sort = request.GET.get("sort", "name")
    heads = [
        {"title": words, "url": f"?{asked.query}&sort={'' if sort == f'-{key}' else '-'}{key}",
         "order": {key: "ascending", f"-{key}": "descending"}.get(sort, "")}
        for key, words in programme.HEADINGS
    ]  # fmt: skip
    rows = programme.ordered(found, sort)
    return {"form": form, "asked": asked, "rows": rows, "total": programme.total(found), "heads": heads, "sort": sort}
