"""What a hub would propose to last year's schools: the same people where that is possible, days respected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from schools.actions import why_not_eligible
from schools.actions.proposing import known_advocates
from schools.models import Advocate, Hub, Participation, Project, School
from specialists.draft import propose
from specialists.models import Assignment, Specialist
from specialists.placement import Candidate, Vacancy, vacancies
from sustaining.common.years import AcademicYear
from sustaining.workgroups.models import Membership, WorkGroup

from .models import YearProposal

if TYPE_CHECKING:
    from sustaining.common.people import Reader


@dataclass(frozen=True)
class Offer:
    """What a hub would propose to a school of last year: `specialist` and `group` are chosen from those possible.

    `last` is last year's participation. `refusal` says why nothing can be proposed; empty when it can.
    """

    last: Participation
    project: Project
    advocates: list[Advocate]
    candidates: list[Candidate]
    specialist: Specialist | None
    groups: list[WorkGroup]
    group: WorkGroup | None
    refusal: str

    @property
    def pk(self) -> int:
        """Return the key of last year's participation."""
        return self.last.pk

    @property
    def school(self) -> School:
        """Return the school."""
        return self.last.school

    @property
    def focus(self) -> str:
        """Return the text of the focus with which the school goes on; empty where next year's project has none."""
        return self.project.focus_title(self.last.focus)


def prepare_offers(last: list[Participation], user: Reader, year: AcademicYear, on: date) -> list[Offer]:
    """Return what would be proposed for `year` to the schools of these participations, in their order. Twelve queries.

    Load `school__hub` and `project__rolled_to` with them; each project has been rolled forward.
    """
    rows = _vacancies(last, user, year, on)
    specialists = _choose_specialists(rows, _last_specialists(last, user))
    groups, last_groups = _groups(last, user), _last_groups(last, user)
    advocates = _advocates(last, user, on)
    offers = []
    for participation, row in zip(last, rows, strict=True):
        project, school = row.participation.project, participation.school
        possible = groups[school.hub_id, project.pk]
        offers.append(
            Offer(
                last=participation,
                project=project,
                advocates=advocates[school.pk],
                candidates=[candidate for candidate in row.candidates if not candidate.refusal],
                specialist=specialists.get(participation.pk),
                groups=possible,
                group=match_group(possible, last_groups.get(participation.pk)),
                refusal=why_not_proposed(participation, project, advocates[school.pk]),
            )
        )
    return offers


def choices_for(proposal: YearProposal, user: Any, on: date) -> tuple[list[Candidate], list[WorkGroup]]:
    """Return the Specialists and Work Groups that could be proposed to a school instead, or again. Eight queries at most."""
    participation = proposal.participation
    year = participation.project.academic_year
    promised = YearProposal.objects.visible_to(user).exclude(pk=proposal.pk).promised_days(year)
    (row,) = vacancies([participation], user, year, on, promised=promised)
    groups = WorkGroup.objects.visible_to(user).filter(hub=participation.hub_id, project=participation.project_id)
    return [candidate for candidate in row.candidates if not candidate.refusal], list(
        groups.order_by("sort_name", "pk")
    )


def why_not_proposed(last: Participation, project: Project, advocates: list[Advocate]) -> str:
    """Return a sentence when a project cannot be proposed to a school of last year; empty when it can."""
    if not advocates:
        return "It has no Mastery Advocate. Add one on its people page first."
    reason = why_not_eligible(last.school, project, known_advocates(advocates))
    return "" if last.override_reason else reason


def match_group(groups: list[WorkGroup], last: WorkGroup | None) -> WorkGroup | None:
    """Return the group that goes on from last year's: of its name, its focus or its lead; the only one; or None."""
    if last is None:
        return groups[0] if len(groups) == 1 else None
    leads = {link.specialist_id for link in last.lead_links.all()}
    alike = (
        [group for group in groups if group.sort_name == last.sort_name],
        [group for group in groups if group.focus and group.focus == last.focus],
        [group for group in groups if leads & {link.specialist_id for link in group.lead_links.all()}],
        groups,
    )
    return next((matches[0] for matches in alike if len(matches) == 1), None)


def _vacancies(last: list[Participation], user: Any, year: AcademicYear, on: date) -> list[Vacancy]:
    """Return next year's places, unsaved, each under the key of last year's participation."""
    places = [
        Participation(pk=row.pk, school=row.school, project=row.project.next_project, hub=row.school.hub)
        for row in last
    ]
    promised = YearProposal.objects.visible_to(user).promised_days(year.start)
    return vacancies(places, user, year.start, on, promised=promised)


def _choose_specialists(rows: list[Vacancy], before: Mapping[int, int]) -> dict[int, Specialist]:
    """Return a Specialist by key: that of last year while their days last, and the nearest for the other schools."""
    chosen: dict[int, Specialist] = {}
    left = {candidate.specialist.pk: candidate.days_left for row in rows for candidate in row.candidates}
    waiting = [row for row in rows if row.needs]
    for row in list(waiting):
        same = [
            row_candidate
            for row_candidate in row.candidates
            if row_candidate.specialist.pk == before.get(row.participation.pk)
        ]
        if same and not same[0].refusal and left[same[0].specialist.pk] >= row.needs:
            chosen[row.participation.pk] = same[0].specialist
            left[same[0].specialist.pk] -= row.needs
            waiting.remove(row)
    rest = [replace(row, candidates=_with_days(row, left)) for row in waiting]
    return chosen | {key: candidate.specialist for key, candidate in propose(rest).chosen.items()}


def _with_days(row: Vacancy, left: Mapping[int, Decimal]) -> list[Candidate]:
    able = [candidate for candidate in row.candidates if left[candidate.specialist.pk] >= row.needs]
    return [replace(candidate, days_left=left[candidate.specialist.pk]) for candidate in able]


def _last_specialists(last: list[Participation], user: Reader) -> dict[int, int]:
    """Return the key of each school's latest Specialist, by participation."""
    assignments = Assignment.objects.visible_to(user).valid().filter(participation__in=last)
    return dict(assignments.order_by("starts_on", "pk").values_list("participation", "specialist"))


def _last_groups(last: list[Participation], user: Reader) -> dict[int, WorkGroup]:
    """Return each school's latest Work Group, by participation."""
    memberships = Membership.objects.visible_to(user).filter(participation__in=last).order_by("starts_on", "pk")
    rows = memberships.select_related("group").prefetch_related("group__lead_links")
    return {row.participation_id: row.group for row in rows}


def _groups(last: Iterable[Participation], user: Reader) -> dict[tuple[int | None, int], list[WorkGroup]]:
    """Return the Work Groups of next year's projects, by hub and project."""
    projects = [row.project.next_project for row in last]
    by_place: dict[tuple[int | None, int], list[WorkGroup]] = defaultdict(list)
    rows = WorkGroup.objects.visible_to(user).filter(project__in=[project for project in projects if project])
    for group in rows.prefetch_related("lead_links").order_by("sort_name", "pk"):
        by_place[group.hub_id, group.project_id].append(group)
    return by_place


def _advocates(last: Iterable[Participation], user: Reader, on: date) -> dict[int, list[Advocate]]:
    """Return the present Advocates by school."""
    by_school: dict[int, list[Advocate]] = defaultdict(list)
    rows = Advocate.objects.visible_to(user).current(on).filter(school__in=[row.school_id for row in last])
    for advocate in rows.select_related("user").order_by("starts_on", "pk"):
        by_school[advocate.school_id].append(advocate)
    return by_school


def last_years(user: Reader, hub: Hub, year: AcademicYear) -> Any:
    """Return the participations of the year before `year` with a hub, or one merged into it, for figures."""
    rows = Participation.objects.visible_to(user).in_year(year.start - 1)
    return rows.filter(Q(hub=hub) | Q(hub__merged_into=hub))
