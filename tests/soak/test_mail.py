"""Ten thousand mails; twenty kills, Redis restarted twice, PostgreSQL once, the mail server away: at moments drawn anew."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from scripts.places import ROOT
from scripts.postgres import Postgres
from tests.outbox.disruption import Disruption, disruption_on, permanent_refusals, plan
from tests.outbox.test_redis_outage import end, go_without_redis
from tests.scripts.conftest import local

__all__ = ["local"]

MAILS, KILLS = 10_000, 20
PERSON = "ines@school.example"
WRITE = f"import django; django.setup(); from tests.outbox.disruption import write_mails; write_mails({MAILS})"
INVITE = (
    "import django; django.setup(); from sustaining.accounts.models import User; "
    f"User.objects.create_user({PERSON!r}, 'a long password', full_name='Ines Park')"
)


@pytest.fixture
def disruption(local) -> Iterator[Disruption]:
    """On a PostgreSQL of its own, that waits for its disk as production's does and may be restarted."""
    with Postgres(local) as postgres:

        def restart() -> None:
            postgres.stop()
            postgres.start()

        with disruption_on(postgres.url, local, restart) as upset_site:
            run(upset_site, "manage.py", "migrate", "--verbosity=0")
            yield upset_site


def run(disruption: Disruption, *command: str) -> None:
    """Python with `command`, to its end."""
    environment = {**os.environ, "DATABASE_URL": disruption.url, "DJANGO_SETTINGS_MODULE": "sustaining.settings"}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)


@pytest.mark.real_worker
def test_email_survives_killed_workers_and_restarted_services(disruption):
    disruption.smtp_server.refuse, disruption.smtp_server.busy = permanent_refusals(MAILS, 0.05), 0.05
    run(disruption, "-c", WRITE)
    disruption.blow(plan(disruption, MAILS, kills=KILLS, redis=2), seconds=1800)
    print("\n" + disruption.judge(MAILS))


@pytest.mark.real_worker
def test_email_waits_for_redis_over_two_ticks(disruption, tmp_path):
    """Celery's own beat, once a minute; nobody touches the site, the worker or the clock once Redis is back."""
    run(disruption, "-c", INVITE)
    beat = disruption.start("-m", "celery", "-A", "sustaining", "beat", f"--schedule={tmp_path / 'beat'}", "--pidfile=")
    try:
        go_without_redis(disruption, PERSON, seconds=130, patience=180)
    finally:
        end(beat)
