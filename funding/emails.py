"""The emails about claims: what was submitted and decided, payments, evidence, repayments, the last day to claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from schools import samples
from schools.email_parts import hub_staff, reader_sees
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import long_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, StillTrue, Variable, register
from sustaining.outbox.parts import READER, page_url

from .choices import COMMITTED_CLAIMS, ClaimState, PaymentState, RecoveryState, Release, SampledState
from .grant_balance import get_grant_balance, with_money_left
from .models import Claim, ClaimLine, Grant, Payment, Recovery, SampledClaim
from .reminders import claims_close
from .windows import get_window

AREA = "Grants and claims"
ABOUT_MONEY = "It is about the school’s money, and says what has to be done or has been decided."
CLAIM = (
    *READER,
    Variable("claim", "the claim’s reference", lambda context: context["claim"].reference),
    Variable("school", "the school", lambda context: context["claim"].school),
    Variable("total", "what was claimed", lambda context: format_pounds(context["claim"].total)),
    Variable("payable", "what is paid", lambda context: format_pounds(context["claim"].payable)),
)
WHO = Variable("who", "the person who did it", lambda context: context["who"])
DECISION = Variable("reason", "what the hub writes", lambda context: context["claim"].decision_reason)
REASON = Variable("reason", "the reason given", lambda context: context["reason"])
AMOUNT = Variable("amount", "the amount to repay", lambda context: format_pounds(context["recovery"].amount))
ITEMS = Variable("items", "the items of the claim, one per line", lambda context: _items(context), is_table=True)
GRANT = Variable("grant", "the whole grant", lambda context: format_pounds(context["claim"].grant.amount))
LEFT = Variable("left", "what is left of the grant to claim", lambda context: _left(context))
SEE = Button("View the claim", lambda context: page_url(context["claim"]))


def _items(context: Context) -> str:
    """Return a line for each release of a teacher: `what, day, teacher, how long: £90.00`. One query."""
    lines = context["lines"] if "lines" in context else context["claim"].lines.all()
    return "\n".join(f"{_describe_line(line)}: {format_pounds(line.cost)}" for line in lines)


def _describe_line(line: ClaimLine) -> str:
    what = f"{line.occasion_words or 'Release'}, {line.released_on.day} {line.released_on:%B %Y}"
    if not line.teacher:  # an instalment releases nobody
        return what
    length = f"{line.hours.normalize():f} hours" if line.hours else line.get_length_display().lower()
    return f"{what}, {line.teacher}, {length}"


def _left(context: Context) -> str:
    """Return what is left of the claim's grant. A sample is in no database. Two queries."""
    grant = context["claim"].grant
    if grant._state.adding:
        return format_pounds(context["left"])
    return format_pounds(get_grant_balance(Grant.objects.get(pk=grant.pk)).left)


def _if_reduced(value: str) -> Any:
    """Return a placeholder's resolver: the value if less was approved than claimed, else empty."""

    def resolve(context: Context) -> str:
        claim = context["claim"]
        if claim.payable == claim.total:
            return ""
        return format_pounds(claim.total) if value == "total" else claim.decision_reason

    return resolve


def sample_claim(**fields: Any) -> Context:
    """Return a context with an unsaved claim, for previews."""
    grant = Grant(pk=1, participation=samples.PARTICIPATION, amount=Decimal(1000), committed=Decimal("217.50"))
    claim = Claim(
        pk=1,
        grant=grant,
        reference="SUS-26-6PNP",
        total=Decimal(250),
        approved=Decimal("217.50"),
        decision_reason="Half a day is paid at no more than £108.75.",
        payee="Castle Hill Academy Trust",
        invoice_number="INV-1042",
        made_by=samples.READER,
    )
    recovery = Recovery(
        pk=1,
        claim=claim,
        amount=Decimal(90),
        reason="The supply teacher’s invoice is for one day, not two.",
        drop_reason="The second invoice has arrived.",
        settled_on=date(2027, 3, 12),
        reverse_reason="The payment was from another school.",
    )
    return {
        "person": samples.READER,
        "claim": claim,
        "grant": grant,
        "recovery": recovery,
        "about": samples.SCHOOL,
        "lines": [
            _sample_line(claim, "Joint planning", date(2026, 11, 25), Release.HALF, "125.00"),
            _sample_line(claim, "Observation", date(2026, 11, 12), Release.HALF, "125.00"),
        ],
        "who": "Lena Marsh",
        "payment": Payment(
            pk=1, claim=claim, amount=Decimal("217.50"), paid_on=date(2026, 12, 11), paid_to=claim.payee
        ),
        "paid_on": date(2026, 12, 11),
        "answer_by": date(2027, 2, 26),
        "closes": date(2027, 7, 23),
        "left": Decimal("782.50"),
        "was": "approved",
        "answer_link": settings.SITE_URL + reverse("funding:answer-by-link", args=["sample"]),
        **fields,
    }


def _sample_line(claim: Claim, what: str, day: date, length: Release, cost: str) -> ClaimLine:
    return ClaimLine(
        claim=claim, released_on=day, teacher="Ines Abara", length=length, cost=Decimal(cost), occasion_words=what
    )


def remittance_page(context: Context) -> str:
    """Return the address of the remittance advice of a payment."""
    return settings.SITE_URL + reverse("funding:remittance", args=[context["payment"].pk])


def _sample_reason(reason: str) -> Callable[[], Context]:
    """Return a sample whose claim, and whose action, give this reason."""

    def sample() -> Context:
        context = sample_claim(reason=reason)
        context["claim"].decision_reason = reason
        return context

    return sample


def claim_is(*states: ClaimState) -> StillTrue:
    """Return a check: the claim is in one of these states, and the recipient can still see it."""

    def still_true(facts: Facts, now: datetime) -> bool:
        is_so = Claim.objects.filter(pk=facts["claim"], state__in=states).exists()
        return is_so and reader_sees(Claim, facts["claim"], facts["user"])

    return still_true


def is_still_paid(facts: Facts, now: datetime) -> bool:
    """Return whether the payment counts, and the recipient can still see it."""
    counting = Payment.objects.counting().filter(pk=facts["payment"])
    return counting.exists() and reader_sees(Payment, facts["payment"], facts["user"])


def is_still_returned(facts: Facts, now: datetime) -> bool:
    """Return whether the payment was returned, is not yet paid again, and the recipient can still see the claim."""
    unpaid = (ClaimState.APPROVED, ClaimState.IN_RUN)
    returned = Payment.objects.filter(pk=facts["payment"], state=PaymentState.RETURNED, claim__state__in=unpaid)
    return returned.exists() and reader_sees(Payment, facts["payment"], facts["user"])


def is_still_recalled(facts: Facts, now: datetime) -> bool:
    """Return whether the payment was taken back, no other has been made, and the recipient can still see it."""
    recalled = Payment.objects.filter(pk=facts["payment"], state=PaymentState.RECALLED)
    unpaid = recalled.exclude(claim__state=ClaimState.PAID)
    return unpaid.exists() and reader_sees(Payment, facts["payment"], facts["user"])


def is_evidence_still_missing(facts: Facts, now: datetime) -> bool:
    """Return whether evidence is still missing and the recipient can still see the claim."""
    missing = SampledClaim.objects.filter(claim=facts["claim"], state=SampledState.ASKED).exists()
    return missing and reader_sees(Claim, facts["claim"], facts["user"])


def recovery_is(state: RecoveryState) -> StillTrue:
    """Return a check: the recovery is still in this state, and the recipient can still see it."""

    def still_true(facts: Facts, now: datetime) -> bool:
        is_so = Recovery.objects.filter(pk=facts["recovery"], state=state).exists()
        return is_so and reader_sees(Recovery, facts["recovery"], facts["user"])

    return still_true


def can_still_claim(facts: Facts, now: datetime) -> bool:
    """Return whether money is left, claims still close on that day, and the recipient can still see the grant."""
    grants = with_money_left(Grant.objects.filter(pk=facts["grant"]))
    grant = grants.select_related("participation__school", "participation__hub", "participation__project").first()
    closes = date.fromisoformat(facts["closes"])
    if grant is None or get_window(grant).last_day != closes or closes < london_day(now):
        return False
    return reader_sees(Grant, grant.pk, facts["user"])


def _kind(name: str, title: str, goes_when: str, *variables: Variable, **fields: Any) -> EmailKind:
    fields.setdefault("buttons", (SEE,))
    fields.setdefault("category", Category.REQUIRED)
    fields.setdefault("sample", sample_claim)
    if fields["category"] is Category.REQUIRED:
        fields["reason"] = ABOUT_MONEY
    return EmailKind(
        name=name,
        area=AREA,
        title=title,
        goes_when=goes_when,
        variables=(*CLAIM, *variables),
        hub=lambda context: context["claim"].hub,
        seen_by=(hub_staff,),
        **fields,
    )


register(
    _kind(
        "claim_submitted",
        "Claim submitted, to the hub lead",
        "to the hub lead when a school submits a claim or answers a question",
        WHO,
        ITEMS,
        buttons=(Button("Review the claim", lambda context: page_url(context["claim"])),),
        sample=lambda: sample_claim(person=samples.COLLEAGUE, who="Ines Abara"),
        facts=("claim",),
        still_true=claim_is(ClaimState.SUBMITTED),
    ),
    _kind(
        "claim_approved",
        "Claim approved",
        "to the people who made a claim when it is approved",
        WHO,
        ITEMS,
        GRANT,
        LEFT,
        Variable("total_if_reduced", "what was claimed, if less is approved", _if_reduced("total")),
        Variable("reason_if_reduced", "why less was approved", _if_reduced("reason")),
        facts=("claim",),
        still_true=claim_is(*COMMITTED_CLAIMS),
    ),
    _kind(
        "claim_rejected",
        "Claim rejected",
        "to the people who made a claim when it is rejected",
        WHO,
        DECISION,
        ITEMS,
        sample=_sample_reason("The teacher was not released for work in this programme."),
        facts=("claim",),
        still_true=claim_is(ClaimState.REJECTED),
    ),
    _kind(
        "claim_reopened",
        "Claim being reconsidered",
        "to the people who made a claim when its decision is reversed",
        WHO,
        Variable("was", "the earlier decision", lambda context: context["was"]),
        REASON,
        sample=_sample_reason("The invoice for the second day has arrived."),
        facts=("claim",),
        still_true=claim_is(ClaimState.SUBMITTED, ClaimState.QUERIED),
    ),
    _kind(
        "claim_queried",
        "Question about a claim",
        "to the people who made a claim when the hub has a question",
        WHO,
        DECISION,
        ITEMS,
        sample=_sample_reason("Who covered the lessons on 25 November 2026?"),
        buttons=(
            Button("Answer the question", lambda context: context["answer_link"]),
            Button("View the claim", lambda context: page_url(context["claim"]), is_main=False, is_link=True),
        ),
        facts=("claim",),
        still_true=claim_is(ClaimState.QUERIED),
    ),
    _kind(
        "payment_made",
        "Payment made",
        "to the person who submitted a claim when it is paid",
        Variable("paid_on", "the day of the payment", lambda context: long_day(context["paid_on"])),
        Variable("payee", "who it is paid to", lambda context: context["payment"].payee),
        Variable("invoice", "the school’s invoice number", lambda context: context["claim"].invoice_number),
        buttons=(SEE, Button("Download remittance advice (PDF)", remittance_page, is_main=False, is_link=True)),
        facts=("payment",),
        still_true=is_still_paid,
    ),
    _kind(
        "payment_returned",
        "Payment returned",
        "to the person who submitted a claim when the bank returns its payment",
        REASON,
        sample=_sample_reason("Account closed."),
        facts=("payment",),
        still_true=is_still_returned,
    ),
    _kind(
        "payment_reinstated",
        "Payment confirmed after a mistake",
        "to the person who submitted a claim when its payment was recorded as returned by mistake",
        Variable("paid_on", "the day of the payment", lambda context: long_day(context["paid_on"])),
        facts=("payment",),
        still_true=is_still_paid,
    ),
    _kind(
        "payment_recalled",
        "Payment delayed",
        "to the person who submitted a claim when the hub stops its payment run",
        Variable("paid_on", "the day it was due to be paid", lambda context: long_day(context["paid_on"])),
        REASON,
        sample=_sample_reason("Two payments in the run had the wrong account number."),
        facts=("payment",),
        still_true=is_still_recalled,
    ),
    _kind(
        "evidence_asked",
        "Evidence requested",
        "to the person who submitted a paid claim that is selected for a check",
        Variable("answer_by", "the date by which to reply", lambda context: long_day(context["answer_by"])),
        buttons=(Button("Add evidence", lambda context: page_url(context["claim"])),),
        facts=("claim",),
        still_true=is_evidence_still_missing,
    ),
    _kind(
        "recovery_agreed",
        "Repayment requested",
        "to the person who submitted a claim when its hub requests a repayment",
        AMOUNT,
        Variable("reason", "the reason given", lambda context: context["recovery"].reason),
        facts=("recovery",),
        still_true=recovery_is(RecoveryState.AGREED),
    ),
    _kind(
        "recovery_dropped",
        "Repayment no longer requested",
        "to the person who submitted a claim when its hub no longer requests the repayment",
        AMOUNT,
        Variable("drop_reason", "the reason given", lambda context: context["recovery"].drop_reason),
        facts=("recovery",),
        still_true=recovery_is(RecoveryState.DROPPED),
    ),
    _kind(
        "recovery_settled",
        "Repayment received",
        "to the person who submitted a claim when the repayment has been received",
        AMOUNT,
        Variable("settled_on", "the day it was repaid", lambda context: long_day(context["recovery"].settled_on)),
        facts=("recovery",),
        still_true=recovery_is(RecoveryState.SETTLED),
    ),
    _kind(
        "recovery_reversed",
        "Repayment recorded by mistake",
        "to the person who submitted a claim when its repayment was recorded by mistake and is still due",
        AMOUNT,
        Variable("reverse_reason", "the reason given", lambda context: context["recovery"].reverse_reason),
        facts=("recovery",),
        still_true=recovery_is(RecoveryState.AGREED),
    ),
    EmailKind(
        name="claims_close",
        area=AREA,
        title="Claims close soon",
        goes_when="28 and 7 days before claims close, to schools with money left to claim",
        category=Category.REMINDER,
        variables=(
            *READER,
            Variable("school", "the school", lambda context: context["grant"].school),
            Variable("project", "the project", lambda context: context["grant"].participation.project),
            Variable("grant", "the whole grant", lambda context: format_pounds(context["grant"].amount)),
            Variable("left", "the amount left to claim", lambda context: format_pounds(context["left"])),
            Variable("closes", "the last day to claim", lambda context: long_day(context["closes"])),
        ),
        buttons=(
            Button(
                "Make a claim",
                lambda context: settings.SITE_URL + reverse("funding:new", args=[context["grant"].school.urn]),
            ),
        ),
        sample=sample_claim,
        facts=("grant", "closes", "days"),
        still_true=can_still_claim,
        occasions=claims_close,
        hub=lambda context: context["grant"].hub,
        seen_by=(hub_staff,),
    ),
)
