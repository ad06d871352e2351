"""Invented data for the page of components, `/styleguide/`, which only development has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from .clock import london_day
from .page_actions import CLASSES
from .plots import Series, bars
from .todo import Importance, Todo

TONES = (("Not started", ""), ("Planned", "teal"), ("Submitted", "wait"), ("Approved", "go"), ("Rejected", "stop"))


class SampleForm(forms.Form):
    """Fields of each kind; sent empty, it shows its errors."""

    amount = forms.DecimalField(
        label="Amount to approve", help_text="For example, 500.00",
        error_messages={"required": "Enter the amount to approve, for example 500.00"},
    )  # fmt: skip
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Enter the reason, for the school"}
    )
    term = forms.ChoiceField(choices=[("autumn", "Autumn"), ("spring", "Spring"), ("summer", "Summer")])
    agreed = forms.BooleanField(label="I have read the conditions", required=False)


def samples(now: datetime) -> dict[str, Any]:
    """Return invented data for the components."""
    refused = SampleForm({"term": "autumn"})
    refused.is_valid()
    ratings = [
        Series("Green", [18, 6], "green", "G"), Series("Amber", [9, 5], "amber", "A"), Series("Red", [4, 7], "red", "R")
    ]  # fmt: skip
    return {
        "styles": CLASSES,
        "tones": TONES,
        "form": refused,
        "today": london_day(now),
        "todos": [
            Todo("2 claims are waiting for your decision", "Dene Park Academy £500.00", "Review claims", "#todo",
                 now - timedelta(weeks=3), Importance.FIRST),
            Todo("Payment run 2 is ready to release", "4 claims, £1,412.50", "Review payment run", "#todo", now),
        ],
        "plot": bars("Just over half of aims are green", ["Coherence", "Fluency"], ratings, heading="Big idea",
                     caption="Aims reviewed this term, by big idea"),
        "marks": ["present", "apologies", "absent", "to_come"],
        "colours": ["green", "amber", "red"],
    }  # fmt: skip
