"""The project's own files, for the house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("sustaining", "schools", "specialists", "devplans", "funding", "scripts")


def modules(*names: str) -> Iterator[Path]:
    """Our Python modules without migrations; only those with one of these file or folder names, when given."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            if not names or path.stem in names or path.parent.name in names:
                yield path


def tree(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(), str(path))


def short(path: Path) -> str:
    """The path from the top of the project."""
    return str(path.relative_to(ROOT))


def templates() -> list[Path]:
    """Our templates."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def formatted() -> list[Path]:
    """Templates, style sheets and scripts; not the bodies of text emails, whose lines are what is sent."""
    static = [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    return sorted([*(path for path in templates() if path.suffix in {".html", ".js"}), *static])
