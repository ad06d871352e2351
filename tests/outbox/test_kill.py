"""Two real workers and 300 mails: three kills, and Redis, the database's connections and the mail server go (design, rule 4)."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from sustaining.local.redis import Redis
from tests.outbox.sink import Sink
from tests.outbox.storm import Storm, plan, refused_for_good, write_mails

MAILS = 300


def end_other_connections() -> None:
    """As a restart of PostgreSQL does to whoever is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def storm(transactional_db, tmp_path) -> Storm:
    connection.ensure_connection()
    to = connection.connection.info
    url = f"postgresql://{to.user}:{quote(to.password)}@/{to.dbname}?{urlencode({'host': to.host, 'port': to.port})}"
    sink = Sink(delay=0.002, busy=0.05)
    sink.refuse = refused_for_good(MAILS, 0.05)
    sink.controller.start()
    with Redis(tmp_path) as redis:
        yield Storm(url, redis, sink, end_other_connections, away=0.5)
    sink.leave()


@pytest.mark.real_worker
def test_no_mail_is_lost_and_none_is_written_twice(storm):
    write_mails(MAILS)
    storm.blow(plan(storm, MAILS, kills=3, redis=1), seconds=90)
    print(storm.judge(MAILS))
