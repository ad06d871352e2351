"""Words to values for reviews and for what changed."""

from __future__ import annotations

from typing import Any

from django import forms

from sustaining.common.files import UploadsField

from ..calendar import TermKey
from ..choices import Aspect
from ..fields import JUDGEMENT, PlanField
from ..models import Judgement, Session
from .listed import ListedForm

SCALE = [(str(number), str(number)) for number in range(1, 6)]


class JudgeForm(ListedForm):
    """How an aim stands this term."""

    sessions = forms.ModelMultipleChoiceField(
        Session.objects.none(), required=False, label="Sessions that show it", widget=forms.CheckboxSelectMultiple
    )
    files = UploadsField(  # type: ignore[assignment]  # a form's own `files` is set on its instances
        required=False, label="Files that show it", help_text="Pictures of books, data, slides: at most 10 MB each."
    )
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, term: TermKey, sessions: Any, said: Judgement | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if said is not None:
            initial = {one.name: getattr(said, one.name) for one in JUDGEMENT.columns}
            initial["sessions"] = [link.session_id for link in said.session_links.all()]
            initial["read_at"] = said.judged_at.isoformat()
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.term = term
        self.fields["sessions"].queryset = sessions  # type: ignore[attr-defined]

    def listed(self) -> list[PlanField]:
        return list(JUDGEMENT)

    def action_data(self) -> dict[str, Any]:
        """Keywords for judge_aim."""
        data = self.cleaned_data
        return {**data, "sessions": list(data["sessions"]), "term": self.term}


class ReflectionForm(forms.Form):
    """What a department says of a term."""

    changed = forms.CharField(
        label="What has changed?",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For students, in lessons, in how the department works: a few sentences will do.",
        error_messages={"required": "Write in a sentence or two what has changed."},
    )
    learned = forms.CharField(
        label="What have you learned?", max_length=10000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, term: TermKey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term = term

    def action_data(self) -> dict[str, Any]:
        """Keywords for write_reflection."""
        return {**self.cleaned_data, "term": self.term}


def much_of(label: str) -> forms.TypedChoiceField:
    """1 to 5, or nothing yet."""
    return forms.TypedChoiceField(
        coerce=int, empty_value=None, choices=SCALE, required=False, label=label, widget=forms.RadioSelect
    )


def words_of(label: str) -> forms.CharField:
    """A few sentences, or nothing yet."""
    return forms.CharField(max_length=10000, required=False, label=label, widget=forms.Textarea(attrs={"rows": 4}))


class EvaluationForm(forms.Form):
    """The year's end: three numbers and three texts. What is missing is asked for only at handing in."""

    students = much_of("How much changed for students?")
    students_words = words_of("What changed for students")
    teachers = much_of("How much changed for teachers?")
    teachers_words = words_of("What changed for teachers")
    department = much_of("How much changed for the department?")
    department_words = words_of("What changed for the department")
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def groups(self) -> list[tuple[Any, Any]]:
        """(number, words) of each aspect, for the page."""
        return [(self[aspect], self[f"{aspect}_words"]) for aspect in Aspect.values]

    def action_data(self) -> dict[str, Any]:
        """Keywords for write_evaluation."""
        return {**self.cleaned_data, "year": self.year, "hand_in": "hand_in" in self.data}
