"""Pages of Specialists and their placing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.hats import roles_of
from schools.models import Participation
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permits import require
from sustaining.common.years import AcademicYear

from .actions import assign_specialist
from .forms import AssignForm
from .models import Assignment, Specialist

PLACERS = {"administrator", "lead", "hubadmin", "auditor"}


@login_required
@require_safe
def specialists(request: HttpRequest) -> HttpResponse:
    """The hub's Specialists: home school, days a year, assigned this year."""
    if PLACERS.isdisjoint(roles_of(request.user)):
        raise PermissionDenied("The list of Specialists is for the hub’s staff.")
    year = AcademicYear.of(today())
    found = Specialist.objects.visible_to(request.user).working(today()).with_assigned(year.start)
    page = Paginator(found.order_by("user__full_name"), 50).get_page(request.GET.get("page"))
    return render(request, "specialists/specialists.html", {"page": page, "year": year})


@login_required
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign a Specialist to a school's year."""
    participation = get_visible_or_404(Participation, request.user, pk=pk)
    require(request.user, "specialists.assign_specialist", participation)
    form = AssignForm(request.POST or None, user=request.user, participation=participation)
    if request.method == "POST":
        done = f"{participation.school} has its Specialist, who is told by e-mail."
        if perform_form(request, form, assign_specialist, participation, done=done):
            return redirect(participation.school)
    before = Assignment.objects.visible_to(request.user).filter(participation=participation, ends_on__isnull=True)
    data = {
        "participation": participation,
        "school": participation.school,
        "form": form,
        "now_assigned": before.first(),
    }
    return render(request, "specialists/assign.html", data)
