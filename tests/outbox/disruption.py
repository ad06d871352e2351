"""Delivery under disruption: real workers, SMTP server, Redis and PostgreSQL that are killed and restarted.

Everything is met from outside: workers are processes in production's settings, and what became of each mail is read from
the database and from the mail server.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from celery import Celery
from django.conf import settings as site
from django.db import connection, transaction
from django.utils import timezone

from scripts.places import ROOT
from scripts.redis import Redis
from sustaining.accounts.models import User
from sustaining.common.nudge import DELIVER
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.links import Address, hash_token
from sustaining.outbox.messages import Rendered
from tests.outbox.smtp_server import Arrival, SmtpServer

TICK = 0.5
"""Seconds between two ticks of the clock, which on a site are a minute apart."""
WORKER = ["-A", "sustaining", "worker", "-c", "1", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
PERMANENT = "550 No such person"
STORY = (
    "{mails:,} mails, {seconds:.0f} s: {kills} kills, {upsets}; {came:,} came, {again} of them once more, having been in \
flight at a kill or when a service went; {failed:,} refused for good, {turned_away:,} times asked to come again."
)


@dataclass(frozen=True)
class Outage:
    """Something that breaks in the middle of it, from its first moment until all is as it was."""

    what: str
    began: float
    ended: float


@dataclass
class Disruption:
    """Two workers on the database at `url`, told by a Redis of their own; what is done to them, and when it was."""

    url: str
    redis: Redis
    smtp_server: SmtpServer
    restart_database: Callable[[], object]
    away: float = 2
    queue: str = field(default_factory=lambda: f"disruption-{os.getpid()}")
    upsets: list[Outage] = field(default_factory=list)
    workers: list[subprocess.Popen] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """What this disruption's processes are told: production's settings but for the waits between attempts."""
        return {
            **os.environ, "DATABASE_URL": self.url, "REDIS_URL": self.redis.url, "CELERY_QUEUE": self.queue, "DEBUG": "false",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_server.port}", "EMAIL_RETRY_SECONDS": "1", "SECRET_KEY": site.SECRET_KEY,
        }  # fmt: skip

    def start(self, *command: str, **more: str) -> subprocess.Popen:
        """Python with `command`, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env={**self.environment(), **more}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start_worker(self) -> subprocess.Popen:
        """A Celery worker."""
        return self.start("-m", "celery", *WORKER, "-Q", self.queue)

    def kill(self) -> None:
        """End one of the two, drawn by lot, as a machine does that loses its power; another takes its place."""
        with self._outage("kill"):
            worker = self.workers.pop(random.randrange(len(self.workers)))
            end(worker)
        self.workers.append(self.start_worker())

    def restart_redis(self) -> None:
        """Redis goes, with all it knew, and comes back empty."""
        with self._outage("Redis restarted"):
            self.redis.stop()
            time.sleep(self.away / 4)
            self.redis.start()

    def restart_postgres(self) -> None:
        """The database ends every connection."""
        with self._outage("PostgreSQL restarted"):
            self.restart_database()

    def lose_the_mail_server(self) -> None:
        """Nobody listens for a while."""
        with self._outage("mail server away"):
            self.smtp_server.leave()
            time.sleep(self.away)
            self.smtp_server.come_back()

    @contextmanager
    def _outage(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.upsets.append(Outage(what, began, time.monotonic()))

    def blow(self, plan: Sequence[tuple[int, Callable[[], None]]], seconds: float) -> None:
        """Do each thing of `plan` when so many mails have come; return when nothing waits any more.

        Raises AssertionError when that takes longer than `seconds`.
        """
        until = time.monotonic() + seconds
        self.workers = [self.start_worker(), self.start_worker()]
        with self.clock():
            try:
                for after, happen in sorted(plan, key=lambda entry: entry[0]):
                    self.smtp_server.wait_for(after, until - time.monotonic())
                    time.sleep(random.uniform(0, 0.02))
                    happen()
                while self.counts().get("queued"):
                    assert time.monotonic() < until, f"after {seconds} s there stand {self.counts()}"
                    time.sleep(0.2)
            finally:
                for worker in self.workers:
                    end(worker)

    @contextmanager
    def clock(self) -> Iterator[None]:
        """Asks for a round of delivery at every tick, like Celery's beat, whether or not anybody hears it."""
        path = self.redis.url.removeprefix("unix://")
        options = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0}
        app = Celery("clock", broker=f"redis+socket://{path}", set_as_current=False)
        app.conf.update(broker_transport_options=options)
        over = threading.Event()

        def tick() -> None:
            while not over.wait(TICK):
                with suppress(Exception):
                    app.send_task(DELIVER, queue=self.queue, retry=False, expires=2)

        thread = threading.Thread(target=tick)
        thread.start()
        yield
        over.set()
        thread.join()
        app.close()

    def counts(self) -> dict[str, int]:
        """How many mails stand where."""
        return dict(self.ask("SELECT state, count(*) FROM outbox_email GROUP BY 1"))

    def ask(self, statement: str) -> list[tuple]:
        """The rows that the database answers with."""
        with psycopg.connect(self.url) as line:
            return line.execute(statement).fetchall()

    def in_flight(self) -> list[Arrival]:
        """What an upset may have caught between the mail server’s taking and the database’s noting: the last of its line.

        A worker that waits for its turn on a busy machine may stand there for seconds before it is killed; and what it had
        put on the line is taken a moment after it is dead.
        """
        last: dict[int, Arrival] = {arrival.line: arrival for arrival in self.smtp_server.arrivals}
        return [
            attempt for attempt in last.values() if any(u.began - 10 <= attempt.at <= u.ended + 1 for u in self.upsets)
        ]

    def judge(self, mails: int) -> str:
        """Say how it went. Raises AssertionError when a mail was lost, written twice, or came again without a reason."""
        rows = self.ask('SELECT "to", message_id, state, last_answer FROM outbox_email')
        written = {message for _, message, _, _ in rows}
        refused = {message for to, message, _, _ in rows if to in self.smtp_server.refuse}
        came = self.smtp_server.ids()
        assert len(written) == len({to for to, *_ in rows}) == len(rows) == mails, (
            "one Message-ID a person and occasion"
        )
        assert set(came) == written - refused, "a mail was lost, or came under a Message-ID that nobody wrote"
        for _, message, state, answer in rows:
            assert (state, "550" in answer) == (("failed", True) if message in refused else ("sent", False)), answer
        self._judge_repeats()
        self._judge_links()
        kills = [upset for upset in self.upsets if upset.what == "kill"]
        others = [upset.what for upset in self.upsets if upset.what != "kill"]
        return STORY.format(
            mails=mails, kills=len(kills), upsets=", ".join(others), came=len(came), again=came.total() - len(came),
            failed=len(refused), turned_away=self.smtp_server.turned_away,
            seconds=self.smtp_server.arrivals[-1].at - self.smtp_server.arrivals[0].at,
        )  # fmt: skip

    def _judge_links(self) -> None:
        """Every link that arrived, in first copies and in repeats, opens something, and no two are the same."""
        hashes = {row[0] for row in self.ask("SELECT token_hash FROM outbox_link WHERE revoked_at IS NULL")}
        bodies = [str(message.get_payload(0).get_payload(decode=True)) for message in self.smtp_server.messages]  # type: ignore[union-attr]
        tokens = [match[1] for body in bodies if (match := re.search(r"/mail/stop/([^/]+)/", body))]
        assert tokens
        assert len(set(tokens)) == len(tokens)
        assert {hash_token(token) for token in tokens} <= hashes, "a link arrived that was never committed"

    def _judge_repeats(self) -> None:
        """Each arrival but a mail's last was in flight at an upset: one for a killed worker, two where all of a service went."""
        times: dict[str, list[Arrival]] = defaultdict(list)
        for arrival in self.smtp_server.arrivals:
            times[arrival.message_id].append(arrival)
        repeated = {attempt for same_message in times.values() for attempt in same_message[:-1]}
        unexplained = repeated - set(self.in_flight())
        assert not unexplained, f"came again, and nothing had caught them in flight: {unexplained}; {self.upsets}"
        assert len(repeated) <= sum(1 if upset.what == "kill" else 2 for upset in self.upsets)


@contextmanager
def disruption_on(
    url: str, home: Path, restart_database: Callable[[], object] = bool, **more: float
) -> Iterator[Disruption]:
    """A disruption on the database at `url`, with a mail server and a Redis of its own, the latter kept at `home`."""
    smtp_server = SmtpServer(delay=0.002)
    smtp_server.controller.start()
    with Redis(home) as redis:
        yield Disruption(url, redis, smtp_server, restart_database, **more)
    smtp_server.leave()


def slowed(home: Path, seconds: float) -> Iterator[Disruption]:
    """The tests' database, and a mail server that takes so many seconds a mail. For a fixture."""
    with disruption_on(url_of_the_tests(), home) as disrupted:
        disrupted.smtp_server.delay = seconds
        yield disrupted


def url_of_the_tests() -> str:
    """Where the database of this test run is, for other processes."""
    connection.ensure_connection()
    to = connection.connection.info
    place = urlencode({"host": to.host, "port": to.port}, quote_via=quote)  # libpq takes no plus for a space
    return f"postgresql://{to.user}:{quote(to.password)}@/{to.dbname}?{place}"


def end(process: subprocess.Popen) -> None:
    """Without a word, and all that it started with it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def plan(disruption: Disruption, mails: int, *, kills: int, redis: int) -> list[tuple[int, Callable[[], None]]]:
    """So many kills, Redis restarted so often, PostgreSQL and the mail server once: each at a moment drawn by lot."""
    happenings = [disruption.kill] * kills + [disruption.restart_redis] * redis
    happenings += [disruption.restart_postgres, disruption.lose_the_mail_server]
    random.shuffle(happenings)
    moments = random.sample(range(mails // 50, int(mails * 0.85)), len(happenings))
    return list(zip(moments, happenings, strict=True))


def permanent_refusals(mails: int, share: float) -> dict[str, str]:
    """The addresses, drawn by lot, that the mail server does not know."""
    return {address(number): PERMANENT for number in random.sample(range(mails), int(mails * share))}


def address(number: int) -> str:
    """Whom a mail is for."""
    return f"person{number}@school.example"


def write_mails(number: int) -> None:
    """Have `number` mails wait, written in one transaction; every other one carries a link."""
    stop = Address("stop", User.objects.system())
    with transaction.atomic():
        for number_ in range(number):
            parts = {str(stop): stop.as_json()} if number_ % 2 else {}
            rendered = Rendered(f"Mail {number_}", f"Hello {stop if parts else ''}", "<p>Hello</p>", parts)
            queue_rendered(f"disruption:{number_}", rendered, to=address(number_), kind="note", now=timezone.now())
