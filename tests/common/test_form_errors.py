"""A refused form is shown in one way: `Error:` in the title, a summary whose lines tell the fields apart."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context
from django.test import RequestFactory

from sustaining.common.forms import FormGroup
from sustaining.common.templatetags.form_errors import ErrorLine, error_lines, error_lines_of_rows, error_prefix


class QuestionForm(forms.Form):
    """Two questions with one sentence, and one with its own."""

    first = forms.CharField(label="Aims", error_messages={"required": "Answer this question."})
    second = forms.CharField(label="Hopes", error_messages={"required": "Answer this question."})
    third = forms.CharField(error_messages={"required": "Enter a name."})

    def clean(self):
        raise forms.ValidationError("Choose two people.")


class Group(FormGroup):
    """A page of two forms."""

    form = QuestionForm()

    @property
    def all_forms(self):
        return [QuestionForm(), QuestionForm({})]


def prefix(method: str = "post", **values) -> str:
    request = getattr(RequestFactory(), method)("/")
    return error_prefix(Context({"request": request, **values}))


@pytest.mark.parametrize(
    "values",
    [
        {"form": QuestionForm({})},
        {"anything": QuestionForm({})},
        {"lines": forms.formset_factory(QuestionForm, min_num=1)({"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0})},
        {"forms": Group()},
        {"several": [QuestionForm(), QuestionForm({})]},
        {"has_errors": True},
    ],
)
def test_title_of_a_page_with_a_refused_form_begins_with_error(values):
    assert prefix(**values) == "Error: "


@pytest.mark.parametrize("values", [{}, {"form": QuestionForm()}, {"form": SimpleNamespace(errors=["x"])}])
def test_title_of_another_page_does_not(values):
    assert prefix(**values) == ""
    assert prefix("get", form=QuestionForm({})) == ""
    assert error_prefix(Context()) == ""


def test_summary_names_the_field_where_two_have_one_sentence():
    assert error_lines(QuestionForm({})) == [
        ErrorLine("Choose two people."),
        ErrorLine("Aims: Answer this question.", "#id_first"),
        ErrorLine("Hopes: Answer this question.", "#id_second"),
        ErrorLine("Enter a name.", "#id_third"),
    ]


class DaysForm(forms.Form):
    """Two rows whose fields have one label."""

    row_titles = {"day_1": "First choice", "day_2": "Choice 2"}
    day_1 = forms.DateField(label="Day", error_messages={"invalid": "Enter a date."})
    day_2 = forms.DateField(label="Day", error_messages={"invalid": "Enter a date."})


def test_summary_names_the_row_where_two_fields_have_one_label():
    assert error_lines(DaysForm({"day_1": "x", "day_2": "y"})) == [
        ErrorLine("First choice, day: Enter a date.", "#id_day_1"),
        ErrorLine("Choice 2, day: Enter a date.", "#id_day_2"),
    ]


def test_summary_of_a_formset_names_the_row_and_the_field_where_needed():
    counts = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    typed = {"form-0-first": "x", "form-0-second": "y", "form-0-third": "", "form-1-third": "z"}
    rows = forms.formset_factory(QuestionForm, min_num=2)({**counts, **typed})
    rows.refusal = "Somebody else changed this."
    assert error_lines_of_rows(rows, "Line") == [
        ErrorLine("Somebody else changed this."),
        ErrorLine("Line 1: Choose two people."),
        ErrorLine("Line 1: Enter a name.", "#id_form-0-third"),
        ErrorLine("Line 2: Choose two people."),
        ErrorLine("Line 2: Aims: Answer this question.", "#id_form-1-first"),
        ErrorLine("Line 2: Hopes: Answer this question.", "#id_form-1-second"),
    ]


def test_no_page_writes_the_prefix_of_refused_forms_itself():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    assert [str(path) for path in templates if "Error: {% endif %}" in path.read_text()] == []
