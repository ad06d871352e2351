"""Every form of the site, found on its pages, is sent what nobody sends: no answer is a 500, and no exception gets out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.matrix.sample_rows import SampleRows
from tests.matrix.table import ROWS
from tests.matrix.test_matrix import address

pytestmark = pytest.mark.django_db

ODD: dict[str, str] = {
    "nothing": "",
    "a null": "\x00",
    "signs of no alphabet": "\u202e\ufdd0💥é\u0301'\"><script>",
    "a day far off": "9999-12-31",
    "a day that never was": "0000-00-00",
    "less than nothing": "-1",
    "no number": "NaN",
    "more than fits": "9" * 400,
    "very long": "x" * 300_000,
}
OFTEN = ("a null", "signs of no alphabet", "a day far off", "more than fits")
"""What finds most; `make soak` sends the rest too, as everybody."""
Form = tuple[str, str, tuple[tuple[str, str], ...]]
"""Method, path, and the (name, type) of its fields."""


class Forms(HTMLParser):
    """The forms of a page, but the one to sign out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: set[Form] = set()
        self._open: tuple[str, str] | None = None
        self._fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field of one."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = (
                attributes.get("method", "get").lower(),
                urljoin(self.page, attributes.get("action") or self.page),
            )
            self._fields = []
        elif self._open and tag in ("input", "select", "textarea", "button") and attributes.get("name"):
            self._fields.append((attributes["name"], attributes.get("type", tag)))

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form" and self._open:
            method, where = self._open
            if "logout" not in where:
                self.found.add((method, where, tuple(sorted(set(self._fields)))))
            self._open = None


def find_forms(client: Client, rows: SampleRows) -> set[Form]:
    """Every form on every page that this person may open."""
    page_forms: set[Form] = set()
    for row in ROWS:
        if row.get is None:
            continue
        page = address(row, rows)
        answer = client.get(page)
        if answer.streaming:
            list(answer.streaming_content)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming:
            reader = Forms(page)
            reader.feed(answer.content.decode())
            page_forms |= reader.found
    return page_forms


def filled(fields: tuple[tuple[str, str], ...], odd: str) -> dict[str, object]:
    """The fields with an odd word in each; a file is of that name and holds it."""
    return {
        name: SimpleUploadedFile("odd.csv", odd.encode()) if kind == "file" else odd
        for name, kind in fields
        if name != "csrfmiddlewaretoken"
    }


def send_form(client: Client, form: Form, odd: str) -> Any:
    """The answer to a form with the odd word in every field."""
    method, where, fields = form
    values = filled(fields, odd)
    return client.get(urlsplit(where).path, values) if method == "get" else client.post(where, values)


@pytest.fixture
def sent(houses, client_of, caplog):
    """`sent(role, names)`: what went wrong when each form that a role meets was filled with each odd word."""
    caplog.set_level(logging.CRITICAL, "django.request")
    own, _, people = houses

    def send(role: str, names: Iterable[str]) -> list[str]:
        client = client_of(people[role])
        forms = find_forms(client, own)
        assert len(forms) > 3
        return [wrong for form in sorted(forms) for name in names if (wrong := _wrong(client, form, name))]

    return send


def _wrong(client: Client, form: Form, name: str) -> str:
    if form[0] == "get" and len(ODD[name]) > 1_000:
        return ""  # no browser and no server takes an address of that length
    try:
        with transaction.atomic():
            answer = send_form(client, form, ODD[name])
            transaction.set_rollback(True)
        failure = f"{answer.status_code}" if answer.status_code >= 500 else ""
        if answer.streaming:
            list(answer.streaming_content)
        else:
            failure = failure or _refusal_problem(answer.content.decode(errors="replace"))
    except Exception as error:
        failure = f"{type(error).__name__}: {str(error)[:200]}"
    return failure and f"{form[0]} {form[1]} with {name}: {failure}"


SUMMARY = re.compile(r'<div[^>]*class="error-summary".*?</div>', re.DOTALL)


def _refusal_problem(page: str) -> str:
    """Return what is wrong with how a page shows that a form was refused: its title, or a summary that says a thing twice."""
    summaries = SUMMARY.findall(page)
    title = re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)
    if summaries and title and not title[1].startswith("Error:"):
        return f"the title is “{' '.join(title[1].split())}”"
    lines = [
        " ".join(re.sub(r"<[^>]+>", " ", line).split()) for summary in summaries for line in summary.split("</li>")
    ]
    doubled = [line for line in lines if line and lines.count(line) > 1]
    return f"the summary says twice “{doubled[0]}”" if doubled else ""


@pytest.mark.tour
@pytest.mark.parametrize("role", ["lead", "advocate", "finance"])
def test_form_with_odd_values_gives_no_server_error(sent, role):
    assert "\n".join(sent(role, OFTEN)) == ""


@pytest.mark.soak
@pytest.mark.parametrize("role", ["lead", "hubadmin", "admin", "advocate", "head", "specialist", "finance", "auditor"])
def test_form_with_odd_values_in_every_role_gives_no_server_error(sent, role):
    assert sent(role, ODD) == []
