"""No page asks PostgreSQL the same thing again and again: a row's names and addresses are read with the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from sustaining.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.tour, pytest.mark.django_db(transaction=True)]

MOST = 6
"""How often one statement may be asked, with other values: a rule of each year of a school, for example."""
A_ROUTE = 3
"""Pages that are opened of each route, in the order in which links lead to them."""
PEOPLE = ["lead", "specialist", "advocate", "head", "finance", "admin"]
LEFT_OUT = ("admin:", "account_logout")


def _pages(client: Client) -> Iterator[str]:
    """Follow links from the first page, a few of each route."""
    opened: Counter[str] = Counter()
    ahead, seen = ["/"], {"/"}
    while ahead:
        address = ahead.pop(0)
        try:
            name = resolve(address.partition("?")[0]).view_name
        except Resolver404:
            continue
        if opened[name] >= A_ROUTE or name.startswith(LEFT_OUT):
            continue
        answer = client.get(address)
        answer.close()
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html") or answer.streaming:
            continue
        opened[name] += 1
        yield address
        links = re.findall(r'href="(/[^"#]*)"', answer.content.decode())
        fresh = [link.replace("&amp;", "&") for link in links]
        ahead += [link for link in dict.fromkeys(fresh) if link not in seen]
        seen.update(fresh)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_asks_the_same_again_and_again(demo, who):
    client = Client()
    person = User.objects.get(email=f"{who}@demo.example")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    repeated = {}
    opened = 0
    for address in _pages(client):
        opened += 1
        statements: Counter[str] = Counter()

        def count(execute: Any, sql: str, *rest: Any, log: Counter[str] = statements) -> Any:
            log[sql] += 1
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            client.get(address)
        worst, number = statements.most_common(1)[0] if statements else ("", 0)
        if number > MOST:
            repeated[address] = (number, worst[:160])
    assert opened > 10
    assert repeated == {}
