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
from sustaining.accounts.requests import SignedInRequest
from sustaining.common.counts import counted, emailed
from sustaining.common.errors import DomainError
from sustaining.common.files import checking_page
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.sheets import csv_response, xlsx_response

from . import actions, selectors
from .enrolment_check import check_enrolments, describe_emails, summarise_rows
from .enrolment_columns import MOST_ROWS, template_rows
from .forms import EnrolmentColumnsForm, EnrolmentListForm
from .models import EnrolmentUpload

MOST_DIGITS = 6


@login_required
def upload(request: SignedInRequest, hub: int) -> HttpResponse:
    """Upload or paste a list; a worker reads it, and nothing is saved before its rows were shown."""
    hub_row = get_visible_or_404(Hub, request.user, pk=hub)
    require(request.user, "onboarding.enrol_schools", hub_row)
    is_sent = request.method == "POST"
    form = EnrolmentListForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST":
        uploaded = perform_form(request, form, actions.upload_enrolments, hub_row)
        if uploaded:
            return redirect(uploaded)
    lists = selectors.recent_lists(hub_row, request.user)
    data = {"hub": hub_row, "form": form, "most": MOST_ROWS, "lists": lists}
    return render(request, "onboarding/upload.html", data)


@login_required
@require_safe
def template(request: SignedInRequest, ending: str) -> HttpResponse:
    """Download the empty list with an example row."""
    require(request.user, "schools.upload_people")
    headings, rows = template_rows()
    return {"csv": csv_response, "xlsx": xlsx_response}[ending]("schools", headings, rows)


@login_required
@require_safe
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what each row of a list would do, or what a saved list enrolled; until a worker has read it, that it waits."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.user, pk=pk)
    require(request.user, "onboarding.enrol_schools", uploaded)
    again = reverse("onboarding:upload", args=[uploaded.hub_id])
    if uploaded.saved_at:
        return render(request, "onboarding/enrolled.html", selectors.enrolled_page(uploaded, request.user))
    if uploaded.is_waiting or uploaded.is_refused:
        return checking_page(request, uploaded, again=again)
    if uploaded.rows and not uploaded.is_mapped:
        return redirect("onboarding:columns", uploaded.pk)
    try:
        checked = check_enrolments(uploaded, request.user, timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(again)
    data = {"upload": uploaded, "checked": checked, "counts": summarise_rows(checked)}
    return render(request, "onboarding/check.html", {**data, "emails": describe_emails(checked)})


@login_required
def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what each column of the list holds, and what counts for rows that do not say."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.user, pk=pk)
    require(request.user, "onboarding.enrol_schools", uploaded)
    try:
        sheet_columns = uploaded.sheet_columns(timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("onboarding:upload", uploaded.hub_id)
    form = EnrolmentColumnsForm(
        request.POST if request.method == "POST" else None,
        upload=uploaded,
        user=request.user,
        sheet_columns=sheet_columns,
        can_override=selectors.can_make_exceptions(uploaded.hub, request.user),
    )
    if request.method == "POST" and perform_form(request, form, actions.map_columns, uploaded):
        return redirect(uploaded)
    return render(request, "onboarding/columns.html", {"upload": uploaded, "form": form})


@login_required
@require_POST
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enrol the schools that were shown. With other rows left out than before, show the list again first."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.user, pk=pk)
    require(request.user, "onboarding.enrol_schools", uploaded)
    listed, ticked = _line_numbers(request, "listed"), _line_numbers(request, "row")
    # Rows that can't be enrolled have no box, and are not left out by having none.
    left_out = (set(uploaded.left_out) - listed) | (listed - ticked)
    changed = perform(request, actions.choose_rows, uploaded, left_out=left_out, done="")
    if changed is None:
        return redirect("onboarding:upload", uploaded.hub_id)
    if changed:
        out = counted(len(left_out), "school")
        sentence = f"You’ve left out {out}." if left_out else "All schools are included again."
        messages.info(request, f"{sentence} Check the numbers before you enrol schools.")
        return redirect(uploaded)
    number = perform(request, actions.save_enrolments, uploaded, seen=request.POST.get("seen", ""))
    if number:
        messages.success(request, f"{counted(number, 'school')} enrolled.")
    return redirect(uploaded)


def _line_numbers(request: SignedInRequest, name: str) -> set[int]:
    values = request.POST.getlist(name)
    return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS}


@login_required
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo the enrolments of a list, with a reason."""
    uploaded = get_visible_or_404(EnrolmentUpload, request.user, pk=pk)
    require(request.user, "onboarding.undo_enrolments", uploaded)
    is_open = uploaded.saved_at is not None and uploaded.undone_at is None
    if closed := closed_form(request, uploaded, is_open, "There is nothing to undo in this list."):
        return closed
    form = ReasonForm(request.POST or None)
    number = len(uploaded.enrolled)

    def done(people: int) -> str:
        return f"{counted(number, 'enrolment')} undone. {emailed(people)}"

    if (
        request.method == "POST"
        and perform_form(request, form, actions.undo_enrolments, uploaded, done=done) is not None
    ):
        return redirect(uploaded)
    return render(request, "onboarding/undo.html", {"upload": uploaded, "form": form, "number": number})
