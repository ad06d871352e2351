"""The desk, the hub board, and the school page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schools.models import School
from sustaining.common.pages import get_visible_or_404
from sustaining.common.years import AcademicYear

from . import page_data, queries
from .forms import BoardForm

ROWS = 300


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs you now, what is coming up, your schools."""
    data = page_data.desk_of(request.user, timezone.now(), everything="all" in request.GET)
    return render(request, "desk/home.html", data)


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every school of the year in one row."""
    form = BoardForm(request.GET, user=request.user)
    wanted = form.wanted()
    everything = queries.board(request.user, wanted["year"])
    page = Paginator(queries.narrowed(everything, wanted), ROWS).get_page(request.GET.get("page"))
    data = {
        "form": form,
        "year": AcademicYear(wanted["year"]),
        "page": page,
        "rows": queries.as_rows(list(page)),
        "figures": queries.totals(everything),
        "is_hub": page_data.is_hub(request.user),
        "keeps": page_data.keeps(request.user),
    }
    return render(request, "desk/board.html", data)


@login_required
@require_safe
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """One school: summary, people, sessions, money, and what happened."""
    found = get_visible_or_404(School, request.user, urn=urn)
    return render(request, "desk/school.html", {"school": found, **page_data.school_page(found, request.user)})
