"""Configuration that cannot be half done: markers, secrets from files, the page of variables, checks before going live."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from sustaining.common.deploy_checks import hosts_share_their_files, metrics_token_is_long, sender_is_set
from sustaining.common.environment import ENVIRONMENT, EnvironmentWithFiles
from sustaining.common.variables import DESCRIPTIONS, NEEDED, description_name

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DATABASE_URL": "postgresql:///unused",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "a-key-that-is-long-enough-for-production-0123456789",
    "ALLOWED_HOSTS": "sustaining.example",
    "SITE_URL": "https://sustaining.example",
    "DEBUG": "false",
}


def manage(*arguments: str, root: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these variables and no others."""
    command = [sys.executable, str(root / "manage.py"), *arguments]
    known = {"PATH": os.environ["PATH"], "HOME": str(root)}
    return subprocess.run(command, env={**known, **environment}, capture_output=True, text=True, check=False, cwd=root)


def test_command_in_a_production_checkout_starts_no_services_of_its_own(tmp_path):
    for name in ("manage.py", "sustaining", "scripts"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    result = manage("deliver_emails", root=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("Set DATABASE_URL.")
    assert not (tmp_path / ".local").exists()


def test_secret_is_read_from_the_file_that_is_named(tmp_path):
    (tmp_path / "key").write_text("from-a-file\n")
    environment = EnvironmentWithFiles({"SECRET_KEY_FILE": str(tmp_path / "key"), "SITE_URL": "https://a.example"})
    assert environment["SECRET_KEY"] == "from-a-file"
    assert environment["SITE_URL"] == "https://a.example"


def test_address_that_is_empty_counts_as_not_set(tmp_path):
    (tmp_path / "empty").write_text("\n")
    files = {"EMAIL_URL_FILE": str(tmp_path / "empty"), "DATABASE_URL": " "}
    environment = EnvironmentWithFiles({**files, "METRICS_TOKEN": ""})
    assert environment.get("EMAIL_URL", "smtp://localhost:25") == "smtp://localhost:25"
    assert environment["METRICS_TOKEN"] == ""
    assert manage("check", **{**PRODUCTION, **files, "DATABASE_URL": PRODUCTION["DATABASE_URL"]}).returncode == 0
    without = manage("check", **{**PRODUCTION, "DATABASE_URL": ""})
    assert without.returncode != 0
    assert "DATABASE_URL" in without.stderr
    assert "Traceback" not in without.stderr


def test_site_below_a_path_is_refused_with_a_sentence():
    result = manage("variables", **{**PRODUCTION, "SITE_URL": "https://example.org/sustaining"})
    assert result.returncode == 1
    assert "Sustaining needs a host name of its own." in result.stderr


def test_page_of_variables_is_what_the_settings_read():
    result = manage("variables", **PRODUCTION)
    assert result.stdout == (ROOT / "docs/configuration.md").read_text(), result.stderr


def test_every_variable_is_described_and_every_description_is_used():
    described = {description_name(name) for name in ENVIRONMENT.defaults}
    assert described == set(DESCRIPTIONS)
    assert set(ENVIRONMENT.defaults) >= NEEDED


@pytest.mark.parametrize(
    ("sender", "problems"), [("Sustaining <no-reply@sustaining.invalid>", 1), ("a@example.org", 0)]
)
def test_missing_sender_fails_the_deployment_check(settings, sender, problems):
    settings.DEFAULT_FROM_EMAIL = sender
    assert len(sender_is_set(None)) == problems


@pytest.mark.parametrize(("hosts", "bucket", "problems"), [(1, "", 0), (2, "", 1), (2, "files", 0)])
def test_files_on_the_disks_of_several_hosts_fail_the_deployment_check(settings, hosts, bucket, problems):
    settings.WEB_HOSTS, settings.FILES_BUCKET = hosts, bucket
    assert len(hosts_share_their_files(None)) == problems
    assert hosts == django_settings.WEB_HOSTS


@pytest.mark.parametrize(("token", "problems"), [("", 0), ("guess-me", 1), ("x" * 24, 0)])
def test_short_token_for_figures_fails_the_deployment_check(settings, token, problems):
    settings.METRICS_TOKEN = token
    assert len(metrics_token_is_long(None)) == problems
