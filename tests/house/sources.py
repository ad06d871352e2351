"""The project's own files, for the house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("sustaining", "schools", "specialists", "devplans", "funding", "scripts")


def modules(*names: str) -> Iterator[Path]:
    """Yield our Python modules without migrations; only those with one of these file or folder names, when given."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            if not names or path.stem in names or path.parent.name in names:
                yield path


def modules_of_tests() -> list[Path]:
    """Return the modules of tests and measurements, which keep the same rules for names."""
    return sorted(path for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    """Return the module's syntax tree."""
    return ast.parse(path.read_text(), str(path))


def short(path: Path) -> str:
    """Return the path from the top of the project."""
    return str(path.relative_to(ROOT))


def templates() -> list[Path]:
    """Return our templates."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def formatted() -> list[Path]:
    """Return templates, style sheets and scripts; not the bodies of text emails, whose lines are sent as they are."""
    static = [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    return sorted([*(path for path in templates() if path.suffix in {".html", ".js"}), *static])
