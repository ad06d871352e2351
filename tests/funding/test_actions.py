"""Limits of the actions on claims, grants and samples: the first value that is refused, and the last that is not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding import actions
from funding.actions import audit_samples, claims, grants, runs
from funding.actions.audit_samples import draw_claim_keys
from funding.choices import ClaimState, EntryKind, RecoveryState
from funding.columns import get_columns
from funding.errors import (
    AmountNotPossible,
    ClaimIncomplete,
    ColumnsNotPossible,
    LineNotPossible,
    NothingToSample,
    WindowClosed,
)
from funding.grant_balance import get_grant_balance
from funding.models import Budget, Claim, ClaimWindow, Message, Recovery, SampledClaim
from funding.selectors.setup import budget_versions
from funding.windows import Window, get_window
from schools.actions import withdraw_participation
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.files import check_upload
from sustaining.outbox.models import Email

DAY = timedelta(days=1)


# --- Deciding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["0", "-1", "100.01"])
def test_claim_is_not_approved_for_nothing_or_for_more_than_it_asks(claim_maker, cast, now, amount):
    claim = claim_maker.submitted("100.00")
    with pytest.raises(AmountNotPossible, match=r"Approve £100\.00 or less"):
        actions.approve_claim(claim, amount=Decimal(amount), reason="Why.", by=cast.lead, now=now)
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED
    assert not claim.entries.exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_claim_is_not_approved_for_less_without_a_reason(claim_maker, cast, now, reason):
    with pytest.raises(AmountNotPossible, match="Enter the reason for approving less"):
        actions.approve_claim(
            claim_maker.submitted("100.00"), amount=Decimal("99.99"), reason=reason, by=cast.lead, now=now
        )


def test_claim_approved_for_less_commits_that_and_leaves_the_rest(claim_maker, cast, now):
    claim = claim_maker.submitted("100.00")
    claim = actions.approve_claim(claim, amount=Decimal("0.01"), reason="One penny.", by=cast.lead, now=now)
    assert (claim.total, claim.payable, claim.decided_by) == (Decimal(100), Decimal("0.01"), cast.lead)
    assert claim.decision_reason == "One penny."
    assert get_grant_balance(claim_maker.grant).left == Decimal("999.99")
    entry = claim.entries.get()
    assert (entry.kind, entry.amount, entry.why) == (EntryKind.COMMIT, Decimal("0.01"), "One penny.")


def test_approval_of_the_whole_amount_needs_no_reason(claim_maker, cast, now):
    claim = actions.approve_claim(claim_maker.submitted("100.00"), amount=Decimal(100), by=cast.lead, now=now)
    assert claim.approved == Decimal(100)


@pytest.mark.parametrize("kind", ["claim_approved", "claim_rejected", "claim_queried"])
def test_decision_is_emailed_once_to_maker_and_submitter(claim_maker, cast, now, kind):
    claim = claim_maker.submitted("100.00")
    Claim.objects.filter(pk=claim.pk).update(made_by=cast.advocate)
    claim.refresh_from_db()
    decide = {
        "claim_approved": lambda: actions.approve_claim(claim, by=cast.lead, now=now),
        "claim_rejected": lambda: actions.reject_claim(claim, reason="No.", by=cast.lead, now=now),
        "claim_queried": lambda: actions.query_claim(claim, reason="Why?", by=cast.lead, now=now),
    }
    decide[kind]()
    emails = Email.objects.filter(kind=kind)
    assert sorted(emails.values_list("to", flat=True)) == sorted([cast.advocate.email, cast.finance.email])


def test_query_keeps_the_question_in_the_conversation(claim_maker, cast, now):
    claim = claim_maker.submitted("100.00")
    actions.query_claim(claim, reason="Two half days?", by=cast.lead, now=now)
    question = Message.objects.get(claim=claim)
    assert (question.words, question.from_hub, question.by, question.at) == ("Two half days?", True, cast.lead, now)


@pytest.mark.parametrize("decide", ["approve less", "reject", "withdraw"])
def test_closed_grant_keeps_nothing_that_a_decision_sets_free(claim_maker, cast, now, decide):
    claim = claim_maker.submitted("300.00")
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    assert claim_maker.grant.amount == Decimal(300), "what waits is still there"
    if decide == "approve less":
        actions.approve_claim(claim, amount=Decimal(100), reason="Half.", by=cast.lead, now=now)
    elif decide == "reject":
        actions.reject_claim(claim, reason="No.", by=cast.lead, now=now)
    else:
        actions.withdraw_claim(claim, by=cast.finance, now=now)
    expected = Decimal(100) if decide == "approve less" else Decimal(0)
    assert (claim_maker.grant.amount, get_grant_balance(claim_maker.grant).left) == (expected, Decimal(0))


# --- What the school changes ----------------------------------------------------------------------------------------


def test_payee_of_a_draft_is_changed_and_of_a_submitted_claim_is_not(claim_maker, cast, now):
    draft = claim_maker.draft("50.00")
    changed = claims.edit_payee(draft, payee="Castle Hill Trust", invoice_number="INV-7", by=cast.finance, now=now)
    draft.refresh_from_db()
    assert changed == draft
    assert (draft.payee, draft.invoice_number) == ("Castle Hill Trust", "INV-7")
    actions.submit_claim(draft, accepts=True, by=cast.finance, now=now)
    with pytest.raises(WrongState):
        claims.edit_payee(draft, payee="Another", invoice_number="", by=cast.finance, now=now)
    draft.refresh_from_db()
    assert draft.payee == "Castle Hill Trust"


def test_twenty_files_are_attached_and_no_more(claim_maker, cast, now):
    draft = claim_maker.draft("50.00")
    upload = check_upload("note.txt", b"Cover.")
    assert claims.attach_files(draft, uploads=[upload] * 20, by=cast.finance, now=now) == draft
    with pytest.raises(ClaimIncomplete, match="up to 20 files"):
        claims.attach_files(draft, uploads=[upload], by=cast.finance, now=now)
    assert draft.files.count() == 20


def test_file_is_removed_from_a_draft_and_its_row_stays(claim_maker, cast, now):
    draft = claim_maker.draft("50.00")
    claims.attach_files(draft, uploads=[check_upload("note.txt", b"Cover.")], by=cast.finance, now=now)
    claims.remove_file(draft.files.get(), by=cast.finance, now=now)
    assert draft.files.get().removed_at == now
    claims.restore_file(draft.files.get(), by=cast.finance, now=now)
    assert draft.files.get().removed_at is None
    with pytest.raises(WrongState, match="has not been removed"):
        claims.restore_file(draft.files.get(), by=cast.finance, now=now)
    claims.remove_file(draft.files.get(), by=cast.finance, now=now)
    actions.submit_claim(draft, accepts=True, by=cast.finance, now=now)
    for act in (claims.remove_file, claims.restore_file):
        with pytest.raises(WrongState):
            act(draft.files.get(), by=cast.finance, now=now)


def test_lines_of_a_submitted_claim_stand(claim_maker, cast, now):
    claim = claim_maker.submitted("50.00")
    with pytest.raises(WrongState, match="has been submitted"):
        actions.edit_claim(claim, lines=[], by=cast.finance, now=now)
    assert claim.lines.count() == 1


def test_changed_lines_replace_the_old_ones_and_keep_the_explanation_of_those_that_stay(claim_maker, cast, now):
    draft = claim_maker.draft("50.00", "60.00")
    line = draft.lines.earliest("pk")
    draft.lines.filter(pk=line.pk).update(explanation="Two sites.")
    stays = actions.NewLine(line.released_on, line.teacher, Decimal("55.555"))
    other = actions.NewLine(line.released_on, "N. Hartwell", Decimal(10))
    claim = actions.edit_claim(draft, lines=[stays, other], by=cast.finance, now=now)
    assert claim.total == Decimal("65.56")
    assert list(claim.lines.order_by("position").values_list("teacher", "explanation", "position")) == [
        (line.teacher, "Two sites.", 1),
        ("N. Hartwell", "", 2),
    ]


def test_line_of_an_occasion_that_did_not_take_place_is_kept_without_it(claim_maker, cast, now):
    forged = actions.NewLine(now.date(), "N. Hartwell", Decimal(10), occasion="session:999999")
    claim = actions.draft_claim(claim_maker.grant, lines=[forged], client_key=uuid4(), by=cast.finance, now=now)
    assert claim.lines.get().occasion == ""


def test_line_that_is_asked_about_is_submitted_with_an_explanation_only(claim_maker, cast, now):
    line = actions.NewLine(now.date(), "N. Hartwell", Decimal(10))
    claim = actions.draft_claim(claim_maker.grant, lines=[line, line], client_key=uuid4(), by=cast.finance, now=now)
    second = claim.lines.latest("position")
    with pytest.raises(LineNotPossible, match="is already in this claim"):
        actions.submit_claim(claim, accepts=True, explanations={second.pk: "  "}, by=cast.finance, now=now)
    actions.submit_claim(claim, accepts=True, explanations={second.pk: "x" * 400}, by=cast.finance, now=now)
    second.refresh_from_db()
    assert second.explanation == "x" * 300
    assert claim.lines.earliest("position").explanation == "", "nobody asked about it"


def test_conditions_are_accepted_before_the_first_claim_and_not_again(claim_maker, cast, now):
    with pytest.raises(ClaimIncomplete, match="Accept the grant’s conditions"):
        actions.submit_claim(claim_maker.draft("10.00"), by=cast.finance, now=now)
    claim_maker.submitted("10.00")
    assert claim_maker.grant.acceptance.words == grants.conditions_for(claim_maker.grant)
    assert actions.submit_claim(claim_maker.draft("10.00"), by=cast.finance, now=now).state == ClaimState.SUBMITTED


# --- Windows --------------------------------------------------------------------------------------------------------


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 300), st.none() | st.integers(-50, 50))
def test_window_contains_its_days_and_those_of_a_late_permission(opens, length, late):
    closes = opens + timedelta(days=length)
    window = Window(opens, closes, None if late is None else closes + timedelta(days=late))
    last = closes + timedelta(days=max(late or 0, 0))
    assert window.contains(opens)
    assert window.contains(last)
    assert not window.contains(opens - DAY)
    assert not window.contains(last + DAY)


@pytest.mark.parametrize(("opens", "closes", "is_open"), [(0, 0, True), (1, 9, False), (-9, -1, False)])
def test_draft_is_made_on_a_day_of_the_hubs_window_only(claim_maker, cast, now, opens, closes, is_open):
    today = now.date()
    grants.set_window(
        cast.hub, project=cast.project, opens_on=today + opens * DAY, closes_on=today + closes * DAY,
        by=cast.hubadmin, now=now,
    )  # fmt: skip
    if is_open:
        assert claim_maker.draft("10.00").state == ClaimState.DRAFT
    else:
        with pytest.raises(WindowClosed, match=r"^Claims (open|closed) on \d"):
            claim_maker.draft("10.00")


def test_closed_window_is_open_to_a_grant_that_may_claim_late(claim_maker, cast, now):
    today = now.date()
    grants.set_window(
        cast.hub, project=cast.project, opens_on=today - 9 * DAY, closes_on=today - DAY, by=cast.hubadmin, now=now
    )
    grants.allow_late_claims(claim_maker.grant, late_until=today, reason="Illness.", by=cast.lead, now=now)
    assert (get_window(claim_maker.grant).late_until, claim_maker.grant.late_reason) == (today, "Illness.")
    assert claim_maker.draft("10.00").state == ClaimState.DRAFT


def test_dropped_recovery_is_restored_and_agreed_again_by_another(claim_maker, cast, now):
    claim = paid_claim(claim_maker)
    recovery = audit_samples.request_recovery(claim, amount=Decimal(60), reason="Short.", by=cast.hubadmin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    audit_samples.drop_recovery(recovery, reason="A mistake.", by=cast.hubadmin, now=now)
    other = audit_samples.request_recovery(claim, amount=Decimal(50), reason="Short.", by=cast.hubadmin, now=now)
    with pytest.raises(AmountNotPossible):
        audit_samples.restore_recovery(recovery, reason="Wrong one dropped.", by=cast.hubadmin, now=now)
    audit_samples.drop_recovery(other, reason="Twice.", by=cast.hubadmin, now=now)
    audit_samples.restore_recovery(recovery, reason="Wrong one dropped.", by=cast.hubadmin, now=now + DAY)
    restored = Recovery.objects.get(pk=recovery.pk)
    assert (restored.state, restored.agreed_by, restored.restore_reason) == ("requested", None, "Wrong one dropped.")
    audit_samples.agree_recovery(restored, by=cast.lead, now=now + DAY)
    assert Email.objects.filter(kind="recovery_agreed").count() == 2, "the school is asked again"
    with pytest.raises(WrongState):
        audit_samples.restore_recovery(restored, reason="Twice.", by=cast.hubadmin, now=now + DAY)


def test_finding_is_taken_back_unless_a_recovery_rests_on_it(claim_maker, cast, now):
    claim = paid_claim(claim_maker)
    sample = audit_samples.draw_sample(
        cast.hub, academic_year=2026, number=1, answer_by=now.date() + 9 * DAY, by=cast.lead, now=now
    )
    sampled = sample.sampled.get()
    audit_samples.refuse_evidence(sampled, finding="Nothing came.", by=cast.hubadmin, now=now)
    recovery = audit_samples.request_recovery(claim, amount=Decimal(40), reason="Short.", by=cast.hubadmin, now=now)
    with pytest.raises(audit_samples.RecoveryUnderWay, match="Cancel the recovery first"):
        audit_samples.reconsider_evidence(sampled, reason="It was in the post.", by=cast.lead, now=now)
    audit_samples.drop_recovery(recovery, reason="It came.", by=cast.hubadmin, now=now)
    audit_samples.reconsider_evidence(sampled, reason="It was in the post.", by=cast.lead, now=now)
    sampled.refresh_from_db()
    assert (sampled.state, sampled.finding, sampled.judged_by) == ("answered", "", None)
    audit_samples.accept_evidence(sampled, finding="It came.", by=cast.hubadmin, now=now)
    assert "Nothing came." in str(sampled.events.values_list("finding"))


@pytest.mark.parametrize(("days", "is_possible"), [(-1, False), (0, True), (366, True), (367, False)])
def test_late_claims_are_allowed_until_a_day_within_a_year(claim_maker, cast, now, days, is_possible):
    grant, until = claim_maker.grant, now.date() + days * DAY
    if is_possible:
        grants.allow_late_claims(grant, late_until=until, reason="Illness.", by=cast.lead, now=now)
    else:
        with pytest.raises(DomainError, match="today or later, and within a year"):
            grants.allow_late_claims(grant, late_until=until, reason="Illness.", by=cast.lead, now=now)
    assert claim_maker.grant.late_until == (until if is_possible else None)


def test_closed_grant_is_allowed_no_late_claims(claim_maker, cast, now):
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    with pytest.raises(WrongState, match="closed"):
        grants.allow_late_claims(claim_maker.grant, late_until=now.date(), reason="Illness.", by=cast.lead, now=now)
    with pytest.raises(WindowClosed, match="left the project"):
        claim_maker.draft("10.00")


def test_window_may_be_one_day_and_does_not_close_before_it_opens(cast, now):
    day = now.date()
    grants.set_window(cast.hub, project=cast.project, opens_on=day, closes_on=day, by=cast.hubadmin, now=now)
    with pytest.raises(DomainError, match="must be on or after the opening date") as refused:
        grants.set_window(cast.hub, project=cast.project, opens_on=day, closes_on=day - DAY, by=cast.hubadmin, now=now)
    assert refused.value.field == "closes_on"
    assert ClaimWindow.objects.get().closes_on == day


def test_budget_of_a_year_keeps_its_versions_with_who_and_why(cast, now):
    for amount, reason, by in (
        (9000, "", cast.lead),
        (9000, "", cast.admin),
        (6000, "Grant cut by a third.", cast.admin),
    ):
        grants.set_budget(cast.hub, academic_year=2026, amount=Decimal(amount), reason=reason, by=by, now=now)
    assert Budget.objects.get().amount == Decimal(6000)
    newest, first = budget_versions(cast.hub, 2026)
    assert (newest.amount, newest.reason, newest.set_by, newest.is_current) == (
        6000,
        "Grant cut by a third.",
        cast.admin,
        True,
    )
    assert (first.amount, first.reason, first.set_by, first.is_current) == (9000, "", cast.lead, False)


def test_budget_is_not_changed_without_a_reason(cast, now):
    grants.set_budget(cast.hub, academic_year=2026, amount=Decimal(9000), by=cast.lead, now=now)
    with pytest.raises(grants.ReasonMissing, match="Enter why the budget changes") as refused:
        grants.set_budget(cast.hub, academic_year=2026, amount=Decimal(6000), by=cast.lead, now=now)
    assert refused.value.field == "reason"
    assert Budget.objects.get().amount == Decimal(9000)


# --- Samples and recoveries -----------------------------------------------------------------------------------------


@given(st.sets(st.integers(1, 500), min_size=1, max_size=60), st.integers(1, 80), st.integers(0, 2**48))
def test_sample_is_drawn_from_its_population_and_again_by_its_seed(population, number, seed):
    keys = draw_claim_keys(list(population), number, seed)
    assert set(keys) <= population
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys)) == min(number, len(population))
    assert draw_claim_keys(sorted(population, reverse=True), number, seed) == keys


@pytest.mark.parametrize(("days", "is_possible"), [(0, False), (1, True), (366, True), (367, False)])
def test_evidence_is_asked_for_by_a_day_after_today_within_a_year(claim_maker, cast, now, days, is_possible):
    claim_maker.pay(claim_maker.approved("10.00"))
    fields = {"academic_year": 2026, "number": 1, "answer_by": now.date() + days * DAY, "by": cast.lead, "now": now}
    if is_possible:
        audit_samples.draw_sample(cast.hub, **fields)
    else:
        with pytest.raises(DomainError, match="must be after today"):
            audit_samples.draw_sample(cast.hub, **fields)
    assert SampledClaim.objects.count() == int(is_possible)


def test_claim_is_sampled_once_and_an_unpaid_or_other_years_claim_never(claim_maker, cast, now):
    claim_maker.approved("10.00")
    fields = {"number": 5, "answer_by": now.date() + DAY, "by": cast.lead, "now": now}
    with pytest.raises(NothingToSample):
        audit_samples.draw_sample(cast.hub, academic_year=2026, **fields)
    claim_maker.pay(claim_maker.approved("20.00"))
    with pytest.raises(NothingToSample):
        audit_samples.draw_sample(cast.hub, academic_year=2025, **fields)
    sample = audit_samples.draw_sample(cast.hub, academic_year=2026, **fields)
    assert [row.claim.total for row in SampledClaim.objects.filter(sample=sample)] == [Decimal(20)]
    assert Email.objects.filter(kind="evidence_asked", to=cast.finance.email).count() == 1
    with pytest.raises(NothingToSample):
        audit_samples.draw_sample(cast.hub, academic_year=2026, **fields)


@pytest.mark.parametrize("verdict", ["accept", "refuse"])
def test_evidence_is_judged_with_a_finding_also_when_none_came(claim_maker, cast, now, verdict):
    claim_maker.pay(claim_maker.approved("20.00"))
    audit_samples.draw_sample(cast.hub, academic_year=2026, number=1, answer_by=now.date() + DAY, by=cast.lead, now=now)
    sampled = SampledClaim.objects.get()
    if verdict == "accept":
        audit_samples.give_evidence(sampled, text="The invoice.", uploads=[], by=cast.finance, now=now)
        sampled = audit_samples.accept_evidence(sampled, finding="As claimed.", by=cast.lead, now=now)
    else:
        sampled = audit_samples.refuse_evidence(sampled, finding="Nothing came.", by=cast.lead, now=now)
    expected = ("accepted", "As claimed.") if verdict == "accept" else ("refused", "Nothing came.")
    assert (sampled.state, sampled.finding) == expected
    assert (sampled.judged_by, sampled.judged_at) == (cast.lead, now)


def test_cancelled_run_gives_its_claims_back(claim_maker, cast, now):
    claim = claim_maker.approved("20.00")
    run = runs.cancel_run(claim_maker.run(claim), reason="Not yet.", by=cast.hubadmin, now=now)
    claim.refresh_from_db()
    assert (run.state, run.cancel_reason, claim.state, claim.run) == (
        "cancelled",
        "Not yet.",
        ClaimState.APPROVED,
        None,
    )


def test_conditions_of_a_hub_hold_for_schools_that_have_not_accepted_any(claim_maker, cast, now):
    grants.set_conditions(cast.hub, conditions="Keep receipts.", by=cast.lead, now=now)
    assert grants.conditions_for(claim_maker.grant) == "Keep receipts."
    claim_maker.submitted("10.00")
    setup = grants.set_conditions(cast.hub, conditions="Keep everything.", by=cast.lead, now=now)
    assert setup.conditions == "Keep everything."
    assert claim_maker.grant.acceptance.words == "Keep receipts."


def test_columns_that_finance_cannot_pay_by_are_refused_and_others_kept(cast, now):
    columns = [[column.key, column.heading, column.fixed_text] for column in get_columns(cast.hub)]
    setup = grants.set_columns(cast.hub, columns=columns, by=cast.lead, now=now)
    assert setup.columns == columns
    with pytest.raises(ColumnsNotPossible):
        grants.set_columns(cast.hub, columns=[], by=cast.lead, now=now)
    setup.refresh_from_db()
    assert setup.columns == columns


def paid_claim(claim_maker) -> Claim:
    claim_maker.pay(claim_maker.approved("100.00"))
    return Claim.objects.get()


def test_recovery_is_at_most_what_was_paid(claim_maker, cast, now):
    claim = paid_claim(claim_maker)
    ask = {"reason": "Short.", "by": cast.hubadmin, "now": now}
    audit_samples.request_recovery(claim, amount=Decimal(40), **ask)
    with pytest.raises(AmountNotPossible):
        audit_samples.request_recovery(claim, amount=Decimal("60.01"), **ask)


def test_recovery_that_was_never_announced_is_dropped_without_an_email(claim_maker, cast, now):
    recovery = audit_samples.request_recovery(
        paid_claim(claim_maker), amount=Decimal(40), reason="Short.", by=cast.hubadmin, now=now
    )
    audit_samples.drop_recovery(recovery, reason="A mistake.", by=cast.hubadmin, now=now)
    assert not Email.objects.filter(kind__startswith="recovery").exists()


@pytest.mark.parametrize(("days", "is_possible"), [(-1, False), (0, True), (3, True), (4, False)])
def test_recovery_is_settled_from_the_day_it_was_asked_for_until_today(claim_maker, cast, now, days, is_possible):
    recovery = audit_samples.request_recovery(
        paid_claim(claim_maker), amount=Decimal(40), reason="Short.", by=cast.hubadmin, now=now
    )
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    later, settled_on = now + 3 * DAY, now.date() + days * DAY
    if is_possible:
        audit_samples.settle_recovery(recovery, settled_on=settled_on, by=cast.hubadmin, now=later)
        assert get_grant_balance(claim_maker.grant).left == Decimal(940)
        assert Email.objects.filter(kind="recovery_settled").count() == 1
    else:
        with pytest.raises(DomainError) as refused:
            audit_samples.settle_recovery(recovery, settled_on=settled_on, by=cast.hubadmin, now=later)
        assert refused.value.field == "settled_on"
        assert Recovery.objects.get().state == RecoveryState.AGREED
