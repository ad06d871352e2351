"""Figures about emails and the clock for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.db.models.functions import Now
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from sustaining.common.site_metrics import gauge, site_metrics

from .models import TROUBLE, Backup, BeatLease, Email, EmailState

DAY = timedelta(days=1)


@site_metrics.provide
def read_email_metrics(now: datetime) -> Iterator[Metric]:
    """Yield how many emails wait, for how long, and what became of those of a day. Four statements, each by an index."""
    queued = Email.objects.filter(state=EmailState.QUEUED).count()
    due = Email.objects.due(now).aggregate(number=Count("pk"), oldest=Min("not_before"))
    age = (now - due["oldest"]).total_seconds() if due["oldest"] else 0
    yield gauge("sustaining_emails_queued", "Emails that wait, those of a later time included.", queued)
    yield gauge("sustaining_emails_due", "Emails that wait and may go now.", due["number"])
    yield gauge(
        "sustaining_emails_due_oldest_age_seconds", "How long the oldest of them could have gone; 0 if none.", age
    )
    trouble = Email.objects.in_trouble().order_by().values_list("state").annotate(Count("pk"))
    yield _by_state(
        "sustaining_emails_in_trouble", "Emails that failed or bounced and are not set aside.", TROUBLE, dict(trouble)
    )
    written = Email.objects.filter(queued_at__gt=now - DAY).order_by().values_list("state").annotate(Count("pk"))
    yield _by_state(
        "sustaining_emails_written_last_day",
        "Emails written in the last 24 hours, by the state that they have now.",
        EmailState.values,
        dict(written),
    )


@site_metrics.provide
def read_beat_metrics(now: datetime) -> Iterator[Metric]:
    """Yield how long ago a beat renewed the lease, by the clock of the database. Nothing if none ever did."""
    lease = BeatLease.objects.annotate(now=Now()).first()
    if lease is not None:
        age = (lease.now - lease.renewed_at).total_seconds()
        yield gauge("sustaining_beat_lease_age_seconds", "How long ago a beat renewed the lease.", age)


@site_metrics.provide
def read_backup_metrics(now: datetime) -> Iterator[Metric]:
    """Yield how old the last back-up is, infinite without one; nothing for a training site. One statement."""
    if not settings.TRAINING_SITE:
        made_at = Backup.objects.values_list("made_at", flat=True).first()
        age = (now - made_at).total_seconds() if made_at else float("inf")
        yield gauge("sustaining_backup_age_seconds", "How long ago the last back-up was made.", age)


def _by_state(name: str, text: str, states: Sequence[str], numbers: dict[str, int]) -> GaugeMetricFamily:
    """Return a figure for every state, 0 where there is no row."""
    family = GaugeMetricFamily(name, text, labels=["state"])
    for state in states:
        family.add_metric([str(state)], numbers.get(state, 0))
    return family
