"""Grants in instalments: never early, never twice, whole, and to the penny; the default stays claims by items."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pgtrigger
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from devplans.actions import plans
from devplans.models import PlanVersion
from funding import actions
from funding.choices import ClaimState
from funding.errors import ClaimIncomplete, InstalmentsNotPossible
from funding.grant_balance import get_grant_balance
from funding.instalments import conditions, list_instalments, split_grant
from funding.models import Claim, ClaimLine, Grant, Instalment
from funding.retention import expired_claim_lines
from schools.actions import complete_participation, reopen_participation, roll_projects
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from tests.devplans.test_plans import add_aim

HALVES = [(50, "plan_agreed"), (50, "completed")]


@pytest.fixture
def halves(cast, now) -> list[Instalment]:
    """The project pays half once the plan is agreed, and half once the year is completed."""
    return actions.set_instalments(cast.project, parts=HALVES, by=cast.admin, now=now)


def agree(cast, now) -> None:
    plan = cast.school.plan
    aim = add_aim(plan, cast.advocate, now)
    plans.add_step(aim, what="Plan four lessons", by=cast.advocate, now=now)
    plans.share_plan(plan, by=cast.advocate, now=now)
    plans.agree_plan(plan, by=cast.specialist, now=now)


def draft(cast, instalment, now, key=None) -> Claim:
    grant = Grant.objects.get(participation=cast.participation)
    return actions.draft_instalment(grant, instalment=instalment, client_key=key or uuid4(), by=cast.finance, now=now)


def add_part_of_a_grant(project) -> None:
    """Add 40% and nothing else; the deferred trigger is asked at once, as at the end of a request."""
    Instalment.objects.create(project=project, number=1, percent=40, fact="plan_agreed")
    connection.check_constraints()


def words(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


@given(
    amount=st.decimals(min_value=0, max_value=99_999, places=2),
    cuts=st.lists(st.integers(min_value=1, max_value=99), max_size=5, unique=True),
)
def test_instalments_of_any_amount_add_up_to_it(amount, cuts):
    edges = [0, *sorted(cuts), 100]
    percents = [after - before for before, after in pairwise(edges)]
    parts = split_grant(Decimal(amount), percents)
    assert sum(parts) == amount
    assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in parts)


def test_instalment_is_claimed_once_its_condition_is_met_and_paid_like_any_claim(cast, claim_maker, halves, now):
    first, second = halves
    with pytest.raises(ClaimIncomplete, match="The development plan is agreed"):
        draft(cast, first, now)
    agree(cast, now)
    key = uuid4()
    claim = draft(cast, first, now, key)
    assert draft(cast, first, now, key) == claim  # the form was sent twice
    assert (claim.total, claim.lines.get().occasion_words) == (500, "Instalment 1 of 2: the development plan is agreed")
    with pytest.raises(ClaimIncomplete, match="already been claimed"):
        draft(cast, first, now)
    actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)
    actions.approve_claim(claim, by=cast.lead, now=now)
    claim_maker.pay(claim)
    balance = get_grant_balance(claim_maker.grant)
    assert (balance.paid, balance.left) == (500, 500)
    email = Email.objects.filter(kind="claim_submitted").latest("pk")
    assert "the development plan is agreed" in email.text
    assert ", , " not in email.text
    with pytest.raises(ClaimIncomplete, match="The school has completed the year"):
        draft(cast, second, now)
    complete_participation(cast.participation, reason="Nothing is missing.", by=cast.lead, now=now)
    assert draft(cast, second, now).total == 500


def test_instalment_that_is_not_due_any_more_is_neither_submitted_nor_approved(cast, halves, now):
    complete_participation(cast.participation, reason="Early.", by=cast.lead, now=now)
    claim = draft(cast, halves[1], now)
    reopen_participation(cast.participation, reason="By mistake.", by=cast.lead, now=now)
    with pytest.raises(ClaimIncomplete, match="isn’t due any more"):
        actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)
    complete_participation(cast.participation, reason="Now.", by=cast.lead, now=now)
    actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)
    reopen_participation(cast.participation, reason="By mistake.", by=cast.lead, now=now)
    with pytest.raises(ClaimIncomplete, match="isn’t due any more"):
        actions.approve_claim(claim, by=cast.lead, now=now)
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED


def test_grant_in_instalments_is_not_claimed_by_items_nor_the_other_way_round(cast, claim_maker, now):
    with pytest.raises(DatabaseError), transaction.atomic():
        add_part_of_a_grant(cast.project)
    halves = actions.set_instalments(cast.project, parts=HALVES, by=cast.admin, now=now)
    with pytest.raises(ClaimIncomplete, match="paid in instalments"):
        claim_maker.draft("90.00")
    agree(cast, now)
    claim = draft(cast, halves[0], now)
    with pytest.raises(WrongState, match="claimed in full"):
        actions.edit_claim(
            claim, lines=[actions.NewLine(now.date(), "A Teacher", Decimal(90))], by=cast.finance, now=now
        )


def test_database_holds_the_amount_and_the_instalment_of_a_claim(cast, halves, now):
    agree(cast, now)
    claim = draft(cast, halves[0], now)
    for change in (
        lambda: Claim.objects.filter(pk=claim.pk).update(total=400),
        lambda: Claim.objects.filter(pk=claim.pk).update(instalment=halves[1]),
        lambda: Claim.objects.filter(pk=claim.pk).update(instalment=None),
        lambda: Instalment.objects.filter(pk=halves[1].pk).delete(),
        lambda: Instalment.objects.filter(project=cast.project).update(percent=50, number=9),
        lambda: Claim.objects.create(
            grant=claim.grant, instalment=halves[0], reference="SUS-26-ZZZZ", made_by=cast.finance, made_at=now,
            client_key=uuid4(),
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_instalments_add_up_have_a_condition_each_and_stay_once_claimed(cast, now):
    for parts, sentence in (
        ([(50, "plan_agreed")], "add up to 50%"),
        ([(50, "plan_agreed"), (50, "plan_agreed")], "the same condition"),
        ([(50, "plan_agreed"), (50, "grant_paid")], "choose a condition"),
    ):
        with pytest.raises(InstalmentsNotPossible, match=sentence):
            actions.set_instalments(cast.project, parts=parts, by=cast.admin, now=now)
    with pytest.raises(PermissionDenied):
        actions.set_instalments(cast.project, parts=HALVES, by=cast.lead, now=now)
    halves = actions.set_instalments(cast.project, parts=HALVES, by=cast.admin, now=now)
    agree(cast, now)
    claim = draft(cast, halves[0], now)
    with pytest.raises(InstalmentsNotPossible, match="has claimed on this project"):
        actions.set_instalments(cast.project, parts=[], by=cast.admin, now=now)
    actions.withdraw_claim(claim, by=cast.finance, now=now)
    assert list_instalments(claim.grant)[0].can_be_claimed  # a withdrawn claim frees its instalment


def test_school_claims_an_instalment_on_the_pages(cast, client_of, halves, now):
    client = client_of(cast.finance)
    address = reverse("funding:new", args=[cast.school.urn])
    page = words(client.get(address))
    assert "Instalment 1 of 2" in page
    assert "Not met yet" in page
    assert "Claim £500.00" not in page
    refused = client.post(address, {"once": uuid4(), "instalment": halves[0].pk})
    assert "You can claim this instalment once this has happened" in words(refused)
    agree(cast, now)
    assert "Claim £500.00" in words(client.get(address))
    response = client.post(address, {"once": uuid4(), "instalment": halves[0].pk})
    claim = Claim.objects.get()
    assert response["Location"] == reverse("funding:check", args=[claim.reference])
    page = words(client.get(response["Location"]))
    assert "None, paid as an instalment" in page
    assert "Change items" not in page
    client.post(response["Location"], {"declared": "on", "accepts": "on"})
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED
    review = words(client_of(cast.lead).get(claim.get_absolute_url()))
    assert "The development plan is agreed (since" in review
    assert "without a session or meeting" not in review
    assert "Instalment 1 of 2" in words(client.get(reverse("funding:grant", args=[cast.school.urn])))
    assert client.get(reverse("funding:edit", args=[claim.reference])).status_code in {302, 403, 409}


def test_administrator_sets_instalments_on_a_page(cast, client_of):
    address = reverse("funding:instalments", args=[cast.project.pk])
    client = client_of(cast.admin)
    assert (
        reverse("funding:instalments", args=[cast.project.pk])
        in client.get(reverse("schools:projects"), {"year": cast.project.academic_year}).content.decode()
    )
    half = client.post(address, {"percent-1": "50", "fact-1": ""})
    assert "Choose what must have happened for instalment 1." in half.content.decode()
    wrong = client.post(address, {"percent-1": "50", "fact-1": "plan_agreed"})
    assert "The instalments add up to 50%" in wrong.content.decode()
    data = {"percent-1": "50", "fact-1": "plan_agreed", "percent-2": "50", "fact-2": "completed"}
    assert client.post(address, data).status_code == 302
    assert list(Instalment.objects.values_list("percent", "fact")) == HALVES
    assert client.post(address, {}).status_code == 302
    assert not Instalment.objects.exists()


def test_rolled_project_pays_in_the_same_instalments(cast, halves, now):
    copy = roll_projects(None, projects=[cast.project], by=cast.admin, now=now)[0]
    assert list(Instalment.objects.filter(project=copy).values_list("percent", "fact")) == HALVES


def test_amounts_equal_those_of_independent_sql(cast, now):
    actions.set_instalments(
        cast.project, parts=[(33, "plan_agreed"), (33, "session_1"), (34, "completed")], by=cast.admin, now=now
    )
    grant = Grant.objects.get(participation=cast.participation)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ROUND(g.amount * SUM(i.percent) OVER w / 100, 2)
                    - ROUND(g.amount * (SUM(i.percent) OVER w - i.percent) / 100, 2)
               FROM funding_grant g JOIN schools_participation p ON p.id = g.participation_id
               JOIN funding_instalment i ON i.project_id = p.project_id WHERE g.id = %s
               WINDOW w AS (ORDER BY i.number) ORDER BY i.number""",
            [grant.pk],
        )
        by_sql = [row[0] for row in cursor.fetchall()]
    assert [row.amount for row in list_instalments(grant)] == by_sql


def test_every_fact_but_those_about_money_can_be_a_condition(cast, now):
    names = [name for name in conditions() if name != "completed"]
    assert not {"claim_submitted", "grant_paid"} & set(names)
    grant = Grant.objects.get(participation=cast.participation)
    for start in range(0, len(names), 3):
        chosen = names[start : start + 3]
        percents = [100 - 10 * (len(chosen) - 1), *[10] * (len(chosen) - 1)]
        actions.set_instalments(cast.project, parts=list(zip(percents, chosen, strict=True)), by=cast.admin, now=now)
        assert [row.fact.name for row in list_instalments(grant)] == chosen


def test_line_of_an_instalment_holds_no_name_to_clear(cast, halves, now):
    agree(cast, now)
    draft(cast, halves[0], now)
    year = cast.project.academic_year
    assert ClaimLine.objects.count() == 1
    assert not expired_claim_lines(now.date().replace(year=year + 9)).exists()


def test_pages_ask_the_same_for_one_instalment_as_for_three(cast, client_of, now):
    counts = []
    for parts in ([(100, "plan_agreed")], [(20, "plan_agreed"), (30, "session_1"), (50, "completed")]):
        actions.set_instalments(cast.project, parts=parts, by=cast.admin, now=now)
        client = client_of(cast.finance)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("funding:grant", args=[cast.school.urn])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_was_so_before_the_year_counts_from_its_first_day_and_never_earlier(cast, halves, now):
    agree(cast, now)
    with pgtrigger.ignore("devplans.PlanVersion:versions_stand"):
        PlanVersion.objects.update(agreed_at=now - timedelta(days=200))
    grant = Grant.objects.get(participation=cast.participation)
    first = list_instalments(grant)[0]
    assert first.met_on == cast.project.year.starts
    assert draft(cast, halves[0], now).lines.get().released_on in cast.project.year
    with time_machine.travel(now - timedelta(days=150)):  # the spring before
        assert list_instalments(grant)[0].met_on is None


def test_page_of_a_project_that_was_claimed_on_says_so_and_has_no_form(cast, claim_maker, client_of):
    address = reverse("funding:instalments", args=[cast.project.pk])
    assert "<table" in client_of(cast.admin).get(address).content.decode()
    claim_maker.draft("90.00")
    page = client_of(cast.admin).get(address)
    assert "how its grant is paid can’t change" in words(page)
    assert "Schools claim this grant item by item." in words(page)
    assert "percent-1" not in page.content.decode()
