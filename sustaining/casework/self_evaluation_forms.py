"""Forms of self-evaluations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from .models import SelfEvaluationAnswer, SelfEvaluationHeading
from .self_evaluation_choices import Level, PlanNeed


class SelfEvaluationForm(forms.Form):
    """A level from 1 to 4 and its evidence for each heading; all levels are needed only when it is submitted."""

    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, headings: Iterable[SelfEvaluationHeading], point: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings, self.point = list(headings), point
        for heading in self.headings:
            self.fields[f"level_{heading.pk}"] = forms.TypedChoiceField(
                label=heading.title, choices=Level.choices, coerce=int, empty_value=None, required=False,
                widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"evidence_{heading.pk}"] = forms.CharField(
                label=f"Evidence for “{heading.title}”",
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def groups(self) -> list[tuple[SelfEvaluationHeading, Any, Any]]:
        """Return (heading, level field, evidence field) for the page."""
        return [(row, self[f"level_{row.pk}"], self[f"evidence_{row.pk}"]) for row in self.headings]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        data = self.cleaned_data
        answers = {row.pk: (data[f"level_{row.pk}"], data[f"evidence_{row.pk}"]) for row in self.headings}
        return {"point": self.point, "answers": answers, "submits": "submit" in self.data, "read_at": data["read_at"]}


class EvidenceForm(forms.Form):
    """The headings to add to the plan's evidence of need."""

    headings = forms.MultipleChoiceField(
        label="Headings",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one heading."},
    )
    need = forms.ChoiceField(
        label="Add them to",
        choices=PlanNeed.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where to add them."},
    )

    def __init__(self, *args: Any, answers: Iterable[SelfEvaluationAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.heading_id, f"{row.heading} ({row.level} of 4)") for row in answers]
        self.fields["headings"].choices = choices  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return {"headings": [int(key) for key in self.cleaned_data["headings"]], "need": self.cleaned_data["need"]}
