import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from sustaining.common.migrations import Migration as LargeMigration


class Migration(LargeMigration):

    initial = True

    dependencies = [
        ('accounts', '0001_people_sign_in_by_email'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('why', models.CharField(max_length=300)),
                ('held_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-held_at'],
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
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='outbox.hold')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Email',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(max_length=200, unique=True)),
                ('template', models.CharField(max_length=60)),
                ('to', models.EmailField(max_length=254)),
                ('about_id', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('calendar', models.TextField(blank=True, help_text='An iCalendar file that goes with the mail.')),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('is_secret', models.BooleanField(default=False, help_text='Carries a link or a code: its body is blanked once sent.')),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Could not be delivered'), ('missed', 'Not sent: too late, or no longer true')], default='queued', max_length=10)),
                ('message_id', models.CharField(max_length=120, unique=True, verbose_name='Message-ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_answer', models.TextField(blank=True, help_text='What the mail server said at the last attempt.')),
                ('queued_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('use_until', models.DateTimeField(blank=True, help_text='After this moment it is of no use: never late.', null=True)),
                ('settled_at', models.DateTimeField(blank=True, help_text='When it was sent, failed or missed.', null=True)),
                ('about_type', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
                ('user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='emails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'e-mail',
                'ordering': ['-queued_at', '-pk'],
                'indexes': [models.Index(models.F('not_before'), models.F('id'), condition=models.Q(('state', 'queued')), name='email_due'), models.Index(models.F('about_type'), models.F('about_id'), name='email_about')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='email',
            trigger=pgtrigger.compiler.Trigger(name='email_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'failed\', \'queued\'), (\'queued\', \'failed\'), (\'queued\', \'missed\'), (\'queued\', \'sent\')) THEN\n                    RAISE EXCEPTION \'A e-mail cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'email_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='b35642ff67b5d0a81c9b898358359e3b25290b43', operation='UPDATE', pgid='pgtrigger_email_moves_ae1c2', table='outbox_email', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='email',
            trigger=pgtrigger.compiler.Trigger(name='emails_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e964d8868ed2bdf7c398ff8b8c58638cd77ffb1f', operation='DELETE', pgid='pgtrigger_emails_stay_b0a69', table='outbox_email', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='holds_stand', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e36e6291b6165870a89cf86e16ea68921425b5e8', operation='UPDATE', pgid='pgtrigger_holds_stand_ef72f', table='outbox_hold', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "outbox_holdevent" ("by_id", "held_at", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "why") VALUES (NEW."by_id", NEW."held_at", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."why"); RETURN NULL;', hash='7c56a17310b616db6030c63aea107edeba3e8110', operation='INSERT', pgid='pgtrigger_insert_insert_7e551', table='outbox_hold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "outbox_holdevent" ("by_id", "held_at", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "why") VALUES (NEW."by_id", NEW."held_at", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."why"); RETURN NULL;', hash='a9648b418d4006eabcbd67402b8625ffde173c0f', operation='UPDATE', pgid='pgtrigger_update_update_ad697', table='outbox_hold', when='AFTER')),
        ),
    ]
