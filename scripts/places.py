"""Where this checkout keeps what it makes while it runs, and the one error of this package."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# A unix socket's whole path fits in 104 bytes on macOS and 108 on Linux; the longest name inside is PostgreSQL's.
LONGEST_SOCKET_DIRECTORY = 103 - len("/.s.PGSQL.5432")


class CannotStart(Exception):
    """Something this machine lacks or forbids; its str is one sentence for the person at the keyboard."""


def local_directory() -> Path:
    """Return the folder for databases, keys and mail: `.local/` of the checkout unless SUSTAINING_LOCAL is set."""
    return Path(os.environ.get("SUSTAINING_LOCAL") or ROOT / ".local").resolve()


def bytecode_variables(local: Path) -> dict[str, str]:
    """Return what has Python keep bytecode in `local` where PYTHONDONTWRITEBYTECODE keeps it from beside the sources.

    Without any, every program compiles all of some two thousand modules each time it starts.
    """
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(local / "bytecode")}


def socket_directory(home: Path) -> Path:
    """Return the folder of the server's sockets: `home`, or a short stand-in when its path is too long.

    The stand-in's name comes from the path, so that every process of one checkout finds the same one.
    """
    if len(os.fsencode(home)) <= LONGEST_SOCKET_DIRECTORY:
        return home
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    stand_in = Path(tempfile.gettempdir()) / f"sustaining-{digest}"
    if len(os.fsencode(stand_in)) <= LONGEST_SOCKET_DIRECTORY:
        return stand_in
    return Path("/tmp") / stand_in.name  # noqa: S108  (a private folder is made there, and its owner is checked)


def private_directory(path: Path, owner: int) -> Path:
    """Make `path` (mode 0700, owned by the user id `owner`) or check that it is so. Raises CannotStart."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid not in {owner, os.geteuid()}:
        raise CannotStart(f"{path} belongs to somebody else: remove it, or run as the user who made it.")
    if path.stat().st_uid != owner:
        os.chown(path, owner, -1)
    path.chmod(0o700)
    return path


def secret_key(home: Path) -> str:
    """Return the SECRET_KEY of this checkout's development site, made on first use and readable by its owner only."""
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        draft.replace(path)
    return path.read_text()
