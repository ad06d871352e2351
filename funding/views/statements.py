"""Views of bank statements: upload one, say what its columns hold, check its lines, match them, undo it."""

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
from sustaining.common.list_pages import columns_page, page_before_rows, undo_page
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from ..actions import statements as actions
from ..forms.statements import ChosenLinesForm, StatementColumnsForm, StatementForm
from ..models import StatementUpload
from ..selectors import statements as selectors
from ..statement_rows import check_statement


@login_required
def statements(request: ViewerRequest, pk: int) -> HttpResponse:
    """List a hub's bank statements and the payments that are on none; upload one, which a worker reads."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.read_statements", hub)
    form = StatementForm()
    if request.method == "POST":
        require(request.viewer, "funding.match_statement", hub)
        form = StatementForm(request.POST, request.FILES)
        uploaded = perform_form(request, form, actions.upload_statement, hub)
        if uploaded:
            return redirect(uploaded)
    return render(
        request, "funding/statements.html", {"hub": hub, "form": form, **selectors.statements_page(hub, request.user)}
    )


@login_required
@require_safe
def check(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what each line is, or what a saved statement matched; until a worker has read it, that it is being read."""
    upload = get_visible_or_404(StatementUpload, request.viewer, pk=pk)
    require(request.viewer, "funding.read_statements", upload)
    again = reverse("funding:statements", args=[upload.hub_id])
    if upload.saved_at:
        data = {"upload": upload, **selectors.saved_page(upload, request.user)}
        return render(request, "funding/statement_saved.html", data)
    require(request.viewer, "funding.match_statement", upload)
    if page := page_before_rows(
        request, upload, again=again, columns=reverse("funding:statement-columns", args=[upload.pk])
    ):
        return page
    try:
        checked = check_statement(upload, timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(again)
    data = {"upload": upload, "checked": checked, "counts": checked.counts, "again": again}
    return render(request, "funding/statement_check.html", data)


@login_required
def columns(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say what each column of the statement holds."""
    upload = get_visible_or_404(StatementUpload, request.viewer, pk=pk)
    require(request.viewer, "funding.match_statement", upload)
    again = reverse("funding:statements", args=[upload.hub_id])
    return columns_page(request, upload, StatementColumnsForm, actions.map_statement_columns, again=again)


@login_required
@require_POST
def save(request: ViewerRequest, pk: int) -> HttpResponse:
    """Match the lines that were chosen, judged again."""
    upload = get_visible_or_404(StatementUpload, request.viewer, pk=pk)
    require(request.viewer, "funding.match_statement", upload)
    form = ChosenLinesForm(request.POST)
    if form.is_valid():
        number = perform(request, actions.save_statement, upload, **form.action_data())
        if number:
            messages.success(request, f"{counted(number, 'payment')} matched.")
    return redirect(upload)


@login_required
def undo(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undo everything that a statement matched, with a reason."""
    upload = get_visible_or_404(StatementUpload, request.viewer, pk=pk)
    require(request.viewer, "funding.undo_statement", upload)

    def done(number: int) -> str:
        return f"{counted(number, 'payment')} undone. You can upload the statement again."

    nothing = "There is nothing to undo in this statement."
    template = "funding/statement_undo.html"
    return undo_page(request, upload, actions.undo_statement, template=template, done=done, nothing=nothing)
