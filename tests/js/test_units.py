"""The scripts' own logic is tested by node's test runner: `tests/js/*.test.js`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_units_of_the_scripts_pass():
    node = shutil.which("node")
    assert node, "Node 20 or newer is needed; make setup says how to install it."
    units = sorted(str(path) for path in HERE.glob("*.test.js"))
    run = subprocess.run([node, "--test", *units], cwd=HERE, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
