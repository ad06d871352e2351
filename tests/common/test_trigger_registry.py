"""The registry of triggers: it refuses what pgtrigger's refuses, and searches nothing."""

from __future__ import annotations

import pgtrigger
import pytest
from pgtrigger import registry

from schools.models import School
from sustaining.common.trigger_registry import IndexedRegistry, install


def probe(name: str = "probe_of_registry", operation=pgtrigger.Delete) -> pgtrigger.Trigger:
    return pgtrigger.Protect(name=name, operation=operation)


def test_registry_in_use_knows_every_trigger_as_pgtriggers_own_would():
    used = registry._registry
    assert isinstance(used, IndexedRegistry)
    assert len(used) > 500
    assert used.by_db_table == registry._Registry.by_db_table.fget(used)
    assert used.pg_function_names == registry._Registry.pg_function_names.fget(used)


def test_second_trigger_of_the_same_name_is_refused_until_the_first_is_gone():
    with probe().register(School), pytest.raises(KeyError, match="already used for model"):
        probe(operation=pgtrigger.Update).register(School)
    with probe(operation=pgtrigger.Update).register(School):
        assert f"{School._meta.label}:probe_of_registry" in registry._registry
    assert f"{School._meta.label}:probe_of_registry" not in registry._registry
    assert (School._meta.db_table, "probe_of_registry") not in registry._registry.by_db_table


def test_registering_a_trigger_compares_no_other_trigger():
    compared = []

    class Counted(pgtrigger.Protect):
        def get_pgid(self, model):
            compared.append(self.name)
            return super().get_pgid(model)

    own = IndexedRegistry()
    triggers = [Counted(name=f"probe_{number}", operation=pgtrigger.Delete) for number in range(20)]
    triggers_before, School._meta.triggers = School._meta.triggers, list(School._meta.triggers)
    original_triggers = list(School._meta.original_attrs["triggers"])
    try:
        for trigger in triggers:
            own[f"{School._meta.label}:{trigger.name}"] = (School, trigger)
    finally:
        School._meta.triggers = triggers_before
        School._meta.original_attrs["triggers"] = original_triggers
    assert len(compared) == 2 * len(triggers)


def test_installing_it_after_models_are_loaded_is_refused():
    with pytest.raises(RuntimeError, match="registered already"):
        install()
