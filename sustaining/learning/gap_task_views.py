"""The page of a gap task: submit it, read what the others did, see who has not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.files import file_response
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.workgroups.models import Meeting

from . import actions, selectors
from .forms import ResponseForm
from .models import GapTaskFile, GapTaskResponse


@login_required
def gap_task(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a gap task with the responses of the group, and the form to those who submit it."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "learning.read_responses", meeting)
    page = selectors.gap_task_page(meeting, request.user, timezone.now())
    form = ResponseForm(initial={"text": page.own.text} if page.own else {})
    if request.method == "POST":
        require(request.viewer, "learning.submit_gap_task", meeting)
        form = ResponseForm(request.POST, request.FILES)
        done = "Gap task saved." if page.own and page.own.withdrawn_at is None else "Gap task submitted."
        if perform_form(request, form, actions.submit_gap_task, meeting, done=done):
            return redirect("learning:gap-task", meeting.pk)
    return render(request, "learning/gap_task.html", {"meeting": meeting, "page": page, "form": form})


@login_required
@require_POST
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw a response; the message that follows can undo it."""
    response = get_visible_or_404(GapTaskResponse, request.viewer, pk=pk)
    undo = reverse("learning:restore", args=[pk])
    perform(request, actions.withdraw_response, response, done="Gap task response withdrawn.", undo=undo)
    return redirect("learning:gap-task", response.meeting_id)


@login_required
@require_POST
def restore(request: ViewerRequest, pk: int) -> HttpResponse:
    """Restore a withdrawn response."""
    response = get_visible_or_404(GapTaskResponse, request.viewer, pk=pk)
    perform(request, actions.restore_response, response, done="Gap task response restored.")
    return redirect("learning:gap-task", response.meeting_id)


@login_required
@require_POST
def remove_file(request: ViewerRequest, pk: int, file: int) -> HttpResponse:
    """Remove a file from a response; the message that follows can undo it."""
    response = get_visible_or_404(GapTaskResponse, request.viewer, pk=pk)
    undo = reverse("learning:restore-file", args=[pk, file])
    perform(request, actions.remove_response_file, response, file=file, done="File removed.", undo=undo)
    return redirect("learning:gap-task", response.meeting_id)


@login_required
@require_POST
def restore_file(request: ViewerRequest, pk: int, file: int) -> HttpResponse:
    """Put a removed file back."""
    response = get_visible_or_404(GapTaskResponse, request.viewer, pk=pk)
    perform(request, actions.restore_response_file, response, file=file, done="File restored.")
    return redirect("learning:gap-task", response.meeting_id)


@login_required
@require_safe
def file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Return a file of a response."""
    return file_response(request, get_visible_or_404(GapTaskFile, request.viewer, pk=pk, removed_at__isnull=True))
