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
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from funding import actions, bank_files
from funding.actions import audit_samples, bank_results, corrections, runs
from funding.choices import NOT_PAYING, Account, ClaimState, RecoveryState, RunState
from funding.models import Claim, Entry, Grant, Payment, PaymentRun, Recovery
from funding.reconciliation import differences
from sustaining.common.errors import DomainError
from tests.cast import Cast, enrol_another, gather

PENCE = st.integers(min_value=1, max_value=30_000).map(lambda pence: Decimal(pence) / 100)
AT_ONCE = 4
PICKS = st.lists(st.integers(0, 9_999), min_size=1, max_size=AT_ONCE)
"""What is drawn depends on nothing in the database: who wins a race differs from run to run, what is tried does not."""
TIMES = st.integers(1, 3)
STEPS: Counter[str] = Counter()
"""What was tried and what came of it, for the report of the soak."""

Work = tuple[str, Callable[[], Any]]


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
        self.rows = [0, 0, 0, 0]

    def teardown(self) -> None:
        self.pool.shutdown()

    def at_once(self, works: list[Work]) -> None:
        """Do all of them at the same moment. Anything but a refusal in a sentence is an error of ours."""

        def run_one(item: Work) -> str:
            name, work = item
            try:
                work()
            except DomainError:
                return f"{name} refused"
            finally:
                connections.close_all()
            return f"{name} done"

        STEPS.update(self.pool.map(run_one, works))
        STEPS["steps"] += bool(works)

    def claims(self, *states: str) -> list[int]:
        claims = Claim.objects.filter(grant=self.grant)
        return sorted((claims.filter(state__in=states) if states else claims).values_list("pk", flat=True))

    def each(self, picks: list[int], *acts: tuple[str, Callable[[Claim], Any]]) -> None:
        """Acts on picked claims, whatever state they are in, some of them twice at once."""
        keys = self.claims()

        def on(key: int, act: Callable[[Claim], Any]) -> Callable[[], Any]:
            return lambda: act(Claim.objects.get(pk=key))

        taken = [(keys[pick % len(keys)], acts[place % len(acts)]) for place, pick in enumerate(picks) if keys]
        self.at_once([(name, on(key, act)) for key, (name, act) in taken])

    def again(self, name: str, work: Callable[[], Any], times: int) -> None:
        self.at_once([(name, work)] * times)

    def changed(self, claim: Claim) -> None:
        lines = [actions.NewLine(self.now.date(), f"Changed {uuid4().hex}", claim.total / 2 + 1)]
        actions.edit_claim(claim, lines=lines, by=self.finance, now=self.now)
        actions.submit_claim(claim, accepts=True, by=self.finance, now=self.now)

    def approved(self, claim: Claim, share: int = 1) -> None:
        amount = max(Decimal("0.01"), (claim.total / share).quantize(Decimal("0.01")))
        actions.approve_claim(claim, amount=amount, reason="As agreed.", by=self.cast.lead, now=self.now)

    def queried(self, claim: Claim) -> None:
        actions.query_claim(claim, reason="Why?", by=self.cast.lead, now=self.now)

    def rejected(self, claim: Claim) -> None:
        actions.reject_claim(claim, reason="No.", by=self.cast.lead, now=self.now)

    def answered(self, claim: Claim) -> None:
        actions.answer_query(claim, text="So.", by=self.finance, now=self.now)

    def withdrawn(self, claim: Claim) -> None:
        actions.withdraw_claim(claim, by=self.finance, now=self.now)

    def unapproved(self, claim: Claim) -> None:
        actions.unapprove_claim(claim, reason="Wrong claim.", by=self.cast.lead, now=self.now)

    def reconsidered(self, claim: Claim) -> None:
        actions.reconsider_claim(claim, reason="It was right.", by=self.cast.lead, now=self.now)

    def restored(self, claim: Claim) -> None:
        actions.restore_claim(claim, by=self.finance, now=self.now)

    @initialize(paid=st.booleans())
    def begin(self, paid: bool) -> None:
        """Something is always there to act on: a claim that waits, and in half of the cases one that is paid."""
        self.claim([Decimal("100.10"), Decimal("33.33")])
        if paid:
            self.approved(Claim.objects.get(pk=self.claims()[0]))
            self.prepare(1)
            self.release_and_cancel(1, cancels=False)

    @rule(costs=st.lists(PENCE, min_size=1, max_size=AT_ONCE))
    def claim(self, costs: list[Decimal]) -> None:
        def work(cost: Decimal) -> None:
            line = actions.NewLine(self.now.date(), f"Teacher {uuid4().hex}", cost)
            draft = actions.draft_claim(self.grant, lines=[line], client_key=uuid4(), by=self.finance, now=self.now)
            actions.submit_claim(draft, accepts=True, by=self.finance, now=self.now)

        self.at_once([("claim", lambda cost=cost: work(cost)) for cost in costs])

    @rule(picks=PICKS)
    def change(self, picks: list[int]) -> None:
        self.each(picks, ("change", self.changed))

    @rule(picks=PICKS, share=st.sampled_from([1, 1, 2, 3]))
    def approve(self, picks: list[int], share: int) -> None:
        self.each(picks, ("approve", lambda claim: self.approved(claim, share)))

    @rule(picks=PICKS)
    def query(self, picks: list[int]) -> None:
        self.each(picks, ("query", self.queried))

    @rule(picks=PICKS)
    def answer(self, picks: list[int]) -> None:
        self.each(picks, ("answer", self.answered))

    @rule(picks=PICKS)
    def all_at_one_claim(self, picks: list[int]) -> None:
        """Everybody acts on one claim in the same moment: at most one of them has it their way."""
        everybody = (
            ("approve", self.approved), ("withdraw", self.withdrawn), ("query", self.queried), ("reject", self.rejected),
        )  # fmt: skip
        self.each([picks[0]] * AT_ONCE, *everybody[picks[0] % 4 :], *everybody[: picks[0] % 4])

    @rule(picks=PICKS)
    def take_back_a_decision(self, picks: list[int]) -> None:
        acts = (("unapprove", self.unapproved), ("reconsider", self.reconsidered), ("restore", self.restored))
        self.each(picks, *acts[picks[0] % 3 :], *acts[: picks[0] % 3])

    @rule(picks=PICKS)
    def approve_and_take_back_at_once(self, picks: list[int]) -> None:
        self.each([picks[0]] * AT_ONCE, ("unapprove", self.unapproved), ("approve", self.approved))

    @rule(pick=st.integers(0, 9_999), times=TIMES, answers=st.booleans())
    def take_back_a_release(self, pick: int, times: int, answers: bool) -> None:
        """A release is taken back while others do the same, and while the finance system may answer."""
        released = list(PaymentRun.objects.filter(claims__grant=self.grant, state=RunState.RELEASED).distinct())
        if not released:
            return
        run, lead, clerk = released[pick % len(released)], self.cast.lead, self.cast.hubadmin
        fresh = lambda: PaymentRun.objects.get(pk=run.pk)  # noqa: E731
        recall = lambda: corrections.recall_run(fresh(), reason="Wrong month.", by=lead, now=self.now)  # noqa: E731
        works: list[Work] = [("take back a release", recall)] * times
        if answers:
            row = bank_files.BankResult(2, run.claims.first().reference, "unpaid", "Account closed")
            works.append(
                (
                    "answer of finance: unpaid",
                    lambda: bank_results.record_answer(run, rows=[row], by=clerk, now=self.now),
                )
            )
        self.at_once(works)

    @rule(times=TIMES)
    def prepare(self, times: int) -> None:
        approved = Claim.objects.filter(pk__in=self.claims(ClaimState.APPROVED))
        if approved:
            work = lambda: runs.prepare_run(self.cast.hub, claims=approved, by=self.cast.hubadmin, now=self.now)  # noqa: E731
            self.again("prepare", work, times)

    @rule(times=TIMES, cancels=st.booleans())
    def release_and_cancel(self, times: int, cancels: bool) -> None:
        run = PaymentRun.objects.filter(claims__grant=self.grant, state=RunState.PREPARED).first()
        if run is None:
            return
        day, lead, clerk = self.now.date(), self.cast.lead, self.cast.hubadmin
        fresh = lambda: PaymentRun.objects.get(pk=run.pk)  # noqa: E731
        works: list[Work] = [("release", lambda: runs.release_run(fresh(), paid_on=day, by=lead, now=self.now))] * times
        if cancels:
            works.append(("cancel", lambda: runs.cancel_run(fresh(), reason="Wrong day.", by=clerk, now=self.now)))
        self.at_once(works)

    @rule(pick=st.integers(0, 9_999), times=TIMES, result=st.sampled_from(["paid", "unpaid"]))
    def finance_answers(self, pick: int, times: int, result: str) -> None:
        payments = list(Payment.objects.filter(claim__grant=self.grant).order_by("pk"))
        if payments:
            payment = payments[pick % len(payments)]
            row = bank_files.BankResult(2, payment.claim.reference, result, "Account closed")
            run, clerk = payment.run, self.cast.hubadmin
            work = lambda: bank_results.record_answer(run, rows=[row], by=clerk, now=self.now)  # noqa: E731
            self.again(f"answer of finance: {result}", work, times)

    @rule(pick=st.integers(0, 9_999), times=TIMES)
    def unpaid_was_a_mistake(self, pick: int, times: int) -> None:
        """A payment is corrected, whatever has become of its claim since."""
        payments = list(Payment.objects.filter(claim__grant=self.grant).order_by("pk"))
        if payments:
            key, clerk = payments[pick % len(payments)].pk, self.cast.hubadmin
            fresh = lambda: Payment.objects.get(pk=key)  # noqa: E731
            work = lambda: bank_results.reinstate_payment(fresh(), reason="Wrong row.", by=clerk, now=self.now)  # noqa: E731
            self.again("correct a payment", work, times)

    @rule(picks=PICKS, amount=PENCE)
    def ask_back(self, picks: list[int], amount: Decimal) -> None:
        def work(claim: Claim) -> None:
            amount_back = min(amount, claim.payable)
            audit_samples.request_recovery(claim, amount=amount_back, reason="No.", by=self.cast.hubadmin, now=self.now)

        self.each(picks, ("ask back", work))

    @rule(
        pick=st.integers(0, 9_999), times=TIMES, name=st.sampled_from(["agree", "settle", "settle", "drop", "reverse"])
    )
    def agree_settle_drop_or_reverse(self, pick: int, times: int, name: str) -> None:
        recoveries = list(Recovery.objects.filter(claim__grant=self.grant).order_by("pk"))
        if not recoveries:
            return
        recovery = recoveries[pick % len(recoveries)]
        fresh = lambda: Recovery.objects.get(pk=recovery.pk)  # noqa: E731
        lead, clerk, day = self.cast.lead, self.cast.hubadmin, self.now.date()
        works: dict[str, Callable[[], Any]] = {
            "agree": lambda: audit_samples.agree_recovery(fresh(), by=lead, now=self.now),
            "settle": lambda: audit_samples.settle_recovery(fresh(), settled_on=day, by=clerk, now=self.now),
            "drop": lambda: audit_samples.drop_recovery(fresh(), reason="Found.", by=clerk, now=self.now),
            "reverse": lambda: audit_samples.reverse_repayment(fresh(), reason="Not here.", by=lead, now=self.now),
        }
        self.again(name, works[name], times)

    @invariant()
    def the_books_agree(self) -> None:
        grant = Grant.objects.get(pk=self.grant.pk)
        claims = list(Claim.objects.filter(grant=grant))
        approved = sum(claim.approved or 0 for claim in claims)
        back = sum(
            recovery.amount for recovery in Recovery.objects.filter(claim__grant=grant, state=RecoveryState.SETTLED)
        )
        paid = sum(claim.approved for claim in claims if claim.state == ClaimState.PAID)
        waiting = sum(claim.total for claim in claims if claim.state in (ClaimState.SUBMITTED, ClaimState.QUERIED))
        assert (grant.amount, grant.committed, grant.paid) == (1000, approved - back, paid - back)
        assert 0 <= grant.paid <= grant.committed <= grant.committed + waiting <= grant.amount

    @invariant()
    def nothing_is_deleted(self) -> None:
        rows = [
            model.objects.filter(**{path: self.grant}).count()
            for model, path in (
                (Claim, "grant"),
                (Entry, "grant"),
                (Payment, "claim__grant"),
                (Recovery, "claim__grant"),
            )
        ]
        assert all(now >= before for now, before in zip(rows, self.rows, strict=True))
        self.rows = rows

    @invariant()
    def one_payment_a_claim(self) -> None:
        standing = Payment.objects.filter(claim__grant=self.grant).exclude(state__in=NOT_PAYING)
        assert sorted(standing.values_list("claim", flat=True)) == self.claims(ClaimState.PAID)

    @invariant()
    def the_ledger_balances(self) -> None:
        balance: Counter[str] = Counter()
        for entry in Entry.objects.filter(grant=self.grant):
            balance[entry.source] -= entry.amount
            balance[entry.target] += entry.amount
        assert sum(balance.values()) == 0
        assert min(balance[account] for account in (Account.LEFT, Account.COMMITTED, Account.PAID)) >= 0
        assert not list(differences_of_claims())


def differences_of_claims() -> list[str]:
    """What the reconciliation says, without reading the files of runs again at each step."""
    return list(differences(files=False))


def keep_books(cast: Cast, *, examples: int, steps: int) -> Counter[str]:
    """Run the machine on grants of the cast's hub; what was tried. Nothing is tried again smaller: races do not repeat."""
    STEPS.clear()
    GrantMachine.cast = cast
    run_state_machine_as_test(
        GrantMachine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=[Phase.generate],
        ),
    )  # fmt: skip
    return STEPS


@pytest.mark.django_db(transaction=True)
def test_grant_invariants_hold_in_any_order_of_steps(now):
    assert keep_books(gather(now), examples=2, steps=12)["steps"]
