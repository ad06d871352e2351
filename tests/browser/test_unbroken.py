"""Dates, references and sums in tables stay on one line, and so do buttons and tags, on both usual widths of a desktop."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser.visitor import BROKEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/", "/todo/", "/schools/", "/schools/910001/", "/sessions/", "/plans/910003/", "/workgroups/1/", "/notes/",
    "/reports/sessions/", "/reports/colours/", "/reports/participation/", "/hub/1/chasers/completion_missing/",
    "/claims/?tab=paid", "/claims/runs/1/", "/claims/account/", "/calls/1/",
]  # fmt: skip


def test_dates_and_references_of_tables_are_never_broken_over_two_lines(demo, visit):
    lead = visit(1280).sign_in("lead@demo.example")
    for page in PAGES:
        lead.go(page)
        lead.look_from(1440)
    assert not [complaint for complaint in lead.complaints if "two lines" in complaint]


def test_broken_date_is_noticed(cast, visit):
    lead = visit(1280).sign_in(cast.lead.email).go(reverse("desk:board"))
    lead.page.evaluate(
        """() => {
          const table = document.createElement("table");
          table.className = "board";
          table.innerHTML = "<tr><td>Wed 4 Nov 2026</td><td>SUS-26-6PNP</td></tr>";
          table.style.width = "6rem";
          document.querySelector("main").append(table);
        }"""
    )
    assert lead.page.evaluate(BROKEN) == ["Wed 4 Nov 2026", "SUS-26-6PNP"]
