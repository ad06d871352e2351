import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
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
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_schools_take_part_in_projects'),
        ('specialists', '0001_specialists_support_schools_not_their_own'),
    ]

    operations = [
        migrations.CreateModel(
            name='Aim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150)),
                ('need_of', models.CharField(choices=[('students', 'Students'), ('teachers', 'Teachers')], max_length=10, verbose_name='whose need')),
                ('need', models.TextField(verbose_name='the need, and how you know')),
                ('big_ideas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('coherence', 'Coherence'), ('representation', 'Representation and Structure'), ('thinking', 'Mathematical Thinking'), ('fluency', 'Fluency'), ('variation', 'Variation')], max_length=20), blank=True, default=list, size=None)),
                ('horizon', models.CharField(choices=[('this_year', 'This year'), ('next_year', 'Next year'), ('later', 'Later')], default='this_year', max_length=10)),
                ('success_criteria', models.TextField(help_text='What will be seen in lessons, in books, in data.')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('dropped_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('shared', 'Shared'), ('agreed', 'Agreed'), ('refining', 'Refining')], default='draft', max_length=10)),
                ('vision', models.TextField(blank=True, help_text='What mathematics in this department will be like.')),
                ('state_since', models.DateTimeField(help_text='When it last changed hands.')),
                ('school', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='schools.school')),
            ],
            options={
                'verbose_name': 'development plan',
            },
        ),
        migrations.CreateModel(
            name='AimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=150)),
                ('need_of', models.CharField(choices=[('students', 'Students'), ('teachers', 'Teachers')], max_length=10, verbose_name='whose need')),
                ('need', models.TextField(verbose_name='the need, and how you know')),
                ('big_ideas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('coherence', 'Coherence'), ('representation', 'Representation and Structure'), ('thinking', 'Mathematical Thinking'), ('fluency', 'Fluency'), ('variation', 'Variation')], max_length=20), blank=True, default=list, size=None)),
                ('horizon', models.CharField(choices=[('this_year', 'This year'), ('next_year', 'Next year'), ('later', 'Later')], default='this_year', max_length=10)),
                ('success_criteria', models.TextField(help_text='What will be seen in lessons, in books, in data.')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('dropped_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='devplans.aim')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='devplans.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='aim',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aims', to='devplans.plan'),
        ),
        migrations.CreateModel(
            name='PlanEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('shared', 'Shared'), ('agreed', 'Agreed'), ('refining', 'Refining')], default='draft', max_length=10)),
                ('vision', models.TextField(blank=True, help_text='What mathematics in this department will be like.')),
                ('state_since', models.DateTimeField(help_text='When it last changed hands.')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='devplans.plan')),
                ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('agreed_at', models.DateTimeField()),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_versions', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='devplans.plan')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='PlanVersionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('agreed_at', models.DateTimeField()),
                ('agreed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='devplans.planversion')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='devplans.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('observation', 'Observation at the Specialist’s school'), ('joint_planning', 'Joint planning'), ('led_pd', 'PD led by an Advocate'), ('alongside', 'Working alongside a colleague'), ('systems', 'Schemes of work and systems'), ('plan_review', 'Plan review')], max_length=20)),
                ('planned_unit', models.CharField(blank=True, choices=[('lesson', 'A lesson'), ('sequence', 'A sequence'), ('unit', 'A unit')], max_length=10, verbose_name='what was planned')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled')], default='held', max_length=10)),
                ('held_on', models.DateField(verbose_name='day')),
                ('place', models.CharField(blank=True, max_length=150)),
                ('length', models.DecimalField(decimal_places=3, help_text='In days: an hour is an eighth.', max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(5)], verbose_name='length in days')),
                ('colleagues', models.PositiveSmallIntegerField(default=0, verbose_name='number of colleagues')),
                ('what_happened', models.TextField(verbose_name='what happened, and what changes')),
                ('next_steps', models.TextField(blank=True)),
                ('logged_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('client_key', models.UUIDField(editable=False, help_text='From the form: a double send makes one session.', unique=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmed_sessions', to=settings.AUTH_USER_MODEL)),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='logged_sessions', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='schools.participation')),
                ('specialist', models.ForeignKey(blank=True, help_text='If one took part.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='specialists.specialist')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SessionAdvocate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('advocate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_links', to='schools.advocate')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advocate_links', to='devplans.session')),
            ],
        ),
        migrations.AddField(
            model_name='session',
            name='advocates',
            field=models.ManyToManyField(blank=True, related_name='sessions', through='devplans.SessionAdvocate', to='schools.advocate'),
        ),
        migrations.CreateModel(
            name='SessionAdvocateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('advocate', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.advocate')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='devplans.sessionadvocate')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='devplans.session')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionAim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_links', to='devplans.aim')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aim_links', to='devplans.session')),
            ],
        ),
        migrations.AddField(
            model_name='session',
            name='aims',
            field=models.ManyToManyField(blank=True, related_name='sessions', through='devplans.SessionAim', to='devplans.aim'),
        ),
        migrations.CreateModel(
            name='SessionAimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('aim', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='devplans.aim')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='devplans.sessionaim')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='devplans.session')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('observation', 'Observation at the Specialist’s school'), ('joint_planning', 'Joint planning'), ('led_pd', 'PD led by an Advocate'), ('alongside', 'Working alongside a colleague'), ('systems', 'Schemes of work and systems'), ('plan_review', 'Plan review')], max_length=20)),
                ('planned_unit', models.CharField(blank=True, choices=[('lesson', 'A lesson'), ('sequence', 'A sequence'), ('unit', 'A unit')], max_length=10, verbose_name='what was planned')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled')], default='held', max_length=10)),
                ('held_on', models.DateField(verbose_name='day')),
                ('place', models.CharField(blank=True, max_length=150)),
                ('length', models.DecimalField(decimal_places=3, help_text='In days: an hour is an eighth.', max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(5)], verbose_name='length in days')),
                ('colleagues', models.PositiveSmallIntegerField(default=0, verbose_name='number of colleagues')),
                ('what_happened', models.TextField(verbose_name='what happened, and what changes')),
                ('next_steps', models.TextField(blank=True)),
                ('logged_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('client_key', models.UUIDField(editable=False, help_text='From the form: a double send makes one session.')),
                ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('logged_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='devplans.session')),
                ('specialist', models.ForeignKey(blank=True, db_constraint=False, help_text='If one took part.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=250)),
                ('who', models.CharField(blank=True, max_length=120)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('progress', models.CharField(choices=[('to_do', 'To do'), ('doing', 'Under way'), ('done', 'Done'), ('dropped', 'Dropped')], default='to_do', max_length=10, verbose_name='where it stands')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('aim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='devplans.aim')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StepEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('what', models.CharField(max_length=250)),
                ('who', models.CharField(blank=True, max_length=120)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('progress', models.CharField(choices=[('to_do', 'To do'), ('doing', 'Under way'), ('done', 'Done'), ('dropped', 'Dropped')], default='to_do', max_length=10, verbose_name='where it stands')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('aim', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='devplans.aim')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='devplans.step')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='plan_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'agreed\', \'refining\'), (\'draft\', \'shared\'), (\'refining\', \'agreed\'), (\'shared\', \'agreed\')) THEN\n                    RAISE EXCEPTION \'A development plan cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'plan_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='0453468a983f6f011eda93ac929847834a7af976', operation='UPDATE', pgid='pgtrigger_plan_moves_24472', table='devplans_plan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='plans_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a72d9ec9b7b8996d59c24c1835c6396591412d71', operation='DELETE', pgid='pgtrigger_plans_stay_02d9f', table='devplans_plan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_planevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "state", "state_since", "vision") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."school_id", NEW."state", NEW."state_since", NEW."vision"); RETURN NULL;', hash='e54ab45c0e7316b97f36534e8e4044071b34b247', operation='INSERT', pgid='pgtrigger_insert_insert_fa973', table='devplans_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_planevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "state", "state_since", "vision") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."school_id", NEW."state", NEW."state_since", NEW."vision"); RETURN NULL;', hash='b68907f7233aea4e96417e0e7181fee41dc0943d', operation='UPDATE', pgid='pgtrigger_update_update_de55e', table='devplans_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aim',
            trigger=pgtrigger.compiler.Trigger(name='aims_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e139c675ffe8642198586ff3427720c6d8272467', operation='DELETE', pgid='pgtrigger_aims_stay_9a644', table='devplans_aim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_aimevent" ("big_ideas", "dropped_at", "horizon", "id", "need", "need_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "success_criteria", "title") VALUES (NEW."big_ideas", NEW."dropped_at", NEW."horizon", NEW."id", NEW."need", NEW."need_of", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."success_criteria", NEW."title"); RETURN NULL;', hash='4cc2f3fcfab9ba6e603f320791e882ba784383e4', operation='INSERT', pgid='pgtrigger_insert_insert_49f62', table='devplans_aim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_aimevent" ("big_ideas", "dropped_at", "horizon", "id", "need", "need_of", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "success_criteria", "title") VALUES (NEW."big_ideas", NEW."dropped_at", NEW."horizon", NEW."id", NEW."need", NEW."need_of", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."success_criteria", NEW."title"); RETURN NULL;', hash='14264d1b86a164973ab7b9eb08b03811a07a68b4', operation='UPDATE', pgid='pgtrigger_update_update_4b192', table='devplans_aim', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='one_version_a_number'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planversion',
            trigger=pgtrigger.compiler.Trigger(name='versions_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1a9c5ab2e0bf80807025e4161abe71ba1c34f24d', operation='UPDATE OR DELETE', pgid='pgtrigger_versions_stand_af9af', table='devplans_planversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_planversionevent" ("agreed_at", "agreed_by_id", "content", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") VALUES (NEW."agreed_at", NEW."agreed_by_id", NEW."content", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id"); RETURN NULL;', hash='a8030febb85f9031bbf3c21d88374027c2aaf01f', operation='INSERT', pgid='pgtrigger_insert_insert_8166f', table='devplans_planversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_planversionevent" ("agreed_at", "agreed_by_id", "content", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") VALUES (NEW."agreed_at", NEW."agreed_by_id", NEW."content", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id"); RETURN NULL;', hash='9f110e672ca5c8d2ddf84ef9743dbb44391dbbdf', operation='UPDATE', pgid='pgtrigger_update_update_09e86', table='devplans_planversion', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='sessionadvocate',
            constraint=models.UniqueConstraint(fields=('session', 'advocate'), name='an_advocate_once_a_session'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionadvocate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_sessionadvocateevent" ("advocate_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (NEW."advocate_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."session_id"); RETURN NULL;', hash='a2c0161da79bdfac4de6e0ceac6a8d0b6580e0c1', operation='INSERT', pgid='pgtrigger_insert_insert_3c87d', table='devplans_sessionadvocate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionadvocate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_sessionadvocateevent" ("advocate_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (NEW."advocate_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."session_id"); RETURN NULL;', hash='970760bbc2500ea9052030bb7c2b1d520eba5f50', operation='UPDATE', pgid='pgtrigger_update_update_d17d7', table='devplans_sessionadvocate', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='sessionaim',
            constraint=models.UniqueConstraint(fields=('session', 'aim'), name='an_aim_once_a_session'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionaim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_sessionaimevent" ("aim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (NEW."aim_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."session_id"); RETURN NULL;', hash='2402d9a8e9bfc45f1221772a09fd03cd3c5037bb', operation='INSERT', pgid='pgtrigger_insert_insert_17e53', table='devplans_sessionaim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionaim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_sessionaimevent" ("aim_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (NEW."aim_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."session_id"); RETURN NULL;', hash='c308179e5518e1edcb448213b021ddfffbc8f992', operation='UPDATE', pgid='pgtrigger_update_update_7057e', table='devplans_sessionaim', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['participation', '-held_on'], name='session_by_participation'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('length__gt', 0), ('length__lte', 5)), name='session_length_believable'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'joint_planning'), ('planned_unit', ''), _connector='OR'), name='only_joint_planning_plans_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='confirmed_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='session_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'held\', \'confirmed\'), (\'planned\', \'cancelled\'), (\'planned\', \'held\')) THEN\n                    RAISE EXCEPTION \'A session cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'session_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='8dddb1f2b82773c22a21eda3cc471c35a3c590f7', operation='UPDATE', pgid='pgtrigger_session_moves_8f786', table='devplans_session', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='sessions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b93736d61a53f1d134473f347bc27b20f0008f6b', operation='DELETE', pgid='pgtrigger_sessions_stay_21765', table='devplans_session', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_sessionevent" ("client_key", "colleagues", "confirmed_at", "confirmed_by_id", "held_on", "id", "kind", "length", "logged_at", "logged_by_id", "next_steps", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_unit", "specialist_id", "state", "what_happened") VALUES (NEW."client_key", NEW."colleagues", NEW."confirmed_at", NEW."confirmed_by_id", NEW."held_on", NEW."id", NEW."kind", NEW."length", NEW."logged_at", NEW."logged_by_id", NEW."next_steps", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."planned_unit", NEW."specialist_id", NEW."state", NEW."what_happened"); RETURN NULL;', hash='8bef16d4ea4dbf234943e2a9d36fd918b9a0023a', operation='INSERT', pgid='pgtrigger_insert_insert_6c16d', table='devplans_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_sessionevent" ("client_key", "colleagues", "confirmed_at", "confirmed_by_id", "held_on", "id", "kind", "length", "logged_at", "logged_by_id", "next_steps", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_unit", "specialist_id", "state", "what_happened") VALUES (NEW."client_key", NEW."colleagues", NEW."confirmed_at", NEW."confirmed_by_id", NEW."held_on", NEW."id", NEW."kind", NEW."length", NEW."logged_at", NEW."logged_by_id", NEW."next_steps", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."planned_unit", NEW."specialist_id", NEW."state", NEW."what_happened"); RETURN NULL;', hash='0f13eff5dcd5c6ae7ec80fbb2e195da795595e10', operation='UPDATE', pgid='pgtrigger_update_update_50f01', table='devplans_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='steps_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='663828b176520d9209cfc9a01affd8fe39e58b65', operation='DELETE', pgid='pgtrigger_steps_stay_04d14', table='devplans_step', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "devplans_stepevent" ("aim_id", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "progress", "what", "who") VALUES (NEW."aim_id", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."progress", NEW."what", NEW."who"); RETURN NULL;', hash='23b834eef05928822340b1a93c9725864836f8a2', operation='INSERT', pgid='pgtrigger_insert_insert_1d9d7', table='devplans_step', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "devplans_stepevent" ("aim_id", "due_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "progress", "what", "who") VALUES (NEW."aim_id", NEW."due_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."progress", NEW."what", NEW."who"); RETURN NULL;', hash='0f197584166e1cbe70e31f7bdba3219976e386c6', operation='UPDATE', pgid='pgtrigger_update_update_47ab0', table='devplans_step', when='AFTER')),
        ),
    ]
