"""Forms for Specialists' release pay: settings, rates, budget, and the decision on a month."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from schools.models import Project
from sustaining.common.forms import MoneyField, TypedDateField

from ..release_pay import MonthToDecide
from .runs import BudgetForm


class ReleaseSwitchForm(forms.Form):
    """Whether the hub pays, and what counts as half a day."""

    is_on = forms.BooleanField(label="Pay home schools for the release of Specialists", required=False)
    half_day_hours = forms.DecimalField(
        label="Hours that are half a day",
        help_text="A session of up to so many hours is half a day, a longer one a day. At most one day is paid for a date.",
        min_value=Decimal("0.5"),
        max_value=Decimal(6),
        max_digits=3,
        decimal_places=1,
        error_messages={
            "required": "Enter the hours, for example 3.",
            "invalid": "Enter the hours as a number, for example 3.",
            "min_value": "Enter half an hour (0.5) or more.",
            "max_value": "Enter 6 hours or fewer.",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "field-money"}),
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class ReleaseRateForm(forms.Form):
    """What a day of release on a project is paid."""

    project = forms.ModelChoiceField(Project.objects.none(), error_messages={"required": "Choose a project."})
    amount = MoneyField(
        label="Pounds a day",
        most=Decimal(1000),
        error_messages={"required": "Enter the pounds a day, for example 250."},
    )
    starts_on = TypedDateField(
        label="For sessions from",
        help_text="Sessions that were decided keep their rate.",
        error_messages={"required": "Enter the first day, for example 1 September 2026."},
    )

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class ReleaseBudgetForm(BudgetForm):
    """The hub's budget for release pay in a year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "reason"
        ].help_text = "Needed when the year has a budget already. For example, more Specialists were accredited."


class ReleaseApproveForm(forms.Form):
    """The sessions of a month that are not paid, and why."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)
    left_out = forms.TypedMultipleChoiceField(
        label="Leave out",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "The sessions have changed since this page was shown. Check them again."},
    )
    reason = forms.CharField(
        label="Why sessions are left out",
        help_text="Needed only when you leave one out. The Specialist can read it.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, month: MonthToDecide, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.session.pk, str(row.session)) for row in month.sessions]
        self.fields["left_out"].choices = choices  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)


class ReleaseRejectForm(forms.Form):
    """Why a month is not paid."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)
    reason = forms.CharField(
        label="Why the month is not paid",
        max_length=300,
        error_messages={"required": "Enter why the month is not paid. The Specialist can read it."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return dict(self.cleaned_data)
