"""Pages of data requests: one’s own data, requests for a person’s data, and the archive."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.errors import DomainError
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from . import actions
from .forms import DataRequestForm
from .models import DataRequest
from .selectors import find_person, list_requests, own_requests


@login_required
def own(request: ViewerRequest) -> HttpResponse:
    """Show what *Your data* is about and the person’s requests; ask for an archive."""
    if request.method == "POST":
        new_request = perform(
            request,
            actions.request_own_data,
            request.user,
            done="We’re preparing your data. We’ll email you when you can download it.",
        )
        if new_request:
            return redirect("privacy:own")
    rows = own_requests(request.user)
    data = {"requests": rows, "is_waiting": any(row.is_waiting for row in rows), "days": settings.DATA_REQUEST_DAYS}
    return render(request, "privacy/own.html", data)


@login_required
def requests(request: ViewerRequest) -> HttpResponse:
    """List the requests for people’s data, and ask for a person’s."""
    require(request.viewer, "privacy.request_data")
    form = DataRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = find_person(form.cleaned_data["address"], request.user)
        new_request = perform_form(request, form, actions.request_data, person, done="We’re preparing the archive.")
        if new_request:
            return redirect(new_request)
    return render(request, "privacy/requests.html", {"form": form, "requests": list_requests(request.user)})


@login_required
@require_safe
def data_request(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show one request, with what has become of its archive."""
    row = get_visible_or_404(DataRequest, request.viewer, pk=pk)
    data = {
        "data_request": row,
        "downloads": row.is_ready and may(request.viewer, "privacy.download_archive", row),
        "ends": not row.ended_at and may(request.viewer, "privacy.end_archive", row),
        "is_own": row.person_id == request.user.pk,
    }
    return render(request, "privacy/request.html", data)


@login_required
@require_safe
def archive(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Download the archive, after asking again who it is, and record it."""
    row = get_visible_or_404(DataRequest, request.viewer, pk=pk)
    require(request.viewer, "privacy.download_archive", row)
    require_recent_authentication(request)
    return _archive_response(request, row)


def _archive_response(request: ViewerRequest, row: DataRequest) -> HttpResponseBase:
    try:
        row = actions.note_download(row, by=request.user, now=timezone.now())
        content = row.file.open("rb")
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(row)
    except FileNotFoundError:
        raise Http404("The archive is no longer there.") from None
    return FileResponse(content, as_attachment=True, filename=f"data-{row.pk}.zip", content_type="application/zip")


@login_required
@require_POST
def end(request: ViewerRequest, pk: int) -> HttpResponse:
    """Delete an archive before its time, or stop one from being made."""
    row = get_visible_or_404(DataRequest, request.viewer, pk=pk)
    perform(request, actions.end_request, row, done="Archive deleted. The request and its downloads stay on record.")
    return redirect(row)
