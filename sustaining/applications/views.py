"""The public page about a project."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.actions import WHO_CAN_TAKE_PART
from schools.models import Project


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Who can take part, what is involved, what it costs; dates may be *to be announced*."""
    found = Project.objects.visible_to(request.user).filter(code=code.upper()).first()
    if found is None:
        raise Http404("There is no such project.")
    letters = [(chr(97 + place), words) for place, words in enumerate(found.foci)]
    return render(request, "applications/project.html", {"project": found, "foci": letters, "who": WHO_CAN_TAKE_PART})
