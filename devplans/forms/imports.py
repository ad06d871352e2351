"""Forms for bringing in an existing plan: the document or text, and the parts that were read from it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from sustaining.common.counts import join_words
from sustaining.common.forms import TypedDateField
from sustaining.common.typed_text import fold
from sustaining.common.word_uploads import WordField

from ..choices import PLAN_PARTS, NeedOf, PartKind
from ..fields import AIM, LONG, PLAN, STEP, PlanField
from ..text_merge import plain

if TYPE_CHECKING:
    from django.forms import BoundField

LONGEST_PASTE = 100_000
ENTER = {
    PartKind.VISION: "the vision",
    PartKind.STUDENT_NEED: "the evidence of students’ needs",
    PartKind.TEACHER_NEED: "the evidence of teachers’ needs",
    PartKind.AIM: "the aim",
    PartKind.NEED: "the need",
    PartKind.SUCCESS_CRITERIA: "the success criteria",
    PartKind.ACTION: "the action",
}
TEACHERS = re.compile(r"\b(teacher|staff|colleague|department|professional|cpd|pd|planning together)", re.IGNORECASE)
STUDENTS = re.compile(r"\b(student|pupil|learner|child|attainment|progress)", re.IGNORECASE)


class BringInForm(forms.Form):
    """A plan to bring in: pasted, or a Word document."""

    text = forms.CharField(
        label="Paste your plan",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Copy it from Word: headings, lists and tables. Keep each heading on a line of its own.",
    )
    file = WordField(
        label="Or choose a Word document",
        required=False,
        help_text="A .docx file, up to 10 MB. Pictures in it are left out.",
    )

    def clean_text(self) -> str:
        """Return the text. Raise ValidationError when it is longer than a plan."""
        text = self.cleaned_data["text"]
        if len(text) > LONGEST_PASTE:
            raise forms.ValidationError(
                f"Text must be {LONGEST_PASTE:,} characters or fewer. You’ve entered {len(text):,}. Paste only the plan."
            )
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data.get("text") and data.get("file"):
            self.add_error("file", "Paste your plan or choose a file, not both.")
        elif not data.get("text") and not data.get("file"):
            self.add_error("text", "Paste your plan, or choose a Word document.")
        return data

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `read_document` or `read_pasted`."""
        name = "file" if self.cleaned_data.get("file") else "text"
        return {name: self.cleaned_data[name]}


@dataclass
class PartRow:
    """A part on the page: its fields, and what to know before choosing what it is."""

    number: int
    kind: BoundField
    text: BoundField
    more: list[BoundField] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PlanNow:
    """What the plan has already, to check parts against."""

    texts: Mapping[str, str]
    aims: Sequence[str]
    seen: str

    @property
    def summary(self) -> str:
        """Return what the plan has: `a vision and 2 aims`; empty for a new plan."""
        names = ["a vision" if self.texts[PartKind.VISION] else ""]
        names.append("evidence of need" if any(self.texts[kind] for kind in PLAN_PARTS[1:]) else "")
        names.append(f"{len(self.aims)} aim{'' if len(self.aims) == 1 else 's'}" if self.aims else "")
        return join_words(list(filter(None, names)))


class PartsForm(forms.Form):
    """The parts of a plan that is brought in, each with its text and what it is."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, parts: Sequence[Mapping[str, Any]], plan: PlanNow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.plan = parts, plan
        self.initial["seen"] = plan.seen
        self.row_titles: dict[str, str] = {}
        for number, part in enumerate(parts, start=1):
            self._add_fields(number, part)

    def _add_fields(self, number: int, part: Mapping[str, Any]) -> None:
        text = part["text"]
        has_text = part["kind"] == PartKind.VISION and bool(self.plan.texts[PartKind.VISION])
        rows = min(8, max(2, sum(math.ceil(len(line) / 40) for line in text.split("\n"))))
        fields = {
            "kind": forms.ChoiceField(
                label="What it is",
                choices=PartKind.choices,
                widget=forms.Select(attrs={"class": "form-select"}),
                initial=PartKind.LEAVE_OUT if has_text else part["kind"],
                error_messages={"required": "Choose what this is."},
            ),
            "text": forms.CharField(
                label="Text",
                required=False,
                initial=text,
                widget=forms.Textarea(attrs={"rows": rows, "class": "form-control mt-2"}),
            ),
        }
        if part["kind"] == PartKind.AIM:
            fields["need_of"] = forms.ChoiceField(
                label="Whose need",
                choices=NeedOf.choices,
                initial=whose_need(text),
                error_messages={"required": "Choose whose need this aim answers."},
            )
        elif part["kind"] == PartKind.ACTION:
            fields["who"] = forms.CharField(label="Who", required=False, initial=part["who"])
            fields["due_on"] = TypedDateField(label="By when", required=False, initial=part["due_on"])
            fields["needs"] = forms.CharField(label="Time and resources", required=False, initial=part["needs"])
        for name, form_field in fields.items():
            self.fields[f"{name}_{number}"] = form_field
            self.row_titles[f"{name}_{number}"] = f"Part {number}"

    @property
    def rows(self) -> list[PartRow]:
        """Return the parts with their bound fields, in order."""
        return [
            PartRow(
                number,
                self[f"kind_{number}"],
                self[f"text_{number}"],
                [self[name] for name in self._more(number)],
                self._notes(part),
            )
            for number, part in enumerate(self.parts, start=1)
        ]

    def _more(self, number: int) -> list[str]:
        names = (f"{name}_{number}" for name in ("need_of", "who", "due_on", "needs"))
        return [name for name in names if name in self.fields]

    def _notes(self, part: Mapping[str, Any]) -> list[str]:
        kind, length = part["kind"], len(part["text"])
        notes = []
        limit = get_limit(kind)
        if limit and length > limit.max_length:
            notes.append(f"This is {length:,} characters long. Shorten it to {limit.max_length:,} or fewer.")
        if kind == PartKind.VISION and self.plan.texts[kind]:
            notes.append("The plan already has a vision. Choose Vision to add this text after it.")
        elif kind in PLAN_PARTS and self.plan.texts[kind]:
            notes.append("The plan already has text here. This will be added after it.")
        if kind == PartKind.AIM and fold(part["text"]) in {fold(title) for title in self.plan.aims}:
            notes.append("The plan already has an aim with this title.")
        if part.get("when_words"):
            notes.append(f"“{part['when_words']}” stays in the text, because it isn’t an exact date.")
        return notes

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.texts: dict[str, str] = {}
        self.aims: list[dict[str, Any]] = []
        for number in range(1, len(self.parts) + 1):
            kind = data.get(f"kind_{number}", PartKind.LEAVE_OUT)
            if kind != PartKind.LEAVE_OUT:
                self._take(number, PartKind(kind), plain(data.get(f"text_{number}")))
        if not self.texts and not self.aims and not self.errors:
            self.add_error(None, "Every part is left out. Choose what at least one of them is.")
        return data

    def _take(self, number: int, kind: PartKind, text: str) -> None:
        """Put a part into its place, or add an error to its field."""
        if not text:
            self.add_error(f"text_{number}", f"Enter {ENTER[kind]}, or choose Leave out.")
        elif kind == PartKind.AIM:
            title = " ".join(text.split())
            self.aims.append({"title": title, "need": "", "success_criteria": "", "steps": []})
            self.aims[-1]["need_of"] = self.cleaned_data.get(f"need_of_{number}") or whose_need(text)
        elif kind in PLAN_PARTS:
            self.texts[kind.value] = "\n\n".join(filter(None, [self.texts.get(kind), text]))
            text = "\n\n".join(filter(None, [self.plan.texts[kind], self.texts[kind]]))
        elif not self.aims:
            self.add_error(
                f"kind_{number}", "There is no aim above this. Choose Aim for an earlier part, or Leave out."
            )
        elif kind == PartKind.ACTION:
            self.aims[-1]["steps"].append(self._step(number, text))
        else:
            text = "\n".join(filter(None, [self.aims[-1][kind], text]))
            self.aims[-1][kind.value] = text
        self._check_length(f"text_{number}", get_limit(kind), " ".join(text.split()) if is_one_line(kind) else text)

    def _step(self, number: int, text: str) -> dict[str, Any]:
        values: dict[str, Any] = {"what": " ".join(text.split()), "who": "", "due_on": None, "needs": ""}
        for name in ("who", "needs"):
            values[name] = " ".join((self.cleaned_data.get(f"{name}_{number}") or "").split())
            self._check_length(f"{name}_{number}", STEP.by_name[name], values[name])
        values["due_on"] = self.cleaned_data.get(f"due_on_{number}")
        return values

    def _check_length(self, name: str, declared: PlanField | None, text: str) -> None:
        most = declared.max_length if declared else LONG
        if declared and len(text) > most:
            short = declared.heading
            self.add_error(name, f"{short} must be {most:,} characters or fewer. You’ve entered {len(text):,}.")

    def action_data(self) -> dict[str, Any]:
        """Return the keyword arguments of `bring_in`."""
        return {"texts": self.texts, "aims": self.aims, "seen": self.cleaned_data["seen"]}


def get_limit(kind: str) -> PlanField | None:
    """Return the declared field that a kind of part is written to; None for what is left out."""
    if kind in PLAN_PARTS:
        return PLAN.by_name[kind]
    names = {PartKind.AIM: AIM.title, PartKind.ACTION: STEP.title}
    return names.get(PartKind(kind)) or AIM.by_name.get(kind)


def is_one_line(kind: str) -> bool:
    """Return whether a kind of part is one line of text in the plan."""
    return kind in (PartKind.AIM, PartKind.ACTION)


def whose_need(text: str) -> str:
    """Return whose need an aim seems to answer: teachers' only where it names them and no students."""
    return NeedOf.TEACHERS if TEACHERS.search(text) and not STUDENTS.search(text) else NeedOf.STUDENTS


def with_day(part: Mapping[str, Any], day: date | None) -> dict[str, Any]:
    """Return an action's part with its day; words that name no certain day are kept in its text."""
    phrases = part["when"] if part["kind"] == PartKind.ACTION and part["when"] and day is None else ""
    text = f"{part['text']} ({phrases})" if phrases and fold(phrases) not in fold(part["text"]) else part["text"]
    return {**part, "text": text, "due_on": day, "when_words": phrases}
