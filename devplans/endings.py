"""Ending rules: with a school's year planned sessions are cancelled, dates withdrawn, and next steps closed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.endings import Consequence, EndingRule, Restoration, register_ending_rule
from schools.models import Participation
from sustaining.common.counts import counted

from .actions.planning import cancel_planned_session, plan_again
from .choices import NextStepState, ProposalState, SessionState
from .models import NEXT_STEP_MOVES, PROPOSAL_MOVES, NextStep, Proposal, Session

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


class NextStepsEnd(EndingRule):
    """The next steps that are still to be done: they are marked as no longer needed, and reopened with the year."""

    name = "next_steps"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the open next steps of the year's sessions, soonest first."""
        return list(NextStep.objects.to_check().filter(session__participation=participation))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return how many next steps are closed, with what they are."""
        if not rows:
            return []
        are = "is" if len(rows) == 1 else "are"
        sentence = f"{counted(len(rows), 'next step')} of sessions {are} marked as no longer needed."
        return [Consequence(sentence, tuple(map(str, rows)))]

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """Close the next steps and return their keys."""
        for step in rows:
            NEXT_STEP_MOVES.make(step, "drop", closed_by=by, closed_at=now)
        return [step.pk for step in rows]

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the next steps that are still closed."""
        closed = NextStep.objects.filter(pk__in=ended, state=NextStepState.DROPPED).order_by("check_on", "pk")
        return [Restoration(f"Next step reopened: {step}", step) for step in closed]

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Reopen the next steps, with the day that they had."""
        for restoration in restorations:
            NEXT_STEP_MOVES.make(
                restoration.row, "reopen", reopen_reason=reason, closed_by=None, closed_at=None, closed_in=None
            )


register_ending_rule(SessionsEnd())
register_ending_rule(NextStepsEnd())
register_ending_rule(ProposalsEnd())
