"""Search everywhere: a page of its own, and the list under the field while one types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from schools.viewer import ViewerRequest
from sustaining.common.search import LONGEST, find

ON_THE_PAGE, IN_THE_LIST = 20, 5


@login_required
@require_safe
@vary_on_headers("HX-Request")
def search(request: ViewerRequest) -> HttpResponse:
    """What is found, kind by kind."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    if request.headers.get("HX-Request"):
        data = {"words": words, "found": find(request.viewer, words, IN_THE_LIST)}
        return render(request, "desk/search.html#list", data)
    return render(request, "desk/search.html", {"words": words, "found": find(request.viewer, words, ON_THE_PAGE)})
