"""To-dos and coming dates of sessions. Those of plans are in `todos.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from schools.choices import HubRole
from schools.models import Advocate, HubStaff, SchoolContact
from schools.querysets import current
from schools.roles import HUB_STAFF, SCHOOL_STAFF, SESSION_MEMBERS, Role
from specialists.models import Assignment
from sustaining.common.clock import start_of_day
from sustaining.common.todo import NOW, UNTIL, Coming, DeskContext, Importance, Todo, coming_up, todo
from sustaining.common.waiting import only

from .choices import ProposalState, SessionState
from .models import NextStep, Proposal, Session
from .querysets import UNCONFIRMED_FOR


def sessions_to_confirm(viewer: Any) -> Any:
    """Return sessions to confirm: for the school's present Specialist, or for its hub lead while it has none."""
    # The Specialist who took part may have left the school since: the one who supports it now confirms.
    return Session.objects.visible_to(viewer).unconfirmed().filter(_for_supporter(viewer, "participation"))


def steps_of_reader(viewer: Any) -> Any:
    """Return the open next steps that the viewer checks or does."""
    own = Q(owner=viewer.pk, session__participation__school__in=_own_schools(viewer))
    for_reader = _for_supporter(viewer, "session__participation") | own
    return NextStep.objects.visible_to(viewer).to_check().filter(for_reader)


def own_sessions(viewer: Any) -> Any:
    """Return the planned sessions of the school or of the Specialist."""
    own = Q(participation__school__in=_supported_schools(viewer)) | Q(participation__school__in=_own_schools(viewer))
    return Session.objects.visible_to(viewer).to_come().filter(own)


def dates_to_answer(viewer: Any) -> Any:
    """Return the open proposals of dates from the other side."""
    # Specialists who supported the school before still see its proposals, and do not answer them.
    supports = Q(specialist__user=viewer.pk, participation__school__in=_supported_schools(viewer))
    own = supports | Q(participation__school__in=_own_schools(viewer))
    proposals = Proposal.objects.visible_to(viewer).filter(own, state=ProposalState.OPEN)
    return proposals.exclude(proposed_by=viewer.pk)


def sessions_to_change(viewer: Any) -> Any:
    """Return sessions of this Advocate's school for which the Specialist asked for a change."""
    return Session.objects.visible_to(viewer).queried().filter(participation__school__in=_own_schools(viewer))


def unconfirmed_sessions(viewer: Any) -> Any:
    """Return the sessions that count once they are confirmed."""
    return Session.objects.visible_to(viewer).unsettled()


@todo(
    "sessions to confirm",
    {Role.SPECIALIST, Role.LEAD},
    waiting=only(sessions_to_confirm),
    rows=only(lambda viewer: sessions_to_confirm(viewer).select_related("participation__school")[:50]),
)
def to_confirm(desk: DeskContext, sessions: list[Session]) -> Iterator[Todo]:
    """Yield sessions to confirm: for the school's present Specialist, or for its hub lead while it has none."""
    for session in sessions:
        yield Todo(
            title=f"Confirm a session with {session.school}",
            detail=f"{session.get_kind_display()}, {session.held_on.day} {session.held_on:%B}",
            act="Confirm session",
            url=session.get_absolute_url(),
            since=session.logged_at,
            hubs=(session.participation.hub_id,),
            schools=(session.participation.school_id,),
        )


def _listed_to_change(viewer: Any) -> Any:
    return sessions_to_change(viewer).select_related("participation__school").order_by("logged_at")[:20]


@todo(
    "sessions to change",
    SCHOOL_STAFF,
    Importance.FIRST,
    waiting=only(sessions_to_change),
    rows=only(_listed_to_change),
)
def to_change(desk: DeskContext, sessions: list[Session]) -> Iterator[Todo]:
    """Yield sessions of this Advocate's school for which the Specialist asked for a change."""
    for session in sessions:
        yield Todo(
            title="Your Specialist has requested changes",
            detail=f"{session.get_kind_display()}, {session.held_on.day} {session.held_on:%B}",
            act="View session",
            url=session.get_absolute_url(),
            since=session.logged_at,
            hubs=(session.participation.hub_id,),
        )


def _listed_to_log(viewer: Any) -> Any:
    return own_sessions(viewer).to_log(NOW, viewer.day).select_related("participation__school")[:20]


@todo("sessions to log", SESSION_MEMBERS, Importance.FIRST, waiting=only(own_sessions), rows=only(_listed_to_log))
def to_log(desk: DeskContext, sessions: list[Session]) -> Iterator[Todo]:
    """Yield planned sessions whose time is over, for the school and the Specialist."""
    for session in sessions:
        yield Todo(
            title=f"Did this session go ahead? {session.get_kind_display()}",
            detail=f"{session.school}, {session.held_on.day} {session.held_on:%B}",
            act="Log session",
            url=session.get_absolute_url(),
            since=session.ends_at or session.logged_at,
            hubs=(session.participation.hub_id,),
        )


def _listed_dates(viewer: Any) -> Any:
    return dates_to_answer(viewer).select_related("participation__school", "proposed_by", "specialist")[:20]


@todo("dates to answer", SESSION_MEMBERS, waiting=only(dates_to_answer), rows=only(_listed_dates))
def to_answer(desk: DeskContext, proposals: list[Proposal]) -> Iterator[Todo]:
    """Yield proposals of dates from the other side."""
    for proposal in proposals:
        by_specialist = proposal.proposed_by_id == proposal.specialist.user_id
        if by_specialist or proposal.specialist.user_id == desk.user.pk:
            yield Todo(
                title=f"{proposal.proposed_by} has proposed dates",
                detail=f"{proposal.get_kind_display()} · {proposal.school}",
                act="Choose a date",
                url=proposal.get_absolute_url(),
                since=proposal.proposed_at,
                hubs=(proposal.participation.hub_id,),
            )


@todo(
    "next steps to check",
    SESSION_MEMBERS | {Role.LEAD},
    waiting=only(steps_of_reader),
    rows=only(lambda viewer: steps_of_reader(viewer).due(viewer.day).for_list()[:20]),
)
def steps_to_check(desk: DeskContext, steps: list[NextStep]) -> Iterator[Todo]:
    """Yield next steps whose check-back day has come.

    For the school's Specialist, for the person who does it, and for the hub lead while the school has no Specialist.
    """
    day = desk.viewer.day
    for step in steps:
        check_on = step.check_on or day
        who = "Your next step" if step.owner_id == desk.user.pk else f"Next step of {step.owner}"
        due = "due today" if check_on == day else f"overdue since {check_on.day} {check_on:%B}"
        yield Todo(
            title=f"Check back: {str(step).removesuffix('.')}",
            detail=f"{who} · {step.school} · {due}",
            act="View next step",
            url=step.get_absolute_url(),
            since=start_of_day(check_on),
            hubs=(step.session.participation.hub_id,),
            schools=(step.session.participation.school_id,),
        )


def _late_by_school(viewer: Any) -> Any:
    """Return the schools with sessions that are late, how many, and since when."""
    by_school = Session.objects.visible_to(viewer).late(NOW).order_by().values("participation__school")
    counted = by_school.annotate(number=Count("pk"), since=Min("logged_at"))
    return counted.values_list("participation__school", "number", "since")


@todo(
    "sessions unconfirmed for two weeks",
    HUB_STAFF,
    waiting=only(unconfirmed_sessions),
    rows=only(_late_by_school),
)
def late(desk: DeskContext, by_school: list[tuple[int, int, datetime]]) -> Iterator[Todo]:
    """Yield one item for the hub: how many sessions are still unconfirmed after two weeks."""
    if by_school:
        number = sum(count for _, count, _ in by_school)
        yield Todo(
            title=f"{number} session{'s are' if number > 1 else ' is'} still unconfirmed after two weeks",
            detail="They won’t count towards support days until the Specialist confirms them.",
            act="View sessions",
            url=reverse("devplans:sessions") + "?state=late",
            since=min(since for *_, since in by_school) + UNCONFIRMED_FOR,
            schools=tuple(sorted(school for school, *_ in by_school)),
        )


def _planned_sessions(viewer: Any) -> Any:
    """Return the planned sessions of the next weeks."""
    ahead = Session.objects.visible_to(viewer).filter(
        state=SessionState.PLANNED, starts_at__gte=NOW, starts_at__lte=UNTIL
    )
    own = Q(specialist__user=viewer.pk) | Q(participation__school__in=_own_schools(viewer))
    return ahead.filter(own).select_related("participation__school").order_by("starts_at")[:50]


@coming_up("sessions planned", SESSION_MEMBERS, rows=only(_planned_sessions))
def planned(desk: DeskContext, sessions: list[Session]) -> Iterator[Coming]:
    """Yield upcoming sessions of the school or of the Specialist."""
    for session in sessions:
        yield Coming(
            on=session.held_on,
            title=f"{session.get_kind_display()}, {session.school}",
            detail=session.place,
            url=session.get_absolute_url(),
            at=session.starts_at,
        )


def _for_supporter(viewer: Any, path: str) -> Q:
    """Return the condition for rows whose supporter is the reader; `path` leads to the participation.

    That is the school's Specialist, and while it has none the lead of its hub, or of the hub that it is part of now.
    """
    condition = Q(**{f"{path}__school__in": _supported_schools(viewer)})
    if not viewer.has_active_role({Role.LEAD}):
        return condition
    led = HubStaff.get_hubs(viewer, HubRole.LEAD, on=viewer.day)
    supported = Assignment.objects.current(viewer.day).values("participation__school")
    return condition | Q(**{f"{path}__hub__in": led}) & ~Q(**{f"{path}__school__in": supported})


def _supported_schools(viewer: Any) -> Any:
    """Return the schools that the reader supports as their Specialist on this day."""
    assignments = Assignment.objects.current(viewer.day).filter(specialist__user=viewer.pk)
    return assignments.values("participation__school")


def _own_schools(viewer: Any) -> Any:
    """Return the schools that the reader is an Advocate or head of."""
    posts = Advocate.objects.filter(current(viewer.day), user=viewer.pk).values("school")
    heads = SchoolContact.objects.filter(current(viewer.day), user=viewer.pk).values("school")
    return posts.union(heads)
