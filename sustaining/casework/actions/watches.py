"""Watch schools, stop watching them, and note that the watchlist was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from schools.models import School
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action, require

from ..models import Watch, WatchlistVisit

WATCH = "casework.watch_school"
ONE_VISIT = timedelta(minutes=30)
"""The page opened again within this time is the same visit, so that what is new does not vanish on the way back."""


class DayHasPassed(DomainError):
    """The last day of a watch is before today."""

    field = "until"


@action(WATCH)
def watch_school(school: School, *, reason: str = "", until: date | None = None, by: User, now: datetime) -> Watch:
    """Put a school on the person's own watchlist, until they stop or until a day. One that is there stays as it is.

    Raise DayHasPassed for a last day before today.
    """
    return _watch(school, reason=reason, until=until, by=by, now=now)


def _watch(school: School, *, reason: str, until: date | None, by: User, now: datetime) -> Watch:
    day = london_day(now)
    _refuse_past(until, day)
    Watch.objects.filter(user=by, school=school, ended_at__isnull=True, until__lt=day).update(ended_at=now)
    # Two presses at once make one row: the constraint refuses the second, which is then read.
    watch, _ = Watch.objects.get_or_create(
        user=by,
        school=school,
        ended_at=None,
        defaults={"reason": reason, "until": until, "started_on": day, "started_at": now},
    )
    return watch


def _refuse_past(until: date | None, day: date) -> None:
    if until is not None and until < day:
        raise DayHasPassed("The last day must be today or later. Leave it empty to watch until you stop.")


@action("casework.watch_schools")
def watch_schools(
    schools: Sequence[School], *, reason: str = "", until: date | None = None, by: User, now: datetime
) -> list[Watch]:
    """Put several schools on the person's own watchlist: all of them or none. Raise DayHasPassed like `watch_school`."""
    watches = []
    for school in schools:
        require(by, WATCH, school)
        watches.append(_watch(school, reason=reason, until=until, by=by, now=now))
    return watches


@action("casework.keep_watch")
def edit_watch(watch: Watch, *, reason: str, note: str, until: date | None, by: User, now: datetime) -> Watch:
    """Change why the person watches the school, their own note about it, and the last day.

    Raise WrongState where the watch has ended, DayHasPassed for a last day before today.
    """
    _refuse_past(until, london_day(now))
    changed = Watch.objects.filter(pk=watch.pk, ended_at__isnull=True)
    if not changed.update(reason=reason, note=note, until=until):
        raise WrongState("You no longer watch this school. Watch it again to keep a note about it.")
    watch.refresh_from_db()
    return watch


@action("casework.keep_watch")
def stop_watching(watch: Watch, *, by: User, now: datetime) -> Watch:
    """Take a school off the person's watchlist. One that has ended stays as it is."""
    Watch.objects.filter(pk=watch.pk, ended_at__isnull=True).update(ended_at=now)
    watch.refresh_from_db()
    return watch


@action("casework.watch_schools")
def stop_watching_schools(schools: Sequence[School], *, by: User, now: datetime) -> int:
    """Take several schools off the person's own watchlist. Return how many were on it."""
    return Watch.objects.filter(user=by, school__in=schools, ended_at__isnull=True).update(ended_at=now)


@action("casework.read_watchlist")
def visit_watchlist(person: User, *, by: User, now: datetime) -> WatchlistVisit:
    """Note that a person opened their watchlist. Within ONE_VISIT of the last time it is the same visit."""
    visit, is_new = WatchlistVisit.objects.get_or_create(user=person, defaults={"at": now})
    if not is_new and now - visit.at >= ONE_VISIT:
        visit.before, visit.at = visit.at, now
        visit.save(update_fields=["before", "at"])
    return visit
