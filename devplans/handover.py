"""Hand over steps and planned sessions when an Advocate leaves or two accounts are merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.db.models import Q, QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import Advocate
from specialists.models import Assignment
from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User

from .actions.planning import change_specialist, notify_of_new_participants, pass_proposal, session_participants
from .choices import ProposalState, SessionState, StepState
from .models import Proposal, Session, SessionAdvocate, Step, StepOwner


def open_steps(advocate: Advocate, now: datetime) -> QuerySet:
    """Return the unfinished steps that the Advocate owns or that mention them by name."""
    steps = Step.objects.filter(aim__plan__school=advocate.school, progress__in=[StepState.TO_DO, StepState.DOING])
    owned_or_named = Q(pk__in=StepOwner.objects.filter(user=advocate.user_id).values("step"))
    if name := advocate.user.full_name:
        # \m and \M are PostgreSQL's word boundaries: Ann must not match Joanna.
        owned_or_named |= Q(who__regex=rf"\m{re.escape(name)}\M")
    return steps.filter(owned_or_named, closed_in=None)


def pass_steps(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """Give the leaving Advocate's steps to the successor, also by name. Agreed versions stay unchanged."""
    old, new = rf"\b{re.escape(leaving.user.full_name)}\b", str(successor.user)
    most = Step._meta.get_field("who").max_length
    for step in list(open_steps(leaving, now)):
        give_step(step, leaving.user, successor.user)
        if not leaving.user.full_name:
            continue
        # A function, because a name may hold a backslash or a group reference, which a replacement string would
        # interpret.
        step.who = re.sub(old, lambda _: new, step.who)[:most]
        step.save(update_fields=["who"])


def give_step(step: Step, giver: User, successor: User) -> None:
    """Replace `giver` by `successor` among the step's owners, without duplicating the successor."""
    links = StepOwner.objects.filter(step=step)
    if links.filter(user=giver).exists() and not links.filter(user=successor).exists():
        StepOwner.objects.create(step=step, user=successor)
    links.filter(user=giver).delete()


def steps_owned(user: User) -> QuerySet:
    """Return the steps that the user owns."""
    return Step.objects.filter(owner_links__user=user).order_by("pk")


def move_steps(other: User, stays: User, now: datetime) -> None:
    """Move steps to the remaining account when two accounts are merged."""
    for step in list(steps_owned(other)):
        give_step(step, other, stays)


def planned_sessions(advocate: Advocate, now: datetime) -> QuerySet:
    """Return the planned sessions in which the Advocate was to take part."""
    return Session.objects.filter(advocate_links__advocate=advocate, state=SessionState.PLANNED)


def pass_sessions(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """Put the successor in the leaving Advocate's place, in everyone's calendar."""
    for session in planned_sessions(leaving, now).select_related(
        "participation__school", "participation__hub", "specialist__user"
    ):
        before = list(session_participants(session))
        links = SessionAdvocate.objects.filter(session=session, advocate=leaving)
        if session.advocate_links.filter(advocate=successor).exists():
            links.delete()
        else:
            links.update(advocate=successor)
        notify_of_new_participants(session, before, now=now)


def support_condition(assignments: Sequence[Assignment]) -> Q:
    """Return a condition on rows of a school's year and a Specialist: they are of one of these assignments."""
    return reduce(or_, (Q(participation=row.participation_id, specialist=row.specialist_id) for row in assignments))


def sessions_of_support(assignments: Sequence[Assignment], now: datetime) -> QuerySet:
    """Return the sessions to come that the Specialist has planned with the school. Places on visits stay with the visit."""
    planned = Session.objects.filter(
        support_condition(assignments), state=SessionState.PLANNED, starts_at__gt=now, visit__isnull=True
    )
    return planned.select_related("participation__school").order_by("starts_at", "pk")


def pass_support(leaving: Assignment, successor: Assignment, now: datetime) -> None:
    """Give the sessions from the successor's first day on to the successor, and change both calendars."""
    if leaving.specialist_id == successor.specialist_id:
        return
    for session in sessions_of_support([leaving], now).filter(held_on__gte=successor.starts_on):
        change_specialist(session, successor.specialist, now=now)


def proposals_of_support(assignments: Sequence[Assignment], now: datetime) -> QuerySet:
    """Return the proposals of dates between the school and the Specialist that wait for an answer."""
    proposals = Proposal.objects.filter(support_condition(assignments), state=ProposalState.OPEN)
    return proposals.select_related("participation__school", "specialist", "proposed_by").order_by("pk")


def pass_proposals(leaving: Assignment, successor: Assignment, now: datetime) -> None:
    """Let the successor answer what the school proposed; withdraw the dates of the Specialist who is leaving."""
    if leaving.specialist_id != successor.specialist_id:
        for proposal in proposals_of_support([leaving], now):
            pass_proposal(proposal, successor.specialist, now=now)


def support_rule(
    singular: str,
    plural: str,
    find: Callable[[Sequence[Assignment], datetime], QuerySet],
    pass_on: Callable[[Assignment, Assignment, datetime], None],
    *,
    row_key: Callable[[Any], Any] = attrgetter("participation_id", "specialist_id"),
    assignment_key: Callable[[Assignment], Any] = attrgetter("participation_id", "specialist_id"),
) -> HandoverRule:
    """Return a rule about what a Specialist has open with a school. `find` returns the rows of several assignments.

    A row belongs to the assignment that has its key.
    """

    def find_one(assignment: Assignment, now: datetime) -> QuerySet:
        return find([assignment], now)

    def find_each(assignments: Sequence[Assignment], now: datetime) -> dict[int, list[Any]]:
        by_support = defaultdict(list)
        for row in find(assignments, now):
            by_support[row_key(row)].append(row)
        return {assignment.pk: by_support[assignment_key(assignment)] for assignment in assignments}

    return HandoverRule(singular, plural, find_one, pass_on, post=Assignment, find_each=find_each)


register_handover_rule(support_rule("proposal of dates", "proposals of dates", proposals_of_support, pass_proposals))
register_handover_rule(support_rule("session planned", "sessions planned", sessions_of_support, pass_support))
register_handover_rule(HandoverRule("plan action", "plan actions", open_steps, pass_steps))
register_handover_rule(HandoverRule("session planned", "sessions planned", planned_sessions, pass_sessions))
register_merge_rule(MergeRule("Development plan actions", steps_owned, move_steps))
