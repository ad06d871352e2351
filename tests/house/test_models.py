"""House rules that ask the models and the database."""

from __future__ import annotations

import re
from contextlib import suppress
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from sustaining.common.checks import local_models

from .sources import ROOT, short

MET_BY_PEOPLE = {
    "grant_never_overspent",
    "claim_decided_by_another",
    "run_released_by_another",
    "recovery_agreed_by_another",
    "one_payment_a_claim",
    "one_participation_a_project",
    "one_open_assignment_a_participation",
    "meeting_ends_after_start",
    "one_open_membership_a_participation",
}
UNTRACKED = {
    "reports.CompletionReturn": "frozen: a trigger refuses every change",
    "reports.ProgrammeReturn": "frozen: a trigger refuses every change",
    "assurance.EvidenceDownload": "a log: rows are only ever added",
    "accounts.SecurityEvent": "a log: rows are only ever added, until retention removes them",
    "privacy.AccountChange": "a log: rows are only ever added",
    "privacy.NoticeReading": "a log: rows are only ever added",
    "outbox.Email": "a ledger of what was said: its rows are settled by the worker alone",
    "outbox.Link": "a ledger of links: each row says when it was made, opened, used and ended",
    "outbox.Backup": "a log: rows are only ever added",
    "outbox.BeatLease": "one row, written every quarter of a minute: which scheduler is at work",
    "outbox.OutsideCount": "a counter that is forgotten after two days",
    "training.TrainingSite": "the marker of a training site: a trigger refuses every change",
    "casework.MailingRecipient": "a ledger of whom a message went to: a row is settled once, when the message goes",
    "funding.Entry": "a ledger: rows are only ever added",
    "funding.ReleaseEntry": "a ledger: rows are only ever added",
}


def test_every_model_is_tracked_or_excused():
    tracked = {
        model.pgh_tracked_model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if hasattr(model, "pgh_tracked_model")
    }
    untracked = {model._meta.label for model in local_models()} - tracked
    assert untracked == set(UNTRACKED)


def test_every_model_has_visible_to():
    assert [m._meta.label for m in local_models() if not hasattr(m._default_manager, "visible_to")] == []


def test_no_model_cascades():
    """Deleting a row never takes others along."""
    cascades = [
        f"{model._meta.label}.{field.name}"
        for model in local_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascades == []


def test_money_is_decimal_with_two_places():
    floats = [
        f"{model._meta.label}.{field.name}"
        for model in local_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert floats == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    output = StringIO()
    with suppress(SystemExit):
        call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=output)
    assert "No changes detected" in output.getvalue(), (
        f"run manage.py makemigrations <app> -n a_sentence: {output.getvalue()}"
    )


def test_migration_names_are_sentences():
    """`0002_claims_have_references`, never a name by machine; what runs code can be taken back."""
    sentence_like = re.compile(r"^(?!.*(?:_and_more$|_remove_|_alter_))\d{4}_[a-z]+(_[a-z0-9]+)*$")
    for app in settings.LOCAL_APPS:
        for path in (ROOT / app.replace(".", "/")).glob("migrations/0*.py"):
            assert sentence_like.match(path.stem), short(path)
            assert "_auto_" not in path.stem, short(path)
            assert not re.search(r"RunPython\([^,)]+\)", path.read_text()), f"{short(path)} cannot be taken back"


def test_constraints_that_people_can_meet_have_sentences():
    """A check or a uniqueness that a form can breach says so in our words, not in the database's."""
    default = models.CheckConstraint(condition=models.Q(), name="x").violation_error_message
    mute = [
        f"{model._meta.label}.{constraint.name}"
        for model in local_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == default and constraint.name in MET_BY_PEOPLE
    ]
    assert mute == []
