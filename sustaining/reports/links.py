"""The link by which somebody without an account, a governor for example, reads one impact report."""

from __future__ import annotations

from datetime import datetime

from sustaining.common.clock import london_day
from sustaining.common.permissions import may
from sustaining.outbox.links import LinkPurpose, register_purpose
from sustaining.outbox.models import Link

from .models import ImpactLink

IMPACT = "impact"


def _is_shared(link: Link, now: datetime) -> bool:
    """Return whether its last day has not passed, nobody ended it, and its maker may still share the report.

    The figures are those that the maker sees, so a link ends with the post of the person who made it.
    """
    shared: ImpactLink = link.subject
    is_live = shared.ended_at is None and shared.ends_on >= london_day(now)
    return is_live and may(shared.made_by, "reports.share_impact", shared.report)


register_purpose(
    LinkPurpose(
        name=IMPACT,
        url="reports:shared-impact",
        ended="This link has ended. Ask the person who sent it to you for a new one.",
        still_valid=_is_shared,
    )
)
