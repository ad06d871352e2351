"""The library of resources: find them, add them from a meeting, change and remove them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.files import file_response
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.workgroups.models import MeetingFile, MeetingLink

from . import actions, selectors
from .forms import LibraryFilter, LibraryItemForm
from .models import LibraryItem

LINES = 50


@login_required
@require_safe
def library(request: ViewerRequest) -> HttpResponse:
    """List the resources of the libraries that the person reads."""
    form = LibraryFilter(request.GET, groups=selectors.library_group_names(request.user))
    filters = form.filters()
    page = Paginator(selectors.library_items(request.user, filters), LINES).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    lines = selectors.library_lines(page, request.user)
    data = {"form": form, "page": page, "lines": lines, "query": f"{query.urlencode()}&", "narrows": bool(filters)}
    return render(request, "learning/library.html", data)


@login_required
@require_safe
def file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Return a file of the library."""
    item = get_visible_or_404(LibraryItem, request.viewer, pk=pk, removed_at__isnull=True)
    if item.file is None or item.file.removed_at is not None:
        raise Http404("This resource is not a file.")
    return file_response(request, item.file)


@login_required
def add_link(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a link of a meeting to the library."""
    link = get_visible_or_404(MeetingLink, request.viewer, pk=pk, removed_at__isnull=True)
    return _add(request, link, link.title)


@login_required
def add_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a file of a meeting to the library."""
    stored = get_visible_or_404(MeetingFile, request.viewer, pk=pk, removed_at__isnull=True)
    return _add(request, stored, stored.name.rsplit(".", 1)[0])


def _add(request: ViewerRequest, resource: MeetingLink | MeetingFile, title: str) -> HttpResponse:
    require(request.viewer, "learning.add_to_library", resource)
    form = LibraryItemForm(request.POST or None, initial={"title": title})
    if request.method == "POST":
        done = f"“{resource}” added to the library."
        if perform_form(request, form, actions.add_to_library, resource, done=done):
            return redirect("learning:library")
    return render(request, "learning/library_form.html", {"form": form, "resource": resource, "item": None})


@login_required
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change what the library says about a resource."""
    item = get_visible_or_404(LibraryItem, request.viewer, pk=pk)
    require(request.viewer, "learning.edit_library_item", item)
    initial = {name: getattr(item, name) for name in ("title", "topic", "about")}
    form = LibraryItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and perform_form(
        request, form, actions.edit_library_item, item, done="Resource saved."
    ):
        return redirect("learning:library")
    return render(request, "learning/library_form.html", {"form": form, "resource": item.resource, "item": item})


@login_required
@require_POST
def remove(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a resource from the library; the message that follows can undo it."""
    item = get_visible_or_404(LibraryItem, request.viewer, pk=pk)
    undo = reverse("learning:restore-item", args=[pk])
    perform(request, actions.remove_library_item, item, done=f"“{item}” removed from the library.", undo=undo)
    return redirect("learning:library")


@login_required
@require_POST
def restore(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed resource back into the library."""
    item = get_visible_or_404(LibraryItem, request.viewer, pk=pk)
    perform(request, actions.restore_library_item, item, done=f"“{item}” restored.")
    return redirect("learning:library")
