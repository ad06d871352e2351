"""Reminders 28 and 7 days before claims close, or on the next working day, to the schools with money left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from schools.closed_days import sends_reminders
from schools.recipients import finance_by_school
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear
from sustaining.outbox.kinds import Occasion

from .grant_balance import with_money_left
from .models import Grant
from .windows import get_windows

DAYS_BEFORE = (28, 7)


def claims_close(now: datetime) -> Iterable[Occasion]:
    """Yield a reminder to each finance contact (else each Advocate) of schools with money left whose window closes soon."""
    if not sends_reminders(now):
        return
    day = london_day(now)
    grants = list(_with_money_left(day))
    windows = get_windows(grants)
    closing: list[tuple[Any, date]] = []
    for grant in grants:
        closes = windows[grant.pk].last_day
        if 0 <= (closes - day).days <= max(DAYS_BEFORE):
            closing.append((grant, closes))
    people = finance_by_school({grant.school.pk for grant, _ in closing}, day) if closing else {}
    for grant, closes in closing:
        yield from _occasions(grant, closes, people.get(grant.school.pk, []), day)


def _with_money_left(day: date) -> Any:
    start = AcademicYear.of(day).start
    grants = with_money_left(Grant.objects.filter(participation__project__academic_year__in=(start - 1, start)))
    return grants.select_related("participation__school", "participation__hub", "participation__project").order_by("pk")


def _occasions(grant: Any, closes: date, people: list[Any], day: date) -> Iterator[Occasion]:
    days = min(before for before in DAYS_BEFORE if (closes - day).days <= before)
    last = closes + timedelta(days=1) if days == min(DAYS_BEFORE) else closes - timedelta(days=min(DAYS_BEFORE))
    for person in people:
        yield Occasion(
            key=f"claims-close:{grant.pk}:{days}:{closes}:user={person.pk}",
            to=person,
            kind="claims_close",
            use_until=datetime.combine(last, time(0), timezone.get_default_timezone()),
            about=grant.school,
            facts={"grant": grant.pk, "closes": closes.isoformat(), "days": days},
            reply_to=grant.hub.contact_email,
            context={"grant": grant, "closes": closes, "left": grant.amount - grant.committed - grant.waiting},
        )
