"""Reports: the page, the rows behind its numbers, files, snapshots; the hubs side by side."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response

from . import programme, tables
from .filters import ReportFilter, ReportForm
from .selectors import report_context

ROWS = 100
NUMBERS = "".join(f'<td class="num" data-label="{heading}">{{}}</td>' for _, heading in programme.HEADINGS[2:])
"""The cells of a hub's numbers. Written by Python: a template takes several times as long for a table of so many."""
FILES = {"csv": csv_response, "xlsx": xlsx_response}
POINTS = {"spring": "spring", "august": "end of August"}


def filter_from_request(request: ViewerRequest) -> tuple[ReportForm, ReportFilter]:
    """Return the form and the filter of the query string. Raise PermissionDenied for those who read no reports."""
    require(request.viewer, "reports.read_reports")
    form = ReportForm(request.GET, user=request.viewer)
    return form, form.report_filter()


def _name(what: str, report_filter: ReportFilter) -> str:
    hub = report_filter.hub.name.lower() if report_filter.hub else "programme"
    year = f"{report_filter.year.start}-{(report_filter.year.start + 1) % 100:02d}"
    return f"{what}-{hub}-{year}-as-at-{report_filter.as_at.isoformat()}".replace(" ", "-")


@login_required
@require_safe
def report(request: ViewerRequest) -> HttpResponse:
    """Show the year's figures, each linked to its rows."""
    form, report_filter = filter_from_request(request)
    return render(
        request, "reports/report.html", {"form": form, "filter": report_filter, **report_context(report_filter)}
    )


@login_required
@require_safe
def rows(request: ViewerRequest, table: str) -> HttpResponse:
    """Show the rows behind a figure."""
    form, report_filter = filter_from_request(request)
    shown = _table(table)
    page = Paginator(list(shown.rows(report_filter)), ROWS).get_page(request.GET.get("page"))
    query = "".join(f"{name}={value}&" for name, value in form.cleaned_data.items() if value and name not in ("hub",))
    query += f"hub={report_filter.hub.pk}&" if report_filter.hub else ""
    page.object_list = tables.for_page(shown, page.object_list)
    data = {"table": shown, "key": table, "filter": report_filter, "page": page, "query": query}
    return render(request, "reports/report_rows.html", data)


@login_required
@require_safe
def rows_file(request: ViewerRequest, table: str, kind: str) -> HttpResponse:
    """Download all rows behind a figure as CSV or XLSX."""
    _, report_filter = filter_from_request(request)
    shown = _table(table)
    return FILES[kind](_name(table, report_filter), shown.headings, tables.plain(shown.rows(report_filter)))


def _table(key: str) -> tables.Table:
    if key not in tables.TABLES:
        raise Http404("There is no such table.")
    return tables.TABLES[key]


@login_required
@require_safe
def snapshot(request: ViewerRequest, point: str) -> HttpResponse:
    """Return as CSV which schools had completed on the day of the national return."""
    _, report_filter = filter_from_request(request)
    day = tables.snapshot_day(report_filter.year, point)
    return csv_response(
        _name(f"completion-{point}", report_filter), tables.SNAPSHOT, tables.snapshot(report_filter, day)
    )


@login_required
@require_safe
def hubs(request: ViewerRequest) -> HttpResponse:
    """Show the hubs side by side."""
    context = _hub_comparison_context(request)
    for row in context["rows"]:
        row["query"] = f"year={context['filter'].year.start}&hub={row['pk']}"
    for row in (*context["rows"], context["total"]):
        row["cells"] = format_html(NUMBERS, *programme.numbers_as_shown(row))
    return render(request, "reports/programme.html", context)


@login_required
@require_safe
def hubs_file(request: ViewerRequest, kind: str) -> HttpResponse:
    """Download the comparison of hubs as CSV or XLSX."""
    data = _hub_comparison_context(request)
    cells = [[row[key] for key, _ in programme.HEADINGS] for row in data["rows"]]
    return FILES[kind](_name("hubs", data["filter"]), [heading for _, heading in programme.HEADINGS], cells)


def _hub_comparison_context(request: ViewerRequest) -> dict[str, Any]:
    require(request.viewer, "reports.compare_hubs")
    form = ReportForm(request.GET, user=request.viewer)
    report_filter = form.report_filter()
    hub_rows = programme.compare_hubs(report_filter)
    sort = request.GET.get("sort", "name")
    heads = [
        {"title": heading, "url": f"?{report_filter.query}&sort={'' if sort == f'-{key}' else '-'}{key}",
         "order": {key: "ascending", f"-{key}": "descending"}.get(sort, "")}
        for key, heading in programme.HEADINGS
    ]  # fmt: skip
    rows = programme.sort_rows(hub_rows, sort)
    return {
        "form": form,
        "filter": report_filter,
        "rows": rows,
        "total": programme.total(hub_rows),
        "heads": heads,
        "sort": sort,
    }
