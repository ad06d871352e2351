"""Pages on which a hub sets itself up: its term dates, and people who come to work for it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.common.years import AcademicYear

from .actions.hub_staff import add_hub_staff
from .actions.term_dates import set_term_dates
from .hub_staff_forms import NewHubStaffForm
from .models import Hub
from .term_dates_forms import TermDatesForm
from .viewer import ViewerRequest


@login_required
def term_dates(request: ViewerRequest, pk: int) -> HttpResponse:
    """Enter the hub's term dates of a year."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.set_term_dates", hub)
    this_year = AcademicYear.of(today())
    years = [AcademicYear(start) for start in range(this_year.start - 1, this_year.start + 3)]
    start = request.GET.get("year", "")
    year = next((each for each in years if str(each.start) == start), this_year)
    form = TermDatesForm(request.POST if request.method == "POST" else None, hub=hub, year=year)
    address = f"{reverse('schools:term-dates', args=[hub.pk])}?year={year.start}"
    if request.method == "POST" and perform_form(
        request, form, set_term_dates, hub, done=f"Term dates for {year} saved."
    ):
        return redirect(address)
    data = {"hub": hub, "form": form, "year": year, "years": years, "address": address}
    return render(request, "schools/term_dates.html", data)


@login_required
def add_staff(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a lead, an administrator or an auditor to the hub."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "schools.add_hub_staff", hub)
    require_recent_authentication(request)
    form = NewHubStaffForm(request.POST if request.method == "POST" else None)

    def done(post: object) -> str:
        return f"{form.cleaned_data['full_name']} added."

    if request.method == "POST" and perform_form(request, form, add_hub_staff, hub, done=done):
        return redirect("schools:hub-settings", hub.pk)
    return render(request, "schools/add_staff.html", {"hub": hub, "form": form})
