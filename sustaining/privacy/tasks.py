"""Celery tasks: make the archives that wait, and delete those whose time is over. A kill loses nothing: the rows say so."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sustaining.accounts.models import User

from . import actions, forgetting
from .archive import make_archive
from .models import DataRequest

logger = logging.getLogger(__name__)
WAIT = timedelta(minutes=10)
"""How long the first failure waits; each later one twice as long, a day at most."""
LONGEST_RUN = 6 * 3600
"""Seconds that clearing a whole site may take; each of its batches is kept, whatever becomes of the next."""
LONGEST_WAIT = timedelta(days=1)


@shared_task
def make_archives() -> dict[str, int]:
    """Make the archives that wait, and end those whose time is over. Return how many of each."""
    counts = {"made": 0, "failed": 0, "ended": 0}
    for pk in DataRequest.objects.to_make(timezone.now()).values_list("pk", flat=True)[:20]:
        counts[_make(pk, timezone.now())] += 1
    for request in DataRequest.objects.to_end(timezone.now()):
        actions.end_request(request, by=User.objects.system(), now=timezone.now())
        counts["ended"] += 1
    return counts


@shared_task
def announce_retention() -> int:
    """Email the programme administrators what has been kept for its time. Return how many were written."""
    with transaction.atomic():
        return forgetting.announce(timezone.now(), applies=settings.RETENTION_APPLIES)


@shared_task(time_limit=LONGEST_RUN, soft_time_limit=LONGEST_RUN)
def apply_retention_rules() -> dict[str, int]:
    """Clear what was announced this month, if the settings say so, and email the certificate. Return counts by rule."""
    now = timezone.now()
    if not settings.RETENTION_APPLIES or not forgetting.is_announced(now):
        return {}
    gone, is_same = forgetting.forget(now)
    if not is_same:
        logger.error("Figures of past years differ after retention.")
    if gone:
        with transaction.atomic():
            forgetting.certify(gone, now, is_same=is_same)
    return {cleared.title: cleared.count for cleared in gone}


def _make(pk: int, now: datetime) -> str:
    """Make one archive in one transaction, which holds its row: of two workers, one makes it."""
    try:
        with transaction.atomic():
            request = DataRequest.objects.to_make(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
            waiting = request.select_related("asked_by", "person").first()
            if waiting is None:
                return "failed"
            if not actions.can_be_made(waiting):
                actions.end_request(waiting, by=User.objects.system(), now=now)
                return "ended"
            with make_archive(waiting, now) as archive:
                actions.keep_archive(waiting, archive=archive, by=User.objects.system(), now=now)
    except Exception:  # whatever it is, the request waits and is tried again; the log and Sentry have the cause
        logger.exception("The archive of data request %s could not be made.", pk)
        row = DataRequest.objects.get(pk=pk)
        wait = min(WAIT * 2**row.attempts, LONGEST_WAIT)
        DataRequest.objects.filter(pk=pk).update(attempts=F("attempts") + 1, try_at=now + wait)
        return "failed"
    return "made"
