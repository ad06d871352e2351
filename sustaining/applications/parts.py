"""The parts of an application: each a page of its own, complete or not by what is written, in the order of the task list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from sustaining.common.templatetags.sustaining import day

from . import actions
from .choices import QuestionKind
from .forms.school import (
    AdvocatePartForm,
    DepartmentPartForm,
    HeadPartForm,
    PartForm,
    QuestionsPartForm,
    SchoolPartForm,
)
from .models import ApplicantAdvocate, Application, Question


@dataclass(frozen=True)
class Part:
    """A page of the form. `form(application, data, lenient)`, `stored(application)` as that form's values, `save`."""

    name: str
    title: str
    form: Callable[..., Any]
    stored: Callable[[Application], dict[str, Any]]
    save: Callable[..., Any]

    def opened(self, application: Application) -> Any:
        """The form with what is written so far."""
        form = self.form(application, None, lenient=False)
        form.initial = self.stored(application)
        return form

    def is_done(self, application: Application) -> bool:
        """Whether what is written would pass as complete."""
        return self.form(application, self.stored(application), lenient=False).is_valid()

    def is_begun(self, application: Application) -> bool:
        """Whether anything is written."""
        return any(value not in ("", None) for value in self.stored(application).values())

    def lines(self, application: Application) -> list[tuple[str, str]]:
        """Label and words of everything in it, for reading."""
        form, stored = self.opened(application), self.stored(application)
        return [(field.label or "", shown(field, stored.get(name))) for name, field in form.fields.items()]


def shown(field: forms.Field, value: Any) -> str:
    """A stored value in words."""
    if value in ("", None):
        return ""
    for key, words in getattr(field, "choices", ()):
        if str(key) == str(value):
            return str(words)
    return day(value) if isinstance(value, date) else str(value)


def _texts(name: str, title: str, form_class: type[PartForm]) -> Part:
    fields = list(form_class.base_fields)

    def save(application: Application, form: Any, *, by: Any, now: datetime) -> Any:
        return actions.save_texts(application, by=by, now=now, **form.cleaned_data)

    return Part(
        name,
        title,
        lambda application, data, *, lenient: form_class(data, application=application, lenient=lenient),
        lambda application: {field: getattr(application, field) for field in fields},
        save,
    )


def _named(application: Application, number: int) -> ApplicantAdvocate:
    return next(one for one in application.advocates.all() if one.number == number)


def _advocate(number: int, title: str) -> Part:
    fields = list(AdvocatePartForm.base_fields)

    def save(application: Application, form: Any, *, by: Any, now: datetime) -> Any:
        return actions.save_advocate(application, number=number, by=by, now=now, **form.cleaned_data)

    return Part(
        f"advocate-{number}",
        title,
        lambda application, data, *, lenient: AdvocatePartForm(
            data, application=application, lenient=lenient, number=number
        ),
        lambda application: {field: getattr(_named(application, number), field) for field in fields},
        save,
    )


def questions_of(application: Application) -> list[Question]:
    """The hub's questions as they stand."""
    return [question for question in application.call.questions.all() if question.taken_out_at is None]


def _answered(application: Application) -> dict[str, Any]:
    given = {answer.question_id: answer.text for answer in application.answers.all()}
    return {f"q{question.pk}": _value(question, given.get(question.pk, "")) for question in questions_of(application)}


def _value(question: Question, text: str) -> Any:
    if not text:
        return ""
    if question.kind == QuestionKind.DATE:
        return date.fromisoformat(text)
    return Decimal(text) if question.kind == QuestionKind.NUMBER else text


def _save_answers(application: Application, form: QuestionsPartForm, *, by: Any, now: datetime) -> Any:
    return actions.save_answers(application, answers=form.answers(), by=by, now=now)


QUESTIONS = Part(
    "questions",
    "Your hub’s own questions",
    lambda application, data, *, lenient: QuestionsPartForm(
        data, application=application, lenient=lenient, questions=questions_of(application)
    ),
    _answered,
    _save_answers,
)
PARTS = [
    _texts("school", "Your school", SchoolPartForm),
    _advocate(1, "First Mastery Advocate"),
    _advocate(2, "Second Mastery Advocate"),
    _texts("department", "The department", DepartmentPartForm),
    QUESTIONS,
    _texts("head", "The headteacher", HeadPartForm),
]


def parts_of(application: Application) -> list[Part]:
    """The parts that this application has: a hub may ask nothing of its own."""
    asked = questions_of(application) if application.submitted_at is None else application.answers.all()
    return [part for part in PARTS if part is not QUESTIONS or asked]


def part_named(application: Application, name: str) -> Part | None:
    """A part by the name in its address."""
    return next((part for part in parts_of(application) if part.name == name), None)


def after(application: Application, part: Part) -> Part | None:
    """The part that comes next."""
    parts = parts_of(application)
    place = parts.index(part) + 1
    return parts[place] if place < len(parts) else None


def missing(application: Application) -> list[str]:
    """Titles of the parts that are not complete, and the head's asking."""
    lacking = [part.title for part in parts_of(application) if not part.is_done(application)]
    return lacking if application.head_asked_at else [*lacking, "Ask the headteacher"]


def read(application: Application) -> list[tuple[Part, list[tuple[str, str]]]]:
    """Everything that is said, part by part; the hub's questions as they were asked."""
    return [
        (part, as_asked(application) if part is QUESTIONS and application.submitted_at else part.lines(application))
        for part in parts_of(application)
    ]


def as_asked(application: Application) -> list[tuple[str, str]]:
    """The hub's questions in the words that were answered, with the answers in words."""
    return [(answer.asked, _words(answer.kind, answer.text)) for answer in application.answers.all()]


def _words(kind: str, text: str) -> str:
    if kind == QuestionKind.DATE and text:
        return day(date.fromisoformat(text))
    return text.capitalize() if kind == QuestionKind.YES_NO else text
