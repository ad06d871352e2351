"""Pages of Work Groups and their meetings."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permits import require

from . import actions, page_data
from .calendars import meeting_calendar
from .forms import AnswerForm, GroupForm, JoinForm, MarkForm, MeetingForm, ReasonForm, TimeForm
from .models import Invitation, Meeting, WorkGroup


@login_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The Work Groups that one sees, this year's first."""
    found = WorkGroup.objects.visible_to(request.user).for_list()
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    can_set_up = page_data.may_set_up_groups(request.user)
    return render(request, "workgroups/groups.html", {"page": page, "can_set_up": can_set_up})


@login_required
def new_group(request: HttpRequest) -> HttpResponse:
    """Set up a Work Group."""
    page_data.require_some_hub(request.user)
    form = GroupForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        hub: Hub = form.cleaned_data["hub"]
        group = perform_form(request, form, actions.set_up_group, hub, done="The group is set up. Now add its schools.")
        if group:
            return redirect(group)
    return render(request, "workgroups/group_form.html", {"form": form})


@login_required
@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group: its members and its meetings."""
    found = get_visible_or_404(WorkGroup, request.user, pk=pk)
    return render(request, "workgroups/group.html", {"group": found, **page_data.of_group(found, request.user)})


@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Add schools to a group."""
    found = get_visible_or_404(WorkGroup, request.user, pk=pk)
    require(request.user, "workgroups.join_group", found)
    form = JoinForm(request.POST or None, user=request.user, group=found)
    if request.method == "POST" and form.is_valid():
        for participation in form.cleaned_data["participations"]:
            perform(
                request,
                actions.join_group,
                found,
                participation=participation,
                done=f"{participation.school} is a member now.",
            )
        return redirect(found)
    return render(request, "workgroups/join.html", {"form": form, "group": found})


@login_required
def add_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a meeting to a group, with its date or to be announced."""
    found = get_visible_or_404(WorkGroup, request.user, pk=pk)
    require(request.user, "workgroups.add_meeting", found)
    form = MeetingForm(request.POST or None)
    if request.method == "POST":
        made = perform_form(request, form, actions.add_meeting, found, done="The meeting is in the year’s plan.")
        if made:
            return redirect(found)
    return render(request, "workgroups/meeting_form.html", {"form": form, "group": found})


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when, where, who comes, what is said about it."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    data = page_data.of_meeting(found, request.user, timezone.now())
    return render(request, "workgroups/meeting.html", {"meeting": found, **data})


@login_required
@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as a calendar file."""
    found = get_visible_or_404(Meeting, request.user, pk=pk, starts_at__isnull=False)
    response = HttpResponse(meeting_calendar(found, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{found.pk}.ics"'
    return response


@login_required
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the date of a meeting that was to be announced."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.announce_meeting", found)
    form = TimeForm(request.POST or None, initial=page_data.times_of(found))
    if request.method == "POST":
        done = "The date is set. The members are being told, with a calendar file."
        if perform_form(request, form, actions.announce_meeting, found, done=done):
            return redirect(found)
    return render(request, "workgroups/time_form.html", {"form": form, "meeting": found, "moving": False})


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Change when or where a meeting is."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.move_meeting", found)
    form = TimeForm(request.POST or None, initial=page_data.times_of(found))
    if request.method == "POST":
        done = "The meeting is changed. Those who were told are being told again."
        if perform_form(request, form, actions.move_meeting, found, done=done):
            return redirect(found)
    return render(request, "workgroups/time_form.html", {"form": form, "meeting": found, "moving": True})


@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a meeting: asks once, says who will be told."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.cancel_meeting", found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = "The meeting is cancelled. Those who were told of it are being told."
        if perform_form(request, form, actions.cancel_meeting, found, done=done):
            return redirect(found)
    told = found.invitations.count()
    return render(request, "workgroups/cancel.html", {"form": form, "meeting": found, "told": told})


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one's own invitation."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    invitation = get_visible_or_404(Invitation, request.user, meeting=found, user=request.user)
    form = AnswerForm(request.POST)
    if form.is_valid():
        perform(request, actions.answer_invitation, invitation, done="Your answer is in.", **form.action_data())
    return redirect(found)


@login_required
@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """The register: a list of names, one large choice each."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.mark_attendance", found)
    lines = page_data.register_lines(found)
    return render(request, "workgroups/register.html", {"meeting": found, "lines": lines, "now": timezone.now()})


@login_required
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap in the register; saved at once."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.mark_attendance", found)
    form = MarkForm(request.POST)
    if form.is_valid():
        person = form.cleaned_data["person"]
        perform(request, actions.mark_attendance, found, user=person, mark=form.cleaned_data["mark"])
        if request.headers.get("HX-Request"):
            line = page_data.register_line(found, person)
            return render(request, "workgroups/register.html#line", {"meeting": found, "line": line})
    return redirect("workgroups:register", found.pk)


@login_required
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the register."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    perform(request, actions.hold_meeting, found, done="The register is closed: the meeting counts as held.")
    return redirect(found)
