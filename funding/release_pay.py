"""Work out what a hub owes for the release of Specialists: which confirmed sessions, how many days, how many pounds.

A session of up to half a day, or of up to the hub's hours for half a day (3 unless it sets others), counts as half a day;
a longer one as a day. A Specialist has at most one day on a date, over all sessions and hubs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from devplans.choices import SessionState
from devplans.models import Session
from schools.models import Hub
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.money import ZERO, pounds

from .models import PayeeDetails, ReleaseMonth, ReleaseRate, ReleaseSession, ReleaseSetup

NO_DAY, HALF_DAY, DAY = Decimal(0), Decimal("0.5"), Decimal(1)


@dataclass(frozen=True)
class WorkedOut:
    """A confirmed session that nobody has decided on, with its rate and what it comes to."""

    session: Session
    rate: ReleaseRate
    days: Decimal

    @property
    def amount(self) -> Decimal:
        """Return the pounds for its days."""
        return pounds(self.days * self.rate.amount)


@dataclass(frozen=True)
class MonthToDecide:
    """A Specialist's sessions of a month that wait for a decision. `problem` says why they can't be paid, if so."""

    specialist: Specialist
    month: date
    sessions: Sequence[WorkedOut]
    problem: str = ""

    @property
    def days(self) -> Decimal:
        """Return the days of its sessions."""
        return sum((row.days for row in self.sessions), NO_DAY)

    @property
    def amount(self) -> Decimal:
        """Return the pounds of its sessions."""
        return sum((row.amount for row in self.sessions), ZERO)

    @property
    def fingerprint(self) -> str:
        """Return a digest of what the page shows, to notice that it would be something else now."""
        rows = [f"{row.session.pk}:{row.days}:{row.rate.pk}" for row in self.sessions]
        return hashlib.sha256(" ".join(rows).encode()).hexdigest()[:32]


def is_release_paid(hub: Hub) -> bool:
    """Return whether the hub pays for the release of Specialists. One query."""
    return ReleaseSetup.objects.filter(hub=hub, is_on=True).exists()


def count_days(length: Decimal, minutes: int | None, half_day_hours: Decimal) -> Decimal:
    """Return half a day or a day for a session: `length` in days, `minutes` if it was typed in hours."""
    is_half = length <= HALF_DAY if minutes is None else minutes <= half_day_hours * 60
    return HALF_DAY if is_half else DAY


def sessions_to_decide() -> QuerySet[Session]:
    """Return the confirmed sessions of hubs that pay for release, from the first day of a rate on, that nobody decided on."""
    decided = ReleaseSession.objects.filter(is_open=True, session=OuterRef("pk"))
    rates = ReleaseRate.objects.filter(
        hub=OuterRef("participation__hub"),
        project=OuterRef("participation__project"),
        starts_on__lte=OuterRef("held_on"),
    )
    return Session.objects.filter(
        Exists(rates),
        ~Exists(decided),
        state=SessionState.CONFIRMED,
        specialist__isnull=False,
        held_on__lte=today(),
        participation__hub__release_setup__is_on=True,
    )


def months_to_decide(
    hub: Hub, *, specialist: Specialist | None = None, month: date | None = None
) -> list[MonthToDecide]:
    """Return the Specialists' months that wait for a decision, oldest first; none where the hub doesn't pay. Six queries.

    Sessions before the first rate of their project are not paid.
    """
    setup = ReleaseSetup.objects.filter(hub=hub, is_on=True).first()
    rates = _rates(hub)
    if setup is None or not rates:
        return []
    sessions = sessions_to_decide().filter(participation__hub=hub)
    if specialist is not None:
        sessions = sessions.filter(specialist=specialist)
    if month is not None:
        sessions = sessions.filter(held_on__year=month.year, held_on__month=month.month)
    rows = list(
        sessions.select_related(
            "specialist__user", "specialist__home_school", "participation__school", "participation__project"
        ).order_by("held_on", "pk")
    )
    return _by_month(hub, _work_out(rows, rates, setup.half_day_hours))


def _rates(hub: Hub) -> dict[int, list[ReleaseRate]]:
    """Return a hub's rates by project, the newest first."""
    rates: dict[int, list[ReleaseRate]] = defaultdict(list)
    for rate in ReleaseRate.objects.filter(hub=hub).order_by("-starts_on"):
        rates[rate.project_id].append(rate)
    return dict(rates)


def _work_out(
    sessions: Sequence[Session], rates: dict[int, list[ReleaseRate]], half_day_hours: Decimal
) -> list[WorkedOut]:
    counted: dict[tuple[Any, date], Decimal] = defaultdict(Decimal)
    people = {session.specialist_id for session in sessions}
    before = ReleaseSession.objects.filter(is_open=True, month__specialist__in=people)
    for person, day, days in before.values_list("month__specialist", "held_on", "days"):
        counted[person, day] += days
    worked_out = []
    for session in sessions:
        begun = [rate for rate in rates[session.participation.project_id] if rate.starts_on <= session.held_on]
        key = session.specialist_id, session.held_on
        days = min(count_days(session.length, session.minutes, half_day_hours), DAY - counted[key])
        counted[key] += days
        worked_out.append(WorkedOut(session, begun[0], days))
    return worked_out


def _by_month(hub: Hub, rows: Iterable[WorkedOut]) -> list[MonthToDecide]:
    months: dict[tuple[date, str, int], list[WorkedOut]] = defaultdict(list)
    people: dict[int, Specialist] = {}
    for row in rows:
        specialist = row.session.specialist
        if specialist is None:
            continue  # the queryset has none without
        people[specialist.pk] = specialist
        months[row.session.held_on.replace(day=1), str(specialist), specialist.pk].append(row)
    schools = {person.home_school_id for person in people.values()}
    paid = set(PayeeDetails.objects.current(hub.pk, schools).values_list("school", flat=True))
    return [
        MonthToDecide(people[pk], month, rows_of_month, payee_problem(people[pk], paid))
        for (month, _, pk), rows_of_month in sorted(months.items())
    ]


def payee_problem(specialist: Specialist, paid: Iterable[int]) -> str:
    """Return why a Specialist's release can't be paid to their home school; empty if it can. `paid` are schools with a payee."""
    if specialist.home_school_id in paid:
        return ""
    return (
        f"{specialist.home_school} has no confirmed payee, so its Specialist’s release can’t be paid. Add one under Payees. If"
        " your hub employs the Specialist itself, reject the month."
    )


def differences_since(months: Iterable[ReleaseMonth]) -> dict[int, list[str]]:
    """Return, by month, a sentence for each session that is not as it was decided. One query."""
    changed: dict[int, list[str]] = defaultdict(list)
    rows = ReleaseSession.objects.filter(month__in=[month.pk for month in months], is_open=True)
    for row in rows.select_related("session", "month"):
        session = row.session
        if sentence := _difference(row, session):
            changed[row.month_id].append(f"{session}: {sentence}")
    return dict(changed)


def _difference(row: ReleaseSession, session: Session) -> str:
    if session.state == SessionState.CANCELLED:
        return "it has been cancelled since."
    if session.state != SessionState.CONFIRMED:
        return "it has been reopened since and is not confirmed."
    if session.specialist_id != row.month.specialist_id:
        return "another Specialist took part."
    if session.held_on != row.held_on:
        return f"it was on {session.held_on.day} {session.held_on:%B %Y}."
    if session.length != row.length:
        return f"its length is now {session.length_in_words}."
    return ""
