"""Choose who is responsible for a school's year: on a page of its own, or for the schools selected on the board."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from schools.models import Participation
from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from . import actions
from .responsibility import responsible_people
from .responsibility_forms import ResponsibleForm

MOST = 300


@login_required
def give(request: ViewerRequest, pk: int) -> HttpResponse:
    """Choose who is responsible for a school's year, or no one."""
    year = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "casework.give_school", year)
    person = responsible_people(request.viewer, [year.pk]).get(year.pk)
    data = request.POST if request.method == "POST" else None
    form = ResponsibleForm(data, years=[year], on=request.viewer.day, initial={"person": person})
    if request.method == "POST" and perform_form(
        request, form, actions.give_school, year, done=lambda row: _done(row, str(year.school))
    ):
        return redirect("desk:school", year.school.urn)
    return render(request, "casework/give_school.html", {"year": year, "school": year.school, "form": form})


def _done(row: object, what: str) -> str:
    user = getattr(row, "user", None)
    return f"{user} is responsible for {what}." if user else f"No one is responsible for {what} now."


@login_required
def give_several(request: ViewerRequest) -> HttpResponse:
    """Choose who is responsible for the schools that were selected on the board, or no one."""
    require(request.viewer, "casework.give_schools")
    values = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in values.getlist("chosen") if key.isdecimal() and len(key) < 10][:MOST]
    visible = Participation.objects.visible_to(request.viewer).filter(pk__in=keys)
    years = list(visible.select_related("school", "hub", "project").order_by("school__sort_name", "pk"))
    if not years:
        messages.warning(request, "Select the schools on the board first.")
        return redirect("desk:board")
    form = ResponsibleForm(request.POST if request.method == "POST" else None, years=years, on=request.viewer.day)
    what = counted(len(years), "school")
    if request.method == "POST":
        chosen = form.cleaned_data.get("person") if form.is_valid() else None
        sentence = f"{chosen or 'No one'} is responsible for {what} now."
        if perform_form(request, form, actions.give_schools, years, done=sentence):
            return redirect(f"{reverse('desk:board')}?{urlencode({'year': years[0].project.academic_year})}")
    people = responsible_people(request.viewer, [year.pk for year in years])
    data = {"form": form, "lines": [(year, people.get(year.pk)) for year in years], "what": what}
    return render(request, "casework/give_schools.html", data)
