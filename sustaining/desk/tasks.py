"""The clock's part of the desk: once a day, tasks that someone has taken end where nothing is left to do."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from schools.viewer import as_viewer
from sustaining.accounts.models import User
from sustaining.casework import actions
from sustaining.casework.models import TakenTask
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.todo import find_todos
from sustaining.outbox.scheduled import due_work

from .selectors import desk_context


@due_work.provide
def end_done_tasks(now: datetime) -> int:
    """End taken tasks that their person's desk no longer lists, and look at each once a day. Return 0: no email goes."""
    open_tasks = TakenTask.objects.filter(ended_at__isnull=True, checked_at__lt=start_of_day(london_day(now)))
    rows = open_tasks.select_related("user").order_by("user", "pk")
    system = User.objects.system()
    for user, tasks in groupby(rows, key=lambda task: task.user):
        listed = {item.key for item in find_todos(desk_context(as_viewer(user), now))} if user.is_active else set()
        for task in tasks:
            TakenTask.objects.filter(pk=task.pk).update(checked_at=now)
            if task.key not in listed:
                actions.end_done_task(task, by=system, now=now)
    return 0
