"""Specialists' release pay: worked out from confirmed sessions, decided by another person, paid once in the hub's runs."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devplans.actions.corrections import reopen_session
from devplans.actions.sessions import confirm_session
from funding.actions import bank_results, payees, runs
from funding.actions import release_pay as actions
from funding.actions.corrections import recall_run
from funding.actions.grants import ReasonMissing
from funding.bank_files import BankResult
from funding.choices import ReleaseState
from funding.columns import file_rows
from funding.errors import NothingToPay
from funding.models import ReleaseBudget, ReleaseEntry, ReleaseMonth, ReleasePayment, ReleaseSession
from funding.reconciliation import differences
from funding.release_pay import HALF_DAY, count_days, differences_since, months_to_decide
from schools.actions import add_contact
from schools.choices import ContactRole
from sustaining.common.errors import WrongState
from sustaining.common.years import AcademicYear
from tests.cast import Cast
from tests.devplans.test_sessions import log
from tests.factories import HubStaffFactory
from tests.funding.test_reconciliation import changed_behind_the_triggers

pytestmark = pytest.mark.django_db


class ReleaseDesk:
    """A hub that pays £250.00 a day from a budget of £2,000.00, and short ways to its months."""

    def __init__(self, cast: Cast, now: datetime, budget: str = "2000.00") -> None:
        self.cast, self.now = cast, now
        self.year = AcademicYear(cast.project.academic_year)
        actions.switch_release_pay(cast.hub, is_on=True, by=cast.lead, now=now)
        actions.set_release_rate(
            cast.hub, project=cast.project, amount=Decimal(250), starts_on=self.year.starts, by=cast.lead, now=now
        )
        actions.set_release_budget(
            cast.hub, academic_year=self.year.start, amount=Decimal(budget), by=cast.lead, now=now
        )

    def add_payee(self) -> None:
        """Confirm whom the hub pays for the home school."""
        requested = payees.request_payee(
            self.cast.hub, school=self.cast.home_school, name="Westbrook Trust", vendor_number="V7", reason="New.",
            by=self.cast.hubadmin, now=self.now,
        )  # fmt: skip
        payees.confirm_payee(requested, by=self.cast.lead, now=self.now)

    def held(self, days_ago: int = 0, **fields):
        """A session that the Specialist confirmed."""
        day = self.now.date() - timedelta(days=days_ago)
        return log(self.cast, self.now, by=self.cast.specialist, held_on=day, **fields)

    def waiting(self):
        """The first month that waits for a decision."""
        return months_to_decide(self.cast.hub)[0]

    def approve(self, by=None, **options) -> ReleaseMonth:
        """Approve the first month that waits."""
        month = self.waiting()
        details = {"specialist": month.specialist, "month": month.month, "seen": month.fingerprint, **options}
        return actions.approve_release(self.cast.hub, **details, by=by or self.cast.hubadmin, now=self.now)

    def reject(self, reason: str = "Paid by the trust.") -> ReleaseMonth:
        """Reject the first month that waits."""
        month = self.waiting()
        details = {"specialist": month.specialist, "month": month.month, "seen": month.fingerprint, "reason": reason}
        return actions.reject_release(self.cast.hub, **details, by=self.cast.hubadmin, now=self.now)

    def run(self, *months: ReleaseMonth, claims=()):
        """A run prepared by the hub's administrator."""
        return runs.prepare_run(self.cast.hub, claims=claims, months=months, by=self.cast.hubadmin, now=self.now)

    def pay(self, *months: ReleaseMonth, claims=()):
        """A run released by the hub's lead."""
        run = self.run(*months, claims=claims)
        return runs.release_run(run, paid_on=self.now.date(), by=self.cast.lead, now=self.now)

    @property
    def budget(self) -> ReleaseBudget:
        """The budget as it is in the database."""
        return ReleaseBudget.objects.get(hub=self.cast.hub)


@pytest.fixture
def desk(cast, now) -> ReleaseDesk:
    """A hub that pays for release, with a payee for the Specialist's home school."""
    made = ReleaseDesk(cast, now)
    made.add_payee()
    return made


def check_deferred() -> None:
    """Have the triggers answer that otherwise answer at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def read_file(run) -> list[dict[str, str]]:
    with run.files.get(name__endswith=".csv", release=run.recalled_releases.count() + 1).file.open("rb") as frozen:
        return list(csv.DictReader(io.StringIO(frozen.read().decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("length", "minutes", "days"),
    [
        ("0.5", None, "0.5"), ("0.75", None, "1"), ("2", None, "1"),
        ("0.375", 180, "0.5"), ("0.377", 181, "1"), ("0.125", 60, "0.5"),
    ],
)  # fmt: skip
def test_length_of_a_session_is_half_a_day_or_a_day(length, minutes, days):
    assert count_days(Decimal(length), minutes, Decimal(3)) == Decimal(days)


def test_hub_that_has_not_turned_it_on_owes_nothing(cast, now):
    log(cast, now, by=cast.specialist)
    assert months_to_decide(cast.hub) == []


def test_confirmed_sessions_are_worked_out_by_specialist_and_month(desk, cast, now):
    log(cast, now)  # not confirmed
    desk.held(length=Decimal(1))
    month = desk.waiting()
    assert (month.specialist, month.month) == (cast.specialist_record, now.date().replace(day=1))
    assert (month.days, month.amount, month.problem) == (1, Decimal("250.00"), "")


def test_specialist_has_at_most_one_day_on_a_date(desk):
    for length in ("0.5", "0.75", "0.5"):
        desk.held(length=Decimal(length))
    assert [row.days for row in desk.waiting().sessions] == [HALF_DAY, HALF_DAY, 0]
    assert desk.approve().amount == Decimal("250.00")
    desk.held(length=Decimal("0.5"))
    assert desk.waiting().days == 0


def test_database_refuses_more_than_a_day_on_a_date(desk):
    desk.held(length=Decimal(1))
    month = desk.approve()
    row = month.sessions.get()
    another = desk.held()
    with pytest.raises(IntegrityError, match="At most one day"), transaction.atomic():
        ReleaseSession.objects.create(
            month=month, session=another, rate=row.rate, held_on=row.held_on, length=row.length, days=HALF_DAY, amount=1
        )


def test_session_before_the_first_rate_is_not_paid(cast, now):
    made = ReleaseDesk(cast, now)
    actions.set_release_rate(
        cast.hub, project=cast.project, amount=Decimal(300), starts_on=now.date(), by=cast.lead, now=now
    )
    made.held(length=Decimal(1))
    made.held(days_ago=1, length=Decimal(1))
    amounts = {row.session.held_on: row.amount for month in months_to_decide(cast.hub) for row in month.sessions}
    assert amounts == {now.date(): Decimal(300), now.date() - timedelta(days=1): Decimal(250)}


def test_rate_changes_for_later_days_only(desk, cast, now):
    desk.held()
    desk.approve()
    change = {"project": cast.project, "amount": Decimal(300), "by": cast.lead, "now": now}
    with pytest.raises(actions.RateNotPossible, match="Choose a later day"), transaction.atomic():
        actions.set_release_rate(cast.hub, starts_on=now.date(), **change)
    with pytest.raises(actions.RateNotPossible, match="academic year"):
        actions.set_release_rate(cast.hub, starts_on=desk.year.starts - timedelta(days=1), **change)
    actions.set_release_rate(cast.hub, starts_on=now.date() + timedelta(days=1), **change)
    assert ReleaseSession.objects.get().rate.amount == 250


def test_home_school_without_payee_is_not_paid(cast, now):
    made = ReleaseDesk(cast, now)
    made.held()
    assert "no confirmed payee" in made.waiting().problem
    with pytest.raises(actions.ReleaseNotPossible, match="no confirmed payee"):
        made.approve()
    assert made.reject().state == ReleaseState.REJECTED


def test_approval_commits_the_budget_and_no_session_waits_twice(desk):
    desk.held()
    month = desk.approve()
    assert (desk.budget.committed, desk.budget.paid, desk.budget.left) == (125, 0, 1875)
    assert months_to_decide(desk.cast.hub) == []
    assert month.reference.startswith("REL-")
    check_deferred()


def test_database_refuses_a_session_twice(desk, cast, now):
    session = desk.held()
    first = desk.approve()
    row = first.sessions.get()
    with pytest.raises(IntegrityError, match="a_session_is_released_once"), transaction.atomic():
        ReleaseSession.objects.create(
            month=first, session=session, rate=row.rate, held_on=row.held_on, length=row.length, days=0, amount=0
        )


def test_budget_is_not_exceeded(cast, now):
    made = ReleaseDesk(cast, now, budget="100.00")
    made.add_payee()
    made.held()
    with (
        pytest.raises(actions.ReleaseNotPossible, match=r"£125\.00, but £100\.00 of the £100\.00"),
        transaction.atomic(),
    ):
        made.approve()
    change = {"academic_year": made.year.start, "by": cast.lead, "now": now}
    with pytest.raises(ReasonMissing):
        actions.set_release_budget(cast.hub, amount=Decimal(200), **change)
    actions.set_release_budget(cast.hub, amount=Decimal(200), reason="More Specialists.", **change)
    made.approve()
    with pytest.raises(actions.BudgetNotPossible, match="approved already"), transaction.atomic():
        actions.set_release_budget(cast.hub, amount=Decimal(100), reason="Less.", **change)


def test_month_without_a_budget_is_refused(cast, now):
    actions.switch_release_pay(cast.hub, is_on=True, by=cast.lead, now=now)
    starts = AcademicYear(cast.project.academic_year).starts
    actions.set_release_rate(
        cast.hub, project=cast.project, amount=Decimal(250), starts_on=starts, by=cast.lead, now=now
    )
    log(cast, now, by=cast.specialist)
    month = months_to_decide(cast.hub)[0]
    decided = {"specialist": month.specialist, "month": month.month, "seen": month.fingerprint, "reason": "No."}
    with pytest.raises(actions.ReleaseNotPossible, match="Set a budget"):
        actions.reject_release(cast.hub, **decided, by=cast.hubadmin, now=now)


def test_session_is_left_out_with_a_reason(desk):
    first, left = desk.held(), desk.held(length=Decimal(1), days_ago=0)
    with pytest.raises(ReasonMissing):
        desk.approve(left_out=[left.pk])
    month = desk.approve(left_out=[left.pk], reason="Covered by the trust.")
    assert {row.session: (row.days, row.left_out_reason) for row in month.sessions.all()} == {
        first: (HALF_DAY, ""),
        left: (0, "Covered by the trust."),
    }
    assert month.amount == 125
    check_deferred()


def test_leaving_out_everything_is_refused(desk):
    session = desk.held()
    with pytest.raises(actions.ReleaseNotPossible, match="Nothing would be paid"):
        desk.approve(left_out=[session.pk], reason="No.")


def test_specialist_does_not_decide_their_own_month(desk, cast, now):
    desk.held()
    with pytest.raises(PermissionDenied):
        desk.approve(by=cast.specialist)
    HubStaffFactory(user=cast.specialist, hub=cast.hub, role="lead", starts_on=now.date() - timedelta(days=9))
    with pytest.raises(actions.ReleaseNotPossible, match="their own"), transaction.atomic():
        desk.approve(by=cast.specialist)
    month = desk.approve()
    with pytest.raises(PermissionDenied):
        actions.take_back_release(month, reason="Mine.", by=cast.specialist, now=now)
    run = desk.run(month)
    with pytest.raises(PermissionDenied):
        runs.release_run(run, paid_on=now.date(), by=cast.specialist, now=now)


def test_only_a_hub_lead_sets_it_up(cast, now):
    for person in (cast.hubadmin, cast.auditor, cast.specialist, cast.finance, cast.other.lead):
        with pytest.raises(PermissionDenied):
            actions.switch_release_pay(cast.hub, is_on=True, by=person, now=now)


def test_month_that_changed_since_it_was_shown_is_not_decided(desk):
    desk.held()
    seen = desk.waiting().fingerprint
    desk.held(length=Decimal("0.25"))
    with pytest.raises(actions.ReleaseChanged):
        desk.approve(seen=seen)


def test_reversed_decision_lets_the_sessions_wait_again(desk, cast, now):
    desk.held()
    month = desk.approve()
    actions.take_back_release(month, reason="Wrong school.", by=cast.lead, now=now)
    assert (month.state, desk.budget.committed) == (ReleaseState.REVERSED, 0)
    check_deferred()
    rejected = desk.reject()
    actions.take_back_release(rejected, reason="They are paid after all.", by=cast.lead, now=now)
    assert desk.approve().amount == 125
    check_deferred()
    with pytest.raises(WrongState):
        actions.take_back_release(month, reason="Again.", by=cast.lead, now=now)


def test_reopened_session_is_a_difference_and_changes_nothing(desk, cast, now):
    session = desk.held()
    month = desk.approve()
    assert differences_since([month]) == {}
    reopen_session(session, reason="Longer.", by=cast.specialist, now=now)
    assert "reopened since" in differences_since([month])[month.pk][0]
    session.length = Decimal(1)
    session.save(update_fields=["length"])
    confirm_session(session, by=cast.specialist, now=now)
    assert "length is now" in differences_since([month])[month.pk][0]
    month.refresh_from_db()
    assert (month.amount, months_to_decide(cast.hub)) == (125, [])


def test_month_is_paid_in_a_run_beside_claims(desk, claim_maker, cast, now):
    desk.held()
    month = desk.approve()
    claim = claim_maker.approved("100.00")
    run = desk.pay(month, claims=[claim])
    month.refresh_from_db()
    rows = {row["Reference"]: row for row in read_file(run)}
    assert set(rows) == {month.reference, claim.reference}
    assert (rows[month.reference]["Pay to"], rows[month.reference]["Amount"]) == ("Westbrook Trust", "125.00")
    assert (month.state, desk.budget.paid) == (ReleaseState.PAID, 125)
    assert ReleasePayment.objects.get().paid_to == "Westbrook Trust"
    assert claim_maker.grant.paid == 100
    check_deferred()
    assert list(differences()) == []


def test_file_reads_the_projects_of_all_months_at_once(desk, cast):
    for days_ago in (0, 30, 60):
        desk.held(days_ago)
    months = [desk.approve() for _ in range(3)]
    run = desk.run(*months)
    counts = []
    for number in (1, 3):
        included = list(run.release_months.select_related("home_school"))[:number]
        with CaptureQueriesContext(connection) as queries:
            rows = file_rows(run, included)
            assert [row.project_codes for row in rows] == [cast.project.code] * number
        counts.append(len(queries))
    assert counts == [5, 5]


def test_reversed_release_puts_months_back_into_the_run(desk, cast, now):
    desk.held()
    month = desk.approve()
    run = desk.pay(month)
    recall_run(run, reason="Wrong day.", by=cast.lead, now=now)
    month.refresh_from_db()
    assert (month.state, desk.budget.paid, desk.budget.committed) == (ReleaseState.IN_RUN, 0, 125)
    check_deferred()
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    assert list(ReleasePayment.objects.order_by("pk").values_list("state", flat=True)) == ["recalled", "sent"]
    assert list(differences()) == []


def test_cancelled_run_leaves_its_months_approved(desk, cast, now):
    desk.held()
    month = desk.approve()
    runs.cancel_run(desk.run(month), reason="Later.", by=cast.lead, now=now)
    month.refresh_from_db()
    assert (month.state, month.run) == (ReleaseState.APPROVED, None)


def test_results_confirm_and_return_months(desk, cast, now):
    desk.held()
    month = desk.approve()
    run = desk.pay(month)
    unpaid = BankResult(line=2, reference=month.reference, result="unpaid", reason="Account closed.")
    bank_results.record_answer(run, rows=[unpaid], by=cast.hubadmin, now=now)
    month.refresh_from_db()
    assert (month.state, month.run, desk.budget.paid) == (ReleaseState.APPROVED, None, 0)
    with pytest.raises(WrongState, match="results"), transaction.atomic():
        recall_run(run, reason="Late.", by=cast.lead, now=now)
    again = desk.pay(month)
    paid = BankResult(line=2, reference=month.reference, result="paid", amount="125.00")
    bank_results.record_answer(again, rows=[paid], by=cast.hubadmin, now=now)
    assert ReleasePayment.objects.get(run=again).state == "confirmed"
    check_deferred()
    assert list(differences()) == []


def test_month_in_a_run_is_not_reversed_or_put_into_another(desk, cast, now):
    desk.held()
    month = desk.approve()
    desk.run(month)
    with pytest.raises(WrongState):
        actions.take_back_release(month, reason="Late.", by=cast.lead, now=now)
    with pytest.raises(NothingToPay):
        desk.run(month)


def test_month_of_another_hub_is_not_paid(desk, cast, now):
    desk.held()
    month = desk.approve()
    with pytest.raises(NothingToPay):
        runs.prepare_run(cast.other.hub, claims=[], months=[month], by=cast.other.lead, now=now)


def test_months_are_seen_by_the_hub_the_specialist_and_the_home_schools_finance(desk, cast, now):
    desk.held()
    desk.approve()
    add_contact(
        cast.home_school,
        full_name="Bo Bursar",
        email=cast.stranger.email,
        role=ContactRole.FINANCE,
        by=cast.lead,
        now=now,
    )
    sees = [cast.lead, cast.hubadmin, cast.auditor, cast.specialist, cast.stranger, cast.admin]
    for person in [*cast.people().values(), cast.stranger, cast.admin, *cast.other.people().values()]:
        for model in (ReleaseMonth, ReleaseSession, ReleaseEntry):
            assert model.objects.visible_to(person).exists() == (person in sees), person


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE funding_releasebudget SET paid = paid - 1", "says £125.00 committed, £124.00 paid"),
        ("UPDATE funding_releasesession SET amount = 1", "its sessions add up to 1.00"),
        ("UPDATE funding_releasepayment SET state = 'returned'", "payments of 0 count; the ledger says 125.00"),
        ("UPDATE funding_releasemonth SET state = 'approved'", "has £125.00 committed and £125.00 paid"),
        ("UPDATE funding_releaseentry SET amount = 9 WHERE kind = 'pay'", "payments of 125.00 count"),
    ],
)
def test_reconciliation_finds_what_was_changed_behind_the_triggers(desk, statement, sentence):
    desk.held()
    desk.pay(desk.approve())
    with changed_behind_the_triggers(statement):
        assert any(sentence in difference for difference in differences())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funding_releasebudget SET committed = 0",
        "UPDATE funding_releasemonth SET amount = 1",
        "UPDATE funding_releasemonth SET state = 'paid', run_id = NULL",
        "UPDATE funding_releasesession SET days = 1",
        "DELETE FROM funding_releaseentry",
        "UPDATE funding_releaserate SET amount = 1",
        "UPDATE funding_releasemonth SET state = 'rejected', reason = 'No.'",
        "UPDATE funding_releasesession SET is_open = FALSE",
    ],
)
def test_database_refuses_what_no_action_does(desk, statement):
    desk.held()
    desk.approve()
    with pytest.raises(DatabaseError), transaction.atomic():
        _execute(statement, "SET CONSTRAINTS ALL IMMEDIATE")


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


WAYS = ["hold", "hold", "approve", "reject", "reverse", "run", "release", "recall", "return", "reinstate"]
STEPS = st.lists(st.sampled_from(WAYS), max_size=14)


@given(steps=STEPS, days=st.lists(st.integers(0, 20), min_size=14, max_size=14))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_entries_equal_months_and_nothing_is_paid_twice(cast, now, steps, days):
    with transaction.atomic():
        made = ReleaseDesk(cast, now, budget="600.00")
        made.add_payee()
        for step, ago in zip(steps, days, strict=False):
            with _refusals():
                _take(made, step, ago)
            check_deferred()
            _assert_sound(made, cast)
        transaction.set_rollback(True)


class _refusals:
    """A step that is refused changes nothing; the walk goes on."""

    def __enter__(self) -> None:
        self.savepoint = transaction.savepoint()

    def __exit__(self, kind, error, traceback) -> bool:
        if error is None:
            transaction.savepoint_commit(self.savepoint)
            return False
        transaction.savepoint_rollback(self.savepoint)
        return isinstance(error, (IndexError, ReleaseMonth.DoesNotExist, actions.ReleaseNotPossible, WrongState))


def _take(made: ReleaseDesk, step: str, ago: int) -> None:
    cast, now = made.cast, made.now
    months = ReleaseMonth.objects.order_by("pk")
    if step == "hold":
        made.held(days_ago=ago, length=Decimal([1, 2, 3][ago % 3]) / 2)
    elif step in ("approve", "reject"):
        getattr(made, step)()
    elif step == "reverse":
        actions.take_back_release(months.last() or months.get(), reason="No.", by=cast.lead, now=now)
    elif step == "run":
        made.run(*list(months.filter(state="approved"))[:1] or [months.filter(state="approved")[0]])
    elif step == "reinstate":
        returned = ReleasePayment.objects.filter(state="returned").order_by("-pk")[0]
        bank_results.reinstate_release_payment(returned, reason="No.", by=cast.hubadmin, now=now)
    else:
        run = cast.hub.payment_runs.filter(state="prepared" if step == "release" else "released").order_by("-pk")[0]
        if step == "release":
            runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
        elif step == "recall":
            recall_run(run, reason="No.", by=cast.lead, now=now)
        else:
            references = run.release_payments.released().values_list("month__reference", flat=True)
            rows = [BankResult(line=2, reference=text, result="unpaid", reason="Closed.") for text in references]
            bank_results.record_answer(run, rows=rows, by=cast.hubadmin, now=now)


def _assert_sound(made: ReleaseDesk, cast: Cast) -> None:
    assert list(differences(files=False)) == []
    assert made.budget.committed <= made.budget.amount
    taken = [row.session_id for row in ReleaseSession.objects.filter(is_open=True)]
    assert len(taken) == len(set(taken))
    by_day: dict[date, Decimal] = {}
    for row in ReleaseSession.objects.filter(is_open=True):
        by_day[row.held_on] = by_day.get(row.held_on, Decimal(0)) + row.days
    assert all(days <= 1 for days in by_day.values())
