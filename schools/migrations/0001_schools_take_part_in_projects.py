import django.contrib.postgres.fields
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
    ]

    operations = [
        migrations.CreateModel(
            name='Hub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('region', models.CharField(max_length=60)),
                ('lead_school', models.CharField(blank=True, max_length=150)),
                ('contact_email', models.EmailField(blank=True, help_text='Replies to our e-mails go here.', max_length=254)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='HubAuthority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_authority', models.CharField(max_length=100, unique=True)),
            ],
            options={
                'verbose_name': 'local authority of a hub',
                'verbose_name_plural': 'local authorities of hubs',
                'ordering': ['local_authority'],
            },
        ),
        migrations.CreateModel(
            name='HubAuthorityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('local_authority', models.CharField(max_length=100)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HubEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('region', models.CharField(max_length=60)),
                ('lead_school', models.CharField(blank=True, max_length=150)),
                ('contact_email', models.EmailField(blank=True, help_text='Replies to our e-mails go here.', max_length=254)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HubStaff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'Hub lead'), ('administrator', 'Hub administrator'), ('auditor', 'Auditor')], max_length=15)),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'post at a hub',
                'verbose_name_plural': 'posts at hubs',
            },
        ),
        migrations.CreateModel(
            name='HubStaffEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('lead', 'Hub lead'), ('administrator', 'Hub administrator'), ('auditor', 'Auditor')], max_length=15)),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('active', 'Taking part'), ('completed', 'Completed'), ('withdrawn', 'Withdrawn')], default='active', max_length=10)),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('enrolled_at', models.DateTimeField()),
                ('override_reason', models.TextField(blank=True, help_text='Kept when a hub lead overrides who can take part.', verbose_name='why it may take part all the same')),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-project__academic_year', 'school__name'],
            },
        ),
        migrations.CreateModel(
            name='ParticipationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('active', 'Taking part'), ('completed', 'Completed'), ('withdrawn', 'Withdrawn')], default='active', max_length=10)),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('enrolled_at', models.DateTimeField()),
                ('override_reason', models.TextField(blank=True, help_text='Kept when a hub lead overrides who can take part.', verbose_name='why it may take part all the same')),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z]{2,5}\\d{2}-\\d{1,3}$')])),
                ('title', models.CharField(max_length=150)),
                ('stage', models.CharField(choices=[('development', 'Development'), ('embedding', 'Embedding'), ('sustaining', 'Sustaining'), ('other', 'Beside the journey')], max_length=15)),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('foci', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, help_text='In order: a, b, c, d.', size=None)),
                ('release_grant', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('support_days', models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('has_work_groups', models.BooleanField(default=True)),
                ('places', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('applications_open_on', models.DateField(blank=True, null=True)),
                ('applications_close_on', models.DateField(blank=True, null=True)),
                ('starts_on', models.DateField(blank=True, help_text='Leave empty while it is to be announced.', null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-academic_year', 'code'],
            },
        ),
        migrations.CreateModel(
            name='ProjectEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=12, validators=[django.core.validators.RegexValidator('^[A-Z]{2,5}\\d{2}-\\d{1,3}$')])),
                ('title', models.CharField(max_length=150)),
                ('stage', models.CharField(choices=[('development', 'Development'), ('embedding', 'Embedding'), ('sustaining', 'Sustaining'), ('other', 'Beside the journey')], max_length=15)),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('foci', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, help_text='In order: a, b, c, d.', size=None)),
                ('release_grant', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('support_days', models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('has_work_groups', models.BooleanField(default=True)),
                ('places', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('applications_open_on', models.DateField(blank=True, null=True)),
                ('applications_close_on', models.DateField(blank=True, null=True)),
                ('starts_on', models.DateField(blank=True, help_text='Leave empty while it is to be announced.', null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urn', models.PositiveIntegerField(unique=True, verbose_name='URN')),
                ('name', models.CharField(max_length=150)),
                ('local_authority', models.CharField(blank=True, max_length=100)),
                ('establishment_type', models.CharField(blank=True, max_length=100, verbose_name='type')),
                ('type_group', models.CharField(blank=True, max_length=100)),
                ('phase', models.CharField(blank=True, max_length=60)),
                ('status', models.CharField(default='Open', max_length=60)),
                ('low_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('high_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('street', models.CharField(blank=True, max_length=150)),
                ('locality', models.CharField(blank=True, max_length=150)),
                ('address3', models.CharField(blank=True, max_length=150, verbose_name='address, third line')),
                ('town', models.CharField(blank=True, max_length=100)),
                ('county', models.CharField(blank=True, max_length=100)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('website', models.CharField(blank=True, max_length=300)),
                ('telephone', models.CharField(blank=True, max_length=30)),
                ('trust_code', models.CharField(blank=True, max_length=20)),
                ('trust_name', models.CharField(blank=True, max_length=200, verbose_name='trust')),
                ('ukprn', models.CharField(blank=True, max_length=10, verbose_name='UKPRN')),
                ('easting', models.PositiveIntegerField(blank=True, null=True)),
                ('northing', models.PositiveIntegerField(blank=True, null=True)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('register_changed_on', models.DateField(blank=True, null=True, verbose_name='last changed in GIAS')),
                ('hub_is_by_hand', models.BooleanField(default=False, help_text='The import leaves the hub of this school alone.', verbose_name='hub set by hand')),
            ],
            options={
                'ordering': ['name', 'urn'],
            },
        ),
        migrations.CreateModel(
            name='SchoolContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('role', models.CharField(choices=[('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact')], max_length=20)),
            ],
            options={
                'verbose_name': 'school contact',
                'ordering': ['school', 'role', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SchoolContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('role', models.CharField(choices=[('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact')], max_length=20)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SchoolEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('urn', models.PositiveIntegerField(verbose_name='URN')),
                ('name', models.CharField(max_length=150)),
                ('local_authority', models.CharField(blank=True, max_length=100)),
                ('establishment_type', models.CharField(blank=True, max_length=100, verbose_name='type')),
                ('type_group', models.CharField(blank=True, max_length=100)),
                ('phase', models.CharField(blank=True, max_length=60)),
                ('status', models.CharField(default='Open', max_length=60)),
                ('low_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('high_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('street', models.CharField(blank=True, max_length=150)),
                ('locality', models.CharField(blank=True, max_length=150)),
                ('address3', models.CharField(blank=True, max_length=150, verbose_name='address, third line')),
                ('town', models.CharField(blank=True, max_length=100)),
                ('county', models.CharField(blank=True, max_length=100)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('website', models.CharField(blank=True, max_length=300)),
                ('telephone', models.CharField(blank=True, max_length=30)),
                ('trust_code', models.CharField(blank=True, max_length=20)),
                ('trust_name', models.CharField(blank=True, max_length=200, verbose_name='trust')),
                ('ukprn', models.CharField(blank=True, max_length=10, verbose_name='UKPRN')),
                ('easting', models.PositiveIntegerField(blank=True, null=True)),
                ('northing', models.PositiveIntegerField(blank=True, null=True)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('register_changed_on', models.DateField(blank=True, null=True, verbose_name='last changed in GIAS')),
                ('hub_is_by_hand', models.BooleanField(default=False, help_text='The import leaves the hub of this school alone.', verbose_name='hub set by hand')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Advocate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('post', models.CharField(blank=True, max_length=100, verbose_name='post in the department')),
                ('development_group', models.CharField(blank=True, max_length=150, verbose_name='Development Work Group')),
                ('development_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of that group')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advocacies', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Mastery Advocate',
                'ordering': ['school', 'starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AdvocateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('post', models.CharField(blank=True, max_length=100, verbose_name='post in the department')),
                ('development_group', models.CharField(blank=True, max_length=150, verbose_name='Development Work Group')),
                ('development_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of that group')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.advocate')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hub',
            trigger=pgtrigger.compiler.Trigger(name='hubs_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b73cc9bf30abbb45d02b4e3b040e1ca1b83008b5', operation='DELETE', pgid='pgtrigger_hubs_stay_8486e', table='schools_hub', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hub',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_hubevent" ("contact_email", "id", "lead_school", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region") VALUES (NEW."contact_email", NEW."id", NEW."lead_school", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region"); RETURN NULL;', hash='eb7b5a531938dbd3cfe03b19767b058ba026c9bf', operation='INSERT', pgid='pgtrigger_insert_insert_76b1d', table='schools_hub', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hub',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_hubevent" ("contact_email", "id", "lead_school", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region") VALUES (NEW."contact_email", NEW."id", NEW."lead_school", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region"); RETURN NULL;', hash='6c35381409084414190a412a1c8db0036c16387f', operation='UPDATE', pgid='pgtrigger_update_update_62195', table='schools_hub', when='AFTER')),
        ),
        migrations.AddField(
            model_name='hubauthority',
            name='hub',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='hubauthorityevent',
            name='hub',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='hubauthorityevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='hubauthorityevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.hubauthority'),
        ),
        migrations.AddField(
            model_name='hubevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='hubevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='hubstaff',
            name='hub',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='hubstaff',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hub_posts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hubstaffevent',
            name='hub',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='hubstaffevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='hubstaffevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.hubstaff'),
        ),
        migrations.AddField(
            model_name='hubstaffevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='participation',
            name='enrolled_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='participation',
            name='overridden_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='participationevent',
            name='enrolled_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='participationevent',
            name='overridden_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='participationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='participationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.participation'),
        ),
        migrations.AddField(
            model_name='project',
            name='requires',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='required_by', to='schools.project'),
        ),
        migrations.AddField(
            model_name='participationevent',
            name='project',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project'),
        ),
        migrations.AddField(
            model_name='participation',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='schools.project'),
        ),
        migrations.AddField(
            model_name='projectevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='projectevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.project'),
        ),
        migrations.AddField(
            model_name='projectevent',
            name='requires',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project'),
        ),
        migrations.AddField(
            model_name='school',
            name='hub',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schools', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='school',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='schools.school'),
        ),
        migrations.AddField(
            model_name='participationevent',
            name='school',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school'),
        ),
        migrations.AddField(
            model_name='participation',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='schools.school'),
        ),
        migrations.AddField(
            model_name='advocateevent',
            name='school',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school'),
        ),
        migrations.AddField(
            model_name='advocate',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advocates', to='schools.school'),
        ),
        migrations.AddField(
            model_name='schoolcontact',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='schools.school'),
        ),
        migrations.AddField(
            model_name='schoolcontact',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_posts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='schoolcontactevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='schoolcontactevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.schoolcontact'),
        ),
        migrations.AddField(
            model_name='schoolcontactevent',
            name='school',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school'),
        ),
        migrations.AddField(
            model_name='schoolcontactevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='schoolevent',
            name='hub',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='schoolevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='schoolevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.school'),
        ),
        migrations.AddField(
            model_name='schoolevent',
            name='successor',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubauthority',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_hubauthorityevent" ("hub_id", "id", "local_authority", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."hub_id", NEW."id", NEW."local_authority", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='6dee63ce5b8b59e7eaaeb1215833b18fdbc1a6ff', operation='INSERT', pgid='pgtrigger_insert_insert_cae3a', table='schools_hubauthority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubauthority',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_hubauthorityevent" ("hub_id", "id", "local_authority", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."hub_id", NEW."id", NEW."local_authority", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='fdf05fa4ec0ff89078d172802e64f04388952146', operation='UPDATE', pgid='pgtrigger_update_update_a1d9d', table='schools_hubauthority', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='hubstaff',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='post_ends_after_start', violation_error_message='The last day is before the first.'),
        ),
        migrations.AddConstraint(
            model_name='hubstaff',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'hub', 'role'), name='one_open_post_a_role'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='posts_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='426b99c39e88642db8212e61665e0c81bdb74568', operation='DELETE', pgid='pgtrigger_posts_stay_c4292', table='schools_hubstaff', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_hubstaffevent" ("ends_on", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='920ac58be8c1e9cb04c13dc045edb7dbd57e0be1', operation='INSERT', pgid='pgtrigger_insert_insert_9ace4', table='schools_hubstaff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_hubstaffevent" ("ends_on", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='7337b8a78d9aadb13831e636ad6a64031e5f5784', operation='UPDATE', pgid='pgtrigger_update_update_8bb8d', table='schools_hubstaff', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('release_grant__isnull', True), ('release_grant__gte', 0), _connector='OR'), name='release_grant_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='projects_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1f26ffe0082954da076ce77a4b1ce6ef4ee92f4d', operation='DELETE', pgid='pgtrigger_projects_stay_4638e', table='schools_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_projectevent" ("academic_year", "applications_close_on", "applications_open_on", "code", "ends_on", "foci", "has_work_groups", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_grant", "requires_id", "stage", "starts_on", "support_days", "title") VALUES (NEW."academic_year", NEW."applications_close_on", NEW."applications_open_on", NEW."code", NEW."ends_on", NEW."foci", NEW."has_work_groups", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."release_grant", NEW."requires_id", NEW."stage", NEW."starts_on", NEW."support_days", NEW."title"); RETURN NULL;', hash='7cffbbc2cbfbb4f50724645495a2c33d89a546b0', operation='INSERT', pgid='pgtrigger_insert_insert_8bd0c', table='schools_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_projectevent" ("academic_year", "applications_close_on", "applications_open_on", "code", "ends_on", "foci", "has_work_groups", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_grant", "requires_id", "stage", "starts_on", "support_days", "title") VALUES (NEW."academic_year", NEW."applications_close_on", NEW."applications_open_on", NEW."code", NEW."ends_on", NEW."foci", NEW."has_work_groups", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."release_grant", NEW."requires_id", NEW."stage", NEW."starts_on", NEW."support_days", NEW."title"); RETURN NULL;', hash='d4959a34c940056cc57b9af1eb8d4d796efa5da3', operation='UPDATE', pgid='pgtrigger_update_update_5451a', table='schools_project', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='school',
            index=models.Index(fields=['hub', 'name'], name='school_by_hub'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(('urn__range', (100000, 999999))), name='urn_has_six_digits'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='schools_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bdaad2c12cd4013a5debe7e999fd9e045c34ec15', operation='DELETE', pgid='pgtrigger_schools_stay_15710', table='schools_school', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_schoolevent" ("address3", "closed_on", "county", "easting", "establishment_type", "high_age", "hub_id", "hub_is_by_hand", "id", "local_authority", "locality", "low_age", "name", "northing", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "postcode", "register_changed_on", "status", "street", "successor_id", "telephone", "town", "trust_code", "trust_name", "type_group", "ukprn", "urn", "website") VALUES (NEW."address3", NEW."closed_on", NEW."county", NEW."easting", NEW."establishment_type", NEW."high_age", NEW."hub_id", NEW."hub_is_by_hand", NEW."id", NEW."local_authority", NEW."locality", NEW."low_age", NEW."name", NEW."northing", NEW."opened_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."postcode", NEW."register_changed_on", NEW."status", NEW."street", NEW."successor_id", NEW."telephone", NEW."town", NEW."trust_code", NEW."trust_name", NEW."type_group", NEW."ukprn", NEW."urn", NEW."website"); RETURN NULL;', hash='5a6c5a6825cd43e77eddcc71ef6ee4b806d7af16', operation='INSERT', pgid='pgtrigger_insert_insert_65445', table='schools_school', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_schoolevent" ("address3", "closed_on", "county", "easting", "establishment_type", "high_age", "hub_id", "hub_is_by_hand", "id", "local_authority", "locality", "low_age", "name", "northing", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "postcode", "register_changed_on", "status", "street", "successor_id", "telephone", "town", "trust_code", "trust_name", "type_group", "ukprn", "urn", "website") VALUES (NEW."address3", NEW."closed_on", NEW."county", NEW."easting", NEW."establishment_type", NEW."high_age", NEW."hub_id", NEW."hub_is_by_hand", NEW."id", NEW."local_authority", NEW."locality", NEW."low_age", NEW."name", NEW."northing", NEW."opened_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."postcode", NEW."register_changed_on", NEW."status", NEW."street", NEW."successor_id", NEW."telephone", NEW."town", NEW."trust_code", NEW."trust_name", NEW."type_group", NEW."ukprn", NEW."urn", NEW."website"); RETURN NULL;', hash='722fc722e3b2b2bcc3642e624c0a6e51784f54ec', operation='UPDATE', pgid='pgtrigger_update_update_792e7', table='schools_school', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('school', 'project'), name='one_participation_a_project', violation_error_message='This school takes part in this project already.'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('override_reason', ''), ('overridden_by__isnull', True)), models.Q(models.Q(('override_reason', ''), _negated=True), ('overridden_by__isnull', False)), _connector='OR'), name='override_has_reason_and_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='participation_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'active\', \'completed\'), (\'active\', \'withdrawn\')) THEN\n                    RAISE EXCEPTION \'A participation cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'participation_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='6fbb4ce04b85497949a3d60bd0c4baf16f0a247e', operation='UPDATE', pgid='pgtrigger_participation_moves_bf60a', table='schools_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='participations_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1f3d05d3833b44cda3c6fe676bfa75b7b50cf55e', operation='DELETE', pgid='pgtrigger_participations_stay_34987', table='schools_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_participationevent" ("end_reason", "ended_on", "enrolled_at", "enrolled_by_id", "focus", "id", "overridden_by_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "school_id", "state") VALUES (NEW."end_reason", NEW."ended_on", NEW."enrolled_at", NEW."enrolled_by_id", NEW."focus", NEW."id", NEW."overridden_by_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."school_id", NEW."state"); RETURN NULL;', hash='1937bc4f0a680fed98b0a20f88a1238d2c7d2c78', operation='INSERT', pgid='pgtrigger_insert_insert_2bf44', table='schools_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_participationevent" ("end_reason", "ended_on", "enrolled_at", "enrolled_by_id", "focus", "id", "overridden_by_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "school_id", "state") VALUES (NEW."end_reason", NEW."ended_on", NEW."enrolled_at", NEW."enrolled_by_id", NEW."focus", NEW."id", NEW."overridden_by_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."school_id", NEW."state"); RETURN NULL;', hash='decacde49a4eff1468e967872fde4ed79160af01', operation='UPDATE', pgid='pgtrigger_update_update_dc0e6', table='schools_participation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='advocate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='advocacy_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='advocate',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'school'), name='one_open_advocacy_a_school'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='advocates_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bd9e6d819d7601598166ed2beec7f7a9f482577d', operation='DELETE', pgid='pgtrigger_advocates_stay_6be47', table='schools_advocate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_advocateevent" ("development_group", "development_year", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "school_id", "starts_on", "user_id") VALUES (NEW."development_group", NEW."development_year", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='be490feef53056598e736bc7fecc41e9eb0a31cc', operation='INSERT', pgid='pgtrigger_insert_insert_8ce69', table='schools_advocate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_advocateevent" ("development_group", "development_year", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "school_id", "starts_on", "user_id") VALUES (NEW."development_group", NEW."development_year", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='9ef398a31dea4e1079df336872897d4c595cc82a', operation='UPDATE', pgid='pgtrigger_update_update_ece5c', table='schools_advocate', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='schoolcontact',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='contact_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='schoolcontact',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'school', 'role'), name='one_open_contact_a_role'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='contacts_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='56e5fc9015585a38cbf2f59f6aefc69f7ed7d768', operation='DELETE', pgid='pgtrigger_contacts_stay_ffd05', table='schools_schoolcontact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_schoolcontactevent" ("ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "school_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='fd32dbe05e5ecdeaff95e369dc3fe53a68612efe', operation='INSERT', pgid='pgtrigger_insert_insert_54235', table='schools_schoolcontact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_schoolcontactevent" ("ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "school_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='a760c67ab3288d781d5b1f24cf50865a00d21de2', operation='UPDATE', pgid='pgtrigger_update_update_3b6c3', table='schools_schoolcontact', when='AFTER')),
        ),
    ]
