"""Search: a page of its own, and the list under the search field while a person types."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from schools.viewer import ViewerRequest
from sustaining.common.navigation import Menu, add_counts, counting_statement
from sustaining.common.search import LONGEST, SearchGroup, find, find_beside

PER_KIND_ON_PAGE, PER_KIND_IN_LIST = 20, 5


@login_required
@require_safe
@vary_on_headers("HX-Request")
def search(request: ViewerRequest) -> HttpResponse:
    """Show the search results, kind by kind. What the menu counts is read with them."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    if request.headers.get("HX-Request"):
        return render(request, "desk/search.html#list", _data(query, find(request.viewer, query, PER_KIND_IN_LIST)))
    counting = counting_statement(request.viewer.scope)
    results, counts = find_beside(counting, request.viewer, query, PER_KIND_ON_PAGE)
    data = _data(query, results)
    if counts is not None:
        data["menu"] = Menu(request.viewer, request.path, add_counts(counts))
    return render(request, "desk/search.html", data)


def _data(query: str, results: list[SearchGroup]) -> dict[str, Any]:
    return {"query": query, "results": results, "hits": sum(len(kind.hits) for kind in results)}
