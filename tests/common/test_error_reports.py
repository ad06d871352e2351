"""What is sent to Sentry of a page and a task that fail has nothing of the people whose data they failed over."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from sustaining.common.error_reports import LEFT_OUT, _scrub_text, scrub_event
from sustaining.common.logs import mask_people
from tests.common import failing_site
from tests.common.test_configuration import PRODUCTION, ROOT
from tests.outbox.disruption import url_of_the_tests

SECRETS = [failing_site.EMAIL, *failing_site.NAME.split(), failing_site.ADDRESS, failing_site.WORD, "una.bright"]


@pytest.fixture
def reported(db) -> dict:
    """What the failing site sent."""
    environment = {
        **os.environ, **PRODUCTION, "DATABASE_URL": url_of_the_tests(),
        "REDIS_URL": os.environ["REDIS_URL"], "TRUSTED_PROXY_COUNT": "1",
        "SENTRY_DSN": "http://key@127.0.0.1:9/1", "DJANGO_SETTINGS_MODULE": "sustaining.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.common.failing_site"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_reports_have_nothing_of_the_people_and_enough_to_find_the_fault(reported):
    assert reported["status"] == "500 Internal Server Error"
    assert reported["kinds"] == ["event"] * 3
    assert [secret for secret in SECRETS if secret in read_texts(reported["sent"])] == []
    page, logged, task = reported["sent"]
    _, duplicate, raised = page["exception"]["values"]
    assert duplicate["value"].startswith("duplicate key value violates unique constraint")
    assert raised["type"] == "ValueError"
    assert raised["value"] == LEFT_OUT
    assert raised["stacktrace"]["frames"][-1]["function"] == "fail_page"
    assert page["transaction"] == "/fail/{email}/"
    assert page["request"] == {"method": "POST"}
    assert page["tags"] == {"request": "abc123abc123"}
    assert logged["logentry"] == {"message": "The person %s at %s could not be emailed"}
    assert task["transaction"] == "fail_task"
    assert task["tags"]["celery_task_id"]


def read_texts(value: object, name: str = "") -> str:
    """Every text of the reports but lines of code."""
    if name in {"pre_context", "context_line", "post_context"}:
        return ""
    if isinstance(value, dict):
        return "\n".join(f"{key} {read_texts(inner, key)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(read_texts(inner, name) for inner in value)
    return str(value)


@pytest.mark.parametrize(
    ("kind", "text", "sent"),
    [
        ("AttributeError", "'Hub' object has no attribute 'lead'", "'Hub' object has no attribute 'lead'"),
        ("ImproperlyConfigured", "no-reply@a.example is no sender", "[email address] is no sender"),
        ("ValueError", "invalid literal for int() with base 10: 'Una Bright'", LEFT_OUT),
        (
            "IntegrityError",
            'duplicate key value violates unique constraint "one_email"\nDETAIL:  Key (email)=(una@a.example)',
            'duplicate key value violates unique constraint "one_email"',
        ),
        (
            "IntegrityError",
            'new row for relation "schools_hub" violates check constraint "named"\nDETAIL: (Una, …)',
            'new row for relation "schools_hub" violates check constraint "named"',
        ),
        (
            "IntegrityError",
            'null value in column "name" of relation "schools_hub" violates not-null constraint\nDETAIL: (Una)',
            'null value in column "name" of relation "schools_hub" violates not-null constraint',
        ),
        ("DataError", 'invalid input syntax for type integer: "Una Bright"', LEFT_OUT),
    ],
)
def test_text_of_an_exception_is_sent_where_it_can_quote_nobody(kind, text, sent):
    assert _scrub_text(kind, text) == sent


@pytest.mark.parametrize(
    "text", ["to una.bright+x@school.example.", "<una@a.example>", "mailto:una@a.example?subject=x", "é@ü.example"]
)
def test_email_addresses_in_a_sentence_are_masked(text):
    masked = mask_people(text)
    assert "[email address]" in masked
    assert "@" not in masked


def test_entries_that_a_newer_sdk_adds_are_left_out():
    event = {
        "event_id": "1",
        "user": {"email": "a@b.example"},
        "extra": {"sys.argv": ["a@b.example"]},
        "novelty": "Una",
    }
    event |= {
        "contexts": {"runtime": {"name": "CPython"}, "celery-job": {"args": ["Una"]}},
        "breadcrumbs": {"values": [1]},
    }
    event |= {"transaction": "/schools/Una/", "transaction_info": {"source": "url"}}
    assert scrub_event(event) == {
        "event_id": "1", "contexts": {"runtime": {"name": "CPython"}, "trace": {}}, "tags": {},
    }  # fmt: skip
