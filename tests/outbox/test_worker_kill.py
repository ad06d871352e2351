"""Two real workers and 300 mails: two kills, and Redis, the database's connections and the mail server go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.outbox.disruption import Disruption, disruption_on, permanent_refusals, plan, url_of_the_tests, write_mails

MAILS = 300


def end_other_connections() -> None:
    """As a restart of PostgreSQL does to whoever is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def disruption(transactional_db, tmp_path) -> Iterator[Disruption]:
    with disruption_on(url_of_the_tests(), tmp_path, end_other_connections, away=0.5) as disrupted:
        yield disrupted


@pytest.mark.real_worker
def test_killed_workers_lose_no_email_and_write_none_twice(disruption):
    disruption.smtp_server.refuse, disruption.smtp_server.busy = permanent_refusals(MAILS, 0.05), 0.05
    write_mails(MAILS)
    disruption.blow(plan(disruption, MAILS, kills=2, redis=1), seconds=90)
    print(disruption.judge(MAILS))
