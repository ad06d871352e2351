"""Write a plan together: autosaved texts, conflicting edits, files and comments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.errors import DomainError
from sustaining.common.files import file_response
from sustaining.common.pages import get_visible_or_404, perform
from sustaining.common.permissions import require

from ..actions import autosave as actions
from ..actions import reviews
from ..choices import NeedOf
from ..fields import AUTOSAVED, AutosavedText
from ..forms.plans import FilesForm
from ..models import Comment, ConflictingEdit, Plan, PlanFile
from ..selectors import autosave as selectors
from ..selectors import plans as plan_data
from .plans import plan_or_404


@login_required
@require_safe
def write(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show the plan's own texts for editing: vision and evidence of need, with its files."""
    return _write_page(request, plan_or_404(request, urn))


def _write_page(request: ViewerRequest, plan: Plan, **more: Any) -> HttpResponse:
    require(request.viewer, "devplans.edit_plan", plan)
    data = {
        "plan": plan,
        "school": plan.school,
        "open": plan.is_open,
        **plan_data.get_evidence(plan),
        "files": FilesForm(),
    }
    data["texts"] = selectors.text_boxes("plan", plan, plan, request.user) if plan.is_open else []
    return render(request, "devplans/write.html", {**data, **more})


@login_required
@require_POST
def field(request: ViewerRequest, kind: str, pk: int, name: str) -> HttpResponse:
    """Save a text as it is typed (htmx), or by its button."""
    text = AUTOSAVED.get((kind, name))
    if text is None:
        raise Http404("No such text.")
    row = get_visible_or_404(text.model, request.user, pk=pk)
    typed, conflict = request.POST.get("text", ""), request.POST.get("conflict", "")
    try:
        written = actions.write_text(
            row,
            field=text,
            text=typed,
            base=request.POST.get("base", ""),
            conflict=int(conflict) if conflict.isascii() and conflict.isdigit() and len(conflict) < 19 else None,
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        return _not_written(request, text, row, typed, str(error))
    return _written(request, text, row, written)


def _written(request: ViewerRequest, text: AutosavedText, row: Any, written: actions.Written) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        if written.conflict:
            messages.warning(request, f"Someone else changed “{text.label}” at the same time. Both versions are saved.")
        elif "quiet" not in request.POST:  # a page sends this as it is left: no message on the next page
            messages.success(request, "Text saved.")
        return redirect(f"{selectors.edit_url(text.kind, row)}#text-{text.kind}-{row.pk}-{text.name}")
    shown = selectors.text_box(text, row, selectors.conflicts_at(text, row), request.user)
    shown.stored, shown.own_conflict, shown.saved_at = written.stored, written.conflict, timezone.now()
    return render(request, "devplans/text_status.html", {"shown": shown, "answer": True})


def _not_written(request: ViewerRequest, text: AutosavedText, row: Any, typed: str, sentence: str) -> HttpResponse:
    shown = selectors.text_box(text, row, selectors.conflicts_at(text, row), request.user)
    shown.error = sentence
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "devplans/text_status.html", {"shown": shown})
    shown.input_value = typed
    plan = text.get_plan(row)
    data = {"shown": shown, "plan": plan, "school": plan.school, "back": selectors.edit_url(text.kind, row)}
    return render(request, "devplans/text_page.html", data)


@login_required
def conflict(request: ViewerRequest, pk: int) -> HttpResponse:
    """Settle a conflicting edit: show both texts side by side, and save either or a merged text."""
    conflict = get_visible_or_404(ConflictingEdit, request.viewer, pk=pk)
    require(request.viewer, "devplans.edit_plan", conflict)
    data = selectors.conflict_context(conflict)
    if conflict.settled_at:
        messages.info(request, "Someone has already chosen a version.")
        return redirect(data["back"])
    is_open = conflict.plan.is_open
    merged = request.POST.get("both", data["merged"])
    if request.method == "POST":
        text = {"theirs": data["stored"], "mine": conflict.text}.get(request.POST.get("choice", ""), merged)
        stored = request.POST.get("stored", data["stored"])
        done = "Version saved. Both versions stay in the history."
        if perform(request, actions.settle_conflict, conflict, text=text, stored=stored, done=done):
            return redirect(data["back"])
    return render(
        request,
        "devplans/conflict.html",
        {**data, "merged": merged, "open": is_open, "plan": conflict.plan, "school": conflict.school},
    )


@login_required
@require_POST
def attach(request: ViewerRequest, urn: int, need: str) -> HttpResponse:
    """Attach files that show a need."""
    plan = plan_or_404(request, urn)
    require(request.viewer, "devplans.edit_plan", plan)
    if need not in NeedOf.values:
        raise Http404("No such need.")
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid() and perform(
        request, reviews.attach_evidence, plan, need_of=need, files=form.cleaned_data["files"], done="Files attached."
    ):
        return redirect(f"{selectors.edit_url('plan', plan)}#need-{need}")
    return _write_page(request, plan, files=form, form=form, attaching=need)


@login_required
@require_safe
def file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Serve a plan's file; `?small=1` serves its thumbnail."""
    plan_file = get_visible_or_404(PlanFile, request.viewer, pk=pk)
    if not plan_data.is_shown(plan_file):
        raise Http404("This file has been removed.")
    return file_response(request, plan_file, small="small" in request.GET)


@login_required
@require_POST
def remove_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a file off the page."""
    plan_file = get_visible_or_404(PlanFile, request.viewer, pk=pk)
    undo = reverse("devplans:restore-file", args=[pk])
    perform(request, reviews.remove_file, plan_file, done=f"“{plan_file.name}” removed.", undo=undo)
    return redirect(_get_file_page(plan_file))


@login_required
@require_POST
def restore_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a file back on the page that it was removed from."""
    plan_file = get_visible_or_404(PlanFile, request.viewer, pk=pk)
    perform(request, reviews.restore_file, plan_file, done=f"“{plan_file.name}” restored.")
    return redirect(_get_file_page(plan_file))


def _get_file_page(plan_file: PlanFile) -> Any:
    return plan_file.judgement.review if plan_file.judgement else selectors.edit_url("plan", plan_file.plan)


@login_required
@require_POST
def withdraw_comment(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw the user's own comment."""
    comment = get_visible_or_404(Comment, request.viewer, pk=pk)
    perform(request, actions.withdraw_comment, comment, done="Comment deleted.")
    return redirect(f"{comment.aim.get_absolute_url()}#comments")
