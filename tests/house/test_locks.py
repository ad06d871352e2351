"""The lock file suffices for `pip install --require-hashes`: each extra that a locked package requires is pinned with it."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .sources import ROOT


def locked_requirements() -> dict[str, Requirement]:
    """Return the requirements of the lock file for this machine, by name."""
    lines = re.findall(r"^([a-z0-9][^\\\n]*==[^\\\n]*)\\$", (ROOT / "requirements-dev.txt").read_text(), re.M | re.I)
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(req.name): req for req in requirements if not req.marker or req.marker.evaluate()}


def required_with_extras(locked: Requirement) -> Iterator[Requirement]:
    """Yield what an installed package requires with extras, for the extras that the lock file pins it with."""
    for line in importlib.metadata.requires(locked.name) or []:
        requirement = Requirement(line)
        environments = [{"extra": extra} for extra in ("", *locked.extras)]
        if requirement.extras and (not requirement.marker or any(map(requirement.marker.evaluate, environments))):
            yield requirement


def unpinned(requirement: Requirement, locked: dict[str, Requirement]) -> set[str]:
    """Return the extras that the lock file leaves out."""
    return requirement.extras - locked[canonicalize_name(requirement.name)].extras


def test_lock_file_pins_every_extra_that_a_locked_package_requires():
    """In hash-checking mode pip refuses `coverage[toml]>=7` of pytest-cov where only `coverage==7.17` is pinned."""
    locked = locked_requirements()
    assert len(locked) > 80
    missing = {
        (package.name, str(requirement))
        for package in locked.values()
        for requirement in required_with_extras(package)
        if unpinned(requirement, locked)
    }
    assert missing == set()


def test_lock_file_pins_every_extra_of_pyproject():
    """`make locks` writes them by --no-strip-extras; without, the extras of indirect requirements go as well."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["dev"]
    requirements = [req for req in map(Requirement, lines) if not req.marker or req.marker.evaluate()]
    locked = locked_requirements()
    assert {str(requirement) for requirement in requirements if unpinned(requirement, locked)} == set()
