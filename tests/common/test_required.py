"""No form says that a field is required: each says what to enter."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.auth.forms import AuthenticationForm

from sustaining.common.required import required_message


class Everything(forms.Form):
    subject = forms.CharField()
    urn = forms.CharField(label="URN")
    name = forms.CharField(label="Your name")
    role = forms.ChoiceField(choices=[("a", "A")])
    agrees = forms.BooleanField()
    file = forms.FileField()
    own = forms.CharField(error_messages={"required": "Enter the date, for example 4/11/2026."})


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("subject", "Enter the subject."),
        ("urn", "Enter the URN."),
        ("name", "Enter your name."),
        ("role", "Choose the role."),
        ("agrees", "Select the box to continue."),
        ("file", "Choose a file."),
        ("own", "Enter the date, for example 4/11/2026."),
    ],
)
def test_empty_required_field_says_what_to_enter(name, sentence):
    assert Everything({}).errors[name] == [sentence]


def test_form_of_a_library_says_what_to_enter():
    assert AuthenticationForm(None, {}).errors["password"] == ["Enter the password."]


def test_field_without_a_label_asks_for_an_answer():
    form = Everything({})
    form.fields["subject"].label = ""
    assert required_message(form["subject"]) == "Enter an answer."
