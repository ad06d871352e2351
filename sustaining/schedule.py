"""What the clock asks the workers to do, and when. Times are Europe/London."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

EVERY_MINUTE = {
    "write the reminders that are due": "sustaining.outbox.tasks.write_due_reminders",
    "work on uploads of the register": "schools.tasks.work_on_register_uploads",
    "check uploaded files": "sustaining.common.tasks.check_uploads",
    "make the assurance packs that wait": "sustaining.assurance.tasks.make_packs",
    "make the archives of data requests": "sustaining.privacy.tasks.make_archives",
    "save long lists": "sustaining.onboarding.tasks.save_lists",
    "deliver what waits in the outbox": "sustaining.outbox.tasks.deliver",
}
MONTHLY = {"announce_retention": 1, "apply_retention_rules": 15}
"""Tasks of retention by the day of the month."""


def beat_schedule(*, is_training: bool) -> dict[str, dict[str, Any]]:
    """Return Celery’s schedule; a training site is loaded again each night besides."""
    # Expiry keeps a clock that ran without workers from leaving a heap of the same question behind.
    schedule: dict[str, dict[str, Any]] = {
        title: {"task": task, "schedule": crontab(minute="*"), "options": {"expires": 55}}
        for title, task in EVERY_MINUTE.items()
    }
    for task, day in MONTHLY.items():
        schedule[task] = {"task": f"sustaining.privacy.tasks.{task}", "schedule": crontab(30, 2, day_of_month=day)}
    if is_training:
        schedule["load the training site again"] = {
            "task": "sustaining.training.tasks.load_training_site",
            "schedule": crontab(minute=30, hour=3),
        }
    return schedule
