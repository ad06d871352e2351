"""What surrounds the demo's claims: window, budget, a query, a sample, repayments; a trust's finance officer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from funding import actions, bank_files
from funding.actions import audit_samples, bank_results, payees, statements
from funding.choices import ClaimState, Release
from funding.models import Claim, Grant, Payment, PaymentRun
from funding.statement_rows import check_statement
from schools.actions import add_contact
from schools.choices import ContactRole, Stage
from schools.models import Project, School
from schools.occasions import ReleaseOccasion, list_release_occasions
from sustaining.accounts.models import User
from sustaining.common.files import CheckedUpload

from . import cast

TRUST_SCHOOLS = (910003, 910005, 910006)
DAY, HALF = Decimal(195), Decimal("97.50")
"""What a supply teacher costs, GBP."""


def _payees(builder: Any) -> None:
    """Say whom Rivermead pays for a school of a trust, and let a change for another one wait for the lead."""
    hub = builder.hub
    trust, other = (School.objects.get(urn=urn) for urn in TRUST_SCHOOLS[:2])
    payee = payees.request_payee(
        hub,
        school=trust,
        name="Calder Valley Learning Trust",
        vendor_number="V00417",
        bank_reference="MATHS HUB",
        remittance_email="accounts@caldervalley.example",
        reason="Called the trust’s finance team on the number in our finance system.",
        by=builder.hubadmin,
        now=builder.moment(6, 10),
    )
    payees.confirm_payee(payee, by=builder.lead, now=builder.moment(6, 15))
    payees.request_payee(
        hub,
        school=other,
        name="Calder Valley Learning Trust",
        vendor_number="V00417",
        reason="The school joined the trust. Checked with the trust by telephone.",
        by=builder.hubadmin,
        now=builder.moment(1, 9),
    )


def match_a_statement(builder: Any) -> None:
    """Match Rivermead's bank statement: all payments of its released run but the last one, which no line shows."""
    payments = Payment.objects.filter(claim__grant__participation__hub=builder.hub).counting().select_related("claim")
    paid = list(payments.order_by("claim__reference"))[:-1]
    if not paid:
        return
    rows = ["Date,Description,Amount", *(f"{row.paid_on:%d/%m/%Y},BACS {row.claim},-{row.amount}" for row in paid)]
    rows.append(f"{paid[0].paid_on:%d/%m/%Y},SUPPLY AGENCY,-412.00")
    content = "\n".join(rows).encode()
    file = CheckedUpload("bank-statement.csv", "csv", "text/csv", content)
    upload = statements.upload_statement(builder.hub, file=file, by=builder.hubadmin, now=builder.moment(3, 9))
    for name, value in upload.decode_content(content).values.items():
        setattr(upload, name, value)
    upload.save()
    seen = check_statement(upload, builder.moment(3, 9))
    chosen = {row.number for row in seen.rows if row.is_chosen}
    statements.save_statement(
        upload, chosen=chosen, seen=seen.fingerprint, by=builder.hubadmin, now=builder.moment(3, 10)
    )


def around_claims(builder: Any) -> None:
    """Set up Rivermead's money, and let some of it be asked about."""
    hub, lead, clerk = builder.hub, builder.lead, builder.hubadmin
    project, year = builder.project, builder.project.year
    if builder.day(45) > year.starts:  # an older year has had the time for these
        _not_as_asked(builder)  # while claims are taken: the window may have closed by now
    actions.set_window(
        hub,
        project=project,
        opens_on=year.starts,
        closes_on=year.ends - timedelta(days=31),
        by=clerk,
        now=builder.moment(70),
    )
    actions.set_budget(hub, academic_year=year.start, amount=Decimal(12_000), by=lead, now=builder.moment(70))
    reason = "The DfE reduced the hub’s grant for the year by a third."
    actions.set_budget(
        hub, academic_year=year.start, amount=Decimal(8_000), reason=reason, by=lead, now=builder.moment(30)
    )
    _trust(builder)
    _payees(builder)
    for run in PaymentRun.objects.filter(hub=hub, state="released"):
        paid = run.payments.order_by("claim__reference").values_list("claim__reference", "claim__total")
        rows = [
            bank_files.BankResult(place, reference, *(("unpaid", "Account closed") if total == 480 else ("paid", "")))
            for place, (reference, total) in enumerate(paid, start=2)
        ]
        bank_results.record_answer(run, rows=rows, by=clerk, now=builder.moment(5))
    match_a_statement(builder)
    if Claim.objects.filter(state=ClaimState.PAID, grant__participation__hub=hub).exists():
        _sample_claims(builder)


def pay_next_year_in_instalments(builder: Any, admin: User) -> None:
    """Have next year’s grant paid in two halves: once the plan is agreed, and once the year is completed."""
    project = Project.objects.get(stage=Stage.SUSTAINING, academic_year=builder.project.academic_year + 1)
    parts = [(50, "plan_agreed"), (50, "completed")]
    actions.set_instalments(project, parts=parts, by=admin, now=builder.moment(20))


def _sample_claims(builder: Any) -> None:
    """Draw a sample: one school answers well, one badly and has money to repay, one has not answered yet."""
    answer_by = timezone.localdate(builder.now) + timedelta(days=14)
    sample = audit_samples.draw_sample(
        builder.hub, academic_year=builder.project.year.start, number=3, answer_by=answer_by, seed=2_026,
        by=builder.lead, now=builder.moment(4),
    )  # fmt: skip
    sampled = list(sample.sampled.order_by("pk").select_related("claim__submitted_by"))
    for sampled_claim, evidence in zip(
        sampled,
        ("The cover sheet for that week is attached.", "The cover sheet is attached; the payslip is here on paper."),
        strict=False,
    ):
        sheet = f"Cover sheet for claim {sampled_claim.claim.reference}: one teacher, two days.\n".encode()
        audit_samples.give_evidence(
            sampled_claim,
            text=evidence,
            uploads=[CheckedUpload("Cover sheet.txt", "txt", "text/plain", sheet)],
            by=sampled_claim.claim.submitted_by,  # type: ignore[arg-type]
            now=builder.moment(2),
        )
    for sampled_claim in sampled[1:2]:
        audit_samples.accept_evidence(
            sampled_claim, finding="The cover sheet shows both days.", by=builder.hubadmin, now=builder.moment(1)
        )
    reason = "The cover sheet shows half a day, not a whole day."
    claim = sampled[0].claim
    audit_samples.request_recovery(claim, amount=Decimal(90), reason=reason, by=builder.hubadmin, now=builder.moment(1))
    for sampled_claim in sampled[1:2]:
        _reverse_repayment(builder, sampled_claim.claim)


def _reverse_repayment(builder: Any, claim: Claim) -> None:
    """Have a repayment recorded that had not come: it was for another claim, so the lead reverses it."""
    recovery = audit_samples.request_recovery(
        claim, amount=Decimal(45), reason="The supply teacher’s invoice is £45 less than the claim.",
        by=builder.hubadmin, now=builder.moment(3),
    )  # fmt: skip
    audit_samples.agree_recovery(recovery, by=builder.lead, now=builder.moment(3, 15))
    audit_samples.settle_recovery(recovery, settled_on=builder.day(1), by=builder.hubadmin, now=builder.moment(1))
    reason = "The £45 in our account is from another school."
    audit_samples.reverse_repayment(recovery, reason=reason, by=builder.lead, now=builder.moment(1, 15))


def claimed_with_evidence(builder: Any) -> list[Claim]:
    """Castle Hill claims for its sessions: of the third something is asked, the first two are given back, approved."""
    grants = Grant.objects.filter(participation__hub=builder.hub, participation__project=builder.project)
    grant = grants.select_related("participation__school").filter(participation__school__urn=910003).first()
    if grant is None or builder.day(45) == builder.project.year.starts:
        return []
    finance = grant.school.contacts.get(role=ContactRole.FINANCE).user
    teacher = grant.school.advocates.select_related("user").earliest("pk").user.full_name
    held = sorted(list_release_occasions(grant.participation), key=lambda occasion: occasion.day)
    sessions = [occasion for occasion in held if occasion.key.startswith("session:")][:3]
    lines = [_line(occasion, teacher, HALF if place else DAY) for place, occasion in enumerate(sessions)]
    paid = _submit(builder, grant, lines[:2], finance, 21)
    paid = actions.approve_claim(paid, by=builder.lead, now=builder.moment(19, 11))
    queried = _submit(builder, grant, lines[2:], finance, 9)
    question = "The session lasted a morning. Was the teacher released for all of it?"
    actions.query_claim(queried, reason=question, by=builder.lead, now=builder.moment(2, 11))
    paid.demo_state = "paid"  # type: ignore[attr-defined]
    return [paid]


def _line(occasion: ReleaseOccasion, teacher: str, cost: Decimal) -> actions.NewLine:
    length = Release.WHOLE if cost == DAY else Release.HALF
    return actions.NewLine(occasion.day, teacher, cost, length, occasion=occasion.key)


def _not_as_asked(builder: Any) -> None:
    """Holme Valley gets less than it asked for, Bramley Green nothing; each is told why."""
    for urn, cost, approved, reason in (
        (910008, "300.00", Decimal(240), "The meeting was online: an hour’s travel is not released time."),
        (910002, "195.00", None, "This release was for the science department. Claim again for mathematics."),
    ):
        grant = Grant.objects.get(participation__school__urn=urn, participation__project=builder.project)
        person = grant.school.contacts.filter(role=ContactRole.FINANCE).earliest("pk").user
        teacher = grant.school.advocates.select_related("user").earliest("pk").user.full_name
        claim = _submit(builder, grant, [actions.NewLine(builder.day(30), teacher, Decimal(cost))], person, 16)
        if approved:
            actions.approve_claim(claim, amount=approved, reason=reason, by=builder.lead, now=builder.moment(13, 11))
        else:
            actions.reject_claim(claim, reason=reason, by=builder.lead, now=builder.moment(13, 11))


def _submit(builder: Any, grant: Grant, lines: list[actions.NewLine], by: User, days_ago: int) -> Claim:
    key = uuid5(NAMESPACE_URL, f"demo:around:{grant.pk}:{days_ago}")
    then = builder.moment(days_ago, 9)
    draft = actions.draft_claim(grant, lines=lines, client_key=key, by=by, now=then)
    return actions.submit_claim(draft, accepts=True, by=by, now=then)


def _trust(builder: Any) -> None:
    """Create a trust's finance officer for three schools."""
    email, name = "trust@demo.example", "Theo Marlow"
    cast.person(email, name, builder.moment(70))
    for school in School.objects.filter(urn__in=TRUST_SCHOOLS, hub=builder.hub):
        add_contact(
            school, full_name=name, email=email, role=ContactRole.FINANCE, by=builder.lead, now=builder.moment(70)
        )
