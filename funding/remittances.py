"""Remittance advice: what a payment was for, as PDF, for the school's finance contacts and the payee."""

from __future__ import annotations

from typing import Any

from schools.hub_history import hub_title_on
from schools.lead_schools import lead_school_on
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.pdf import render_pdf
from sustaining.common.templatetags.sustaining import long_day

from .models import Payment


def remittance_as_pdf(payment: Payment) -> bytes:
    """Return the remittance advice of a payment: the same bytes each time, whatever has changed since."""
    claim = payment.claim
    hub_title = hub_title_on(claim.hub, payment.paid_on)
    lines = [
        (
            long_day(line.released_on),
            line.occasion_words or "Release",
            "" if claim.instalment_id else line.get_length_display(),
            format_pounds(line.cost),
        )
        for line in claim.lines.all()
    ]
    data: dict[str, Any] = {
        "title": f"Remittance advice {claim.reference}",
        "payer": lead_school_on(claim.hub, payment.paid_on) or hub_title,
        "hub": hub_title,
        "contact": claim.hub.contact_email,
        "facts": [
            ("Paid to", payment.payee),
            ("For", f"{claim.school} (URN {claim.school.urn})"),
            ("Claim", claim.reference),
            ("Your invoice", claim.invoice_number or "None given"),
            ("Payment date", long_day(payment.paid_on)),
            ("Payment run", str(payment.run_id)),
        ],
        "lines": lines,
        "claimed": format_pounds(claim.total),
        "is_less": payment.amount < claim.total,
        "amount": format_pounds(payment.amount),
        "made_on": long_day(london_day(payment.recorded_at)),
    }
    return render_pdf("remittance.typ", data, at=payment.recorded_at)
