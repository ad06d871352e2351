"""Forms of a hub: its call, its questions and its decisions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from schools.models import Hub, Project
from sustaining.common.clock import london_day, today
from sustaining.common.forms import TypedDateField, TypedTimeField
from sustaining.common.years import AcademicYear

from ..choices import Decision, QuestionKind
from ..models import Application, Call, Question

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CallForm(forms.Form):
    """Places, opening and closing of a hub's call. No opening day: to be announced."""

    places = forms.IntegerField(
        min_value=1,
        max_value=500,
        label="Places",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "field-short"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter the number of places, from 1 to 500."
        ),
    )
    opens_on = TypedDateField(required=False, label="Opens on", help_text="Leave empty if to be announced.")
    opens_time = TypedTimeField(required=False, label="Opens at", initial=time(9))
    closes_on = TypedDateField(required=False, label="Closes on")
    closes_time = TypedTimeField(required=False, label="Closes at", initial=time(17))
    introduction = forms.CharField(
        required=False,
        max_length=4000,
        label="Information for your schools",
        help_text="Shown above the form.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @staticmethod
    def initial_for(call: Call) -> dict[str, Any]:
        """Return the form's initial values for a call."""
        initial: dict[str, Any] = {"places": call.places, "introduction": call.words}
        for name in ("opens", "closes"):
            moment = getattr(call, f"{name}_at")
            if moment is not None:
                local = timezone.localtime(moment)
                initial |= {f"{name}_on": london_day(local), f"{name}_time": local.time()}
        return initial

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = self._moment("opens", time(9)), self._moment("closes", time(17))
        if opens and closes and closes <= opens:
            self.add_error("closes_on", "Closing date must be after the opening date.")
        return data | {"opens_at": opens, "closes_at": closes}

    def _moment(self, name: str, otherwise: time) -> datetime | None:
        day: date | None = self.cleaned_data.get(f"{name}_on")
        at: time = self.cleaned_data.get(f"{name}_time") or otherwise
        return timezone.make_aware(datetime.combine(day, at)) if day else None

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for edit_call."""
        data = self.cleaned_data
        return {name: data[name] for name in ("places", "opens_at", "closes_at")} | {"words": data["introduction"]}


class NewCallForm(CallForm):
    """Open applications for a hub's schools."""

    hub = forms.ModelChoiceField(Hub.objects.none(), empty_label=None)
    project = forms.ModelChoiceField(Project.objects.none(), empty_label=None)
    field_order = ("hub", "project")

    def __init__(self, *args: Any, user: User, hubs: list[Hub], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = AcademicYear.of(today()).start
        own_hubs = Hub.objects.visible_to(user).filter(pk__in=[hub.pk for hub in hubs])
        self.fields["hub"].queryset = own_hubs  # type: ignore[attr-defined]
        projects = Project.objects.visible_to(user).filter(academic_year__gte=year)
        self.fields["project"].queryset = projects.order_by("-academic_year", "code")  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for open_call, without the hub that it acts on."""
        return {"project": self.cleaned_data["project"], **super().action_data()}


class QuestionForm(forms.Form):
    """A question of the hub's own."""

    wording = forms.CharField(max_length=250, label="Question", error_messages={"required": "Enter the question."})
    help = forms.CharField(max_length=250, required=False, label="Help text")
    kind = forms.ChoiceField(choices=QuestionKind, label="Answer type", initial=QuestionKind.LONG)
    choices = forms.CharField(
        required=False,
        max_length=2000,
        label="Options",
        help_text="Only for “One of several”. Enter one per line.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    required = forms.BooleanField(required=False, initial=True, label="Required")

    @staticmethod
    def initial_for(question: Question) -> dict[str, Any]:
        """Return the form's initial values for a question."""
        initial = {name: getattr(question, name) for name in ("help", "kind", "required")}
        return initial | {"wording": question.words, "choices": "\n".join(question.choices)}

    def clean_choices(self) -> list[str]:
        lines = [line.strip()[:100] for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == QuestionKind.CHOICE and len(data.get("choices") or []) < 2:
            self.add_error("choices", "Enter at least two options, one per line.")
        if data.get("kind") != QuestionKind.CHOICE:
            data["choices"] = []
        return data

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for add_question and change_question."""
        data = dict(self.cleaned_data)
        return data | {"words": data.pop("wording")}


class NoteForm(forms.Form):
    """A note for the hub alone."""

    text = forms.CharField(
        max_length=4000,
        label="Note",
        help_text="Only your hub can see this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the note."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for write_note."""
        return self.cleaned_data


class DecideForm(forms.Form):
    """A decision on some applications, and what the letters say."""

    decision = forms.ChoiceField(choices=Decision, widget=forms.HiddenInput)
    chosen = forms.ModelMultipleChoiceField(
        Application.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": "Select at least one school."},
    )
    message = forms.CharField(
        required=False,
        max_length=4000,
        label="Your message in each email",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    answer_by = TypedDateField(required=False, label="Reply to the offer by")

    def __init__(self, data: Any, *, call: Call, user: User) -> None:
        super().__init__(data)
        self.fields["chosen"].queryset = Application.objects.visible_to(user).filter(call=call).sent().in_order()  # type: ignore[attr-defined]
        if self.data.get("decision") != Decision.OFFER:
            del self.fields["answer_by"]

    @staticmethod
    def with_default_answer_day(query: QueryDict) -> QueryDict:
        """Return the query with a default day to answer by, two weeks from today."""
        values = query.copy()
        last = today() + timedelta(days=14)
        values.setdefault("answer_by", f"{last.day}/{last.month}/{last.year}")
        return values

    def clean_answer_by(self) -> date | None:
        last = self.cleaned_data["answer_by"]
        if last and last < today():
            raise forms.ValidationError("Reply date must be in the future.")
        return last

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for decide."""
        names = {"decision": "decision", "chosen": "applications", "message": "message", "answer_by": "answer_by"}
        return {keyword: self.cleaned_data[name] for name, keyword in names.items() if name in self.cleaned_data}
