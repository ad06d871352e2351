"""`make bench`: the measurements in bench/, on services of their own that wait for the disk as production's do."""

import secrets
import sys
from collections.abc import Sequence

from .places import ROOT, CannotStart
from .test import with_services


def main(arguments: Sequence[str]) -> int:
    """Run `python -m bench` with `arguments`; its exit code, or 1 when something was in the way."""
    if not (ROOT / "bench" / "__main__.py").exists():
        print("There is nothing to measure yet: bench/__main__.py is not there.", file=sys.stderr)
        return 1
    environment = {"DEBUG": "false", "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "127.0.0.1,testserver"}
    environment["ADMIN_NEEDS_SECOND_FACTOR"] = "false"  # pages are asked for as if it had been given
    try:
        return with_services([sys.executable, "-m", "bench", *arguments], environment, durable=True)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
