"""Watch a school and stop watching it by one press, or those selected on the board; keep a reason and a note."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from schools.models import Participation, School
from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from . import actions
from .models import Watch
from .responsibility_views import MOST
from .watch_forms import WatchEditForm, WatchForm
from .watching import get_watch, watched_among


@login_required
@require_POST
def watch(request: ViewerRequest, urn: int) -> HttpResponse:
    """Watch a school."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    done = "" if is_htmx else f"You’re watching {school}."
    perform(request, actions.watch_school, school, done=done, undo=reverse("casework:stop-watching", args=[urn]))
    return _button(request, school) if is_htmx else redirect("desk:school", urn)


@login_required
@require_POST
def stop(request: ViewerRequest, urn: int) -> HttpResponse:
    """Stop watching a school. `from=watchlist` goes back there."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    require(request.viewer, "casework.watch_school", school)
    is_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    if (row := get_watch(request.viewer, school)) is not None:
        done = "" if is_htmx else f"You’ve stopped watching {school}."
        perform(request, actions.stop_watching, row, done=done)
    if is_htmx:
        return _button(request, school)
    return redirect("desk:watchlist") if request.POST.get("from") == "watchlist" else redirect("desk:school", urn)


def _button(request: ViewerRequest, school: School) -> HttpResponse:
    data = {"school": school, "watch": get_watch(request.viewer, school), "user": request.user, "announces": True}
    return render(request, "casework/watch_button.html", data)


@login_required
def watch_several(request: ViewerRequest) -> HttpResponse:
    """Watch the schools that were selected on the board, or stop watching them."""
    require(request.viewer, "casework.watch_schools")
    values = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in values.getlist("chosen") if key.isdecimal() and len(key) < 10][:MOST]
    visible = Participation.objects.visible_to(request.viewer).filter(pk__in=keys)
    years = list(visible.select_related("school", "project").order_by("school__sort_name", "pk"))
    if not years:
        messages.warning(request, "Select the schools on the board first.")
        return redirect("desk:board")
    schools = {year.school_id: year.school for year in years}
    what = counted(len(schools), "school")
    form = WatchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _perform_several(request, form, list(schools.values()), what):
        return redirect(f"{reverse('desk:board')}?{urlencode({'year': years[0].project.academic_year})}")
    watched = watched_among(request.viewer, schools)
    data = {"form": form, "years": years, "what": what, "watched": watched}
    return render(request, "casework/watch_schools.html", data)


def _perform_several(request: ViewerRequest, form: WatchForm, schools: list[School], what: str) -> bool:
    if request.POST.get("act") == "stop":
        done = f"You’ve stopped watching {what}."
        return perform(request, actions.stop_watching_schools, schools, done=done) is not None
    return bool(perform_form(request, form, actions.watch_schools, schools, done=f"You’re watching {what}."))


@login_required
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change the reason, the note and the last day of a watched school."""
    row = get_visible_or_404(Watch, request.viewer, pk=pk)
    require(request.viewer, "casework.keep_watch", row)
    form = WatchEditForm(request.POST if request.method == "POST" else None, watch=row)
    if request.method == "POST" and perform_form(request, form, actions.edit_watch, row, done="Watchlist updated."):
        return redirect(row)
    return render(request, "casework/edit_watch.html", {"watch": row, "school": row.school, "form": form})
