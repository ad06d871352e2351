"""Specialists, their days and their schools.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.clock
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    replaces = [
        ('specialists', '0001_specialists_support_schools_not_their_own'),
        ('specialists', '0002_history_is_indexed_by_its_row_alone'),
        ('specialists', '0003_one_assignment_at_a_time'),
        ('specialists', '0004_assignments_are_logged'),
        ('specialists', '0005_assignments_are_taken_back'),
        ('specialists', '0006_specialists_are_sorted_by_name'),
        ('specialists', '0007_days_are_per_year'),
        ('specialists', '0008_merged_hubs_get_no_specialists'),
        ('specialists', '0009_sentences_in_plain_english'),
        ('specialists', '0010_home_is_checked_by_the_london_day'),
        ('specialists', '0011_names_people_search_for'),
        ('specialists', '0012_specialists_say_when_they_are_free'),
        ('specialists', '0013_specialists_have_a_telephone'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Specialist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accredited_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='accredited in')),
                ('days_a_year', models.DecimalField(decimal_places=2, default=15, max_digits=5, validators=[django.core.validators.MinValueValidator(0)], verbose_name='usual days a year')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='no longer a Specialist after')),
                ('home_school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='home_specialists', to='schools.school')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='specialist', to=settings.AUTH_USER_MODEL)),
                ('telephone', models.CharField(blank=True, db_default='', default='', max_length=30)),
            ],
            options={
                'verbose_name': 'Mastery Specialist',
                'ordering': ['user__sort_name'],
            },
        ),
        migrations.CreateModel(
            name='SpecialistYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('days', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0)])),
                ('specialist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='specialists.specialist')),
            ],
            options={
                'verbose_name': 'days for a year',
                'verbose_name_plural': 'days for a year',
                'ordering': ['-academic_year', 'specialist'],
                'constraints': [models.UniqueConstraint(fields=('specialist', 'academic_year'), name='one_number_of_days_a_year', violation_error_message='This Specialist’s days have already been set for this year.'), models.CheckConstraint(condition=models.Q(('days__gte', 0)), name='days_of_a_year_not_negative')],
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
                'verbose_name': "Specialist's hub",
                'verbose_name_plural': "Specialists' hubs",
                'constraints': [models.UniqueConstraint(fields=('specialist', 'hub'), name='one_link_a_hub')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.DecimalField(decimal_places=2, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='schools.participation')),
                ('specialist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='specialists.specialist')),
                ('taken_back_at', models.DateTimeField(blank=True, help_text='If it was made by mistake.', null=True)),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments_taken_back', to=settings.AUTH_USER_MODEL)),
                ('taken_back_reason', models.TextField(blank=True, db_default='', verbose_name='why it was removed')),
            ],
            options={
                'ordering': ['-starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_ends_after_start', violation_error_message='The last day must be the same as or after the first day.'), models.CheckConstraint(condition=models.Q(('days__gt', 0)), name='assignment_has_days', violation_error_message='Days must be more than 0.'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True), ('taken_back_reason', '')), models.Q(('ends_on', models.F('starts_on')), ('taken_back_at__isnull', False), ('taken_back_by__isnull', False), models.Q(('taken_back_reason', ''), _negated=True)), _connector='OR'), name='assignment_taken_back_with_reason'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('participation',), name='one_open_assignment_a_participation', violation_error_message='This school already has a Specialist. End that assignment first.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('participation', 'participation', models.Value('[]'), function='int8range'), '&&'), (models.Func('starts_on', 'ends_on', models.Value('[)'), function='daterange'), '&&')], name='one_assignment_at_a_time', violation_error_message='This school has another Specialist in those days. End that assignment first.')],
            },
        ),
        migrations.CreateModel(
            name='SpecialistTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('term', models.CharField(choices=[('autumn', 'Autumn term'), ('spring', 'Spring term'), ('summer', 'Summer term')], max_length=10)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('specialist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='specialists.specialist')),
            ],
            options={
                'verbose_name': 'weekdays of a term',
                'verbose_name_plural': 'weekdays of terms',
                'ordering': ['academic_year', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('specialist', 'academic_year', 'term'), name='weekdays_of_a_term_once', violation_error_message='This Specialist’s weekdays have already been set for this term.'), models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [1, 2, 3, 4, 5])), name='weekdays_are_monday_to_friday', violation_error_message='Choose days from Monday to Friday.')],
            },
        ),
        migrations.CreateModel(
            name='SpecialistDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='date')),
                ('is_free', models.BooleanField(verbose_name='free')),
                ('specialist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dates', to='specialists.specialist')),
            ],
            options={
                'verbose_name': 'date',
                'ordering': ['on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('specialist', 'on'), name='a_date_of_a_specialist_once', violation_error_message='This date is there already.')],
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
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.assignment')),
                ('specialist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
                ('taken_back_at', models.DateTimeField(blank=True, help_text='If it was made by mistake.', null=True)),
                ('taken_back_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_back_reason', models.TextField(blank=True, db_default='', verbose_name='why it was removed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialistDateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('on', models.DateField(verbose_name='date')),
                ('is_free', models.BooleanField(verbose_name='free')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.specialistdate')),
                ('specialist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialistEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('accredited_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='accredited in')),
                ('days_a_year', models.DecimalField(decimal_places=2, default=15, max_digits=5, validators=[django.core.validators.MinValueValidator(0)], verbose_name='usual days a year')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='no longer a Specialist after')),
                ('home_school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.specialist')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('telephone', models.CharField(blank=True, db_default='', default='', max_length=30)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialistHubEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.specialisthub')),
                ('specialist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialistTermEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('term', models.CharField(choices=[('autumn', 'Autumn term'), ('spring', 'Spring term'), ('summer', 'Summer term')], max_length=10)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.specialistterm')),
                ('specialist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpecialistYearEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('days', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0)])),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='specialists.specialistyear')),
                ('specialist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='specialist',
            name='hubs',
            field=models.ManyToManyField(related_name='specialists', through='specialists.SpecialistHub', to='schools.hub'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='specialists_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d696845191f5bd4e5e8f1f2b53c80c9963fa67a6', operation='DELETE', pgid='pgtrigger_specialists_stay_6c74c', table='specialists_specialist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='specialist_never_at_home_moves', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM specialists_assignment a JOIN schools_participation p ON p.id = a.participation_id\n                        WHERE a.specialist_id = NEW.id AND p.school_id = NEW.home_school_id\n                        AND (a.ends_on IS NULL OR a.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)\n                    ) THEN\n                        RAISE EXCEPTION 'A Specialist can’t be assigned to their own school. End the assignment first.'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_never_at_home';\n                    END IF;\n                    RETURN NEW;\n                    ", hash='87f6ac97a9110ef8eef89c25362aa135674f4c3a', operation='UPDATE OF "home_school_id"', pgid='pgtrigger_specialist_never_at_home_moves_9afa8', table='specialists_specialist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='specialist_records_stay_with_their_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."user_id" IS DISTINCT FROM NEW."user_id")', func="\n            IF NOT (EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id)) THEN\n                RAISE EXCEPTION 'A Specialist’s record can’t be given to someone else. End it, and add one for the other person.' USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_records_stay_with_their_person';\n            END IF;\n            RETURN NEW;\n            ", hash='cc9520c6bf15b90a655bac4bbe1781ae592b3f01', operation='UPDATE OF "user_id"', pgid='pgtrigger_specialist_records_stay_with_their_person_1dab5', table='specialists_specialist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_specialistevent" ("accredited_in", "days_a_year", "ends_on", "home_school_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "telephone", "user_id") VALUES (NEW."accredited_in", NEW."days_a_year", NEW."ends_on", NEW."home_school_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."telephone", NEW."user_id"); RETURN NULL;', hash='1f6657135ccce6566292ec18a17a1f8a388bc3b3', operation='INSERT', pgid='pgtrigger_insert_insert_5e7d2', table='specialists_specialist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_specialistevent" ("accredited_in", "days_a_year", "ends_on", "home_school_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "telephone", "user_id") VALUES (NEW."accredited_in", NEW."days_a_year", NEW."ends_on", NEW."home_school_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."telephone", NEW."user_id"); RETURN NULL;', hash='c985c53b8e80d198f510f69bd776f75eaed77af9', operation='UPDATE', pgid='pgtrigger_update_update_0a325', table='specialists_specialist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistyear',
            trigger=pgtrigger.compiler.Trigger(name='specialist_years_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='090c603dc38a1724e050ec83add7c12a38e7a881', operation='DELETE', pgid='pgtrigger_specialist_years_stay_3df10', table='specialists_specialistyear', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistyear',
            trigger=pgtrigger.compiler.Trigger(name='specialist_years_stay_where_they_are', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."specialist_id" IS DISTINCT FROM NEW."specialist_id" OR OLD."academic_year" IS DISTINCT FROM NEW."academic_year")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'Days belong to a Specialist and a year. Change the number of days instead.' USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_years_stay_where_they_are';\n            END IF;\n            RETURN NEW;\n            ", hash='75558a0cb4713eeae277fd45c68434e291a086e5', operation='UPDATE OF "specialist_id", "academic_year"', pgid='pgtrigger_specialist_years_stay_where_they_are_c911a', table='specialists_specialistyear', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistyear',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_specialistyearevent" ("academic_year", "days", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."academic_year", NEW."days", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='8ffc61336d594125a330d5fda30a8933476dd4cb', operation='INSERT', pgid='pgtrigger_insert_insert_3929f', table='specialists_specialistyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistyear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_specialistyearevent" ("academic_year", "days", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."academic_year", NEW."days", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='00e74751a8009a81e7c07d2f73bf14b22a959ffe', operation='UPDATE', pgid='pgtrigger_update_update_0754a', table='specialists_specialistyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialisthub',
            trigger=pgtrigger.compiler.Trigger(name='specialist_links_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."specialist_id" IS DISTINCT FROM NEW."specialist_id" OR OLD."hub_id" IS DISTINCT FROM NEW."hub_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A Specialist’s link to a hub cannot move. Remove it, and add another.' USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_links_stay';\n            END IF;\n            RETURN NEW;\n            ", hash='de5cee09860658a122c1fdbf8ec2c866cd6f2f49', operation='UPDATE OF "specialist_id", "hub_id"', pgid='pgtrigger_specialist_links_stay_0b58a', table='specialists_specialisthub', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialisthub',
            trigger=pgtrigger.compiler.Trigger(name='merged_hubs_get_no_specialists', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."hub_id" IS NOT NULL)', declare='DECLARE successor bigint;', func="\n            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN\n                RETURN NEW;\n            END IF;\n            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;\n            IF successor IS NOT NULL THEN\n                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_hubs_get_no_specialists';\n            END IF;\n            RETURN NEW;\n            ", hash='3389647e08e4befe4ad11d73d481e725ee60f075', operation='INSERT', pgid='pgtrigger_merged_hubs_get_no_specialists_c5e67', table='specialists_specialisthub', when='BEFORE')),
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
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='assignments_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='941ec7643927dba05f6677f74e808e49aad20e98', operation='DELETE', pgid='pgtrigger_assignments_stay_d72cd', table='specialists_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='assignments_are_logged', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO accounts_securityevent (at, kind, user_id, email, user_agent, detail)\n                SELECT now(), 'role_changed', u.id, u.email, '', left('Specialist of participation ' || NEW.participation_id || COALESCE(' until ' || NEW.ends_on, ''), 300) FROM accounts_user u WHERE u.id = (SELECT s.user_id FROM specialists_specialist s WHERE s.id = NEW.specialist_id);\n            RETURN NULL;\n            ", hash='0d1feee70a5284e778926f13a5162429208eae67', operation='INSERT OR UPDATE OF "ends_on"', pgid='pgtrigger_assignments_are_logged_94e87', table='specialists_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='assignments_stay_with_their_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."specialist_id" IS DISTINCT FROM NEW."specialist_id" OR OLD."participation_id" IS DISTINCT FROM NEW."participation_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'An assignment can’t move to another Specialist or school. End it, and make a new assignment.' USING ERRCODE = 'check_violation', CONSTRAINT = 'assignments_stay_with_their_school';\n            END IF;\n            RETURN NEW;\n            ", hash='96a7f47eeea09faaab9e529a2edee98683a454e5', operation='UPDATE OF "specialist_id", "participation_id"', pgid='pgtrigger_assignments_stay_with_their_school_0d19b', table='specialists_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='specialist_never_at_home', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM specialists_specialist s JOIN schools_participation p ON p.id = NEW.participation_id\n                        WHERE s.id = NEW.specialist_id AND s.home_school_id = p.school_id\n                    ) THEN\n                        RAISE EXCEPTION 'A Specialist can’t be assigned to their own school.'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_never_at_home';\n                    END IF;\n                    RETURN NEW;\n                    ", hash='6542a3678580b3d42dbe0f62cbd0753215e069f9', operation='INSERT OR UPDATE', pgid='pgtrigger_specialist_never_at_home_1b032', table='specialists_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_assignmentevent" ("days", "ends_on", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id", "starts_on", "taken_back_at", "taken_back_by_id", "taken_back_reason") VALUES (NEW."days", NEW."ends_on", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id", NEW."starts_on", NEW."taken_back_at", NEW."taken_back_by_id", NEW."taken_back_reason"); RETURN NULL;', hash='be631509995226133604bd872f7ba3b7ae9da596', operation='INSERT', pgid='pgtrigger_insert_insert_7c429', table='specialists_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_assignmentevent" ("days", "ends_on", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id", "starts_on", "taken_back_at", "taken_back_by_id", "taken_back_reason") VALUES (NEW."days", NEW."ends_on", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id", NEW."starts_on", NEW."taken_back_at", NEW."taken_back_by_id", NEW."taken_back_reason"); RETURN NULL;', hash='77835450894b36d646c1c50eea06145014bf751f', operation='UPDATE', pgid='pgtrigger_update_update_c15d3', table='specialists_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistterm',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_specialisttermevent" ("academic_year", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id", "term", "weekdays") VALUES (NEW."academic_year", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id", NEW."term", NEW."weekdays"); RETURN NULL;', hash='45e44036b8b5a3afeac80e9636eb89140c0407ff', operation='INSERT', pgid='pgtrigger_insert_insert_de588', table='specialists_specialistterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistterm',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_specialisttermevent" ("academic_year", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id", "term", "weekdays") VALUES (NEW."academic_year", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id", NEW."term", NEW."weekdays"); RETURN NULL;', hash='f0832f2b2b6072b38d5d25b38ad4679cc16861a0', operation='UPDATE', pgid='pgtrigger_update_update_43779', table='specialists_specialistterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistdate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "specialists_specialistdateevent" ("id", "is_free", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."id", NEW."is_free", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='e3407240df90f4709d40ef0ca8db72d198bf9bef', operation='INSERT', pgid='pgtrigger_insert_insert_2612c', table='specialists_specialistdate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialistdate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "specialists_specialistdateevent" ("id", "is_free", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."id", NEW."is_free", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='f119fbd071e8843119df1e67265a3e6165dba783', operation='UPDATE', pgid='pgtrigger_update_update_52993', table='specialists_specialistdate', when='AFTER')),
        ),
    ]
