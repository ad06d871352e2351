"""Ending rule: a school that withdraws is no longer asked about the next year, and is asked anew when it is reinstated."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.choices import ParticipationState
from schools.endings import Consequence, EndingRule, Restoration, register_ending_rule
from schools.models import Participation

from .actions.answering import close_proposal
from .actions.proposing import ask_anew, why_not_asked_anew
from .models import YearProposal

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class ProposedYearEnds(EndingRule):
    """The next year of the same project, when it is proposed to the school and not answered.

    A year that the school has confirmed goes on: it is withdrawn from on its own.
    """

    name = "proposed years"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the open proposals of the project that goes on from this one, in a list."""
        proposals = YearProposal.objects.open().filter(
            participation__school=participation.school_id,
            participation__project__rolled_from=participation.project_id,
        )
        return list(proposals.with_all().order_by("pk"))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return that the year is no longer proposed, and that links to answer end."""
        return [
            Consequence(
                f"The school’s proposed place in {row.participation.project.code} for"
                f" {row.participation.project.year} is withdrawn. Links to confirm it stop working."
            )
            for row in rows
        ]

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """Decline the proposals for the school, and return their keys."""
        for proposal in rows:
            close_proposal(proposal, reason=f"The school withdrew in the year before: {reason}", by=by, now=now)
        return [proposal.pk for proposal in rows]

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the proposals that are still declined, refused where the hub can no longer propose the year."""
        declined = YearProposal.objects.filter(pk__in=ended, participation__state=ParticipationState.DECLINED)
        return [
            Restoration(
                f"{proposal.participation.project.year} is proposed to the school again, and we email it a new link.",
                proposal,
                why_not_asked_anew(proposal, now),
            )
            for proposal in declined.with_all().order_by("pk")
        ]

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Propose the year again, with a new link to each person who answers."""
        for restoration in restorations:
            ask_anew(restoration.row, now=now)


register_ending_rule(ProposedYearEnds())
