"""The host school of a visit is told who comes, as it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from schools.choices import ContactRole
from schools.models import SchoolContact
from schools.querysets import current
from sustaining.common.clock import london_day
from sustaining.outbox.actions import queue_email

from ..choices import SessionState, VisitState
from ..models import Session, Visit


def hosts_of(visit: Visit, now: datetime) -> Iterable[Any]:
    """Who at the host school is told: its head and head of department, if we know them, and the address that was given."""
    roles = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    found = SchoolContact.objects.filter(current(london_day(now)), school=visit.school, role__in=roles)
    people = {contact.user.email.lower(): contact.user for contact in found.select_related("user")}
    given = visit.host_email.lower()
    return [*people.values(), *([given] if given and given not in people else [])]


def coming(visit: Visit) -> list[Session]:
    """The schools that come, with their number of people."""
    booked = visit.sessions.exclude(state=SessionState.CANCELLED)
    return list(booked.select_related("participation__school").order_by("pk"))


def tell_host(visit: Visit, occasion: str, *, now: datetime) -> None:
    """Tell the host school who comes, as it stands, or that the visit is called off. Called inside an action's transaction."""
    is_off = visit.state == VisitState.CANCELLED
    facts = {"visit": visit.pk} | ({} if is_off else {"day": london_day(visit.starts_at).isoformat()})
    for to in hosts_of(visit, now):
        person = to if isinstance(to, str) else f"user={to.pk}"
        queue_email(
            f"{occasion}:{person}",
            to=to,
            kind="visit_cancelled" if is_off else "visit_host",
            now=now,
            about=visit,
            facts=facts,
            visit=visit,
            coming=[] if is_off else coming(visit),
        )
