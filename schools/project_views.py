"""The page that shows the projects of a year and rolls them forward to the next."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.pages import perform_form
from sustaining.common.permissions import require
from sustaining.common.years import AcademicYear

from . import selectors
from .actions import roll_projects
from .models import Project
from .project_forms import RollForm
from .selectors import year_or_404
from .viewer import ViewerRequest


@login_required
def projects(request: ViewerRequest) -> HttpResponse:
    """Show a year's projects with what next year's copies would be, and roll the chosen ones forward."""
    require(request.viewer, "schools.roll_projects")
    year = year_or_404(request.user, request.GET.get("year"))
    rows = selectors.rolling_rows(request.user, year)
    can_roll = [row.project for row in rows if row.copy and not row.refusal]
    form = RollForm(request.POST if request.method == "POST" else None, user=request.user, projects=can_roll)
    if request.method == "POST" and perform_form(
        request, form, roll_projects, None, done=lambda copies: _say_rolled(copies, year)
    ):
        return redirect(f"{reverse('schools:projects')}?year={year.start}")
    data = {
        "year": year,
        "next_year": year.next(),
        "years": Project.objects.visible_to(request.user).year_choices(AcademicYear.of(today()).start),
        "rows": rows,
        "form": form,
        "rolls": bool(can_roll),
    }
    return render(request, "schools/projects.html", data)


def _say_rolled(copies: list[Project], year: AcademicYear) -> str:
    codes = ", ".join(copy.code for copy in copies)
    return f"{counted(len(copies), 'project')} rolled forward to {year.next()}: {codes}."
