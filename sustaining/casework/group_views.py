"""Whom to write to: people by kind of school, their contact list as a file, and the groups and templates of a hub."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.accounts.models import SecurityEvent
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.sheets import csv_response, xlsx_response

from . import actions
from .audiences import Selected
from .message_choices import ROLE_PLURALS
from .message_forms import SaveGroupForm, SaveTemplateForm, TemplateForm, role_choices
from .message_views import USUAL_ROLES, show_message
from .models import Mailing, MessageTemplate, SavedGroup
from .placeholders import placeholders_for
from .recipients import find_people
from .school_filters import SchoolFilters

PRESETS = (
    ("Advocates of schools without an agreed plan", "plan=open&roles=advocate"),
    ("Finance contacts of schools with money left", "grant=left&roles=finance"),
    (
        "Headteachers and Advocates of schools that have claimed nothing",
        "grant=nothing&roles=advocate&roles=headteacher",
    ),
)
HEADINGS = ["Name", "Role", "School", "URN", "Email address"]


@login_required
@require_safe
def choose_people(request: ViewerRequest) -> HttpResponse:
    """Show the people of schools of a kind by role, to write to them or to download their addresses."""
    require(request.viewer, "casework.open_messages")
    selected = _selected(request)
    return _people_page(request, selected, SaveGroupForm(selected=selected))


def _people_page(request: ViewerRequest, selected: Selected, form: SaveGroupForm) -> HttpResponse:
    people = find_people(selected, request.viewer, timezone.now())
    groups = SavedGroup.objects.visible_to(request.viewer).kept().select_related("hub")
    filters = SchoolFilters(selected.query, viewer=request.viewer) if selected.audience == "schools" else None
    data = {
        "filters": filters,
        "roles": role_choices(dict.fromkeys(map(str, ROLE_PLURALS), 0))
        if not people.counts
        else role_choices(people.counts),
        "chosen": selected.roles,
        "label": selected.describe(request.viewer),
        "people": people,
        "query": selected.as_query_string(),
        "presets": [
            preset for preset in PRESETS if filters is None or "grant" in filters.fields or "grant" not in preset[1]
        ],
        "groups": [(group, Selected.of(group).as_query_string()) for group in groups],
        "keeps": people.hub is not None and may(request.viewer, "casework.keep_message_settings", people.hub),
        "form": form,
    }
    return render(request, "casework/message_people.html", data)


def _selected(request: ViewerRequest) -> Selected:
    selected = Selected.from_query(request.GET)
    return selected if selected.roles else replace(selected, roles=USUAL_ROLES)


@login_required
@require_safe
def people_file(request: ViewerRequest, ending: str) -> HttpResponse:
    """Download name, role, school and email address of the people whom one may write to. The download is recorded."""
    require(request.viewer, "casework.open_messages")
    selected = _selected(request)
    people = find_people(selected, request.viewer, timezone.now())
    rows = [
        [person.name, person.roles, year.school.name, year.school.urn, person.user.email]
        for person in people.written_to
        for year in person.years
    ]
    listed = f"{counted(len(people.written_to), 'person', 'people')}: {selected.describe(request.viewer)}"
    SecurityEvent.record(SecurityEvent.Kind.ADDRESSES_LISTED, request, user=request.user, detail=listed[:300])
    respond = csv_response if ending == "csv" else xlsx_response
    return respond(f"contacts-{request.viewer.day.isoformat()}", HEADINGS, rows)


@login_required
@require_safe
def saved(request: ViewerRequest) -> HttpResponse:
    """List the groups and templates that the hub keeps."""
    require(request.viewer, "casework.open_messages")
    removed = request.GET.get("show") == "removed"
    groups = SavedGroup.objects.visible_to(request.viewer).filter(removed_at__isnull=not removed)
    templates = MessageTemplate.objects.visible_to(request.viewer).filter(removed_at__isnull=not removed)
    data = {
        "groups": [(group, Selected.of(group).as_query_string()) for group in groups.select_related("hub", "saved_by")],
        "templates": list(templates.select_related("hub", "saved_by")),
        "removed": removed,
        "keeps": may(request.viewer, "casework.open_messages"),
    }
    return render(request, "casework/message_saved.html", data)


@login_required
@require_POST
def save_group(request: ViewerRequest) -> HttpResponse:
    """Keep the schools and roles that the query string selects as a group of the hub."""
    require(request.viewer, "casework.open_messages")
    selected = _selected(request)
    people = find_people(selected, request.viewer, timezone.now())
    form = SaveGroupForm(request.POST, selected=selected)
    if people.hub is None:
        messages.error(request, "There is no one in this group to write to. Choose other schools or roles.")
    elif perform_form(request, form, actions.save_group, people.hub, done="Group saved."):
        return redirect("casework:saved")
    return _people_page(request, selected, form)


@login_required
@require_POST
def save_template(request: ViewerRequest, pk: int) -> HttpResponse:
    """Keep the text of a message as a template of the hub."""
    mailing = get_visible_or_404(Mailing, request.viewer, pk=pk)
    require(request.viewer, "casework.keep_message_settings", mailing.hub)
    form = SaveTemplateForm(request.POST, mailing=mailing)
    if perform_form(request, form, actions.save_template, mailing.hub, done="Template saved."):
        return redirect(mailing)
    return show_message(request, mailing, template_form=form)


@login_required
def template(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a template."""
    shown = get_visible_or_404(MessageTemplate, request.viewer, pk=pk)
    require(request.viewer, "casework.keep_message_settings", shown.hub)
    form = TemplateForm(request.POST if request.method == "POST" else None, template=shown)
    if request.method == "POST" and perform_form(request, form, actions.edit_template, shown, done="Template saved."):
        return redirect("casework:saved")
    data = {"form": form, "template": shown, "placeholders": placeholders_for(request.user, shown.hub)}
    return render(request, "casework/message_template.html", data)


def _remove(request: ViewerRequest, model: Any, pk: int, restore: str) -> HttpResponse:
    setting = get_visible_or_404(model, request.viewer, pk=pk)
    perform(
        request, actions.remove_setting, setting, done=f"“{setting}” removed.", undo=reverse(restore, args=[setting.pk])
    )
    return redirect("casework:saved")


def _restore(request: ViewerRequest, model: Any, pk: int) -> HttpResponse:
    setting = get_visible_or_404(model, request.viewer, pk=pk)
    perform(request, actions.restore_setting, setting, done=f"“{setting}” restored.")
    return redirect("casework:saved")


@login_required
@require_POST
def remove_group(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a saved group."""
    return _remove(request, SavedGroup, pk, "casework:restore-group")


@login_required
@require_POST
def restore_group(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed group back."""
    return _restore(request, SavedGroup, pk)


@login_required
@require_POST
def remove_template(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a template."""
    return _remove(request, MessageTemplate, pk, "casework:restore-template")


@login_required
@require_POST
def restore_template(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed template back."""
    return _restore(request, MessageTemplate, pk)
