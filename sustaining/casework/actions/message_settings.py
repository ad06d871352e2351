"""Keep templates and groups for a hub's messages, and remove them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.models import Hub
from schools.viewer import Viewer
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..audiences import Selected
from ..models import MessageTemplate, SavedGroup
from .messages import MessageText

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NameTaken(DomainError):
    """The hub keeps something under this name already."""

    field = "name"


def _check_name(
    model: type[MessageTemplate | SavedGroup], hub: Hub, name: str, *, other_than: int | None = None
) -> None:
    same = model.objects.kept().filter(hub=hub, name__iexact=name)
    same = same.exclude(pk=other_than) if other_than else same
    if same.exists():
        raise NameTaken(f"Your hub already has “{name}”. Enter another name.")


@action("casework.keep_message_settings")
def save_template(hub: Hub, *, name: str, text: MessageText, by: User, now: datetime) -> MessageTemplate:
    """Keep a subject and a text under a name. Raise NameTaken, or CannotSend for a placeholder that there is not."""
    text.check(by, hub)
    _check_name(MessageTemplate, hub, name)
    return MessageTemplate.objects.create(
        hub=hub, name=name, subject=text.subject, body=text.body, saved_by=by, saved_at=now
    )


@action("casework.keep_message_settings")
def edit_template(
    template: MessageTemplate, *, name: str, text: MessageText, by: User, now: datetime
) -> MessageTemplate:
    """Change a template. Raise NameTaken, or CannotSend for a placeholder that there is not."""
    text.check(by, template.hub)
    _check_name(MessageTemplate, template.hub, name, other_than=template.pk)
    template.name, template.subject, template.body = name, text.subject, text.body
    template.saved_by, template.saved_at = by, now
    template.save()
    return template


@action("casework.keep_message_settings")
def save_group(hub: Hub, *, name: str, selected: Selected, by: User, now: datetime) -> SavedGroup:
    """Keep a selection of schools and roles under a name. Raise NameTaken."""
    _check_name(SavedGroup, hub, name)
    return SavedGroup.objects.create(
        hub=hub, name=name, audience=selected.audience, filters=dict(selected.filters), roles=list(selected.roles),
        label=selected.describe(Viewer(by, london_day(now))), saved_by=by, saved_at=now,
    )  # fmt: skip


@action("casework.keep_message_settings")
def remove_setting(setting: MessageTemplate | SavedGroup, *, by: User, now: datetime) -> MessageTemplate | SavedGroup:
    """Remove a template or a group from the hub's list. Raise WrongState where it has been removed."""
    rows = type(setting).objects.kept().filter(pk=setting.pk)
    if not rows.update(removed_at=now, removed_by=by):
        raise WrongState(f"“{setting}” has already been removed.")
    setting.refresh_from_db()
    return setting


@action("casework.keep_message_settings")
def restore_setting(setting: MessageTemplate | SavedGroup, *, by: User, now: datetime) -> MessageTemplate | SavedGroup:
    """Put a removed template or group back. Raise NameTaken where another one has its name by now."""
    _check_name(type(setting), setting.hub, setting.name, other_than=setting.pk)
    type(setting).objects.filter(pk=setting.pk).update(removed_at=None, removed_by=None)
    setting.refresh_from_db()
    return setting
