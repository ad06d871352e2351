"""`make run` for real: sites side by side, ended in every way, leaving nothing; and what it says when it cannot."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from scripts.places import ROOT
from tests.ports import free_port

PATIENCE = 300  # seconds: ends a test whose site hangs; how long a start takes is not judged here


class Site:
    """One `python -m scripts.run` with a local folder of its own."""

    def __init__(self, local: Path, port: int | str) -> None:
        self.local = local
        self.port = port
        self.log = local / f"run-{port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run"],
                cwd=ROOT,
                env={**os.environ, "PORT": str(port), "SUSTAINING_LOCAL": str(local)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_until_welcome(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while "The site is at" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def answers(self, path: str = "healthz") -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=PATIENCE) as answer:
            return answer.status

    def answers_again(self, path: str) -> int:
        """Its status once it answers, after it has been started anew."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.answers(path)
            except OSError:
                assert time.monotonic() < deadline, self.said
                time.sleep(0.1)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def child(self, *arguments: str) -> psutil.Process:
        """The program started by the run whose command line has all of `arguments`."""
        [process] = [
            child for child in psutil.Process(self.process.pid).children() if set(arguments) <= set(child.cmdline())
        ]
        return process


@pytest.fixture
def sites():
    """Starts sites; whatever a failed test leaves of them is ended."""
    started: list[Site] = []

    def start(local: Path, port: int | str) -> Site:
        started.append(Site(local, port))
        return started[-1]

    yield start
    for site in started:
        if site.process.poll() is None:
            site.end(signal.SIGTERM)


@pytest.fixture
def other_local(local) -> Path:
    folder = local / "other"
    folder.mkdir(mode=0o711)
    return folder


@pytest.mark.tour
def test_two_checkouts_run_at_once_and_leave_no_process(local, other_local, sites, living):
    first = sites(local, free_port())
    first.wait_until_welcome()
    assert (first.answers(), first.answers("readyz")) == (200, 200)
    assert "Loading the demo" in first.said
    assert "lead@demo.example" in first.said
    assert len(living(local)) >= 5
    assert first.end(signal.SIGINT) == 0
    assert living(local) == []

    # The other checkout begins with a copy, which spares it the migrations.
    subprocess.run(["cp", "-a", local / "postgres", other_local], check=True)
    own_site, other_site = sites(local, free_port()), sites(other_local, free_port())
    for site in (own_site, other_site):
        site.wait_until_welcome()
        assert "Loading the demo" not in site.said, "a database that holds something is left as it is"
    assert "lead@demo.example" in own_site.said, "a later start shows the sign-ins again"
    assert "Bringing the database up to date" not in own_site.said, "nothing has changed since"
    assert "Bringing the database up to date" in other_site.said, "this folder has no note of its database"

    web = own_site.child("runserver")
    (ROOT / "sustaining" / "urls.py").touch()
    web.wait(PATIENCE)  # Django's reloader ends it
    assert own_site.answers_again("readyz") == 200
    assert own_site.child("runserver").pid != web.pid

    third = sites(local, free_port())
    assert third.process.wait(PATIENCE) == 1
    assert (
        third.said == f"This checkout is already running at http://127.0.0.1:{own_site.port}/: stop that one first.\n"
    )

    other_site.child("beat").kill()
    assert other_site.process.wait(PATIENCE) == 1
    assert "beat ended by itself (code -9), so everything else ends too." in other_site.said
    assert living(other_local) == []

    assert own_site.answers() == 200, "the first goes on"
    assert own_site.end(signal.SIGHUP) == 0
    assert living(local) == []


def test_signal_during_start_up_ends_the_run(local, sites, living):
    site = sites(local, free_port())
    while "Bringing the database up to date" not in site.said:
        time.sleep(0.02)
    assert site.end(signal.SIGTERM) == 0
    assert living(local) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what make was told")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_signal_to_make_ends_its_processes(tmp_path, number):
    lines = [
        "import sys, time",
        "from pathlib import Path",
        f"sys.path.insert(0, {str(ROOT)!r})",
        "from scripts.run import Run",
        "run = Run(Path('.'), 1)",
        "Path('begun').touch()",
        "while not run.asked_to_end: time.sleep(0.05)",
    ]
    (tmp_path / "program.py").write_text("\n".join(lines))
    # In single quotes the path may have a space; double ones would have make start a shell, and the program its child.
    (tmp_path / "Makefile").write_text(f"all:\n\t@'{sys.executable}' program.py\n")
    # A shell that puts the tests in the background has them, and all they start, ignore Ctrl-C.
    heed = f"import os, signal; signal.signal({int(number)}, signal.SIG_DFL); os.execvp('make', ['make'])"
    make = subprocess.Popen(
        [sys.executable, "-c", heed], cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not (tmp_path / "begun").exists():
            assert make.poll() is None
            time.sleep(0.02)
        make.send_signal(number)
        assert make.wait(PATIENCE) != 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(make.pid, signal.SIGKILL)


def test_busy_port_is_reported_in_a_sentence(local, sites):
    with closing(socket.socket()) as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        site = sites(local, port)
        assert site.process.wait(PATIENCE) == 1
    expected = f"Port {port} cannot be used (Address already in use): choose another with PORT={port + 1} make run.\n"
    assert site.said == expected


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "8000.5"])
def test_invalid_port_is_reported_in_a_sentence(local, sites, port):
    site = sites(local, port)
    assert site.process.wait(PATIENCE) == 1
    assert site.said == f"PORT is a number from 1 to 65535, not “{port}”: for example PORT=8123 make run.\n"


def test_unreachable_database_is_reported_in_a_sentence(local, sites, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    site = sites(local, free_port())
    assert site.process.wait(PATIENCE) == 1
    assert "The database of DATABASE_URL does not answer: " in site.said
    assert "Traceback" not in site.said


def manage(*arguments: str, python: tuple[str, ...] = (), **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_plain_manage_command_starts_and_stops_its_database(local, living):
    asks = """
import json
from django.conf import settings
from django.db import connection
connection.ensure_connection()
print(json.dumps([settings.DEBUG, len(settings.SECRET_KEY) >= 50, connection.settings_dict["OPTIONS"]["host"]]))
"""
    done = manage("shell", "--no-imports", "-c", asks, SUSTAINING_LOCAL=str(local))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True, True, str(local / "postgres")]
    assert living(local) == []


def test_manage_command_without_a_secret_key_is_refused(local):
    done = manage("check", SUSTAINING_LOCAL=str(local), DATABASE_URL="postgresql:///theirs", DEBUG="false")
    assert done.returncode != 0
    assert "Set SECRET_KEY to a long random value" in done.stderr


def test_manage_command_takes_the_address_of_its_database_from_a_file(tmp_path):
    """As containers give it (deploy/compose.yaml): no other database may be started, nor the command refused."""
    (tmp_path / "url").write_text("postgresql:///theirs\n")
    environment = {"DATABASE_URL_FILE": str(tmp_path / "url"), "DATABASE_URL": "", "DEBUG": "false", "SECRET_KEY": "x"}
    asks = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    done = manage("shell", "--no-imports", "-c", asks, **environment)
    assert (done.returncode, done.stdout.strip()) == (0, "theirs"), done.stderr


def test_python_without_packages_is_reported_with_the_fix():
    done = manage("migrate", "schools", python=("-S",))
    assert done.returncode == 1
    assert done.stderr.startswith("This Python has no ")
    assert done.stderr.endswith(": run `make setup` once, then `.venv/bin/python manage.py migrate schools`.\n")
