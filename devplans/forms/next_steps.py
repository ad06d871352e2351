"""Next steps in the form of a session, and on their own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from sustaining.common.forms import TypedDateField

from ..actions.next_steps import NewStep, StepAnswer, possible_owners
from ..choices import NextStepState
from ..models import NextStep, Session

if TYPE_CHECKING:
    from django.forms import BoundField

    from schools.models import School
    from sustaining.accounts.models import User

ROWS = ("next_steps", "next_steps_2", "next_steps_3")
"""The fields of the texts. The first has the name that it had before there were several, for forms kept on phones."""
OTHER, CARRY = "other", "carry"
WEEKS = [("1", "In a week"), ("2", "In 2 weeks"), ("4", "In 4 weeks")]
WHEN = [*WEEKS, (OTHER, "Other day")]
CARRY_ON = [*WEEKS, ("8", "In 8 weeks")]
ANSWERS = [(NextStepState.DONE, "Done"), (CARRY, "Carry on"), (NextStepState.DROPPED, "No longer needed")]
WHO = "Choose who will do this."
DAY = "Choose when to check back."
TEXT = "Enter the next step, or clear the person and the check-back day."


@dataclass(frozen=True)
class StepRow:
    """One next step in the form: its text, who does it, when to check back, and the day for *Other day*."""

    text: BoundField
    who: BoundField
    when: BoundField
    other_day: BoundField

    @property
    def is_filled(self) -> bool:
        """Return whether anything was entered or is wrong, so that the row shows."""
        return any(field.value() or field.errors for field in (self.text, self.who, self.when, self.other_day))


@dataclass(frozen=True)
class EarlierStep:
    """An earlier next step whose check-back day has come, with the fields of its answer; None where others answer."""

    step: NextStep
    answer: BoundField | None
    weeks: BoundField | None


class NextStepFields(forms.Form):
    """Fields of a session's next steps, and of the answers to earlier ones. `prepare_steps` adds them."""

    earlier: list[NextStep]
    answered: set[int]
    owners: dict[str, User]

    def prepare_steps(self, school: School, earlier: list[NextStep], answered: set[int], day: date) -> None:
        """Add the fields. `earlier` are the next steps due, `answered` the keys of those that the person may answer."""
        self.earlier, self.answered = earlier, answered
        self.owners = {str(person.pk): person for person in possible_owners(school, day)}
        names = [(key, str(person)) for key, person in self.owners.items()]
        radios: dict[str, Any] = {"required": False, "widget": forms.RadioSelect}
        for place, name in enumerate(ROWS, start=1):
            label = "Next step" if place == 1 else f"Next step {place}"
            self.fields[name] = forms.CharField(label=label, required=False, max_length=4000)
            self.fields[f"{name}_who"] = forms.ChoiceField(label=f"{label}: who", choices=names, **radios)
            self.fields[f"{name}_when"] = forms.ChoiceField(label=f"{label}: check back", choices=WHEN, **radios)
            self.fields[f"{name}_on"] = TypedDateField(label=f"{label}: check back on", required=False)
        for step in earlier:
            if step.pk in answered:
                answer = forms.ChoiceField(label=f"{step}", choices=ANSWERS, **radios)
                self.fields[f"step_{step.pk}"] = answer
                weeks = forms.ChoiceField(label=f"{step}: check back", choices=CARRY_ON, initial="2", **radios)
                self.fields[f"step_{step.pk}_weeks"] = weeks

    def step_rows(self) -> list[StepRow]:
        """Return the rows in which next steps are entered."""
        return [StepRow(self[name], self[f"{name}_who"], self[f"{name}_when"], self[f"{name}_on"]) for name in ROWS]

    def earlier_steps(self) -> list[EarlierStep]:
        """Return the earlier next steps, each with its answer."""
        return [
            EarlierStep(step, self[f"step_{step.pk}"], self[f"step_{step.pk}_weeks"])
            if step.pk in self.answered
            else EarlierStep(step, None, None)
            for step in self.earlier
        ]

    def clean_steps(self, data: dict[str, Any], held_on: date) -> None:
        """Add an error wherever a row is half filled, or its day is before the session."""
        for name in ROWS:
            if self.errors.keys() & {name, f"{name}_who", f"{name}_when", f"{name}_on"}:
                continue
            text, who, when = data.get(name), data.get(f"{name}_who"), data.get(f"{name}_when")
            if (who or when) and not text:
                self.add_error(name, TEXT)
            elif when and not who:
                self.add_error(f"{name}_who", WHO)
            elif who and not when:
                self.add_error(f"{name}_when", DAY)
            elif when == OTHER and not data.get(f"{name}_on"):
                self.add_error(f"{name}_on", "Enter the check-back date, for example 4/11/2026.")
            elif when == OTHER and data[f"{name}_on"] < held_on:
                self.add_error(f"{name}_on", "Check-back date must be on or after the day of the session.")

    def new_steps(self, held_on: date) -> list[NewStep]:
        """Return the next steps that were entered. Weeks count from the day of the session."""
        data, steps = self.cleaned_data, []
        for name in ROWS:
            if not data[name]:
                continue
            when = data[f"{name}_when"]
            day = data[f"{name}_on"] if when == OTHER else held_on + timedelta(weeks=int(when)) if when else None
            steps.append(NewStep(data[name], self.owners.get(data[f"{name}_who"]), day))
        return steps

    def step_answers(self, held_on: date) -> list[StepAnswer]:
        """Return what became of the earlier next steps."""
        data, answers = self.cleaned_data, []
        for step in self.earlier:
            answer = data.get(f"step_{step.pk}")
            if answer == CARRY:
                weeks = int(data.get(f"step_{step.pk}_weeks") or 2)
                answers.append(StepAnswer(step, check_on=held_on + timedelta(weeks=weeks)))
            elif answer:
                answers.append(StepAnswer(step, closes_as=answer))
        return answers


class NextStepForm(forms.Form):
    """A next step on its own page: what, who, and when to check back."""

    text = forms.CharField(
        label="Next step",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the next step."},
    )
    owner = forms.ChoiceField(label="Who will do it", widget=forms.RadioSelect, error_messages={"required": WHO})
    check_on = TypedDateField(
        label="Check back on",
        help_text="It appears on your desk on that day, and when the next session is logged.",
        error_messages={"required": "Enter the check-back date, for example 4/11/2026."},
    )

    def __init__(self, *args: Any, session: Session, day: date, step: NextStep | None = None, **kwargs: Any) -> None:
        people = possible_owners(session.school, day)
        if step and step.owner and step.owner not in people:
            people.append(step.owner)
        self.owners = {str(person.pk): person for person in people}
        if step:
            kwargs.setdefault(
                "initial", {"text": step.text, "owner": str(step.owner_id or ""), "check_on": step.check_on}
            )
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["owner"]
        choices.choices = [(key, str(person)) for key, person in self.owners.items()]

    def values(self) -> tuple[str, User, date]:
        """Return the text, the person and the day."""
        data = self.cleaned_data
        return data["text"], self.owners[data["owner"]], data["check_on"]


class AddStepForm(NextStepForm):
    """A new next step."""

    def action_data(self) -> dict[str, Any]:
        """Return the keywords for add_next_step."""
        return {"step": NewStep(*self.values())}


class ChangeStepForm(NextStepForm):
    """A change to a next step, or a new day for it."""

    def action_data(self) -> dict[str, Any]:
        """Return the keywords for change_next_step."""
        text, owner, check_on = self.values()
        return {"text": text, "owner": owner, "check_on": check_on}
