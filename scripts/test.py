"""`make test`: pytest on a PostgreSQL and a Redis of its own, with a browser."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .browser import find_browser
from .places import ROOT, CannotStart, bytecode_variables, local_directory
from .services import throwaway_services

TESTS = ROOT / "tests"
BROWSER_TESTS = TESTS / "browser"
SELECTS = ("-k", "-m", "--lf", "--last-failed", "--sw", "--stepwise", "--deselect", "--ignore")
"""Options by which a run covers only some of the code, so that the floor of coverage does not apply."""


def main(arguments: Sequence[str]) -> int:
    """Run pytest with `arguments`; its exit code, or 1 when something was in the way."""
    command = [sys.executable, "-m", "pytest"]
    if not any(word.startswith(("-n", "--pdb")) for word in arguments):
        command += ["-n", "auto", "--maxschedchunk", "1"]  # one by one: ours differ by a factor of a thousand
    if "-m" not in arguments:
        command += ["-m", "not soak and not tour"]
    is_part = bool(_paths(arguments)) or any(word.startswith(SELECTS) for word in arguments)
    environment = {"DEBUG": "true", "SECRET_KEY": secrets.token_urlsafe(50)}
    environment |= bytecode_variables(local_directory())
    environment["FILES_DIR"] = str(local_directory() / "test-files")
    try:
        if _meets_browser_tests(arguments):
            try:
                environment["CHROMIUM"] = find_browser()
            except CannotStart as problem:
                if os.environ.get("CI") == "true" or any(BROWSER_TESTS in path.parents for path in _paths(arguments)):
                    raise
                print(f"The browser tests are left out. {problem}", file=sys.stderr)
                command.append(f"--ignore={BROWSER_TESTS}")
                is_part = True
        if is_part and "--cov" in arguments:
            command += ["--cov-fail-under", "0"]
        return with_services([*command, *arguments], environment)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1


def with_services(command: Sequence[str], environment: Mapping[str, str], *, durable: bool = False) -> int:
    """Run `command` with throwaway services and `environment` added to ours; its exit code. Raises CannotStart."""
    with throwaway_services(local_directory(), durable=durable) as service_urls:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment, **service_urls})
        # Ctrl-C in the terminal reaches the command too: we wait for it to finish. The others reach only us.
        signal.signal(signal.SIGINT, lambda number, frame: None)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, frame: process.terminate())
        return process.wait()


def _paths(arguments: Sequence[str]) -> list[Path]:
    """Return the files and folders among pytest's arguments, without the test names after `::`."""
    names = [word.partition("::")[0] for word in arguments if not word.startswith("-")]
    return [(ROOT / word).resolve() for word in names if (ROOT / word).exists()]


def _meets_browser_tests(arguments: Sequence[str]) -> bool:
    return any(
        path in (BROWSER_TESTS, *BROWSER_TESTS.parents) or BROWSER_TESTS in path.parents
        for path in _paths(arguments) or [TESTS]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
