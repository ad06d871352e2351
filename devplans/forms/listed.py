"""Forms whose fields are those of a list in `devplans.fields`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from sustaining.common.forms import TypedDateField

from ..fields import Kind, PlanField


def form_field(declared: PlanField) -> forms.Field:
    """Return the form field that asks for a declared field."""
    common: dict[str, Any] = {"label": declared.label, "required": declared.required, "help_text": declared.hint}
    if declared.required_message:
        common["error_messages"] = {"required": declared.required_message}
    if declared.kind is Kind.TEXT:
        widget = forms.Textarea(attrs={"rows": declared.rows}) if declared.is_long else forms.TextInput()
        return forms.CharField(max_length=declared.max_length, widget=widget, **common)
    if declared.kind is Kind.DATE:
        return TypedDateField(**common)
    if declared.kind is Kind.CHOICE:
        choices = [(choice.value, choice.label) for choice in declared.choices]
        initial = declared.default or None
        return forms.ChoiceField(choices=choices, initial=initial, widget=forms.RadioSelect, **common)
    choices = [(choice.value, choice.label) for choice in declared.choices or ()]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)


class ListedForm(forms.Form):
    """A form of declared fields, whose cleaned data are the action's keywords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(self.listed())
        own = {name: field for name, field in self.fields.items() if name not in {one.name for one in listed}}
        built = {one.name: self.fields.get(one.name) or form_field(one) for one in listed}
        self.fields = {**built, **own}

    def listed(self) -> Iterable[PlanField]:
        """Return the declared fields that this form asks for, in order."""
        return ()

    def action_data(self) -> dict[str, Any]:
        """Return the keywords for the action."""
        return self.cleaned_data
