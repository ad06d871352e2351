"""The emails about sessions that were put right."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from sustaining.outbox.kinds import Category, Context, Facts, Variable, register

from .choices import SessionState
from .models import SessionCorrection
from .session_emails import (
    DAYS_COUNT,
    LENGTH,
    SESSION_VARIABLES,
    WHO,
    WITH_TIME,
    is_still_at_this_time,
    sample_session,
    session_kind,
    session_meets,
)

REASON = Variable("reason", "the reason given", lambda context: context["correction"].reason)


def sample_correction(reason: str = "The session took place a week earlier.") -> Context:
    """Return a context with a corrected session that is in no database."""
    context = sample_session()
    correction = SessionCorrection(pk=1, session=context["session"], reason=reason)
    return {**context, "correction": correction}


def is_still_removed(facts: Facts, now: datetime) -> bool:
    """Return whether the session is still cancelled."""
    return session_meets(facts, now, Q(state=SessionState.CANCELLED))


def is_still_reopened(facts: Facts, now: datetime) -> bool:
    """Return whether the session still waits to be corrected or confirmed."""
    return session_meets(facts, now, Q(state__in=(SessionState.HELD, SessionState.QUERIED)))


register(
    session_kind(
        "session_reopened",
        "Confirmed session reopened",
        "to everyone who took part when a confirmed session is reopened for correction",
        Category.REQUIRED,
        (*SESSION_VARIABLES, WHO, LENGTH, REASON),
        sample=sample_correction,
        reason=DAYS_COUNT,
        facts=("session",),
        still_true=is_still_reopened,
    ),
    session_kind(
        "session_removed",
        "Session removed",
        "to everyone who took part when a session is removed because it was logged by mistake",
        Category.REQUIRED,
        (*SESSION_VARIABLES, WHO, LENGTH, REASON),
        sample=sample_correction,
        reason=DAYS_COUNT,
        facts=("session",),
        still_true=is_still_removed,
    ),
    session_kind(
        "session_restored",
        "Cancelled session planned again",
        "when a session that was cancelled by mistake is restored; always sent",
        Category.CHANGE,
        (*WITH_TIME, WHO, REASON),
        sample=lambda: sample_correction("The wrong session was cancelled."),
        facts=("session", "sequence"),
        still_true=is_still_at_this_time,
    ),
)
