"""The site on several machines: two web hosts, two workers and two beats in production's settings, on the servers beside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import psycopg

from scripts.places import ROOT
from scripts.postgres import Postgres, programs
from tests.hosts.certificates import write_certificate
from tests.hosts.servers import HOST, LOCALHOST, ROLE, Bucket, Nginx, PgBouncer, TlsRedis, answers
from tests.hosts.visitor import Visitor
from tests.outbox.disruption import end
from tests.outbox.smtp_server import SmtpServer
from tests.outbox.test_redis_outage import wait_until
from tests.ports import free_port
from tests.programs import find_program
from tests.scripts.test_database_faults import restore

DATABASE = "sustaining_hosts"
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
GUNICORN = ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "sustaining.wsgi"]
WORKER = ["-m", "celery", "-A", "sustaining", "worker", "--concurrency", "1", "--loglevel", "INFO"]
PEOPLE = "import django; django.setup(); from django.utils import timezone; from tests.cast import gather; gather(timezone.now())"
BEAT = ["-m", "celery", "-A", "sustaining", "beat", "--pidfile=", "--schedule"]


@dataclass
class Cluster:
    """What runs, and where. Every process of the site has the same environment, as machines set up alike have."""

    folder: Path
    postgres: Postgres
    pgbouncer: PgBouncer
    redis: TlsRedis
    bucket: Bucket
    proxy: Nginx
    smtp_server: SmtpServer
    hosts: dict[int, subprocess.Popen] = field(default_factory=dict)
    workers: list[subprocess.Popen] = field(default_factory=list)
    beats: list[subprocess.Popen] = field(default_factory=list)

    @property
    def direct_url(self) -> str:
        """Return the address of PostgreSQL itself, as the site's own role."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={self.postgres.sockets}"

    def environment(self) -> dict[str, str]:
        """Return what a machine's `sustaining.env` would hold."""
        path = f"{programs()}:{os.environ['PATH']}"
        return KEYS | {
            "PATH": path, "HOME": str(self.folder),
            "DEBUG": "false", "SECRET_KEY": "a-key-that-is-long-enough-for-production-0123456789", "SITE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST, "TRUSTED_PROXY_COUNT": "1", "WEB_HOSTS": "2", "WEB_WORKERS": "1",
            "DATABASE_URL": self.direct_url, "PGBOUNCER_URL": self.pgbouncer.url, "REDIS_URL": self.redis.url(),
            "FILES_BUCKET": Bucket.name, "FILES_S3_ENDPOINT": self.bucket.url, "FILES_S3_REGION": "eu-west-2",
            "EMAIL_URL": f"smtp://{LOCALHOST}:{self.smtp_server.port}", "EMAIL_RETRY_SECONDS": "1", "CELERY_QUEUE": "sustaining",
            "FROM_EMAIL": "Sustaining <no-reply@example.org>", "STATIC_ROOT": str(self.folder / "static"),
        }  # fmt: skip

    def start(self, name: str, command: Sequence[str], **more: str) -> subprocess.Popen:
        """Start a process of the site, with all it starts in a group of its own."""
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment() | more, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def manage(self, *arguments: str, **more: str) -> str:
        """Run manage.py to its end and return what it printed. Raises AssertionError with what went wrong."""
        return self.run("manage.py", *arguments, **more)

    def run(self, *command: str, **more: str) -> str:
        """Run Python to its end and return what it printed. Raises AssertionError with what went wrong."""
        environment = self.environment() | {"DJANGO_SETTINGS_MODULE": "sustaining.settings"} | more
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout + done.stderr

    def start_host(self, port: int) -> None:
        """Start the web host of a port, and wait until it is ready."""
        self.hosts[port] = self.start(f"web-{port}", GUNICORN, WEB_BIND=f"{LOCALHOST}:{port}")
        wait_until(lambda: answers(port))

    def kill_host(self, port: int) -> None:
        """Kill a web host with its workers, as a machine that loses its power does."""
        end(self.hosts.pop(port))

    def start_worker(self) -> None:
        """Start a Celery worker."""
        name = f"worker-{len(list(self.folder.glob('worker-*.log')))}"
        self.workers.append(self.start(name, [*WORKER, "--hostname", f"{name}@%h"]))

    def start_beat(self) -> None:
        """Start a beat with a schedule of its own."""
        name = f"beat-{len(list(self.folder.glob('beat-*.log')))}"
        self.beats.append(self.start(name, [*BEAT, str(self.folder / f"{name}.schedule")]))

    def holder(self) -> int:
        """Return the process id of the beat that holds the lease; 0 while none does."""
        rows = self.ask("SELECT holder FROM outbox_beatlease WHERE ends_at > clock_timestamp()")
        return int(rows[0][0].split(":")[1]) if rows else 0

    def kill_the_beat_that_sends(self) -> None:
        """Kill the beat that holds the lease."""
        beat = next(beat for beat in self.beats if beat.pid == self.holder())
        self.beats.remove(beat)
        end(beat)

    def visitor(self) -> Visitor:
        """Return somebody with a browser."""
        return Visitor(self.proxy.port, self.proxy.certificate / "certificate.pem")

    def ask(self, statement: str, *values: object) -> list[tuple]:
        """Return the rows with which PostgreSQL itself answers."""
        with psycopg.connect(self.direct_url) as line:
            return line.execute(statement, values).fetchall()

    def stop(self) -> None:
        """Kill every process of the site."""
        for process in (*self.hosts.values(), *self.workers, *self.beats):
            end(process)


def prepare_database(postgres: Postgres) -> None:
    """Make the site's role, and a database of its own with the schema of the tests."""
    with psycopg.connect(postgres.url, autocommit=True) as line:
        line.execute(f"CREATE ROLE {ROLE} LOGIN")
        line.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
    restore(f"postgresql://{ROLE}@/{DATABASE}?host={postgres.sockets}")


@contextmanager
def several_machines(folder: Path) -> Iterator[Cluster]:
    """Bring everything up with the demo in the database, and take it down afterwards."""
    for name in ("pgbouncer", "redis-server", "nginx"):
        find_program(name)
    folder.chmod(0o755)  # PgBouncer and nginx run as other users than root
    certificate = write_certificate(folder / "tls")
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(folder, durable=False))
        prepare_database(postgres)
        pgbouncer = PgBouncer(folder, database=DATABASE, sockets=postgres.sockets)
        redis, bucket = TlsRedis(folder, certificate=certificate), Bucket(folder)
        proxy = Nginx(folder, certificate=certificate, hosts=(free_port(), free_port()))
        smtp_server = SmtpServer(delay=0.02)
        smtp_server.controller.start()
        stack.callback(smtp_server.leave)
        cluster = Cluster(folder, postgres, pgbouncer, redis, bucket, proxy, smtp_server)
        for server in (pgbouncer, redis, bucket):
            stack.callback(server.stop)
            server.start()
        make_bucket(bucket)
        collecting = cluster.start("static", ["manage.py", "collectstatic", "--no-input", "--verbosity=0"])
        stack.callback(collecting.kill)
        cluster.run("-c", PEOPLE)
        assert collecting.wait(timeout=300) == 0
        stack.callback(cluster.stop)
        for port in proxy.hosts:
            cluster.start_host(port)
        for _ in range(2):
            cluster.start_worker()
            cluster.start_beat()
        stack.callback(proxy.stop)
        proxy.start()
        yield cluster


def make_bucket(bucket: Bucket) -> None:
    """Create the bucket of the site's files."""
    client = boto3.client(
        "s3", endpoint_url=bucket.url, region_name="eu-west-2", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=Bucket.name, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    client.close()
