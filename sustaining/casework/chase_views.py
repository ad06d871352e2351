"""Pages of chasers: what is missing at a hub's schools, whom to email about it, and what the site does by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.chasing import CHASERS, ChaserKind, ChaserSearch
from schools.models import Hub, Participation
from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response

from . import actions
from .actions import ChaseResult
from .chase_forms import ChaseForm, ScheduleForm
from .chase_lists import ChaseLine, chase_lines, hub_years
from .chase_pages import HEADINGS, chaser_hubs, export_rows, hub_overview, kind_schedules, message_page
from .models import ChaseSchedule


@login_required
@require_safe
def hubs(request: ViewerRequest) -> HttpResponse:
    """Lead to the person's hub, or list the hubs from which to choose."""
    require(request.viewer, "casework.see_chasers")
    own = chaser_hubs(request.viewer)
    if len(own) == 1:
        return redirect("casework:hub-chasers", own[0].pk)
    return render(request, "casework/chaser_hubs.html", {"hubs": own})


def _hub(request: ViewerRequest, hub: int) -> Hub:
    """Return a hub whose schools the person may chase. Raise Http404 or PermissionDenied."""
    row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "casework.chase", row)
    return row


def _kind(name: str) -> ChaserKind:
    if name not in CHASERS:
        raise Http404("There is no such chaser.")
    return CHASERS[name]


def _search(request: ViewerRequest, hub: Hub) -> ChaserSearch:
    return ChaserSearch(hub_years(Participation.objects.visible_to(request.viewer), hub.pk), timezone.now())


def _lines(request: ViewerRequest, hub: Hub, kind: ChaserKind) -> list[ChaseLine]:
    return chase_lines(kind, _search(request, hub))


@login_required
@require_safe
def hub_chasers(request: ViewerRequest, hub: int) -> HttpResponse:
    """List the kinds of chasers with the number of schools due, and what the site chases by itself."""
    row = _hub(request, hub)
    data = {"hub": row, **hub_overview(row, _search(request, row), request.viewer)}
    return render(request, "casework/chasers.html", data)


@login_required
@require_safe
def chaser(request: ViewerRequest, hub: int, kind: str) -> HttpResponse:
    """List the schools of one kind, with who would be emailed and when they were last chased."""
    row, chaser_kind = _hub(request, hub), _kind(kind)
    form = ChaseForm(kind=kind, lines=_lines(request, row, chaser_kind))
    return _kind_page(request, row, chaser_kind, form)


def _kind_page(request: ViewerRequest, hub: Hub, kind: ChaserKind, form: ChaseForm) -> HttpResponse:
    data = {"hub": hub, "kind": kind, "form": form, **kind_schedules(hub, kind, request.viewer, timezone.now())}
    return render(request, "casework/chaser.html", data)


@login_required
@require_POST
def check(request: ViewerRequest, hub: int, kind: str) -> HttpResponse:
    """Show what will go out to the chosen schools: how many, to whom, who is left out, and any message as it will go."""
    row, chaser_kind = _hub(request, hub), _kind(kind)
    form = ChaseForm(request.POST, kind=kind, lines=_lines(request, row, chaser_kind))
    if not form.is_valid():
        return _kind_page(request, row, chaser_kind, form)
    page = message_page(form.chosen_lines, request.POST.get("show", ""), sender=request.user, now=timezone.now())
    return render(request, "casework/chaser_check.html", {"hub": row, "kind": chaser_kind, "form": form, "page": page})


@login_required
@require_POST
def send(request: ViewerRequest, hub: int, kind: str) -> HttpResponse:
    """Email the people of the chosen schools."""
    row, chaser_kind = _hub(request, hub), _kind(kind)
    form = ChaseForm(request.POST, kind=kind, lines=_lines(request, row, chaser_kind))
    if not perform_form(request, form, actions.chase_schools, row, done=_describe):
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        # A second press finds its schools no longer among those to choose; that is no slip of the person.
        is_second_press = bool(request.POST.getlist("chosen")) and "chosen" in form.errors
        messages.warning(request, actions.NOTHING_LEFT if is_second_press else " ".join(sentences))
    return redirect("casework:chaser", row.pk, kind)


def _describe(result: ChaseResult) -> str:
    return f"{counted(result.schools, 'school')} chased."


@login_required
def schedule(request: ViewerRequest, hub: int, kind: str) -> HttpResponse:
    """Have the site chase one kind by itself."""
    row, chaser_kind = get_visible_or_404(Hub, request.viewer, pk=hub), _kind(kind)
    require(request.viewer, "casework.schedule_chaser", row)
    form = ScheduleForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST":
        done = f"Automatic chasing started: {chaser_kind.label.lower()}."
        if perform_form(request, form, actions.schedule_chaser, row, done=done):
            return redirect("casework:chaser", row.pk, kind)
    return render(request, "casework/chaser_schedule.html", {"hub": row, "kind": chaser_kind, "form": form})


@login_required
@require_POST
def stop(request: ViewerRequest, pk: int) -> HttpResponse:
    """Stop a schedule."""
    row = get_visible_or_404(ChaseSchedule, request.viewer, pk=pk)
    perform(request, actions.stop_chaser, row, done=f"Automatic chasing stopped: {row}.")
    return redirect(row)


def _export(request: ViewerRequest, hub: int, kind: str, respond: Any) -> HttpResponse:
    row, chaser_kind = _hub(request, hub), _kind(kind)
    return respond(f"chasers-{kind}", HEADINGS, export_rows(_lines(request, row, chaser_kind)))


@login_required
@require_safe
def as_csv(request: ViewerRequest, hub: int, kind: str) -> HttpResponse:
    """Return the list of one kind as CSV."""
    return _export(request, hub, kind, csv_response)


@login_required
@require_safe
def as_xlsx(request: ViewerRequest, hub: int, kind: str) -> HttpResponse:
    """Return the list of one kind as an Excel file."""
    return _export(request, hub, kind, xlsx_response)
