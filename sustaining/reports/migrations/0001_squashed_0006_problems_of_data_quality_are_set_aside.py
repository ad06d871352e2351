"""Impact reports, returns and data quality. Impact reports began in the desk’s app, hence their table’s name.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    replaces = [
        ('desk', '0002_impact_reports_are_written'),
        ('reports', '0001_impact_reports_come_from_the_desk'),
        ('reports', '0002_returns_are_frozen'),
        ('reports', '0003_impact_reports_are_shared_by_links'),
        ('reports', '0004_returns_keep_the_digest_of_the_original'),
        ('reports', '0005_participants_and_schools_are_returned'),
        ('reports', '0006_problems_of_data_quality_are_set_aside'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('voices', models.TextField(blank=True, db_default='', help_text='One quotation to a paragraph. Leave out names of people; a school is named only if you name it.', verbose_name='in the schools’ own words')),
            ],
            options={
                'db_table': 'desk_impactreport',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hub__isnull', True), ('school__isnull', False)), models.Q(('hub__isnull', False), ('school__isnull', True)), _connector='OR'), name='impact_of_a_school_or_a_hub'), models.UniqueConstraint(fields=('school', 'academic_year'), name='one_impact_report_a_school_and_year'), models.UniqueConstraint(fields=('hub', 'academic_year'), name='one_impact_report_a_hub_and_year')],
            },
        ),
        migrations.CreateModel(
            name='ImpactLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_to', models.CharField(max_length=120, verbose_name='who it is for')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='impact_links', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='reports.impactreport')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='an_ended_link_says_who_ended_it')],
            },
        ),
        migrations.CreateModel(
            name='CompletionReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('point', models.CharField(choices=[('spring', 'Spring'), ('august', 'End of August')], max_length=6)),
                ('taken_for', models.DateField(verbose_name='as it stood on')),
                ('taken_at', models.DateTimeField()),
                ('content', models.TextField()),
                ('schools', models.PositiveIntegerField()),
                ('completed', models.PositiveIntegerField()),
                ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='completion_returns', to='schools.hub')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completion_returns', to=settings.AUTH_USER_MODEL)),
                ('original_sha256', models.CharField(blank=True, db_default='', default='', editable=False, max_length=64, verbose_name='SHA-256 of the file as it was sent')),
            ],
            options={
                'ordering': ['-taken_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReturnColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('participants', 'Participant return'), ('schools', 'School return')], max_length=12, unique=True)),
                ('columns', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_columns', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'columns of returns',
                'verbose_name_plural': 'columns of returns',
            },
        ),
        migrations.CreateModel(
            name='ProgrammeReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('participants', 'Participant return'), ('schools', 'School return')], max_length=12)),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('taken_for', models.DateField(verbose_name='as it stood on')),
                ('taken_at', models.DateTimeField()),
                ('columns', models.JSONField(editable=False)),
                ('row_keys', models.JSONField(editable=False)),
                ('content', models.TextField()),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the file as it was taken')),
                ('counts', models.JSONField(editable=False, help_text='By kind of group: each with its rows and those that completed.')),
                ('left_out', models.PositiveIntegerField(default=0, verbose_name='people left out because their data is restricted')),
                ('trns_cleared', models.BooleanField(default=False, editable=False, verbose_name='TRNs have been cleared')),
                ('names_cleared', models.BooleanField(default=False, editable=False, verbose_name='names have been replaced by numbers')),
                ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='programme_returns', to='schools.hub')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_returns', to=settings.AUTH_USER_MODEL)),
                ('open_points', models.JSONField(db_default={}, default=dict, editable=False, help_text='Their number by check.', verbose_name='open points of data quality')),
                ('points_seen', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='the taker had looked at them')),
            ],
            options={
                'verbose_name': 'participant or school return',
                'ordering': ['-taken_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('taken_for__gte', models.Func(models.F('academic_year'), 9, 1, function='make_date', output_field=models.DateField())), ('taken_for__lte', models.Func(django.db.models.expressions.CombinedExpression(models.F('academic_year'), '+', models.Value(1)), 8, 31, function='make_date', output_field=models.DateField()))), name='return_is_of_a_day_of_its_year', violation_error_message='The day of a return must be in its academic year.'), models.CheckConstraint(condition=models.Q(('names_cleared', False), ('trns_cleared', True), _connector='OR'), name='trns_go_before_names'), models.CheckConstraint(condition=models.Q(('open_points', {}), ('points_seen', True), _connector='OR'), name='open_points_were_looked_at'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='return_has_its_digest')],
            },
        ),
        migrations.CreateModel(
            name='SetAsideProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_name', models.CharField(max_length=20, verbose_name='check')),
                ('key', models.CharField(help_text='What the check calls the problem.', max_length=60)),
                ('reason', models.TextField()),
                ('set_aside_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='set_aside_problems', to='schools.hub')),
                ('set_aside_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems_set_aside', to=settings.AUTH_USER_MODEL)),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'problem set aside',
                'verbose_name_plural': 'problems set aside',
                'ordering': ['-set_aside_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('check_name', 'key'), name='a_problem_is_set_aside_once', violation_error_message='This has been set aside already.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='set_aside_with_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='taken_back_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='ImpactLinkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('sent_to', models.CharField(max_length=120, verbose_name='who it is for')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.impactlink')),
                ('report', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reports.impactreport')),
            ],
            options={
                'abstract': False,
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
                ('voices', models.TextField(blank=True, db_default='', help_text='One quotation to a paragraph. Leave out names of people; a school is named only if you name it.', verbose_name='in the schools’ own words')),
            ],
            options={
                'db_table': 'desk_impactreportevent',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReturnColumnsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('participants', 'Participant return'), ('schools', 'School return')], max_length=12)),
                ('columns', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.returncolumns')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SetAsideProblemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('check_name', models.CharField(max_length=20, verbose_name='check')),
                ('key', models.CharField(help_text='What the check calls the problem.', max_length=60)),
                ('reason', models.TextField()),
                ('set_aside_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.setasideproblem')),
                ('set_aside_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_back_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactreport',
            trigger=pgtrigger.compiler.Trigger(name='impact_reports_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1998e3715f4e6923336dc08d2a238b89c95b1547', operation='DELETE', pgid='pgtrigger_impact_reports_stay_4f0cc', table='desk_impactreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_impactreportevent" ("academic_year", "aims", "change", "following", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "voices", "work", "written_at", "written_by_id") VALUES (NEW."academic_year", NEW."aims", NEW."change", NEW."following", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."school_id", NEW."voices", NEW."work", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='cfe844d0838719cbb3344dbd84312d734541ae62', operation='INSERT', pgid='pgtrigger_insert_insert_e1bee', table='desk_impactreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_impactreportevent" ("academic_year", "aims", "change", "following", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "voices", "work", "written_at", "written_by_id") VALUES (NEW."academic_year", NEW."aims", NEW."change", NEW."following", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."school_id", NEW."voices", NEW."work", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='596f65beb15ba7570b4e1b6e3afd439ea555d11e', operation='UPDATE', pgid='pgtrigger_update_update_1b6d0', table='desk_impactreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactlink',
            trigger=pgtrigger.compiler.Trigger(name='impact_links_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cee703098e858fbdcb3384701423d583698b9f43', operation='DELETE', pgid='pgtrigger_impact_links_stay_c27c0', table='reports_impactlink', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactlink',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_impactlinkevent" ("ended_at", "ended_by_id", "ends_on", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id", "sent_to") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."ends_on", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."report_id", NEW."sent_to"); RETURN NULL;', hash='bd6d89a089222666c5e74e35c73ae6763b4c3a40', operation='INSERT', pgid='pgtrigger_insert_insert_e5114', table='reports_impactlink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactlink',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_impactlinkevent" ("ended_at", "ended_by_id", "ends_on", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id", "sent_to") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."ends_on", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."report_id", NEW."sent_to"); RETURN NULL;', hash='91c951fb5e6249b7adf9adc0a4fef9024c47ea1d', operation='UPDATE', pgid='pgtrigger_update_update_0083f', table='reports_impactlink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completionreturn',
            trigger=pgtrigger.compiler.Trigger(name='returns_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='30f3c95cc6a852c6943310625dae5ad21eaa2723', operation='UPDATE OR DELETE', pgid='pgtrigger_returns_stand_950b5', table='reports_completionreturn', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='returncolumns',
            trigger=pgtrigger.compiler.Trigger(name='return_columns_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f453779037519d08c062fa6bd047132c3cbfd9ce', operation='DELETE', pgid='pgtrigger_return_columns_stay_60d99', table='reports_returncolumns', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='returncolumns',
            trigger=pgtrigger.compiler.Trigger(name='return_columns_are_complete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF jsonb_typeof(NEW.columns) <> 'array'\n            OR NOT EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.columns) c WHERE c->>0 = 'urn')\n            OR (NEW.kind = 'participants'\n                AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.columns) c WHERE c->>0 = 'person'))\n        THEN\n            RAISE EXCEPTION 'A return needs the URN, and a participant return the name.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'return_columns_needed';\n        END IF;\n        IF EXISTS (\n            SELECT 1 FROM jsonb_array_elements(NEW.columns) c\n            WHERE TRIM(COALESCE(c->>1, '')) = '' OR LEFT(c->>1, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r')\n        ) THEN\n            RAISE EXCEPTION 'Each column of a return has a heading, which does not begin with =, +, - or @.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'return_columns_headed';\n        END IF;\n        IF EXISTS (\n            SELECT 1 FROM jsonb_array_elements(NEW.columns) c\n            HAVING COUNT(*) <> COUNT(DISTINCT LOWER(TRIM(c->>1))) OR COUNT(*) <> COUNT(DISTINCT c->>0)\n        ) THEN\n            RAISE EXCEPTION 'A return has each column and each heading once.' USING ERRCODE = 'check_violation', CONSTRAINT = 'return_columns_distinct';\n        END IF;\n        RETURN NEW;\n        ", hash='cff6162ec87fe58baf4d7bdd2c791a9ef51c3c8b', operation='INSERT OR UPDATE', pgid='pgtrigger_return_columns_are_complete_c94af', table='reports_returncolumns', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='returncolumns',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_returncolumnsevent" ("changed_at", "changed_by_id", "columns", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."columns", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='2d8a933eaa34f18afac79194232a0bc1a749253f', operation='INSERT', pgid='pgtrigger_insert_insert_c7739', table='reports_returncolumns', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='returncolumns',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_returncolumnsevent" ("changed_at", "changed_by_id", "columns", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."columns", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='27365575a6ec51bc6ab05841b310be160e4f44a4', operation='UPDATE', pgid='pgtrigger_update_update_499dc', table='reports_returncolumns', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programmereturn',
            trigger=pgtrigger.compiler.Trigger(name='programme_returns_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5065355a99166d6f4dcf9eb34a19fc496f4cacc3', operation='UPDATE OR DELETE', pgid='pgtrigger_programme_returns_stand_a8794', table='reports_programmereturn', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='setasideproblem',
            trigger=pgtrigger.compiler.Trigger(name='set_aside_problems_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='baffd6f01d984a760da5e997e8c1c34db519d2fd', operation='DELETE', pgid='pgtrigger_set_aside_problems_stay_d8802', table='reports_setasideproblem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='setasideproblem',
            trigger=pgtrigger.compiler.Trigger(name='set_aside_problems_say_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."check_name" IS DISTINCT FROM NEW."check_name" OR OLD."key" IS DISTINCT FROM NEW."key")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'What was set aside can’t be changed. Open it again, and set the other aside.' USING ERRCODE = 'check_violation', CONSTRAINT = 'set_aside_problems_say_the_same';\n            END IF;\n            RETURN NEW;\n            ", hash='bcfebfc8497315af482a8acf5ed385307574662b', operation='UPDATE OF "hub_id", "check_name", "key"', pgid='pgtrigger_set_aside_problems_say_the_same_87a77', table='reports_setasideproblem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='setasideproblem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_setasideproblemevent" ("check_name", "hub_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "set_aside_at", "set_aside_by_id", "taken_back_at", "taken_back_by_id") VALUES (NEW."check_name", NEW."hub_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."set_aside_at", NEW."set_aside_by_id", NEW."taken_back_at", NEW."taken_back_by_id"); RETURN NULL;', hash='00930c8187b394df3c3b2c9623a85f4f02cc8a51', operation='INSERT', pgid='pgtrigger_insert_insert_27886', table='reports_setasideproblem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='setasideproblem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_setasideproblemevent" ("check_name", "hub_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "set_aside_at", "set_aside_by_id", "taken_back_at", "taken_back_by_id") VALUES (NEW."check_name", NEW."hub_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."set_aside_at", NEW."set_aside_by_id", NEW."taken_back_at", NEW."taken_back_by_id"); RETURN NULL;', hash='ad983905e5815f800d16ae98b79f5cc6c0198ffe', operation='UPDATE', pgid='pgtrigger_update_update_f67d5', table='reports_setasideproblem', when='AFTER')),
        ),
    ]
