"""Dates, references and sums in tables stay on one line, and so do buttons and tags, on both usual widths of a desktop."""

from __future__ import annotations

import pytest
from django.urls import reverse

from funding.models import PaymentRun
from schools.models import Hub
from sustaining.applications.models import Call
from sustaining.workgroups.models import WorkGroup
from tests.browser.visitor import BROKEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/", "/todo/", "/schools/", "/schools/910001/", "/sessions/", "/plans/910003/", "/notes/",
    "/reports/sessions/", "/reports/colours/", "/reports/participation/",
    "/claims/?tab=paid", "/claims/account/",
]  # fmt: skip


def test_dates_and_references_of_tables_are_never_broken_over_two_lines(demo, visit):
    lead = visit(1280).sign_in("lead@demo.example")
    hub = Hub.objects.get(name="Rivermead")
    chasers = reverse("casework:chaser", args=[hub.pk, "completion_missing"])
    things = (Call.objects.get(), WorkGroup.objects.filter(hub=hub).first(), PaymentRun.objects.filter(hub=hub).first())
    for page in [*PAGES, chasers, *(row.get_absolute_url() for row in things)]:
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
