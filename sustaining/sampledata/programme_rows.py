"""The rows that migrations give every site: the default checklist, the headings of self-evaluations, the privacy notice."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

WRITERS = (
    ("schools.migrations.0006_the_programmes_notice", "publish"),
    ("schools.migrations.0031_the_programmes_notice_in_plain_english", "publish"),
    ("sustaining.casework.migrations.0006_the_programmes_default_checklist", "add_default"),
    ("sustaining.casework.migrations.0009_the_programmes_headings", "add"),
    ("sustaining.casework.migrations.0013_headings_in_plain_english", "reword"),
)
"""Functions of migrations, in their order; each does nothing where its rows are there."""


def write_programme_rows() -> None:
    """Write again what migrations give every site, after its tables were emptied."""
    for module, function in WRITERS:
        getattr(import_module(module), function)(apps, None)
