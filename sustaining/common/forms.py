"""Form fields that accept what people type, and whose errors say how to correct it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper as CrispyHelper
from django import forms
from django.core.exceptions import ValidationError

from .clock import today
from .money import parse_pounds
from .telephone import format_telephone, parse_telephone
from .templatetags.sustaining import clock, typed
from .typed_text import clean_email
from .years import FIRST_MONTH, AcademicYear

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
WRITE_A_DATE = "Enter the date, for example 4/11/2026 or 4 Nov 2026."
WRITE_A_TIME = "Enter the time, for example 4pm, 4:30pm or 16:30."
WRITE_MONEY = "Enter the amount in pounds and pence, for example 320.00."
HALF_A_YEAR = timedelta(days=182)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class FormHelper(CrispyHelper):
    """Crispy helper without a form tag: the template has the tag and the buttons."""

    def __init__(self, form: forms.Form | None = None) -> None:
        super().__init__(form)
        self.form_tag = False
        self.disable_csrf = True
        self.form_show_errors = True


def parse_date(text: str, *, near: date, within: AcademicYear | None = None) -> date:
    """Return a date from text; without a year the one in `within`, or the one nearest to `near`. Raise ValueError."""
    date_text = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+", "", text.strip().lower())
    if iso := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", date_text):
        return date(*map(int, iso.groups()))
    date_text = re.sub(r"^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b", r"\2 \1", date_text)  # November 4, 2026
    match = re.fullmatch(
        r"(\d{1,2})(?:st|nd|rd|th)?(?:[\s./-]+(?:of\s+)?|(?=[a-z]))(\d{1,2}|[a-z]{3,9})(?:[\s./,-]+(\d{4}|\d{2}))?",
        date_text,
    )
    if not match:
        raise ValueError(text)
    number, month_words, year_words = match.groups()
    month = int(month_words) if month_words.isdigit() else _month(month_words)
    if not year_words and within:
        return date(within.start if month >= FIRST_MONTH else within.start + 1, month, int(number))
    if not year_words:
        return _nearest(int(number), month, near)
    year = int(year_words)
    return date(year + 2000 if year < 100 else year, month, int(number))


def parse_past_date(text: str, today: date) -> date:
    """Return a typed date; without a year the latest one, since a list says what has been. Raise ValueError."""
    return parse_date(text, near=today - HALF_A_YEAR)


def _month(word: str) -> int:
    """Return the number of a month by its name or the beginning of it, three letters at least. Raise ValueError."""
    if word == "sept":
        return 9
    return next((number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)), 0) or int(word)


def _nearest(number: int, month: int, near: date) -> date:
    candidates = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            candidates.append(date(year, month, number))
        except ValueError:  # 29 February
            continue
    if not candidates:
        raise ValueError(f"{number}/{month}")
    return min(candidates, key=lambda day: abs((day - near).days))


class TypedDateInput(forms.TextInput):
    """A text field for a date; date-pickers.js puts a native picker beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-typed-date": "", "autocomplete": "off", "class": "field-short", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return typed(value) if isinstance(value, date) else value


class TypedDateField(forms.Field):
    """Accepts `4/11/2026`, `4 Nov`, `Wed 4 November 2026` and `2026-11-04`; cleans to a date from 2000 to 2099.

    A date without a year is the nearest one. A form about an academic year sets `within`: then it is the one in that year.
    """

    default_error_messages = {"required": WRITE_A_DATE}
    widget = TypedDateInput
    within: AcademicYear | None = None

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            parsed = parse_date(str(value)[:60], near=today(), within=self.within)
        except (ValueError, OverflowError):
            raise ValidationError(WRITE_A_DATE) from None
        if not EARLIEST <= parsed <= LATEST:
            raise ValidationError(f"That date is too far in the past or future. {WRITE_A_DATE}")
        return parsed

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class TypedTimeField(forms.Field):
    """Accepts `4pm`, `4.30pm` and `16:30`; cleans to a time of day in London."""

    default_error_messages = {"required": WRITE_A_TIME}
    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "field-short"})

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", str(value)[:20].strip().lower())
        if not match:
            raise ValidationError(WRITE_A_TIME)
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
        if hour > 23 or minute > 59:
            raise ValidationError(WRITE_A_TIME)
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, time) else value


class MoneyField(forms.Field):
    """Accepts `£640`, `640.00` and `1,000`, never `9,50`; cleans to pounds (GBP) above nought, with two places."""

    default_error_messages = {"required": WRITE_MONEY}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "field-money"})

    def __init__(self, *, most: Decimal = Decimal("99999.99"), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            amount = parse_pounds(str(value)[:30])
        except (ValueError, InvalidOperation):
            raise ValidationError(WRITE_MONEY) from None
        if amount <= 0:
            raise ValidationError("Amount must be more than £0. Remove the item if nothing was paid.")
        if amount > self.most:
            raise ValidationError(f"That is more than £{self.most:,.2f}. {WRITE_MONEY}")
        return amount


class AddressField(forms.EmailField):
    """An email address; cleans to what the mail system takes: lower case, without invisible characters, domain by IDNA."""

    def to_python(self, value: Any) -> Any:
        try:
            return clean_email(super().to_python(value) or "")
        except ValueError as odd:
            raise ValidationError(str(odd)) from None


class TelephoneField(forms.CharField):
    """A British telephone number; cleans to its groups as people dial them: `0113 496 0187`."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "field-short"})
    default_error_messages = {"invalid": "Enter a telephone number, for example 0113 496 0187."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 30, "label": "Telephone", **kwargs})

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value) or "")
        if typed and not parse_telephone(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return format_telephone(typed)


class LinesField(forms.CharField):
    """A list of texts, one to a line: commas belong to the text. Cleans to a list; `clean_each` checks every entry."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, clean_each: Callable[[str], Any] = str, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(help_text=f"{help_text} One per line.".strip(), **kwargs)
        self.clean_each = clean_each

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Any]:
        return [self.clean_each(line.strip()) for line in super().clean(value).splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return list(initial or []) != self.clean(data)
        except ValidationError:
            return True


class OnceMixin(forms.Form):
    """A form whose action runs once however often it is sent: `once` is a key that the page fixed."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def clean_once(self) -> UUID:
        return self.cleaned_data.get("once") or uuid4()


class ReasonForm(forms.Form):
    """A form with one reason, which is kept."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter the reason. It is recorded, and the people it affects can read it."},
    )

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action."""
        return {"reason": self.cleaned_data["reason"]}


class FormGroup:
    """Forms of one page that are validated together.

    A subclass sets `form`, which takes the action's errors, and may extend `all_forms`.
    """

    form: forms.Form

    @property
    def all_forms(self) -> list[forms.Form]:
        """Return the forms that count, in the page's order."""
        return [self.form]

    def is_valid(self) -> bool:
        """Return whether all forms are valid."""
        judged = [form.is_valid() for form in self.all_forms]  # every one, so that all errors show at once
        return all(judged)

    def has_errors(self) -> bool:
        """Return whether the error summary is shown."""
        return any(form.is_bound and form.errors for form in self.all_forms)

    def add_error(self, field: str | None, sentence: str) -> None:
        """Add an action's error to the field that it is about; above the forms when none of them, or several, have it."""
        forms_with_it = [form for form in self.all_forms if field in getattr(form, "fields", {})]
        if len(forms_with_it) == 1:
            forms_with_it[0].add_error(field, sentence)
        else:
            self.form.add_error(None, sentence)


NOT_IN_A_NAME = re.compile(r"[/:@<>{}\d]|\bwww\b|\.[a-z]{2,}(?![a-z'-]*[A-Z])")


def validate_person_name(value: str) -> None:
    """Raise ValidationError for a name that could carry a message or a link: names appear in emails to others."""
    if NOT_IN_A_NAME.search(value):
        raise forms.ValidationError("Enter a name only, without numbers, links or addresses.")


NAME_ONLY = [validate_person_name]
