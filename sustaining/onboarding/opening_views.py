"""Pages of lists of what a hub did before it used the site: upload one, map its columns, check it, bring it in, undo it."""

from __future__ import annotations

from functools import partial

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
from sustaining.common.permissions import may, require
from sustaining.common.sheets import csv_response, xlsx_response

from . import actions, selectors
from .choices import OpeningKind
from .enrolment_columns import MOST_ROWS
from .forms import ListForm, OpeningColumnsForm
from .list_pages import CheckWords, choose_and_save, page_before_rows
from .models import OpeningUpload
from .opening_columns import template_rows
from .openings import OPENING_LISTS, check_openings, opening_list


@login_required
@require_safe
def overview(request: ViewerRequest, hub: int) -> HttpResponse:
    """Show what a hub can bring in, and the lists that it has brought in."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "onboarding.read_openings", hub_row)
    data = {
        "hub": hub_row,
        "kinds": [(kind, OPENING_LISTS[kind]) for kind in OpeningKind],
        "lists": selectors.opening_lists(hub_row, request.user),
        "brings_in": may(request.viewer, "onboarding.bring_in", hub_row),
    }
    return render(request, "onboarding/openings.html", data)


@login_required
def upload(request: ViewerRequest, hub: int, kind: OpeningKind) -> HttpResponse:
    """Upload or paste a list; a worker reads it, and nothing is saved before its rows were shown."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "onboarding.bring_in", hub_row)
    is_sent = request.method == "POST"
    form = ListForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent:
        uploaded = perform_form(request, form, partial(actions.upload_openings, kind=kind), hub_row)
        if uploaded:
            return redirect(uploaded)
    data = {"hub": hub_row, "form": form, "kind": kind, "list": OPENING_LISTS[kind], "most": MOST_ROWS}
    return render(request, "onboarding/opening_upload.html", data)


@login_required
@require_safe
def template(request: ViewerRequest, kind: OpeningKind, ending: str) -> HttpResponse:
    """Download the empty list with an example row."""
    require(request.viewer, "schools.upload_people")
    headings, rows = template_rows(kind)
    return {"csv": csv_response, "xlsx": xlsx_response}[ending](kind.value, headings, rows)


@login_required
@require_safe
def check(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what each row of a list would do, or what a saved list brought in; until it is read or saved, that it waits."""
    uploaded = get_visible_or_404(OpeningUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.read_openings", uploaded)
    again = reverse("onboarding:openings", args=[uploaded.hub_id])
    if uploaded.saved_at:
        return render(request, "onboarding/opened.html", selectors.opened_page(uploaded, request.user))
    require(request.viewer, "onboarding.bring_in", uploaded)
    columns_page = reverse("onboarding:opening-columns", args=[uploaded.pk])
    if page := page_before_rows(request, uploaded, again=again, columns=columns_page):
        return page
    try:
        checked = check_openings(uploaded, request.user, timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(again)
    kind = opening_list(uploaded)
    data = {
        "upload": uploaded,
        "checked": checked,
        "counts": checked.counts,
        "list": kind,
        "words": CheckWords(
            "to bring in", "brought in already", "To bring in", "Brought in already", kind.noun.capitalize()
        ),
        "again": again,
        "columns_url": columns_page,
        "save_url": reverse("onboarding:opening-save", args=[uploaded.pk]),
    }
    return render(request, "onboarding/opening_check.html", data)


@login_required
def columns(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say what each column of the list holds."""
    uploaded = get_visible_or_404(OpeningUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.bring_in", uploaded)
    again = reverse("onboarding:openings", args=[uploaded.hub_id])
    return columns_page(request, uploaded, OpeningColumnsForm, actions.map_opening_columns, again=again)


@login_required
@require_POST
def save(request: ViewerRequest, pk: int) -> HttpResponse:
    """Bring in the rows that were shown, a long list by a worker. With other rows left out, show the list again first."""
    uploaded = get_visible_or_404(OpeningUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.bring_in", uploaded)
    return choose_and_save(
        request,
        uploaded,
        choose=actions.choose_opening_rows,
        save=actions.bring_in_list,
        again=reverse("onboarding:openings", args=[uploaded.hub_id]),
        noun=opening_list(uploaded).noun,
        done="brought in",
    )


@login_required
def undo(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undo everything that a list brought in, with a reason."""
    uploaded = get_visible_or_404(OpeningUpload, request.viewer, pk=pk)
    require(request.viewer, "onboarding.undo_openings", uploaded)
    kind = opening_list(uploaded)

    def done(number: int) -> str:
        return f"{counted(number, kind.noun)} undone. No one was emailed."

    return undo_page(
        request,
        uploaded,
        actions.undo_openings,
        template="onboarding/opening_undo.html",
        done=done,
        list=kind,
        number=len(uploaded.made),
    )
