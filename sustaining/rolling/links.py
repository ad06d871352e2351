"""The link by which somebody at a school confirms or declines the next year without signing in."""

from __future__ import annotations

from datetime import datetime

from schools.choices import ParticipationState
from specialists.notices import people_of_school
from sustaining.common.clock import london_day
from sustaining.outbox.links import Address, LinkPurpose, register_purpose
from sustaining.outbox.models import Link

from .models import YearProposal

NEXT_YEAR = "next-year"


def answer_address(proposal: YearProposal) -> Address:
    """Return the address at which a person answers for their school. Its token is made when the email is sent."""
    return Address(NEXT_YEAR, proposal)


def _is_asked(link: Link, now: datetime) -> bool:
    """Return whether the person still speaks for the school, and it has not withdrawn. After the answer it shows that."""
    participation = link.subject.participation
    if participation.state == ParticipationState.WITHDRAWN:
        return False
    return link.user_id in {person.pk for person in people_of_school(participation, london_day(now))}


register_purpose(
    LinkPurpose(
        name=NEXT_YEAR,
        url="rolling:by-link",
        ended="This link has expired, we’ve emailed a newer one, or you no longer have a role at this school.",
        still_valid=_is_asked,
        single_use=True,
        readable_after_use=True,
        newest_only=True,
        title="to confirm your school’s place",
    )
)
