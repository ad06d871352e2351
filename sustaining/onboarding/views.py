"""Pages of a list of schools to enrol: upload it, map its columns, check it, enrol the schools, and undo that."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.errors import DomainError
from sustaining.common.list_pages import columns_page, undo_page
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response

from . import actions, selectors
from .enrolment_check import check_enrolments, describe_emails
from .enrolment_columns import MOST_ROWS, template_rows
from .forms import EnrolmentColumnsForm, ListForm
from .list_pages import CheckWords, choose_and_save, page_before_rows
from .models import EnrolmentUpload

WORDS = CheckWords("to enrol", "taking part already", "To enrol", "Taking part", "Project")


@login_required
def upload(request: ViewerRequest, hub: int) -> HttpResponse:
    """Upload or paste a list; a worker reads it, and nothing is saved before its rows were shown."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "onboarding.enrol_schools", hub_row)
    is_sent = request.method == "POST"
    form = ListForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST":
        uploaded = perform_form(request, form, actions.upload_enrolments, hub_row)
        if uploaded:
            return redirect(uploaded)
    lists = selectors.recent_lists(hub_row, request.user)
    data = {"hub": hub_row, "form": form, "most": MOST_ROWS, "lists": lists}
    return render(request, "onboarding/upload.html", data)


@login_required
@require_safe
def template(request: ViewerRequest, ending: str) -> HttpResponse:
    """Download the empty list with an example row."""
    require(request.viewer, "schools.upload_people")
    headings, rows = template_rows()
    return {"csv": csv_response, "xlsx": xlsx_response}[ending]("schools", headings, rows)


@login_required
@require_safe
def check(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what each row of a list would do, or what a saved list enrolled; until a worker has read it, that it waits."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.enrol_schools", uploaded)
    again = reverse("onboarding:upload", args=[uploaded.hub_id])
    if uploaded.saved_at:
        return render(request, "onboarding/enrolled.html", selectors.enrolled_page(uploaded, request.user))
    columns_page = reverse("onboarding:columns", args=[uploaded.pk])
    if page := page_before_rows(request, uploaded, again=again, columns=columns_page):
        return page
    try:
        checked = check_enrolments(uploaded, request.user, timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(again)
    data = {
        "upload": uploaded,
        "checked": checked,
        "counts": checked.counts,
        "emails": describe_emails(checked),
        "words": WORDS,
        "again": again,
        "columns_url": columns_page,
        "save_url": reverse("onboarding:save", args=[uploaded.pk]),
    }
    return render(request, "onboarding/check.html", data)


@login_required
def columns(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say what each column of the list holds, and what counts for rows that do not say."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.enrol_schools", uploaded)
    return columns_page(
        request,
        uploaded,
        EnrolmentColumnsForm,
        actions.map_columns,
        again=reverse("onboarding:upload", args=[uploaded.hub_id]),
        user=request.user,
        can_override=selectors.can_make_exceptions(uploaded.hub, request.user),
    )


@login_required
@require_POST
def save(request: ViewerRequest, pk: int) -> HttpResponse:
    """Enrol the schools that were shown, a long list by a worker. With other rows left out, show the list again first."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.enrol_schools", uploaded)
    return choose_and_save(
        request,
        uploaded,
        choose=actions.choose_rows,
        save=actions.enrol_list,
        again=reverse("onboarding:upload", args=[uploaded.hub_id]),
        noun="school",
        done="enrolled",
    )


@login_required
def undo(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undo the enrolments of a list, with a reason."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.undo_enrolments", uploaded)
    number = len(uploaded.made)
    done = f"{counted(number, 'enrolment')} undone."
    return undo_page(
        request,
        uploaded,
        actions.undo_enrolments,
        template="onboarding/undo.html",
        done=done,
        says_none=True,
        number=number,
    )
