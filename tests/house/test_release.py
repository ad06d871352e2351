"""A release has one number, wherever it is written."""

import json
import re
import tomllib

from sustaining.common.version import VERSION
from tests.house.sources import ROOT


def test_number_of_the_release_is_the_same_everywhere():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    written = {
        tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
        json.loads((ROOT / "package.json").read_text())["version"],
        lock["version"],
        re.search(r"^VERSION=(.+)$", (ROOT / "deploy/compose.env.example").read_text(), re.M).group(1),
        lock["packages"][""]["version"],
    }
    assert written == {VERSION}
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", VERSION)


def test_changelog_begins_with_the_release_or_with_what_comes_after_it():
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    headings.remove("To come") if headings[0] == "To come" else None
    assert re.fullmatch(rf"{re.escape(VERSION)}, [0-9]{{1,2}} [A-Z][a-z]+ [0-9]{{4}}", headings[0])
