"""gunicorn and nginx by the files of `deploy/`, locust, and what they and PostgreSQL use of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg
import requests

from scripts.places import ROOT
from tests.background import Background
from tests.hosts.certificates import write_certificate
from tests.hosts.servers import LOCALHOST, Nginx, answers
from tests.outbox.test_redis_outage import wait_until
from tests.ports import free_port

LOCUST = ROOT / ".local" / "load" / "bin" / "locust"
VISITORS = ROOT / "bench" / "load" / "visitors.py"
EVERY = 1.0
"""Seconds between two looks at memory and connections."""
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@contextmanager
def served(folder: Path, application: str, environment: Mapping[str, str]) -> Iterator[Served]:
    """Serve a WSGI application by gunicorn behind nginx; the folder gets their logs. Ends both."""
    folder.mkdir()
    folder.chmod(0o755)  # nginx's workers are another user where we are root
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", application]
    with (folder / "gunicorn.log").open("wb") as log:
        gunicorn = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment, "WEB_BIND": f"{LOCALHOST}:{port}"}, stdout=log, stderr=log
        )  # fmt: skip
    proxy = Nginx(folder, certificate=write_certificate(folder / "tls"), hosts=(port,))
    try:
        wait_until(lambda: answers(port))
        proxy.start()
        wait_until(lambda: _serves(port), seconds=60)
        yield Served(f"https://localhost:{proxy.port}", psutil.Process(gunicorn.pid))
    finally:
        proxy.stop()
        gunicorn.terminate()
        gunicorn.wait()


def _serves(port: int) -> bool:
    """Return whether gunicorn's workers have loaded the site: one that has answers, if only that there is no such page."""
    with suppress(requests.RequestException):
        return requests.get(f"http://{LOCALHOST}:{port}/healthz", timeout=5).status_code < 500
    return False


@dataclass(frozen=True)
class Served:
    """Where a site is, and gunicorn's master process."""

    address: str
    gunicorn: psutil.Process

    def workers(self) -> list[psutil.Process]:
        """Return gunicorn's workers."""
        return self.gunicorn.children(recursive=True)


@dataclass
class Watch(Background):
    """Watches the machine while it is open. Memory is in bytes, one list of workers' shares a look; seconds of processor."""

    served: Served
    database_url: str = ""
    memory: list[list[int]] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    processor: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._before = self._used()
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self.processor = {name: used - self._before[name] for name, used in self._used().items()}

    def run_until_over(self) -> None:
        """Look at memory and connections."""
        while not self.over.wait(EVERY):
            with suppress(psutil.NoSuchProcess):
                self.memory.append([worker.memory_full_info().pss for worker in self.served.workers()])
            if self.database_url:
                with psycopg.connect(self.database_url) as line:
                    self.connections.append(line.execute(CONNECTIONS).fetchall()[0][0])

    def _used(self) -> dict[str, float]:
        """Return seconds of processor since they were started, by kind of process."""
        gunicorn = {process.pid for process in [self.served.gunicorn, *self.served.workers()]}
        used = {"gunicorn": 0.0, "postgres": 0.0, "nginx": 0.0}
        for process in psutil.process_iter(["name", "cpu_times", "pid"]):
            name = "gunicorn" if process.info["pid"] in gunicorn else process.info["name"]
            if name in used and process.info["cpu_times"]:
                times = process.info["cpu_times"]
                # A server process of PostgreSQL that ended is counted with the postmaster that waited for it.
                used[name] += times.user + times.system + times.children_user + times.children_system
        return used


@dataclass(frozen=True)
class Load:
    """What locust says of a run: requests by name, each with its times in milliseconds and their numbers."""

    visitors: int
    seconds: float
    entries: list[dict[str, Any]]

    @property
    def requests(self) -> int:
        """Return how many were answered."""
        return sum(entry["num_requests"] for entry in self.entries)

    @property
    def failures(self) -> int:
        """Return how many were answered with an error, or with another page than was wanted."""
        return sum(entry["num_failures"] for entry in self.entries)

    @property
    def pace(self) -> float:
        """Return requests a second."""
        return self.requests / self.seconds

    def late(self, share: float = 0.95) -> float:
        """Return the milliseconds in which this share of all requests was answered."""
        return percentile([entry["response_times"] for entry in self.entries], share)


def percentile(histograms: Sequence[Mapping[str, int]], share: float) -> float:
    """Return the milliseconds below which this share of the requests in the histograms lies."""
    counts: dict[float, int] = {}
    for histogram in histograms:
        for milliseconds, number in histogram.items():
            counts[float(milliseconds)] = counts.get(float(milliseconds), 0) + number
    rank, passed = share * sum(counts.values()), 0
    for milliseconds in sorted(counts):
        passed += counts[milliseconds]
        if passed >= rank:
            return milliseconds
    return 0.0


def load(address: str, kinds: Sequence[str], visitors: int, seconds: int, **environment: str) -> Load:
    """Send so many visitors for so many seconds. Raises RuntimeError with what locust wrote when it failed itself."""
    command = [
        str(LOCUST), "-f", str(VISITORS), "--headless", "--json", "--host", address, "--users", str(visitors),
        "--spawn-rate", str(visitors), "--run-time", f"{seconds}s", "--exit-code-on-error", "0", "--skip-log", *kinds,
    ]  # fmt: skip
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        csv = ["--csv", f"{folder}/load"]
        process = subprocess.run(
            [*command, *csv], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        if process.returncode:
            raise RuntimeError(process.stderr[-3000:])
        print(*Path(folder, "load_failures.csv").read_text().splitlines()[1:], sep="\n", file=sys.stderr)
    entries = json.loads(process.stdout[process.stdout.index("[") :])
    first = min((entry["start_time"] for entry in entries), default=began)
    last = max((entry["last_request_timestamp"] for entry in entries), default=began + seconds)
    return Load(visitors, last - first, entries)
