"""Search: a page of its own, and the list under the search field while a person types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from schools.viewer import ViewerRequest
from sustaining.common.search import LONGEST, find

PER_KIND_ON_PAGE, PER_KIND_IN_LIST = 20, 5


@login_required
@require_safe
@vary_on_headers("HX-Request")
def search(request: ViewerRequest) -> HttpResponse:
    """Show the search results, kind by kind."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    is_list = bool(request.headers.get("HX-Request"))
    results = find(request.viewer, query, PER_KIND_IN_LIST if is_list else PER_KIND_ON_PAGE)
    hits = sum(len(kind.hits) for kind in results)
    template = "desk/search.html#list" if is_list else "desk/search.html"
    return render(request, template, {"query": query, "results": results, "hits": hits})
