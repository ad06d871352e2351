"""Notes: the list of a school and of a hub, and the pages that write, correct and remove one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.models import School
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from . import actions, selectors
from .forms import NoteForm, NotesFilter
from .models import Concern, Note
from .people import chooses_sharing, keeping_hub, possible_owners

LINES = 50


@login_required
@require_safe
def everything(request: ViewerRequest) -> HttpResponse:
    """List the notes of every school whose notes the person reads."""
    require(request.viewer, "casework.read_all")
    form = NotesFilter(request.GET)
    notes = selectors.filter_notes(Note.objects.visible_to(request.viewer), form.filters(), request.viewer)
    page = Paginator(notes, LINES).get_page(request.GET.get("page"))
    data = {"form": form, "page": page, "query": _query(form), "lines": selectors.note_lines(page, request.user)}
    return render(request, "casework/notes.html", data)


@login_required
@require_safe
def school(request: ViewerRequest, urn: int) -> HttpResponse:
    """List the concerns and the notes about a school."""
    shown = get_visible_or_404(School, request.viewer, urn=urn)
    require(request.viewer, "casework.read_school", shown)
    form = NotesFilter(request.GET)
    notes = Note.objects.visible_to(request.viewer).filter(school=shown)
    page = Paginator(selectors.filter_notes(notes, form.filters(), request.viewer), LINES).get_page(
        request.GET.get("page")
    )
    concerns = Concern.objects.visible_to(request.viewer).filter(school=shown).for_list()
    data = {
        "school": shown,
        "form": form,
        "page": page,
        "lines": selectors.note_lines(page, request.user),
        "query": _query(form),
        "concerns": concerns[: selectors.MOST_CONCERNS],
        "adds": may(request.viewer, "casework.add_note", shown),
    }
    return render(request, "casework/school.html", data)


def _query(form: NotesFilter) -> str:
    """Return the filters that are set as the beginning of a query string, for the links to other pages."""
    filters = form.filters()
    return urlencode(filters) + "&" if filters else ""


@login_required
def add(request: ViewerRequest, urn: int) -> HttpResponse:
    """Write a note about a school."""
    shown = get_visible_or_404(School, request.viewer, urn=urn)
    require(request.viewer, "casework.add_note", shown)
    hub = keeping_hub(shown, request.user, today())
    owners = possible_owners(shown, hub, today()) if hub else []
    data, shares = (request.POST if request.method == "POST" else None), chooses_sharing(request.user, hub)
    form = NoteForm(data, owners=owners, by=request.user, chooses_sharing=shares)
    if request.method == "POST" and perform_form(request, form, actions.add_note, shown, done="Note saved."):
        return redirect("casework:school", shown.urn)
    return render(request, "casework/note_form.html", {"school": shown, "form": form, "note": None})


@login_required
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct a note."""
    note = get_visible_or_404(Note, request.viewer, pk=pk)
    require(request.viewer, "casework.edit_note", note)
    owners = possible_owners(note.school, note.hub, today(), also=note.action_owner_id)
    data, shares = (request.POST if request.method == "POST" else None), chooses_sharing(request.user, note.hub)
    form = NoteForm(data, owners=owners, by=request.user, chooses_sharing=shares, note=note)
    if request.method == "POST" and perform_form(request, form, actions.edit_note, note, done="Note saved."):
        return redirect("casework:school", note.school.urn)
    return render(request, "casework/note_form.html", {"school": note.school, "form": form, "note": note})


@login_required
def remove(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a note that was written by mistake, with a reason."""
    note = get_visible_or_404(Note, request.viewer, pk=pk)
    require(request.viewer, "casework.remove_note", note)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    done = "Note removed. You can restore it from the list of removed notes."
    if request.method == "POST" and perform_form(request, form, actions.remove_note, note, done=done):
        return redirect("casework:school", note.school.urn)
    return render(request, "casework/remove_note.html", {"note": note, "form": form})


@login_required
@require_POST
def restore(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed note back."""
    note = get_visible_or_404(Note, request.viewer, pk=pk)
    perform(request, actions.restore_note, note, done="Note restored.")
    return redirect(note)


@login_required
@require_POST
def finish(request: ViewerRequest, pk: int) -> HttpResponse:
    """Mark a note's next action as done."""
    note = get_visible_or_404(Note, request.viewer, pk=pk)
    perform(request, actions.finish_action, note, done=f"Done: {note.action}")
    return redirect(note)


@login_required
@require_POST
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Mark a note's next action as not done."""
    note = get_visible_or_404(Note, request.viewer, pk=pk)
    perform(request, actions.reopen_action, note, done=f"Still to do: {note.action}")
    return redirect(note)
