"""Emails, links, and what people choose to receive.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.status
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    replaces = [
        ('outbox', '0001_every_mail_is_written_once'),
        ('outbox', '0002_mails_bounce_and_people_choose'),
        ('outbox', '0003_history_is_indexed_by_its_row_alone'),
        ('outbox', '0004_emails_keep_facts'),
        ('outbox', '0005_links_are_minted_as_mail_goes'),
        ('outbox', '0006_addresses_choose_their_emails'),
        ('outbox', '0007_sentences_in_plain_english'),
        ('outbox', '0008_emails_are_called_emails'),
        ('outbox', '0009_names_people_search_for'),
        ('outbox', '0010_weekly_summaries_are_chosen'),
        ('outbox', '0011_help_texts_say_what_they_mean'),
        ('outbox', '0012_recipients_of_an_action'),
        ('outbox', '0013_one_beat_holds_a_lease'),
    ]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BeatLease',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('holder', models.CharField(max_length=300, verbose_name='machine and process')),
                ('taken_at', models.DateTimeField()),
                ('renewed_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'lease of the scheduler',
                'verbose_name_plural': 'leases of the scheduler',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_beat_lease')],
            },
        ),
        migrations.CreateModel(
            name='Email',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(help_text='The name of its EmailKind.', max_length=60)),
                ('to', models.EmailField(max_length=254)),
                ('about_id', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('calendar', models.TextField(blank=True, help_text='An iCalendar file attached to the email.')),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Could not be delivered'), ('missed', 'Not sent: too late, declined or out of date'), ('bounced', 'Bounced')], default='queued', max_length=10)),
                ('message_id', models.CharField(max_length=120, unique=True, verbose_name='Message-ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_answer', models.TextField(blank=True, help_text='What the mail server said at the last attempt, or why it was not sent.')),
                ('queued_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('use_until', models.DateTimeField(blank=True, help_text='It is not sent after this time.', null=True)),
                ('settled_at', models.DateTimeField(blank=True, help_text='When it was sent, failed or missed.', null=True)),
                ('about_type', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
                ('user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='emails', to=settings.AUTH_USER_MODEL)),
                ('provider_id', models.CharField(blank=True, editable=False, help_text='The provider reports bounces under this id.', max_length=200, verbose_name='provider’s id')),
                ('set_aside_at', models.DateTimeField(blank=True, help_text='When it was dismissed.', null=True)),
                ('facts', models.JSONField(blank=True, db_default={}, default=dict, editable=False, help_text='Keys, days and numbers used to check, before it is sent, that it is still true.')),
                ('placeholders', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False, help_text='What is filled in when it is sent, by placeholder: links to make, and sealed codes.')),
            ],
            options={
                'verbose_name': 'email',
                'ordering': ['-queued_at', '-pk'],
                'indexes': [models.Index(models.F('not_before'), models.F('id'), condition=models.Q(('state', 'queued')), name='email_due'), models.Index(models.F('about_type'), models.F('about_id'), name='email_about'), models.Index(models.F('queued_at'), name='email_queued_at'), models.Index(models.F('settled_at'), condition=models.Q(('state', 'sent')), name='email_sent'), models.Index(models.F('provider_id'), condition=models.Q(('provider_id', ''), _negated=True), name='email_at_provider'), models.Index(models.F('about_type'), models.F('about_id'), condition=models.Q(('state__in', ('failed', 'bounced'))), name='email_trouble')],
            },
            bases=(sustaining.common.status.StatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('why', models.CharField(max_length=300)),
                ('held_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('held', 'Paused'), ('dropped', 'Won’t be sent'), ('skipped', 'Skipped')], default='held', max_length=10)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'stopped reminder',
                'verbose_name_plural': 'stopped reminders',
                'ordering': ['-held_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('key',), name='one_hold_an_occasion'), models.CheckConstraint(condition=models.Q(('kind', 'held'), ('released_at__isnull', True), _connector='OR'), name='only_what_is_held_is_released')],
            },
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted', models.CharField(choices=[('all', 'Everything'), ('no_reminders', 'No reminders: dates, changes and cancellations only'), ('changes', 'Changes and cancellations only')], default='all', max_length=15)),
                ('chosen_at', models.DateTimeField()),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail_choice', to=settings.AUTH_USER_MODEL)),
                ('address', models.EmailField(blank=True, db_default='', default='', help_text='In lower case.', max_length=254)),
                ('weekly_summary', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'verbose_name': 'email preference',
                'verbose_name_plural': 'email preferences',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('user__isnull', False)), models.Q(('user__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='mail_choice_is_of_account_or_address'), models.UniqueConstraint(django.db.models.functions.text.Lower('address'), condition=models.Q(('address', ''), _negated=True), name='one_mail_choice_an_address'), models.CheckConstraint(condition=models.Q(('weekly_summary', False), ('user__isnull', False), _connector='OR'), name='weekly_summary_is_of_an_account')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40)),
                ('token_hash', models.CharField(editable=False, help_text='SHA-256 of the token.', max_length=64, unique=True)),
                ('subject_id', models.BigIntegerField()),
                ('to', models.EmailField(blank=True, max_length=254, verbose_name='sent to')),
                ('payload', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, help_text='Empty: it works until it is renewed.', null=True)),
                ('last_opened_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, help_text='When it was used.', null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('email', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='outbox.email')),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'email link',
                'verbose_name_plural': 'email links',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(models.F('subject_type'), models.F('subject_id'), models.F('purpose'), name='link_subject'), models.Index(models.F('user'), condition=models.Q(('user__isnull', False)), name='link_user')],
            },
        ),
        migrations.CreateModel(
            name='OutsideCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('window_starts_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'count of emails to outsiders',
                'verbose_name_plural': 'counts of emails to outsiders',
                'constraints': [models.UniqueConstraint(fields=('key', 'window_starts_at'), name='one_outside_count_a_window')],
            },
        ),
        migrations.CreateModel(
            name='HoldEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(max_length=200)),
                ('why', models.CharField(max_length=300)),
                ('held_at', models.DateTimeField()),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='outbox.hold')),
                ('kind', models.CharField(choices=[('held', 'Paused'), ('dropped', 'Won’t be sent'), ('skipped', 'Skipped')], default='held', max_length=10)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MailChoiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('wanted', models.CharField(choices=[('all', 'Everything'), ('no_reminders', 'No reminders: dates, changes and cancellations only'), ('changes', 'Changes and cancellations only')], default='all', max_length=15)),
                ('chosen_at', models.DateTimeField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='outbox.mailchoice')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('address', models.EmailField(blank=True, db_default='', default='', help_text='In lower case.', max_length=254)),
                ('weekly_summary', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='email',
            trigger=pgtrigger.compiler.Trigger(name='email_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'bounced\', \'queued\'), (\'failed\', \'queued\'), (\'queued\', \'failed\'), (\'queued\', \'missed\'), (\'queued\', \'sent\'), (\'sent\', \'bounced\')) THEN\n                    RAISE EXCEPTION \'A email cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'email_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='fc2d8dccfd40119eccdf4ab1fcded502d7ed960f', operation='UPDATE', pgid='pgtrigger_email_moves_ae1c2', table='outbox_email', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='email',
            trigger=pgtrigger.compiler.Trigger(name='emails_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e964d8868ed2bdf7c398ff8b8c58638cd77ffb1f', operation='DELETE', pgid='pgtrigger_emails_stay_b0a69', table='outbox_email', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='holds_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='abb028dfe22fc2950b202a832519449a41592079', operation='DELETE', pgid='pgtrigger_holds_stay_09385', table='outbox_hold', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "outbox_holdevent" ("by_id", "held_at", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "why") VALUES (NEW."by_id", NEW."held_at", NEW."id", NEW."key", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."released_at", NEW."why"); RETURN NULL;', hash='86490dcb54e1569092cbf57662e9511acf8356fc', operation='INSERT', pgid='pgtrigger_insert_insert_7e551', table='outbox_hold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "outbox_holdevent" ("by_id", "held_at", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "why") VALUES (NEW."by_id", NEW."held_at", NEW."id", NEW."key", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."released_at", NEW."why"); RETURN NULL;', hash='ac52caeae99722ce09a57675f3f03598655ae4d4', operation='UPDATE', pgid='pgtrigger_update_update_ad697', table='outbox_hold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailchoice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "outbox_mailchoiceevent" ("address", "chosen_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "wanted", "weekly_summary") VALUES (NEW."address", NEW."chosen_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id", NEW."wanted", NEW."weekly_summary"); RETURN NULL;', hash='f6db8e124a6ddafc0573227159ebabb6127a3558', operation='INSERT', pgid='pgtrigger_insert_insert_8cbf3', table='outbox_mailchoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailchoice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "outbox_mailchoiceevent" ("address", "chosen_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "wanted", "weekly_summary") VALUES (NEW."address", NEW."chosen_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id", NEW."wanted", NEW."weekly_summary"); RETURN NULL;', hash='e90f2ac297a2ca4d36f4cb7524b79d5980867169', operation='UPDATE', pgid='pgtrigger_update_update_119a4', table='outbox_mailchoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='link',
            trigger=pgtrigger.compiler.Trigger(name='links_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d7077f623520392b4e41d4c7faf1546ffd364beb', operation='DELETE', pgid='pgtrigger_links_stay_77d8c', table='outbox_link', when='BEFORE')),
        ),
    ]
