"""Whose task of a hub's desk is whose: by who looks after the school, and by who has taken it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schools.roles import HUB_STAFF
from sustaining.casework.desk_people import Taken
from sustaining.common.todo import DeskContext, Todo


@dataclass(frozen=True)
class HubTask:
    """A task on the desk of a hub's staff. `hub` is the hub for which it can be taken or given, None where it cannot."""

    item: Todo
    owner: str = ""
    is_mine: bool = False
    hub: int | None = None
    taken: Taken | None = None

    @property
    def is_anyones(self) -> bool:
        """Return whether no one looks after its schools and no one has taken it."""
        return not self.is_mine and not self.owner

    @property
    def owner_note(self) -> str:
        """Return who has taken the task, or else who is responsible for its schools; empty when nobody is."""
        if self.taken:
            given = f", given by {self.taken.giver}" if self.taken.is_given else ""
            return ("You’re doing this" if self.is_mine else f"{self.owner} is doing this") + given
        return self.owner

    @property
    def rank(self) -> tuple[Any, ...]:
        """Return what lists are sorted by: the person's own first, then as the desk does."""
        return (not self.is_mine, self.item.importance, self.item.since)


@dataclass(frozen=True)
class TaskList:
    """The tasks that the desk shows now, and how many each choice shows. `chooses`: the person has a choice."""

    shown: Sequence[HubTask]
    own: int
    all: int
    chooses: bool
    whole_hub: bool

    @property
    def first_of_anyone(self) -> HubTask | None:
        """Return the first task that is nobody's, below the person's own: the list begins a part there."""
        if self.whole_hub or not self.chooses:
            return None
        return next((task for task in self.shown if not task.is_mine), None)


def list_tasks(todos: Sequence[Todo], desk: DeskContext) -> TaskList:
    """Return the tasks of a desk: for a hub's staff their own first.

    *Mine* leaves out what a colleague does, and nothing else: what is nobody's is on everybody's list.
    """
    if desk.people is None:
        return TaskList([HubTask(item) for item in todos], len(todos), len(todos), chooses=False, whole_hub=True)
    tasks = hub_tasks(todos, desk)
    own = sorted((task for task in tasks if task.is_mine or task.is_anyones), key=lambda task: task.rank)
    chooses = len(own) < len(tasks) or any(task.is_mine and not task.item.is_own for task in tasks)
    whole_hub = not chooses or desk.people.whole_hub
    return TaskList(tasks if whole_hub else own, len(own), len(tasks), chooses=chooses, whole_hub=whole_hub)


def hub_tasks(todos: Sequence[Todo], desk: DeskContext) -> list[HubTask]:
    """Return the tasks of a hub's desk with whose they are, in their order."""
    if desk.people is None:
        return []
    by_school: dict[int, dict[int, str]] = {}
    for row in desk.board_rows:
        if person := desk.people.years.get(row.pk):
            by_school.setdefault(row.school_id, {})[person[0]] = person[1]
    own_hubs = sorted({held.hub for held in desk.viewer.active_roles if held.role in HUB_STAFF and held.hub})
    return [_hub_task(item, desk, by_school, own_hubs) for item in todos]


def _hub_task(item: Todo, desk: DeskContext, by_school: dict[int, dict[int, str]], own_hubs: Sequence[int]) -> HubTask:
    if item.is_own:
        return HubTask(item, is_mine=True)
    hub, reader = _get_task_hub(item, own_hubs), desk.user.pk
    if hub is not None and (task := desk.people.tasks.get((hub, item.key))) is not None:
        return HubTask(item, task.name, task.user == reader, hub, task)
    people = [by_school.get(school, {}) for school in item.schools]
    names = {key: name for there in people for key, name in there.items()}
    is_mine = reader in names
    owner = ", ".join(sorted(names.values())) if is_mine or all(people) else ""
    return HubTask(item, owner, is_mine, hub)


def _get_task_hub(item: Todo, own_hubs: Sequence[int]) -> int | None:
    """Return the hub whose task it is: the person's only one, or the only one that the task names among theirs."""
    if len(own_hubs) == 1:
        return own_hubs[0]
    hubs = set(item.hubs)
    return item.hubs[0] if len(hubs) == 1 and hubs <= set(own_hubs) else None
