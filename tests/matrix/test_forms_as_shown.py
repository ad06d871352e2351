"""Every form of the site, sent exactly as its page shows it: nothing that the site filled in may be refused.

A blank form may ask for what is missing, and for nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib.messages import ERROR, get_messages
from django.db import transaction
from django.test import Client

from funding.forms.claims import BaseItemFormSet
from tests.matrix.browser_forms import PageForm, post_forms
from tests.matrix.sample_rows import SampleRows
from tests.matrix.table import ROWS
from tests.matrix.test_matrix import address

BLANK_AT_FIRST = (BaseItemFormSet,)
"""A new claim shows no item: people tick what took place, and are asked for the first."""
ROLES = ["lead", "advocate"]
MORE_ROLES = ["specialist", "finance", "hubadmin", "head", "admin"]


def pages(client: Client, sample_rows: SampleRows) -> Iterator[tuple[str, Any]]:
    """Yield the address and the answer of every page that this person may open."""
    for row in ROWS:
        if row.get is None:
            continue
        url = address(row, sample_rows)
        response = client.get(url)
        if response.streaming:
            list(response.streaming_content)
        elif response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            yield url, response


def page_values(response: Any) -> list[Any]:
    """Return every value that a rendered page was given."""
    layers = [layer for context in response.context or [] for layer in getattr(context, "dicts", [context])]
    return [value for layer in layers for value in layer.values()]


def page_forms(response: Any) -> list[forms.BaseForm]:
    """Return every form and every form of a formset that a rendered page was given."""
    values = [form for value in page_values(response) for form in getattr(value, "forms", [value])]
    return list({id(form): form for form in values if isinstance(form, forms.BaseForm)}.values())


def formset_refusals(response: Any) -> list[str]:
    """Return what a page refuses of a formset as a whole; an empty one may ask for its first row."""
    formsets = {id(value): value for value in page_values(response) if isinstance(value, forms.BaseFormSet)}
    return [
        f"{type(formset).__name__}: {sentence}"
        for formset in formsets.values()
        if formset.is_bound and (any(form.has_changed() for form in formset.forms) or not formset.forms)
        if not isinstance(formset, BLANK_AT_FIRST)
        for sentence in formset.non_form_errors()
    ]


def refusals(response: Any) -> list[str]:
    """Return what a page refuses of its forms and formsets, apart from values that are simply missing."""
    messages = formset_refusals(response)
    for form in page_forms(response):
        if not form.is_bound:
            continue
        for name, errors in form.errors.as_data().items():
            is_empty = name in form.fields and not form[name].data
            messages += [
                f"{type(form).__name__}.{name}: {' '.join(error.messages)}"
                for error in errors
                if not (error.code == "required" or is_empty)
            ]
    return messages


def outcome(client: Client, form: PageForm) -> list[str]:
    """Send a form as it is shown and return what the site refuses; whatever it changed is undone."""
    with transaction.atomic():
        response = client.post(form.action, form.data)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code not in (200, 302, 204):
        return [f"status {response.status_code}"]
    error_messages = [str(message) for message in get_messages(response.wsgi_request) if message.level == ERROR]
    return refusals(response) + error_messages


def sliced_choices(url: str, response: Any) -> list[str]:
    """Return the fields of a page whose choices are a sliced queryset: Django refuses every value of such a field."""
    return [
        f"{url}: {type(form).__name__}.{name} chooses from a sliced queryset"
        for form in page_forms(response)
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField) and field.queryset.query.is_sliced
    ]


@pytest.fixture
def refused(houses, client_of, caplog):
    """`refused(role)`: what the site refuses of the forms that it showed to a role."""
    caplog.set_level(logging.CRITICAL, "django.request")
    own, _, people = houses

    def walk(role: str) -> list[str]:
        client = client_of(people[role])
        shown: dict[Any, PageForm] = {}
        wrong = []
        for url, page in pages(client, own):
            wrong += sliced_choices(url, page)
            shown |= {form.sent: form for form in post_forms(url, page.content.decode())}
        assert len(shown) > 3
        for form in shown.values():
            wrong += [f"{form}: {sentence}" for sentence in outcome(client, form)]
        return wrong

    return walk


@pytest.mark.parametrize("role", [*ROLES, *(pytest.param(role, marks=pytest.mark.tour) for role in MORE_ROLES)])
def test_form_sent_as_shown_is_not_refused(refused, role):
    wrong = refused(role)
    assert not wrong, "\n".join(wrong)


class Rows(forms.BaseFormSet):
    """A formset that refuses whatever it is sent."""

    def clean(self) -> None:
        raise forms.ValidationError("Two rows are on the same day.")


class Page:
    """A page that was given a formset."""

    def __init__(self, formset: forms.BaseFormSet) -> None:
        self.context = [{"rows": formset}]


@pytest.mark.parametrize(("day", "refused"), [("4 Nov", ["RowFormSet: Two rows are on the same day."]), ("", [])])
def test_refusal_of_a_whole_formset_is_a_refusal_unless_it_is_empty(day, refused):
    class RowForm(forms.Form):
        day = forms.CharField(required=False)

    formset = forms.formset_factory(RowForm, formset=Rows)
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-day": day}
    assert refusals(Page(formset(sent))) == refused
