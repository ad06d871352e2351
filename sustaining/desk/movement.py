"""What moved at several schools since a moment, in a bounded number of queries: for the watchlist and the weekly summary.

The timeline (`timeline.py`) tells one school's whole history from the history of rows; this tells the news of many from the
moments that the rows themselves keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from devplans.choices import PlanState
from devplans.models import Evaluation, Judgement, Plan, PlanVersion, Session
from devplans.querysets import HAPPENED
from funding.choices import ClaimState
from funding.models import Claim, Payment
from schools.choices import NEVER_TOOK_PART, ParticipationState
from schools.models import Participation
from schools.viewer import Viewer
from specialists.models import Assignment
from sustaining.casework.checklist_choices import MarkKind
from sustaining.casework.models import Concern, Note, StepMark
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.learning.models import GapTaskResponse
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

MOST = 1_000
"""How many moves of one kind are read, the latest first."""


@dataclass(frozen=True)
class Movement:
    """One thing that happened at a school: a sentence without its full stop, and where to read more.

    `day` is set where only the day is known; `at` then gives its place among the others.
    """

    at: datetime
    text: str
    url: str
    day: date | None = None


@dataclass(frozen=True)
class MoveSource:
    """One kind of movement: rows, where they keep their school and moment, and their sentence and address by `fields`.

    `is_day` says that the moment is a date, which may lie ahead.
    """

    model: Any
    school: str
    at: str
    fields: tuple[str, ...]
    text: Callable[..., str]
    url: Callable[..., str]
    where: Q | None = None
    is_day: bool = False

    def rows(self, viewer: Viewer, schools: list[int], since: datetime) -> QuerySet:
        """Return (school, moment, …) of the rows that the viewer sees, the latest first. One query."""
        begins = {f"{self.at}__gte": london_day(since), f"{self.at}__lte": viewer.day} if self.is_day else {}
        begins = begins or {f"{self.at}__gte": since}
        rows = self.model.objects.visible_to(viewer).filter(
            self.where or Q(), **{f"{self.school}__in": schools}, **begins
        )
        return rows.order_by(f"-{self.at}").values_list(self.school, self.at, *self.fields)[:MOST]


def find_movements(viewer: Viewer, since: Mapping[int, datetime]) -> dict[int, list[Movement]]:
    """Return what moved at each school (by key) after its moment in `since`, the latest first. One query for each source."""
    movements: dict[int, list[Movement]] = defaultdict(list)
    if not since:
        return movements
    first, schools = min(since.values()), sorted(since)
    for source in SOURCES:
        for school, at, *values in source.rows(viewer, schools, first):
            day = at if source.is_day else None
            moment = end_of_day(at) if source.is_day else at
            if moment > since[school]:
                movements[school].append(Movement(moment, source.text(*values), source.url(*values), day))
    for rows in movements.values():
        rows.sort(key=lambda movement: movement.at, reverse=True)
    return movements


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in London."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _session_url(key: int, *rest: Any) -> str:
    return reverse("devplans:session", args=[key])


def _plan_url(urn: int, *rest: Any) -> str:
    return reverse("devplans:plan", args=[urn])


def _school_url(urn: int, *rest: Any) -> str:
    return reverse("desk:school", args=[urn])


def _claim_url(reference: str, *rest: Any) -> str:
    return reverse("funding:claim", args=[reference])


def _notes_url(urn: int, *rest: Any) -> str:
    return reverse("casework:school", args=[urn])


def _concern_url(key: int, *rest: Any) -> str:
    return reverse("casework:concern", args=[key])


CLAIM_DECISIONS = {
    ClaimState.QUERIED: "queried",
    ClaimState.REJECTED: "rejected",
    ClaimState.APPROVED: "approved",
    ClaimState.IN_RUN: "approved",
    ClaimState.PAID: "approved",
}
MARKS = {Mark.PRESENT: "attended", Mark.APOLOGIES: "sent apologies for", Mark.ABSENT: "missed"}
YEAR, PLAN, CLAIM = "participation__school", "plan__school", "grant__participation__school"

SOURCES: tuple[MoveSource, ...] = (
    MoveSource(
        # What a hub brings in from before is no news of the week.
        Session, YEAR, "logged_at", ("pk", "held_on"), where=Q(state__in=HAPPENED, imported=None),
        text=lambda key, on: f"Session of {format_day(on)} logged", url=_session_url,
    ),
    MoveSource(
        Session, YEAR, "confirmed_at", ("pk", "held_on"), where=Q(imported=None),
        text=lambda key, on: f"Session of {format_day(on)} confirmed", url=_session_url,
    ),
    MoveSource(
        Plan, "school", "state_since", ("school__urn", "state"), where=Q(state__in=(PlanState.SHARED, PlanState.REFINING)),
        text=lambda urn, state: f"Development plan {PlanState(state).label.lower()}", url=_plan_url,
    ),
    MoveSource(
        PlanVersion, PLAN, "agreed_at", ("plan__school__urn", "number"),
        text=lambda urn, number: f"Version {number} of the development plan agreed", url=_plan_url,
    ),
    MoveSource(
        Judgement, f"review__{PLAN}", "judged_at", ("review__plan__school__urn", "aim__title", "colour"),
        text=lambda urn, aim, colour: f"Aim “{aim}” reviewed as {colour}", url=_plan_url,
    ),
    MoveSource(
        Evaluation, PLAN, "handed_in_at", ("plan__school__urn",),
        text=lambda urn: "Evaluation of the year submitted",
        url=lambda urn: reverse("devplans:school-impact", args=[urn]),
    ),
    MoveSource(
        Attendance, YEAR, "marked_at", ("meeting", "meeting__group__name", "meeting__number", "mark", "user__full_name"),
        where=Q(imported=None),
        text=lambda key, group, number, mark, name: f"{name or 'Someone'} {MARKS[Mark(mark)]} {group}, meeting {number}",
        url=lambda key, *rest: reverse("workgroups:meeting", args=[key]),
    ),
    MoveSource(
        GapTaskResponse, YEAR, "submitted_at", ("meeting",), where=Q(withdrawn_at__isnull=True),
        text=lambda key: "Gap task submitted", url=lambda key: reverse("learning:gap-task", args=[key]),
    ),
    MoveSource(
        Claim, CLAIM, "submitted_at", ("reference", "total"), where=~Q(state__in=(ClaimState.DRAFT, ClaimState.WITHDRAWN)),
        text=lambda reference, total: f"Claim {reference} submitted for {format_pounds(total)}", url=_claim_url,
    ),
    MoveSource(
        Claim, CLAIM, "decided_at", ("reference", "state"), where=Q(state__in=tuple(CLAIM_DECISIONS)),
        text=lambda reference, state: f"Claim {reference} {CLAIM_DECISIONS[ClaimState(state)]}", url=_claim_url,
    ),
    MoveSource(
        Payment, f"claim__{CLAIM}", "recorded_at", ("claim__reference", "amount"),
        text=lambda reference, amount: f"Payment of {format_pounds(amount)} released for claim {reference}",
        url=_claim_url,
    ),
    MoveSource(
        Participation, "school", "enrolled_at", ("school__urn", "project__code"),
        where=Q(entered_by_mistake=False) & ~Q(state__in=NEVER_TOOK_PART),
        text=lambda urn, code: f"Enrolled on {code}", url=_school_url,
    ),
    MoveSource(
        Participation, "school", "ended_on", ("school__urn", "project__code", "state"), is_day=True,
        where=Q(entered_by_mistake=False, ended_on__isnull=False),
        text=lambda urn, code, state: f"Year on {code} {ParticipationState(state).label.lower()}", url=_school_url,
    ),
    MoveSource(
        Assignment, YEAR, "starts_on", ("participation__school__urn", "specialist__user__full_name"),
        where=Q(taken_back_at__isnull=True), is_day=True,
        text=lambda urn, name: f"{name} assigned as Specialist", url=_school_url,
    ),
    MoveSource(
        StepMark, YEAR, "marked_at", ("participation", "step__title"), where=Q(undone_at__isnull=True, kind=MarkKind.DONE),
        text=lambda key, title: f"Checklist: “{title}” done",
        url=lambda key, title: reverse("casework:school-checklist", args=[key]),
    ),
    MoveSource(
        Note, "school", "written_at", ("school__urn", "written_by__full_name"), where=Q(removed_at__isnull=True),
        text=lambda urn, name: f"Note added by {name}", url=_notes_url,
    ),
    MoveSource(Concern, "school", "raised_at", ("pk",), text=lambda key: "Concern raised", url=_concern_url),
    MoveSource(Concern, "school", "closed_at", ("pk",), text=lambda key: "Concern closed", url=_concern_url),
)  # fmt: skip
"""What the schools' own rows say happened. Each is read through `visible_to`, so that the reader sees what they may."""
