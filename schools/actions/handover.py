"""Actions for an Advocate who joins, changes schools, or leaves and hands over their open work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.events import emit
from sustaining.common.permissions import action, require
from sustaining.outbox.actions import queue_email

from ..handover import CannotHandOver, pass_on_open_work
from ..models import Advocate, School
from .participation import NewAdvocate, add_to_school

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.edit_people")
def add_advocate(school: School, *, person: NewAdvocate, by: User, now: datetime) -> Advocate:
    """Add a Mastery Advocate to a school outside an enrolment.

    They are invited to the site, and to coming meetings by the handlers of `schools.advocate_joined`.
    """
    advocate = add_to_school(school, person, by=by, now=now)
    emit("schools.advocate_joined", advocate, by=by, now=now)
    return advocate


@action("schools.edit_people")
def update_advocate(school: School, *, person: NewAdvocate, by: User, now: datetime) -> Advocate:
    """Update an Advocate's post, Development Work Group and TRN."""
    return add_to_school(school, person, by=by, now=now)


@action("schools.edit_people")
def hand_over(advocate: Advocate, *, to: Advocate | NewAdvocate, last_day: date, by: User, now: datetime) -> Advocate:
    """End an Advocate's post on `last_day`, pass their open work to `to`, email the successor, and return their post.

    Raise WrongState when the post has ended already; CannotHandOver when the successor is the same person or at another
    school, or when the last day is before the first or more than a year ahead.
    """
    school = advocate.school
    leaving = Advocate.objects.select_for_update().get(pk=advocate.pk)
    if leaving.ends_on is not None:
        raise WrongState("This post has already ended.")
    if not leaving.starts_on <= last_day <= london_day(now) + timedelta(days=366):
        raise CannotHandOver(
            "Last day must be on or after the first day of the post, and within the next year.", "last_day"
        )
    successor = add_to_school(school, to, by=by, now=now) if isinstance(to, NewAdvocate) else to
    if successor.user_id == leaving.user_id:
        raise CannotHandOver(f"{leaving.user} is the person leaving. Choose someone else.")
    if successor.school_id != school.pk or successor.ends_on is not None:
        raise CannotHandOver(
            f"{successor.user} is not an Advocate at {school}. Choose one of its Advocates, or add someone new."
        )
    passed = pass_on_open_work(leaving, successor, now)
    leaving.ends_on = last_day
    leaving.save(update_fields=["ends_on"])
    emit("schools.advocate_joined", successor, by=by, now=now)
    queue_email(
        f"handover:{leaving.pk}:{successor.pk}", to=successor.user, kind="handover", now=now, about=school,
        facts={"successor": successor.pk},
        reply_to=school.hub.contact_email if school.hub else "", school=school, leaving=leaving.user, passed=passed,
    )  # fmt: skip
    return successor


@action("schools.edit_people")
def change_school(advocate: Advocate, *, school: School, by: User, now: datetime) -> Advocate:
    """Move an Advocate to another school and return their new post.

    The post here ends yesterday and one there begins today, with the same Development Work Group.

    Raise WrongState when the post has ended already; CannotHandOver when it is the same school; PermissionDenied unless
    `by` may change the people of the other school too.
    """
    # The action has checked the Advocate's present school alone; the other one may belong to another hub.
    require(by, "schools.edit_people", school)
    leaving = Advocate.objects.select_for_update().get(pk=advocate.pk)
    if leaving.ends_on is not None:
        raise WrongState("This post has already ended.")
    if school.pk == leaving.school_id:
        raise CannotHandOver(f"{leaving.user} is already at {school}.", "school")
    leaving.ends_on = max(london_day(now) - timedelta(days=1), leaving.starts_on)
    leaving.save(update_fields=["ends_on"])
    there, _ = Advocate.objects.get_or_create(
        user=leaving.user,
        school=school,
        ends_on=None,
        defaults={
            "post": leaving.post,
            "development_group": leaving.development_group,
            "development_year": leaving.development_year,
            "starts_on": london_day(now),
        },
    )
    emit("schools.advocate_joined", there, by=by, now=now)
    return there
