import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.clock
from sustaining.common.migrations import Migration as LargeMigration


class Migration(LargeMigration):

    initial = True

    dependencies = [
        ('accounts', '0001_people_sign_in_by_email'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_schools_take_part_in_projects'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.DecimalField(decimal_places=2, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='schools.participation')),
            ],
            options={
                'ordering': ['-starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Specialist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accredited_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='accredited in')),
                ('days_a_year', models.DecimalField(decimal_places=2, default=15, max_digits=5, validators=[django.core.validators.MinValueValidator(0)])),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='no longer a Specialist after')),
                ('home_school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='home_specialists', to='schools.school')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='specialist', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Mastery Specialist',
                'ordering': ['user__full_name'],
            },
        ),
        migrations.CreateModel(
            name='AssignmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('days', models.DecimalField(decimal_places=2, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.assignment')),
                ('specialist', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='assignment',
            name='specialist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='specialists.specialist'),
        ),
        migrations.CreateModel(
            name='SpecialistEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('accredited_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='accredited in')),
                ('days_a_year', models.DecimalField(decimal_places=2, default=15, max_digits=5, validators=[django.core.validators.MinValueValidator(0)])),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='no longer a Specialist after')),
                ('home_school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.specialist')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialistHub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='specialist_links', to='schools.hub')),
                ('specialist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hub_links', to='specialists.specialist')),
            ],
            options={
                'verbose_name': 'hub of a Specialist',
                'verbose_name_plural': 'hubs of Specialists',
            },
        ),
        migrations.AddField(
            model_name='specialist',
            name='hubs',
            field=models.ManyToManyField(related_name='specialists', through='specialists.SpecialistHub', to='schools.hub'),
        ),
        migrations.CreateModel(
            name='SpecialistHubEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('hub', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.specialisthub')),
                ('specialist', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('days__gt', 0)), name='assignment_has_days', violation_error_message='Give a number of days above nought.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('participation',), name='one_open_assignment_a_participation', violation_error_message='This school has a Specialist already. End that assignment first.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='assignments_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='941ec7643927dba05f6677f74e808e49aad20e98', operation='DELETE', pgid='pgtrigger_assignments_stay_d72cd', table='specialists_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='specialist_never_at_home', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM specialists_specialist s JOIN schools_participation p ON p.id = NEW.participation_id\n                        WHERE s.id = NEW.specialist_id AND s.home_school_id = p.school_id\n                    ) THEN\n                        RAISE EXCEPTION 'A Specialist is never assigned to their own school.'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_never_at_home';\n                    END IF;\n                    RETURN NEW;\n                    ", hash='144093bc99fb3b68c4421d33a9845161326deea3', operation='INSERT OR UPDATE', pgid='pgtrigger_specialist_never_at_home_1b032', table='specialists_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_assignmentevent" ("days", "ends_on", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id", "starts_on") VALUES (NEW."days", NEW."ends_on", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id", NEW."starts_on"); RETURN NULL;', hash='11db0760a959805e2ee99c82026dad9da9601acb', operation='INSERT', pgid='pgtrigger_insert_insert_7c429', table='specialists_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_assignmentevent" ("days", "ends_on", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id", "starts_on") VALUES (NEW."days", NEW."ends_on", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id", NEW."starts_on"); RETURN NULL;', hash='76a7a73c58c20d7067caf9bd3ebe55766760ecb9', operation='UPDATE', pgid='pgtrigger_update_update_c15d3', table='specialists_assignment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='specialisthub',
            constraint=models.UniqueConstraint(fields=('specialist', 'hub'), name='one_link_a_hub'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialisthub',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_specialisthubevent" ("hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='1b5250337c36cc799e80106e0c8a32fac76ec973', operation='INSERT', pgid='pgtrigger_insert_insert_d6ea7', table='specialists_specialisthub', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialisthub',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_specialisthubevent" ("hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='ddccfd171caa214a0f4515afec69e6651ba88c92', operation='UPDATE', pgid='pgtrigger_update_update_ec6b0', table='specialists_specialisthub', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='specialists_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d696845191f5bd4e5e8f1f2b53c80c9963fa67a6', operation='DELETE', pgid='pgtrigger_specialists_stay_6c74c', table='specialists_specialist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='specialist_never_at_home_moves', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM specialists_assignment a JOIN schools_participation p ON p.id = a.participation_id\n                        WHERE a.specialist_id = NEW.id AND p.school_id = NEW.home_school_id\n                        AND (a.ends_on IS NULL OR a.ends_on >= CURRENT_DATE)\n                    ) THEN\n                        RAISE EXCEPTION 'A Specialist is never assigned to their own school. End the assignment first.'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_never_at_home';\n                    END IF;\n                    RETURN NEW;\n                    ", hash='509d9675b200ce19a655215c3d2b8c4080e606f5', operation='UPDATE OF "home_school_id"', pgid='pgtrigger_specialist_never_at_home_moves_9afa8', table='specialists_specialist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_specialistevent" ("accredited_in", "days_a_year", "ends_on", "home_school_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."accredited_in", NEW."days_a_year", NEW."ends_on", NEW."home_school_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='b216ef80940ecde5b356ae54d7f91b786a280dc4', operation='INSERT', pgid='pgtrigger_insert_insert_5e7d2', table='specialists_specialist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_specialistevent" ("accredited_in", "days_a_year", "ends_on", "home_school_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."accredited_in", NEW."days_a_year", NEW."ends_on", NEW."home_school_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='80a98297b311bb3e839fc17011ff94bd8ea8b59b', operation='UPDATE', pgid='pgtrigger_update_update_0a325', table='specialists_specialist', when='AFTER')),
        ),
    ]
