"""What `manage.py doctor` looks at besides: the worker, the clock's lease, back-ups, the outbox, former keys, the mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import get_connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from sustaining.common.counts import counted
from sustaining.common.deploy_checks import NO_SENDER, get_sender_address
from sustaining.common.diagnosis import GIGABYTE, Check, Clock, Finding

from .keys import count_uses_of_former_keys
from .models import Backup, BeatLease, Email

LATE = timedelta(minutes=15)
DAY = timedelta(days=1)
OLDEST_BACKUP = timedelta(hours=26)
"""One a night, which may take an hour longer than the night before."""


def check_workers(clock: Clock) -> Iterator[Finding]:
    """Report the Celery workers that take tasks from this site's queue."""
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    try:
        answers = current_app.control.inspect(timeout=2).active_queues() or {}
    except (OperationalError, RedisError, OSError) as error:
        yield Finding(
            "workers", f"No worker could be asked, because Redis does not answer ({error}).", is_healthy=False
        )
        return
    names = sorted(name for name, queues in answers.items() if queue in {entry["name"] for entry in queues})
    if names:
        yield Finding("workers", f"{counted(len(names), 'worker')} of the queue {queue}: {', '.join(names)}.")
    else:
        text = f"No worker of the queue {queue} answers: no email goes out. Start celery -A sustaining worker."
        yield Finding("workers", text, is_healthy=False)


def check_beat(clock: Clock) -> Iterator[Finding]:
    """Report which beat holds the lease, and how long ago it renewed it."""
    lease, now = BeatLease.objects.first(), clock()
    if lease is None:
        text = "No beat has ever run: no reminder is written. Start celery -A sustaining beat."
        yield Finding("beat", text, is_healthy=False)
        return
    age = describe_age(now - lease.renewed_at)
    holder = lease.holder.rpartition(":")[0]
    if lease.ends_at > now:
        yield Finding("beat", f"{holder} holds the lease, and renewed it {age} ago.")
    else:
        text = f"No beat holds the lease. The last was {holder}, {age} ago. Start celery -A sustaining beat."
        yield Finding("beat", text, is_healthy=False)


def check_backups(clock: Clock) -> Iterator[Finding]:
    """Report how old the last back-up is, and whether it is encrypted. A training site needs none."""
    if settings.TRAINING_SITE:
        return
    last = Backup.objects.first()
    if last is None:
        text = "No back-up has been made. Run manage.py backup each night (docs/deploying.md, Back-ups)."
        yield Finding("back-ups", text, is_healthy=False)
        return
    age = clock() - last.made_at
    sealed = "encrypted" if last.is_encrypted else "not encrypted: set BACKUP_RECIPIENT"
    text = f"The last was made {describe_age(age)} ago, has {last.size / GIGABYTE:.2f} GB and is {sealed}."
    advice = "" if age <= OLDEST_BACKUP else " One is due each night: see the log of what makes them."
    yield Finding("back-ups", text + advice, age <= OLDEST_BACKUP)


def check_outbox(clock: Clock) -> Iterator[Finding]:
    """Report how long emails have been waiting, and how many could not be delivered."""
    now = clock()
    due = Email.objects.due(now)
    oldest = due.order_by("not_before").values_list("not_before", flat=True).first()
    if oldest is None:
        yield Finding("outbox", "No email is waiting that could go.")
    else:
        is_late = now - oldest > LATE
        advice = " See the worker’s log, and the lines on workers and the mail server." if is_late else ""
        text = f"{counted(due.count(), 'email')} could go, the oldest for {describe_age(now - oldest)}.{advice}"
        yield Finding("outbox", text, is_healthy=not is_late)
    failed = Email.objects.in_trouble()
    number, recent = failed.count(), failed.filter(settled_at__gt=now - DAY).count()
    text = "No email has failed or bounced."
    if number:
        nouns = ("email has failed or bounced and is", "emails have failed or bounced and are")
        text = f"{counted(number, *nouns)} not set aside, {recent or 'none'} of the last day."
    if recent:
        text += " Their reasons are in Django admin, under Emails."
    yield Finding("failed emails", text, is_healthy=not recent)


def check_former_keys(clock: Clock) -> Iterator[Finding]:
    """Report former keys, and whether something still needs them."""
    number = len(settings.SECRET_KEY_FALLBACKS)
    if not number:
        yield Finding("former keys", "SECRET_KEY_FALLBACKS is empty.")
        return
    uses = count_uses_of_former_keys(clock())
    needs = f"{counted(uses.emails, 'email')} and {counted(uses.sessions, 'session')} need one"
    advice = "remove them from SECRET_KEY_FALLBACKS" if uses.is_none else "keep them for now"
    text = f"{counted(number, 'former key')}: {needs}, so {advice}."
    yield Finding("former keys", text, is_healthy=not uses.is_none)


def check_mail_server(clock: Clock) -> Iterator[Finding]:
    """Report whether there is a sender, and whether the mail server takes a connection and the password."""
    address = get_sender_address()
    if settings.TRAINING_SITE:
        yield Finding("sender", "A training site sends no email.")
        return
    if address:
        yield Finding("sender", f"Emails are from {address}.")
    else:
        yield Finding("sender", NO_SENDER, is_healthy=False)
    if settings.EMAIL_PROVIDER:
        text = f"Emails go through {settings.EMAIL_PROVIDER} by its own interface, which is not tried here."
        yield Finding("mail server", text)
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection = get_connection(timeout=10)
        connection.open()
        connection.close()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        text = f"{place} does not accept us ({reason}). Check EMAIL_URL, its password, and the firewall."
        yield Finding("mail server", text, is_healthy=False)
    else:
        yield Finding("mail server", f"{place} accepts us.")


def describe_age(age: timedelta) -> str:
    """Return a duration in its largest unit."""
    seconds = max(int(age.total_seconds()), 0)
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return counted(seconds // size, unit)
    return f"{seconds} second{'' if seconds == 1 else 's'}"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("workers", check_workers),
    ("beat", check_beat),
    ("back-ups", check_backups),
    ("outbox", check_outbox),
    ("former keys", check_former_keys),
    ("mail server", check_mail_server),
)
