"""What hubs bring in from lists.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.files
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    replaces = [
        ('onboarding', '0001_hubs_enrol_schools_from_a_list'),
        ('onboarding', '0002_hubs_bring_in_what_they_did'),
        ('onboarding', '0003_hubs_bring_in_sessions'),
        ('onboarding', '0004_names_in_plain_english'),
        ('onboarding', '0005_hubs_bring_in_attendance'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EnrolmentUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('thumbnail', models.FileField(blank=True, max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
                ('check_state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('refused', 'Refused')], db_default='checked', default='checked', max_length=8, verbose_name='check')),
                ('refusal', models.TextField(blank=True, db_default='', default='')),
                ('rows', models.JSONField(blank=True, editable=False, null=True)),
                ('read_as', models.CharField(blank=True, db_default='', editable=False, help_text='How the file was read, such as its separator.', max_length=200)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('headings', models.JSONField(blank=True, default=list, editable=False)),
                ('columns', models.JSONField(blank=True, default=dict, editable=False)),
                ('is_mapped', models.BooleanField(default=False, editable=False, verbose_name='columns are mapped')),
                ('override_reason', models.TextField(blank=True, default='', verbose_name='reason for exceptions')),
                ('left_out', models.JSONField(blank=True, default=list, editable=False, verbose_name='rows left out')),
                ('made', models.JSONField(blank=True, default=list, editable=False)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undo_reason', models.TextField(blank=True, default='', verbose_name='why it was undone')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.hub')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.project')),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('save_problem', models.TextField(blank=True, default='', editable=False, verbose_name='why it was not saved')),
                ('saving_at', models.DateTimeField(blank=True, null=True)),
                ('saving_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seen', models.CharField(blank=True, default='', editable=False, max_length=32)),
            ],
            options={
                'verbose_name': 'list of schools to enrol',
                'verbose_name_plural': 'lists of schools to enrol',
                'ordering': ['-added_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('saved_at__isnull', True), ('saved_by__isnull', True)), models.Q(('saved_at__isnull', False), ('saved_by__isnull', False)), _connector='OR'), name='enrolments_saved_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('saving_at__isnull', True), ('saving_by__isnull', True)), models.Q(('saving_at__isnull', False), ('saving_by__isnull', False)), _connector='OR'), name='enrolments_being_saved_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('undo_reason', ''), ('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('saved_at__isnull', False), ('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undo_reason', ''), _negated=True)), _connector='OR'), name='enrolments_undone_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='OpeningUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('thumbnail', models.FileField(blank=True, max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
                ('check_state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('refused', 'Refused')], db_default='checked', default='checked', max_length=8, verbose_name='check')),
                ('refusal', models.TextField(blank=True, db_default='', default='')),
                ('rows', models.JSONField(blank=True, editable=False, null=True)),
                ('read_as', models.CharField(blank=True, db_default='', editable=False, help_text='How the file was read, such as its separator.', max_length=200)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('headings', models.JSONField(blank=True, default=list, editable=False)),
                ('columns', models.JSONField(blank=True, default=dict, editable=False)),
                ('is_mapped', models.BooleanField(default=False, editable=False, verbose_name='columns are mapped')),
                ('left_out', models.JSONField(blank=True, default=list, editable=False, verbose_name='rows left out')),
                ('made', models.JSONField(blank=True, default=list, editable=False)),
                ('saving_at', models.DateTimeField(blank=True, null=True)),
                ('seen', models.CharField(blank=True, default='', editable=False, max_length=32)),
                ('save_problem', models.TextField(blank=True, default='', editable=False, verbose_name='why it was not saved')),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undo_reason', models.TextField(blank=True, default='', verbose_name='why it was undone')),
                ('list_kind', models.CharField(choices=[('years', 'Past years'), ('payments', 'Payments made so far'), ('sessions', 'Sessions already held'), ('attendance', 'Attendance of meetings')], max_length=10, verbose_name='kind of list')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.hub')),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saving_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'list of earlier years or payments',
                'verbose_name_plural': 'lists of earlier years or payments',
                'ordering': ['-added_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('saved_at__isnull', True), ('saved_by__isnull', True)), models.Q(('saved_at__isnull', False), ('saved_by__isnull', False)), _connector='OR'), name='openings_saved_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('saving_at__isnull', True), ('saving_by__isnull', True)), models.Q(('saving_at__isnull', False), ('saving_by__isnull', False)), _connector='OR'), name='openings_being_saved_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('undo_reason', ''), ('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('saved_at__isnull', False), ('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undo_reason', ''), _negated=True)), _connector='OR'), name='openings_undone_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='EnrolmentUploadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
                ('check_state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('refused', 'Refused')], db_default='checked', default='checked', max_length=8, verbose_name='check')),
                ('refusal', models.TextField(blank=True, db_default='', default='')),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('is_mapped', models.BooleanField(default=False, editable=False, verbose_name='columns are mapped')),
                ('override_reason', models.TextField(blank=True, default='', verbose_name='reason for exceptions')),
                ('left_out', models.JSONField(blank=True, default=list, editable=False, verbose_name='rows left out')),
                ('made', models.JSONField(blank=True, default=list, editable=False)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undo_reason', models.TextField(blank=True, default='', verbose_name='why it was undone')),
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='onboarding.enrolmentupload')),
                ('project', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
                ('saved_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('save_problem', models.TextField(blank=True, default='', editable=False, verbose_name='why it was not saved')),
                ('saving_at', models.DateTimeField(blank=True, null=True)),
                ('saving_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('seen', models.CharField(blank=True, default='', editable=False, max_length=32)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OpeningUploadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
                ('check_state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('refused', 'Refused')], db_default='checked', default='checked', max_length=8, verbose_name='check')),
                ('refusal', models.TextField(blank=True, db_default='', default='')),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('is_mapped', models.BooleanField(default=False, editable=False, verbose_name='columns are mapped')),
                ('left_out', models.JSONField(blank=True, default=list, editable=False, verbose_name='rows left out')),
                ('made', models.JSONField(blank=True, default=list, editable=False)),
                ('saving_at', models.DateTimeField(blank=True, null=True)),
                ('seen', models.CharField(blank=True, default='', editable=False, max_length=32)),
                ('save_problem', models.TextField(blank=True, default='', editable=False, verbose_name='why it was not saved')),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undo_reason', models.TextField(blank=True, default='', verbose_name='why it was undone')),
                ('list_kind', models.CharField(choices=[('years', 'Past years'), ('payments', 'Payments made so far'), ('sessions', 'Sessions already held'), ('attendance', 'Attendance of meetings')], max_length=10, verbose_name='kind of list')),
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='onboarding.openingupload')),
                ('saved_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('saving_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentupload',
            trigger=pgtrigger.compiler.Trigger(name='enrolment_uploads_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9b24990373a9c069b1f42045e64cc4d82a90ed43', operation='DELETE', pgid='pgtrigger_enrolment_uploads_stay_75221', table='onboarding_enrolmentupload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentupload',
            trigger=pgtrigger.compiler.Trigger(name='enrolment_uploads_stay_at_their_hub', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A list of schools can’t move to another hub. Upload it there.' USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_uploads_stay_at_their_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='f3ec3cb1c16347d7fc00dd71df087164e541d970', operation='UPDATE OF "hub_id"', pgid='pgtrigger_enrolment_uploads_stay_at_their_hub_4c4de', table='onboarding_enrolmentupload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentupload',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "onboarding_enrolmentuploadevent" ("added_at", "added_by_id", "check_state", "hub_id", "id", "is_mapped", "kind", "left_out", "made", "name", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "refusal", "save_problem", "saved_at", "saved_by_id", "saving_at", "saving_by_id", "seen", "sha256", "size", "undo_reason", "undone_at", "undone_by_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."hub_id", NEW."id", NEW."is_mapped", NEW."kind", NEW."left_out", NEW."made", NEW."name", NEW."override_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."refusal", NEW."save_problem", NEW."saved_at", NEW."saved_by_id", NEW."saving_at", NEW."saving_by_id", NEW."seen", NEW."sha256", NEW."size", NEW."undo_reason", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='3c8a2ece4e67528e101f503c03e46bcbf3cad668', operation='INSERT', pgid='pgtrigger_insert_insert_eaded', table='onboarding_enrolmentupload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentupload',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."check_state" IS DISTINCT FROM (NEW."check_state") OR OLD."hub_id" IS DISTINCT FROM (NEW."hub_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_mapped" IS DISTINCT FROM (NEW."is_mapped") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."left_out" IS DISTINCT FROM (NEW."left_out") OR OLD."made" IS DISTINCT FROM (NEW."made") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."override_reason" IS DISTINCT FROM (NEW."override_reason") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."save_problem" IS DISTINCT FROM (NEW."save_problem") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."saved_by_id" IS DISTINCT FROM (NEW."saved_by_id") OR OLD."saving_at" IS DISTINCT FROM (NEW."saving_at") OR OLD."saving_by_id" IS DISTINCT FROM (NEW."saving_by_id") OR OLD."seen" IS DISTINCT FROM (NEW."seen") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."undo_reason" IS DISTINCT FROM (NEW."undo_reason") OR OLD."undone_at" IS DISTINCT FROM (NEW."undone_at") OR OLD."undone_by_id" IS DISTINCT FROM (NEW."undone_by_id"))', func='INSERT INTO "onboarding_enrolmentuploadevent" ("added_at", "added_by_id", "check_state", "hub_id", "id", "is_mapped", "kind", "left_out", "made", "name", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "refusal", "save_problem", "saved_at", "saved_by_id", "saving_at", "saving_by_id", "seen", "sha256", "size", "undo_reason", "undone_at", "undone_by_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."hub_id", NEW."id", NEW."is_mapped", NEW."kind", NEW."left_out", NEW."made", NEW."name", NEW."override_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."refusal", NEW."save_problem", NEW."saved_at", NEW."saved_by_id", NEW."saving_at", NEW."saving_by_id", NEW."seen", NEW."sha256", NEW."size", NEW."undo_reason", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='2d522901c6f35f2fcb1f826aac5bc55ee949776b', operation='UPDATE', pgid='pgtrigger_update_update_ddea4', table='onboarding_enrolmentupload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openingupload',
            trigger=pgtrigger.compiler.Trigger(name='opening_uploads_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='669fcf710aa1ce80bcea82568110153f77663852', operation='DELETE', pgid='pgtrigger_opening_uploads_stay_b7ed5', table='onboarding_openingupload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openingupload',
            trigger=pgtrigger.compiler.Trigger(name='opening_uploads_stay_at_their_hub', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."list_kind" IS DISTINCT FROM NEW."list_kind")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A list of schools can’t move to another hub. Upload it there.' USING ERRCODE = 'check_violation', CONSTRAINT = 'opening_uploads_stay_at_their_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='886e6ed972c6b78a1952446de1335f8458404cd2', operation='UPDATE OF "hub_id", "list_kind"', pgid='pgtrigger_opening_uploads_stay_at_their_hub_1fd96', table='onboarding_openingupload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openingupload',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "onboarding_openinguploadevent" ("added_at", "added_by_id", "check_state", "hub_id", "id", "is_mapped", "kind", "left_out", "list_kind", "made", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "save_problem", "saved_at", "saved_by_id", "saving_at", "saving_by_id", "seen", "sha256", "size", "undo_reason", "undone_at", "undone_by_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."hub_id", NEW."id", NEW."is_mapped", NEW."kind", NEW."left_out", NEW."list_kind", NEW."made", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."refusal", NEW."save_problem", NEW."saved_at", NEW."saved_by_id", NEW."saving_at", NEW."saving_by_id", NEW."seen", NEW."sha256", NEW."size", NEW."undo_reason", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='1fbde5834d5753df742bb6f61a913a954c351a0d', operation='INSERT', pgid='pgtrigger_insert_insert_beb9b', table='onboarding_openingupload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openingupload',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."check_state" IS DISTINCT FROM (NEW."check_state") OR OLD."hub_id" IS DISTINCT FROM (NEW."hub_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_mapped" IS DISTINCT FROM (NEW."is_mapped") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."left_out" IS DISTINCT FROM (NEW."left_out") OR OLD."list_kind" IS DISTINCT FROM (NEW."list_kind") OR OLD."made" IS DISTINCT FROM (NEW."made") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."save_problem" IS DISTINCT FROM (NEW."save_problem") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."saved_by_id" IS DISTINCT FROM (NEW."saved_by_id") OR OLD."saving_at" IS DISTINCT FROM (NEW."saving_at") OR OLD."saving_by_id" IS DISTINCT FROM (NEW."saving_by_id") OR OLD."seen" IS DISTINCT FROM (NEW."seen") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."undo_reason" IS DISTINCT FROM (NEW."undo_reason") OR OLD."undone_at" IS DISTINCT FROM (NEW."undone_at") OR OLD."undone_by_id" IS DISTINCT FROM (NEW."undone_by_id"))', func='INSERT INTO "onboarding_openinguploadevent" ("added_at", "added_by_id", "check_state", "hub_id", "id", "is_mapped", "kind", "left_out", "list_kind", "made", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "save_problem", "saved_at", "saved_by_id", "saving_at", "saving_by_id", "seen", "sha256", "size", "undo_reason", "undone_at", "undone_by_id") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."hub_id", NEW."id", NEW."is_mapped", NEW."kind", NEW."left_out", NEW."list_kind", NEW."made", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."refusal", NEW."save_problem", NEW."saved_at", NEW."saved_by_id", NEW."saving_at", NEW."saving_by_id", NEW."seen", NEW."sha256", NEW."size", NEW."undo_reason", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='ecb38ffd3929072bd74780cdf129fd05d9713a2e', operation='UPDATE', pgid='pgtrigger_update_update_2f98b', table='onboarding_openingupload', when='AFTER')),
        ),
    ]
