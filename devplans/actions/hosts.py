"""Keep a visit's host school informed of who is coming."""

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


def get_host_contacts(visit: Visit, now: datetime) -> Iterable[Any]:
    """Return the host school's contacts: its headteacher and head of department, if known, and the address given."""
    roles = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    contacts = SchoolContact.objects.filter(current(london_day(now)), school=visit.school, role__in=roles)
    people = {contact.user.email.lower(): contact.user for contact in contacts.select_related("user")}
    given = visit.host_email.lower()
    return [*people.values(), *([given] if given and given not in people else [])]


def coming(visit: Visit) -> list[Session]:
    """Return the sessions of the schools that are coming, with how many people each brings."""
    booked = visit.sessions.exclude(state=SessionState.CANCELLED)
    return list(booked.select_related("participation__school").order_by("pk"))


def notify_host(visit: Visit, occasion: str, *, now: datetime) -> None:
    """Email the host school who is coming now, or that the visit is cancelled.

    Call it inside an action's transaction.
    """
    is_off = visit.state == VisitState.CANCELLED
    facts = {"visit": visit.pk} | ({} if is_off else {"day": london_day(visit.starts_at).isoformat()})
    for to in get_host_contacts(visit, now):
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
