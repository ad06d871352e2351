"""Ten thousand mails; twenty kills, Redis restarted twice, PostgreSQL once, the mail server away: at moments drawn anew."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sustaining.local.places import ROOT
from sustaining.local.postgres import Postgres
from sustaining.local.redis import Redis
from tests.local.conftest import local
from tests.outbox.sink import Sink
from tests.outbox.storm import Storm, plan, refused_for_good

__all__ = ["local"]

MAILS, KILLS = 10_000, 20
WRITE = f"import django; django.setup(); from tests.outbox.storm import write_mails; write_mails({MAILS})"


@pytest.fixture
def storm(local) -> Storm:
    """On a PostgreSQL of its own, that waits for its disk as production's does and may be restarted."""
    sink = Sink(delay=0.002, busy=0.05)
    sink.refuse = refused_for_good(MAILS, 0.05)
    sink.controller.start()
    with Postgres(local) as postgres, Redis(local) as redis:

        def restart() -> None:
            postgres.stop()
            postgres.start()

        environment = {**os.environ, "DATABASE_URL": postgres.url, "DJANGO_SETTINGS_MODULE": "sustaining.settings"}
        for command in (["manage.py", "migrate", "--verbosity=0"], ["-c", WRITE]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
        yield Storm(postgres.url, redis, sink, restart)
    sink.leave()


@pytest.mark.real_worker
def test_no_mail_is_lost_whatever_goes(storm):
    storm.blow(plan(storm, MAILS, kills=KILLS, redis=2), seconds=900)
    print("\n" + storm.judge(MAILS))
