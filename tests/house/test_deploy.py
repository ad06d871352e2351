"""The files of `deploy/` fit the site: variables that it reads, commands that exist, the same secrets masked."""

from __future__ import annotations

import re
import subprocess

import pytest

from sustaining.common.environment import ENVIRONMENT
from sustaining.common.logs import mask_tokens

from .sources import ROOT

DEPLOY = ROOT / "deploy"
TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
"""As long as those of our links."""
OWN = {
    "SITE_HOST", "VERSION", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "PGDATA", "WEB_BIND", "WEB_WORKERS",
    "WEB_THREADS",
}  # fmt: skip
"""Variables of compose, PostgreSQL’s image and gunicorn’s file, which the settings do not read."""
SAMPLES = ("sustaining.env.example", "compose.yaml", "compose.env.example", "kubernetes/configuration.yaml")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_variable_that_is_set_is_read(name):
    text = (DEPLOY / name).read_text()
    names = set(re.findall(r"^\s*([A-Z][A-Z0-9_]+)(?:_FILE)?[:=]", text, re.M))
    names = {name.removesuffix("_FILE") for name in names}
    assert names
    assert names - set(ENVIRONMENT.defaults) - OWN == set()


def test_services_run_the_same_commands_everywhere():
    units = "".join(path.read_text() for path in sorted((DEPLOY / "systemd").glob("*.service")))
    compose = (DEPLOY / "compose.yaml").read_text().replace(", ", " ").replace('"', "")
    pods = (
        "".join(path.read_text() for path in (DEPLOY / "kubernetes").glob("*.yaml")).replace(", ", " ").replace('"', "")
    )
    for command in ("celery -A sustaining worker --concurrency 2", "celery -A sustaining beat --schedule"):
        for where, text in (("systemd", units), ("compose", compose), ("kubernetes", pods)):
            assert command in text, f"{where} lacks {command}"
    assert "gunicorn -c deploy/gunicorn.conf.py sustaining.wsgi" in units
    assert '"gunicorn", "-c", "deploy/gunicorn.conf.py", "sustaining.wsgi"' in (DEPLOY / "Dockerfile").read_text()


def test_proxy_masks_every_address_that_the_site_masks():
    masked = re.search(r"\(\?<start>/\(\?:(.*?)\)/\)", (DEPLOY / "nginx/sustaining.conf").read_text()).group(1)
    paths = masked.split("|")
    assert len(paths) > 10
    for path in paths:
        assert TOKEN not in mask_tokens(f"/{path}/{TOKEN}/"), path
    documented = (ROOT / "docs/deploying.md").read_text()
    assert masked in documented


def test_scripts_of_deployment_are_valid_shell():
    subprocess.run(["sh", "-n", str(DEPLOY / "install.sh")], check=True)


def test_images_name_no_registry():
    texts = [(DEPLOY / name).read_text() for name in ("Dockerfile", "compose.yaml")]
    images = re.findall(r"^(?:FROM|\s+image:) (\S+)", "\n".join(texts), re.M)
    assert len(images) >= 6
    assert [image for image in images if "." in image.split("/")[0].split(":")[0]] == []


def test_each_lock_is_part_of_the_next():
    locks = [(ROOT / name).read_text() for name in ("requirements.txt", "requirements-run.txt", "requirements-dev.txt")]
    runtime, run, development = (
        set(re.findall(r"^([a-z0-9][^\\\n]*==[^\\\n]*)\\$", text, re.M | re.I)) for text in locks
    )
    assert runtime < run < development
    assert not {name for name in run if name.startswith(("pytest", "playwright", "mypy", "ruff", "moto", "locust"))}
    assert not {name for name in runtime if name.startswith("pixeltable")}
