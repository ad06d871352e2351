"""Whatever is done to a grant's claims, in whatever order and by several connections at once, its figures are those of a sum
on paper: never above the grant, one payment a claim, no state without its entry, and the ledger balances to the penny."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from funding import actions, answers, checking, runs
from funding.choices import Account, ClaimState, PaymentState, RecoveryState, RunState
from funding.models import Claim, Entry, Grant, Payment, PaymentRun, Recovery
from funding.reconciliation import differences
from sustaining.common.errors import DomainError
from tests.cast import Cast, enrol_another, gather

PENCE = st.integers(min_value=1, max_value=60_000).map(lambda pence: Decimal(pence) / 100)
AT_ONCE = 4
STEPS: Counter[str] = Counter()
"""What was tried and what came of it, for the report of the soak."""


class GrantMachine(RuleBasedStateMachine):
    """Each rule is done by one or several connections of their own at the same moment; a refusal is a sentence."""

    cast: Cast
    urn = 940_000

    def __init__(self) -> None:
        super().__init__()
        self.now = timezone.now()
        type(self).urn += 1
        other = enrol_another(self.cast, type(self).urn, f"School {type(self).urn}", self.now, days=Decimal(0))
        self.grant = Grant.objects.get(participation=other)
        self.finance = other.school.advocates.first().user
        self.pool = ThreadPoolExecutor(AT_ONCE)

    def teardown(self) -> None:
        self.pool.shutdown()

    def at_once(self, name: str, works: list[Callable[[], Any]]) -> None:
        """Do all of them at the same moment. Anything but a refusal in a sentence is an error of ours."""

        def one(work: Callable[[], Any]) -> str:
            try:
                work()
            except DomainError:
                return "refused"
            finally:
                connections.close_all()
            return "done"

        for outcome in self.pool.map(one, works):
            STEPS[f"{name} {outcome}"] += 1
        STEPS["steps"] += 1

    def claims(self, *states: str) -> list[int]:
        found = Claim.objects.filter(grant=self.grant)
        return sorted((found.filter(state__in=states) if states else found).values_list("pk", flat=True))

    def each(self, name: str, data: st.DataObject, act: Callable[[Claim], Any]) -> None:
        """An act on drawn claims, whatever state they are in, some of them twice at once."""
        keys = data.draw(st.lists(st.sampled_from(self.claims()), min_size=1, max_size=AT_ONCE))
        self.at_once(name, [lambda key=key: act(Claim.objects.get(pk=key)) for key in keys])

    @rule(costs=st.lists(PENCE, min_size=1, max_size=AT_ONCE))
    def claim(self, costs: list[Decimal]) -> None:
        def work(cost: Decimal) -> None:
            line = actions.NewLine(self.now.date(), f"Teacher {uuid4().hex}", cost)
            draft = actions.draft_claim(self.grant, lines=[line], client_key=uuid4(), by=self.finance, now=self.now)
            actions.submit_claim(draft, accepts=True, by=self.finance, now=self.now)

        self.at_once("claim", [lambda cost=cost: work(cost) for cost in costs])

    @precondition(lambda self: self.claims())
    @rule(data=st.data(), cost=PENCE)
    def change(self, data: st.DataObject, cost: Decimal) -> None:
        def work(claim: Claim) -> None:
            lines = [actions.NewLine(self.now.date(), f"Changed {uuid4().hex}", cost)]
            actions.edit_claim(claim, lines=lines, by=self.finance, now=self.now)
            actions.submit_claim(claim, accepts=True, by=self.finance, now=self.now)

        self.each("change", data, work)

    @precondition(lambda self: self.claims())
    @rule(data=st.data(), share=st.sampled_from([1, 1, 2, 3]))
    def approve(self, data: st.DataObject, share: int) -> None:
        def work(claim: Claim) -> None:
            amount = max(Decimal("0.01"), (claim.total / share).quantize(Decimal("0.01")))
            actions.approve_claim(claim, amount=amount, reason="As agreed.", by=self.cast.lead, now=self.now)

        self.each("approve", data, work)

    @precondition(lambda self: self.claims())
    @rule(data=st.data())
    def query_or_reject(self, data: st.DataObject) -> None:
        act = data.draw(st.sampled_from([actions.query_claim, actions.reject_claim]))
        self.each("decide", data, lambda claim: act(claim, reason="Why?", by=self.cast.lead, now=self.now))

    @precondition(lambda self: self.claims())
    @rule(data=st.data())
    def answer_or_withdraw(self, data: st.DataObject) -> None:
        if data.draw(st.booleans()):
            self.each("answer", data, lambda one: actions.answer_query(one, words="So.", by=self.finance, now=self.now))
        else:
            self.each("withdraw", data, lambda one: actions.withdraw_claim(one, by=self.finance, now=self.now))

    @precondition(lambda self: self.claims(ClaimState.APPROVED))
    @rule(times=st.integers(1, 3))
    def prepare(self, times: int) -> None:
        approved = Claim.objects.filter(pk__in=self.claims(ClaimState.APPROVED))
        work = lambda: runs.prepare_run(self.cast.hub, claims=approved, by=self.cast.hubadmin, now=self.now)  # noqa: E731
        self.at_once("prepare", [work] * times)

    @precondition(lambda self: PaymentRun.objects.filter(claims__grant=self.grant, state=RunState.PREPARED).exists())
    @rule(times=st.integers(1, 3), cancels=st.booleans())
    def release_and_cancel(self, times: int, cancels: bool) -> None:
        run = PaymentRun.objects.filter(claims__grant=self.grant, state=RunState.PREPARED).first()
        day, lead, clerk = self.now.date(), self.cast.lead, self.cast.hubadmin
        fresh = lambda: PaymentRun.objects.get(pk=run.pk)  # noqa: E731
        works = [lambda: runs.release_run(fresh(), paid_on=day, by=lead, now=self.now)] * times
        if cancels:
            works.append(lambda: runs.cancel_run(fresh(), reason="Wrong day.", by=clerk, now=self.now))
        self.at_once("release", works)

    @precondition(lambda self: Payment.objects.filter(claim__grant=self.grant).exists())
    @rule(data=st.data(), times=st.integers(1, 3))
    def finance_answers(self, data: st.DataObject, times: int) -> None:
        payment = data.draw(st.sampled_from(list(Payment.objects.filter(claim__grant=self.grant).order_by("pk"))))
        result = data.draw(st.sampled_from(["paid", "unpaid"]))
        row = answers.AnswerRow(2, payment.claim.reference, result, "Account closed")
        run = payment.run
        work = lambda: answers.record_answer(run, rows=[row], by=self.cast.hubadmin, now=self.now)  # noqa: E731
        self.at_once(f"answer {result}", [work] * times)

    @precondition(lambda self: self.claims(ClaimState.PAID))
    @rule(data=st.data(), amount=PENCE)
    def ask_back(self, data: st.DataObject, amount: Decimal) -> None:
        self.each(
            "ask back",
            data,
            lambda one: checking.request_recovery(
                one, amount=amount, reason="No.", by=self.cast.hubadmin, now=self.now
            ),
        )

    @precondition(lambda self: Recovery.objects.filter(claim__grant=self.grant).exists())
    @rule(data=st.data(), times=st.integers(1, 3))
    def agree_settle_or_drop(self, data: st.DataObject, times: int) -> None:
        found = data.draw(st.sampled_from(list(Recovery.objects.filter(claim__grant=self.grant).order_by("pk"))))
        fresh = lambda: Recovery.objects.get(pk=found.pk)  # noqa: E731
        lead, clerk, day = self.cast.lead, self.cast.hubadmin, self.now.date()
        works: dict[str, Callable[[], Any]] = {
            "agree": lambda: checking.agree_recovery(fresh(), by=lead, now=self.now),
            "settle": lambda: checking.settle_recovery(fresh(), settled_on=day, by=clerk, now=self.now),
            "drop": lambda: checking.drop_recovery(fresh(), reason="Found.", by=clerk, now=self.now),
        }
        name = data.draw(st.sampled_from(["agree", "agree", "settle", "settle", "drop"]))
        self.at_once(name, [works[name]] * times)

    @invariant()
    def the_books_agree(self) -> None:
        grant = Grant.objects.get(pk=self.grant.pk)
        claims = list(Claim.objects.filter(grant=grant))
        approved = sum(one.approved or 0 for one in claims)
        back = sum(one.amount for one in Recovery.objects.filter(claim__grant=grant, state=RecoveryState.SETTLED))
        paid = sum(one.approved for one in claims if one.state == ClaimState.PAID)
        waiting = sum(one.total for one in claims if one.state in (ClaimState.SUBMITTED, ClaimState.QUERIED))
        assert (grant.amount, grant.committed, grant.paid) == (1000, approved - back, paid - back)
        assert 0 <= grant.paid <= grant.committed <= grant.committed + waiting <= grant.amount

    @invariant()
    def one_payment_a_claim(self) -> None:
        standing = Payment.objects.filter(claim__grant=self.grant).exclude(state=PaymentState.RETURNED)
        assert sorted(standing.values_list("claim", flat=True)) == self.claims(ClaimState.PAID)

    @invariant()
    def the_ledger_balances(self) -> None:
        balance: Counter[str] = Counter()
        for entry in Entry.objects.filter(grant=self.grant):
            balance[entry.source] -= entry.amount
            balance[entry.target] += entry.amount
        assert sum(balance.values()) == 0
        assert min(balance[one] for one in (Account.LEFT, Account.COMMITTED, Account.PAID)) >= 0
        assert not list(differences_of_claims())


def differences_of_claims() -> list[str]:
    """What the reconciliation says, without reading the files of runs again at each step."""
    return list(differences(files=False))


def keep_books(now: Any, *, examples: int, steps: int) -> Counter[str]:
    """Run the machine on grants of a house of its own; what was tried."""
    STEPS.clear()
    GrantMachine.cast = gather(now)
    machine = GrantMachine.TestCase()
    machine.settings = settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None)
    machine.runTest()
    return STEPS


@pytest.mark.django_db(transaction=True)
def test_the_grant_keeps_its_books(now):
    assert keep_books(now, examples=2, steps=8)["steps"]
