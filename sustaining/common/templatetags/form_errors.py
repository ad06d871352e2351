"""Errors of forms, in one way for every page: `Error:` in the title, and a summary whose lines tell fields apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet

from sustaining.common.forms import FormGroup

register = template.Library()


class ErrorLine(NamedTuple):
    """A sentence of the summary, and the address of its field on the page (empty when it is about the whole form)."""

    sentence: str
    href: str = ""


@register.simple_tag(takes_context=True)
def error_prefix(context: Any) -> str:
    """Return `Error: ` when the page shows a form that was sent and refused, whatever its name in the context.

    Screen readers say the title first (GOV.UK Design System, error summary).
    """
    request = context.get("request")
    if request is None or request.method != "POST":
        return ""
    values = [value for layer in context.dicts for value in layer.values()]
    return "Error: " if context.get("has_errors") or any(map(_has_errors, values)) else ""


def _has_errors(value: Any) -> bool:
    if isinstance(value, BaseForm):
        return value.is_bound and bool(value.errors)
    if isinstance(value, BaseFormSet):
        refusal = getattr(value, "refusal", "")
        return value.is_bound and (any(value.errors) or bool(value.non_form_errors()) or bool(refusal))
    if isinstance(value, FormGroup):
        return value.has_errors()
    return isinstance(value, list | tuple) and any(map(_has_errors, value))


@register.simple_tag
def error_lines(*forms: Any) -> list[ErrorLine]:
    """Return the lines of a summary of forms; where several fields have the same sentence, each says its label.

    A label that is on the page several times is told apart by its `title`: that of the form (*Second Advocate*),
    or that of the row that the field is in (`row_titles` of the form: `{"day_2": "Choice 2"}`).
    """
    errors = [(field, str(error)) for form in forms for field, error in _field_errors(form)]
    times = Counter(sentence for _, sentence in errors)
    lines = [ErrorLine(str(error)) for form in forms for error in form.non_field_errors()]
    for field, sentence in errors:
        shown = f"{_full_label(field)}: {sentence}" if times[sentence] > 1 else sentence
        lines.append(ErrorLine(shown, _address(field)))
    return lines


def _full_label(field: Any) -> str:
    titles = getattr(field.form, "row_titles", {})
    title = titles.get(field.name) or getattr(field.form, "title", "")
    return f"{title}, {field.label.lower()}" if title else field.label


def _address(field: Any) -> str:
    return f"#{field.id_for_label or field.auto_id}"


@register.simple_tag
def error_lines_of_rows(rows: BaseFormSet, title: str) -> list[ErrorLine]:
    """Return the lines of a summary of a formset, each with the row that it is about: `Meeting 2: …`.

    A sentence that a row says at two of its fields names the field too. A row with a `row_title` is known by that.
    """
    refusal = getattr(rows, "refusal", "")
    lines = [ErrorLine(str(error)) for error in ([refusal] if refusal else []) + list(rows.non_form_errors())]
    for number, row in enumerate(rows.forms, start=1):
        name = getattr(row, "row_title", "") or f"{title} {number}"
        lines += [line._replace(sentence=f"{name}: {line.sentence}") for line in error_lines(row)]
    return lines


@register.simple_tag
def error_lines_of_group(group: FormGroup) -> list[ErrorLine]:
    """Return the lines of a summary of all forms of a page."""
    return error_lines(*group.all_forms)


def _field_errors(form: BaseForm) -> Iterator[tuple[Any, Any]]:
    fields: Iterable[Any] = form
    yield from ((field, error) for field in fields for error in field.errors)
