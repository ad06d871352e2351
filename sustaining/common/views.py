"""Pages that belong to no app: the style guide, and the refusal of a forged form."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import styleguide as samples


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show how to continue when a form was open too long, or was sent from elsewhere."""
    return render(request, "403_csrf.html", status=403)


@login_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component once, in each of its states; not found outside development."""
    if not settings.DEBUG:
        raise Http404("The style guide is for development.")
    return render(request, "shell/styleguide.html", samples.samples(timezone.now()))
