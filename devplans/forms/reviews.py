"""Forms of reviews, reflections and evaluations."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.files import UploadsField

from ..choices import Aspect
from ..fields import JUDGEMENT, PlanField
from ..models import Judgement, Session
from ..review_terms import TermKey
from .listed import ListedForm

SCALE = [(str(number), str(number)) for number in range(1, 6)]


class JudgeForm(ListedForm):
    """The judgement of an aim in a term's review."""

    sessions = forms.ModelMultipleChoiceField(
        Session.objects.none(), required=False, label="Evidence from sessions", widget=forms.CheckboxSelectMultiple
    )
    files = UploadsField(  # type: ignore[assignment]  # a form's own `files` is set on its instances
        required=False,
        label="Evidence files",
        help_text="For example, pictures of books, data or slides, up to 10 MB each.",
    )
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, term: TermKey, sessions: Any, judgement: Judgement | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if judgement is not None:
            initial = {plan_field.name: getattr(judgement, plan_field.name) for plan_field in JUDGEMENT.columns}
            initial["sessions"] = [link.session_id for link in judgement.session_links.all()]
            initial["read_at"] = judgement.judged_at.isoformat()
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.term = term
        self.fields["sessions"].queryset = sessions  # type: ignore[attr-defined]

    def listed(self) -> list[PlanField]:
        return list(JUDGEMENT)

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        data = self.cleaned_data
        return {**data, "sessions": list(data["sessions"]), "term": self.term}


class ReflectionForm(forms.Form):
    """A department's reflection on a term."""

    changed = forms.CharField(
        label="What has changed?",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For students, in lessons or in how the department works. A few sentences are enough.",
        error_messages={"required": "Enter what has changed, in a sentence or two."},
    )
    learned = forms.CharField(
        label="What have you learned?", max_length=10000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, term: TermKey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term = term

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {**self.cleaned_data, "term": self.term}


def rating_field(label: str) -> forms.TypedChoiceField:
    """Return an optional number field from 1 to 5."""
    return forms.TypedChoiceField(
        coerce=int, empty_value=None, choices=SCALE, required=False, label=label, widget=forms.RadioSelect
    )


def text_field(label: str) -> forms.CharField:
    """Return an optional text field of a few sentences."""
    return forms.CharField(max_length=10000, required=False, label=label, widget=forms.Textarea(attrs={"rows": 4}))


class EvaluationForm(forms.Form):
    """The year's evaluation: three numbers and three texts, all required only when it is submitted."""

    students = rating_field("How much changed for students?")
    students_words = text_field("What changed for students")
    teachers = rating_field("How much changed for teachers?")
    teachers_words = text_field("What changed for teachers")
    department = rating_field("How much changed for the department?")
    department_words = text_field("What changed for the department")
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def groups(self) -> list[tuple[Any, Any]]:
        """Return (number field, text field) of each aspect for the page."""
        return [(self[aspect], self[f"{aspect}_words"]) for aspect in Aspect.values]

    def action_data(self) -> dict[str, Any]:
        """Return the action's keyword arguments."""
        return {**self.cleaned_data, "year": self.year, "hand_in": "hand_in" in self.data}
