"""The emails about a planned session in which somebody else takes part than before."""

from __future__ import annotations

from datetime import datetime

from specialists.models import Assignment
from sustaining.common.clock import london_day
from sustaining.outbox.kinds import Category, Context, Facts, Variable, register

from .actions.planning import session_participants
from .choices import SessionState
from .models import Session
from .session_emails import TAKES_PART, WITH_TIME, is_still_at_this_time, sample_session, session_kind

PEOPLE = Variable("people", "who is taking part now", lambda context: context["people"])


def sample_change() -> Context:
    """Return a context with a session that is in no database, and who takes part in it."""
    return sample_session(people="Tom Birch and Nina Cole")


def is_still_taking_part(facts: Facts, now: datetime) -> bool:
    """Return whether the session is still to come at that time, and the reader sees it, or will as its next Specialist."""
    if is_still_at_this_time(facts, now):
        return True
    session = Session.objects.filter(
        TAKES_PART, pk=facts["session"], state=SessionState.PLANNED, starts_at__gt=now, sequence=facts["sequence"]
    )
    # A successor who begins tomorrow is told today, and sees the school tomorrow.
    begins = Assignment.objects.valid().filter(starts_on__gt=london_day(now), specialist__user=facts["user"])
    return session.filter(
        specialist__user=facts["user"],
        specialist__user__is_active=True,
        participation__in=begins.values("participation"),
    ).exists()


def has_still_passed_on(facts: Facts, now: datetime) -> bool:
    """Return whether the reader still takes no part in the session. They need not see its school any longer."""
    session = Session.objects.filter(pk=facts["session"]).first()
    return session is not None and facts["user"] not in {person.pk for person in session_participants(session)}


register(
    session_kind(
        "session_people",
        "Change of people at a session",
        "when different people take part in a planned session; always sent",
        Category.CHANGE,
        (*WITH_TIME, PEOPLE),
        sample=sample_change,
        facts=("session", "sequence"),
        still_true=is_still_taking_part,
    ),
    session_kind(
        "session_passed_on",
        "Session passed on",
        "when someone else takes over the reader’s part in a planned session; always sent",
        Category.CHANGE,
        (*WITH_TIME, PEOPLE),
        buttons=(),
        sample=sample_change,
        facts=("session", "sequence"),
        still_true=has_still_passed_on,
    ),
)
