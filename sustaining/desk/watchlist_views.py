"""The page of the schools that a person watches."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.casework.actions import visit_watchlist
from sustaining.common.permissions import require

from .watchlist import get_watchlist

SCHOOLS = 30


@login_required
@require_safe
def watchlist(request: ViewerRequest) -> HttpResponse:
    """Show the watched schools, and note that the person has looked."""
    require(request.viewer, "casework.watch_schools")
    visit = visit_watchlist(request.user, by=request.user, now=timezone.now())
    schools = get_watchlist(request.viewer, visit)
    page = Paginator(schools, SCHOOLS).get_page(request.GET.get("page"))
    data = {
        "page": page,
        "since": visit.before,
        "moved": sum(bool(row.moves) for row in schools),
        "number": len(schools),
    }
    return render(request, "desk/watchlist.html", data)
