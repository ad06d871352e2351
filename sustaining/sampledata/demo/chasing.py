"""What the hub has chased: two schools for each kind that was due nine days ago, and one kind that the site chases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from schools.chasing import CHASERS, PREFIX, ChaserSearch
from schools.models import Advocate, Participation
from sustaining.casework import actions
from sustaining.casework.chase_lists import chase_lines, hub_years
from sustaining.common.clock import london_day
from sustaining.outbox.models import EMAIL_MOVES, Email, EmailState

if TYPE_CHECKING:
    from .build import Builder

CHASED = ("plan_not_agreed", "not_signed_in", "no_finance_contact")
BY_ITSELF = "nothing_claimed"
MOST = 2
UNSIGNED = 910002
"""The school of which an Advocate has not signed in."""


def chase_schools(builder: Builder) -> None:
    """Chase, as the hub administrator, and have the site chase schools that claim nothing, every four weeks."""
    moment = builder.moment(9)
    _leave_unsigned(builder)
    search = ChaserSearch(hub_years(Participation.objects.all(), builder.hub.pk), moment)
    for kind in CHASED:
        lines = [line for line in chase_lines(CHASERS[kind], search) if line.people][:MOST]
        if lines:
            chosen = [line.pk for line in lines]
            actions.chase_schools(builder.hub, kind=kind, chosen=chosen, by=builder.hubadmin, now=moment)
    for email in Email.objects.filter(kind__startswith=PREFIX, state=EmailState.QUEUED):
        # Nothing goes to invented people; marked as sent, because what was not sent does not count as chased.
        EMAIL_MOVES.make(email, "send", settled_at=moment)
    actions.schedule_chaser(
        builder.hub, kind=BY_ITSELF, every_weeks=4, starts_on=london_day(builder.now) + timedelta(days=3), ends_on=None,
        most_times=3, by=builder.lead, now=builder.now,
    )  # fmt: skip


def _leave_unsigned(builder: Builder) -> None:
    """Have one Advocate be somebody who was invited three weeks ago and has not signed in."""
    person = Advocate.objects.filter(school__urn=UNSIGNED).latest("pk").user
    person.set_unusable_password()
    person.joined_at, person.invited_at = None, builder.moment(21)
    person.save()
