"""Help for each role, what's new, reporting a problem, the pages about the programme, and the gallery of emails."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from schools import journey
from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.applications.selectors.school import open_projects
from sustaining.common.logs import mask_tokens
from sustaining.common.pages import perform_form
from sustaining.common.permissions import require
from sustaining.outbox.kinds import KINDS, EmailKind
from sustaining.outbox.links import system_user

from . import gallery, guides
from .actions import report_problem
from .changes import read_changes
from .forms import ProblemForm

MOST_CONTACTS = 3


def _contacts(request: HttpRequest) -> list[Hub]:
    """Return the hubs of the reader's roles that have an address. Programme staff see every hub and get none."""
    if not request.user.is_authenticated or request.user.is_superuser:
        return []
    hubs = Hub.objects.visible_to(request.user).at_work().exclude(contact_email="")
    return list(hubs[:MOST_CONTACTS])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the guides, the reader's own first; search their tasks; say who to contact."""
    query = request.GET.get("q", "")[: guides.LONGEST_QUERY]
    roles = {held.role for held in request.viewer.active_roles}  # type: ignore[attr-defined]
    everything = list(guides.load_guides().values())
    own = [guide for guide in everything if roles.intersection(guides.GUIDES[guide.slug])]
    data = {
        "query": query,
        "tasks": guides.search_tasks(query),
        "own": own,
        "others": [guide for guide in everything if guide not in own],
        "contacts": _contacts(request),
    }
    return render(request, "help/index.html", data)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a role's guide, task by task."""
    shown = guides.load_guides().get(slug)
    if shown is None:
        raise Http404("There is no such guide.")
    return render(request, "help/guide.html", {"guide": shown, "picture": shown.picture})


@require_safe
def whats_new(request: HttpRequest) -> HttpResponse:
    """Show what has changed on the site."""
    return render(request, "help/whats_new.html", {"sections": read_changes()})


@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest) -> HttpResponse:
    """Report a problem, with the page's address and the number of the request filled in."""
    hub = next(iter(_contacts(request)), None)
    initial = {
        "page": mask_tokens(request.GET.get("page", "")[:300]),
        "request_id": request.GET.get("id", "")[:64],
    }
    form = ProblemForm(request.POST or None, user=request.user, initial=initial)
    by = request.user if request.user.is_authenticated else system_user()
    if request.method == "POST" and perform_form(request, form, report_problem, hub, by=by):
        return render(request, "help/problem_sent.html", {"hub": hub})
    return render(request, "help/problem.html", {"form": form, "hub": hub})


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Show what the programme is, who can take part, what it costs and how to apply."""
    data: dict[str, Any] = {"projects": open_projects(timezone.now()), "steps": journey.STEPS}
    return render(request, "help/programme.html", data)


@login_required
@require_safe
def emails(request: ViewerRequest) -> HttpResponse:
    """List every kind of email, for programme administrators."""
    require(request.viewer, "help.see_emails")
    area = request.GET.get("area", "")
    data = {"areas": gallery.area_names(), "area": area, "groups": gallery.kinds_by_area(area)}
    return render(request, "help/emails.html", data)


def _kind(name: str) -> EmailKind:
    if name not in KINDS:
        raise Http404("There is no such email.")
    return KINDS[name]


@login_required
@require_safe
@csp_update({"frame-src": [SELF]})
def email(request: ViewerRequest, name: str) -> HttpResponse:
    """Show a kind of email with invented data: subject, text, and the message in a frame."""
    require(request.viewer, "help.see_emails")
    kind = _kind(name)
    return render(request, "help/email.html", {"kind": kind, "rendered": gallery.render_sample(kind)})


@login_required
@require_safe
@xframe_options_sameorigin
@csp(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "img-src": ["data:"],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups"],
    }
)
def email_message(request: ViewerRequest, name: str) -> HttpResponse:
    """Return the HTML of an email as a mail program shows it: its own inline styles, no script, nothing from elsewhere.

    `colours` shows it as on a light or a dark screen.
    """
    require(request.viewer, "help.see_emails")
    html = gallery.render_sample(_kind(name)).html
    return HttpResponse(gallery.force_colours(html, request.GET.get("colours", "")))
