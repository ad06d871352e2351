"""Forms of gap tasks, feedback and the library."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.files import TAKEN, UploadsField

from .choices import TOPICS, Confidence, Usefulness
from .models import MOST_FILES


class ResponseForm(forms.Form):
    """What an Advocate submits for a gap task: text, photographs, files."""

    text = forms.CharField(
        label="What did you try, and what happened?",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    uploads = UploadsField(
        label="Photographs and files",
        required=False,
        most=MOST_FILES,
        help_text=f"Up to {MOST_FILES} files, 10 MB each: {TAKEN}. Don’t show students’ faces or names.",
    )

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class FeedbackForm(forms.Form):
    """Two questions from 1 to 4 about a meeting, and a comment."""

    useful = forms.TypedChoiceField(
        label="How useful was this meeting for your department?",
        choices=Usefulness.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how useful the meeting was."},
    )
    confident = forms.TypedChoiceField(
        label="How confident are you about using it with your colleagues?",
        choices=Confidence.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how confident you are."},
    )
    comment = forms.CharField(
        label="What will you try, and what would make the next meeting better?",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class LibraryItemForm(forms.Form):
    """What the library says about a resource."""

    title = forms.CharField(max_length=150, error_messages={"required": "Enter a title."})
    topic = forms.ChoiceField(choices=[("", "Choose a topic"), *TOPICS], error_messages={"required": "Choose a topic."})
    about = forms.CharField(
        label="What it is for",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, Year 8 ratio tasks to use in a department meeting.",
    )

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class LibraryFilter(forms.Form):
    """Filters of the library."""

    q = forms.CharField(label="Search", required=False, max_length=100)
    topic = forms.ChoiceField(required=False, choices=[("", "Any topic"), *TOPICS])
    group = forms.ChoiceField(label="Work Group", required=False)

    def __init__(self, *args: Any, groups: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("topic", "group"):
            self.fields[name].widget.attrs["class"] = "form-select"
        names = [(name, name) for name in groups]
        self.fields["group"].choices = [("", "Any Work Group"), *names]  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """Return the filters that are valid; what is not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
