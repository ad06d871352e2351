"""Files of sessions: given out after a permission check, attached, taken away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sustaining.common.files import file_response
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from ..actions import attachments as actions
from ..forms.sessions import FilesForm
from ..models import Session, SessionFile
from ..selectors import sessions as selectors


@login_required
def attach(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Attach files to a session."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    require(request.user, "devplans.attach_files", found)
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = FilesForm(request.POST, request.FILES)
        if perform_form(request, form, actions.attach_files, found, done="The files are attached.") is not None:
            return redirect(found)
    data = {"form": form, "session": found, "files": selectors.files_of(found, request.user)}
    return render(request, "devplans/session_files.html", data)


@login_required
@require_safe
def session_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that is attached."""
    return file_response(get_visible_or_404(SessionFile, request.user, pk=pk, removed_at__isnull=True))


@login_required
@require_safe
def small(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Its thumbnail."""
    return file_response(get_visible_or_404(SessionFile, request.user, pk=pk, removed_at__isnull=True), small=True)


@login_required
@require_POST
def take_away(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a file away."""
    found = get_visible_or_404(SessionFile, request.user, pk=pk, removed_at__isnull=True)
    perform(request, actions.take_away_file, found, done=f"“{found.name}” is taken away.")
    return redirect(found.session)
