"""Substitutes: a colleague is invited at once, anybody else once the hub has confirmed them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from schools.models import Advocate, SchoolContact
from schools.querysets import current
from sustaining.accounts.actions import find_or_add_person, get_other_holder
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..choices import ProposalOutcome, Rsvp
from ..models import Invitation, SubstituteProposal
from .invitations import invite, withdraw_invitations

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


def name_substitute(invitation: Invitation, name: str, email: str, *, by: User, now: datetime) -> None:
    """Invite a colleague, or propose anybody else to the hub, to whom nothing is sent before the hub confirms them.

    Call inside an action's transaction. Raise AnswerNotPossible.
    """
    check_substitute(invitation, email)
    if is_colleague(invitation, email, on=london_day(now)):
        check_holder(name, email)
        close_proposals(invitation, by=by, now=now)
        invite_substitute(invitation, name, email, now=now)
    elif not invitation.proposals.undecided().filter(email__iexact=email).exists():
        close_proposals(invitation, by=by, now=now)
        SubstituteProposal.objects.create(invitation=invitation, name=name, email=email.lower(), proposed_at=now)


def check_substitute(invitation: Invitation, email: str) -> None:
    """Raise AnswerNotPossible for the invited person's own address, and for somebody who is invited already."""
    if email.strip().lower() == invitation.user.email:
        raise AnswerNotPossible("This is your own email address. Enter someone else’s, or leave it empty.")
    others = invitation.meeting.invitations.live().filter(user__email__iexact=email.strip())
    if other := others.exclude(substitute_for=invitation).select_related("user").first():
        raise AnswerNotPossible(
            f"{other.user} is already invited to this meeting. Enter someone else, or leave it empty."
        )


def check_holder(name: str, email: str) -> None:
    """Raise AnswerNotPossible when the address is that of an account in another name: the invitation would go to them.

    It names that person, so it is asked about colleagues, and of the hub when it confirms anybody else.
    """
    if holder := get_other_holder(email, name):
        raise AnswerNotPossible(
            f"{email} is the address of {holder}, who would get the invitation. Enter that name, or an address of {name}’s "
            "own."
        )


def invite_substitute(invitation: Invitation, name: str, email: str, *, now: datetime) -> None:
    """Invite a person in place of another, and withdraw those invited before. Call inside an action's transaction."""
    meeting = invitation.meeting
    person, _ = find_or_add_person(email, name)
    others = invitation.substitutes.live().exclude(user=person)
    withdraw_invitations(others, reason=f"{invitation.user} has asked someone else.", now=now)
    if not meeting.invitations.live().filter(user=person).exists():
        invite(meeting, person, invitation.participation, now=now, substitute_for=invitation)


def close_proposals(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Withdraw what the hub has not decided yet. Call inside an action's transaction."""
    for proposal in invitation.proposals.undecided():
        _decide(proposal, ProposalOutcome.WITHDRAWN, by=by, now=now)


def _decide(proposal: SubstituteProposal, outcome: str, *, by: User, now: datetime) -> SubstituteProposal:
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, by, now
    proposal.save(update_fields=["outcome", "decided_by", "decided_at"])
    return proposal


def _open_proposal(proposal: SubstituteProposal) -> SubstituteProposal:
    # Locked, so that two people who decide at once cannot both be right.
    locked = SubstituteProposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.outcome:
        raise WrongState("This substitute has already been confirmed or declined.")
    return locked


@action("workgroups.decide_substitute")
def confirm_substitute(proposal: SubstituteProposal, *, by: User, now: datetime) -> SubstituteProposal:
    """Invite a proposed substitute. Raise WrongState once that makes no sense any more, AnswerNotPossible."""
    proposal = _open_proposal(proposal)
    invitation = proposal.invitation
    meeting = invitation.meeting
    if not meeting.is_ahead(now):
        raise WrongState("No one else can be invited: this meeting has started or been cancelled.")
    if invitation.withdrawn_at is not None or invitation.rsvp != Rsvp.APOLOGIES:
        raise WrongState(f"{invitation.user} no longer needs a substitute.")
    check_substitute(invitation, proposal.email)
    check_holder(proposal.name, proposal.email)
    invite_substitute(invitation, proposal.name, proposal.email, now=now)
    return _decide(proposal, ProposalOutcome.CONFIRMED, by=by, now=now)


@action("workgroups.decide_substitute")
def decline_substitute(proposal: SubstituteProposal, *, by: User, now: datetime) -> SubstituteProposal:
    """Decline a proposed substitute, and email the person who proposed them. Raise WrongState if it was decided on before.

    To the substitute nothing was or is sent.
    """
    declined = _decide(_open_proposal(proposal), ProposalOutcome.DECLINED, by=by, now=now)
    invitation = declined.invitation
    meeting = invitation.meeting
    queue_email(
        f"substitute-declined:{declined.pk}:user={invitation.user_id}", to=invitation.user, kind="substitute_declined",
        now=now, about=meeting, facts={"meeting": meeting.pk}, reply_to=meeting.group.hub.contact_email,
        meeting=meeting, invitation=invitation, substitute=declined.name,
    )  # fmt: skip
    return declined
