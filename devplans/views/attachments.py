"""Serve, attach and take away files of sessions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.files import file_response
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from ..actions import attachments as actions
from ..forms.sessions import FilesForm
from ..models import Session, SessionFile
from ..selectors import sessions as selectors


@login_required
def attach(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Attach files to a session."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    require(request.viewer, "devplans.attach_files", session)
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = FilesForm(request.POST, request.FILES)
        if perform_form(request, form, actions.attach_files, session, done="Files attached.") is not None:
            return redirect(session)
    data = {"form": form, "session": session, "files": selectors.visible_files(session, request.user)}
    return render(request, "devplans/session_files.html", data)


@login_required
@require_safe
def session_file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Serve a session's file."""
    return file_response(request, get_visible_or_404(SessionFile, request.viewer, pk=pk, removed_at__isnull=True))


@login_required
@require_safe
def small(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Serve a file's thumbnail."""
    return file_response(
        request, get_visible_or_404(SessionFile, request.viewer, pk=pk, removed_at__isnull=True), small=True
    )


@login_required
@require_POST
def take_away(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Take a file off a session."""
    session_file = get_visible_or_404(SessionFile, request.viewer, pk=pk, removed_at__isnull=True)
    undo = reverse("devplans:restore-session-file", args=[pk])
    perform(request, actions.take_away_file, session_file, done=f"“{session_file.name}” removed.", undo=undo)
    return redirect(session_file.session)


@login_required
@require_POST
def restore(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Put a file back that was taken off a session."""
    session_file = get_visible_or_404(SessionFile, request.viewer, pk=pk)
    perform(request, actions.restore_file, session_file, done=f"“{session_file.name}” restored.")
    return redirect(session_file.session)
