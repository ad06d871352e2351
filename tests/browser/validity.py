"""Whether pages are valid HTML, as html-validate reads them, as the server sends them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from django.conf import settings

VALIDATOR = Path(settings.BASE_DIR, "node_modules/.bin/html-validate")
RULES = {
    "root": True,
    "extends": ["html-validate:standard"],
    # `details` is no sectioning content by the standard, so a heading cell may have one; the validator says otherwise.
    "elements": ["html5", {"details": {"sectioning": False}}],
}


def list_invalid_html(pages: dict[str, str], folder: Path) -> list[str]:
    """Return a sentence for each mistake in the HTML of pages, given by their paths. `folder` is an empty one to work in."""
    (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
    paths = {f"page-{number}.html": path for number, path in enumerate(pages)}
    for name, path in paths.items():
        (folder / name).write_text(pages[path])
    run = subprocess.run(
        [VALIDATOR, "--formatter", "json", *paths], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert run.stdout.startswith("["), run.stderr[-2000:]
    return [
        f"{paths[Path(file['filePath']).name]}: line {message['line']}: {message['message']} ({message['ruleId']})"
        for file in json.loads(run.stdout)
        for message in file["messages"]
    ]
