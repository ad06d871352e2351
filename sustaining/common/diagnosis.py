"""What `manage.py doctor` looks at that concerns no app: settings, database, Redis, files, clocks.

A check is a function of a `Clock` that returns findings; every finding is a sentence. A check that fails itself is a
finding too: the command answers when everything else is down.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.http.request import validate_host

from .clock import clock_error
from .counts import counted
from .files import files_storage
from .probes import find_missing_migrations, redis_answers

OLDEST_POSTGRESQL = 15
MOST_SECONDS_APART = 5
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 2 * 1024**3, 0.05
GIGABYTE = 1024**3
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Finding:
    """What one check says: its subject, a sentence, and whether it is as it should be."""

    subject: str
    text: str
    is_healthy: bool = True


Check = Callable[[Clock], Iterable[Finding]]


def examine(checks: Iterable[tuple[str, Check]], clock: Clock) -> Iterator[Finding]:
    """Yield the findings of all checks. One that fails says what failed, and the others go on."""
    for subject, check in checks:
        try:
            yield from check(clock)
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            yield Finding(subject, f"Not checked, because the database did not answer: {reason}", is_healthy=False)
        except Exception as error:  # whatever is broken, the other lines are wanted all the more
            yield Finding(subject, f"Not checked: {type(error).__name__}: {error}", is_healthy=False)


def check_settings(clock: Clock) -> Iterator[Finding]:
    """Report what `check --deploy` reports of the settings, and a SITE_URL that no host name fits."""
    problems = run_checks(tags=[Tags.security], include_deployment_checks=True)
    for problem in problems:
        yield Finding("settings", " ".join(filter(None, [problem.msg, problem.hint])), is_healthy=False)
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield Finding("settings", f"ALLOWED_HOSTS lacks {host}, the host of SITE_URL: add it.", is_healthy=False)
    elif not problems:
        yield Finding("settings", f"`check --deploy` finds nothing; DEBUG is off; the site is {settings.SITE_URL}.")


def check_database(clock: Clock) -> Iterator[Finding]:
    """Report the version of PostgreSQL, and how far its clock is from this machine's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        (version,) = cursor.fetchone()
    is_new = int(version.partition(".")[0]) >= OLDEST_POSTGRESQL
    advice = "" if is_new else f" Upgrade it to {OLDEST_POSTGRESQL} or newer."
    yield Finding("database", f"PostgreSQL {version} answers.{advice}", is_new)
    seconds = abs(clock_error(clock).total_seconds())
    if seconds > MOST_SECONDS_APART:
        advice = "Reminders and links go by these clocks: set up NTP on both machines."
        yield Finding("clocks", f"This machine and the database are {seconds:.0f} seconds apart. {advice}", False)
    else:
        yield Finding("clocks", "This machine and the database agree on the time.")


def check_migrations(clock: Clock) -> Iterator[Finding]:
    """Report migrations that the database lacks."""
    missing = find_missing_migrations()
    if missing:
        names = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        text = f"{counted(len(missing), 'migration')} to apply ({names}): run manage.py migrate."
        yield Finding("migrations", text, is_healthy=False)
    else:
        yield Finding("migrations", "The database has every migration of this release.")


def check_redis(clock: Clock) -> Iterator[Finding]:
    """Report whether Redis answers."""
    if redis_answers():
        yield Finding("redis", "Redis answers.")
    else:
        text = "Redis does not answer at REDIS_URL. Pages work and emails wait; start it, or correct the address."
        yield Finding("redis", text, is_healthy=False)


def check_files(clock: Clock) -> Iterator[Finding]:
    """Report whether attachments can be written, read and deleted, and how much room is left for them."""
    storage, content = files_storage(), secrets.token_bytes(16)
    place = settings.FILES_BUCKET or settings.FILES_DIR
    try:
        name = storage.save(f"doctor-{secrets.token_hex(8)}", ContentFile(content))
        with storage.open(name) as written:
            is_same = written.read() == content
        storage.delete(name)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        yield Finding("files", f"{place} cannot be written to by this user ({reason}).", is_healthy=False)
        return
    text = "can be written, read and deleted" if is_same else "gives back something else than was written"
    yield Finding("files", f"Files in {place} {text}.", is_same)
    if not settings.FILES_BUCKET:
        yield _find_room(str(settings.FILES_DIR))


def _find_room(folder: str) -> Finding:
    usage = shutil.disk_usage(folder)
    is_enough = usage.free >= min(LEAST_FREE_BYTES, usage.total * LEAST_FREE_SHARE)
    advice = "" if is_enough else " Make room before uploads fail."
    text = f"{usage.free / GIGABYTE:.1f} GB of {usage.total / GIGABYTE:.1f} GB are free in {folder}.{advice}"
    return Finding("disk", text, is_enough)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("settings", check_settings),
    ("database", check_database),
    ("migrations", check_migrations),
    ("redis", check_redis),
    ("files", check_files),
)
