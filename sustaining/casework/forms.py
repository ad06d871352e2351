"""Forms of notes and concerns."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.common.forms import OnceMixin, ReasonForm, TypedDateField

from .actions import NextAction
from .choices import ConcernKind, NoteKind
from .models import Concern, Note

SHARED = "Share with the school’s Specialist"
NOBODY_ELSE = "The school and the auditor never see it."
REVIEW = {"required": "Enter the date of the next review, for example 4 December 2026."}


def _text(rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **options)


class NoteForm(OnceMixin, forms.Form):
    """A note of a contact, with the next action if there is one."""

    kind = forms.ChoiceField(choices=NoteKind, label="Type", widget=forms.RadioSelect, initial=NoteKind.CALL)
    happened_on = TypedDateField(label="Date")
    contact = forms.CharField(
        required=False, max_length=150, label="Contact", help_text="For example, Una Bright, head of department."
    )
    text = _text(6, max_length=10_000, label="Note", error_messages={"required": "Enter the note."})
    action = forms.CharField(
        required=False, max_length=200, label="Next action", help_text="For example, ring again in January about cover."
    )
    action_on = TypedDateField(required=False, label="Due")
    action_owner = forms.TypedChoiceField(required=False, label="Who will do it", empty_value=None)
    for_specialist = forms.BooleanField(required=False, label=SHARED, help_text=NOBODY_ELSE)

    def __init__(
        self, data: Any = None, *, owners: list[User], by: User, chooses_sharing: bool = True, note: Note | None = None
    ) -> None:
        initial: dict[str, Any] = {"happened_on": today(), "action_owner": by.pk}
        if note is not None:
            names = ("kind", "happened_on", "contact", "text", "action", "action_on", "for_specialist")
            initial = {name: getattr(note, name) for name in names} | {"action_owner": note.action_owner_id or by.pk}
        super().__init__(data, initial=initial)
        people = {str(person.pk): person for person in owners}
        choices = [("", "Choose a person"), *((key, person.full_name) for key, person in people.items())]
        self.fields["action_owner"].choices = choices  # type: ignore[attr-defined]
        self.fields["action_owner"].coerce = people.__getitem__  # type: ignore[attr-defined]
        self.is_new = note is None
        if not self.is_new:
            del self.fields["once"]
        if not chooses_sharing:  # what a Specialist writes is shared with them
            del self.fields["for_specialist"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, due_on = (data.get("action") or "").strip(), data.get("action_on")
        if text and not due_on and "action_on" not in self.errors:
            self.add_error("action_on", "Enter the date the next action is due, for example 4 December 2026.")
        if due_on and not text:
            self.add_error("action", "Enter the next action, or clear the date.")
        if text and not data.get("action_owner") and "action_owner" not in self.errors:
            self.add_error("action_owner", "Choose who will do it.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `add_note` or `edit_note`."""
        data, text = self.cleaned_data, self.cleaned_data["action"].strip()
        values = {name: data[name] for name in ("kind", "happened_on", "contact", "text")}
        values["for_specialist"] = data.get("for_specialist", True)
        values["next_action"] = NextAction(text, data["action_on"], data["action_owner"]) if text else None
        return {**values, "once": data["once"]} if self.is_new else values


class ConcernForm(OnceMixin, forms.Form):
    """A concern: what it is about, what is agreed, and when it is reviewed."""

    kind = forms.ChoiceField(
        choices=[("", "Choose"), *ConcernKind.choices],
        label="About",
        error_messages={"required": "Choose what the concern is about."},
    )
    summary = _text(
        4,
        max_length=4_000,
        label="Concern",
        help_text="What you have seen or heard, and why it matters.",
        error_messages={"required": "Enter what you have seen or heard, and why it matters."},
    )
    agreed = _text(3, max_length=4_000, required=False, label="What is agreed", help_text="Who does what, and by when.")
    review_on = TypedDateField(label="Review on", error_messages=REVIEW)
    escalated_to = forms.CharField(
        required=False,
        max_length=150,
        label="Escalated to",
        help_text="For example, the NCETM’s regional lead. Leave empty if no one outside the hub knows.",
    )
    for_specialist = forms.BooleanField(required=False, label=SHARED, help_text=NOBODY_ELSE)

    def __init__(self, data: Any = None, *, chooses_sharing: bool = True, concern: Concern | None = None) -> None:
        names = ("kind", "summary", "agreed", "review_on", "escalated_to", "for_specialist")
        super().__init__(data, initial={name: getattr(concern, name) for name in names} if concern else None)
        self.is_new = concern is None
        if not self.is_new:
            del self.fields["once"]
        if not chooses_sharing:
            del self.fields["for_specialist"]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `raise_concern` or `review_concern`."""
        return {"for_specialist": True, **self.cleaned_data}


class CloseConcernForm(forms.Form):
    """How a concern ended."""

    outcome = _text(
        4,
        max_length=4_000,
        label="Outcome",
        help_text="What has changed, or why the hub will take no further action.",
        error_messages={"required": "Enter how the concern ended."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `close_concern`."""
        return dict(self.cleaned_data)


class ReopenConcernForm(ReasonForm):
    """Why a concern is reopened, and its next review day."""

    review_on = TypedDateField(label="Review on", error_messages=REVIEW)

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `reopen_concern`."""
        return dict(self.cleaned_data)


class NotesFilter(forms.Form):
    """The filters of a list of notes. They live in the query string."""

    SHOW = (("", "All notes"), ("mine", "My next actions"), ("open", "Open next actions"), ("removed", "Removed"))

    q = forms.CharField(
        required=False,
        max_length=100,
        label="Find in notes",
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), *NoteKind.choices],
        label="Type",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    show = forms.ChoiceField(
        required=False, choices=SHOW, label="Notes", widget=forms.Select(attrs={"class": "form-select"})
    )

    def filters(self) -> dict[str, str]:
        """Return the filters that are set; what is not valid is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
