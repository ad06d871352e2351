import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from sustaining.common.migrations import Migration as BatchedMigration


# Impact reports were a model of the desk. Their tables stay as they are, so only the state changes; the triggers, which are named
# after the app, are made anew, and the content types (and with them permissions) come along.
MOVE = """
UPDATE django_content_type SET app_label = '{1}' WHERE app_label = '{0}' AND model IN ('impactreport', 'impactreportevent')
"""


class Migration(BatchedMigration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('desk', '0005_impact_reports_leave_for_reports'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0009_the_registers_words_are_sorted_in_at_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='ImpactReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('academic_year', models.PositiveSmallIntegerField()),
                        ('aims', models.TextField(blank=True, verbose_name='what was aimed at')),
                        ('work', models.TextField(blank=True, verbose_name='what was done')),
                        ('change', models.TextField(blank=True, verbose_name='what has changed')),
                        ('following', models.TextField(blank=True, verbose_name='what comes next')),
                        ('written_at', models.DateTimeField()),
                        ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='impact_reports', to='schools.hub')),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='impact_reports', to='schools.school')),
                        ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='impact_reports', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'desk_impactreport',
                    },
                ),
                migrations.CreateModel(
                    name='ImpactReportEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('academic_year', models.PositiveSmallIntegerField()),
                        ('aims', models.TextField(blank=True, verbose_name='what was aimed at')),
                        ('work', models.TextField(blank=True, verbose_name='what was done')),
                        ('change', models.TextField(blank=True, verbose_name='what has changed')),
                        ('following', models.TextField(blank=True, verbose_name='what comes next')),
                        ('written_at', models.DateTimeField()),
                        ('hub', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.impactreport')),
                        ('school', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                        ('written_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'desk_impactreportevent',
                        'abstract': False,
                    },
                ),
                migrations.AddConstraint(
                    model_name='impactreport',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('hub__isnull', True), ('school__isnull', False)), models.Q(('hub__isnull', False), ('school__isnull', True)), _connector='OR'), name='impact_of_a_school_or_a_hub'),
                ),
                migrations.AddConstraint(
                    model_name='impactreport',
                    constraint=models.UniqueConstraint(fields=('school', 'academic_year'), name='one_impact_report_a_school_and_year'),
                ),
                migrations.AddConstraint(
                    model_name='impactreport',
                    constraint=models.UniqueConstraint(fields=('hub', 'academic_year'), name='one_impact_report_a_hub_and_year'),
                ),
            ],
        ),
        migrations.RunSQL(MOVE.format('desk', 'reports'), MOVE.format('reports', 'desk')),
        pgtrigger.migrations.AddTrigger(
            model_name='impactreport',
            trigger=pgtrigger.compiler.Trigger(name='impact_reports_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1998e3715f4e6923336dc08d2a238b89c95b1547', operation='DELETE', pgid='pgtrigger_impact_reports_stay_4f0cc', table='desk_impactreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_impactreportevent" ("academic_year", "aims", "change", "following", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "work", "written_at", "written_by_id") VALUES (NEW."academic_year", NEW."aims", NEW."change", NEW."following", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."school_id", NEW."work", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='12ecacdfea55c5bd184c8cda0c798c6ed9c8b448', operation='INSERT', pgid='pgtrigger_insert_insert_e1bee', table='desk_impactreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_impactreportevent" ("academic_year", "aims", "change", "following", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "work", "written_at", "written_by_id") VALUES (NEW."academic_year", NEW."aims", NEW."change", NEW."following", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."school_id", NEW."work", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='5654d2257402a103f5d532554eccc8d02dffeaef', operation='UPDATE', pgid='pgtrigger_update_update_1b6d0', table='desk_impactreport', when='AFTER')),
        ),
    ]
