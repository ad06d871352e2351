"""`make run`: PostgreSQL, Redis, the site, a Celery worker and beat, together; Ctrl-C ends all of them."""

import fcntl
import hashlib
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from .child import Child, end_all, say
from .migrated import MigratedNote, is_empty
from .parent import Parent
from .places import ROOT, CannotStart, bytecode_variables, local_directory
from .services import development_environment, services

HOST = "127.0.0.1"
MANAGE = [sys.executable, str(ROOT / "manage.py")]
# Celery's banners are left out, and its advice not to be root, which on a developer's machine or in a container it is.
CELERY = [sys.executable, "-W", "ignore:You're running the worker with", "-m", "celery", "--quiet", "-A", "sustaining"]
# Django's reloader ends its child with this code when a file has changed, and starts another (django.utils.autoreload).
RELOAD = 3


class Run:
    """One `make run` of this checkout."""

    def __init__(self, local: Path, port: int) -> None:
        self.local = local
        self.port = port
        self.address = f"http://{HOST}:{port}/"
        self.parent = Parent()
        self.signalled = False
        self.environment: dict[str, str] = {}

    def go(self) -> None:
        """Start everything, stay until a signal or until a program ends by itself. Raises CannotStart."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        with _only_run(self.local, self.address):
            _must_be_free(self.port)
            with services(self.local) as service_urls:
                self.environment = self._environment(service_urls)
                self._start()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.signalled = True

    @property
    def asked_to_end(self) -> bool:
        """True once we, or the make that waits for us, got a signal."""
        return self.signalled or self.parent.was_told_to_end()

    def _environment(self, service_urls: dict[str, str]) -> dict[str, str]:
        own = {
            "SITE_URL": self.address.rstrip("/"),
            "SUSTAINING_LOCAL": str(self.local),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_RUNSERVER_HIDE_WARNING": "true",
        }
        given = dict(os.environ) | bytecode_variables(self.local)
        return own | given | development_environment(self.local) | service_urls

    def _start(self) -> None:
        database_url = self.environment["DATABASE_URL"]
        signs_in = _DemoNotes(self.local, database_url)
        signs_in.note_whether_empty()
        migrated = MigratedNote(self.local, database_url)
        if not migrated.holds():
            say("Bringing the database up to date.")
            self._step("migrate", "--verbosity=0")
            if not self.asked_to_end:
                migrated.write()
        if signs_in.is_missing and not self.asked_to_end:
            say("Loading the demo: a hub, its people and a year of work.")
            signs_in.save(self._step("demo", "--skip-checks"))
        if not self.asked_to_end:
            self._serve(signs_in.text)

    def _step(self, *command: str) -> str:
        """Run a manage.py command to its end and return what it said. Raises CannotStart when it fails."""
        child = Child(command[0], [*MANAGE, *command], self.environment)
        try:
            while child.ended() is None and not self.asked_to_end:
                select.select([child.output], [], [], 0.2)
                child.relay(quietly=True)
            child.relay(quietly=True)
        finally:
            end_all([child])
        output = "\n".join(child.lines)
        if child.ended() and not self.asked_to_end:
            raise CannotStart(f"{output}\n`manage.py {' '.join(command)}` failed; what it said is above.")
        return output

    def _serve(self, signs_in: str) -> None:
        """Run the site, and once it answers the worker and beat, so that it need not share the processors until then."""
        # The worker makes the same checks while the site starts.
        web = self._web("--skip-checks")
        others: list[Child] = []
        try:
            while not self.asked_to_end:
                select.select([child.output for child in (web, *others)], [], [], 0.2 if others else 0.05)
                for child in (web, *others):
                    child.relay()
                if (code := web.ended()) == RELOAD:
                    web.close()
                    web = self._web()
                elif code is not None:
                    raise _ended_by_itself(web)
                for child in others:
                    if child.ended() is not None:
                        raise _ended_by_itself(child)
                if not others and _answers(self.port):
                    others = self._worker_and_beat()
                    self._welcome(signs_in)
        finally:
            say("Stopping.")
            end_all([web, *others])

    def _web(self, *options: str) -> Child:
        """Start the site, which ends with RELOAD once a file has changed.

        With RUN_MAIN Django is at once what its reloader starts. It would first load the whole site, to start another.
        """
        command = [*MANAGE, "runserver", f"{HOST}:{self.port}", *options]
        return Child("web", command, self.environment | {"RUN_MAIN": "true"}, ends_on=signal.SIGINT)

    def _worker_and_beat(self) -> list[Child]:
        """Start the worker and beat."""
        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        worker = [*CELERY, "worker", "--concurrency=2", "--loglevel=INFO", *alone]
        beat = [*CELERY, "beat", "--loglevel=WARNING", f"--schedule={self.local / 'beat-schedule'}", "--pidfile="]
        return [Child("worker", worker, self.environment), Child("beat", beat, self.environment)]

    def _welcome(self, signs_in: str) -> None:
        mail = (
            f"\nEmails that the site sends are files in {self.local / 'mail'}." if "EMAIL_URL" not in os.environ else ""
        )
        rule = "-" * 80
        say(
            f"{rule}\n{signs_in}{mail}\nThe site is at {self.address} (Ctrl-C ends it and all that it started).\n{rule}"
        )


class _DemoNotes:
    """Whether a database is to get the demo, and what `manage.py demo` said about signing in.

    A database that held tables before our first start is somebody's own: it never gets the demo from here.
    """

    def __init__(self, local: Path, database_url: str) -> None:
        self.database_url = database_url
        self.path = local / f"demo-{hashlib.sha256(database_url.encode()).hexdigest()[:12]}"

    def note_whether_empty(self) -> None:
        """On the first start on an empty database, leave an empty note, which a demo cut short leaves empty."""
        if is_empty(self.database_url):
            self.save("")

    @property
    def is_missing(self) -> bool:
        return self.path.exists() and not self.text

    @property
    def text(self) -> str:
        return self.path.read_text() if self.path.exists() else ""

    def save(self, notes: str) -> None:
        self.path.write_text(notes)


@contextmanager
def _only_run(local: Path, address: str) -> Iterator[None]:
    """Hold the checkout's one place for a run: two would share a clock file and a queue."""
    local.mkdir(parents=True, exist_ok=True)
    with closing((local / "run.lock").open("a+")) as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            place.seek(0)
            raise CannotStart(f"This checkout is already running at {place.read()}: stop that one first.") from None
        place.truncate(0)
        place.write(address)
        place.flush()
        yield


def _ended_by_itself(child: Child) -> CannotStart:
    return CannotStart(f"{child.name} ended by itself (code {child.ended()}), so everything else ends too.")


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            raise CannotStart(
                f"Port {port} cannot be used ({problem.strerror}): choose another with PORT={port + 1} make run."
            ) from problem


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _port() -> int:
    """Return the port from the environment's PORT, 8000 by default. Raises CannotStart."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise CannotStart(f"PORT is a number from 1 to 65535, not “{text}”: for example PORT=8123 make run.")
    return int(text)


def main() -> int:
    """Run until told to end; 1 when something was in the way."""
    try:
        Run(local_directory(), _port()).go()
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
