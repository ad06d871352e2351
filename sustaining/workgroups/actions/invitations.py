"""Actions on invitations: invite, withdraw, answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from schools.models import Advocate, Participation, SchoolContact
from schools.people import get_advocates
from schools.querysets import current
from sustaining.accounts.actions import find_or_add_person
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from .. import notices
from ..choices import MeetingState, Rsvp
from ..models import Invitation, Meeting
from ..schedules import get_schedule

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SHARED_DOMAINS = frozenset(
    {
        *(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "hotmail.co.uk",
            "live.com",
            "live.co.uk",
            "msn.com",
        ),
        *(
            "yahoo.com",
            "yahoo.co.uk",
            "icloud.com",
            "me.com",
            "aol.com",
            "btinternet.com",
            "sky.com",
            "virginmedia.com",
        ),
        *("talktalk.net", "proton.me", "protonmail.com", "gmx.com", "mail.com"),
    }
)
"""Public email providers: two addresses at one of them need not belong to the same school."""


class AnswerNotPossible(DomainError):
    """The answer names a substitute who cannot be invited."""

    field = "substitute_email"


def invite_members(meeting: Meeting, *, now: datetime, notify: bool = True) -> None:
    """Invite the Advocates of the schools that are members on the meeting's day, and the group's leads.

    Nobody is emailed about a meeting that has begun.
    Call inside an action's transaction.
    """
    for link in meeting.group.lead_links.select_related("specialist__user"):
        invite(meeting, link.specialist.user, None, now=now, notify=notify)
    # Membership is asked for the day of the meeting: a school that leaves before it is not invited.
    memberships = meeting.group.memberships.on(london_day(meeting.starts_at or now))
    for membership in memberships.select_related("participation__school"):
        invite_school(meeting, membership.participation, now=now, notify=notify)


def invite_school(meeting: Meeting, participation: Participation, *, now: datetime, notify: bool = True) -> None:
    """Invite today's Advocates of a school. Call inside an action's transaction."""
    for advocate in get_advocates(participation.school, london_day(now)):
        invite(meeting, advocate.user, participation, now=now, notify=notify)


def invite(
    meeting: Meeting, user: User, participation: Participation | None, *, now: datetime, notify: bool = True
) -> Invitation:
    """Invite a person; `notify` emails them the date, unless the meeting has begun. Call inside an action's transaction."""
    is_ahead = meeting.starts_at is None or meeting.starts_at > now
    invitation, _ = Invitation.objects.get_or_create(
        meeting=meeting, user=user, defaults={"participation": participation}
    )
    # One row for a person and meeting: a withdrawn invitation is reopened, and its old answer no longer counts.
    if invitation.withdrawn_at is not None:
        invitation.withdrawn_at, invitation.rsvp, invitation.participation = None, Rsvp.NONE, participation
        invitation.times_invited += 1
        invitation.save(update_fields=["withdrawn_at", "rsvp", "participation", "times_invited"])
    invitation.meeting, invitation.user = meeting, user
    if notify and is_ahead:
        notices.notify_date(invitation, now=now)
    elif is_ahead:
        Invitation.objects.filter(pk=invitation.pk).update(told_at=now)
    return invitation


def withdraw_invitations(invitations: Any, *, reason: str, now: datetime) -> None:
    """Withdraw invitations and email those who knew of the date. Call inside an action's transaction."""
    for invitation in invitations.select_related("user", "meeting__group__hub"):
        if invitation.told_at is not None:
            notices.notify_withdrawal(invitation, reason=reason, now=now)
    invitations.update(withdrawn_at=now)


@action("workgroups.answer_invitation")
def answer_invitation(
    invitation: Invitation,
    *,
    rsvp: str,
    reason: str = "",
    substitute_name: str = "",
    substitute_email: str = "",
    by: User,
    now: datetime,
) -> Invitation:
    """Answer *coming* or *apologies*, with a reason and a substitute. May be changed until the meeting starts.

    Apologies within the hub's notice period are marked as late. Raise WrongState, AnswerNotPossible.
    """
    meeting = invitation.meeting
    if meeting.state != MeetingState.SCHEDULED or (meeting.starts_at and meeting.starts_at <= now):
        raise WrongState("This meeting has begun or is not on, so an answer changes nothing.")
    if invitation.withdrawn_at is not None:
        raise WrongState("You are no longer invited to this meeting, so an answer changes nothing.")
    is_absent = rsvp == Rsvp.APOLOGIES
    was_absent = is_absent and invitation.rsvp == Rsvp.APOLOGIES
    invitation.rsvp, invitation.reason = rsvp, reason if is_absent else ""
    if not was_absent:  # a substitute named later does not make the apologies late
        invitation.answered_at, invitation.is_late = now, is_absent and is_short_notice(meeting, now)
    invitation.save(update_fields=["rsvp", "answered_at", "reason", "is_late"])
    if is_absent and substitute_email:
        _invite_substitute(invitation, substitute_name, substitute_email, now=now)
    elif not is_absent:
        withdraw_invitations(invitation.substitutes.live(), reason=f"{invitation.user} is coming after all.", now=now)
    return invitation


def is_short_notice(meeting: Meeting, now: datetime) -> bool:
    """Return whether the hub's notice period before the meeting has begun."""
    notice = timedelta(days=get_schedule(meeting.group.hub).notice_days)
    return meeting.starts_at is not None and now > meeting.starts_at - notice


def is_colleague(invitation: Invitation, email: str, *, on: date) -> bool:
    """Return whether an address belongs to the invited person's school: by its domain, or as a contact the hub added.

    Anyone who can read the mailbox can use the reply link, so it must not make us email arbitrary addresses.
    """
    domain = email.rpartition("@")[2].strip().lower()
    # At a public provider the domain says nothing about the school, so only people whom the hub has added count there.
    if domain == invitation.user.email.rpartition("@")[2].lower() and domain not in SHARED_DOMAINS:
        return True
    school = invitation.participation.school if invitation.participation else None
    if school is None:
        return False
    posts = (Advocate, SchoolContact)
    return any(
        post.objects.filter(current(on), school=school, user__email__iexact=email.strip()).exists() for post in posts
    )


def _invite_substitute(invitation: Invitation, name: str, email: str, *, now: datetime) -> None:
    meeting = invitation.meeting
    if not is_colleague(invitation, email, on=london_day(now)):
        raise AnswerNotPossible(
            "Name somebody with an email address of your school. For anybody else, ask your hub to add them to your "
            "school’s people first."
        )
    person, _ = find_or_add_person(email, name)
    if person.pk == invitation.user_id:
        raise AnswerNotPossible("That is your own address. Name somebody else, or leave it empty.")
    if meeting.invitations.live().filter(user=person).exclude(substitute_for=invitation).exists():
        raise AnswerNotPossible(f"{person} is invited to this meeting already. Name somebody else, or leave it empty.")
    others = invitation.substitutes.live().exclude(user=person)
    withdraw_invitations(others, reason=f"{invitation.user} has asked somebody else.", now=now)
    existing = meeting.invitations.filter(user=person).first()
    if existing is not None and existing.withdrawn_at is None:
        return
    if existing is None:
        Invitation.objects.create(
            meeting=meeting, user=person, participation=invitation.participation, substitute_for=invitation
        )
    else:
        Invitation.objects.filter(pk=existing.pk).update(substitute_for=invitation)
    invite(meeting, person, invitation.participation, now=now)
