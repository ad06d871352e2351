"""Ending rules: sessions planned with a school are cancelled with its year, and dates proposed are withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.endings import Consequence, EndingRule, Restoration, register_ending_rule
from schools.models import Participation
from sustaining.common.counts import counted

from .actions.planning import cancel_planned_session, plan_again
from .choices import ProposalState, SessionState
from .models import PROPOSAL_MOVES, Proposal, Session

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class SessionsEnd(EndingRule):
    """The sessions that are planned for a time to come. One whose time is over may have been held and can be logged."""

    name = "sessions"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the sessions to come, soonest first."""
        planned = Session.objects.filter(participation=participation, state=SessionState.PLANNED, starts_at__gt=now)
        return list(planned.select_related("participation__school", "visit").order_by("starts_at", "pk"))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return how many sessions are cancelled, with their names."""
        if not rows:
            return []
        are = "is" if len(rows) == 1 else "are"
        sentence = f"{counted(len(rows), 'planned session')} {are} cancelled and removed from everyone’s calendar."
        return [Consequence(sentence.capitalize(), tuple(map(str, rows)))]

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """Cancel the sessions, with calendars, and return their keys."""
        for session in rows:
            cancel_planned_session(session, reason=reason, by=by, now=now)
        return [session.pk for session in rows]

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the cancelled sessions, refused where their time is over or the place was on a visit."""
        cancelled = Session.objects.filter(pk__in=ended, participation=participation, state=SessionState.CANCELLED)
        restorations = []
        for session in cancelled.order_by("starts_at", "pk"):
            refusal = ""
            if session.visit_id:
                refusal = f"{session} was a place on a visit. Book a place again."
            elif session.starts_at is None or session.starts_at <= now:
                refusal = f"{session} stays cancelled, because its time has passed."
            restorations.append(Restoration(f"{session} is planned again.", session, refusal))
        return restorations

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Plan the sessions again at their time, with calendars."""
        for restoration in restorations:
            plan_again(restoration.row, by=by, now=now)


class ProposalsEnd(EndingRule):
    """The proposed dates that wait for an answer. They are not put back: they are proposed anew."""

    name = "proposals"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the proposals without an answer."""
        return list(Proposal.objects.filter(participation=participation, state=ProposalState.OPEN).order_by("pk"))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return how many proposals are withdrawn."""
        if not rows:
            return []
        text = "proposal of dates is withdrawn" if len(rows) == 1 else "proposals of dates are withdrawn"
        return [Consequence(f"{len(rows)} {text}.")]

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """Withdraw the proposals and return their keys."""
        for proposal in rows:
            PROPOSAL_MOVES.make(proposal, "withdraw")
        return [proposal.pk for proposal in rows]


register_ending_rule(SessionsEnd())
register_ending_rule(ProposalsEnd())
