"""Rename the model Aside to ConflictingEdit. Its tables keep their names, so the version before this one can still write."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    dependencies = [
        ('devplans', '0006_files_are_checked_by_a_worker'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name='aside', name='asides_stay'),
        pgtrigger.migrations.RemoveTrigger(model_name='aside', name='insert_insert'),
        pgtrigger.migrations.RemoveTrigger(model_name='aside', name='update_update'),
        migrations.AlterModelTable(name='aside', table='devplans_aside'),
        migrations.AlterModelTable(name='asideevent', table='devplans_asideevent'),
        migrations.RenameModel(old_name='Aside', new_name='ConflictingEdit'),
        migrations.RenameModel(old_name='AsideEvent', new_name='ConflictingEditEvent'),
        migrations.AlterField(
            model_name='conflictingedit',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicting_edits', to='devplans.plan'),
        ),
        migrations.AlterField(
            model_name='conflictingedit',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicting_edits', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='conflictingedit',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settled_conflicts', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conflictingedit',
            trigger=pgtrigger.compiler.Trigger(name='asides_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6c72fd0c45bd2cd67ebda5053577ba82b539da09', operation='DELETE', pgid='pgtrigger_asides_stay_52692', table='devplans_aside', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conflictingedit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_asideevent" ("at", "base", "by_id", "field", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "row", "settled_at", "settled_by_id", "text") VALUES (NEW."at", NEW."base", NEW."by_id", NEW."field", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."row", NEW."settled_at", NEW."settled_by_id", NEW."text"); RETURN NULL;', hash='d60b638ad50bc894767f8231cd2f7176e380c0d5', operation='INSERT', pgid='pgtrigger_insert_insert_53cc1', table='devplans_aside', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conflictingedit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_asideevent" ("at", "base", "by_id", "field", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "row", "settled_at", "settled_by_id", "text") VALUES (NEW."at", NEW."base", NEW."by_id", NEW."field", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."row", NEW."settled_at", NEW."settled_by_id", NEW."text"); RETURN NULL;', hash='5c3b9c9a758ca89c767ba7d20e8e3f8168bb6405', operation='UPDATE', pgid='pgtrigger_update_update_69929', table='devplans_aside', when='AFTER')),
        ),
    ]
