"""Pages to complete a hub's year, school by school or together, and to take a completion back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from schools.actions import reopen_participation
from schools.choices import ParticipationState
from schools.models import Hub, Participation
from schools.terms import get_calendar
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import closed_form, get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.common.years import AcademicYear

from . import actions
from .completion import completion_rows, opens_on, with_checklists
from .forms import CompleteForm, ReopenForm


@login_required
def complete_year(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Show each school with what its project asks, and complete the chosen ones."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "desk.complete_year", hub_row)
    academic_year = _year(year)
    rows = with_checklists(completion_rows(request.viewer, academic_year, hub=hub_row), academic_year)
    form = CompleteForm(
        request.POST or None,
        year=academic_year,
        rows=[row for row in rows if row.participation.state == ParticipationState.ACTIVE],
    )
    if request.method == "POST":
        completed = perform_form(request, form, actions.complete_year, hub_row)
        if completed:
            schools = "1 school has" if len(completed) == 1 else f"{len(completed)} schools have"
            messages.success(request, f"{schools} completed {academic_year}.")
            return redirect(request.path)
    opens = opens_on(get_calendar(hub_row), academic_year)
    data = {
        "hub": hub_row,
        "year": academic_year,
        "form": form,
        "opens": opens,
        "is_open": today() >= opens,
        "paused": [row for row in rows if row.participation.state == ParticipationState.PAUSED],
        "completed": [row for row in rows if row.participation.state == ParticipationState.COMPLETED],
        "withdrawn": [row for row in rows if row.participation.state == ParticipationState.WITHDRAWN],
    }
    return render(request, "desk/complete_year.html", data)


def _year(start: int) -> AcademicYear:
    try:
        return AcademicYear(start)
    except ValueError:
        raise Http404("There is no such year.") from None


@login_required
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back a completion, with the reason."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "schools.reopen_participation", participation)
    is_completed = participation.state == ParticipationState.COMPLETED
    back = reverse("desk:complete-year", args=[participation.hub_id, participation.project.academic_year])
    closed = closed_form(request, back, is_completed, "This year has not been completed, so it can’t be reopened.")
    if closed:
        return closed
    form = ReopenForm(request.POST or None)
    done = f"{participation.school} is taking part in {participation.project.year} again."
    if request.method == "POST" and perform_form(request, form, reopen_participation, participation, done=done):
        return redirect(back)
    return render(request, "desk/reopen.html", {"participation": participation, "form": form, "back": back})
