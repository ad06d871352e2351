"""Forms built from the declared fields of `devplans.fields`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from sustaining.common.forms import TypedDateField

from ..fields import Kind, PlanField


def form_field(declared: PlanField) -> forms.Field:
    """Return the form field for a declared field."""
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
    """A form of declared fields, whose cleaned data are the action's keyword arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(self.listed())
        own = {
            name: field for name, field in self.fields.items() if name not in {plan_field.name for plan_field in listed}
        }
        built = {plan_field.name: self.fields.get(plan_field.name) or form_field(plan_field) for plan_field in listed}
        self.fields = {**built, **own}

    def listed(self) -> Iterable[PlanField]:
        """Return the form's declared fields, in order."""
        return ()

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return self.cleaned_data
