"""What a form says in place of Django's own sentences about a field: too long, too large, no such choice, no address.

A field that has a sentence of its own in `error_messages` keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

QUESTION_WORDS = {
    "what",
    "where",
    "when",
    "which",
    "who",
    "why",
    "how",
    "is",
    "are",
    "has",
    "have",
    "do",
    "does",
    "did",
}
"""First words of labels that ask, and so do not name what was entered."""


def named(field: BoundField) -> str:
    """Return what was entered, to begin a sentence with: the label, or *Your answer* where the label asks."""
    label = str(field.label or "").strip().rstrip(":")
    asks = label.endswith("?") or label.partition(" ")[0].lower() in QUESTION_WORDS
    return "Your answer" if asks or not label else label


def _too_long(field: BoundField, params: dict[str, Any]) -> str:
    limit, length = params["limit_value"], params["show_value"]
    return f"{named(field)} must be {limit:,} characters or fewer. You’ve entered {length:,}."


def _too_short(field: BoundField, params: dict[str, Any]) -> str:
    return f"{named(field)} must be {params['limit_value']:,} characters or more."


def _too_large(field: BoundField, params: dict[str, Any]) -> str:
    return f"{named(field)} must be {params['limit_value']} or less."


def _too_small(field: BoundField, params: dict[str, Any]) -> str:
    return f"{named(field)} must be {params['limit_value']} or more."


def _too_many_places(field: BoundField, params: dict[str, Any]) -> str:
    return f"{named(field)} must have {params['max']} decimal places or fewer."


SENTENCES: list[tuple[Any, Callable[[BoundField, dict[str, Any]], str]]] = [
    (validators.MaxLengthValidator.message, _too_long),
    (validators.MinLengthValidator.message, _too_short),
    (validators.MaxValueValidator.message, _too_large),
    (validators.MinValueValidator.message, _too_small),
    (validators.DecimalValidator.messages["max_digits"], lambda field, _: f"{named(field)} must be a smaller number."),
    (validators.DecimalValidator.messages["max_whole_digits"], lambda field, _: f"{named(field)} must be a smaller number."),
    (validators.DecimalValidator.messages["max_decimal_places"], _too_many_places),
    (forms.IntegerField.default_error_messages["invalid"], lambda field, _: f"{named(field)} must be a whole number."),
    (forms.DecimalField.default_error_messages["invalid"], lambda field, _: f"{named(field)} must be a number."),
    (validators.EmailValidator.message, lambda *_: "Enter an email address, like name@school.org.uk."),
    (forms.URLField.default_error_messages["invalid"], lambda *_: "Enter a link, like https://www.example.org."),
    (validators.URLValidator.message, lambda *_: "Enter a link, like https://www.example.org."),
    *(
        (kind.default_error_messages["invalid_choice"], lambda *_: "Choose one of the options.")
        for kind in (
            forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField,
        )
    ),
]  # fmt: skip
"""Django's sentences, each with what is said in its place. A sentence is known by being the very same object."""


def in_our_words(field: BoundField, error: ValidationError) -> ValidationError:
    """Return the error with each of Django's own sentences about a field replaced."""
    return ValidationError([_replaced(field, each) for each in error.error_list])


def _replaced(field: BoundField, error: ValidationError) -> ValidationError:
    message = getattr(error, "message", None)
    for default, sentence in SENTENCES:
        if message is default:
            return ValidationError(sentence(field, error.params or {}), code=error.code)
    return error
