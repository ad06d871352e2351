"""Answers to a proposed year: by the school, by link or signed in, or recorded by its hub."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from schools.actions import proposing
from schools.people import each_by_name, get_hub_leads
from specialists.actions import CannotAssign, assign
from specialists.notices import people_of_school
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action, may
from sustaining.outbox.links import end_links
from sustaining.workgroups.actions.groups import GroupNotPossible, join

from ..links import NEXT_YEAR
from ..models import YearProposal
from ..notices import email_people

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NoteNeeded(DomainError):
    """The hub records an answer without saying how it heard of it."""

    field = "note"


@action("rolling.answer_proposal")
def confirm_year(proposal: YearProposal, *, note: str = "", by: User, now: datetime) -> YearProposal:
    """Confirm that the school takes part: plan and grant are opened, the Specialist assigned, the Work Group joined.

    What can no longer be done is kept in `shortfall`, and comes up on the hub's desk: a school's yes is never refused for
    it. Everybody at the school who was asked is emailed. `note` says by whose link, where nobody is signed in. Raise
    WrongState when it was answered before, NotJoinable when the project is over.
    """
    proposal.note = note
    return _confirm(proposal, by=by, now=now)


@action("rolling.answer_proposal")
def decline_year(proposal: YearProposal, *, reason: str, note: str = "", by: User, now: datetime) -> YearProposal:
    """Decline the year, with a reason, and email the hub's leads and who proposed it. Raise WrongState when answered before.

    Who proposed it is emailed only while they follow up the hub's proposals: not once they have left the hub.
    """
    proposal.note = note
    close_proposal(proposal, reason=reason, by=by, now=now)
    proposer = [proposal.proposed_by] if may(proposal.proposed_by, "rolling.record_answer", proposal) else []
    readers = each_by_name([*get_hub_leads(proposal.hub, london_day(now)), *proposer])
    email_people("year_declined", proposal, readers, now=now)
    return proposal


@action("rolling.record_answer")
def record_confirmation(proposal: YearProposal, *, note: str, by: User, now: datetime) -> YearProposal:
    """Record, for the hub, that the school confirmed; `note` says how it did. See `confirm_year`. Raise NoteNeeded."""
    _check_note(note)
    proposal.note = note
    return _confirm(proposal, by=by, now=now)


@action("rolling.record_answer")
def record_decline(proposal: YearProposal, *, reason: str, note: str = "", by: User, now: datetime) -> YearProposal:
    """Record, for the hub, that the school declined, and email the school. Raise WrongState."""
    proposal.note = note
    close_proposal(proposal, reason=reason, by=by, now=now)
    email_people("year_declined", proposal, people_of_school(proposal.participation, london_day(now)), now=now)
    return proposal


def _check_note(note: str) -> None:
    if not note.strip():
        raise NoteNeeded("Enter how the school told you, for example: By phone, Hilda Brookes, on 4 November.")


def _confirm(proposal: YearProposal, *, by: User, now: datetime) -> YearProposal:
    proposing.confirm(proposal.participation, by=by, now=now)
    # The hub may have changed what it proposes since the page was opened.
    proposal.refresh_from_db(fields=["specialist", "group"])
    _answer(proposal, _carry_out(proposal, now=now), by=by, now=now)
    people = people_of_school(proposal.participation, london_day(now))
    email_people("year_confirmed", proposal, people, now=now)
    return proposal


def close_proposal(proposal: YearProposal, *, reason: str, by: User, now: datetime) -> None:
    """Decline the year, and end the links that ask for it. Nobody is emailed. Call it inside an action's transaction."""
    proposing.decline(proposal.participation, reason=reason, now=now)
    _answer(proposal, "", by=by, now=now)


def _answer(proposal: YearProposal, shortfall: str, *, by: User, now: datetime) -> None:
    proposal.answered_by, proposal.answered_at = by, now
    proposal.shortfall, proposal.settled_at = shortfall, None
    proposal.save(update_fields=["answered_by", "answered_at", "note", "shortfall", "settled_at"])
    # The others at the school who were asked: their links show the answer, and no longer take one.
    end_links(proposal, NEXT_YEAR, now=now, used=True)


def _carry_out(proposal: YearProposal, *, now: datetime) -> str:
    """Assign the Specialist and join the Work Group; return, in sentences, what could not be done."""
    participation, problems = proposal.participation, []
    days = participation.project.support_days
    if proposal.specialist and not days:
        code = participation.project.code
        problems.append(f"{code} no longer has days of support, so {proposal.specialist} was not assigned.")
    elif proposal.specialist and days:
        try:
            with transaction.atomic():
                assign(participation, specialist=proposal.specialist, days=days, now=now)
        except CannotAssign as error:
            problems.append(str(error))
    if proposal.group:
        try:
            with transaction.atomic():
                join(proposal.group, participation, london_day(now), now=now)
        except GroupNotPossible as error:
            problems.append(str(error))
    return " ".join(problems)
