"""The desk, the hub board, and the school page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from devplans.as_at import as_at, past_day
from schools.models import School
from schools.viewer import ViewerRequest
from sustaining.accounts.models import SecurityEvent
from sustaining.casework.audiences import Selected
from sustaining.casework.responsibility import reads_responsible
from sustaining.casework.rules import CASE_READERS
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404
from sustaining.common.permissions import may, require
from sustaining.common.sheets import csv_response, xlsx_response
from sustaining.common.years import AcademicYear

from . import selectors, timeline
from .addresses import board_people
from .board import board_table, column_headers, filter_pills, render_board_rows, url_with
from .board_casework import with_additions
from .board_order import DEFAULT_SORT
from .board_rows import (
    board_queryset,
    board_totals,
    fetch_board_rows,
    fetch_figures,
    filter_board,
)
from .board_statement import fetch_whole_board
from .forms import BoardForm
from .rules import reads_plans

ROWS, LINES, LATEST = 300, 50, 12


@login_required
@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """Show what needs the person now, what is coming up, and their schools."""
    data = selectors.home_page(request.viewer, timezone.now(), everything="all" in request.GET)
    return render(request, "desk/home.html", data)


@login_required
@require_safe
def todo(request: ViewerRequest) -> HttpResponse:
    """Show everything that needs the person, each with its age."""
    return render(request, "desk/todo.html", selectors.todo_page(request.viewer, timezone.now()))


@login_required
@require_safe
def board(request: ViewerRequest) -> HttpResponse:
    """Show the board: one row for each school of the year."""
    form = BoardForm(request.GET, user=request.viewer)
    filters = form.filters()
    page = _board_page(request, form, filters)
    rows = with_additions(list(page), request.viewer, form.choices, filters["show"], form.checklists)
    is_whole = not form.narrows and page.paginator.num_pages == 1
    re_enrols, next_start = selectors.hubs_to_re_enrol(request.viewer, filters["year"])
    data = {
        "form": form,
        "year": AcademicYear(filters["year"]),
        "as_at": past_day(AcademicYear(filters["year"])),
        "page": page,
        "query": url_with(request.GET)[1:] + "&",
        "headers": column_headers(request.GET, filters),
        "show": filters["show"],
        "quiet_url": url_with(request.GET, quiet="on"),
        "pills": filter_pills(form, request.GET),
        "rows": rows,
        "body": render_board_rows(rows, filters["show"], request.viewer.day, selects=len(rows) > 1),
        "figures": board_totals((row.figures for row in rows) if is_whole else _fetch_figures(request, filters)),
        "is_hub": selectors.is_hub(request.viewer),
        "selects": len(rows) > 1,
        "emails": may(request.viewer, "desk.email_schools"),
        "writes": bool(request.viewer.role_names & CASE_READERS),
        "gives": reads_responsible(request.viewer),
        "hidden": [(name, value) for name, value in request.GET.items() if name not in ("page", "chosen", "show")]
        + [("show", key) for key in request.GET.getlist("show")],
        "completes": selectors.hubs_to_complete(request.viewer, filters["year"]),
        "re_enrols": re_enrols,
        "next_year": AcademicYear(next_start),
        "keeps": may(request.viewer, "schools.upload_people"),
        "sees_plans": reads_plans(request.viewer),
    }
    return render(request, "desk/board.html", data)


def _fetch_figures(request: ViewerRequest, filters: dict[str, Any]) -> Any:
    return fetch_figures(board_queryset(request.viewer, filters["year"]))


def _board_page(request: ViewerRequest, form: BoardForm, filters: dict[str, Any]) -> Page:
    """Return a page of the board's rows. Most boards fit on one: their rows are fetched, not counted first."""
    number = request.GET.get("page", "1")
    if number == "1" and not form.narrows and filters["sort"] == DEFAULT_SORT:
        first = fetch_whole_board(request.viewer, AcademicYear(filters["year"]), ROWS + 1, form.choices.terms)
        if len(first) <= ROWS:
            return Paginator(first, ROWS).get_page(1)
    rows = filter_board(board_queryset(request.viewer, filters["year"]), filters)
    if number != "1":
        page = Paginator(rows, ROWS).get_page(number)
        return Page(fetch_board_rows(page.object_list), page.number, page.paginator)
    first = fetch_board_rows(rows[: ROWS + 1])
    paginator = Paginator(rows if len(first) > ROWS else first, ROWS)
    return Page(first[:ROWS], 1, paginator)


@login_required
@require_safe
def board_csv(request: ViewerRequest) -> HttpResponse:
    """Download the board, with its filters, order and columns, as CSV."""
    return csv_response(*_board_table(request))


@login_required
@require_safe
def board_xlsx(request: ViewerRequest) -> HttpResponse:
    """Download the board, with its filters, order and columns, as a workbook."""
    return xlsx_response(*_board_table(request))


@login_required
@require_safe
def board_addresses(request: ViewerRequest) -> HttpResponse:
    """List the email addresses of the people at the schools selected on the board."""
    require(request.viewer, "desk.email_schools")
    filters = BoardForm(request.GET, user=request.viewer).selection()
    rows = fetch_board_rows(filter_board(board_queryset(request.viewer, filters["year"]), filters))
    data = {"rows": rows, "year": AcademicYear(filters["year"]), **board_people(rows, request.viewer)}
    data["query"] = Selected.from_query(request.GET, "board").as_query_string()
    listed = f"{counted(data['school_count'], 'school')}, {AcademicYear(filters['year'])}"
    SecurityEvent.record(SecurityEvent.Kind.ADDRESSES_LISTED, request, user=request.user, detail=listed)
    return render(request, "desk/addresses.html", data)


def _board_table(request: ViewerRequest) -> tuple[str, list[str], list[list[Any]]]:
    form = BoardForm(request.GET, user=request.viewer)
    filters = form.selection()
    rows = fetch_board_rows(filter_board(board_queryset(request.viewer, filters["year"]), filters))
    rows = with_additions(rows, request.viewer, form.choices, filters["show"], form.checklists)
    reads_concerns = bool(request.viewer.role_names & CASE_READERS)
    headings, cells = board_table(rows, filters["show"], reads_concerns=reads_concerns)
    year = AcademicYear(filters["year"])
    return f"schools-{str(year).replace('/', '-')}-as-at-{as_at(year).isoformat()}", headings, cells


@login_required
@require_safe
def school(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show one school: summary, people, sessions, money, and its timeline."""
    school = get_visible_or_404(School, request.viewer, related=("hub",), urn=urn)
    data = selectors.school_page(school, request.viewer, request.GET.get("kind", ""))
    return render(request, "desk/school.html", {"school": school, **data})


@login_required
@require_safe
@vary_on_headers("HX-Request")
def happened(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show a school's timeline, filterable, fifty entries a page. The school page loads the latest entries by htmx."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    kind = selectors.kind_choices(request.GET.get("kind", ""), request.viewer)
    lines = timeline.school_timeline(school, request.viewer, kind["kind"])
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/latest.html", {"school": school, "lines": lines[:LATEST], **kind})
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    query = f"kind={kind['kind']}&" if kind["kind"] else ""
    return render(request, "desk/happened.html", {"school": school, "page": page, "query": query, **kind})
