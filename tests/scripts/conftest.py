"""Folders and watching for tests that start real servers and whole sites."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest


@pytest.fixture
def local() -> Iterator[Path]:
    """An empty local folder with a short path, which root's PostgreSQL may pass into as another user."""
    folder = Path(tempfile.mkdtemp(prefix="local-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test run's own servers are not those that these tests are about."""
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "CELERY_QUEUE", "PORT", "CI", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def living() -> Callable[[Path], list[str]]:
    """A function that lists the programs running with this local folder, zombies left out."""

    def look(local: Path) -> list[str]:
        processes = []
        for process in psutil.process_iter():
            try:
                ours = process.environ().get("SUSTAINING_LOCAL") == str(local)
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    processes.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return processes

    return look
