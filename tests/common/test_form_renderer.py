"""Selects are written without templates, and are what Django's templates make of them."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from sustaining.common.form_renderer import FormRenderer

PLAIN = [
    ("", "---------"),
    ("a", "Ash & “Oak”"),
    (5, "<b>Five</b>"),
    (True, SafeString("<i>safe</i>")),
    ("l", gettext_lazy("No")),
]
GROUPED = [("Trees", [("a", "Ash"), ("o", "Oak")]), ('Other "things"', [(1, "One")]), ("z", "Alone")]
WIDGETS = [
    (forms.Select(choices=PLAIN), "a"),
    (forms.Select(choices=PLAIN, attrs={"class": "form-select", "required": True, "disabled": False, "data-of": 'a"b'}), 5),
    (forms.Select(choices=GROUPED), "1"),
    (forms.Select(choices=[]), None),
    (forms.SelectMultiple(choices=GROUPED), ["a", "z"]),
    (forms.NullBooleanSelect(), True),
]  # fmt: skip


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_select_is_what_the_template_makes_of_it(widget, value):
    own, by_template = (
        widget.render("tree", value, {"id": "id_tree"}, renderer=kind()) for kind in (FormRenderer, DjangoTemplates)
    )
    assert "<option" in own or not widget.choices
    SimpleTestCase().assertHTMLEqual(own, by_template)


def test_other_widgets_are_djangos_own():
    own = forms.RadioSelect(choices=PLAIN).render("tree", "a", renderer=FormRenderer())
    assert own == forms.RadioSelect(choices=PLAIN).render("tree", "a", renderer=DjangoTemplates())


class Marked(forms.Select):
    """A select with a template of its own for options."""

    option_template_name = "django/forms/widgets/checkbox_option.html"


def test_options_with_a_template_of_their_own_keep_it():
    own = Marked(choices=PLAIN).render("tree", "a", renderer=FormRenderer())
    assert own == Marked(choices=PLAIN).render("tree", "a", renderer=DjangoTemplates())
