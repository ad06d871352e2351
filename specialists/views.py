"""Pages of Specialists and their assignments."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.handover import open_work, open_work_of_each
from schools.models import Participation
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.years import AcademicYear

from . import selectors
from .actions import (
    assign_all,
    assign_specialist,
    current_or_last,
    leave_on,
    set_days,
    stay,
    take_back_assignment,
    why_not_taken_back,
)
from .dates import get_free_days
from .days import count_ended_support
from .draft import propose
from .forms import AssignForm, DaysForm, DraftForm, LeaveForm
from .leaving import list_ending_work
from .models import Assignment, Specialist
from .notices import people_told
from .placement import unassigned, vacancies
from .record_links import record_links


@login_required
@require_safe
def specialists(request: ViewerRequest) -> HttpResponse:
    """List the hub's Specialists with home school, days a year, and days assigned this year."""
    require(request.viewer, "specialists.list_specialists")
    year = AcademicYear.of(today())
    rows = Specialist.objects.visible_to(request.user).working(today()).with_assigned(year.start)
    page = Paginator(rows.order_by("user__sort_name", "pk"), 50).get_page(request.GET.get("page"))
    page.object_list = count_ended_support(list(page.object_list), year.start)
    waiting = sum(choice["count"] for choice in selectors.placement_years(request.user, year, ""))
    data = {"page": page, "year": year, "waiting": waiting, "adds_for": selectors.led_hubs(request.user)}
    return render(request, "specialists/specialists.html", data)


@login_required
@require_safe
def specialist(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a Specialist's year: home school, days, and the schools that they support or supported."""
    specialist_record = get_visible_or_404(Specialist, request.viewer, pk=pk)
    require(request.viewer, "specialists.read_specialist", specialist_record)
    data = selectors.specialist_year(specialist_record, request.user, AcademicYear.of(today()))
    ends = specialist_record.ends_on
    data["date_lines"] = get_free_days(specialist_record).lines(AcademicYear.of(today()), today())
    data["links"] = [link for links in record_links.collect(specialist_record, request.user) for link in links]
    data["can_leave"] = may(request.viewer, "specialists.end_specialist", specialist_record) and (
        ends is None or ends >= today()
    )
    return render(request, "specialists/specialist.html", data)


@login_required
@require_safe
def placement(request: ViewerRequest) -> HttpResponse:
    """Show the schools without a Specialist beside the candidates."""
    require(request.viewer, "specialists.read_placement")
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
def draft(request: ViewerRequest) -> HttpResponse:
    """Show a whole year's placement as a draft to adjust; confirming it assigns all together."""
    year = selectors.placement_year(request.user, AcademicYear.of(today()), request.GET.get("year", ""))
    waiting = list(unassigned(request.user, year.start))
    rows = vacancies(waiting, request.user, year.start, today())
    allowed = selectors.assignable_hub_ids(rows, request.user)
    if not may(request.viewer, "specialists.read_placement") or (rows and not allowed):
        raise PermissionDenied("Only the hub lead or hub administrator can place Specialists.")
    rows = [vacancy for vacancy in rows if vacancy.participation.hub_id in allowed]
    proposed = propose(rows)
    form = DraftForm(request.POST or None, vacancies=rows, chosen=proposed.chosen)
    if request.method == "POST":

        def done(number: int) -> str:
            if not number:
                return "No Specialist was chosen, so nothing was changed."
            return f"{counted(number, 'school has its Specialist', 'schools have their Specialists')}."

        if perform_form(request, form, assign_all, done=done, says_none=True) is not None:
            return redirect("specialists:placement")
    return render(
        request, "specialists/draft.html", {"form": form, "draft": proposed, "year": year, "number": len(rows)}
    )


@login_required
@require_POST
def place(request: ViewerRequest, pk: int) -> HttpResponse:
    """Assign a candidate at once, for the days that the project gives."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "specialists.assign_specialist", participation)
    form = AssignForm(request.POST, user=request.user, participation=participation)

    def done(made: Assignment) -> str:
        return f"{made.specialist} will support {participation.school} for {made.days.normalize():f} days."

    if not perform_form(request, form, assign_specialist, participation, done=done):
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('specialists:placement')}?year={participation.project.academic_year}")


@login_required
def assign(request: ViewerRequest, pk: int) -> HttpResponse:
    """Assign a Specialist to a school's year."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "specialists.assign_specialist", participation)
    form = AssignForm(request.POST or None, user=request.user, participation=participation)
    if request.method == "POST":
        done = f"Specialist assigned to {participation.school}."
        if perform_form(request, form, assign_specialist, participation, done=done):
            return redirect(participation.school)
    now_assigned = current_or_last(participation, today())
    data = {
        "participation": participation,
        "school": participation.school,
        "form": form,
        "now_assigned": now_assigned,
        "takes_back": bool(now_assigned and not why_not_taken_back(now_assigned)),
    }
    return render(request, "specialists/assign.html", data)


@login_required
def take_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove an assignment that was made by mistake, with a reason."""
    assignment = get_visible_or_404(Assignment, request.viewer, pk=pk)
    require(request.viewer, "specialists.take_back_assignment", assignment)
    school = assignment.participation.school
    refusal = why_not_taken_back(assignment)
    if closed := closed_form(request, school, not refusal, refusal):
        return closed
    form = ReasonForm(request.POST or None)
    people = people_told(assignment)
    if request.method == "POST":
        done = f"{assignment.specialist} is no longer assigned to {school}."
        if perform_form(request, form, take_back_assignment, assignment, done=done, says_none=True):
            return redirect(school)
    data = {"assignment": assignment, "school": school, "form": form, "people": people}
    return render(request, "specialists/take_back.html", data)


@login_required
def leave(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a Specialist leave on a day: show what is open, and hand it over in one screen."""
    leaving = get_visible_or_404(Specialist, request.viewer, pk=pk)
    require(request.viewer, "specialists.end_specialist", leaving)
    back = reverse("specialists:specialist", args=[leaving.pk])
    if request.method == "GET" and leaving.ends_on:
        messages.warning(request, f"{leaving} already has a leaving date. Cancel it first to choose another.")
        return redirect(back)
    now = timezone.now()
    groups = open_work(leaving, now)
    assignments = selectors.leaving_assignments(leaving, request.user)
    form = LeaveForm(
        request.POST or None, user=request.user, specialist=leaving, assignments=assignments, leads=bool(groups)
    )
    if request.method == "POST" and perform_form(request, form, leave_on, leaving, done="Leaving date saved."):
        return redirect(back)
    data = {
        "specialist": leaving,
        "form": form,
        "groups": groups,
        "schools": list(zip(assignments, open_work_of_each(assignments, now), strict=True)),
        "ending": list_ending_work(leaving, now),
        "elsewhere": selectors.count_open_assignments(leaving) - len(assignments),
    }
    return render(request, "specialists/leave.html", data)


@login_required
@require_POST
def undo_leaving(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undo a leaving before its day."""
    leaving = get_visible_or_404(Specialist, request.viewer, pk=pk)
    done = f"Leaving date cancelled. {leaving} stays."
    perform(request, stay, leaving, done=done)
    return redirect("specialists:specialist", leaving.pk)


@login_required
def yearly_days(request: ViewerRequest, pk: int) -> HttpResponse:
    """Set how many days a Specialist gives this year and in the next."""
    specialist_record = get_visible_or_404(Specialist, request.viewer, pk=pk)
    require(request.viewer, "specialists.set_days", specialist_record)
    this_year = AcademicYear.of(today())
    days = selectors.days_by_year(specialist_record, request.user, this_year)
    form = DaysForm(request.POST or None, days=days)
    if request.method == "POST":
        done = f"Support days for {specialist_record} saved. Placement now uses them."
        if perform_form(request, form, set_days, specialist_record, done=done):
            return redirect("specialists:specialist", specialist_record.pk)
    return render(request, "specialists/yearly_days.html", {"specialist": specialist_record, "form": form})
