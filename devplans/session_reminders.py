"""Reminders of planned sessions, from 9am in London on the last working day before.

They are computed from the current rows at every run of the scheduler.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from schools.choices import NOT_REMINDED
from schools.closed_days import MOST_DAYS_OFF, REMINDERS_FROM, last_working_day
from sustaining.common.clock import london_day
from sustaining.outbox.kinds import Occasion
from sustaining.outbox.models import Email

from .actions.hosts import coming, get_host_contacts
from .actions.planning import session_participants
from .choices import SessionState, VisitState
from .models import Session, Visit
from .session_calendar import REQUEST, invitation_calendar

INFORMS = ("session_planned", "session_moved", "session_restored", "session_people")
"""Kinds of email that say when the session is: no reminder follows on the same day."""


def due_from(start: datetime) -> datetime:
    """Return 9am in London on the last working day before; correct across a change of clocks."""
    day = last_working_day(london_day(start) - timedelta(days=1))
    return datetime.combine(day, REMINDERS_FROM, tzinfo=timezone.get_default_timezone())


def session_reminders(now: datetime) -> Iterator[Occasion]:
    """Yield reminders of the next working day's sessions, and of the days before it, to the Specialist and the Advocates.

    People who have had an email about the session since its reminders were due are left out.
    """
    horizon = now + MOST_DAYS_OFF
    planned = Session.objects.filter(state=SessionState.PLANNED, starts_at__gt=now, starts_at__lte=horizon)
    planned = planned.exclude(participation__state__in=NOT_REMINDED)
    near = planned.select_related("participation__school", "participation__hub", "specialist__user").order_by("pk")
    due = [session for session in near.prefetch_related("advocate_links__advocate__user") if _is_due(session, now)]
    last_notified = _last_notified(session.pk for session in due)
    for session in due:
        for person in session_participants(session):
            at = last_notified.get((session.pk, person.pk))
            if person.is_active and not (at and at >= due_from(_start(session))):
                yield _occasion(session, person, now)


def visit_reminders(now: datetime) -> Iterator[Occasion]:
    """Yield reminders to the host schools of visits that have visitors, as for sessions."""
    horizon = now + MOST_DAYS_OFF
    near = Visit.objects.filter(state=VisitState.OFFERED, starts_at__gt=now, starts_at__lte=horizon)
    for visit in near.select_related("specialist__user", "specialist__home_school").order_by("pk"):
        schools = coming(visit) if due_from(visit.starts_at) <= now else []
        for to in get_host_contacts(visit, now) if schools else []:
            person = to if isinstance(to, str) else f"user={to.pk}"
            yield Occasion(
                key=f"visit:{visit.pk}:1d:{london_day(visit.starts_at):%Y-%m-%d}:{person}",
                to=to,
                kind="visit_reminder",
                use_until=visit.starts_at,
                about=visit,
                facts={"visit": visit.pk, "day": london_day(visit.starts_at).isoformat()},
                context={"visit": visit, "coming": schools, "as_of": now},
            )


def _start(session: Session) -> datetime:
    assert session.starts_at is not None  # noqa: S101  (the query asked for it)
    return session.starts_at


def _is_due(session: Session, now: datetime) -> bool:
    return due_from(_start(session)) <= now


def _last_notified(sessions: Any) -> dict[tuple[int | None, int | None], datetime]:
    """Return when each person was last emailed about each session's time."""
    emails = Email.objects.filter(kind__in=INFORMS, about_id__in=list(sessions))
    rows = emails.filter(about_type__app_label="devplans", about_type__model="session").order_by("queued_at")
    return {(about, user): at for about, user, at in rows.values_list("about_id", "user", "queued_at")}


def _occasion(session: Session, person: Any, now: datetime) -> Occasion:
    return Occasion(
        key=f"session:{session.pk}:1d:{session.held_on:%Y-%m-%d}:user={person.pk}",
        to=person,
        kind="session_reminder",
        use_until=_start(session),
        about=session,
        facts={"session": session.pk, "day": session.held_on.isoformat(), "sequence": session.sequence},
        reply_to=session.hub.contact_email,
        context={"session": session, "as_of": now},
        calendar=lambda: invitation_calendar(session, person, now=now, method=REQUEST),
    )
