"""Migrations that belong to a release, by the digests in `frozen_migrations.txt`, which `sha256sum` writes and reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .sources import ROOT

LIST = Path(__file__).with_name("frozen_migrations.txt")


def read_digests() -> dict[str, str]:
    """Return the SHA-256 of each frozen migration, by its path from the root of the repository."""
    lines = (line.split(maxsplit=1) for line in LIST.read_text().splitlines())
    return {path: digest for digest, path in lines}


def get_key(path: str) -> tuple[str, str]:
    """Return the app label and the name of the migration in a file."""
    *_, app_label, _, _ = path.split("/")
    return app_label, Path(path).stem


def find_changed(digests: dict[str, str], root: Path = ROOT) -> list[str]:
    """Return the paths whose file is gone, or is not what its digest says."""
    return [
        path
        for path, digest in digests.items()
        if not (root / path).is_file() or hashlib.sha256((root / path).read_bytes()).hexdigest() != digest
    ]


FROZEN = {get_key(path) for path in read_digests()}
