"""One meeting: when and where, what about, who comes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sustaining.common.files import file_response
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .. import actions, selectors
from ..calendars import meeting_calendar
from ..choices import MeetingState
from ..forms.meetings import AboutForm, AnswerForm, FilesForm, LinkForm, ReasonForm, TimeForm
from ..models import MEETING_MOVES, Invitation, Meeting, MeetingFile, MeetingLink


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when, where, who comes, what is said about it."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    data = selectors.meeting_context(found, request.user, timezone.now())
    form = AnswerForm(initial=selectors.answer_initial(data["mine"]))
    return render(request, "workgroups/meeting.html", {"meeting": found, "answer_form": form, **data})


@login_required
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the meeting as a calendar file; the joining link only for those who come."""
    found = get_visible_or_404(Meeting, request.user, pk=pk, starts_at__isnull=False)
    content = meeting_calendar(found, now=timezone.now(), with_link=selectors.can_see_joining_link(found, request.user))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{found.pk}.ics"'
    return response


@login_required
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the date of a meeting that was to be announced."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.announce_meeting", found)
    is_open = found.state == MeetingState.TO_BE_ANNOUNCED
    if closed := closed_form(request, found, is_open, "This meeting has a date already. You can move it instead."):
        return closed
    form = TimeForm(request.POST or None, initial=selectors.time_initial(found))
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
    is_open = found.state == MeetingState.SCHEDULED
    if closed := closed_form(request, found, is_open, "Only a scheduled meeting can be moved."):
        return closed
    form = TimeForm(request.POST or None, initial=selectors.time_initial(found))
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
    is_open = "cancel" in MEETING_MOVES.open_to(found)
    if closed := closed_form(request, found, is_open, "This meeting can no longer be cancelled."):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = "The meeting is cancelled. Those who were told of it are being told."
        if perform_form(request, form, actions.cancel_meeting, found, done=done):
            return redirect(found)
    told = found.invitations.live().filter(told_at__isnull=False).count()
    return render(request, "workgroups/cancel.html", {"form": form, "meeting": found, "told": told})


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Agenda, gap task, title; and what to read or bring."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.edit_meeting", found)
    initial = {name: getattr(found, name) for name in ("title", "agenda", "gap_task")}
    form = AboutForm(request.POST or None, initial=initial)
    if request.method == "POST" and perform_form(request, form, actions.edit_meeting, found, done="Saved."):
        return redirect(found)
    return render(request, "workgroups/about_form.html", {"form": form, "meeting": found})


@login_required
def resources(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a link or files beside a meeting."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.edit_meeting", found)
    is_link = "address" in request.POST
    link = LinkForm(request.POST if is_link else None)
    files = FilesForm(request.POST, request.FILES) if request.method == "POST" and not is_link else FilesForm()
    if request.method == "POST":
        form, act = (link, actions.add_link) if is_link else (files, actions.add_files)
        if perform_form(request, form, act, found, done="It stands on the meeting’s page."):
            return redirect(found)
    return render(request, "workgroups/resources.html", {"link": link, "files": files, "meeting": found})


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """Return a file to read or bring."""
    return file_response(get_visible_or_404(MeetingFile, request.user, pk=pk, removed_at__isnull=True))


@login_required
@require_POST
def remove_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link away."""
    found = get_visible_or_404(MeetingLink, request.user, pk=pk)
    perform(request, actions.remove_resource, found, done=f"{found} is gone from the page.")
    return redirect(found.meeting)


@login_required
@require_POST
def remove_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away."""
    found = get_visible_or_404(MeetingFile, request.user, pk=pk)
    perform(request, actions.remove_resource, found, done=f"{found} is gone from the page.")
    return redirect(found.meeting)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one's own invitation."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    invitation = get_visible_or_404(Invitation, request.user, meeting=found, user=request.user)
    form = AnswerForm(request.POST)
    if perform_form(request, form, actions.answer_invitation, invitation, done=selectors.answer_confirmation(request.POST)):
        return redirect(found)
    data = selectors.meeting_context(found, request.user, timezone.now())
    return render(request, "workgroups/meeting.html", {"meeting": found, "answer_form": form, "form": form, **data})
