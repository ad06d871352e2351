"""Whether `migrate` has anything to do, told without loading Django.

`migrate` loads every model twice, as the code has them and as the migrations leave them, to find that nothing is to be done.
After a `migrate` that went well a note is kept of what it met: the migrations' text, the locked packages, which have
migrations of their own, and the rows in which Django records what it has applied. While all three are the same in the same
database, there is nothing to do.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psycopg

from .places import ROOT, CannotStart

_APPLIED = "SELECT coalesce(string_agg(concat_ws('.', app, name), ' ' ORDER BY id), '') FROM django_migrations"


class MigratedNote:
    """The note about one database, in the local folder."""

    def __init__(self, local: Path, database_url: str, root: Path = ROOT) -> None:
        self.database_url = database_url
        self.root = root
        self.path = local / f"migrated-{hashlib.sha256(database_url.encode()).hexdigest()[:12]}"

    def holds(self) -> bool:
        """Return whether everything is as it was after the last `migrate`. Raises CannotStart."""
        return self.path.exists() and self.path.read_text() == self._digest()

    def write(self) -> None:
        """Note that `migrate` has just gone well. Raises CannotStart."""
        self.path.write_text(self._digest())

    def _digest(self) -> str:
        digest = hashlib.sha256(_applied(self.database_url).encode())
        for path in self._files():
            digest.update(f"\n{path.relative_to(self.root)}\n".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _files(self) -> Iterator[Path]:
        """Yield the migrations of every app, which lie in the root or in `sustaining`, and the locks of packages."""
        for pattern in ("*/migrations/*.py", "sustaining/*/migrations/*.py", "requirements*.txt"):
            yield from sorted(self.root.glob(pattern))


def is_empty(database_url: str) -> bool:
    """Return whether nothing has ever been migrated there. Raises CannotStart when the database does not answer."""
    return not _applied(database_url)


def _applied(database_url: str) -> str:
    """Return the names of the applied migrations, in the order of their application; empty before the first."""
    try:
        with psycopg.connect(database_url, connect_timeout=5) as connection:
            if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
                return ""
            row = connection.execute(_APPLIED).fetchone()
    except psycopg.OperationalError as problem:
        raise CannotStart(f"The database of DATABASE_URL does not answer: {problem}") from problem
    return str(row[0]) if row else ""
