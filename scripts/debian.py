"""Installing a Debian package that tests need, where that can be done without asking: as root, with apt-get."""

import os
import shutil
import subprocess
from collections.abc import Sequence


def install(packages: Sequence[str], why: str) -> None:
    """Install the packages if we are root on Debian, and say so; else do nothing. Whether it worked is for the caller to see."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {packages[0]} for {why} (apt-get install {' '.join(packages)})", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
