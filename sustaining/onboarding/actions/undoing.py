"""Undo the enrolments of a list: all of them, while nothing has been done with them since."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Q

from schools.actions import end_post
from schools.actions.endings import end_participation
from schools.choices import ParticipationState
from schools.corrections import list_work
from schools.models import Advocate, Participation, SchoolContact
from specialists.actions import take_back
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email, EmailState
from sustaining.workgroups.models import Invitation, Membership

from ..models import EnrolmentUpload
from .lists import CannotUndo, lock_to_undo, name_some


@action("onboarding.undo_enrolments")
def undo_enrolments(upload: EnrolmentUpload, *, reason: str, by: User, now: datetime) -> int:
    """End every enrolment of a list as entered by mistake, with the posts that came with it; return how many people are emailed.

    Those whom the list's emails have reached are emailed once. Raise WrongState unless
    the list was saved and not undone, CannotUndo, with names, when something was done with one of them since.
    """
    locked = lock_to_undo(
        upload, undone="These enrolments have been undone already.", nothing="Nothing has been enrolled yet."
    )
    made = {row["participation"]: row for row in locked.made}
    assert locked.saved_at is not None  # noqa: S101  (nothing else can be undone)
    saved_at = locked.saved_at
    years = Participation.objects.select_for_update(of=("self",)).filter(pk__in=made)
    participations = list(years.select_related("school", "project", "hub").order_by("pk"))
    _check_unused(participations, made)
    reached = _people_reached(saved_at, participations, made)
    for participation in participations:
        _undo(participation, made[participation.pk], reason=reason, by=by, now=now)
    locked.mark_undone(reason=reason, by=by, now=now)
    for person, schools in reached.items():
        queue_email(
            f"enrolments-undone:{locked.pk}:user={person.pk}", to=person, kind="enrolments_undone", now=now,
            facts={"upload": locked.pk}, reply_to=locked.hub.contact_email, hub=locked.hub, schools=sorted(schools),
            reason=reason, who=by.full_name,
        )  # fmt: skip
    return len(reached)


def _check_unused(participations: list[Participation], made: dict[int, dict[str, Any]]) -> None:
    """Raise CannotUndo, with the schools and what was done, unless nothing was."""
    refusals = []
    for participation in participations:
        if work := _work_since(participation, made[participation.pk]):
            refusals.append(f"{participation.school} ({', '.join(work)})")
    if refusals:
        raise CannotUndo(
            f"These enrolments are in use: {name_some(refusals)}. Withdraw or correct single schools on their pages "
            "instead."
        )


def _work_since(participation: Participation, row: dict[str, Any]) -> list[str]:
    """Return what was done with an enrolment since the list was saved."""
    if participation.state != ParticipationState.ACTIVE:
        return [participation.get_state_display().lower()]
    work = list_work(participation)
    if participation.assignments.valid().exclude(pk=row["assignment"]).exists():
        work.append("another Specialist was assigned")
    if Membership.objects.filter(participation=participation).exclude(pk=row["membership"]).exists():
        work.append("it joined another Work Group")
    if Invitation.objects.filter(participation=participation, answered_at__isnull=False).exists():
        work.append("a meeting invitation was answered")
    return work


def _undo(participation: Participation, row: dict[str, Any], *, reason: str, by: User, now: datetime) -> None:
    assignment = Assignment.objects.filter(pk=row["assignment"], ends_on=None).first()
    if assignment:
        take_back(assignment, reason=reason, by=by, now=now)
    end_participation(participation, reason=reason, entered_by_mistake=True, by=by, now=now)
    if Participation.objects.in_progress().filter(school=participation.school_id).exists():
        return  # its people work on its other year
    for model, key in ((Advocate, "advocates"), (SchoolContact, "contacts")):
        for post in model.objects.filter(pk__in=row[key], ends_on=None).select_related("school"):
            end_post(post, by=by, now=now)


def _people_reached(
    saved_at: datetime, participations: list[Participation], made: dict[int, dict[str, Any]]
) -> dict[User, set[str]]:
    """Return whom the emails of this list have reached, each with the names of the schools."""
    schools = {row.pk: str(row.school) for row in participations}
    people: dict[User, set[str]] = defaultdict(set)
    for model, key in ((Advocate, "advocates"), (SchoolContact, "contacts")):
        owners = {post: row["participation"] for row in made.values() for post in row[key]}
        for post in model.objects.filter(pk__in=owners).select_related("user"):
            people[post.user].add(schools[owners[post.pk]])
    keys = [row["assignment"] for row in made.values() if row["assignment"]]
    for assignment in Assignment.objects.filter(pk__in=keys).select_related("specialist__user"):
        people[assignment.specialist.user].add(schools[assignment.participation_id])
    emails = Email.objects.filter(user__in=[person.pk for person in people], queued_at=saved_at)
    # An invitation that waits still goes: it is true of the account, and the right list may name the person again.
    goes = Q(state=EmailState.SENT) | Q(state=EmailState.QUEUED, kind="invitation")
    reached = set(emails.filter(goes).values_list("user", flat=True))
    return {person: names for person, names in people.items() if person.pk in reached and person.is_active}
