"""Reminders: applications have opened, the form closes soon, an offer needs an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from schools.closed_days import DAY, next_working_day, sends_reminders
from sustaining.common.clock import london_day
from sustaining.outbox.kinds import Occasion

from .choices import ApplicationState
from .links import applicant_address
from .models import Application, Call, Interest

OPENING_IS_NEWS = timedelta(days=30)
DAYS_BEFORE_CLOSING = 7
DAYS_BEFORE_ANSWER = 3


def applications_open(now: datetime) -> Iterator[Occasion]:
    """Yield an email for each address that waits for a project, once its first call has opened.

    The key names the address alone, so a second hub's call sends nothing more. A query for each open call.
    """
    if not sends_reminders(now):
        return
    opened = Call.objects.open_at(now).filter(opens_at__gt=now - OPENING_IS_NEWS).select_related("project", "hub")
    for call in opened.order_by("opens_at"):
        waiting = Interest.objects.filter(
            project=call.project_id, left_at__lt=call.opens_at, confirmed_at__isnull=False
        )
        for interest in waiting.filter(Q(hub=None) | Q(hub=call.hub_id) | Q(hub__merged_into=call.hub_id)):
            yield Occasion(
                key=f"opened:{interest.pk}",
                to=interest.email,
                kind="applications_open",
                use_until=call.closes_at or now + OPENING_IS_NEWS,
                about=call,
                facts={"call": call.pk, "interest": interest.pk},
                reply_to=call.hub.contact_email,
                context={"project": call.project, "call": call},
            )


def application_closing(now: datetime) -> Iterator[Occasion]:
    """Yield a reminder for each draft a week before its call closes, unless begun within that week. One query."""
    if not sends_reminders(now):
        return
    soon = now + timedelta(days=DAYS_BEFORE_CLOSING)
    drafts = Application.objects.filter(
        state=ApplicationState.DRAFT, call__closes_at__gt=now, call__closes_at__lte=soon
    )
    old_enough = drafts.filter(begun_at__lt=F("call__closes_at") - timedelta(days=DAYS_BEFORE_CLOSING))
    for application in old_enough.select_related("call__hub", "call__project", "school"):
        closes_at = application.call.closes_at or soon
        facts = {"closes_at": closes_at.isoformat()}
        yield _to_applicant(application, "application_closing", "closing", facts, until=closes_at)


def offer_unanswered(now: datetime) -> Iterator[Occasion]:
    """Yield a reminder for each offer three days before its answer day, on the last working day by then. One query."""
    if not sends_reminders(now):
        return
    before_next = next_working_day(london_day(now) + DAY) - DAY
    last_day = before_next + timedelta(days=DAYS_BEFORE_ANSWER)
    offered = Application.objects.filter(
        state=ApplicationState.OFFERED, answer_by__gte=london_day(now), answer_by__lte=last_day
    )
    for application in offered.select_related("call__hub", "call__project", "school"):
        end = datetime.combine(application.answer_by or last_day, time(23, 59), tzinfo=timezone.get_default_timezone())
        suffix, facts = f"answer-by:{application.answer_by}", {"answer_by": str(application.answer_by)}
        yield _to_applicant(application, "offer_unanswered", suffix, facts, until=end)


def _to_applicant(
    application: Application, kind: str, suffix: str, facts: dict[str, str], *, until: datetime
) -> Occasion:
    return Occasion(
        key=f"application:{application.pk}:{suffix}",
        to=application.contact_email,
        kind=kind,
        use_until=until,
        about=application,
        facts={"application": application.pk, **facts},
        reply_to=application.call.hub.contact_email,
        context={
            "application": application,
            "school": application.school,
            "project": application.call.project,
            "link": applicant_address(application),
        },
    )
