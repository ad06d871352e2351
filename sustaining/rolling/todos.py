"""What the desk asks about the next year: schools that have not answered, answers to carry out, a place to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from schools.roles import HUB_STAFF, Role
from sustaining.common.todo import DeskContext, Todo, list_first, todo
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear

from .models import YearProposal
from .querysets import YearProposalQuerySet

ASK_AGAIN_AFTER = timedelta(days=7)
"""How long a school has for its answer before it comes up on the hub's desk."""
AT_SCHOOL = frozenset({Role.ADVOCATE, Role.HEAD})


def open_proposals(viewer: Any) -> YearProposalQuerySet:
    """Return the visible proposals without an answer, of this year and later: an older one can no longer be confirmed."""
    year = AcademicYear.of(viewer.day).start
    rows = YearProposal.objects.visible_to(viewer).open()
    return rows.filter(participation__project__academic_year__gte=year)


def lacking_proposals(viewer: Any) -> YearProposalQuerySet:
    """Return the proposals of confirmed schools that lack the Specialist or Work Group proposed."""
    return YearProposal.objects.visible_to(viewer).lacking()


@todo("schools that have not confirmed the next year", HUB_STAFF, waiting=only(open_proposals))
def unanswered(desk: DeskContext) -> Iterator[Todo]:
    """Yield one to-do a hub and year for the schools that have not answered a week after they were asked. One query."""
    waiting = open_proposals(desk.viewer).filter(asked_at__lte=desk.now - ASK_AGAIN_AFTER)
    for (hub, year), proposals in _by_hub_and_year(waiting).items():
        number = len(proposals)
        yield Todo(
            title=f"{number} school{' has' if number == 1 else 's have'} not replied about {AcademicYear(year)}",
            detail=list_first([str(proposal.school) for proposal in proposals]),
            act="Email these schools again",
            url=reverse("rolling:next-year", args=[hub, year]) + "#waiting",
            since=min(proposal.asked_at for proposal in proposals),
            hubs=(hub,),
            schools=tuple(proposal.participation.school_id for proposal in proposals),
        )


@todo("confirmed schools that lack what was proposed", HUB_STAFF, waiting=only(lacking_proposals))
def shortfalls(desk: DeskContext) -> Iterator[Todo]:
    """Yield confirmed schools that lack the Specialist or Work Group proposed, unless the hub does without. One query."""
    rows = lacking_proposals(desk.viewer).with_all().order_by("answered_at", "pk")[:20]
    for proposal in rows:
        yield Todo(
            title=f"{proposal.school} confirmed {proposal.participation.project.year}, but something is missing",
            detail=proposal.shortfall[:150],
            act="See what is missing",
            url=reverse("rolling:answer", args=[proposal.participation_id]),
            since=proposal.answered_at or desk.now,
            hubs=(proposal.participation.hub_id,),
            schools=(proposal.participation.school_id,),
        )


@todo("places to confirm", AT_SCHOOL, waiting=only(open_proposals))
def places_to_confirm(desk: DeskContext) -> Iterator[Todo]:
    """Yield the years that are proposed to the person's schools and wait for an answer. One query."""
    for proposal in open_proposals(desk.viewer).with_all().order_by("proposed_at", "pk")[:20]:
        year = proposal.participation.project.year
        yield Todo(
            title=f"Confirm your place in {year}",
            detail=f"{proposal.school} · {proposal.participation.project}",
            act="Confirm or decline",
            url=reverse("rolling:answer", args=[proposal.participation_id]),
            since=proposal.proposed_at,
            hubs=(proposal.participation.hub_id,),
        )


def _by_hub_and_year(rows: YearProposalQuerySet) -> dict[tuple[int, int], list[YearProposal]]:
    by_place: dict[tuple[int, int], list[YearProposal]] = {}
    for proposal in rows.with_all().order_by("participation__school__sort_name", "pk"):
        key = (proposal.hub.present_id, proposal.participation.project.academic_year)
        by_place.setdefault(key, []).append(proposal)
    return by_place
