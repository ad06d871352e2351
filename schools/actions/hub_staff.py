"""Actions for a hub lead, administrator or auditor who leaves on a day, with a successor for their work, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from sustaining.accounts.actions import find_or_add_person, send_invitation
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..choices import HubRole
from ..handover import open_work, pass_on_open_work
from ..models import Hub, HubStaff
from ..people import each_by_name
from ..querysets import current

if TYPE_CHECKING:
    from sustaining.accounts.models import User

LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class NewStaff:
    """Somebody who comes to a hub: name and email address."""

    full_name: str
    email: str


class CannotLeaveHub(DomainError):
    """The person cannot leave the hub as requested; `field` names the form's field, if any."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@action("schools.end_hub_post")
def leave_hub(
    post: HubStaff, *, last_day: date, successor: HubStaff | NewStaff | None = None, by: User, now: datetime
) -> HubStaff:
    """Let somebody leave a post at a hub on a day. A successor takes over today, in the same role.

    The person, the successor and the hub's other staff are emailed. Raise WrongState when they leave already;
    CannotLeaveHub for a day that has passed or is more than a year ahead, for a hub's last lead without a successor, for
    open work without one, and for a successor who leaves too or is the same person.
    """
    Hub.objects.select_for_update().get(pk=post.hub_id)  # two leads at once do not leave the hub without one
    leaving = HubStaff.objects.select_for_update(of=("self",)).select_related("user", "hub").get(pk=post.pk)
    if leaving.ends_on is not None:
        raise WrongState(f"{leaving.user} already has a leaving date. Undo it first to choose another.")
    if not max(london_day(now), leaving.starts_on) <= last_day <= london_day(now) + LONGEST_AHEAD:
        raise CannotLeaveHub("Last day must be today or later, and within a year.", "last_day")
    leaving.ends_on = last_day
    leaving.save(update_fields=["ends_on"])
    new_post = _take_over(leaving, successor, by=by, now=now) if successor else None
    if not new_post and (refusal := why_successor_needed(leaving, last_day, now)):
        raise CannotLeaveHub(refusal, "successor")
    if new_post:
        pass_on_open_work(leaving, new_post, now)
    _notify("hub_staff_leaves", leaving, new_post, by=by, now=now)
    return leaving


def why_successor_needed(post: HubStaff, last_day: date, now: datetime) -> str:
    """Return a sentence when nobody can leave this post on a day without a successor; empty when they can."""
    if is_last_lead(post, last_day):
        return f"{post.user} is the only lead of {post.hub}. Choose who will lead it next."
    if work := [summary for summary, _ in open_work(post, now, needs_successor=True)]:
        return f"Choose who will take over: {', '.join(work)}."
    return ""


def is_last_lead(post: HubStaff, last_day: date) -> bool:
    """Return whether the hub would have no lead after a day."""
    if post.role != HubRole.LEAD:
        return False
    stay = Q(ends_on__isnull=True) | Q(ends_on__gt=last_day)
    others = HubStaff.objects.filter(stay, hub=post.hub_id, role=HubRole.LEAD, user__is_active=True)
    return not others.exclude(user=post.user_id).exists()


def _take_over(leaving: HubStaff, successor: HubStaff | NewStaff, *, by: User, now: datetime) -> HubStaff:
    """Return the successor's post in the role of the person who leaves: theirs already, or a new one from today."""
    user: Any
    if isinstance(successor, NewStaff):
        user, _ = find_or_add_person(successor.email, successor.full_name)
    else:
        user = successor.user
    if user.pk == leaving.user_id:
        raise CannotLeaveHub(f"{leaving.user} is the person leaving. Choose someone else.", "successor")
    if isinstance(successor, HubStaff) and (successor.hub_id != leaving.hub_id or successor.ends_on is not None):
        raise CannotLeaveHub(f"{user} no longer works for {leaving.hub}. Choose someone else.", "successor")
    post, _ = HubStaff.objects.get_or_create(
        user=user, hub=leaving.hub, role=leaving.role, ends_on=None, defaults={"starts_on": london_day(now)}
    )
    role = leaving.get_role_display().lower()
    send_invitation(user, role=role, place=str(leaving.hub), hub=leaving.hub, by=by, now=now)
    return post


class AlreadyAtHub(DomainError):
    """The person has this post already."""

    field = "email"


@action("schools.add_hub_staff")
def add_hub_staff(hub: Hub, *, full_name: str, email: str, role: str, by: User, now: datetime) -> HubStaff:
    """Give a person a post at a hub from today, and invite them. Raise AlreadyAtHub, or AccountClosed."""
    user, _ = find_or_add_person(email, full_name)
    if HubStaff.objects.filter(user=user, hub=hub, role=role, ends_on=None).exists():
        raise AlreadyAtHub(f"{user} is already {HubRole(role).label.lower()} at {hub}.")
    post = HubStaff.objects.create(user=user, hub=hub, role=role, starts_on=london_day(now))
    send_invitation(user, role=HubRole(role).label.lower(), place=str(hub), hub=hub, by=by, now=now)
    return post


@action("schools.end_hub_post")
def stay_at_hub(post: HubStaff, *, by: User, now: datetime) -> HubStaff:
    """Undo a leaving before its day, and email those who were told. A successor keeps their own post.

    Raise WrongState when nothing is to be undone, when the day has passed, or when the person has such a post again.
    """
    staying = HubStaff.objects.select_for_update(of=("self",)).select_related("user", "hub").get(pk=post.pk)
    if staying.ends_on is None:
        raise WrongState(f"{staying.user} is not leaving.")
    if staying.ends_on < london_day(now):
        raise WrongState(f"{staying.user} has already left. A programme administrator can add them again.")
    if HubStaff.objects.filter(user=staying.user, hub=staying.hub, role=staying.role, ends_on=None).exists():
        raise WrongState(f"{staying.user} already has this post at {staying.hub} again.")
    last_day, staying.ends_on = staying.ends_on, None
    staying.save(update_fields=["ends_on"])
    _notify("hub_staff_stays", staying, None, by=by, now=now, key=last_day)
    return staying


def staff_to_email(post: HubStaff, now: datetime) -> list[User]:
    """Return who is emailed when somebody leaves or stays: the person and the hub's present staff, each once, by name."""
    posts = HubStaff.objects.filter(current(london_day(now)), hub=post.hub_id).select_related("user")
    return each_by_name([post.user, *(other.user for other in posts)])


def _notify(
    kind: str, post: HubStaff, successor: HubStaff | None, *, by: User, now: datetime, key: date | None = None
) -> None:
    last_day = key or post.ends_on
    for person in staff_to_email(post, now):
        queue_email(
            f"{kind}:{post.pk}:{last_day}:{now.timestamp():.0f}:user={person.pk}",
            to=person,
            kind=kind,
            now=now,
            facts={"post": post.pk},
            reply_to=post.hub.contact_email,
            post=post,
            last_day=last_day,
            successor=successor,
            who=by.full_name,
        )
