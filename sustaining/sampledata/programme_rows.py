"""The rows that migrations give every site: the default checklist, the headings of self-evaluations, the privacy notice."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

WRITERS = (
    ("schools.migrations.0001_squashed_0034_hubs_have_a_history_of_their_own", "publish"),
    ("sustaining.casework.migrations.0001_squashed_0014_names_in_plain_english", "add_checklist"),
    ("sustaining.casework.migrations.0001_squashed_0014_names_in_plain_english", "add_headings"),
)
"""Functions of migrations; each does nothing where its rows are there."""


def write_programme_rows() -> None:
    """Write again what migrations give every site, after its tables were emptied."""
    for module, function in WRITERS:
        getattr(import_module(module), function)(apps, None)
