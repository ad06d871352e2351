"""Pages of Specialists and their assignments."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schools.models import Participation
from sustaining.accounts.requests import SignedInRequest
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.years import AcademicYear

from . import selectors
from .actions import assign_all, assign_specialist
from .draft import propose
from .forms import AssignForm, DraftForm
from .models import Assignment, Specialist
from .placement import unassigned, vacancies


@login_required
@require_safe
def specialists(request: SignedInRequest) -> HttpResponse:
    """List the hub's Specialists with home school, days a year, and days assigned this year."""
    require(request.user, "specialists.list_specialists")
    year = AcademicYear.of(today())
    rows = Specialist.objects.visible_to(request.user).working(today()).with_assigned(year.start)
    page = Paginator(rows.order_by("user__full_name", "pk"), 50).get_page(request.GET.get("page"))
    waiting = sum(choice["count"] for choice in selectors.placement_years(request.user, year, ""))
    return render(request, "specialists/specialists.html", {"page": page, "year": year, "waiting": waiting})


@login_required
@require_safe
def specialist(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a Specialist's year: home school, days, and the schools that they support or supported."""
    specialist_record = get_visible_or_404(Specialist, request.user, pk=pk)
    require(request.user, "specialists.read_specialist", specialist_record)
    data = selectors.specialist_year(specialist_record, request.user, AcademicYear.of(today()))
    return render(request, "specialists/specialist.html", data)


@login_required
@require_safe
def placement(request: SignedInRequest) -> HttpResponse:
    """Show the schools without a Specialist beside the candidates."""
    require(request.user, "specialists.read_placement")
    selected = request.GET.get("year", "")
    years = selectors.placement_years(request.user, AcademicYear.of(today()), selected)
    year = next(choice["year"] for choice in years if choice["current"])
    page = Paginator(unassigned(request.user, year.start), 25).get_page(request.GET.get("page"))
    rows = vacancies(list(page), request.user, year.start, today())
    data = {
        "page": page,
        "vacancies": rows,
        "years": years,
        "year_query": str(year.start),
        "hubs": selectors.assignable_hub_ids(rows, request.user),
    }
    return render(request, "specialists/placement.html", data)


@login_required
def draft(request: SignedInRequest) -> HttpResponse:
    """Show a whole year's placement as a draft to adjust; confirming it assigns all together."""
    year = selectors.placement_year(request.user, AcademicYear.of(today()), request.GET.get("year", ""))
    waiting = list(unassigned(request.user, year.start))
    rows = vacancies(waiting, request.user, year.start, today())
    allowed = selectors.assignable_hub_ids(rows, request.user)
    if not may(request.user, "specialists.read_placement") or (rows and not allowed):
        raise PermissionDenied("Only the hub’s lead or administrator may place Specialists.")
    rows = [vacancy for vacancy in rows if vacancy.participation.school.hub_id in allowed]
    proposed = propose(rows)
    form = DraftForm(request.POST or None, vacancies=rows, chosen=proposed.chosen)
    if request.method == "POST":
        number = perform_form(request, form, assign_all)
        if number is not None:
            if number:
                schools = counted(number, "school has its Specialist", "schools have their Specialists")
                messages.success(request, f"{schools}. We’ve emailed each Specialist.")
            else:
                messages.info(request, "No Specialist was chosen, so nothing was changed and nobody was emailed.")
            return redirect("specialists:placement")
    return render(
        request, "specialists/draft.html", {"form": form, "draft": proposed, "year": year, "number": len(rows)}
    )


@login_required
@require_POST
def place(request: SignedInRequest, pk: int) -> HttpResponse:
    """Assign a candidate at once, for the days that the project gives."""
    participation = get_visible_or_404(Participation, request.user, pk=pk)
    require(request.user, "specialists.assign_specialist", participation)
    form = AssignForm(request.POST, user=request.user, participation=participation)
    made = perform_form(request, form, assign_specialist, participation)
    if made:
        done = f"{made.specialist} supports {participation.school} for {made.days.normalize():f} days, and is told by e-mail."
        messages.success(request, done)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('specialists:placement')}?year={participation.project.academic_year}")


@login_required
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
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
