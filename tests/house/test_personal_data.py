"""What is kept about people is registered by the app that keeps it: without it, an access request would leave it out."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from sustaining.common.personal_data import HOLDINGS, array_fields, person_fields, text_fields
from sustaining.common.retention import RETENTION_RULES

NO_PEOPLE = "it is about the programme, and its forms ask for nothing about people"
EXCUSED = {
    "applications.Call": NO_PEOPLE,
    "applications.Question": NO_PEOPLE,
    "auth.Group": "the site uses no groups",
    "auth.Permission": "Django's own names of permissions",
    "casework.SelfEvaluationHeading": NO_PEOPLE,
    "contenttypes.ContentType": "Django's own names of models",
    "devplans.PlanTemplate": NO_PEOPLE,
    "devplans.TemplateAim": NO_PEOPLE,
    "devplans.TemplateStep": NO_PEOPLE,
    "funding.Instalment": NO_PEOPLE,
    "funding.MoneySetup": NO_PEOPLE,
    "outbox.OutsideCount": "counters by digest, which are forgotten after two days",
    "outbox.BeatLease": "a machine and a process, which sends the scheduled tasks",
    "pghistory.Context": "who changed what: archive.py lists it beside the holdings",
    "schools.HubAuthority": NO_PEOPLE,
    "schools.Project": NO_PEOPLE,
    "schools.School": "the national register, which is public",
    "sessions.Session": "signing in: archive.py lists it beside the holdings",
    "workgroups.Meeting": NO_PEOPLE,
    "workgroups.WorkGroup": NO_PEOPLE,
    "workgroups.Wording": NO_PEOPLE,
}
KEYS_OF_MACHINES = {"sha256", "digest", "occasion", "kind", "session_key", "reference"}


def stored_models() -> list[Any]:
    """Return every model with a table, third-party ones too, without history's event models and many-to-many tables."""
    every = apps.get_models()
    return [model for model in every if model._meta.managed and "pgh_id" not in {f.name for f in model._meta.fields}]


def can_hold_people(model: Any) -> bool:
    """Return whether a model has a key to an account, an address, or text that people write."""
    is_email = any(isinstance(field, models.EmailField) for field in model._meta.concrete_fields)
    texts = [field.name for field in (*text_fields(model), *array_fields(model)) if field.name not in KEYS_OF_MACHINES]
    return bool(person_fields(model) or is_email or texts)


def test_every_model_that_can_hold_people_is_registered_or_excused():
    can_hold = {model._meta.label for model in stored_models() if can_hold_people(model)}
    assert can_hold - set(HOLDINGS) == set(EXCUSED), "register it in its app's personal_data.py, beside what clears it"


def test_excused_models_have_no_key_to_an_account_and_no_address():
    for label in EXCUSED:
        model = apps.get_model(label)
        assert person_fields(model) == [], label
        assert not any(isinstance(field, models.EmailField) for field in model._meta.concrete_fields), label


def test_every_holding_names_fields_and_retention_rules_that_exist():
    wrong = []
    for label, holding in HOLDINGS.items():
        columns = {field.name for field in holding.model._meta.concrete_fields}
        wrong += [
            f"{label}.{name}" for name in (*holding.names, *holding.mentions, *holding.secrets) if name not in columns
        ]
        wrong += [f"{label}: rule {name}" for name in holding.clears if name not in RETENTION_RULES]
        for lookup in (*holding.whole_for, *holding.addresses):
            holding.model._base_manager.filter(**{f"{lookup}__in": []})  # raises FieldError where it leads nowhere
    assert wrong == []


def test_every_retention_rule_is_named_by_a_holding():
    """Who is told what is kept is told when it goes."""
    cleared_names = {name for holding in HOLDINGS.values() for name in holding.clears}
    assert set(RETENTION_RULES) - cleared_names == set()
