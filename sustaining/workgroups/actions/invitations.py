"""Inviting people to meetings, and withdrawing invitations. Answers are in `answers.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from schools.models import Participation
from schools.people import get_advocates_of_schools
from sustaining.common.clock import london_day

from .. import notices
from ..choices import Rsvp
from ..models import Invitation, Meeting
from ..schedules import get_schedule

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User


def invite_members(meeting: Meeting, *, now: datetime, notify: bool = True) -> None:
    """Invite the Advocates of the schools that are members on the meeting's day, and the group's leads.

    Nobody is emailed about a meeting that has begun.
    Call inside an action's transaction.
    """
    for user, participation in expected_people(meeting, now):
        invite(meeting, user, participation, now=now, notify=notify)


def expected_people(meeting: Meeting, now: datetime) -> Iterator[tuple[User, Participation | None]]:
    """Yield the group's leads, and the Advocates of the schools that are members on the meeting's day, with their year.

    Three queries.
    """
    for link in meeting.group.lead_links.select_related("specialist__user"):
        yield link.specialist.user, None
    # Membership is asked for the day of the meeting: a school that leaves before it is not invited.
    memberships = meeting.group.memberships.on(london_day(meeting.starts_at or now))
    participations = [row.participation for row in memberships.select_related("participation__school")]
    yield from _expected_advocates(meeting, participations, now)


def _expected_advocates(
    meeting: Meeting, participations: list[Participation], now: datetime
) -> Iterator[tuple[User, Participation]]:
    """Yield those who are Advocates of the schools on the meeting's day, and have begun by now. One query."""
    today = london_day(now)
    day = london_day(meeting.starts_at) if meeting.starts_at else today
    advocates = get_advocates_of_schools([row.school_id for row in participations], day)
    for participation in participations:
        for advocate in advocates[participation.school_id]:
            if advocate.starts_on <= today:
                yield advocate.user, participation


def bring_up_to_date(meeting: Meeting, *, now: datetime) -> None:
    """Invite those who came to the group while the meeting was cancelled, and drop those who left.

    Only those who left before their cancellation was sent are emailed. Call inside an action's transaction.
    """
    expected = {user.pk: (user, participation) for user, participation in expected_people(meeting, now)}
    others = meeting.invitations.live().exclude(user__in=expected)
    _drop(others.filter(substitute_for=None), meeting, now=now)
    _drop(others.filter(substitute_for__withdrawn_at__isnull=False), meeting, now=now)
    for user, participation in expected.values():
        invite(meeting, user, participation, now=now, notify=False)


def _drop(invitations: QuerySet, meeting: Meeting, *, now: datetime) -> None:
    """Withdraw invitations to a restored meeting. Email those whose cancellation waits: it is not true any more."""
    if not meeting.has_begun(now):
        # Their calendars still show the meeting, and the cancellation that would remove it is not sent now.
        waiting = invitations.filter(user__in=notices.get_unsent_cancellations(meeting).values("user"))
        withdraw_invitations(waiting, reason=f"You no longer attend {meeting.group}.", now=now)
    invitations.update(withdrawn_at=now)


def invite_school(meeting: Meeting, participation: Participation, *, now: datetime, notify: bool = True) -> None:
    """Invite the Advocates of a school on the meeting's day. Call inside an action's transaction."""
    for user, _ in _expected_advocates(meeting, [participation], now):
        invite(meeting, user, participation, now=now, notify=notify)


def invite(
    meeting: Meeting,
    user: User,
    participation: Participation | None,
    *,
    now: datetime,
    notify: bool = True,
    substitute_for: Invitation | None = None,
) -> Invitation:
    """Invite a person in their own right, or as a substitute, whether or not they were invited before.

    `notify` emails them the date, unless the meeting has begun. Call inside an action's transaction.
    """
    values = {"participation": participation, "substitute_for": substitute_for}
    invitation, is_new = Invitation.objects.get_or_create(meeting=meeting, user=user, defaults=values)
    invitation.meeting, invitation.user = meeting, user
    # One row for a person and meeting: a withdrawn invitation is reopened, and its old answer no longer counts.
    if invitation.withdrawn_at is not None:
        invitation.withdrawn_at, invitation.rsvp, invitation.participation = None, Rsvp.NONE, participation
        invitation.times_invited += 1
    # Who was a substitute and is now invited in their own right stays invited when the other comes after all.
    invitation.substitute_for = substitute_for
    if not is_new:
        invitation.save(update_fields=["withdrawn_at", "rsvp", "participation", "times_invited", "substitute_for"])
    if meeting.has_begun(now):
        return invitation
    if notify:
        notices.notify_date(invitation, now=now)
    else:
        Invitation.objects.filter(pk=invitation.pk).update(told_at=now)
    return invitation


def withdraw_invitations(invitations: QuerySet, *, reason: str, now: datetime) -> list[Invitation]:
    """Withdraw invitations and email those who knew of the date. Return them. Call inside an action's transaction."""
    withdrawn = list(invitations.select_related("user", "meeting__group__hub"))
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in withdrawn]).update(withdrawn_at=now)
    for invitation in withdrawn:
        invitation.withdrawn_at = now
        if invitation.told_at is not None:
            notices.notify_withdrawal(invitation, reason=reason, now=now)
    return withdrawn


def is_short_notice(meeting: Meeting, now: datetime) -> bool:
    """Return whether the hub's notice period before the meeting has begun."""
    notice = timedelta(days=get_schedule(meeting.group.hub).notice_days)
    return meeting.starts_at is not None and now > meeting.starts_at - notice
