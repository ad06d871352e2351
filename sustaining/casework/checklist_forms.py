"""Forms of checklists: a step, a tick, and the school for which days are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sustaining.common.clock import today
from sustaining.common.files import UploadsField
from sustaining.common.forms import ReasonForm, TypedDateField
from sustaining.common.years import AcademicYear

from .actions import StepValues
from .checklist_choices import DueFrom, StepDoer
from .checklists import day_in_year
from .models import MOST_DAYS, Checklist, ChecklistStep
from .models.checklists import proof_choices

MOST_FILES = 5


class StepChoice(forms.TypedChoiceField):
    """One of the earlier steps of a checklist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, empty_value=None, **kwargs)

    def offer(self, steps: Sequence[ChecklistStep], empty: str) -> None:
        """Offer these steps; `empty` names the choice of none."""
        by_key = {str(step.pk): step for step in steps}
        self.choices = [("", empty), *((key, step.title) for key, step in by_key.items())]
        self.coerce = by_key.__getitem__


class StepForm(forms.Form):
    """A step of a checklist."""

    title = forms.CharField(
        max_length=120,
        label="Step",
        help_text="For example, Welcome call with the school.",
        error_messages={"required": "Enter what is to be done."},
    )
    guidance = forms.CharField(
        required=False,
        max_length=1000,
        label="Guidance",
        help_text="What the person who does it needs to know. The school and its Specialist read it too.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    doer = forms.ChoiceField(choices=StepDoer, label="Who will do it")
    due_from = forms.ChoiceField(choices=DueFrom, label="Due")
    due_days = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        label="Number of days",
        help_text="Leave empty for a step on a date.",
        widget=forms.NumberInput(attrs={"class": "field-short"}),
        error_messages={"invalid": "Enter a number of days, for example 14."},
    )
    due_on = TypedDateField(required=False, label="Date", help_text="Only for a step on a date.")
    due_step = StepChoice(label="Days after this step", help_text="Only for a step that is due after another one.")
    fact = forms.ChoiceField(
        required=False,
        label="Evidence",
        help_text="The step is marked as done automatically when this happens. Other steps are marked by hand.",
    )
    needs = StepChoice(
        label="Must be done first", help_text="This step can’t be marked as done until that step is done."
    )
    is_required = forms.BooleanField(
        required=False, label="The year can’t be completed at a school before this step is done"
    )

    def __init__(
        self,
        data: Any = None,
        *,
        checklist: Checklist,
        earlier: Sequence[ChecklistStep],
        step: ChecklistStep | None = None,
    ) -> None:
        self.year = checklist.year or AcademicYear.of(today())
        super().__init__(data, initial=_initial(step, self.year) if step else {"due_from": DueFrom.ENROLMENT})
        self.fields["fact"].choices = proof_choices()  # type: ignore[attr-defined]
        self.fields["due_on"].within = self.year  # type: ignore[attr-defined]
        self.fields["due_step"].offer(earlier, "Choose a step")  # type: ignore[attr-defined]
        self.fields["needs"].offer(earlier, "No other step")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        due_from = data.get("due_from")
        if due_from == DueFrom.DATE:
            self._check_date(data.get("due_on"))
        elif due_from and data.get("due_days") is None and "due_days" not in self.errors:
            self.add_error("due_days", "Enter a number of days, for example 14.")
        if due_from == DueFrom.STEP and not data.get("due_step") and "due_step" not in self.errors:
            self.add_error("due_step", "Choose the step after which it is due.")
        return data

    def _check_date(self, due_on: date | None) -> None:
        if due_on is None:
            if "due_on" not in self.errors:
                self.add_error("due_on", "Enter the date, for example 4 November.")
        elif due_on not in self.year:
            self.add_error(
                "due_on",
                f"Date must be in the {self.year} academic year "
                f"(1 September {self.year.start} to 31 August {self.year.start + 1}).",
            )

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `add_step` and `edit_step`. Fields that its kind of day does not use are left out."""
        data = self.cleaned_data
        values = {
            name: data[name] for name in ("title", "guidance", "doer", "due_from", "fact", "needs", "is_required")
        }
        if data["due_from"] == DueFrom.DATE:
            values |= {"due_month": data["due_on"].month, "due_day": data["due_on"].day}
        else:
            values["due_days"] = data["due_days"]
        if data["due_from"] == DueFrom.STEP:
            values["due_step"] = data["due_step"]
        return {"values": StepValues(**values)}


def _initial(step: ChecklistStep, year: AcademicYear) -> dict[str, Any]:
    names = ("title", "guidance", "doer", "due_from", "due_days", "fact", "is_required")
    initial = {name: getattr(step, name) for name in names}
    initial |= {"due_step": step.due_step_id, "needs": step.needs_id}
    if step.due_month and step.due_day:
        initial["due_on"] = day_in_year(year, step.due_month, step.due_day)
    return initial


class BeginForm(forms.Form):
    """Where the checklist of a year begins."""

    source = forms.TypedChoiceField(required=False, label="Begin with", widget=forms.RadioSelect, empty_value=None)

    def __init__(self, data: Any = None, *, year: AcademicYear, sources: Sequence[Checklist]) -> None:
        super().__init__(data, initial={"source": str(sources[0].pk) if sources else ""})
        self.year = year
        by_key = {str(source.pk): source for source in sources}
        names = [
            (key, "The national default" if row.is_default else f"Your checklist of {row.year}")
            for key, row in by_key.items()
        ]
        self.fields["source"].choices = [*names, ("", "No steps")]  # type: ignore[attr-defined]
        self.fields["source"].coerce = by_key.__getitem__  # type: ignore[attr-defined]

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `begin_checklist`."""
        return {"year": self.year, "source": self.cleaned_data["source"]}


class TickForm(forms.Form):
    """A tick, with its day, a note and files."""

    done_on = TypedDateField(label="Date done")
    note = forms.CharField(
        required=False,
        max_length=2000,
        label="Note",
        help_text="The hub, the school and its Specialist can read it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    files = UploadsField(  # type: ignore[assignment]  # a form’s own `files` is set on its instances
        required=False, most=MOST_FILES, label="Files", help_text=f"Up to {MOST_FILES} files, 10 MB each."
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"done_on": today()})

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `tick_step`."""
        return dict(self.cleaned_data)


class TickSchoolsForm(forms.Form):
    """The schools at which a step is done, its day, and a note that each of them keeps."""

    schools = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Select the schools at which this step is done."}
    )
    done_on = TypedDateField(label="Date done")
    note = forms.CharField(
        required=False,
        max_length=2000,
        label="Note",
        help_text="The hub, the school and its Specialist can read it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, schools: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, initial={"done_on": today()})
        self.fields["schools"].choices = schools  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[int]:
        """Return the keys of the schools that are selected, as typed."""
        return {int(key) for key in self["schools"].value() or [] if str(key).isdecimal()}

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `tick_schools`."""
        return dict(self.cleaned_data)


class ExcuseForm(ReasonForm):
    """Why a school does not need a step."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].help_text = "The school and its Specialist can read it."
        self.fields["reason"].error_messages["required"] = "Enter why the school does not need this step."
