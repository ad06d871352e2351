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

from tests.matrix.browser_forms import PageForm, post_forms
from tests.matrix.sample_rows import SampleRows
from tests.matrix.table import ROWS
from tests.matrix.test_matrix import address

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


def page_forms(response: Any) -> list[forms.BaseForm]:
    """Return every form and every form of a formset that a rendered page was given."""
    forms_by_id: dict[int, forms.BaseForm] = {}
    for context in response.context or []:
        for layer in getattr(context, "dicts", [context]):
            for value in layer.values():
                for form in getattr(value, "forms", [value]):
                    if isinstance(form, forms.BaseForm):
                        forms_by_id[id(form)] = form
    return list(forms_by_id.values())


def refusals(response: Any) -> list[str]:
    """Return what a page refuses of a form, apart from values that are simply missing."""
    messages = []
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
