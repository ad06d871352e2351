"""The weekly summary by email, for people who asked for it: what waits, what is due, and what changed at their schools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from devplans.models import PlanVersion, Session
from devplans.querysets import HAPPENED
from funding.models import Claim, Payment
from schools.models import Hub
from schools.viewer import Viewer
from sustaining.accounts.models import User
from sustaining.casework.watching import may_watch
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.counts import counted
from sustaining.common.templatetags.sustaining import clock, long_day
from sustaining.common.todo import Coming, Todo, find_coming, find_todos, list_first
from sustaining.outbox.kinds import Facts, Occasion
from sustaining.outbox.models import MailChoice
from sustaining.outbox.reminders import settled_keys

from .selectors import desk_context, name_hubs
from .watchlist import describe_watched

KIND = "weekly_summary"
WEEK = timedelta(weeks=1)
FROM_HOUR, UNTIL_HOUR = time(7), time(13)
MOST_TASKS, MOST_DATES = 8, 10
AT_ONCE = 25
"""How many summaries one round of reminders writes: a round stays short, and the next one goes on."""
NOTHING = "There was nothing to report this week."


@dataclass(frozen=True)
class Summary:
    """What a person's email says: tasks, dates of the next 7 days, and sentences about the last 7. Each may be empty.

    `watched` are sentences about the schools that they watch, one for each.
    """

    tasks: Sequence[Todo]
    dates: Sequence[Coming]
    changes: Sequence[str]
    watched: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.tasks or self.dates or self.changes or self.watched)

    @property
    def headline(self) -> str:
        """Return the numbers, for the subject: `5 tasks and 2 dates this week`."""
        return f"{self._numbers} this week" if self._numbers else "What changed at your schools last week"

    @property
    def opening(self) -> str:
        """Return the first sentence, which says how many tasks and dates there are."""
        if self._numbers:
            return f"You have {self._numbers} this week."
        return "You have no tasks or dates this week. This is what changed at your schools last week."

    @property
    def _numbers(self) -> str:
        parts = [counted(len(self.tasks), "task")] if self.tasks else []
        parts += [counted(len(self.dates), "date")] if self.dates else []
        return " and ".join(parts)

    @property
    def text(self) -> str:
        """Return the sections in plain text, an empty line between them."""
        tasks = [f"{task.title}. {task.detail}".strip() for task in self.tasks[:MOST_TASKS]]
        if len(self.tasks) > MOST_TASKS:
            tasks.append(f"and {len(self.tasks) - MOST_TASKS} more")
        dates = [_date_line(item) for item in self.dates[:MOST_DATES]]
        if len(self.dates) > MOST_DATES:
            dates.append(f"and {len(self.dates) - MOST_DATES} more")
        sections = (
            ("To do", tasks),
            ("In the next 7 days", dates),
            ("In the last 7 days", self.changes),
            ("At the schools you watch", self.watched),
        )
        return "\n\n".join(
            "\n".join([f"{heading}:", *(f"- {line}" for line in lines)]) for heading, lines in sections if lines
        )


def _date_line(item: Coming) -> str:
    at = f", {clock(item.at)}" if item.at else ""
    return f"{long_day(item.on)}{at}: {item.title}"


def get_summary(viewer: Viewer, now: datetime) -> Summary:
    """Return a person's summary at a moment, of all their roles. As many queries as their desk takes, and five more.

    For a person who watches schools, and one for each kind of movement.
    """
    desk = desk_context(viewer, now)
    week_ahead = viewer.day + WEEK
    return Summary(
        tasks=name_hubs(find_todos(desk), desk),
        dates=[item for item in find_coming(desk) if item.on < week_ahead],
        changes=list(describe_changes(viewer, now - WEEK, now)),
        watched=describe_watched(viewer, now - WEEK) if may_watch(viewer) else (),
    )


def describe_changes(viewer: Viewer, since: datetime, until: datetime) -> Iterator[str]:
    """Yield what happened from `since` until `until`, as far as the person sees it. Four queries."""
    week = (since, until)
    sessions = Session.objects.visible_to(viewer).filter(state__in=HAPPENED, logged_at__range=week, imported=None)
    yield from _line(sessions, "participation__school__name", "session logged", "sessions logged")
    plans = PlanVersion.objects.visible_to(viewer).filter(agreed_at__range=week)
    yield from _line(plans, "plan__school__name", "plan agreed", "plans agreed")
    claims = Claim.objects.visible_to(viewer).filter(submitted_at__range=week)
    yield from _line(claims, "grant__participation__school__name", "claim submitted", "claims submitted")
    payments = Payment.objects.visible_to(viewer).filter(recorded_at__range=week)
    yield from _line(payments, "claim__grant__participation__school__name", "payment released", "payments released")


def _line(rows: QuerySet, school: str, singular: str, plural: str) -> Iterator[str]:
    names = list(rows.order_by(school).values_list(school, flat=True))
    if names:
        yield f"{counted(len(names), singular, plural)}: {list_first(list(dict.fromkeys(names)))}"


def start_of_week(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weekly_summaries(now: datetime) -> Iterator[Occasion]:
    """Yield the summaries due on a Monday morning, a few at a time, to those who asked for them and have a role."""
    monday = start_of_week(london_day(now))
    if not _at(monday, FROM_HOUR) <= now < _at(monday, UNTIL_HOUR):
        return
    chosen = MailChoice.objects.filter(weekly_summary=True, user__is_active=True).select_related("user")
    people = {f"{KIND}:{choice.user_id}:{monday}": choice.user for choice in chosen.order_by("pk")}
    settled = settled_keys(people)
    for key in [key for key in people if key not in settled][:AT_ONCE]:
        yield _occasion(key, people[key], monday, now)


def _occasion(key: str, user: Any, monday: date, now: datetime) -> Occasion:
    viewer = Viewer(user, london_day(now), only_reads=True)
    summary = get_summary(viewer, now) if viewer.roles else Summary((), (), ())
    return Occasion(
        key=key,
        to=user,
        kind=KIND,
        use_until=start_of_day(monday + timedelta(days=1)),
        facts={"week": monday.isoformat()},
        context={"summary": summary, "hub": _get_hub(viewer)},
        skip="" if summary else NOTHING,
    )


def _get_hub(viewer: Viewer) -> Hub | None:
    """Return the hub to which the person replies: the only one of their roles and schools, if it is only one."""
    own = Q(pk__in={held.hub for held in viewer.roles if held.hub})
    of_schools = Q(schools__in={held.school for held in viewer.roles if held.school})
    hubs = list(Hub.objects.visible_to(viewer).filter(own | of_schools).distinct()[:2])
    return hubs[0] if len(hubs) == 1 else None


def is_still_theirs(facts: Facts, now: datetime) -> bool:
    """Return whether the reader still has a role: the summary of one who has left is not sent."""
    user = User.objects.filter(pk=facts["user"], is_active=True).first()
    return user is not None and bool(Viewer(user, london_day(now)).roles)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
