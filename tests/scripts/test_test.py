"""How `make test` finds its browser and what it does without one."""

import pytest

from scripts import browser, test
from scripts.places import CannotStart


@pytest.fixture
def ran(monkeypatch):
    """The commands that would have been run, with their additions to the environment."""
    calls = []

    def note(command, environment, **options):
        calls.append((command[3:], environment))
        return 0

    monkeypatch.setattr(test, "with_services", note)
    return calls


@pytest.fixture
def no_browser(monkeypatch):
    def fail():
        raise CannotStart("There is no browser: install one.")

    monkeypatch.setattr(test, "find_browser", fail)


def test_whole_suite_runs_in_parallel_with_browser_without_soak(ran, monkeypatch):
    monkeypatch.setattr(test, "find_browser", lambda: "/usr/bin/chromium")
    assert test.main([]) == 0
    [(arguments, environment)] = ran
    assert arguments == ["-n", "auto", "--maxschedchunk", "1", "-m", "not soak and not tour"]
    assert environment["CHROMIUM"] == "/usr/bin/chromium"


def test_missing_browser_skips_its_tests_with_a_sentence(ran, no_browser, capsys):
    assert test.main(["tests"]) == 0
    assert f"--ignore={test.BROWSER_TESTS}" in ran[0][0]
    assert capsys.readouterr().err == "The browser tests are left out. There is no browser: install one.\n"


@pytest.mark.parametrize(("arguments", "ci"), [([], "true"), (["tests/browser/screenshots.py"], "")])
def test_missing_browser_fails_in_ci_or_when_requested(ran, no_browser, monkeypatch, capsys, arguments, ci):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(test, "_paths", lambda given: [test.ROOT / word for word in given])
    assert test.main(arguments) == 1
    assert ran == []
    assert capsys.readouterr().err == "There is no browser: install one.\n"


def test_other_folders_need_no_browser(ran, no_browser, capsys):
    assert test.main(["tests/scripts", "-n", "0", "-m", "soak"]) == 0
    assert ran[0][0] == ["tests/scripts", "-n", "0", "-m", "soak"]
    assert capsys.readouterr().err == ""


def test_wrong_browser_path_is_reported(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(CannotStart, match=r"CHROMIUM names /nowhere/chromium, which is not a program: install"):
        browser.find_browser()


def test_missing_browser_sentence_names_what_to_install(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(browser, "MAC", browser.Path("/nowhere"))
    with pytest.raises(CannotStart, match=r"^There is no browser for the browser tests: install Chromium \(Debian"):
        browser.find_browser()


def test_setup_as_root_on_debian_installs_chromium(tmp_path, monkeypatch):
    program = tmp_path / "chromium"
    apt_get = tmp_path / "apt-get"
    apt_get.write_text(
        f'#!/bin/sh\necho "$*" >>{tmp_path}/calls\n[ "$2" = update ] || {{ : >{program}; /bin/chmod +x {program}; }}\n'
    )
    apt_get.chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MAC", tmp_path / "no-mac")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.find_browser() == str(program)
    updated, installed = (tmp_path / "calls").read_text().splitlines()
    assert updated == "-qq update"
    assert installed == "-qq install -y --no-install-recommends chromium fonts-liberation"


@pytest.mark.parametrize(
    "arguments", [["tests/scripts"], ["-k", "claim"], ["-mtour"], ["--lf"], ["--deselect=tests/x"]]
)
def test_coverage_of_a_part_has_no_floor(ran, monkeypatch, arguments):
    monkeypatch.setattr(test, "find_browser", lambda: "/usr/bin/chromium")
    test.main([*arguments, "--cov"])
    assert ran[0][0][-len(arguments) - 3 : -len(arguments) - 1] == ["--cov-fail-under", "0"]


def test_coverage_of_the_whole_suite_has_the_floor_of_pyproject(ran, monkeypatch):
    monkeypatch.setattr(test, "find_browser", lambda: "/usr/bin/chromium")
    test.main(["--cov", "-x", "-q"])
    assert "--cov-fail-under" not in ran[0][0]
