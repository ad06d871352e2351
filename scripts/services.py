"""What the site needs beside itself, as environment variables: DATABASE_URL and REDIS_URL, started where not given."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from .places import local_directory, secret_key
from .postgres import Postgres
from .redis import Redis


@contextmanager
def services(local: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """DATABASE_URL and REDIS_URL as given in the environment, or of servers that run while this is open.

    Raises CannotStart.
    """
    urls: dict[str, str] = {}
    with ExitStack() as stack:
        for variable, server in (("DATABASE_URL", Postgres(local, durable=durable)), ("REDIS_URL", Redis(local))):
            urls[variable] = os.environ.get(variable) or stack.enter_context(server).url
        yield urls


@contextmanager
def throwaway_services(local: Path, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """Services of one's own in a new folder under `local`, which is gone afterwards. Raises CannotStart."""
    local.mkdir(parents=True, exist_ok=True)
    sweep(local)
    home = Path(tempfile.mkdtemp(prefix="test-", dir=local))
    home.chmod(0o711)  # root's PostgreSQL passes through as another user
    with (home / "in-use").open("wb") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_EX)
        try:
            with services(home, durable=durable) as urls:
                yield urls
        finally:
            shutil.rmtree(home, ignore_errors=True)


def sweep(local: Path) -> None:
    """End and remove the throwaway services whose user was killed before it could."""
    for home in local.glob("test-*"):
        with suppress(OSError), (home / "in-use").open("rb") as in_use:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for server in (Postgres(home), Redis(home)):
                server.leave()
            shutil.rmtree(home, ignore_errors=True)


def development_environment(local: Path) -> dict[str, str]:
    """Return the settings of a developer's own site, for what the environment leaves open."""
    defaults = {
        "DEBUG": "true",
        "SECRET_KEY": secret_key(local),
        "EMAIL_URL": f"filemail:///{quote(str(local / 'mail'))}",
    }
    return {name: value for name, value in defaults.items() if name not in os.environ}


@contextmanager
def own_services_unless_given() -> Iterator[None]:
    """For `manage.py`: with DATABASE_URL set change nothing; else be a development site on services of its own."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    local = local_directory()
    with services(local) as urls:
        os.environ.update(development_environment(local) | urls)
        yield
