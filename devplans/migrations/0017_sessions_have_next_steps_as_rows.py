import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    dependencies = [
        # The index of the search spans the column that goes.
        ('desk', '0007_search_finds_next_steps'),
        ('devplans', '0016_next_steps_are_checked'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='session',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='session',
            name='update_update',
        ),
        migrations.RemoveField(
            model_name='session',
            name='next_steps',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='next_steps',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_sessionevent" ("approach", "audience", "cancel_reason", "cancelled_at", "cancelled_by_id", "client_key", "colleague_names", "colleagues", "confirmed_at", "confirmed_by_id", "ends_at", "held_on", "id", "kind", "length", "logged_at", "logged_by_id", "minutes", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_outcome", "planned_unit", "preparation", "seats", "sequence", "specialist_id", "starts_at", "state", "system", "topic", "visit_id", "watched", "what_happened") VALUES (NEW."approach", NEW."audience", NEW."cancel_reason", NEW."cancelled_at", NEW."cancelled_by_id", NEW."client_key", NEW."colleague_names", NEW."colleagues", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ends_at", NEW."held_on", NEW."id", NEW."kind", NEW."length", NEW."logged_at", NEW."logged_by_id", NEW."minutes", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."plan_outcome", NEW."planned_unit", NEW."preparation", NEW."seats", NEW."sequence", NEW."specialist_id", NEW."starts_at", NEW."state", NEW."system", NEW."topic", NEW."visit_id", NEW."watched", NEW."what_happened"); RETURN NULL;', hash='9ec5e525b13c5dff208c6d37bb6add204e18197f', operation='INSERT', pgid='pgtrigger_insert_insert_6c16d', table='devplans_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_sessionevent" ("approach", "audience", "cancel_reason", "cancelled_at", "cancelled_by_id", "client_key", "colleague_names", "colleagues", "confirmed_at", "confirmed_by_id", "ends_at", "held_on", "id", "kind", "length", "logged_at", "logged_by_id", "minutes", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_outcome", "planned_unit", "preparation", "seats", "sequence", "specialist_id", "starts_at", "state", "system", "topic", "visit_id", "watched", "what_happened") VALUES (NEW."approach", NEW."audience", NEW."cancel_reason", NEW."cancelled_at", NEW."cancelled_by_id", NEW."client_key", NEW."colleague_names", NEW."colleagues", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ends_at", NEW."held_on", NEW."id", NEW."kind", NEW."length", NEW."logged_at", NEW."logged_by_id", NEW."minutes", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."plan_outcome", NEW."planned_unit", NEW."preparation", NEW."seats", NEW."sequence", NEW."specialist_id", NEW."starts_at", NEW."state", NEW."system", NEW."topic", NEW."visit_id", NEW."watched", NEW."what_happened"); RETURN NULL;', hash='4c689346b0fb34e5fdfc05518a3b97dc3d938197', operation='UPDATE', pgid='pgtrigger_update_update_50f01', table='devplans_session', when='AFTER')),
        ),
    ]
