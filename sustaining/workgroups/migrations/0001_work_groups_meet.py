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
        ('specialists', '0001_specialists_support_schools_not_their_own'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(blank=True, max_length=150)),
                ('state', models.CharField(choices=[('tba', 'To be announced'), ('scheduled', 'Scheduled'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='tba', max_length=10)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('mode', models.CharField(choices=[('in_person', 'In person'), ('online', 'Online')], default='in_person', max_length=10)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('joining_link', models.URLField(blank=True, help_text='Shown to members only.', max_length=500)),
                ('agenda', models.TextField(blank=True)),
                ('gap_task', models.TextField(blank=True, verbose_name='gap task for next time')),
                ('sequence', models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                'ordering': ['group', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=10)),
                ('marked_at', models.DateTimeField()),
                ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks_made', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='schools.participation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='workgroups.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='GroupLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('specialist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_links', to='specialists.specialist')),
            ],
            options={
                'verbose_name': 'Work Group Lead',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rsvp', models.CharField(choices=[('none', 'No answer yet'), ('coming', 'Coming'), ('apologies', 'Apologies')], default='none', max_length=10, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('participation', models.ForeignKey(blank=True, help_text='None for leads.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='schools.participation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_invitations', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='workgroups.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('rsvp', models.CharField(choices=[('none', 'No answer yet'), ('coming', 'Coming'), ('apologies', 'Apologies')], default='none', max_length=10, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('participation', models.ForeignKey(blank=True, db_constraint=False, help_text='None for leads.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.invitation')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AttendanceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('mark', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=10)),
                ('marked_at', models.DateTimeField()),
                ('marked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.attendance')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='schools.participation')),
            ],
        ),
        migrations.CreateModel(
            name='WorkGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_groups', to='schools.hub')),
                ('leads', models.ManyToManyField(related_name='led_groups', through='workgroups.GroupLead', to='specialists.specialist')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_groups', to='schools.project')),
            ],
            options={
                'verbose_name': 'Work Group',
                'ordering': ['-project__academic_year', 'name'],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.membership')),
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='workgroups.workgroup'),
        ),
        migrations.CreateModel(
            name='MeetingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(blank=True, max_length=150)),
                ('state', models.CharField(choices=[('tba', 'To be announced'), ('scheduled', 'Scheduled'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='tba', max_length=10)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('mode', models.CharField(choices=[('in_person', 'In person'), ('online', 'Online')], default='in_person', max_length=10)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('joining_link', models.URLField(blank=True, help_text='Shown to members only.', max_length=500)),
                ('agenda', models.TextField(blank=True)),
                ('gap_task', models.TextField(blank=True, verbose_name='gap task for next time')),
                ('sequence', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.meeting')),
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='workgroups.workgroup'),
        ),
        migrations.CreateModel(
            name='GroupLeadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.grouplead')),
                ('specialist', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='grouplead',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lead_links', to='workgroups.workgroup'),
        ),
        migrations.CreateModel(
            name='WorkGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('hub', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.workgroup')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('meeting', 'user'), name='one_invitation_a_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='invitations_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f2daf0a27d341f8901174f0f871ba140eaa334e6', operation='DELETE', pgid='pgtrigger_invitations_stay_f1d95', table='workgroups_invitation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_invitationevent" ("answered_at", "id", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rsvp", "user_id") VALUES (NEW."answered_at", NEW."id", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rsvp", NEW."user_id"); RETURN NULL;', hash='9359bd5f55fa955a6f8f93505b92cf3a931ca625', operation='INSERT', pgid='pgtrigger_insert_insert_f537a', table='workgroups_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_invitationevent" ("answered_at", "id", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rsvp", "user_id") VALUES (NEW."answered_at", NEW."id", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rsvp", NEW."user_id"); RETURN NULL;', hash='939a8b657bc6fd1db59de09c50eb8e1c6178ba0b', operation='UPDATE', pgid='pgtrigger_update_update_1540b', table='workgroups_invitation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('meeting', 'user'), name='one_mark_a_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='attendances_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d2cd98da34d72e1d05e7a39b0e91bd94e197cbfc', operation='DELETE', pgid='pgtrigger_attendances_stay_b2b9f', table='workgroups_attendance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_attendanceevent" ("id", "mark", "marked_at", "marked_by_id", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."id", NEW."mark", NEW."marked_at", NEW."marked_by_id", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='3de2bbf54ce17e3fe2c67eb98fbb703e0dea00d4', operation='INSERT', pgid='pgtrigger_insert_insert_8b694', table='workgroups_attendance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_attendanceevent" ("id", "mark", "marked_at", "marked_by_id", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."id", NEW."mark", NEW."marked_at", NEW."marked_by_id", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='02f8e3f346dbe3f468b881211af14a0077cd7adf', operation='UPDATE', pgid='pgtrigger_update_update_eabe2', table='workgroups_attendance', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='workgroup',
            constraint=models.UniqueConstraint(fields=('hub', 'project', 'name'), name='one_group_a_name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='groups_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='98b728e4d90e733083bd6483689d6d946592689c', operation='DELETE', pgid='pgtrigger_groups_stay_0401b', table='workgroups_workgroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_workgroupevent" ("focus", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."focus", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id"); RETURN NULL;', hash='c1550f5e5182250a21472b14529b4bdb4693b912', operation='INSERT', pgid='pgtrigger_insert_insert_1087d', table='workgroups_workgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_workgroupevent" ("focus", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."focus", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id"); RETURN NULL;', hash='b17f91b0c0210a70b3c3640c848b9deba4773071', operation='UPDATE', pgid='pgtrigger_update_update_4c8b6', table='workgroups_workgroup', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('participation',), name='one_open_membership_a_participation', violation_error_message='This school is in a Work Group of this project already.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='memberships_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a34673a04e3071cfb35648d21689fdf1e6d2db2d', operation='DELETE', pgid='pgtrigger_memberships_stay_11ad4', table='workgroups_membership', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_membershipevent" ("ends_on", "group_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."ends_on", NEW."group_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='77968f0859d6528d8f5e8a91d3d93bdb0a1b7440', operation='INSERT', pgid='pgtrigger_insert_insert_78cdf', table='workgroups_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_membershipevent" ("ends_on", "group_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."ends_on", NEW."group_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='def548f0c199af582817314371e11eeb3411bd73', operation='UPDATE', pgid='pgtrigger_update_update_b9e83', table='workgroups_membership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('group', 'number'), name='one_meeting_a_number'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', True), ('starts_at__isnull', True)), models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__isnull', False), ('starts_at__isnull', False)), _connector='OR'), name='meeting_ends_after_start', violation_error_message='The meeting ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('tba', 'cancelled')), ('starts_at__isnull', False), _connector='OR'), name='scheduled_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'tba'), _negated=True), ('starts_at__isnull', True), _connector='OR'), name='announced_has_no_date'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='meeting_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'scheduled\', \'cancelled\'), (\'scheduled\', \'held\'), (\'tba\', \'cancelled\'), (\'tba\', \'scheduled\')) THEN\n                    RAISE EXCEPTION \'A meeting cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'meeting_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='590db5ca1a1d14a365cfe93018e244e209b4432c', operation='UPDATE', pgid='pgtrigger_meeting_moves_11009', table='workgroups_meeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='meetings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='53a466f453bd1b7762a847c72d518cb10fbac50c', operation='DELETE', pgid='pgtrigger_meetings_stay_a8e78', table='workgroups_meeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_meetingevent" ("agenda", "ends_at", "gap_task", "group_id", "id", "joining_link", "mode", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "sequence", "starts_at", "state", "title") VALUES (NEW."agenda", NEW."ends_at", NEW."gap_task", NEW."group_id", NEW."id", NEW."joining_link", NEW."mode", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."sequence", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;', hash='c3a8f69196fc5de7ee3380e88e3a072a970aebbc', operation='INSERT', pgid='pgtrigger_insert_insert_eb6eb', table='workgroups_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_meetingevent" ("agenda", "ends_at", "gap_task", "group_id", "id", "joining_link", "mode", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "sequence", "starts_at", "state", "title") VALUES (NEW."agenda", NEW."ends_at", NEW."gap_task", NEW."group_id", NEW."id", NEW."joining_link", NEW."mode", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."sequence", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;', hash='b81a3751eee743a1f9e8cb00d8427a28fb555f9e', operation='UPDATE', pgid='pgtrigger_update_update_de79f', table='workgroups_meeting', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='grouplead',
            constraint=models.UniqueConstraint(fields=('group', 'specialist'), name='one_lead_link'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouplead',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_groupleadevent" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."group_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='b62be1b4f58d4dc448cde24fb25e78978d6ed99a', operation='INSERT', pgid='pgtrigger_insert_insert_bb467', table='workgroups_grouplead', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouplead',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_groupleadevent" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."group_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='5dd05bf3091b946f687d6510e75e9ed12960baac', operation='UPDATE', pgid='pgtrigger_update_update_4d339', table='workgroups_grouplead', when='AFTER')),
        ),
    ]
