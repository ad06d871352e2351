"""The fields of plans, aims, steps and judgements, declared once for every form and output.

To add a field: add the column (to `AimContent` or `StepContent` where a template has it too), its migration, and one
line here. The forms, the actions, autosave, the frozen versions, the comparison, the Word file, the printed plan, the
pages and the copy of a template read these lists; `tests/house/test_fields.py` names what was forgotten. By design the
page of a review shows the success criteria alone, and the impact report title, need and success.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sustaining.common.templatetags.sustaining import day

from .choices import BigIdea, Colour, Horizon, NeedOf, OutcomeGroup, StepState
from .models import Aim, Judgement, Plan, Step

LONG = 10_000


class Kind(StrEnum):
    """The type of a field's value, which decides its widget."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    PEOPLE = "people"
    LINKS = "links"


@dataclass(frozen=True)
class PlanField:
    """A field of a plan, aim, step or judgement.

    `label` is the label on forms, `short` the heading on pages and in documents. `key` is the field's name in frozen
    content, which stores a choice's label rather than its value; `source` is a property frozen instead of the column.
    `phrase` puts the value into a sentence.

    `is_progress` marks a field that may change while the plan is agreed; `is_asked_later` leaves it out of the form
    that creates a row. `not_shown` gives the reason why outputs leave the field out; without one, the house test looks
    for it in every output.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    short: str = ""
    hint: str = ""
    max_length: int = LONG
    required: bool = False
    rows: int = 4
    choices: Any = None
    default: Any = ""
    key: str = ""
    source: str = ""
    phrase: str = "{}"
    is_lower: bool = False
    is_progress: bool = False
    is_asked_later: bool = False
    required_message: str = ""
    not_shown: str = ""

    @property
    def heading(self) -> str:
        """Return the heading for pages and documents."""
        return self.short or self.label

    @property
    def frozen_key(self) -> str:
        """Return the key in frozen content."""
        return self.key or self.name

    @property
    def is_text(self) -> bool:
        """Return whether the field is free text, which is autosaved."""
        return self.kind is Kind.TEXT

    @property
    def is_long(self) -> bool:
        """Return whether the field is a textarea."""
        return self.max_length == LONG

    def frozen(self, row: Any) -> Any:
        """Return the row's value as plain data; choices become their labels.

        A template's rows have only some of the fields: the others are empty.
        """
        if self.source and hasattr(row, self.source):
            return getattr(row, self.source)
        value = getattr(row, self.name, "")
        if self.kind is Kind.CHOICE:
            return str(self.choices(value).label) if value else ""
        if self.kind is Kind.CHOICES:
            return [str(self.choices(choice).label) for choice in value]
        return value

    def display(self, content: Mapping[str, Any], *, long_dates: bool = False) -> str:
        """Return the value in frozen content as text; empty where an older version lacks the field.

        Pages show `Fri 4 Dec 2026`; documents ask for `long_dates` and get `4 December 2026`.
        """
        value = content.get(self.frozen_key)
        if not value:
            return ""
        if isinstance(value, list):
            return " · ".join(value)
        if self.kind is Kind.DATE:
            due = value if isinstance(value, date) else date.fromisoformat(value)
            return f"{due.day} {due:%B %Y}" if long_dates else day(due)
        return str(value)

    def in_sentence(self, content: Mapping[str, Any]) -> str:
        """Return the value as part of a sentence, such as `by Fri 4 Dec 2026`; empty without a value."""
        value = self.display(content)
        return self.phrase.format(value.lower() if self.is_lower else value) if value else ""


@dataclass(frozen=True)
class FieldList:
    """The fields of one model, in the order of its form.

    `excused` gives, for each other column of the model, the reason why it is not listed.
    """

    kind: str
    model: Any
    fields: tuple[PlanField, ...]
    excused: Mapping[str, str]
    plan_path: tuple[str, ...] = ()
    has_title: bool = True
    by_name: Mapping[str, PlanField] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {plan_field.name: plan_field for plan_field in self.fields})

    def __iter__(self) -> Iterator[PlanField]:
        return iter(self.fields)

    @property
    def texts(self) -> list[PlanField]:
        """Return the autosaved fields."""
        return [plan_field for plan_field in self.fields if plan_field.is_text]

    @property
    def chosen(self) -> list[PlanField]:
        """Return the fields that are not free text."""
        return [plan_field for plan_field in self.fields if not plan_field.is_text]

    @property
    def shown(self) -> list[PlanField]:
        """Return the fields for every output."""
        return [plan_field for plan_field in self.fields if not plan_field.not_shown]

    @property
    def title(self) -> PlanField:
        """Return the first field, which names the row where the list `has_title`."""
        return self.fields[0]

    @property
    def columns(self) -> list[PlanField]:
        """Return the fields that are columns of the model."""
        return [plan_field for plan_field in self.fields if plan_field.kind not in (Kind.PEOPLE, Kind.LINKS)]

    def new_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns of a new row: `values`, with defaults for the others.

        Raise TypeError for a field that is not listed, or one that is required and missing.
        """
        needed = [plan_field for plan_field in self.columns if plan_field.required and plan_field.default == ""]
        return self._validated(
            {plan_field.name: plan_field.default for plan_field in self.columns} | dict(values),
            self.columns,
            needed,
            values,
        )

    def changed_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the changed columns of a row; every column that is not free text must be given.

        Raise TypeError for a field that is not listed or is missing: the action was called wrongly.
        """
        chosen = [plan_field for plan_field in self.columns if not plan_field.is_text]
        return self._validated(values, chosen, chosen, values)

    def _validated(
        self, values: Mapping[str, Any], known: list[PlanField], needed: list[PlanField], given: Mapping[str, Any]
    ) -> dict[str, Any]:
        if unknown := set(values) - {plan_field.name for plan_field in known}:
            raise TypeError(f"{self.kind} has no field {', '.join(sorted(unknown))}")
        if missing := [plan_field.name for plan_field in needed if plan_field.name not in given]:
            raise TypeError(f"{self.kind} needs {', '.join(missing)}")
        return {
            name: list(value) if self.by_name[name].kind is Kind.CHOICES else value for name, value in values.items()
        }

    def frozen(self, row: Any) -> dict[str, Any]:
        """Return a row's fields as plain data, by their frozen keys."""
        return {plan_field.frozen_key: plan_field.frozen(row) for plan_field in self.shown}

    def missing(self, row: Any) -> list[PlanField]:
        """Return the required fields that a row does not have yet, such as an aim that was brought in without a need."""
        return [
            plan_field for plan_field in self.columns if plan_field.required and getattr(row, plan_field.name) == ""
        ]

    def copied(self, row: Any) -> dict[str, Any]:
        """Return the columns of a new row, copied from a template's row."""
        return {
            plan_field.name: getattr(row, plan_field.name)
            for plan_field in self.columns
            if hasattr(row, plan_field.name)
        }

    def get_plan(self, row: Any) -> Plan:
        """Return the plan that a row belongs to."""
        for name in self.plan_path:
            row = getattr(row, name)
        return row


PLAN = FieldList(
    "plan",
    Plan,
    (
        PlanField("vision", "Vision", rows=5,
                  hint="What will mathematics in your department be like when the plan has succeeded?"),
        PlanField("student_need", "Evidence of students’ needs", short="Students’ needs", rows=5,
                  hint="For example, from lessons, books, assessments and what students say."),
        PlanField("teacher_need", "Evidence of teachers’ needs", short="Teachers’ needs", rows=5,
                  hint="For example, what colleagues say they need, and what you saw when planning or teaching together."),
    ),
    excused={
        "school": "whose plan it is",
        "state": "moved by actions; the pages show it beside the plan",
        "academic_year": "moved by opening a year",
        "state_since": "set by the moves",
    },
    has_title=False,
)  # fmt: skip
AIM = FieldList(
    "aim",
    Aim,
    (
        PlanField("title", "Aim", short="Aim", max_length=150, required=True,
                  hint="For example, Fluency with ratio in Year 8."),
        PlanField("need_of", "Whose need is it?", Kind.CHOICE, short="Whose need", choices=NeedOf, required=True,
                  phrase="{}’ need"),
        PlanField("need", "Need, and how you know", short="The need", required=True,
                  hint="For example, from lessons, books, assessments or colleagues."),
        PlanField("success_criteria", "Success criteria", short="Success", required=True,
                  hint="What you will see in lessons, books and data."),
        PlanField("horizon", "By when?", Kind.CHOICE, short="By when", choices=Horizon, default=Horizon.THIS_YEAR,
                  required=True, is_lower=True),
        PlanField("outcome_group", "Outcomes", Kind.CHOICE, short="Outcomes",
                  choices=OutcomeGroup, is_lower=True),
        PlanField("big_ideas", "Big ideas it draws on", Kind.CHOICES, short="Big ideas", choices=BigIdea, default=()),
    ),
    excused={
        "plan": "whose aim it is",
        "position": "the order of the plan",
        "added_at": "set by adding it to the plan",
        "dropped_at": "set by taking it off the plan",
        "met_in": "set by opening a year",
    },
    plan_path=("plan",),
)  # fmt: skip
STEP = FieldList(
    "step",
    Step,
    (
        PlanField("what", "Action", max_length=250, required=True),
        PlanField("progress", "Progress", Kind.CHOICE, choices=StepState, default=StepState.TO_DO, required=True,
                  is_lower=True, is_progress=True, is_asked_later=True),
        PlanField("owners", "Lead", Kind.PEOPLE, default=(), not_shown="read together with `who`"),
        PlanField("who", "Others involved", short="Who", max_length=120, source="people",
                  hint="Colleagues without an account, or a team."),
        PlanField("due_on", "By when", Kind.DATE, default=None, phrase="by {}"),
        PlanField("needs", "Time and resources", max_length=250,
                  hint="For example, two department meetings, or a morning’s release for three teachers."),
    ),
    excused={
        "aim": "whose step it is",
        "position": "the order of the aim",
        "closed_in": "set by opening a year",
    },
    plan_path=("aim", "plan"),
)  # fmt: skip
JUDGEMENT = FieldList(
    "judgement",
    Judgement,
    (
        PlanField("colour", "RAG rating", Kind.CHOICE, short="Rating", choices=Colour, required=True,
                  required_message="Choose green, amber or red."),
        PlanField("seen", "Evidence", required=True,
                  hint="For example, from lessons, books, data and what students and colleagues say.",
                  required_message="Enter the evidence, in a sentence or two."),
        PlanField("following", "Next steps", key="next", rows=3),
        PlanField("sessions", "Evidence from sessions", Kind.LINKS, default=(),
                  not_shown="a review links to its sessions; documents and versions hold its text"),
    ),
    excused={
        "review": "which review it is of",
        "aim": "which aim it is of",
        "judged_by": "set by the action",
        "judged_at": "set by the action",
    },
    plan_path=("review", "plan"),
    has_title=False,
)  # fmt: skip
LISTS = {listed.kind: listed for listed in (PLAN, AIM, STEP, JUDGEMENT)}


@dataclass(frozen=True)
class AutosavedText:
    """A text field that is saved while it is typed."""

    list: FieldList
    field: PlanField

    @property
    def kind(self) -> str:
        """Return the kind of the row, as it is in the URL."""
        return self.list.kind

    @property
    def name(self) -> str:
        """Return the column, as it is in the URL."""
        return self.field.name

    @property
    def label(self) -> str:
        """Return the label of the text box."""
        return self.field.label

    @property
    def model(self) -> Any:
        """Return the row's model."""
        return self.list.model

    def get_plan(self, row: Any) -> Plan:
        """Return the plan that its row belongs to."""
        return self.list.get_plan(row)


AUTOSAVED = {
    (kind, text.name): AutosavedText(LISTS[kind], text)
    for kind in ("plan", "aim", "step")
    for text in LISTS[kind].texts
}


def autosaved_texts(kind: str) -> list[AutosavedText]:
    """Return the autosaved texts of plans, aims or steps, in order."""
    return [text for text in AUTOSAVED.values() if text.kind == kind]


def step_line(content: Mapping[str, Any], *, with_progress: bool = True) -> str:
    """Return a step's values other than its title: `Ann Advocate · by Fri 4 Dec 2026 · A morning’s release · not started`."""
    shown = [
        plan_field
        for plan_field in STEP.shown
        if plan_field is not STEP.title and (with_progress or not plan_field.is_progress)
    ]
    in_order = sorted(shown, key=lambda plan_field: plan_field.is_progress)
    return " · ".join(phrase for plan_field in in_order if (phrase := plan_field.in_sentence(content)))


def aim_line(content: Mapping[str, Any]) -> str:
    """Return an aim's choices as one line: `Students’ need · this year · Fluency`."""
    line = " · ".join(phrase for plan_field in AIM.chosen if (phrase := plan_field.in_sentence(content)))
    return line[:1].upper() + line[1:]
