"""Two real workers and 300 mails: two kills, and Redis, the database's connections and the mail server go (design, rule 4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.outbox.storm import Storm, plan, refused_for_good, storm_on, url_of_the_tests, write_mails

MAILS = 300


def end_other_connections() -> None:
    """As a restart of PostgreSQL does to whoever is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def storm(transactional_db, tmp_path) -> Iterator[Storm]:
    with storm_on(url_of_the_tests(), tmp_path, end_other_connections, away=0.5) as found:
        yield found


@pytest.mark.real_worker
def test_no_mail_is_lost_and_none_is_written_twice(storm):
    storm.sink.refuse, storm.sink.busy = refused_for_good(MAILS, 0.05), 0.05
    write_mails(MAILS)
    storm.blow(plan(storm, MAILS, kills=2, redis=1), seconds=90)
    print(storm.judge(MAILS))
