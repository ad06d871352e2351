"""The page on which a Specialist, or their hub, says when the Specialist is free to support schools."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.common.years import AcademicYear

from .actions import set_dates
from .dates import get_free_days
from .dates_forms import DatesForm
from .models import Specialist


@login_required
def dates(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say on which weekdays and dates of this year or the next a Specialist is free."""
    specialist = get_visible_or_404(Specialist, request.viewer, pk=pk)
    require(request.viewer, "specialists.set_dates", specialist)
    this_year = AcademicYear.of(today())
    years = [this_year, AcademicYear(this_year.start + 1)]
    year = next((each for each in years if str(each.start) == request.GET.get("year")), this_year)
    data = request.POST if request.method == "POST" else None
    form = DatesForm(data, year=year, days=get_free_days(specialist))
    done = f"{specialist}’s dates for {year} saved."
    if request.method == "POST" and perform_form(request, form, set_dates, specialist, done=done):
        return redirect("specialists:specialist", specialist.pk)
    return render(
        request, "specialists/dates.html", {"specialist": specialist, "form": form, "year": year, "years": years}
    )
