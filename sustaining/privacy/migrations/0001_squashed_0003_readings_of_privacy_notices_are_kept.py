"""Data requests, and who read which notice.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.files
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    replaces = [
        ('privacy', '0001_data_requests'),
        ('privacy', '0002_changes_of_accounts_are_kept'),
        ('privacy', '0003_readings_of_privacy_notices_are_kept'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('own', 'Your own data'), ('hub', 'What your hub keeps'), ('programme', 'Everything on the site')], max_length=9)),
                ('state', models.CharField(choices=[('waiting', 'In preparation'), ('ready', 'Ready'), ('ended', 'Ended')], default='waiting', max_length=7)),
                ('address', models.EmailField(max_length=254, verbose_name='email address')),
                ('reason', models.CharField(blank=True, default='', max_length=300, verbose_name='how the person asked, and how you know that it was them')),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('try_at', models.DateTimeField(editable=False)),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows in the archive')),
                ('files', models.PositiveIntegerField(default=0, verbose_name='files in the archive')),
                ('withheld', models.PositiveIntegerField(default=0, help_text='Not in the archive until someone has read them.', verbose_name='rows to be checked first')),
                ('size', models.PositiveBigIntegerField(default=0, help_text='In bytes.')),
                ('sha256', models.CharField(blank=True, default='', max_length=64, verbose_name='SHA-256')),
                ('file', models.FileField(blank=True, editable=False, max_length=120, storage=sustaining.common.files.files_storage, upload_to='')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='kept until')),
                ('downloads', models.PositiveIntegerField(default=0)),
                ('downloaded_at', models.DateTimeField(blank=True, null=True, verbose_name='last downloaded')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_data_requests', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request for data',
                'verbose_name_plural': 'requests for data',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('asked_by', 'address', 'scope'), name='one_waiting_request_an_address', violation_error_message='You have already asked for this. We’ll email you when the archive is ready.'), models.CheckConstraint(condition=models.Q(models.Q(('scope', 'own'), _negated=True), ('person', models.F('asked_by')), _connector='OR'), name='own_data_is_asked_for_by_the_person'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', False), ('made_at__isnull', False), ('state', 'ready'), models.Q(('file', ''), _negated=True)), models.Q(('file', ''), ('made_at__isnull', True), ('state', 'waiting')), models.Q(('ended_at__isnull', False), ('file', ''), ('state', 'ended')), _connector='OR'), name='an_archive_is_kept_while_it_is_ready')],
            },
        ),
        migrations.CreateModel(
            name='AccountChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('name', 'Name corrected'), ('address', 'Email address changed'), ('closed', 'Account closed'), ('reopened', 'Account reopened'), ('restricted', 'Use of data restricted'), ('lifted', 'Restriction lifted')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_changes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change of an account',
                'verbose_name_plural': 'changes of accounts',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('by', models.F('person')), _connector='OR'), name='change_by_another_has_a_reason', violation_error_message='Enter the reason.')],
            },
        ),
        migrations.CreateModel(
            name='NoticeReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(verbose_name='read')),
                ('at_joining', models.BooleanField(db_default=False, default=False, verbose_name='when they joined')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='schools.privacynotice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_readings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reading of a privacy notice',
                'verbose_name_plural': 'readings of privacy notices',
                'ordering': ['-read_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('notice', 'person'), name='one_reading_a_notice_and_person')],
            },
        ),
        migrations.CreateModel(
            name='DataRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('scope', models.CharField(choices=[('own', 'Your own data'), ('hub', 'What your hub keeps'), ('programme', 'Everything on the site')], max_length=9)),
                ('state', models.CharField(choices=[('waiting', 'In preparation'), ('ready', 'Ready'), ('ended', 'Ended')], default='waiting', max_length=7)),
                ('address', models.EmailField(max_length=254, verbose_name='email address')),
                ('reason', models.CharField(blank=True, default='', max_length=300, verbose_name='how the person asked, and how you know that it was them')),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('try_at', models.DateTimeField(editable=False)),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows in the archive')),
                ('files', models.PositiveIntegerField(default=0, verbose_name='files in the archive')),
                ('withheld', models.PositiveIntegerField(default=0, help_text='Not in the archive until someone has read them.', verbose_name='rows to be checked first')),
                ('size', models.PositiveBigIntegerField(default=0, help_text='In bytes.')),
                ('sha256', models.CharField(blank=True, default='', max_length=64, verbose_name='SHA-256')),
                ('file', models.FileField(blank=True, editable=False, max_length=120, storage=sustaining.common.files.files_storage, upload_to='')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='kept until')),
                ('downloads', models.PositiveIntegerField(default=0)),
                ('downloaded_at', models.DateTimeField(blank=True, null=True, verbose_name='last downloaded')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('asked_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy.datarequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='data_requests_move_by_rule', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'ready\', \'ended\'), (\'waiting\', \'ended\'), (\'waiting\', \'ready\')) THEN\n                    RAISE EXCEPTION \'A request for data cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'data_requests_move_by_rule\';\n                END IF;\n                RETURN NEW;\n                ', hash='c54a3e2812072d984a43bc1337fe00eeb457f226', operation='UPDATE', pgid='pgtrigger_data_requests_move_by_rule_167e7', table='privacy_datarequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='data_requests_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6f6fb62f5c9ce7b3f62446c4e986f7f941f2c0fd', operation='DELETE', pgid='pgtrigger_data_requests_stay_29599', table='privacy_datarequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='data_requests_stay_with_who_asked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."asked_by_id" IS DISTINCT FROM NEW."asked_by_id" OR OLD."scope" IS DISTINCT FROM NEW."scope")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A request for data can’t pass to someone else. Ask again.' USING ERRCODE = 'check_violation', CONSTRAINT = 'data_requests_stay_with_who_asked';\n            END IF;\n            RETURN NEW;\n            ", hash='7f14bac1f4f0e827ef08ef731d83f551b1e3b3f8', operation='UPDATE OF "asked_by_id", "scope"', pgid='pgtrigger_data_requests_stay_with_who_asked_19356', table='privacy_datarequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_datarequestevent" ("address", "asked_at", "asked_by_id", "attempts", "downloaded_at", "downloads", "ended_at", "ended_by_id", "ends_at", "file", "files", "id", "key", "made_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rows", "scope", "sha256", "size", "state", "try_at", "withheld") VALUES (NEW."address", NEW."asked_at", NEW."asked_by_id", NEW."attempts", NEW."downloaded_at", NEW."downloads", NEW."ended_at", NEW."ended_by_id", NEW."ends_at", NEW."file", NEW."files", NEW."id", NEW."key", NEW."made_at", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."rows", NEW."scope", NEW."sha256", NEW."size", NEW."state", NEW."try_at", NEW."withheld"); RETURN NULL;', hash='2b5d17c2645da951bc54c9643d29e858210b29a5', operation='INSERT', pgid='pgtrigger_insert_insert_658be', table='privacy_datarequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_datarequestevent" ("address", "asked_at", "asked_by_id", "attempts", "downloaded_at", "downloads", "ended_at", "ended_by_id", "ends_at", "file", "files", "id", "key", "made_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rows", "scope", "sha256", "size", "state", "try_at", "withheld") VALUES (NEW."address", NEW."asked_at", NEW."asked_by_id", NEW."attempts", NEW."downloaded_at", NEW."downloads", NEW."ended_at", NEW."ended_by_id", NEW."ends_at", NEW."file", NEW."files", NEW."id", NEW."key", NEW."made_at", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."rows", NEW."scope", NEW."sha256", NEW."size", NEW."state", NEW."try_at", NEW."withheld"); RETURN NULL;', hash='34841d89f55f7ad294c180704cdd9ad8bd4971e3', operation='UPDATE', pgid='pgtrigger_update_update_dade2', table='privacy_datarequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountchange',
            trigger=pgtrigger.compiler.Trigger(name='account_changes_are_kept_as_made', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c0746607805620604ad3447f02708ad87db178c3', operation='UPDATE', pgid='pgtrigger_account_changes_are_kept_as_made_fd125', table='privacy_accountchange', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountchange',
            trigger=pgtrigger.compiler.Trigger(name='account_changes_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='543035f14ff391eaefe23d9df2bec56c9ec5988f', operation='DELETE', pgid='pgtrigger_account_changes_stay_6fce8', table='privacy_accountchange', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noticereading',
            trigger=pgtrigger.compiler.Trigger(name='readings_are_kept_as_made', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f83eda290d8ecd66bfeff39fa2178c327401c272', operation='UPDATE', pgid='pgtrigger_readings_are_kept_as_made_b1807', table='privacy_noticereading', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noticereading',
            trigger=pgtrigger.compiler.Trigger(name='readings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4a56f412d25f430c9de6a1b11141699e3944108f', operation='DELETE', pgid='pgtrigger_readings_stay_ece9e', table='privacy_noticereading', when='BEFORE')),
        ),
    ]
