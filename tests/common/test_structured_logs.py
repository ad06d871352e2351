"""The log in production: an object a line for every request and task, with the request's number and nobody's data."""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
import time

import pytest
from django.urls import reverse

from sustaining.common.json_logs import JsonFormatter
from sustaining.common.logs import MASK, numbered_log
from sustaining.common.nudge import DELIVER, Nudge
from sustaining.common.task_log import _countable
from tests.common.test_configuration import PRODUCTION, ROOT
from tests.outbox.disruption import url_of_the_tests

TOKEN = secrets.token_urlsafe(32)


@pytest.fixture
def lines(caplog):
    """What the log of requests writes, as read by a program."""
    caplog.set_level(logging.INFO, "sustaining.requests")
    caplog.handler.setFormatter(JsonFormatter())
    return lambda: [json.loads(line) for line in caplog.text.splitlines() if '"sustaining.requests"' in line]


def test_request_is_logged_with_its_page_its_person_and_what_it_cost(cast, client_of, lines):
    client = client_of(cast.lead)
    response = client.get(reverse("desk:home"), headers={"x-request-id": "proxy-number-1"})
    (line,) = lines()
    queries, milliseconds, database = (line.pop(name) for name in ("queries", "duration_ms", "database_ms"))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO", "logger": "sustaining.requests", "message": "GET desk:home 200", "request_id": "proxy-number-1",
        "person": cast.lead.pk, "route": "desk:home", "method": "GET", "status": 200,
    }  # fmt: skip
    assert queries > 5
    assert milliseconds > database > 0
    assert response["X-Request-ID"] == "proxy-number-1"


def test_number_of_queries_is_how_many_there_were(cast, client_of, lines, django_assert_num_queries):
    client = client_of(cast.lead)
    for _ in range(2):  # the first asks for what is kept afterwards
        client.get(reverse("desk:home"))
    with django_assert_num_queries(lines()[1]["queries"]):
        client.get(reverse("desk:home"))


@pytest.mark.parametrize(
    "address", ["/accounts/invitation/{}/?who=una@school.example", "/nowhere/{}/una@school.example/"]
)
def test_neither_token_nor_address_of_a_link_is_logged(client, db, lines, address):
    client.get(address.format(TOKEN))
    (line,) = lines()
    assert line["person"] is None
    assert line["route"] == ("accounts:accept-invitation" if "invitation" in address else "")
    assert TOKEN not in json.dumps(line)
    assert "una@" not in json.dumps(line)


def test_fields_that_django_hangs_on_a_record_stay_out():
    record = logging.makeLogRecord(
        {
            "msg": "Not Found: %s",
            "args": (f"/x/{TOKEN}/una@school.example",),
            "request": "una@school.example",
            "name": "a",
        }
    )
    line = json.loads(JsonFormatter().format(record))
    assert line.pop("time")
    assert line == {"level": record.levelname, "logger": "a", "message": f"Not Found: /x/{MASK}/[email address]"}


def test_traceback_is_one_field_without_tokens():
    try:
        raise ValueError(f"\n{TOKEN}")
    except ValueError:
        record = logging.makeLogRecord({"msg": "It failed", "exc_info": sys.exc_info()})
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert TOKEN not in line
    assert json.loads(line)["exc_info"].startswith("Traceback")


@pytest.mark.parametrize(
    ("result", "logged"),
    [
        (3, 3),
        (None, None),
        ({"sent": 2}, {"sent": 2}),
        ("una@school.example", "str"),
        ({"to": "una@a.example"}, "dict"),
    ],
)
def test_result_of_a_task_is_logged_where_it_counts_something(result, logged):
    assert _countable(result) == logged


@pytest.mark.real_worker
@pytest.mark.django_db(transaction=True)
def test_worker_logs_the_task_with_the_number_of_the_request_that_woke_it(settings, tmp_path):
    settings.CELERY_TASK_DEFAULT_QUEUE = queue = f"logs-{os.getpid()}"
    environment = {
        **os.environ, **PRODUCTION, "DATABASE_URL": url_of_the_tests(), "REDIS_URL": settings.REDIS_URL, "CELERY_QUEUE": queue,
        "EMAIL_URL": "smtp://127.0.0.1:9", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    command = [sys.executable, "-m", "celery", "-A", "sustaining", "worker", "-c", "1", "--without-mingle", "-Q", queue]
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        try:
            with numbered_log("request-of-test"):
                Nudge(DELIVER)()
            line = wait_for_task(tmp_path / "log")
        finally:
            worker.terminate()
            worker.wait(30)
    assert line.pop("duration_ms") > 0
    assert line.pop("time")
    assert line.pop("task_id")
    assert line.pop("message").startswith(f"{DELIVER} SUCCESS in ")
    assert line == {
        "level": "INFO", "logger": "sustaining.tasks", "request_id": "request-of-test", "task": DELIVER, "state": "SUCCESS",
        "result": {},
    }  # fmt: skip
    texts = (tmp_path / "log").read_text().splitlines()
    assert [text for text in texts if not text.startswith("{")] == [], "every line is an object"


def wait_for_task(path) -> dict:
    """Return the record of the first task."""
    until = time.monotonic() + 50
    while time.monotonic() < until:
        for text in path.read_text().splitlines():
            if text.startswith("{") and json.loads(text)["logger"] == "sustaining.tasks":
                return json.loads(text)
        time.sleep(0.2)
    raise AssertionError(path.read_text())
