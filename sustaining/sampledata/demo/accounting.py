"""What Rivermead received for the demo's year, and the assurance pack that was made of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sustaining.assurance import actions
from sustaining.assurance.packs import make_waiting_packs

RECEIVED = (
    (62, Decimal(4_000), "DFE 0091447"),
    (28, Decimal(2_500), "DFE 0093310"),
    (28, Decimal(2_500), "DFE 0093310"),
)
"""How many days ago the DfE paid, how much, and its reference. The last was recorded twice, and cancelled."""


def account_for_the_year(builder: Any) -> None:
    """Record the grant received, and make a pack. What happens afterwards shows as a change since then."""
    hub, year = builder.hub, builder.project.academic_year
    receipts = [
        actions.record_receipt(
            hub, academic_year=year, received_on=builder.day(ago), amount=amount, reference=reference,
            by=builder.hubadmin, now=builder.moment(ago - 1),
        )
        for ago, amount, reference in RECEIVED
    ]  # fmt: skip
    actions.request_pack(hub, academic_year=year, by=builder.lead, now=builder.moment(1, 15))
    make_waiting_packs(builder.moment(1, 15))
    actions.cancel_receipt(receipts[-1], reason="Recorded twice.", by=builder.hubadmin, now=builder.now)
