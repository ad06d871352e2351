"""Search everywhere: a page of its own, and the list under the field while one types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sustaining.common.search import LONGEST, find

ON_THE_PAGE, IN_THE_LIST = 20, 5


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found, kind by kind."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    if request.headers.get("HX-Request"):
        data = {"words": words, "found": find(request.user, words, IN_THE_LIST)}
        answer = render(request, "desk/search.html#list", data)
    else:
        answer = render(request, "desk/search.html", {"words": words, "found": find(request.user, words, ON_THE_PAGE)})
    answer["Vary"] = "HX-Request"
    return answer
