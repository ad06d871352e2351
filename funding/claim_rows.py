"""How the list of claims renders its rows: fifty at a time, from one pattern."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from sustaining.common.money import format_pounds
from sustaining.common.patterns import fill_template
from sustaining.common.templatetags.components import status
from sustaining.common.templatetags.sustaining import ago

from .models import Claim


def render_claim_rows(claims: Iterable[Claim]) -> SafeString:
    """Render claims of `selectors.claims.claims_in` as rows of the list's table; empty without any."""
    return SafeString("".join(_render_row(claim) for claim in claims))


def _render_row(claim: Any) -> SafeString:
    texts = {
        "url": claim.get_absolute_url(),
        "reference": claim.reference,
        "school": str(claim.school),
        "amount": format_pounds(claim.payable),
        "status": status(claim),
        "since": ago(claim.since),
    }
    return fill_template("funding/claim_row.html", texts)
