"""The sections of the application form, one page each, in the order of the task list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class Section:
    """A page of the form: `form(application, data, lenient)`, `stored(application)` as its values, and `save`."""

    name: str
    title: str
    form: Callable[..., Any]
    stored: Callable[[Application], dict[str, Any]]
    save: Callable[..., Any]

    def filled_form(self, application: Application) -> Any:
        """Return the form with the answers so far."""
        form = self.form(application, None, lenient=False)
        form.initial = self.stored(application)
        return form

    def is_done(self, application: Application) -> bool:
        """Return whether the answers are complete and valid."""
        return self.form(application, self.stored(application), lenient=False).is_valid()

    def is_begun(self, application: Application) -> bool:
        """Return whether anything has been answered."""
        return any(value not in ("", None) for value in self.stored(application).values())

    def answers(self, application: Application) -> list[tuple[str, str]]:
        """Return the labels and answers of the section, as text."""
        form, stored = self.filled_form(application), self.stored(application)
        return [(field.label or "", display_value(field, stored.get(name))) for name, field in form.fields.items()]


def display_value(field: forms.Field, value: Any) -> str:
    """Return a stored value as text."""
    if value in ("", None):
        return ""
    for key, label in getattr(field, "choices", ()):
        if str(key) == str(value):
            return str(label)
    return day(value) if isinstance(value, date) else str(value)


def _section(name: str, title: str, form_class: type[PartForm]) -> Section:
    fields = list(form_class.base_fields)

    def save(application: Application, form: Any, *, by: User, now: datetime) -> Any:
        return actions.save_texts(application, by=by, now=now, **form.cleaned_data)

    return Section(
        name,
        title,
        lambda application, data, *, lenient: form_class(data, application=application, lenient=lenient),
        lambda application: {field: getattr(application, field) for field in fields},
        save,
    )


def _advocate_numbered(application: Application, number: int) -> ApplicantAdvocate:
    return next(advocate for advocate in application.advocates.all() if advocate.number == number)


def _advocate_section(number: int, title: str) -> Section:
    fields = list(AdvocatePartForm.base_fields)

    def save(application: Application, form: Any, *, by: User, now: datetime) -> Any:
        return actions.save_advocate(application, number=number, by=by, now=now, **form.cleaned_data)

    return Section(
        f"advocate-{number}",
        title,
        lambda application, data, *, lenient: AdvocatePartForm(
            data, application=application, lenient=lenient, number=number
        ),
        lambda application: {field: getattr(_advocate_numbered(application, number), field) for field in fields},
        save,
    )


def current_questions(application: Application) -> list[Question]:
    """Return the hub's questions, without those that were removed."""
    return [question for question in application.call.questions.all() if question.taken_out_at is None]


def _stored_answers(application: Application) -> dict[str, Any]:
    given = {answer.question_id: answer.text for answer in application.answers.all()}
    return {
        f"q{question.pk}": _value(question, given.get(question.pk, "")) for question in current_questions(application)
    }


def _value(question: Question, text: str) -> Any:
    if not text:
        return ""
    if question.kind == QuestionKind.DATE:
        return date.fromisoformat(text)
    return Decimal(text) if question.kind == QuestionKind.NUMBER else text


def _save_answers(application: Application, form: QuestionsPartForm, *, by: User, now: datetime) -> Any:
    return actions.save_answers(application, answers=form.answers(), by=by, now=now)


QUESTIONS = Section(
    "questions",
    "Your hub’s own questions",
    lambda application, data, *, lenient: QuestionsPartForm(
        data, application=application, lenient=lenient, questions=current_questions(application)
    ),
    _stored_answers,
    _save_answers,
)
SECTIONS = [
    _section("school", "Your school", SchoolPartForm),
    _advocate_section(1, "First Mastery Advocate"),
    _advocate_section(2, "Second Mastery Advocate"),
    _section("department", "The department", DepartmentPartForm),
    QUESTIONS,
    _section("head", "The headteacher", HeadPartForm),
]


def get_sections(application: Application) -> list[Section]:
    """Return the application's sections. The hub's own questions make a section only when there are any."""
    questions = current_questions(application) if application.submitted_at is None else application.answers.all()
    return [section for section in SECTIONS if section is not QUESTIONS or questions]


def find_section(application: Application, name: str) -> Section | None:
    """Return the section with this name in its address, or None."""
    return next((section for section in get_sections(application) if section.name == name), None)


def next_section(application: Application, section: Section) -> Section | None:
    """Return the next section, or None after the last."""
    sections = get_sections(application)
    place = sections.index(section) + 1
    return sections[place] if place < len(sections) else None


def missing_sections(application: Application) -> list[str]:
    """Return the titles of incomplete sections, and of the task to ask the headteacher."""
    titles = [section.title for section in get_sections(application) if not section.is_done(application)]
    return titles if application.head_asked_at else [*titles, "Ask the headteacher"]


def answers_by_section(application: Application) -> list[tuple[Section, list[tuple[str, str]]]]:
    """Return all answers by section, with the hub's questions as they were worded when answered."""
    return [
        (
            section,
            hub_answers(application)
            if section is QUESTIONS and application.submitted_at
            else section.answers(application),
        )
        for section in get_sections(application)
    ]


def hub_answers(application: Application) -> list[tuple[str, str]]:
    """Return the hub's questions, as worded when answered, with the answers as text."""
    return [(answer.asked, _display_answer(answer.kind, answer.text)) for answer in application.answers.all()]


def _display_answer(kind: str, text: str) -> str:
    if kind == QuestionKind.DATE and text:
        return day(date.fromisoformat(text))
    return text.capitalize() if kind == QuestionKind.YES_NO else text
