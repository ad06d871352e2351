"""A page's number of queries does not grow with its rows: held at 3 and 8 schools, in the long round at 5 and 50."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.busy_hub import BusyHub
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db

PAGES = {
    "lead": ["/", "/schools/", "/schools/find/", "/schools/{urn}/", "/search/?q=school", "/reports/", "/reports/sessions/",
             "/reports/participation/", "/reports/colours/", "/reports/evaluations/", "/plans/?review=due",
             "/schools/{urn}/happened/", "/todo/", "/schools/download.csv",
             "/plans/", "/plans/{urn}/", "/impact/", "/sessions/", "/claims/",
             "/claims/?tab=paid", "/claims/runs/", "/claims/school/{urn}/", "/workgroups/", "/workgroups/{group}/",
             "/meetings/{meeting}/", "/meetings/{meeting}/register/", "/meetings/{meeting}/mail/",
             "/specialists/", "/schools/{urn}/people/",
             "/workgroups/{group}/schools/", "/sessions/new/"],
    "specialist": ["/", "/schools/", "/plans/", "/sessions/", "/sessions/new/", "/workgroups/{group}/",
                   "/meetings/{meeting}/mail/", "/calendar/"],
    "admin": ["/", "/schools/", "/reports/", "/reports/hubs/", "/search/?q=school",
              "/claims/", "/plans/", "/admin/funding/claim/", "/admin/schools/participation/",
              "/admin/devplans/session/", "/admin/accounts/user/", "/admin/workgroups/invitation/"],
    "advocate": ["/", "/schools/{urn}/", "/sessions/", "/meetings/{meeting}/"],
}  # fmt: skip


MOST = {
    ("lead", "/"): 10,
    ("lead", "/schools/"): 7,
    ("lead", "/schools/{urn}/"): 12,
    ("lead", "/search/?q=school"): 4,
    ("lead", "/sessions/"): 10,
    ("lead", "/reports/"): 24,
    ("specialist", "/"): 10,
    ("specialist", "/schools/"): 7,
    ("admin", "/"): 9,
    ("admin", "/schools/"): 7,
    ("admin", "/search/?q=school"): 4,
    ("advocate", "/schools/{urn}/"): 12,
}
"""The most queries of the pages that are opened most, at either size: lower it with the page."""


@pytest.fixture
def fill(cast, now):
    """The cast's hub, grown to a number of schools with everything in each."""
    return BusyHub(cast, now)


@at_two_sizes
def test_board_has_constant_query_count(cast, fill, client_of, sizes):
    counts: dict[tuple[str, str], list[int]] = {}
    for number in sizes:
        names = fill.grow(number)
        for role, pages in PAGES.items():
            client = client_of(getattr(cast, role))
            for page in pages:
                if number == min(sizes):
                    client.get(page.format(**names))  # fills what a process caches (content types, the site)
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(page.format(**names)).status_code == 200, page
                counts.setdefault((role, page), []).append(len(captured))
    grown = {where: pair for where, pair in counts.items() if pair[1] > pair[0]}
    assert not grown
    # Of a desk, one asks which finders have rows, one reads the rows of all, and one counts what waits beside the menu.
    assert {where: max(counts[where]) for where, most in MOST.items() if max(counts[where]) > most} == {}
