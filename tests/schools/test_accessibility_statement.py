"""The accessibility statement says what the last checks found, and when."""

from __future__ import annotations

import re
from pathlib import Path

import axe_playwright_python
from django.urls import reverse
from django.utils.html import strip_tags

from schools.accessibility import last_checks
from scripts.accessibility import summarise
from sustaining.common.templatetags.sustaining import day as format_day


def test_statement_shows_the_last_checks(db, client):
    checks = last_checks()
    page = " ".join(strip_tags(client.get(reverse("schools:accessibility")).content.decode()).split())
    assert f"{format_day(checks.checked_on)}, with axe {checks.axe}" in page
    assert f"{checks.pages}, in {checks.checks} checks" in page
    assert ("None found" in page) == (not checks.broken)


def test_last_checks_are_of_this_axe_and_of_most_pages():
    checks = last_checks()
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()[:200]
    assert re.search(r"axe v([\d.]+)", script).group(1) == checks.axe
    assert checks.pages > 100
    assert {390, 1280} <= set(checks.widths)
    assert checks.dark


def test_summary_counts_pages_once_and_rules_as_often_as_they_are_broken():
    rows = [
        {"page": "desk:home", "width": 390, "dark": False, "broken": []},
        {"page": "desk:home", "width": 1280, "dark": True, "broken": ["color-contrast", "label"]},
        {"page": "desk:board", "width": 390, "dark": False, "broken": ["label"]},
    ]
    summary = summarise(rows, "2026-11-28")
    assert (summary["pages"], summary["checks"], summary["dark"], summary["widths"]) == (2, 3, 1, [390, 1280])
    assert summary["broken"] == {"color-contrast": 1, "label": 2}
