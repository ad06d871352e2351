"""`make locks`: take the donation addresses out of package-lock.json, which is to name no host."""

import json
import sys
from pathlib import Path


def main(path: Path) -> None:
    """Rewrite the lock file at `path` without its `funding` entries, which npm writes and never reads."""
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
