"""`make accessibility`: opens every page in every role with axe, and writes what it found for the accessibility statement."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import axe_playwright_python  # type: ignore[import-untyped]

from . import test
from .places import ROOT

RESULT = ROOT / "schools" / "accessibility.json"
VERSION = re.compile(r"axe v([\d.]+)")


def main(arguments: Sequence[str]) -> int:
    """Run the browser tests and write the result; their exit code. What they find is written even where they fail."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ACCESSIBILITY_CHECKS"] = folder
        code = test.main(list(arguments) or ["-m", "tour or not tour", "tests/browser", "-q"])
        rows = [json.loads(line) for path in Path(folder).glob("*.jsonl") for line in path.read_text().splitlines()]
    if not rows:
        return code or 1
    RESULT.write_text(json.dumps(summarise(rows, time.strftime("%Y-%m-%d")), indent=2) + "\n")
    return code


def summarise(rows: Sequence[dict[str, Any]], day: str) -> dict[str, Any]:
    """Return what the statement says of the checks of a day (ISO 8601): with what, how many pages and widths, what broke."""
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()[:200]
    version = VERSION.search(script)
    return {
        "checked_on": day,
        "axe": version.group(1) if version else "",
        "pages": len({row["page"] for row in rows}),
        "checks": len(rows),
        "widths": sorted({row["width"] for row in rows}),
        "dark": sum(1 for row in rows if row["dark"]),
        "broken": dict(sorted(Counter(rule for row in rows for rule in row["broken"]).items())),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
