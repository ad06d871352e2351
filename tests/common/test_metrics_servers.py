"""Figures of real servers: gunicorn's processes add theirs up and lose nothing when one is killed; a worker's tasks show up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from scripts.places import ROOT
from sustaining.common.nudge import DELIVER, Nudge
from tests.common.figures import read_figures
from tests.common.test_configuration import PRODUCTION
from tests.outbox.disruption import end, url_of_the_tests
from tests.outbox.test_redis_outage import Site, wait_until

TOKEN = "a-token-for-these-tests"
PAGE = "/privacy/"
ROUTE = "schools:privacy"
WORKERS = 2
PATIENCE = 180
FILES = [f"{kind}_{slot}.db" for kind in ("counter", "gauge_livesum", "histogram") for slot in range(WORKERS)]


class Served(Site):
    """A site of two gunicorn workers, in the processes of `master`."""

    patience = PATIENCE  # a process that has just begun takes long
    master: psutil.Process

    def figures(self) -> dict[tuple[str, ...], float]:
        """Return what `/metrics` says."""
        status, text, _ = self.ask("/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200, text
        return read_figures(text)

    def answered(self) -> float:
        """Return how many times the page was answered, as the figures say."""
        return self.figures().get(("sustaining_requests_total", "GET", ROUTE, "2xx"), 0)

    def workers(self) -> list[psutil.Process]:
        """Return the processes that serve."""
        return self.master.children()

    def ask_both(self, rounds: int) -> int:
        """Ask for the page over lines opened at once, so that each process gets some; return how many were answered."""
        answered = 0
        for _ in range(rounds):
            lines = [HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE) for _ in range(6)]
            for line in lines:
                line.request("GET", PAGE)
            for line in lines:
                with closing(line):
                    response = line.getresponse()
                    response.read()
                    assert response.status == 200
                    answered += 1
        return answered


def environment(settings, **more: str) -> dict[str, str]:
    """Return production's settings on the services of the tests."""
    services = {"DATABASE_URL": url_of_the_tests(), "REDIS_URL": settings.REDIS_URL, "METRICS_TOKEN": TOKEN}
    local = {"SECURE_SSL_REDIRECT": "false", "ALLOWED_HOSTS": "127.0.0.1", "PYTHONWARNINGS": "ignore"}
    return {**os.environ, **PRODUCTION, **services, **local, "EMAIL_URL": "smtp://127.0.0.1:9", **more}


@contextmanager
def served(settings, tmp_path: Path, **more: str) -> Iterator[Served]:
    """Serve the site by gunicorn with the file of production."""
    site, static = Served(), str(tmp_path / "static")
    given = environment(
        settings, WEB_BIND=f"127.0.0.1:{site.port}", WEB_WORKERS=str(WORKERS), STATIC_ROOT=static, **more
    )
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input"]
    subprocess.run(collect, cwd=ROOT, env=given, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "sustaining.wsgi"]
    with (tmp_path / "log").open("wb") as log:
        master = subprocess.Popen(command, cwd=ROOT, env=given, start_new_session=True, stdout=log, stderr=log)
    site.master = psutil.Process(master.pid)
    try:
        wait_until(lambda: site.ask("/readyz")[0] == 200, PATIENCE)
        wait_until(lambda: len(site.workers()) == WORKERS)
        yield site
    finally:
        master.terminate()
        try:
            master.wait(40)
        finally:
            end(master)


def files(folder: Path) -> list[str]:
    """Return the names of the files of figures."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.tour
@pytest.mark.django_db(transaction=True)
def test_processes_add_their_figures_up_and_the_death_of_one_loses_none(settings, tmp_path):
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "counter_7.db").write_bytes(b"of another start")
    with served(settings, tmp_path, PROMETHEUS_MULTIPROC_DIR=str(folder)) as site:
        answered = 0
        while files(folder) != FILES:  # until both have served a page
            answered += site.ask_both(1)
        for _ in range(4):  # whichever process answers, it says the same
            assert site.answered() == answered
        for victim in range(2):
            killed = site.workers()[victim % WORKERS]
            os.kill(killed.pid, signal.SIGKILL)
            wait_until(lambda killed=killed: killed.pid not in {worker.pid for worker in site.workers()})
            wait_until(lambda: len(site.workers()) == WORKERS)
            assert site.answered() == answered
            answered += site.ask_both(4)
            assert site.answered() == answered
        wait_until(lambda: files(folder) == FILES, PATIENCE)  # no more than there are slots
        assert site.figures()["sustaining_request_duration_seconds_count", ROUTE] == site.answered()
        limit = ("sustaining_database_pool_limit",)  # each process says its own with its first page
        wait_until(lambda: site.ask_both(1) and site.figures()[limit] == WORKERS * 8, PATIENCE)


@pytest.mark.tour
@pytest.mark.django_db(transaction=True)
def test_folder_of_figures_is_private_and_goes_with_the_server(settings, tmp_path):
    with served(settings, tmp_path) as site:
        site.ask_both(1)
        paths = [Path(entry.path) for worker in site.workers() for entry in worker.memory_maps()]
        (folder,) = {path.parent for path in paths if path.suffix == ".db"}
        assert folder.stat().st_mode & 0o077 == 0
        before = site.answered()
        old = {worker.pid for worker in site.workers()}
        site.master.send_signal(signal.SIGHUP)
        wait_until(
            lambda: len(site.workers()) == WORKERS and not old & {worker.pid for worker in site.workers()}, PATIENCE
        )
        assert site.answered() == before
    wait_until(lambda: not folder.exists())


@pytest.mark.real_worker
@pytest.mark.django_db(transaction=True)
def test_task_of_a_real_worker_shows_up(settings, client, tmp_path):
    settings.CELERY_TASK_DEFAULT_QUEUE = queue = f"metrics-{os.getpid()}"
    settings.METRICS_TOKEN = TOKEN
    command = [sys.executable, "-m", "celery", "-A", "sustaining", "worker", "-c", "1", "--without-mingle", "-Q", queue]
    series = f'sustaining_tasks_total{{state="SUCCESS",task="{DELIVER}"}} 1.0'
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(
            command, cwd=ROOT, env=environment(settings, CELERY_QUEUE=queue), stdout=subprocess.DEVNULL, stderr=log
        )
    try:
        began = time.time()
        Nudge(DELIVER)()

        def text() -> str:
            return client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()

        wait_until(lambda: series in text())
        last = next(
            line for line in text().splitlines() if line.startswith("sustaining_task_last_end_timestamp_seconds{")
        )
        assert began <= float(last.split()[-1]) <= time.time()
    finally:
        worker.terminate()
        worker.wait(30)
