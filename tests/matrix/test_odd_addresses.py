"""Every parameter that a page reads from its address is given values that nobody types: no answer is a 500.

Each parameter of a page is tried once, as the first role that meets it; the fields of a form once for all its pages.
"""

from __future__ import annotations

import logging

import pytest
from django import forms
from django.db import transaction
from django.http import QueryDict
from django.test import Client

from tests.matrix.sample_rows import SampleRows
from tests.matrix.table import ROWS, Row
from tests.matrix.test_matrix import address

pytestmark = [pytest.mark.django_db, pytest.mark.tour]

ODD = (
    "", "x", "0", "-1", "1.5", "1e9", "NaN", "9" * 40, "0000-01", "9999-13", "2026-00", "10000", "\u0663", "\u00b2",
    "2026/27", "1 OR 1=1", "%", "\u202e", "[]", "page",
)  # fmt: skip
ROLES = ("lead", "admin", "advocate", "finance", "specialist")
EVERYWHERE = {"as"}
"""Read by a middleware before every page."""
NEED_A_FILE = {"schools:upload-check", "funding:check-answer"}
"""Pages that these five roles open only after an upload; they read nothing from their address."""
Parameter = tuple[str, str]
"""Whose parameter it is (a page's name, or a form's class) and its name."""


class ReadNames:
    """The names that were read from the address since the last `clear`, and which of them are fields of which form."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.fields: set[Parameter] = set()

    def clear(self) -> None:
        """Forget what the last request read."""
        self.names.clear()
        self.fields.clear()

    def get_parameters(self, page: str) -> set[Parameter]:
        """Return what the last request read, each with its owner."""
        own = self.names - {name for _, name in self.fields}
        return self.fields | {("" if name in EVERYWHERE else page, name) for name in own}


@pytest.fixture
def read(monkeypatch, caplog, statuses_only) -> ReadNames:
    """What every request reads from its address."""
    caplog.set_level(logging.CRITICAL, "django.request")
    names = ReadNames()

    class RecordingQueryDict(QueryDict):
        """Notes every name that it is asked for."""

        def get(self, key, default=None):
            names.names.add(key)
            return super().get(key, default)

        def getlist(self, key, default=None):
            names.names.add(key)
            return super().getlist(key, default)

        def __getitem__(self, key):
            names.names.add(key)
            return super().__getitem__(key)

        def __contains__(self, key):
            names.names.add(key)
            return super().__contains__(key)

    clean = forms.Form.full_clean

    def recording_clean(form: forms.Form) -> None:
        if form.is_bound:
            names.fields.update((type(form).__name__, form.add_prefix(name)) for name in form.fields)
        clean(form)

    monkeypatch.setattr("django.core.handlers.wsgi.QueryDict", RecordingQueryDict)
    monkeypatch.setattr(forms.Form, "full_clean", recording_clean)
    return names


def open_page(client: Client, page: str, parameters: dict[str, str]) -> str:
    """Return what went wrong, if anything did; undo what the request changed."""
    with transaction.atomic():
        answer = client.get(page, parameters)
        if answer.streaming:
            list(answer.streaming_content)  # a file stays open until it is read
        transaction.set_rollback(True)
    return f"{page} with {parameters}: {answer.exc_info[1]!r}" if answer.status_code >= 500 else ""


class OddAddresses:
    """The search of one test: what was tried, and what failed."""

    def __init__(self, rows: SampleRows, read: ReadNames) -> None:
        self.rows, self.read = rows, read
        self.tried: set[Parameter] = set()
        self.pages: set[str] = set()
        self.failures: list[str] = []

    def try_row(self, client: Client, row: Row) -> None:
        """Try a page with every odd value in every parameter that was not tried, also those read beside another."""
        page = address(row, self.rows)
        met = self._open(client, row, page, {})
        self.pages.add(row.name)
        while waiting := met - self.tried:
            for parameter in sorted(waiting):
                self.tried.add(parameter)
                for odd in ODD:
                    met |= self._open(client, row, page, {parameter[1]: odd})

    def try_fields_together(self, client: Client, row: Row) -> None:
        """Try a page with every odd value in all fields of its forms, whose fields were tried one by one elsewhere."""
        page = address(row, self.rows)
        fields = {name for owner, name in self._open(client, row, page, {}) if owner != row.name}
        for odd in ODD if fields - EVERYWHERE else ():
            self._open(client, row, page, dict.fromkeys(sorted(fields), odd))

    def _open(self, client: Client, row: Row, page: str, parameters: dict[str, str]) -> set[Parameter]:
        self.read.clear()
        if failure := open_page(client, page, parameters):
            self.failures.append(failure)
        return self.read.get_parameters(row.name)


def test_odd_parameter_gives_no_server_error(houses, client_of, read):
    own, _, people = houses
    search = OddAddresses(own, read)
    for role in ROLES:
        client = client_of(people[role])
        client.raise_request_exception = False
        for row in ROWS:
            if row.get is not None and role in row.get:
                is_first = row.name not in search.pages
                search.try_row(client, row)
                if is_first:
                    search.try_fields_together(client, row)
    assert "\n".join(search.failures) == ""
    assert search.tried >= {("ReportForm", "month"), ("BoardForm", "year"), ("funding:claims", "tab"), ("", "as")}
    assert search.pages | NEED_A_FILE == {row.name for row in ROWS if row.get}
