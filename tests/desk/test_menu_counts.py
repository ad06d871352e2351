"""What waits for a person, as the menu counts it beside each entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from devplans.models import Plan
from funding import actions
from funding.choices import ClaimState
from funding.models import Claim
from schools.models import School
from schools.roles import _posts_statement
from schools.scope import _union
from schools.viewer import Viewer
from sustaining.applications.models import Application
from sustaining.common.clock import today
from sustaining.common.navigation import Menu, count_waiting, counting_statement
from tests.desks import finder_todos

COUNTED = {
    "applications:calls": (),
    "funding:claims": ("claims to decide", "claims of the school", "evidence to give"),
    "funding:runs": ("runs to release", "claims to pay", "payees to confirm", "release pay to decide"),
    "funding:samples": ("evidence to judge", "recoveries to agree"),
}
"""The entries with a count, and the finders of the desk that list the same rows one by one."""


def fetch_counts(person) -> dict[str, int]:
    """What the menu counts for a person today."""
    return dict(count_waiting(Viewer(person, today())))


def read_badge(page, label: str) -> str:
    """What the menu of a page says beside an entry."""
    entries = html.fromstring(page.content).xpath("//nav[@id='menu']//a")
    (entry,) = [entry for entry in entries if (entry.text_content().split() or [""])[0] == label]
    return " ".join(
        word for badge in entry.xpath("./span[@class='nav-count']") for word in badge.text_content().split()
    )


@pytest.mark.parametrize("role", ["lead", "hubadmin", "auditor", "specialist", "advocate", "head", "finance"])
def test_menu_counts_the_rows_that_the_desk_lists(houses, now, role):
    _, _, people = houses
    counts = fetch_counts(people[role])
    for place, finders in COUNTED.items():
        if finders:
            tasks = [task for name in finders for task in finder_todos(name, people[role], now)]
            assert counts.get(place, 0) == len(tasks), (role, place)


def test_menu_counts_claims_and_applications_of_a_leads_own_hub(houses):
    own, _, people = houses
    counts = fetch_counts(people["lead"])
    submitted = Claim.objects.filter(state=ClaimState.SUBMITTED)
    assert counts["funding:claims"] == submitted.filter(reference=own.reference).count() == 1
    assert submitted.count() == 2
    assert counts["applications:calls"] == Application.objects.filter(call=own.call, state="submitted").count() > 0


def test_menu_counts_take_one_query_and_none_for_an_auditor(houses):
    _, _, people = houses
    for role, expected in (("lead", 1), ("finance", 1), ("auditor", 0), ("specialist", 0)):
        viewer = Viewer(people[role], today(), only_reads=True)
        assert viewer.active_roles
        assert viewer.open_reaches
        with CaptureQueriesContext(connection) as queries:
            menu = Menu(viewer, "/")
            assert menu.entries
            assert menu.tabs
            assert menu.waiting_behind_tabs <= menu.waiting
        assert len(queries) == expected, role


def test_count_goes_with_the_decision(houses, now, client_of):
    own, _, people = houses
    client = client_of(people["lead"])
    assert read_badge(client.get("/help/"), "Claims") == "1 waiting for you"
    actions.reject_claim(Claim.objects.get(reference=own.reference), reason="Not eligible.", by=people["lead"], now=now)
    assert read_badge(client.get("/help/"), "Claims") == ""


def test_phone_counts_behind_the_menu_what_its_tabs_do_not_show(houses):
    _, _, people = houses
    menu = Menu(Viewer(people["finance"], today()), "/")
    assert [tab.waiting for tab in menu.tabs if tab.label == "Claims"] == [menu.waiting]
    assert menu.waiting_behind_tabs == 0
    advocate = Menu(Viewer(people["advocate"], today()), "/")
    assert advocate.waiting_behind_tabs == advocate.waiting > 0


def test_statement_is_kept_for_a_scope_and_not_for_what_a_post_makes_of_it(houses, cast):
    _, _, people = houses
    lead = people["lead"]
    scope = Viewer(lead, today(), only_reads=True).scope
    assert fetch_counts(lead)["funding:claims"] == 1
    misses = counting_statement.cache_info().misses
    assert Viewer(lead, today(), only_reads=True).scope == scope
    assert fetch_counts(lead)["funding:claims"] == 1
    assert counting_statement.cache_info().misses == misses
    lead.hub_posts.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    assert Viewer(lead, today(), only_reads=True).scope != scope
    assert fetch_counts(lead) == {}
    assert Viewer(people["hubadmin"], today(), only_reads=True).scope != scope


def test_people_of_the_same_roles_share_statements_and_no_rows(houses, cast):
    own, _, people = houses
    for role in ("lead", "hubadmin", "auditor", "specialist", "advocate", "head", "finance"):
        person = cast.other.people()[role]
        viewers = [Viewer(who, today(), only_reads=True) for who in (people[role], person)]
        assert viewers[0].scope == viewers[1].scope, role
        schools = [set(School.objects.visible_to(viewer).values_list("pk", flat=True)) for viewer in viewers]
        assert not schools[0] & schools[1], role
        plans = [{row.pk for row in Plan.objects.visible_to(viewer)} for viewer in viewers]
        assert not plans[0] & plans[1], role
    assert fetch_counts(people["lead"])["funding:claims"] == 1
    misses = counting_statement.cache_info().misses
    assert fetch_counts(cast.other.lead)["funding:claims"] == 1
    assert counting_statement.cache_info().misses == misses
    actions.reject_claim(
        Claim.objects.get(reference=own.reference), reason="Not eligible.", by=people["lead"], now=timezone.now()
    )
    assert fetch_counts(people["lead"])["funding:claims"] == 0
    assert fetch_counts(cast.other.lead)["funding:claims"] == 1


def test_statements_do_not_grow_with_people(houses, cast):
    for person in cast.people().values():
        assert Viewer(person, today(), only_reads=True).roles is not None
        assert School.objects.visible_to(person).count() >= 0
    sizes = [_union.cache_info().currsize, _posts_statement.cache_info().currsize]
    for person in cast.other.people().values():
        assert Viewer(person, today(), only_reads=True).roles is not None
        assert School.objects.visible_to(person).count() >= 0
    assert [_union.cache_info().currsize, _posts_statement.cache_info().currsize] == sizes
