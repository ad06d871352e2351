"""Take a task of the hub's desk, give it to a colleague, hand it back; choose which tasks the desk shows."""

from __future__ import annotations

from datetime import datetime

from schools.models import Hub
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..models import DeskChoice, TakenTask
from ..people import hub_people
from .responsibility import NotOnTheStaff

LONGEST = 250


@action("casework.take_task")
def give_task(hub: Hub, *, key: str, title: str, person: User, by: User, now: datetime) -> TakenTask:
    """Let a person on the hub's staff do a task of its desk; the person who had taken it no longer does it.

    It is on the person's own list from now on, and they are emailed when somebody else gave it. Raise NotOnTheStaff for a
    person who does not work for the hub.
    """
    hub = Hub.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    if not hub_people([hub.pk], london_day(now)).filter(pk=person.pk).exists():
        raise NotOnTheStaff(f"{person} does not work for {hub}. Choose one of its staff.")
    before = TakenTask.objects.filter(hub=hub, key=key, ended_at__isnull=True)
    if (same := before.filter(user=person).in_force(london_day(now)).first()) is not None:
        return same
    before.update(ended_at=now, ended_by=by)
    task = TakenTask.objects.create(
        hub=hub, key=key, title=title[:LONGEST], user=person, given_by=by, given_at=now, checked_at=now
    )
    if person.pk != by.pk:
        queue_email(
            f"task-given:{task.pk}",
            to=person,
            kind="task_given",
            now=now,
            facts={"task": task.pk},
            reply_to=hub.contact_email,
            task=task,
            who=by.full_name,
        )
    return task


@action("casework.hand_back_task")
def hand_back_task(task: TakenTask, *, by: User, now: datetime) -> TakenTask:
    """Hand a taken task back: it is on the lists it was on before. Raise WrongState where it has ended."""
    if not TakenTask.objects.filter(pk=task.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by):
        raise WrongState("This task has already been handed back or done.")
    task.refresh_from_db()
    return task


@action("casework.end_done_tasks")
def end_done_task(task: TakenTask, *, by: User, now: datetime) -> None:
    """End a taken task that its person's desk no longer lists."""
    TakenTask.objects.filter(pk=task.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by)


@action("casework.choose_tasks")
def choose_tasks(person: User, *, whole_hub: bool, by: User, now: datetime) -> DeskChoice:
    """Keep whether the person's desk shows the whole hub's tasks, or their own first."""
    choice, _ = DeskChoice.objects.update_or_create(user=person, defaults={"whole_hub": whole_hub})
    return choice
