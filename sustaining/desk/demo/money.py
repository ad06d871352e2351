"""What stands around the demo's claims: window, budget, a query, a sample, money asked back; a trust's finance officer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from funding import actions, answers, checking
from funding.choices import ClaimState
from funding.models import Claim, PaymentRun
from schools.actions import add_contact
from schools.choices import ContactRole
from schools.models import School

from . import cast

TRUST_SCHOOLS = (910003, 910005, 910006)


def around_claims(builder: Any) -> None:
    """Set up Rivermead's money, and let some of it be asked about."""
    hub, lead, clerk, now = builder.hub, builder.lead, builder.hubadmin, builder.now
    project, year = builder.project, builder.project.year
    actions.set_window(
        hub,
        project=project,
        opens_on=year.starts,
        closes_on=year.ends - timedelta(days=31),
        by=clerk,
        now=builder.moment(70),
    )
    actions.set_budget(hub, academic_year=year.start, amount=Decimal(12_000), by=lead, now=builder.moment(70))
    _trust(builder)
    for run in PaymentRun.objects.filter(hub=hub, state="released"):
        paid = run.payments.order_by("claim__reference").values_list("claim__reference", flat=True)
        rows = [answers.AnswerRow(place, reference, "paid") for place, reference in enumerate(paid, start=2)]
        answers.record_answer(run, rows=rows, by=clerk, now=builder.moment(5))
    if Claim.objects.filter(state=ClaimState.PAID, grant__participation__school__hub=hub).exists():
        answer_by = timezone.localdate(now) + timedelta(days=14)
        sample = checking.draw_sample(
            hub, academic_year=year.start, number=2, answer_by=answer_by, seed=2_026, by=lead, now=builder.moment(3)
        )
        claim = sample.sampled.order_by("pk")[0].claim
        checking.request_recovery(
            claim,
            amount=Decimal(90),
            reason="The cover sheet shows a morning, not a day.",
            by=clerk,
            now=builder.moment(1),
        )


def _trust(builder: Any) -> None:
    """One finance officer for three schools."""
    email, name = "trust@demo.example", "Theo Marlow"
    cast.person(email, name, builder.moment(70))
    for school in School.objects.filter(urn__in=TRUST_SCHOOLS, hub=builder.hub):
        add_contact(
            school, full_name=name, email=email, role=ContactRole.FINANCE, by=builder.lead, now=builder.moment(70)
        )
