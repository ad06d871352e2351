"""The tasks as Celery runs them: by name, from the schedule, with what a worker puts around them."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from sustaining.celery import app
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import Email

pytestmark = pytest.mark.django_db

app.loader.import_default_modules()  # as a worker does when it starts: the tasks of every app are registered


@pytest.fixture
def queued(cast) -> Email:
    """An email that waits."""
    rendered = Rendered("Hello", "Hello", "")
    return queue_rendered("hello", rendered, to=cast.lead, kind="note", now=timezone.now())


def run(name: str) -> Any:
    """Run a task by its name, as a worker does; raise what it raised."""
    return app.tasks[name].apply(throw=True).get()


def sent_subjects() -> list[str]:
    """Return the subjects of what has arrived."""
    return [message.subject for message in mail.outbox]


def test_every_scheduled_task_is_known_to_the_worker():
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_delivery_task_sends_what_waits_and_counts_it(queued):
    waiting = Email.objects.filter(state="queued").count()
    assert run("sustaining.outbox.tasks.deliver") == {"sent": waiting}
    assert sent_subjects().count("Hello") == 1
    queued.refresh_from_db()
    assert queued.state == "sent"
    assert run("sustaining.outbox.tasks.deliver") == {}
    assert sent_subjects().count("Hello") == 1


def test_delivery_task_that_is_handed_out_twice_sends_once(queued):
    """A broker may hand a message out again; the row, not the message, says what is to be done."""
    results = [app.tasks["sustaining.outbox.tasks.deliver"].apply(throw=True) for _ in range(2)]
    assert [result.state for result in results] == ["SUCCESS", "SUCCESS"]
    assert sent_subjects().count("Hello") == 1


def test_reminder_task_runs_as_the_system_account(cast):
    assert run("sustaining.outbox.tasks.write_due_reminders") == 0
