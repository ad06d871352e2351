"""Pages of one meeting: time and place, agenda, answers."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.terms import get_calendar
from schools.viewer import ViewerRequest
from sustaining.common.files import file_response
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .. import actions, selectors
from ..calendars import meeting_calendar
from ..choices import MeetingState
from ..forms.meetings import AboutForm, AnswerForm, CorrectDateForm, FilesForm, LinkForm, ReasonForm, TimeForm
from ..models import MEETING_MOVES, Invitation, Meeting, MeetingFile, MeetingLink, SubstituteProposal

OF_MEETING = ("group__hub", "group__project")
"""What the pages of a meeting, and the rules about it, ask of one."""


@login_required
@require_safe
def meeting(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a meeting: time, place, agenda and who is coming."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    data = selectors.meeting_context(meeting, request.viewer, timezone.now())
    form = AnswerForm(initial=selectors.answer_initial(data["own_invitation"]))
    return render(request, "workgroups/meeting.html", {"meeting": meeting, "answer_form": form, **data})


@login_required
@require_safe
def calendar_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Return the meeting as a calendar file, with the joining link for those who may see it."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk, starts_at__isnull=False)
    content = meeting_calendar(
        meeting,
        now=timezone.now(),
        invitation=meeting.invitations.filter(user=request.user).first(),
        with_link=selectors.can_see_joining_link(meeting, request.viewer),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.pk}.ics"'
    return response


@login_required
def schedule(request: ViewerRequest, pk: int) -> HttpResponse:
    """Set date of a meeting that was to be announced."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    require(request.viewer, "workgroups.announce_meeting", meeting)
    is_open = meeting.state == MeetingState.TO_BE_ANNOUNCED
    if closed := closed_form(request, meeting, is_open, "This meeting already has a date. You can move it instead."):
        return closed
    form = _time_form(request, meeting)
    if request.method == "POST" and perform_form(
        request, form, actions.announce_meeting, meeting, done="Date set.", says_none=True
    ):
        return redirect(meeting)
    return render(request, "workgroups/time_form.html", {"form": form, "meeting": meeting, "moving": False})


@login_required
def move(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a meeting's time or place."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    require(request.viewer, "workgroups.move_meeting", meeting)
    is_open = meeting.state == MeetingState.SCHEDULED
    if closed := closed_form(request, meeting, is_open, "Only a scheduled meeting can be moved."):
        return closed
    form = _time_form(request, meeting)
    if request.method == "POST":
        sequence = meeting.sequence

        def done(meeting: Meeting) -> str:
            if meeting.sequence == sequence:
                return "Nothing was changed."
            return f"Meeting changed.{selectors.held_sentence(meeting, timezone.now())}"

        if perform_form(request, form, actions.move_meeting, meeting, done=done, says_none=True):
            return redirect(meeting)
    return render(request, "workgroups/time_form.html", {"form": form, "meeting": meeting, "moving": True})


@login_required
def cancel(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel a meeting, after a page that says how many people will be emailed."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    require(request.viewer, "workgroups.cancel_meeting", meeting)
    is_open = "cancel" in MEETING_MOVES.open_to(meeting)
    if closed := closed_form(request, meeting, is_open, "This meeting can no longer be cancelled."):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(
        request, form, actions.cancel_meeting, meeting, done="Meeting cancelled.", says_none=True
    ):
        return redirect(meeting)
    data = {"form": form, "meeting": meeting, "informed_count": selectors.informed_count(meeting, timezone.now())}
    return render(request, "workgroups/cancel.html", data)


@login_required
def restore(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reverse the cancellation of a meeting, after a page that says who will be emailed."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    require(request.viewer, "workgroups.restore_meeting", meeting)
    if closed := closed_form(request, meeting, meeting.is_cancelled, "This meeting is not cancelled."):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(
        request, form, actions.restore_meeting, meeting, done="Meeting restored.", says_none=True
    ):
        return redirect(meeting)
    data = {"form": form, "meeting": meeting, "expected_count": selectors.expected_count(meeting, timezone.now())}
    return render(request, "workgroups/restore.html", data)


@login_required
def correct_date(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct when a meeting took place, with a reason; nobody is emailed."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    require(request.viewer, "workgroups.correct_meeting_date", meeting)
    is_open = selectors.has_taken_place(meeting, timezone.now())
    if closed := closed_form(request, meeting, is_open, "Only the date of a meeting that took place can be corrected."):
        return closed
    form = CorrectDateForm(request.POST or None, initial=selectors.time_initial(meeting))
    if request.method == "POST":
        done = "Date corrected."
        if perform_form(request, form, actions.correct_meeting_date, meeting, done=done, says_none=True):
            return redirect(meeting)
    return render(request, "workgroups/correct_date.html", {"form": form, "meeting": meeting})


def _time_form(request: ViewerRequest, meeting: Meeting) -> TimeForm:
    initial = selectors.time_initial(meeting)
    return TimeForm(request.POST or None, calendar=get_calendar(meeting.group.hub), initial=initial)


@login_required
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Edit a meeting's title, agenda and gap task."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    require(request.viewer, "workgroups.edit_meeting", meeting)
    initial = {name: getattr(meeting, name) for name in ("title", "agenda", "gap_task")}
    form = AboutForm(request.POST or None, initial=initial)
    if request.method == "POST" and perform_form(
        request, form, actions.edit_meeting, meeting, done="Agenda and gap task saved."
    ):
        return redirect(meeting)
    return render(request, "workgroups/about_form.html", {"form": form, "meeting": meeting})


@login_required
def resources(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a link or files to a meeting."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    require(request.viewer, "workgroups.edit_meeting", meeting)
    is_link = "address" in request.POST
    link = LinkForm(request.POST if is_link else None)
    files = FilesForm(request.POST, request.FILES) if request.method == "POST" and not is_link else FilesForm()
    if request.method == "POST":
        form, act = (link, actions.add_link) if is_link else (files, actions.add_files)
        if perform_form(request, form, act, meeting, done="Added to the meeting page."):
            return redirect(meeting)
    return render(request, "workgroups/resources.html", {"link": link, "files": files, "meeting": meeting})


@login_required
@require_safe
def file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Return a meeting's file."""
    return file_response(request, get_visible_or_404(MeetingFile, request.viewer, pk=pk, removed_at__isnull=True))


@login_required
@require_POST
def remove_link(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a link from a meeting."""
    link = get_visible_or_404(MeetingLink, request.viewer, pk=pk)
    undo = reverse("workgroups:restore-link", args=[pk])
    perform(request, actions.remove_resource, link, done=f"“{link}” removed.", undo=undo)
    return redirect(link.meeting)


@login_required
@require_POST
def restore_link(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed link back on its meeting."""
    link = get_visible_or_404(MeetingLink, request.viewer, pk=pk)
    perform(request, actions.restore_resource, link, done=f"“{link}” restored.")
    return redirect(link.meeting)


@login_required
@require_POST
def remove_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a file from a meeting."""
    stored_file = get_visible_or_404(MeetingFile, request.viewer, pk=pk)
    undo = reverse("workgroups:restore-file", args=[pk])
    perform(request, actions.remove_resource, stored_file, done=f"“{stored_file}” removed.", undo=undo)
    return redirect(stored_file.meeting)


@login_required
@require_POST
def restore_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed file back on its meeting."""
    stored_file = get_visible_or_404(MeetingFile, request.viewer, pk=pk)
    perform(request, actions.restore_resource, stored_file, done=f"“{stored_file}” restored.")
    return redirect(stored_file.meeting)


@login_required
@require_POST
def answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Answer the user's own invitation."""
    meeting = get_visible_or_404(Meeting, request.viewer, OF_MEETING, pk=pk)
    invitation = get_visible_or_404(Invitation, request.viewer, meeting=meeting, user=request.user)
    form = AnswerForm(request.POST)
    if perform_form(request, form, actions.answer_invitation, invitation, done=selectors.answer_confirmation):
        return redirect("desk:home" if request.POST.get("from") == "home" else meeting.get_absolute_url())
    data = selectors.meeting_context(meeting, request.viewer, timezone.now())
    return render(request, "workgroups/meeting.html", {"meeting": meeting, "answer_form": form, "form": form, **data})


@login_required
def substitute(request: ViewerRequest, pk: int) -> HttpResponse:
    """Confirm or decline a substitute from outside the school."""
    proposal = get_visible_or_404(SubstituteProposal, request.viewer, pk=pk)
    require(request.viewer, "workgroups.decide_substitute", proposal)
    if request.method == "POST":
        if "confirm" in request.POST:
            done = f"{proposal.name} confirmed."
            perform(request, actions.confirm_substitute, proposal, done=done)
        elif "decline" in request.POST:
            done = f"{proposal.name} declined."
            perform(request, actions.decline_substitute, proposal, done=done)
        return redirect(proposal.meeting)
    return render(request, "workgroups/substitute.html", {"proposal": proposal, "meeting": proposal.meeting})
