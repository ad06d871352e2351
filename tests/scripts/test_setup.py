"""`make setup` against stand-ins for Python and npm that write down how they were called."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from scripts.places import ROOT

TOOLS = ["sh", "cat", "cksum", "dirname", "sed"]
STAND_IN_PYTHON = """#!/bin/sh
echo "python $*" >>"$CALLS"
case "$*" in
  *"import ensurepip"*) exit "${OLD:-0}";;
  *"import pip"*) [ -e .venv/pip ]; exit;;
  *"-m ensurepip"*) : >.venv/pip;;
  *"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo "executable = $0" >.venv/pyvenv.cfg;;
  *"pip --python"*) exit "${BASE_PIP:-0}";;
esac
"""
STAND_IN_UV = """#!/bin/sh
echo "uv $*" >>"$CALLS"
exit "${UV_ANSWER:-0}"
"""
STAND_IN_NPM = """#!/bin/sh
echo "npm $*" >>"$CALLS"
mkdir -p node_modules
exit "${NPM_ANSWER:-0}"
"""


class Checkout:
    """A folder with what setup reads, and a PATH with nothing but its tools and the stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.calls = folder / "calls"
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts" / "setup.sh", folder / "scripts")
        for name in ("requirements-dev.txt", "requirements-run.txt", "package.json", "package-lock.json"):
            (folder / name).write_text(f"locked: {name}")
        self.bin.mkdir()
        for tool in [*TOOLS, "mkdir", "cp"]:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.program("python3", STAND_IN_PYTHON)
        self.program("npm", STAND_IN_NPM)

    def program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def setup(self, *arguments: str, **environment: str) -> tuple[int, str, list[str]]:
        """Exit code, what was said on standard error, and the calls that it made."""
        self.calls.write_text("")
        done = subprocess.run(
            ["sh", "scripts/setup.sh", *arguments],
            cwd=self.folder,
            env={"PATH": str(self.bin), "CALLS": str(self.calls), **environment},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stderr, self.calls.read_text().splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_setup_installs_again_only_when_a_lock_changed(checkout):
    code, output, calls = checkout.setup()
    assert (code, output) == (0, "")
    assert [call for call in calls if "--require-hashes -r requirements-dev.txt" in call]
    assert "npm ci --loglevel=error" in calls
    assert checkout.setup() == (0, "", [])
    (checkout.folder / "requirements-dev.txt").write_text("other")
    _, _, calls = checkout.setup()
    assert len([call for call in calls if "-r requirements-dev.txt" in call]) == 1
    assert not [call for call in calls if call.startswith("npm") or "-m venv" in call]
    (checkout.folder / "package-lock.json").write_text("other")
    assert checkout.setup() == (0, "", ["npm ci --loglevel=error"])


def installs(calls: list[str]) -> list[str]:
    """Which program installed which lock, one after the other."""
    matches = [re.search(r"^(\w+) .*pip .*install .* -r (\S+)$", call) for call in calls]
    return [f"{call[1]} {call[2]}" for call in matches if call]


def test_uv_of_the_machine_installs_and_pip_where_uv_fails(checkout):
    checkout.program("uv", STAND_IN_UV)
    assert installs(checkout.setup()[2]) == ["uv requirements-dev.txt"]
    (checkout.folder / "requirements-dev.txt").write_text("other")
    code, output, calls = checkout.setup(UV_ANSWER="2")
    assert (code, output) == (0, "")
    assert installs(calls) == ["uv requirements-dev.txt", "python requirements-dev.txt"]


def test_uv_is_brought_by_pip_where_the_machine_has_none(checkout):
    assert installs(checkout.setup()[2]) == ["python requirements-uv.txt", "python requirements-dev.txt"]


def test_pip_is_put_into_the_environment_only_where_nothing_else_installs(checkout):
    checkout.program("uv", STAND_IN_UV)
    assert not [call for call in checkout.setup()[2] if "-m ensurepip" in call or call.startswith("python -m pip")]
    (checkout.bin / "uv").unlink()
    (checkout.folder / "requirements-dev.txt").write_text("other")
    calls = checkout.setup(BASE_PIP="1")[2]
    assert [call for call in calls if "-m ensurepip" in call] == ["python -m ensurepip"]
    assert installs(calls) == [
        "python requirements-uv.txt",
        "python requirements-uv.txt",
        "python requirements-dev.txt",
    ]


def test_uv_keeps_no_cache_where_the_home_folder_cannot_be_written(checkout):
    checkout.program("uv", STAND_IN_UV)
    [call] = [call for call in checkout.setup(HOME=str(checkout.folder / "missing"))[2] if call.startswith("uv")]
    assert "--no-cache" in call
    (checkout.folder / "requirements-dev.txt").write_text("other")
    [call] = [call for call in checkout.setup(HOME=str(checkout.folder))[2] if call.startswith("uv")]
    assert "--no-cache" not in call


def test_running_needs_no_tools_of_developers_and_is_content_with_them(checkout):
    checkout.program("uv", STAND_IN_UV)
    assert installs(checkout.setup("run")[2]) == ["uv requirements-run.txt"]
    assert checkout.setup("run") == (0, "", [])
    assert installs(checkout.setup()[2]) == ["uv requirements-dev.txt"]
    assert checkout.setup("run") == (0, "", [])
    (checkout.folder / "requirements-run.txt").write_text("other")
    (checkout.folder / "requirements-dev.txt").write_text("other")
    assert installs(checkout.setup("run")[2]) == ["uv requirements-run.txt"]


def test_failed_install_is_retried_at_the_next_setup(checkout):
    code, output, _ = checkout.setup(NPM_ANSWER="1")
    assert code == 1
    assert output == "The front-end packages could not be installed; what npm said is above.\n"
    assert checkout.setup() == (0, "", ["npm ci --loglevel=error"])


def test_missing_or_old_python_is_reported_in_a_sentence(checkout):
    assert checkout.setup(OLD="1")[1].startswith("Sustaining needs Python 3.11 or newer with its venv module: install")
    (checkout.bin / "python3").unlink()
    code, output, _ = checkout.setup()
    assert (code, output.count("\n")) == (1, 1)
    assert output.startswith("Sustaining needs Python 3.11 or newer")


def test_missing_npm_is_reported_in_a_sentence(checkout):
    (checkout.bin / "npm").unlink()
    code, output, _ = checkout.setup()
    assert (code, output.count("\n")) == (1, 1)
    assert output.startswith("Sustaining needs Node 20 or newer with npm")


def test_setup_takes_well_under_a_second_when_nothing_changed(checkout):
    checkout.setup()
    before = os.times()
    checkout.setup()
    after = os.times()
    assert after.elapsed - before.elapsed < 0.5


def test_locks_are_hashed_and_name_no_host():
    locks = [path.read_text() for path in ROOT.glob("requirements*.txt")]
    front_end = (ROOT / "package-lock.json").read_text()
    assert "://" not in "".join(locks) + front_end
    assert '"resolved"' not in front_end
    packages = [package for lock in locks for package in re.split(r"\n(?=\S)", lock.strip())]
    assert len(packages) > 200
    assert [package for package in packages if "--hash=sha256:" not in package] == []
