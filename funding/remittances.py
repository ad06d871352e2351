"""Remittance advice: what a payment was for, as PDF, for the school's finance contacts and the payee."""

from __future__ import annotations

from typing import Any

from schools.hub_history import hub_title_on
from schools.lead_schools import lead_school_on
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.pdf import render_pdf
from sustaining.common.templatetags.sustaining import counted_days, long_day

from .models import Payment, ReleasePayment


def remittance_as_pdf(payment: Payment | ReleasePayment) -> bytes:
    """Return the remittance advice of a payment: the same bytes each time, whatever has changed since."""
    hub_title = hub_title_on(payment.hub, payment.paid_on)
    data: dict[str, Any] = {
        "title": f"Remittance advice {payment.paid_for.reference}",
        "payer": lead_school_on(payment.hub, payment.paid_on) or hub_title,
        "hub": hub_title,
        "contact": payment.hub.contact_email,
        "reference": payment.paid_for.reference,
        "amount": format_pounds(payment.amount),
        "made_on": long_day(london_day(payment.recorded_at)),
        **(_release_parts(payment) if isinstance(payment, ReleasePayment) else _claim_parts(payment)),
    }
    paid = [("Payment date", long_day(payment.paid_on)), ("Payment run", str(payment.run_id))]
    data["facts"] = [("Paid to", payment.payee), *data["facts"], *paid]
    return render_pdf("remittance.typ", data, at=payment.recorded_at)


def _claim_parts(payment: Payment) -> dict[str, Any]:
    """Return the facts and items of a claim."""
    claim = payment.claim
    return {
        "facts": [
            ("For", f"{claim.school} (URN {claim.school.urn})"),
            ("Claim", claim.reference),
            ("Your invoice", claim.invoice_number or "None given"),
        ],
        "lines": [
            (
                long_day(line.released_on),
                line.occasion_words or "Release",
                "" if claim.instalment_id else line.get_length_display(),
                format_pounds(line.cost),
            )
            for line in claim.lines.all()
        ],
        "claimed": format_pounds(claim.total),
        "is_less": payment.amount < claim.total,
    }


def _release_parts(payment: ReleasePayment) -> dict[str, Any]:
    """Return the facts and paid sessions of a month of release pay."""
    month = payment.month
    paid = month.sessions.filter(amount__gt=0).select_related("session")
    return {
        "facts": [
            ("For", f"Release of {month.specialist}, {month.month:%B %Y}"),
            ("Home school", f"{month.home_school} (URN {month.home_school.urn})"),
            ("Release pay", month.reference),
        ],
        "lines": [
            (long_day(row.held_on), row.session.get_kind_display(), counted_days(row.days), format_pounds(row.amount))
            for row in paid
        ],
        "is_less": False,
    }
