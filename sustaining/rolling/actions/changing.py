"""Actions on a proposed year before and after its answer: change it, withdraw it, settle what could not be done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.choices import ParticipationState
from schools.models import Participation
from specialists.models import Specialist
from specialists.notices import people_of_school
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.workgroups.models import WorkGroup

from ..models import YearProposal
from ..notices import email_people
from .answering import close_proposal
from .proposing import ask_once_more, why_not_supported

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class SpecialistNotPossible(DomainError):
    """The Specialist cannot support the school in that year."""

    field = "specialist"


class GroupNotOfYear(DomainError):
    """The Work Group is not one of the hub in that project."""

    field = "group"


def sentence_when_answered(proposal: YearProposal) -> str:
    """Return the sentence that refuses to change a proposal which the school has answered."""
    return f"{proposal.school} has answered already, so the proposal can’t be changed."


@action("rolling.change_proposal")
def change_proposal(
    proposal: YearProposal,
    *,
    specialist: Specialist | None,
    group: WorkGroup | None,
    focus: str = "",
    by: User,
    now: datetime,
) -> bool:
    """Change what is proposed to a school that has not answered, and email it a new link; return whether anything changed.

    The links emailed before end as the new ones go. Nothing altered emails nobody. Raise WrongState once the school has
    answered, SpecialistNotPossible or GroupNotOfYear.
    """
    # Locked against an answer in the same moment, which changes the participation first.
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=proposal.participation_id)
    if participation.state != ParticipationState.PROPOSED:
        raise WrongState(sentence_when_answered(proposal))
    proposal.refresh_from_db(fields=["specialist", "group", "asked_at", "times_asked"])
    if (specialist, group, focus) == (proposal.specialist, proposal.group, participation.focus):
        return False
    if specialist and specialist != proposal.specialist:
        refusal = why_not_supported(proposal, specialist, now)
        if refusal:
            raise SpecialistNotPossible(refusal)
    if group and (group.hub_id, group.project_id) != (participation.hub_id, participation.project_id):
        raise GroupNotOfYear(f"{group} is not a Work Group of {proposal.hub} in {participation.project.code}.")
    Participation.objects.filter(pk=participation.pk).update(focus=focus)
    proposal.participation.focus = focus
    proposal.specialist, proposal.group = specialist, group
    ask_once_more(proposal, "specialist", "group", now=now)
    return True


@action("rolling.change_proposal")
def withdraw_proposal(proposal: YearProposal, *, reason: str, by: User, now: datetime) -> YearProposal:
    """Withdraw a proposal that the school has not answered, with a reason, and email the school. Raise WrongState.

    It can be proposed again.
    """
    close_proposal(proposal, reason=reason, by=by, now=now)
    email_people("year_withdrawn", proposal, people_of_school(proposal.participation, london_day(now)), now=now)
    return proposal


@action("rolling.settle_shortfall")
def settle_shortfall(proposal: YearProposal, *, by: User, now: datetime) -> YearProposal:
    """Take what could not be done when the school confirmed off the hub's desk: the hub does without it.

    Raise WrongState when nothing was missing.
    """
    if not proposal.shortfall:
        raise WrongState(f"Nothing is missing for {proposal.school}.")
    proposal.settled_at = now
    proposal.save(update_fields=["settled_at"])
    return proposal
