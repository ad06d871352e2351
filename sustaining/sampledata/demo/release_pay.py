"""Rivermead pays for the release of its Specialists: a month approved, others that wait, one that can't be paid yet."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from django.utils import timezone

from funding.actions import payees, release_pay
from funding.release_pay import months_to_decide


def pay_for_release(builder: Any) -> None:
    """Turn release pay on, and approve the months before this one of the Specialist with the most sessions."""
    hub, lead, year = builder.hub, builder.lead, builder.project.year
    release_pay.switch_release_pay(hub, is_on=True, by=lead, now=builder.moment(6, 11))
    release_pay.set_release_rate(
        hub, project=builder.project, amount=Decimal(250), starts_on=year.starts, by=lead, now=builder.moment(6, 11)
    )
    release_pay.set_release_budget(
        hub, academic_year=year.start, amount=Decimal(9_000), by=lead, now=builder.moment(6, 11)
    )
    sessions = Counter({month.specialist: len(month.sessions) for month in months_to_decide(hub)})
    if not sessions:
        return
    specialist = sessions.most_common(1)[0][0]
    payee = payees.request_payee(
        hub,
        school=specialist.home_school,
        name=str(specialist.home_school),
        vendor_number="V00532",
        reason="Called the school’s finance office on the number in our finance system.",
        by=builder.hubadmin,
        now=builder.moment(6, 12),
    )
    payees.confirm_payee(payee, by=lead, now=builder.moment(6, 15))
    this_month = timezone.localdate(builder.now).replace(day=1)
    for month in months_to_decide(hub, specialist=specialist):
        if month.month < this_month:
            release_pay.approve_release(
                hub,
                specialist=specialist,
                month=month.month,
                seen=month.fingerprint,
                by=builder.hubadmin,
                now=builder.moment(2, 10),
            )
