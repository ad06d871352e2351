"""Pages of privacy notices: to read a new one after signing in, and who has read which; and a hub's documents."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from devplans.documents import DOCX
from schools.models import Hub
from schools.notices import notice_for
from schools.viewer import ViewerRequest
from sustaining.accounts.requests import get_next_url
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform
from sustaining.common.permissions import require

from . import actions
from .notices import notices_to_read
from .papers import PAPERS, collect_facts, draw_paper
from .selectors import filter_readers

PAGE = 25
READER_STATES = (("", "Everyone"), ("unread", "Not read yet"), ("read", "Have read it"))


@login_required
def to_read(request: ViewerRequest) -> HttpResponse:
    """Show the notices that the person has not read yet, each with what is new, and go on to where they were going."""
    destination = get_next_url(request, "/")
    waiting = notices_to_read(request.user, timezone.now())
    if request.method == "POST":
        # Only what was on the page counts as read: a version may have been published since.
        shown = [row.notice for row in waiting if str(row.notice.pk) in request.POST.getlist("notice")]
        perform(request, actions.read_notices, request.user, notices=shown)
        return HttpResponseRedirect(destination)
    if not waiting:
        return HttpResponseRedirect(destination)
    return render(request, "privacy/notices.html", {"waiting": waiting, "destination": destination})


@login_required
@require_safe
def readings(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """Show who has read the current notice of a hub, or the programme's, and who has not yet."""
    hub = None if pk is None else get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "privacy.see_readings", hub)
    notice = notice_for(hub)
    state = request.GET.get("state", "")
    people, counts = filter_readers(request.user, hub, notice, state, today())
    data = {
        "hub": hub,
        "notice": notice,
        "state": state,
        "rows": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "states": READER_STATES,
        "query": f"state={state}&" if state in {"read", "unread"} else "",
        **counts,
    }
    return render(request, "privacy/readers.html", data)


@login_required
@require_safe
def papers(request: ViewerRequest, pk: int) -> HttpResponse:
    """List the data protection documents of a hub, to be completed in Word."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "privacy.see_papers", hub)
    return render(request, "privacy/papers.html", {"hub": hub, "papers": PAPERS.values()})


@login_required
@require_safe
def paper(request: ViewerRequest, pk: int, name: str) -> HttpResponse:
    """Return one of a hub's data protection documents as a Word file."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "privacy.see_papers", hub)
    if name not in PAPERS:
        raise Http404("There is no such document.")
    response = HttpResponse(draw_paper(PAPERS[name], collect_facts(hub, today())), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}-hub-{hub.pk}.docx"'
    return response
