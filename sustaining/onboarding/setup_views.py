"""The page by which a hub sets up a year: its steps, and what each lacks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404
from sustaining.common.permissions import may, require
from sustaining.common.years import AcademicYear

from .setup_steps import SetupSteps, has_gaps, year_of_setup


@login_required
@require_safe
def set_up(request: ViewerRequest, hub: int) -> HttpResponse:
    """Show the steps of a hub's year, with their state and the page that does each."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "onboarding.read_set_up", hub_row)
    year = year_of_setup(request.GET.get("year", ""), today())
    steps = SetupSteps(hub_row, request.user, year, today()).steps()
    start = AcademicYear.of(today()).start
    data = {
        "hub": hub_row,
        "year": year,
        "years": [AcademicYear(each) for each in range(start - 1, start + 2)],
        "steps": steps,
        "gaps": has_gaps(steps),
        "has_settings": may(request.viewer, "schools.edit_hub_settings", hub_row),
    }
    return render(request, "onboarding/set_up.html", data)
