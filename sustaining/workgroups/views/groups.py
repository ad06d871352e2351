"""Work Groups: who is in them, and the year's meetings."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schools.models import Hub
from schools.terms import get_calendar
from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from .. import actions, selectors
from ..forms.hubs import Rows, RowsFormSet, SeriesForm
from ..forms.meetings import EditGroupForm, GroupForm, JoinForm, LeaveForm, MeetingForm
from ..models import Membership, WorkGroup


@login_required
@require_safe
def groups(request: ViewerRequest) -> HttpResponse:
    """List the Work Groups that the user sees, this year's first."""
    work_groups = WorkGroup.objects.visible_to(request.user).for_list()
    page = Paginator(work_groups, 50).get_page(request.GET.get("page"))
    can_set_up = may(request.viewer, "workgroups.set_up_groups")
    hubs = selectors.hubs_to_configure(request.user) if can_set_up else []
    return render(request, "workgroups/groups.html", {"page": page, "can_set_up": can_set_up, "hubs": hubs[:3]})


@login_required
def new_group(request: ViewerRequest) -> HttpResponse:
    """Create a Work Group."""
    require(request.viewer, "workgroups.set_up_groups")
    form = GroupForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        hub: Hub = form.cleaned_data["hub"]
        group = perform_form(request, form, actions.set_up_group, hub, done="Work Group created. Now add its schools.")
        if group:
            return redirect(group)
    return render(request, "workgroups/group_form.html", {"form": form})


@login_required
@require_safe
def group(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a group with its members and meetings."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    data = selectors.group_context(group, request.user, timezone.now())
    return render(request, "workgroups/group.html", {"group": group, **data})


@login_required
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a group's name, focus and leads."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    require(request.viewer, "workgroups.edit_group", group)
    form = EditGroupForm(request.POST if request.method == "POST" else None, user=request.user, group=group)
    if request.method == "POST" and perform_form(request, form, actions.edit_group, group, done="Work Group saved."):
        return redirect(group)
    return render(request, "workgroups/edit_group.html", {"group": group, "form": form})


@login_required
def join(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add schools to a group."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    require(request.viewer, "workgroups.join_group", group)
    form = JoinForm(request.POST or None, user=request.user, group=group)
    if request.method == "POST" and form.is_valid():
        for participation in form.cleaned_data["participations"]:
            done = f"{participation.school} added to the group."
            perform(
                request, actions.join_group, group,
                participation=participation, on=form.cleaned_data["on"], done=done,
            )  # fmt: skip
        return redirect(group)
    return render(request, "workgroups/join.html", {"form": form, "group": group})


@login_required
def leave(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a school leave its group or move to another."""
    membership = get_visible_or_404(Membership, request.viewer, pk=pk)
    require(request.viewer, "workgroups.leave_group", membership)
    form = LeaveForm(request.POST or None, user=request.user, membership=membership)
    if request.method == "POST":
        moves = bool(form.is_valid() and form.cleaned_data["to"])
        act = actions.move_school if moves else actions.leave_group
        done = f"{membership.participation.school} {'moved to another' if moves else 'removed from the'} Work Group."
        if perform_form(request, form, act, membership, done=done):
            return redirect(membership.group)
    return render(request, "workgroups/leave.html", {"form": form, "membership": membership})


@login_required
def add_meeting(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a meeting to a group, with a date or to be announced."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    require(request.viewer, "workgroups.add_meeting", group)
    form = MeetingForm(request.POST or None, calendar=get_calendar(group.hub))
    if request.method == "POST" and perform_form(
        request, form, actions.add_meeting, group, done="Meeting added.", says_none=True
    ):
        return redirect(group)
    return render(request, "workgroups/meeting_form.html", {"form": form, "group": group})


@login_required
def series(request: ViewerRequest, pk: int) -> HttpResponse:
    """Plan a year's meetings in two steps: what they have in common, then a check page with a day in each half term."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    require(request.viewer, "workgroups.add_meeting", group)
    row_options = {"calendar": get_calendar(group.hub)}
    if "form-TOTAL_FORMS" in request.POST:
        rows: RowsFormSet = Rows(request.POST, form_kwargs=row_options)  # type: ignore[assignment]
        if rows.is_valid() and perform(
            request, actions.plan_series, group, meetings=rows.meetings(), done="Year planned.", says_none=True
        ):
            return redirect(group)
        return render(request, "workgroups/series_check.html", {"group": group, "rows": rows})
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proposed = form.proposals(group, timezone.localdate())
        return render(
            request,
            "workgroups/series_check.html",
            selectors.series_check_context(group, form, proposed, partial(Rows, form_kwargs=row_options)),
        )
    return render(request, "workgroups/series.html", {"form": form, "group": group})
