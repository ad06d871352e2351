"""Every parameter that a page reads from its address is given values that nobody types: no answer is a 500."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client

from tests.matrix.sample_rows import SampleRows
from tests.matrix.table import ROWS
from tests.matrix.test_matrix import address

pytestmark = [pytest.mark.django_db, pytest.mark.soak]

ODD = (
    "", "x", "0", "-1", "1.5", "1e9", "NaN", "9" * 40, "0000-01", "9999-13", "2026-00", "10000", "\u0663", "\u00b2",
    "2026/27", "1 OR 1=1", "%", "\u202e", "[]", "page",
)  # fmt: skip


@pytest.fixture
def parameters_read(monkeypatch) -> set[str]:
    """The names that views and forms have read from the address so far; clear it before a request."""
    names: set[str] = set()

    class Recording(QueryDict):
        """Notes every name that it is asked for."""

        def get(self, key, default=None):
            names.add(key)
            return super().get(key, default)

        def getlist(self, key, default=None):
            names.add(key)
            return super().getlist(key, default)

        def __contains__(self, key):
            names.add(key)
            return super().__contains__(key)

    monkeypatch.setattr(WSGIRequest, "GET", property(lambda self: Recording(self.META.get("QUERY_STRING", ""))))
    monkeypatch.setattr("sustaining.common.middleware.TypedTextMiddleware.process_view", lambda *args: None)
    return names


def find_parameters(client: Client, rows: SampleRows, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield every page that the client may open with each name that it reads."""
    for row in ROWS:
        if row.get is not None:
            names.clear()
            page = address(row, rows)
            answer = client.get(page)
            if answer.status_code == 200:
                yield from ((page, name) for name in sorted(names))


@pytest.mark.parametrize("role", ["lead", "advocate"])
def test_odd_parameter_gives_no_server_error(houses, client_of, caplog, parameters_read, role):
    caplog.set_level(logging.CRITICAL, "django.request")
    own, _, people = houses
    client = client_of(people[role])
    client.raise_request_exception = False
    pairs = list(find_parameters(client, own, parameters_read))
    assert {name for _, name in pairs} >= {"page", "year", "tab"}
    failures = []
    for page, name in pairs:
        for odd in ODD:
            answer = client.get(page, {name: odd})
            if answer.status_code >= 500:
                failures.append(f"{page}?{name}={odd}: {answer.exc_info[1]!r}")
            if answer.streaming:
                list(answer.streaming_content)
    assert failures == []
