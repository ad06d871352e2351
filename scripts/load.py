"""`make load`: many people at once, by locust in a virtual environment of its own, on services that wait for the disk."""

import hashlib
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .places import ROOT, CannotStart, local_directory
from .test import with_services

LOCK = ROOT / "requirements-load.txt"
PLACE = ROOT / ".local" / "load"
"""Not in .venv: locust patches what it meets when it is imported, and brings a plugin for pytest."""


def main(arguments: Sequence[str]) -> int:
    """Run `python -m bench.load` with `arguments`; its exit code, or 1 when something was in the way."""
    try:
        install()
        with tempfile.TemporaryDirectory(prefix="sustaining-static-") as static:
            Path(static).chmod(0o755)
            return with_services([sys.executable, "-m", "bench.load", *arguments], environment(static), durable=True)
    except (CannotStart, subprocess.CalledProcessError) as problem:
        print(problem, file=sys.stderr)
        return 1


def install() -> None:
    """Install what requirements-load.txt locks, when it has changed. Raises CalledProcessError."""
    digest, stamp = hashlib.sha256(LOCK.read_bytes()).hexdigest(), PLACE / "installed"
    if stamp.exists() and stamp.read_text() == digest:
        return
    print("Installing locust")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(PLACE)], check=True)
    quiet = ["-qq", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r", str(LOCK)]
    subprocess.run([str(PLACE / "bin" / "python"), "-m", "pip", "install", *quiet], check=True)
    stamp.write_text(digest)


def environment(static: str) -> dict[str, str]:
    """Return production's settings for a site at https://localhost that sends no email. `static` is a folder to fill."""
    return {
        "DEBUG": "false", "SECRET_KEY": secrets.token_urlsafe(50), "SITE_URL": "https://localhost",
        "ALLOWED_HOSTS": "localhost,127.0.0.1", "TRUSTED_PROXY_COUNT": "1", "FROM_EMAIL": "no-reply@sustaining.example",
        "EMAIL_URL": "smtp://127.0.0.1:9",  # no worker runs: what is written stays in the outbox
        "ADMIN_NEEDS_SECOND_FACTOR": "false", "STATIC_ROOT": static, "FILES_DIR": str(local_directory() / "load-files"),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
