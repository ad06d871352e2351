"""The emails about sessions that were put right."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from schools.email_parts import hub_staff
from sustaining.outbox.kinds import Category, Context, EmailKind, Facts, Variable, register

from .choices import SessionState
from .models import SessionCorrection
from .session_emails import (
    DAYS_COUNT,
    LENGTH,
    SEE,
    SESSION_VARIABLES,
    SESSIONS,
    WHO,
    WITH_TIME,
    is_still_at_this_time,
    sample_session,
    session_meets,
)

REASON = Variable("reason", "the reason given", lambda context: context["correction"].reason)


def sample_correction() -> Context:
    """Return a context with a corrected session that is in no database."""
    context = sample_session()
    correction = SessionCorrection(pk=1, session=context["session"], reason="It was the session of the week before.")
    return {**context, "correction": correction}


def is_still_reopened(facts: Facts, now: datetime) -> bool:
    """Return whether the session still waits to be corrected or confirmed."""
    return session_meets(facts, now, Q(state__in=(SessionState.HELD, SessionState.QUERIED)))


register(
    EmailKind(
        name="session_reopened",
        area=SESSIONS,
        title="Confirmed session reopened",
        goes_when="to those who took part when a confirmed session is reopened to be corrected",
        category=Category.REQUIRED,
        variables=(*SESSION_VARIABLES, WHO, LENGTH, REASON),
        buttons=(SEE,),
        sample=sample_correction,
        hub=lambda context: context["session"].hub,
        seen_by=(hub_staff,),
        reason=DAYS_COUNT,
        facts=("session",),
        still_true=is_still_reopened,
    ),
    EmailKind(
        name="session_restored",
        area=SESSIONS,
        title="Cancelled session planned again",
        goes_when="when a session that was cancelled by mistake is planned again; always goes",
        category=Category.CHANGE,
        variables=(*WITH_TIME, WHO, REASON),
        buttons=(SEE,),
        sample=sample_correction,
        hub=lambda context: context["session"].hub,
        seen_by=(hub_staff,),
        facts=("session", "sequence"),
        still_true=is_still_at_this_time,
    ),
)
