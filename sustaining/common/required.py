"""What a form says when a required field is empty: what to enter, never that a field is required.

Forms say it in their own words with `error_messages`. Where one does not (Django admin's, allauth's, a field that is
added later), its sentence is made from the label: *Enter the subject.*, *Choose the role.* `field_messages` does the same
for Django's other sentences about a field.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from .field_messages import in_our_words

OWN_ARTICLE = ("your", "their", "the", "a", "an", "what", "who", "how", "which", "any")
"""First words of labels that take no article."""
_add_error = forms.BaseForm.add_error


def required_message(field: BoundField) -> str:
    """Return what to enter in a field, as a sentence."""
    if isinstance(field.field, forms.FileField):
        return "Choose a file."
    if isinstance(field.field, forms.BooleanField):
        return "Select the box to continue."
    verb = "Choose" if isinstance(field.field, forms.ChoiceField) else "Enter"
    label = str(field.label or "").strip().rstrip("?:")
    first, _, rest = label.partition(" ")
    # An acronym keeps its capitals: URN, TRN.
    noun = label if first.isupper() and len(first) > 1 else f"{first.lower()} {rest}".strip()
    article = "" if first.lower() in OWN_ARTICLE else "the "
    return f"{verb} {article}{noun}." if noun else f"{verb} an answer."


def add_error(form: forms.BaseForm, field: str | None, error: Any) -> None:
    """Add an error to a form, with its own sentence in place of Django's; it takes the place of Django's method."""
    if field is not None and isinstance(error, ValidationError) and not hasattr(error, "error_dict"):
        default = forms.Field.default_error_messages["required"]
        if getattr(error, "code", None) == "required" and getattr(error, "message", None) == default:
            error = ValidationError(required_message(form[field]), code="required")
        elif field in form.fields:
            error = in_our_words(form[field], error)
    _add_error(form, field, error)


def install() -> None:
    """Let every form say what to enter."""
    forms.BaseForm.add_error = add_error  # type: ignore[method-assign, assignment]
