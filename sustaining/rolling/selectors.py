"""Data for the pages of the next year, read through `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404

from schools.choices import ParticipationState
from schools.models import Hub, Participation, Project
from schools.people import get_advocates
from sustaining.common.years import AcademicYear
from sustaining.workgroups.models import Membership

from .matching import Offer, last_years, prepare_offers
from .models import YearProposal

if TYPE_CHECKING:
    from sustaining.common.people import Reader

WENT_ON = (ParticipationState.ACTIVE, ParticipationState.PAUSED, ParticipationState.COMPLETED)
ON = (ParticipationState.PROPOSED, *WENT_ON)


@dataclass
class NextYear:
    """A hub's schools of the year before, by what became of them in the year: each list is in the order of names."""

    offers: list[Offer] = field(default_factory=list)
    refused: list[Offer] = field(default_factory=list)
    waiting: list[YearProposal] = field(default_factory=list)
    taking_part: list[Participation] = field(default_factory=list)
    declined: list[Participation] = field(default_factory=list)
    without_project: list[Participation] = field(default_factory=list)
    moved: list[Participation] = field(default_factory=list)
    left: list[Participation] = field(default_factory=list)
    new_number: int = 0

    @property
    def total(self) -> int:
        """Return how many schools of last year the page is about, without those that left or moved."""
        lists = (self.offers, self.refused, self.waiting, self.taking_part, self.declined, self.without_project)
        return sum(len(rows) for rows in lists)

    @property
    def projects(self) -> list[Project]:
        """Return the projects of last year that have not been rolled forward."""
        return list({row.project_id: row.project for row in self.without_project}.values())


def check_year(year: int, this_year: AcademicYear) -> AcademicYear:
    """Return an academic year to propose: this one or the next. Raise Http404 for another."""
    if year not in (this_year.start, this_year.start + 1):
        raise Http404("You can only re-enrol schools for this year and next year.")
    return AcademicYear(year)


def next_year_page(user: Reader, hub: Hub, year: AcademicYear, on: date) -> NextYear:
    """Return a hub's schools of the year before `year`, by what became of them. At most 20 queries, however many schools."""
    rows = last_years(user, hub, year).select_related("school__hub", "project__rolled_to", "hub")
    last = list(rows.order_by("school__sort_name", "project__code", "pk"))
    now = _years_now(user, last, year)
    page, to_offer = NextYear(), []
    for participation in last:
        following = participation.project.next_project
        state = now.get((participation.school_id, following.pk)) if following else None
        if state is not None and state.state in ON and state.hub.present_id == hub.pk:
            # Also of a school that moved or withdrew meanwhile: what is open or goes on is followed up here.
            _sort_in(page, state)
        elif participation.state not in WENT_ON:
            page.left.append(participation)
        elif participation.school.hub_id != hub.pk:
            page.moved.append(participation)
        elif following is None:
            page.without_project.append(participation)
        elif state is None:
            to_offer.append(participation)
        else:
            _sort_in(page, state)
    for offer in prepare_offers(to_offer, user, year, on) if to_offer else ():
        (page.refused if offer.refusal else page.offers).append(offer)
    page.new_number = _count_new(user, hub, year, last)
    return page


def waiting_proposals(user: Reader, hub: Hub, year: AcademicYear) -> list[YearProposal]:
    """Return a hub's proposals of a year that wait for an answer. One query."""
    rows = YearProposal.objects.visible_to(user).open().filter(participation__project__academic_year=year.start)
    own = rows.filter(Q(participation__hub=hub) | Q(participation__hub__merged_into=hub))
    return list(own.with_all().order_by("participation__school__sort_name", "pk"))


def _sort_in(page: NextYear, participation: Participation) -> None:
    """Put a participation of the year with the others of its state."""
    proposal = getattr(participation, "proposal", None)
    if participation.state == ParticipationState.PROPOSED and proposal is not None:
        page.waiting.append(proposal)
    elif participation.state == ParticipationState.DECLINED:
        page.declined.append(participation)
    elif participation.state in WENT_ON:
        page.taking_part.append(participation)
    else:
        page.left.append(participation)


def _years_now(user: Reader, last: list[Participation], year: AcademicYear) -> dict[tuple[int, int], Participation]:
    """Return the participations of the year in the projects that go on, by school and project. One query.

    A school that moved may have two: one that is open or goes on comes before one that was declined.
    """
    rows = Participation.objects.visible_to(user).listed_in_year(year.start)
    rows = rows.filter(school__in=[row.school_id for row in last]).select_related(
        "school", "project", "hub", "proposal__specialist__user", "proposal__group", "proposal__answered_by"
    )
    return {(row.school_id, row.project_id): row for row in sorted(rows, key=lambda row: row.state in ON)}


def _count_new(user: Reader, hub: Hub, year: AcademicYear, last: list[Participation]) -> int:
    new = Participation.objects.visible_to(user).listed_in_year(year.start).filter(hub=hub)
    return new.exclude(school__in=[row.school_id for row in last]).order_by().values("school").distinct().count()


def proposal_page(proposal: YearProposal) -> dict[str, Any]:
    """Return what a school reads of its proposed year: the people, what it keeps, and the answer. Three queries."""
    participation = proposal.participation
    group = proposal.group
    if not proposal.is_open and not proposal.is_declined:
        membership = Membership.objects.filter(participation=participation).select_related("group").last()
        group = membership.group if membership else None
    return {
        "proposal": proposal,
        "participation": participation,
        "school": participation.school,
        "project": participation.project,
        "year": participation.project.year,
        "hub": participation.hub,
        "group": group,
        "focus": participation.project.focus_title(participation.focus),
    }


def change_page(proposal: YearProposal, on: date) -> dict[str, Any]:
    """Return what the page that changes a proposal shows beside its forms."""
    return {**proposal_page(proposal), "advocates": get_advocates(proposal.school, on)}
