"""Forms that pause a school's year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from sustaining.common.clock import today
from sustaining.common.forms import ReasonForm, TypedDateField

from .models import Participation, Pause

REVIEW_AFTER = timedelta(weeks=4)


class ReviewDayField(TypedDateField):
    """The day on which the hub looks at a pause again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Review date",
            help_text="The school appears in the hub’s tasks on this date.",
            error_messages={
                "required": "Enter the date when the hub will review the pause, for example 11 January 2027."
            },
            **kwargs,
        )


class PauseForm(ReasonForm):
    """The first day of a pause, the day on which it is reviewed, and the reason."""

    starts_on = TypedDateField(
        label="Paused from",
        error_messages={"required": "Enter the first day of the pause, for example 4 November 2026."},
    )
    review_on = ReviewDayField()
    field_order = ("starts_on", "review_on", "reason")

    def __init__(self, data: Any = None, *, participation: Participation) -> None:
        first = max(today(), participation.project.year.starts)
        review = min(first + REVIEW_AFTER, participation.project.year.ends)
        super().__init__(data, initial={"starts_on": first, "review_on": review})

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `pause_participation`."""
        return dict(self.cleaned_data)


class ReviewDayForm(forms.Form):
    """Another day on which a pause is reviewed."""

    review_on = ReviewDayField()

    def __init__(self, data: Any = None, *, pause: Pause) -> None:
        super().__init__(data, initial={"review_on": pause.review_on})

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for `change_review_day`."""
        return dict(self.cleaned_data)
