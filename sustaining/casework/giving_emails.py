"""Email kinds for the staff of a hub: a colleague gave them a task, or made them responsible for schools."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.text import get_text_list

from schools import samples
from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, reader_is_active

from .models import Responsibility, TakenTask
from .responsibility import MINE

MOST_NAMED = 10


def is_still_given(facts: Facts, now: datetime) -> bool:
    """Return whether the task is still the reader's to do, and their account is active."""
    tasks = TakenTask.objects.in_force(london_day(now)).filter(pk=facts["task"])
    return tasks.exists() and reader_is_active(facts["user"])


def is_still_responsible(facts: Facts, now: datetime) -> bool:
    """Return whether the reader still looks after one of the schools, and their account is active."""
    rows = Responsibility.objects.in_force(london_day(now)).filter(pk__in=facts["responsibilities"])
    return rows.exists() and reader_is_active(facts["user"])


def _name_schools(context: Context) -> str:
    names = context["schools"]
    shown, rest = names[:MOST_NAMED], len(names) - MOST_NAMED
    return get_text_list([*shown, f"{rest} more"] if rest > 0 else shown, "and")


def _count_schools(context: Context) -> str:
    names = context["schools"]
    return names[0] if len(names) == 1 else counted(len(names), "school")


WHO = Variable("who", "the colleague who gave it", lambda context: context["who"])


def sample_task() -> Context:
    """Return a context as `give_task` gives it."""
    task = TakenTask(pk=1, hub=samples.HUB, title=f"Review the concern about {samples.SCHOOL}")
    return {"person": samples.READER, "task": task, "who": samples.COLLEAGUE.full_name}


def sample_schools() -> Context:
    """Return a context as `give_schools` gives it."""
    names = [samples.SCHOOL.name]
    return {"person": samples.READER, "hub": samples.HUB, "schools": names, "who": samples.COLLEAGUE.full_name}


register(
    EmailKind(
        name="task_given",
        area="Tasks",
        title="A colleague gave you a task",
        goes_when="to a hub lead or administrator when a colleague gives them a task",
        category=Category.NEWS,
        variables=(*READER, WHO, Variable("task", "the task", lambda context: context["task"].title)),
        buttons=(Button("View your tasks", lambda context: settings.SITE_URL + reverse("desk:todo")),),
        sample=sample_task,
        facts=("task",),
        still_true=is_still_given,
        hub=lambda context: context["task"].hub,
    )
)
register(
    EmailKind(
        name="schools_given",
        area="Tasks",
        title="You are responsible for schools",
        goes_when="to a hub lead or administrator whom a colleague makes responsible for one or more schools",
        category=Category.NEWS,
        variables=(
            *READER,
            WHO,
            Variable("summary", "the school, or how many schools", _count_schools),
            Variable("whose_tasks", "Its or Their", lambda context: "Its" if len(context["schools"]) == 1 else "Their"),
            Variable("schools", "the names of the schools", _name_schools),
        ),
        buttons=(
            Button("View schools", lambda context: f"{settings.SITE_URL}{reverse('desk:board')}?responsible={MINE}"),
        ),
        sample=sample_schools,
        facts=("responsibilities",),
        still_true=is_still_responsible,
        hub=lambda context: context["hub"],
    )
)
