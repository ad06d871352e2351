"""A form says in plain words what Django's own sentences about a field say."""

from __future__ import annotations

import pytest
from django import forms

from sustaining.accounts.models import User


class Everything(forms.Form):
    subject = forms.CharField(max_length=3)
    why = forms.CharField(label="Why the school won’t take part", max_length=3)
    weeks = forms.IntegerField(label="Number of weeks", min_value=1, max_value=8)
    days = forms.DecimalField(max_digits=4, decimal_places=2)
    role = forms.ChoiceField(choices=[("a", "A")])
    roles = forms.MultipleChoiceField(choices=[("a", "A")])
    person = forms.ModelChoiceField(User.objects.none())
    email = forms.EmailField()
    website = forms.URLField(assume_scheme="https")
    own = forms.IntegerField(max_value=8, error_messages={"max_value": "Enter 8 weeks or fewer."})


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("subject", "Plan", "Subject must be 3 characters or fewer. You’ve entered 4."),
        ("why", "Plan", "Your answer must be 3 characters or fewer. You’ve entered 4."),
        ("weeks", "9", "Number of weeks must be 8 or less."),
        ("weeks", "0", "Number of weeks must be 1 or more."),
        ("weeks", "two", "Number of weeks must be a whole number."),
        ("days", "two", "Days must be a number."),
        ("days", "1.234", "Days must have 2 decimal places or fewer."),
        ("days", "12345", "Days must be a smaller number."),
        ("role", "z", "Choose one of the options."),
        ("roles", ["z"], "Choose one of the options."),
        ("person", "1", "Choose one of the options."),
        ("email", "ines", "Enter an email address, like name@school.org.uk."),
        ("website", "nowhere at all", "Enter a link, like https://www.example.org."),
        ("own", "9", "Enter 8 weeks or fewer."),
    ],
)
def test_field_says_what_is_wrong_in_plain_words(db, name, typed, sentence):
    assert Everything({name: typed}).errors[name] == [sentence]


def test_codes_of_errors_are_kept():
    form = Everything({"subject": "Plan", "role": "z"})
    assert form.has_error("subject", "max_length")
    assert form.has_error("role", "invalid_choice")
