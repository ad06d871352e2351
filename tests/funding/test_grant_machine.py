"""Whatever is done to a grant's claims, in whatever order, its figures are those of a sum on paper."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from funding import actions, runs
from funding.choices import ClaimState
from funding.errors import NotEnoughGrant
from funding.figures import figures_of
from funding.models import CLAIM_MOVES, Claim, Grant
from sustaining.common.errors import WrongState
from tests.cast import Cast, gather

POUNDS = st.integers(min_value=1, max_value=120_000).map(lambda pence: Decimal(pence) / 100)
COUNTED = {ClaimState.SUBMITTED, ClaimState.QUERIED, ClaimState.APPROVED, ClaimState.IN_RUN, ClaimState.PAID}
COMMITTED = {ClaimState.APPROVED, ClaimState.IN_RUN, ClaimState.PAID}


class GrantMachine(RuleBasedStateMachine):
    """The model: a dict of claims to (state, total). The database has to agree after every step."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.now = timezone.now()
        self.grant = Grant.objects.get(participation=self.cast.participation)
        self.paper: dict[int, tuple[ClaimState, Decimal]] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    def sum_of(self, states: set[ClaimState], but: int | None = None) -> Decimal:
        return sum((total for pk, (state, total) in self.paper.items() if state in states and pk != but), Decimal(0))

    @rule(cost=POUNDS)
    def draft(self, cost: Decimal) -> None:
        line = actions.NewLine(self.now.date(), f"Teacher {uuid4().hex}", cost)
        fits = cost <= 1000 - self.sum_of(COUNTED)
        try:
            claim = actions.draft_claim(
                self.grant, lines=[line], client_key=uuid4(), by=self.cast.finance, now=self.now
            )
        except NotEnoughGrant:
            assert not fits
        else:
            assert fits
            self.paper[claim.pk] = (ClaimState.DRAFT, cost)

    def step(self, data: st.DataObject, name: str, act) -> None:
        """Try a move on any claim: it works from its sources and is refused from everywhere else."""
        pk = data.draw(st.sampled_from(sorted(self.paper)))
        state, total = self.paper[pk]
        allowed = state in CLAIM_MOVES.moves[name].sources
        fits = name != "submit" or total <= 1000 - self.sum_of(COUNTED, but=pk)
        try:
            act(Claim.objects.get(pk=pk))
        except WrongState:
            assert not allowed, (name, state)
        except NotEnoughGrant:
            assert not fits
        else:
            assert allowed, (name, state)
            assert fits
            self.paper[pk] = (ClaimState(CLAIM_MOVES.moves[name].target), total)

    @precondition(lambda self: self.paper)
    @rule(data=st.data())
    def submit(self, data: st.DataObject) -> None:
        self.step(
            data, "submit", lambda claim: actions.submit_claim(claim, accepts=True, by=self.cast.finance, now=self.now)
        )

    @precondition(lambda self: self.paper)
    @rule(data=st.data())
    def approve(self, data: st.DataObject) -> None:
        self.step(data, "approve", lambda claim: actions.approve_claim(claim, by=self.cast.lead, now=self.now))

    @precondition(lambda self: self.paper)
    @rule(data=st.data())
    def reject(self, data: st.DataObject) -> None:
        self.step(
            data, "reject", lambda claim: actions.reject_claim(claim, reason="No.", by=self.cast.lead, now=self.now)
        )

    @precondition(lambda self: self.paper)
    @rule(data=st.data())
    def query(self, data: st.DataObject) -> None:
        self.step(
            data, "query", lambda claim: actions.query_claim(claim, reason="Why?", by=self.cast.lead, now=self.now)
        )

    @precondition(lambda self: self.paper)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        self.step(data, "withdraw", lambda claim: actions.withdraw_claim(claim, by=self.cast.finance, now=self.now))

    @precondition(lambda self: any(state == ClaimState.APPROVED for state, _ in self.paper.values()))
    @rule()
    def pay_what_is_approved(self) -> None:
        approved = [pk for pk, (state, _) in self.paper.items() if state == ClaimState.APPROVED]
        claims = Claim.objects.filter(pk__in=approved)
        run = runs.prepare_run(self.cast.hub, claims=claims, by=self.cast.hubadmin, now=self.now)
        runs.release_run(run, paid_on=self.now.date(), by=self.cast.lead, now=self.now)
        for pk in approved:
            self.paper[pk] = (ClaimState.PAID, self.paper[pk][1])

    @invariant()
    def the_books_agree(self) -> None:
        figures = figures_of(Grant.objects.get(pk=self.grant.pk))
        assert figures.committed == self.sum_of(COMMITTED)
        assert figures.paid == self.sum_of({ClaimState.PAID})
        assert figures.left == 1000 - self.sum_of(COUNTED)
        assert 0 <= figures.paid <= figures.committed <= figures.amount
        assert dict(Claim.objects.values_list("pk", "state")) == {pk: state for pk, (state, _) in self.paper.items()}


@pytest.mark.django_db
def test_the_grant_keeps_its_books(now):
    GrantMachine.cast = gather(now)
    with transaction.atomic():
        machine = GrantMachine.TestCase()
        machine.settings = settings(max_examples=15, stateful_step_count=15, deadline=None, database=None)
        machine.runTest()
