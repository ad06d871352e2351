"""`/metrics`: who gets it, what it says of requests, emails, uploads and tasks, and that no figure names anybody."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sustaining.common.metrics import NO_PAGE
from sustaining.common.task_metrics import count_task
from sustaining.outbox.leases import BeatLease
from sustaining.outbox.models import Backup, Email
from tests.common.figures import read_figures

TOKEN = "a-token-for-these-tests"
STATES = {"queued": 5, "sent": 4, "failed": 3, "bounced": 2, "missed": 1}


@pytest.fixture
def bearer(settings, db):
    """A client that has the token, and no session."""
    settings.METRICS_TOKEN = TOKEN
    return Client(headers={"authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def read(bearer):
    """Return the value of every series, by its name and the values of its labels."""
    return lambda: read_figures(bearer.get("/metrics").content.decode())


@pytest.mark.parametrize(
    "given", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer ü"]
)
def test_without_the_token_nothing_is_answered(settings, db, given):
    settings.METRICS_TOKEN = TOKEN
    response = Client(headers={"authorization": given} if given else {}).get("/metrics")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert "sustaining_" not in response.content.decode()


def test_administrator_without_the_token_is_refused(settings, cast, client_of):
    settings.METRICS_TOKEN = TOKEN
    assert client_of(cast.admin).get("/metrics").status_code == 401


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer None"])
def test_without_a_token_set_there_is_no_such_address(settings, db, given):
    settings.METRICS_TOKEN = ""
    assert Client(headers={"authorization": given}).get("/metrics").status_code == 404


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "sustaining.example", "nonsense!"])
def test_figures_are_answered_by_any_name_and_without_tls(settings, bearer, host):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["sustaining.example"], True
    response = bearer.get("/metrics", headers={"host": host})
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in response.headers
    assert response["Content-Type"].startswith("text/plain; version=")
    assert bearer.post("/metrics").status_code == 405


def test_openmetrics_is_answered_to_who_asks_for_it(bearer):
    response = bearer.get("/metrics", headers={"accept": "application/openmetrics-text;version=1.0.0"})
    assert response["Content-Type"].startswith("application/openmetrics-text")
    assert response.content.endswith(b"# EOF\n")


def test_request_is_counted_by_its_page_with_what_it_cost(cast, client_of, read):
    client, before = client_of(cast.lead), read()
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("desk:home"))
        number = len(queries)
    after = read()

    def grown(*series: str) -> float:
        return after[series] - before.get(series, 0)

    assert grown("sustaining_requests_total", "GET", "desk:home", "2xx") == 1
    assert grown("sustaining_request_duration_seconds_count", "desk:home") == 1
    assert grown("sustaining_request_duration_seconds_bucket", "+Inf", "desk:home") == 1
    assert grown("sustaining_request_queries_total", "desk:home") == number > 5
    seconds = grown("sustaining_request_duration_seconds_sum", "desk:home")
    assert seconds > grown("sustaining_request_database_seconds_total", "desk:home") > 0


def test_answers_of_each_kind_have_their_status(cast, client_of, read):
    before = read()
    client_of(cast.lead).post(reverse("desk:home"))
    Client().get(reverse("desk:home"))
    Client().get("/no/such/page/")
    after = read()
    for method, page, status in (("POST", "desk:home", "4xx"), ("GET", "desk:home", "3xx"), ("GET", NO_PAGE, "4xx")):
        series = ("sustaining_requests_total", method, page, status)
        assert after[series] - before.get(series, 0) == 1, series


def test_probes_and_figures_are_not_counted(bearer, read):
    before = read()
    for path in ("/healthz", "/readyz", "/metrics"):
        bearer.get(path)
    after = read()
    assert {series: value for series, value in after.items() if series[0] == "sustaining_requests_total"} == {
        series: value for series, value in before.items() if series[0] == "sustaining_requests_total"
    }


def test_no_label_holds_an_address_a_person_or_a_token(cast, client_of, read):
    secret, client = secrets.token_urlsafe(32), client_of(cast.lead)
    typed = f"/?q={cast.advocate.email}&{secret}"
    for path in (f"/accounts/invitation/{secret}/", f"/nowhere/{secret}/{cast.lead.email}/", typed, "/schools/"):
        client.get(path)
    client.generic(secret[:20], "/")
    count_task("sustaining.outbox.tasks.deliver", "SUCCESS", 0.1, {"sent": 1, cast.lead.email: 1, secret: 1})
    values = {value for series in read() for value in series[1:]}
    assert {"accounts:accept-invitation", NO_PAGE, "other"} <= values
    allowed = re.compile(r"[\w.:+ -]{1,60}")
    assert [value for value in values if not allowed.fullmatch(value)] == []
    text = " ".join(values)
    assert [private for private in (secret, secret[:20], cast.lead.email, cast.advocate.email) if private in text] == []


def write_emails(number: int, state: str, **changes) -> None:
    """Write so many emails that are in this state; a day ago, and due, unless the changes say otherwise."""
    now = timezone.now()
    fields = {"queued_at": now - timedelta(hours=1), "not_before": now - timedelta(hours=1), **changes}
    Email.objects.bulk_create(
        Email(occasion=f"metrics:{key}", message_id=f"<{key}@a>", kind="note", to="a@b.example", state=state, **fields)
        for key in (secrets.token_hex(8) for _ in range(number))
    )


def test_figures_of_emails_are_those_of_the_database(read, db):
    now = timezone.now()
    for state, number in STATES.items():
        write_emails(number, state)
        write_emails(number, state, queued_at=now - timedelta(days=3), not_before=now - timedelta(hours=2))
    write_emails(3, "queued", not_before=now + timedelta(hours=1))
    write_emails(2, "failed", set_aside_at=now)
    figures = read()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE not_before <= %s), extract(epoch FROM %s - min(not_before))"
            " FROM outbox_email WHERE state = 'queued'",
            [now, now],
        )
        queued, due, age = cursor.fetchone()
        assert figures["sustaining_emails_queued",] == queued == 13
        assert figures["sustaining_emails_due",] == due == 10
        assert figures["sustaining_emails_due_oldest_age_seconds",] == pytest.approx(float(age), abs=30)
        count = "SELECT count(*) FROM outbox_email WHERE state = %s AND"
        for state in STATES:
            cursor.execute(f"{count} queued_at > %s - interval '1 day'", [state, now])
            assert (figures["sustaining_emails_written_last_day", state],) == cursor.fetchone()
        for state in ("failed", "bounced"):
            cursor.execute(f"{count} set_aside_at IS NULL", [state])
            assert (figures["sustaining_emails_in_trouble", state],) == cursor.fetchone()


def test_emails_are_counted_by_an_index_and_by_the_same_statements_however_many(bearer, db):
    numbers = []
    bearer.get("/metrics")  # looks the migrations up
    for number in (5, 50):
        write_emails(number, "queued")
        write_emails(number, "failed")
        with CaptureQueriesContext(connection) as queries:
            bearer.get("/metrics")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == 12
    statements = [query["sql"] for query in queries if 'FROM "outbox_email"' in query["sql"]]
    assert len(statements) == 4
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan" not in plan, plan
        cursor.execute("SET LOCAL enable_seqscan = on")


def test_figures_read_and_write_nothing(bearer, db):
    with CaptureQueriesContext(connection) as queries:
        bearer.get("/metrics")
    verbs = {query["sql"].split()[0].strip("(") for query in queries}
    assert verbs <= {"SELECT", "SET", "SAVEPOINT", "RELEASE"}


def test_age_of_the_lease_is_by_the_clock_of_the_database(read, db):
    assert ("sustaining_beat_lease_age_seconds",) not in read()
    BeatLease.objects.take("a beat", 60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_beatlease SET renewed_at = statement_timestamp() - interval '10 minutes'")
    assert read()["sustaining_beat_lease_age_seconds",] == pytest.approx(600, abs=60)


def test_age_of_the_last_backup_is_infinite_without_one(read, db, settings):
    assert read()["sustaining_backup_age_seconds",] == float("inf")
    Backup.objects.create(made_at=timezone.now() - timedelta(hours=30), size=1, is_encrypted=True)
    assert read()["sustaining_backup_age_seconds",] == pytest.approx(30 * 3600, abs=60)
    settings.TRAINING_SITE = True
    assert ("sustaining_backup_age_seconds",) not in read()


def test_connections_are_those_that_postgresql_counts(read, db):
    figures = read()
    assert figures["sustaining_database_connections", "active"] >= 1, "the one that asks"
    assert 1 <= figures["sustaining_database_server_connections",] <= figures["sustaining_database_connections_limit",]


def test_without_redis_the_other_figures_are_answered(settings, read):
    count_task("sustaining.outbox.tasks.deliver", "SUCCESS", 0.1, None)
    assert "sustaining_tasks_total" in {series[0] for series in read()}
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    count_task("sustaining.outbox.tasks.deliver", "SUCCESS", 0.1, None)  # a task does not fail of it
    figures = read()
    assert figures["sustaining_redis_up",] == 0
    assert figures["sustaining_database_up",] == 1
    assert "sustaining_tasks_total" not in {series[0] for series in figures}, "a gap, not a nought"


def test_statement_that_takes_too_long_is_ended_and_the_others_are_left_out(bearer, read, monkeypatch):
    monkeypatch.setattr("sustaining.common.site_metrics.MOST_MILLISECONDS", 50)
    monkeypatch.setattr("sustaining.common.site_metrics.MOST_CONNECTIONS", "SELECT pg_sleep(5)")
    figures = read()
    assert figures["sustaining_database_up",] == 0
    assert ("sustaining_emails_queued",) not in figures
    assert "sustaining_redis_up" in {series[0] for series in figures}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_tasks_are_added_up_with_their_durations_and_results(settings, read):
    settings.CELERY_TASK_DEFAULT_QUEUE = f"metrics-{secrets.token_hex(4)}"
    name = "sustaining.outbox.tasks.deliver"
    for seconds, state, result in (
        (0.05, "SUCCESS", {"sent": 2}),
        (3, "SUCCESS", {"sent": 1, "failed": 1}),
        (500, "FAILURE", "text"),
    ):
        count_task(name, state, seconds, result)
    count_task("sustaining.outbox.tasks.write_due_reminders", "SUCCESS", 0.2, 7)
    figures = read()
    assert figures["sustaining_tasks_total", "SUCCESS", name] == 2
    assert figures["sustaining_tasks_total", "FAILURE", name] == 1
    assert figures["sustaining_task_results_total", "sent", name] == 3
    assert figures["sustaining_task_results_total", "failed", name] == 1
    assert figures["sustaining_task_results_total", "total", "sustaining.outbox.tasks.write_due_reminders"] == 7
    counts = {
        most: figures["sustaining_task_duration_seconds_bucket", most, name] for most in ("0.1", "5.0", "240.0", "+Inf")
    }
    assert counts == {"0.1": 1, "5.0": 2, "240.0": 2, "+Inf": 3}
    assert figures["sustaining_task_duration_seconds_sum", name] == pytest.approx(503.05)
    last = figures["sustaining_task_last_end_timestamp_seconds", name]
    assert last == pytest.approx(timezone.now().timestamp(), abs=60)
