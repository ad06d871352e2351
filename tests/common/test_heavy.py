"""Libraries that a page does not need are not loaded by starting the site: each is memory in every web worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from scripts.places import ROOT

HEAVY = {
    "PIL", "anymail", "bankfile", "boto3", "botocore", "defusedxml", "dns", "docx", "highspy", "holidays", "icalendar", "lxml",
    "markdown_it", "numpy", "openpyxl", "pyrage", "requests", "scipy", "sentry_sdk", "storages", "tqdm", "typst",
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The packages in a process that has just started the site, as gunicorn starts it."""
    code = "import json, sys, sustaining.wsgi; print(json.dumps([*sys.modules]))"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sustaining.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_starting_the_site_loads_no_library_that_few_pages_need(loaded):
    assert "sustaining.urls" in loaded
    assert loaded & HEAVY == set()


def test_starting_the_site_loads_nothing_of_delivering_email_or_of_tests(loaded):
    parts_of_others = {
        "celery.beat",
        "celery.worker.consumer",
        "django.test",
        "sustaining.outbox.delivery",
        "sustaining.sampledata.demo.build",
    }
    assert loaded & parts_of_others == set()


def test_garbage_of_pages_is_looked_for_among_all_objects_after_some_pages():
    made = "kept = [[] for _ in range(250_000)]"  # as many as some ten pages leave for a while
    code = f"import gc, sustaining.wsgi\nbefore = gc.get_stats()[2]['collections']\n{made}\n"
    code += "print(gc.get_stats()[2]['collections'] - before)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sustaining.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.splitlines()[-1]) >= 1
