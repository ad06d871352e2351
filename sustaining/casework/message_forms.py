"""Forms of messages to groups: writing one, setting its time, and keeping templates and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from schools.models import Hub
from sustaining.common.forms import OnceMixin, TypedDateField, TypedTimeField
from sustaining.outbox.wording import from_words, in_words, mistyped_placeholder

from .actions import MessageText
from .audiences import Selected
from .message_choices import ROLE_PLURALS, RecipientRole
from .models import Mailing, MessageTemplate
from .placeholders import OF_PEOPLE, PLACEHOLDERS

FIELD = {"class": "form-control"}
PLACEHOLDER_NAMES = (*OF_PEOPLE, *PLACEHOLDERS)
BODY_HELP = "Leave an empty line between paragraphs. We add your hub’s name and its address for replies at the end."


def role_choices(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the roles that somebody holds, with the number of people in each."""
    return [(role, f"{ROLE_PLURALS[RecipientRole(role)]} ({number})") for role, number in counts.items()]


class TextFields(forms.Form):
    """The subject and the text of a message or a template, with placeholders as people write them: `[first name]`."""

    subject = forms.CharField(max_length=200, error_messages={"required": "Enter a subject."})
    body = forms.CharField(
        max_length=10_000,
        label="Message",
        help_text=BODY_HELP,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Enter the message."},
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        values = dict(initial or {})
        values |= {name: in_words(values[name]) for name in ("subject", "body") if name in values}
        super().__init__(data, initial=values, **kwargs)

    def clean_subject(self) -> str:
        """Return the subject as it is stored."""
        return _stored(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        """Return the text as it is stored."""
        return _stored(self.cleaned_data["body"])


def _stored(text: str) -> str:
    """Return a text as it is stored. Raise ValidationError for a placeholder with a slip of the pen: it would be sent."""
    stored = from_words(text, PLACEHOLDER_NAMES)
    if problem := mistyped_placeholder(stored, PLACEHOLDER_NAMES):
        raise forms.ValidationError(problem)
    return stored


class MessageForm(OnceMixin, TextFields):
    """A message: who it goes to, what it says, and where replies go. A draft may lack its text."""

    roles = forms.MultipleChoiceField(
        label="Who to write to",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select who to write to."},
    )
    hub = forms.TypedChoiceField(label="From", required=False)
    replies_to_writer = forms.TypedChoiceField(
        label="Replies go to", widget=forms.RadioSelect, coerce=lambda value: value == "writer", required=False
    )
    field_order = ("roles", "hub", "subject", "body", "replies_to_writer")

    def __init__(
        self,
        data: Any = None,
        *,
        selected: Selected,
        counts: Mapping[str, int],
        hub: Hub,
        hubs: Sequence[Hub],
        writer: Any,
        mailing: Mailing | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        values: dict[str, Any] = {"roles": list(selected.roles), "hub": hub.pk, "replies_to_writer": "hub"}
        if mailing is not None:
            values |= {"subject": mailing.subject, "body": mailing.body}
            values["replies_to_writer"] = "writer" if mailing.replies_to_writer else "hub"
        super().__init__(data, initial={**values, **(initial or {})})
        self.selected, self.is_new = selected, mailing is None
        self.fields["roles"].choices = role_choices(counts)  # type: ignore[attr-defined]
        by_key = {str(each.pk): each for each in hubs}
        self.fields["hub"].choices = [(key, str(each)) for key, each in by_key.items()]  # type: ignore[attr-defined]
        addresses = [("hub", hub.contact_email)] if hub.contact_email else []
        self.fields["replies_to_writer"].choices = [*addresses, ("writer", writer.email)]  # type: ignore[attr-defined]
        if not addresses:
            self.initial["replies_to_writer"] = "writer"
        if len(by_key) < 2 or not self.is_new:
            del self.fields["hub"]
        if not self.is_new:
            del self.fields["once"]
        if self.data.get("act") == "draft":
            for name in ("roles", "subject", "body"):
                self.fields[name].required = False

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `write_message` or `edit_message`."""
        data = self.cleaned_data
        text = MessageText(data["subject"], data["body"], bool(data["replies_to_writer"]))
        values: dict[str, Any] = {"text": text, "selected": replace(self.selected, roles=tuple(data["roles"]))}
        return {**values, "once": data["once"]} if self.is_new else values


class ScheduleForm(forms.Form):
    """The day and the hour at which a message goes."""

    send_on = TypedDateField(
        label="Day", error_messages={"required": "Enter the day to send it, for example 4 December 2026."}
    )
    send_time = TypedTimeField(label="Time", initial="9am")

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `schedule_message`."""
        data = self.cleaned_data
        return {"send_at": timezone.make_aware(datetime.combine(data["send_on"], data["send_time"]))}


class NameForm(forms.Form):
    """The name under which a hub keeps a group or a template."""

    name = forms.CharField(
        max_length=100,
        label="Name",
        widget=forms.TextInput(attrs=FIELD),
        error_messages={"required": "Enter a name that your hub will recognise."},
    )


class SaveGroupForm(NameForm):
    """Keep a group under a name."""

    def __init__(self, data: Any = None, *, selected: Selected) -> None:
        super().__init__(data, auto_id="group-%s")
        self.fields["name"].label = "Name of the group"
        self.selected = selected

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `save_group`."""
        return {"name": self.cleaned_data["name"], "selected": self.selected}


class SaveTemplateForm(NameForm):
    """Keep the text of a message under a name."""

    def __init__(self, data: Any = None, *, mailing: Mailing) -> None:
        super().__init__(data, auto_id="template-%s")
        self.fields["name"].label = "Name of the template"
        self.mailing = mailing

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `save_template`."""
        return {"name": self.cleaned_data["name"], "text": MessageText(self.mailing.subject, self.mailing.body)}


class TemplateForm(TextFields, NameForm):
    """A template of the hub."""

    field_order = ("name", "subject", "body")

    def __init__(self, data: Any = None, *, template: MessageTemplate) -> None:
        super().__init__(data, initial={"name": template.name, "subject": template.subject, "body": template.body})

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `edit_template`."""
        data = self.cleaned_data
        return {"name": data["name"], "text": MessageText(data["subject"], data["body"])}
