"""Work Groups, meetings, replies and registers.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.clock
import sustaining.common.files
import sustaining.common.folded
import sustaining.common.status
import sustaining.workgroups.models.hubs
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    replaces = [
        ('workgroups', '0001_work_groups_meet'),
        ('workgroups', '0002_meetings_keep_answers_files_and_reminder_rules'),
        ('workgroups', '0003_history_is_indexed_by_its_row_alone'),
        ('workgroups', '0004_calendar_addresses_are_hashed'),
        ('workgroups', '0005_files_are_checked_by_a_worker'),
        ('workgroups', '0006_registers_are_reopened'),
        ('workgroups', '0007_groups_and_members_stay_where_they_are'),
        ('workgroups', '0008_people_are_invited_again'),
        ('workgroups', '0009_substitutes_are_confirmed_by_the_hub'),
        ('workgroups', '0010_groups_are_sorted_by_name'),
        ('workgroups', '0011_merged_hubs_get_no_groups'),
        ('workgroups', '0012_sentences_in_plain_english'),
        ('workgroups', '0013_members_follow_the_hub_of_their_year'),
        ('workgroups', '0014_cancelled_meetings_are_restored'),
        ('workgroups', '0015_names_people_search_for'),
        ('workgroups', '0016_certificates_are_kept_as_issued'),
        ('workgroups', '0017_replies_say_going'),
        ('workgroups', '0018_attendance_is_brought_in'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        ('specialists', '0001_squashed_0013_specialists_have_a_telephone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_groups', to='schools.hub')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_groups', to='schools.project')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.SortKey(models.F('name')), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'verbose_name': 'Work Group',
                'ordering': ['-project__academic_year', 'sort_name'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'project', 'name'), name='one_group_a_name')],
            },
        ),
        migrations.CreateModel(
            name='GroupLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('specialist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_links', to='specialists.specialist')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lead_links', to='workgroups.workgroup')),
            ],
            options={
                'verbose_name': 'Work Group Lead',
                'constraints': [models.UniqueConstraint(fields=('group', 'specialist'), name='one_lead_link')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='schools.participation')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='workgroups.workgroup')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_start', violation_error_message='The last day must be the same as or after the first day.'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('participation',), name='one_open_membership_a_participation', violation_error_message='This school is already in a Work Group of this project.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('participation', 'participation', models.Value('[]'), function='int8range'), '&&'), (models.Func('starts_on', 'ends_on', models.Value('[)'), function='daterange'), '&&')], name='one_group_at_a_time', violation_error_message='This school is in another Work Group of this project in those days.')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=14, unique=True)),
                ('kind', models.CharField(choices=[('attendance', 'Attendance'), ('participation', 'Participation')], max_length=13)),
                ('state', models.CharField(choices=[('issued', 'Valid'), ('replaced', 'Replaced'), ('withdrawn', 'Withdrawn')], default='issued', max_length=9)),
                ('name', models.CharField(max_length=150)),
                ('school_name', models.CharField(max_length=200)),
                ('hub_name', models.CharField(max_length=200)),
                ('programme', models.CharField(max_length=200)),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('focus', models.CharField(blank=True, max_length=300)),
                ('meetings', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, size=None)),
                ('held', models.PositiveSmallIntegerField(verbose_name='meetings held')),
                ('attended', models.PositiveSmallIntegerField(verbose_name='meetings attended')),
                ('minutes', models.PositiveIntegerField(help_text='The length of the meetings attended.')),
                ('issued_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('close_reason', models.TextField(blank=True, db_default='', verbose_name='why it is no longer valid')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='workgroups.workgroup')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates_issued', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='schools.participation')),
                ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='workgroups.certificate')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-issued_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('group', 'user', 'participation', 'kind'), name='one_valid_certificate_of_a_kind'), models.CheckConstraint(condition=models.Q(('attended__gte', 1), ('attended__lte', models.F('held'))), name='certificate_counts_meetings_attended'), models.CheckConstraint(condition=models.Q(models.Q(('close_reason', ''), ('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state__in', ['replaced', 'withdrawn']), models.Q(('close_reason', ''), _negated=True)), _connector='OR'), name='certificate_closed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'issued')), models.Q(('closed_at__isnull', False), ('state__in', ['replaced', 'withdrawn'])), _connector='OR'), name='certificate_closed_at_a_time'), models.CheckConstraint(condition=models.Q(('replaced_by__isnull', True), ('state', 'replaced'), _connector='OR'), name='certificate_replaced_by_another')],
            },
            bases=(sustaining.common.status.StatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ReminderSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remind_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(60)]), blank=True, default=sustaining.workgroups.models.hubs.a_week_and_a_day, help_text='Days before the meeting.', size=None)),
                ('nudge_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(60)]), blank=True, default=sustaining.workgroups.models.hubs.ten_days, help_text='Days before; only those without answer.', size=None)),
                ('thanks_days', models.PositiveSmallIntegerField(blank=True, default=1, help_text='Days after; empty for none.', null=True, validators=[django.core.validators.MaxValueValidator(14)])),
                ('sends_from', models.TimeField(default=datetime.time(9, 0))),
                ('sends_until', models.TimeField(default=datetime.time(18, 0))),
                ('notice_days', models.PositiveSmallIntegerField(default=7, help_text='Apologies after this are marked as late.', validators=[django.core.validators.MaxValueValidator(60)])),
                ('hub', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_schedule', to='schools.hub')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sends_until__gt', models.F('sends_from'))), name='sending_hours_in_order', violation_error_message='“Sent until” must be after “Sent from”.')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(max_length=5000)),
                ('is_used', models.BooleanField(default=True, help_text='False once the hub has gone back to the default.')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='schools.hub')),
            ],
            options={
                'verbose_name': 'email wording',
                'verbose_name_plural': 'email wordings',
                'constraints': [models.UniqueConstraint(fields=('hub', 'template'), name='one_wording_a_template')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('renewed_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feed', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(blank=True, max_length=150)),
                ('state', models.CharField(choices=[('tba', 'To be announced'), ('scheduled', 'Scheduled'), ('held', 'Held'), ('reopened', 'Register reopened'), ('cancelled', 'Cancelled')], default='tba', max_length=10)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('mode', models.CharField(choices=[('in_person', 'In person'), ('online', 'Online')], default='in_person', max_length=10)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('joining_link', models.URLField(blank=True, help_text='Shown to members only.', max_length=500)),
                ('agenda', models.TextField(blank=True)),
                ('gap_task', models.TextField(blank=True, verbose_name='gap task for next time')),
                ('sequence', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='workgroups.workgroup')),
                ('map_link', models.URLField(blank=True, help_text='Where the place is, on a map.', max_length=500)),
            ],
            options={
                'ordering': ['group', 'number'],
                'constraints': [models.UniqueConstraint(fields=('group', 'number'), name='one_meeting_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', True), ('starts_at__isnull', True)), models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__isnull', False), ('starts_at__isnull', False)), _connector='OR'), name='meeting_ends_after_start', violation_error_message='End time must be after the start time.'), models.CheckConstraint(condition=models.Q(('state__in', ('tba', 'cancelled')), ('starts_at__isnull', False), _connector='OR'), name='scheduled_has_a_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'tba'), _negated=True), ('starts_at__isnull', True), _connector='OR'), name='announced_has_no_date')],
            },
            bases=(sustaining.common.status.StatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='MeetingLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150)),
                ('address', models.URLField(max_length=500)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_links', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='workgroups.meeting')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('thumbnail', models.FileField(blank=True, max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='workgroups.meeting')),
                ('check_state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('refused', 'Refused')], db_default='checked', default='checked', max_length=8, verbose_name='check')),
                ('refusal', models.TextField(blank=True, db_default='', default='')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rsvp', models.CharField(choices=[('none', 'No reply yet'), ('coming', 'Going'), ('apologies', 'Apologies')], default='none', max_length=10, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('participation', models.ForeignKey(blank=True, help_text='None for leads.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='schools.participation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_invitations', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='workgroups.meeting')),
                ('is_late', models.BooleanField(default=False, help_text="Apologies came after the hub's notice period began.")),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason for apologies')),
                ('substitute_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitutes', to='workgroups.invitation')),
                ('told_at', models.DateTimeField(blank=True, help_text='When they were last emailed the date.', null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, help_text='When the school had left the group: no longer invited.', null=True)),
                ('times_invited', models.PositiveSmallIntegerField(db_default=1, default=1, editable=False, help_text='Rises when a withdrawn invitation is opened again.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'user'), name='one_invitation_a_person')],
            },
        ),
        migrations.CreateModel(
            name='ImportedMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=120, verbose_name='list')),
                ('source_row', models.PositiveIntegerField(verbose_name='row in the list')),
                ('recorded_at', models.DateTimeField()),
                ('mark', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=10)),
                ('closes_register', models.BooleanField(default=False, editable=False)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_marks', to='workgroups.meeting')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_marks', to='schools.participation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_marks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'imported mark',
                'verbose_name_plural': 'imported marks',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), ('source_row__gt', 0)), name='imported_mark_has_its_row'), models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('meeting', 'user'), name='one_imported_mark_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='imported_mark_undone_by_somebody')],
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
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='workgroups.meeting')),
                ('name', models.CharField(blank=True, help_text='A guest without an account.', max_length=150)),
                ('imported', models.OneToOneField(blank=True, editable=False, help_text='If a list brought it in.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='workgroups.importedmark')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'user'), name='one_mark_a_person'), models.UniqueConstraint(condition=models.Q(('user__isnull', True)), fields=('meeting', 'participation', 'name'), name='one_mark_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('user__isnull', False), ('name', '')), models.Q(('user__isnull', True), models.Q(('name', ''), _negated=True)), _connector='OR'), name='a_mark_is_somebodys')],
            },
        ),
        migrations.CreateModel(
            name='MeetingCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('register', 'Register reopened'), ('date', 'Date corrected'), ('restored', 'Cancellation reversed'), ('undone', 'Undone with the list that it was brought in from')], max_length=10)),
                ('was_at', models.DateTimeField(blank=True, null=True, verbose_name='when it was said to start')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_corrections', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='workgroups.meeting')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=120, verbose_name='list')),
                ('source_row', models.PositiveIntegerField(verbose_name='row in the list')),
                ('recorded_at', models.DateTimeField()),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='workgroups.meeting')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'imported meeting',
                'verbose_name_plural': 'imported meetings',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), ('source_row__gt', 0)), name='imported_meeting_has_its_row')],
            },
        ),
        migrations.CreateModel(
            name='SubstituteProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('proposed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('confirmed', 'Confirmed'), ('declined', 'Declined'), ('withdrawn', 'No longer needed')], max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitutes_decided', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='workgroups.invitation')),
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('invitation',), name='one_open_proposal_an_invitation'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='decided_proposals_have_a_time')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('renewed_at', models.DateTimeField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.calendarfeed')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('rsvp', models.CharField(choices=[('none', 'No reply yet'), ('coming', 'Going'), ('apologies', 'Apologies')], default='none', max_length=10, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('participation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='None for leads.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.invitation')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
                ('is_late', models.BooleanField(default=False, help_text="Apologies came after the hub's notice period began.")),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason for apologies')),
                ('substitute_for', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.invitation')),
                ('told_at', models.DateTimeField(blank=True, help_text='When they were last emailed the date.', null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, help_text='When the school had left the group: no longer invited.', null=True)),
                ('times_invited', models.PositiveSmallIntegerField(db_default=1, default=1, editable=False, help_text='Rises when a withdrawn invitation is opened again.')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportedMeetingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='list')),
                ('source_row', models.PositiveIntegerField(verbose_name='row in the list')),
                ('recorded_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.importedmeeting')),
                ('recorded_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportedMarkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='list')),
                ('source_row', models.PositiveIntegerField(verbose_name='row in the list')),
                ('recorded_at', models.DateTimeField()),
                ('mark', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=10)),
                ('closes_register', models.BooleanField(default=False, editable=False)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('meeting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.importedmark')),
                ('recorded_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
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
                ('marked_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.attendance')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
                ('name', models.CharField(blank=True, help_text='A guest without an account.', max_length=150)),
                ('imported', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='If a list brought it in.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.importedmark')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeetingCorrectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('what', models.CharField(choices=[('register', 'Register reopened'), ('date', 'Date corrected'), ('restored', 'Cancellation reversed'), ('undone', 'Undone with the list that it was brought in from')], max_length=10)),
                ('was_at', models.DateTimeField(blank=True, null=True, verbose_name='when it was said to start')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.meetingcorrection')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeetingFileEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('file', models.FileField(max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('thumbnail', models.FileField(blank=True, max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.meetingfile')),
                ('check_state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('refused', 'Refused')], db_default='checked', default='checked', max_length=8, verbose_name='check')),
                ('refusal', models.TextField(blank=True, db_default='', default='')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeetingLinkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=150)),
                ('address', models.URLField(max_length=500)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.meeting')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.meetinglink')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReminderScheduleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('remind_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(60)]), blank=True, default=sustaining.workgroups.models.hubs.a_week_and_a_day, help_text='Days before the meeting.', size=None)),
                ('nudge_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(60)]), blank=True, default=sustaining.workgroups.models.hubs.ten_days, help_text='Days before; only those without answer.', size=None)),
                ('thanks_days', models.PositiveSmallIntegerField(blank=True, default=1, help_text='Days after; empty for none.', null=True, validators=[django.core.validators.MaxValueValidator(14)])),
                ('sends_from', models.TimeField(default=datetime.time(9, 0))),
                ('sends_until', models.TimeField(default=datetime.time(18, 0))),
                ('notice_days', models.PositiveSmallIntegerField(default=7, help_text='Apologies after this are marked as late.', validators=[django.core.validators.MaxValueValidator(60)])),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.reminderschedule')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SubstituteProposalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=150)),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('proposed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('confirmed', 'Confirmed'), ('declined', 'Declined'), ('withdrawn', 'No longer needed')], max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.invitation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.substituteproposal')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WordingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('template', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(max_length=5000)),
                ('is_used', models.BooleanField(default=True, help_text='False once the hub has gone back to the default.')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.wording')),
            ],
            options={
                'abstract': False,
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
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.membership')),
                ('group', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup')),
            ],
            options={
                'abstract': False,
            },
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
                ('state', models.CharField(choices=[('tba', 'To be announced'), ('scheduled', 'Scheduled'), ('held', 'Held'), ('reopened', 'Register reopened'), ('cancelled', 'Cancelled')], default='tba', max_length=10)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('mode', models.CharField(choices=[('in_person', 'In person'), ('online', 'Online')], default='in_person', max_length=10)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('joining_link', models.URLField(blank=True, help_text='Shown to members only.', max_length=500)),
                ('agenda', models.TextField(blank=True)),
                ('gap_task', models.TextField(blank=True, verbose_name='gap task for next time')),
                ('sequence', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.meeting')),
                ('group', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup')),
                ('map_link', models.URLField(blank=True, help_text='Where the place is, on a map.', max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GroupLeadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.grouplead')),
                ('specialist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
                ('group', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CertificateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(editable=False, max_length=14)),
                ('kind', models.CharField(choices=[('attendance', 'Attendance'), ('participation', 'Participation')], max_length=13)),
                ('state', models.CharField(choices=[('issued', 'Valid'), ('replaced', 'Replaced'), ('withdrawn', 'Withdrawn')], default='issued', max_length=9)),
                ('name', models.CharField(max_length=150)),
                ('school_name', models.CharField(max_length=200)),
                ('hub_name', models.CharField(max_length=200)),
                ('programme', models.CharField(max_length=200)),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('focus', models.CharField(blank=True, max_length=300)),
                ('meetings', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, size=None)),
                ('held', models.PositiveSmallIntegerField(verbose_name='meetings held')),
                ('attended', models.PositiveSmallIntegerField(verbose_name='meetings attended')),
                ('minutes', models.PositiveIntegerField(help_text='The length of the meetings attended.')),
                ('issued_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('close_reason', models.TextField(blank=True, db_default='', verbose_name='why it is no longer valid')),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup')),
                ('issued_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.certificate')),
                ('replaced_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.certificate')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
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
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workgroups.workgroup')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='workgroup',
            name='leads',
            field=models.ManyToManyField(related_name='led_groups', through='workgroups.GroupLead', to='specialists.specialist'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='groups_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='98b728e4d90e733083bd6483689d6d946592689c', operation='DELETE', pgid='pgtrigger_groups_stay_0401b', table='workgroups_workgroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='groups_stay_at_their_hub', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."project_id" IS DISTINCT FROM NEW."project_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A Work Group cannot move to another hub or project. Set up another group.' USING ERRCODE = 'check_violation', CONSTRAINT = 'groups_stay_at_their_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='0212afbf2657976ca1e640ce7f6671a1b7b24d3f', operation='UPDATE OF "hub_id", "project_id"', pgid='pgtrigger_groups_stay_at_their_hub_e9da8', table='workgroups_workgroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='merged_hubs_get_no_groups', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."hub_id" IS NOT NULL)', declare='DECLARE successor bigint;', func="\n            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN\n                RETURN NEW;\n            END IF;\n            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;\n            IF successor IS NOT NULL THEN\n                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_hubs_get_no_groups';\n            END IF;\n            RETURN NEW;\n            ", hash='24cd59a927fa670b317d0ebdc8ae55eb5e3ed4f6', operation='INSERT', pgid='pgtrigger_merged_hubs_get_no_groups_92880', table='workgroups_workgroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_workgroupevent" ("focus", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."focus", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id"); RETURN NULL;', hash='c1550f5e5182250a21472b14529b4bdb4693b912', operation='INSERT', pgid='pgtrigger_insert_insert_1087d', table='workgroups_workgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workgroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."focus" IS DISTINCT FROM (NEW."focus") OR OLD."hub_id" IS DISTINCT FROM (NEW."hub_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id"))', func='INSERT INTO "workgroups_workgroupevent" ("focus", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."focus", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id"); RETURN NULL;', hash='d70edac1a22ca3d70c97d16402a0aeac7cf4a4ec', operation='UPDATE', pgid='pgtrigger_update_update_4c8b6', table='workgroups_workgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouplead',
            trigger=pgtrigger.compiler.Trigger(name='lead_links_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."group_id" IS DISTINCT FROM NEW."group_id" OR OLD."specialist_id" IS DISTINCT FROM NEW."specialist_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A lead’s place cannot move to another group or Specialist. Add another lead.' USING ERRCODE = 'check_violation', CONSTRAINT = 'lead_links_stay';\n            END IF;\n            RETURN NEW;\n            ", hash='187b318b667c48bc2050b24437a6cbcaa209d867', operation='UPDATE OF "group_id", "specialist_id"', pgid='pgtrigger_lead_links_stay_3d5a0', table='workgroups_grouplead', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouplead',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_groupleadevent" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."group_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='b62be1b4f58d4dc448cde24fb25e78978d6ed99a', operation='INSERT', pgid='pgtrigger_insert_insert_bb467', table='workgroups_grouplead', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouplead',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_groupleadevent" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "specialist_id") VALUES (NEW."group_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."specialist_id"); RETURN NULL;', hash='5dd05bf3091b946f687d6510e75e9ed12960baac', operation='UPDATE', pgid='pgtrigger_update_update_4d339', table='workgroups_grouplead', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='memberships_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a34673a04e3071cfb35648d21689fdf1e6d2db2d', operation='DELETE', pgid='pgtrigger_memberships_stay_11ad4', table='workgroups_membership', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='memberships_stay_in_their_group', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."group_id" IS DISTINCT FROM NEW."group_id" OR OLD."participation_id" IS DISTINCT FROM NEW."participation_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A membership cannot move to another group or school. End it, and let the school join the other group.' USING ERRCODE = 'check_violation', CONSTRAINT = 'memberships_stay_in_their_group';\n            END IF;\n            RETURN NEW;\n            ", hash='2029f4d26a8cdae5f32d6ee59e95b441ca051659', operation='UPDATE OF "group_id", "participation_id"', pgid='pgtrigger_memberships_stay_in_their_group_cd65a', table='workgroups_membership', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='members_take_part_with_the_groups_hub', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NOT EXISTS (\n                    SELECT 1 FROM workgroups_workgroup g, schools_participation p\n                    WHERE g.id = NEW.group_id AND p.id = NEW.participation_id\n                    AND p.project_id = g.project_id AND p.hub_id = g.hub_id\n                ) THEN\n                RAISE EXCEPTION 'Members of a Work Group must take part in its project with the same hub.' USING ERRCODE = 'check_violation', CONSTRAINT = 'members_take_part_with_the_groups_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='9928215c575510cef940249c210197deed449618', operation='INSERT', pgid='pgtrigger_members_take_part_with_the_groups_hub_4da6e', table='workgroups_membership', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_membershipevent" ("ends_on", "group_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."ends_on", NEW."group_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='77968f0859d6528d8f5e8a91d3d93bdb0a1b7440', operation='INSERT', pgid='pgtrigger_insert_insert_78cdf', table='workgroups_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_membershipevent" ("ends_on", "group_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."ends_on", NEW."group_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='def548f0c199af582817314371e11eeb3411bd73', operation='UPDATE', pgid='pgtrigger_update_update_b9e83', table='workgroups_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='certificate_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'issued\', \'replaced\'), (\'issued\', \'withdrawn\'), (\'withdrawn\', \'issued\')) THEN\n                    RAISE EXCEPTION \'A certificate cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'certificate_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='13164bf6fe9aa0552e176457facb976cca79bd75', operation='UPDATE', pgid='pgtrigger_certificate_moves_55868', table='workgroups_certificate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='certificates_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e29b12cc70e7756ac56d53febb6ca41e9db0c9bf', operation='DELETE', pgid='pgtrigger_certificates_stay_53012', table='workgroups_certificate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='certificates_stay_as_issued', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM NEW."number" OR OLD."group_id" IS DISTINCT FROM NEW."group_id" OR OLD."participation_id" IS DISTINCT FROM NEW."participation_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."school_name" IS DISTINCT FROM NEW."school_name" OR OLD."hub_name" IS DISTINCT FROM NEW."hub_name" OR OLD."programme" IS DISTINCT FROM NEW."programme" OR OLD."academic_year" IS DISTINCT FROM NEW."academic_year" OR OLD."focus" IS DISTINCT FROM NEW."focus" OR OLD."meetings" IS DISTINCT FROM NEW."meetings" OR OLD."held" IS DISTINCT FROM NEW."held" OR OLD."attended" IS DISTINCT FROM NEW."attended" OR OLD."minutes" IS DISTINCT FROM NEW."minutes" OR OLD."issued_by_id" IS DISTINCT FROM NEW."issued_by_id" OR OLD."issued_at" IS DISTINCT FROM NEW."issued_at")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A certificate stays as it was issued. Withdraw it, and issue another one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_stay_as_issued';\n            END IF;\n            RETURN NEW;\n            ", hash='f944e62e08fe66c0d3129a154c0977626deb3469', operation='UPDATE OF "number", "group_id", "participation_id", "kind", "school_name", "hub_name", "programme", "academic_year", "focus", "meetings", "held", "attended", "minutes", "issued_by_id", "issued_at"', pgid='pgtrigger_certificates_stay_as_issued_d25ed', table='workgroups_certificate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_certificateevent" ("academic_year", "attended", "close_reason", "closed_at", "closed_by_id", "focus", "group_id", "held", "hub_name", "id", "issued_at", "issued_by_id", "kind", "meetings", "minutes", "name", "number", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme", "replaced_by_id", "school_name", "state", "user_id") VALUES (NEW."academic_year", NEW."attended", NEW."close_reason", NEW."closed_at", NEW."closed_by_id", NEW."focus", NEW."group_id", NEW."held", NEW."hub_name", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."kind", NEW."meetings", NEW."minutes", NEW."name", NEW."number", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme", NEW."replaced_by_id", NEW."school_name", NEW."state", NEW."user_id"); RETURN NULL;', hash='ca601c970700433751411e3861b2794700a1ca68', operation='INSERT', pgid='pgtrigger_insert_insert_8b5bf', table='workgroups_certificate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_certificateevent" ("academic_year", "attended", "close_reason", "closed_at", "closed_by_id", "focus", "group_id", "held", "hub_name", "id", "issued_at", "issued_by_id", "kind", "meetings", "minutes", "name", "number", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme", "replaced_by_id", "school_name", "state", "user_id") VALUES (NEW."academic_year", NEW."attended", NEW."close_reason", NEW."closed_at", NEW."closed_by_id", NEW."focus", NEW."group_id", NEW."held", NEW."hub_name", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."kind", NEW."meetings", NEW."minutes", NEW."name", NEW."number", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme", NEW."replaced_by_id", NEW."school_name", NEW."state", NEW."user_id"); RETURN NULL;', hash='8863e36ff188a5adf263d7bbfc5a62770f0ffcf2', operation='UPDATE', pgid='pgtrigger_update_update_a972c', table='workgroups_certificate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderschedule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_reminderscheduleevent" ("hub_id", "id", "notice_days", "nudge_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "sends_from", "sends_until", "thanks_days") VALUES (NEW."hub_id", NEW."id", NEW."notice_days", NEW."nudge_days", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."remind_days", NEW."sends_from", NEW."sends_until", NEW."thanks_days"); RETURN NULL;', hash='5ce8ee0b555f0a14c412b1913deaa20b7d28edd3', operation='INSERT', pgid='pgtrigger_insert_insert_caa61', table='workgroups_reminderschedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderschedule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_reminderscheduleevent" ("hub_id", "id", "notice_days", "nudge_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "sends_from", "sends_until", "thanks_days") VALUES (NEW."hub_id", NEW."id", NEW."notice_days", NEW."nudge_days", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."remind_days", NEW."sends_from", NEW."sends_until", NEW."thanks_days"); RETURN NULL;', hash='b869784359204bdbefea458ef49dc3d3df32621f', operation='UPDATE', pgid='pgtrigger_update_update_3243f', table='workgroups_reminderschedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='wordings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f02a6fb685529456619edcbf359223300bba70da', operation='DELETE', pgid='pgtrigger_wordings_stay_09db6', table='workgroups_wording', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_wordingevent" ("body", "hub_id", "id", "is_used", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "template") VALUES (NEW."body", NEW."hub_id", NEW."id", NEW."is_used", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."subject", NEW."template"); RETURN NULL;', hash='1569241ba1cde52cfe9d23dafd9695729a330090', operation='INSERT', pgid='pgtrigger_insert_insert_9a4f6', table='workgroups_wording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_wordingevent" ("body", "hub_id", "id", "is_used", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "template") VALUES (NEW."body", NEW."hub_id", NEW."id", NEW."is_used", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."subject", NEW."template"); RETURN NULL;', hash='3058a7a481c25a00694b414f625a52f945d99875', operation='UPDATE', pgid='pgtrigger_update_update_70491', table='workgroups_wording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarfeed',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_calendarfeedevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewed_at", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."renewed_at", NEW."user_id"); RETURN NULL;', hash='0f9e4dda936630949734db20f4e6d46c0bcd8f35', operation='INSERT', pgid='pgtrigger_insert_insert_050ff', table='workgroups_calendarfeed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarfeed',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_calendarfeedevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewed_at", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."renewed_at", NEW."user_id"); RETURN NULL;', hash='9e6dffb516b13be866d2443e66cdcdd511bb7211', operation='UPDATE', pgid='pgtrigger_update_update_67f05', table='workgroups_calendarfeed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='meeting_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'cancelled\', \'scheduled\'), (\'cancelled\', \'tba\'), (\'held\', \'cancelled\'), (\'held\', \'reopened\'), (\'reopened\', \'held\'), (\'scheduled\', \'cancelled\'), (\'scheduled\', \'held\'), (\'tba\', \'cancelled\'), (\'tba\', \'scheduled\')) THEN\n                    RAISE EXCEPTION \'A meeting cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'meeting_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='77b34a587ca948154a8d10256d999bfbfc90144f', operation='UPDATE', pgid='pgtrigger_meeting_moves_11009', table='workgroups_meeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='meetings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='53a466f453bd1b7762a847c72d518cb10fbac50c', operation='DELETE', pgid='pgtrigger_meetings_stay_a8e78', table='workgroups_meeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='only_imported_meetings_are_undone', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF OLD.state = 'held' AND NEW.state = 'cancelled' AND NOT EXISTS (SELECT 1 FROM workgroups_importedmeeting i WHERE i.meeting_id = NEW.id) THEN\n                RAISE EXCEPTION 'A meeting that was held can’t be cancelled.' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_imported_meetings_are_undone';\n            END IF;\n            RETURN NEW;\n            ", hash='971e81c8084450e070d87f566773451857992e57', operation='UPDATE OF "state"', pgid='pgtrigger_only_imported_meetings_are_undone_e964f', table='workgroups_meeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='meetings_stay_in_their_group', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."group_id" IS DISTINCT FROM NEW."group_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A meeting cannot move to another Work Group. Cancel it, and add one there.' USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_stay_in_their_group';\n            END IF;\n            RETURN NEW;\n            ", hash='674a358c81b61cadff334ea3e14f0c5ee7c11944', operation='UPDATE OF "group_id"', pgid='pgtrigger_meetings_stay_in_their_group_edb0a', table='workgroups_meeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_meetingevent" ("agenda", "ends_at", "gap_task", "group_id", "id", "joining_link", "map_link", "mode", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "sequence", "starts_at", "state", "title") VALUES (NEW."agenda", NEW."ends_at", NEW."gap_task", NEW."group_id", NEW."id", NEW."joining_link", NEW."map_link", NEW."mode", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."sequence", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;', hash='f6a6a5456f44f8a1cef277a5c14c34922edcc74a', operation='INSERT', pgid='pgtrigger_insert_insert_eb6eb', table='workgroups_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_meetingevent" ("agenda", "ends_at", "gap_task", "group_id", "id", "joining_link", "map_link", "mode", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "sequence", "starts_at", "state", "title") VALUES (NEW."agenda", NEW."ends_at", NEW."gap_task", NEW."group_id", NEW."id", NEW."joining_link", NEW."map_link", NEW."mode", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."sequence", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;', hash='14398f39a338a9eaacc596495ba4352d071011bd', operation='UPDATE', pgid='pgtrigger_update_update_de79f', table='workgroups_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetinglink',
            trigger=pgtrigger.compiler.Trigger(name='meeting_links_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='27cc791acc8e38a718940217caae7e50245f9c9e', operation='DELETE', pgid='pgtrigger_meeting_links_stay_e742b', table='workgroups_meetinglink', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetinglink',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_meetinglinkevent" ("added_by_id", "address", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "title") VALUES (NEW."added_by_id", NEW."address", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."title"); RETURN NULL;', hash='831ef7c6fe70d5b73a0f3221f7ccce801d9f8396', operation='INSERT', pgid='pgtrigger_insert_insert_8c32d', table='workgroups_meetinglink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetinglink',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_meetinglinkevent" ("added_by_id", "address", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "title") VALUES (NEW."added_by_id", NEW."address", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_at", NEW."title"); RETURN NULL;', hash='edafb33fab16b024a369d8215626cb1e78a1eb8a', operation='UPDATE', pgid='pgtrigger_update_update_532c1', table='workgroups_meetinglink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingfile',
            trigger=pgtrigger.compiler.Trigger(name='meeting_files_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6fbe0d5ae31fc1c95403560c839b66ffc338b282', operation='DELETE', pgid='pgtrigger_meeting_files_stay_4c1b3', table='workgroups_meetingfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingfile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_meetingfileevent" ("added_at", "added_by_id", "check_state", "file", "id", "kind", "meeting_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "removed_at", "sha256", "size", "thumbnail") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."file", NEW."id", NEW."kind", NEW."meeting_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."refusal", NEW."removed_at", NEW."sha256", NEW."size", NEW."thumbnail"); RETURN NULL;', hash='311cf7bc30d778fb6d2ac8ff81470d789cef848a', operation='INSERT', pgid='pgtrigger_insert_insert_3fcd1', table='workgroups_meetingfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingfile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_meetingfileevent" ("added_at", "added_by_id", "check_state", "file", "id", "kind", "meeting_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "removed_at", "sha256", "size", "thumbnail") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."file", NEW."id", NEW."kind", NEW."meeting_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."refusal", NEW."removed_at", NEW."sha256", NEW."size", NEW."thumbnail"); RETURN NULL;', hash='5642883536094a3baa1ab3aada6ad611ed4468d6', operation='UPDATE', pgid='pgtrigger_update_update_0f04b', table='workgroups_meetingfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='invitations_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f2daf0a27d341f8901174f0f871ba140eaa334e6', operation='DELETE', pgid='pgtrigger_invitations_stay_f1d95', table='workgroups_invitation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_invitationevent" ("answered_at", "id", "is_late", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rsvp", "substitute_for_id", "times_invited", "told_at", "user_id", "withdrawn_at") VALUES (NEW."answered_at", NEW."id", NEW."is_late", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."rsvp", NEW."substitute_for_id", NEW."times_invited", NEW."told_at", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;', hash='25ced3ca77ec85653b4abd771c8402145dd06bfd', operation='INSERT', pgid='pgtrigger_insert_insert_f537a', table='workgroups_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_invitationevent" ("answered_at", "id", "is_late", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rsvp", "substitute_for_id", "times_invited", "told_at", "user_id", "withdrawn_at") VALUES (NEW."answered_at", NEW."id", NEW."is_late", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."rsvp", NEW."substitute_for_id", NEW."times_invited", NEW."told_at", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;', hash='c5ac1bcf2530933afd6e2efdccc79d5657136771', operation='UPDATE', pgid='pgtrigger_update_update_1540b', table='workgroups_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmark',
            trigger=pgtrigger.compiler.Trigger(name='imported_marks_stay_as_they_were', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."meeting_id" IS DISTINCT FROM NEW."meeting_id" OR OLD."participation_id" IS DISTINCT FROM NEW."participation_id" OR OLD."mark" IS DISTINCT FROM NEW."mark" OR OLD."source" IS DISTINCT FROM NEW."source" OR OLD."source_row" IS DISTINCT FROM NEW."source_row" OR OLD."recorded_at" IS DISTINCT FROM NEW."recorded_at")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'Where it came from stays as it was. Undo its list, and upload a corrected one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'imported_marks_stay_as_they_were';\n            END IF;\n            RETURN NEW;\n            ", hash='93f4eeb856455371c9032e5e36f462cd55dc7976', operation='UPDATE OF "meeting_id", "participation_id", "mark", "source", "source_row", "recorded_at"', pgid='pgtrigger_imported_marks_stay_as_they_were_e036c', table='workgroups_importedmark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmark',
            trigger=pgtrigger.compiler.Trigger(name='imported_marks_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1a2a9b001608eb3866fc1d13bb872c900d7906f1', operation='DELETE', pgid='pgtrigger_imported_marks_stay_1f780', table='workgroups_importedmark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmark',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_importedmarkevent" ("closes_register", "id", "mark", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "source", "source_row", "undone_at", "undone_by_id", "user_id") VALUES (NEW."closes_register", NEW."id", NEW."mark", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."source", NEW."source_row", NEW."undone_at", NEW."undone_by_id", NEW."user_id"); RETURN NULL;', hash='6b79b8f217511bc771cb88e8c39b89a18604f079', operation='INSERT', pgid='pgtrigger_insert_insert_eab58', table='workgroups_importedmark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmark',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_importedmarkevent" ("closes_register", "id", "mark", "meeting_id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "source", "source_row", "undone_at", "undone_by_id", "user_id") VALUES (NEW."closes_register", NEW."id", NEW."mark", NEW."meeting_id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."source", NEW."source_row", NEW."undone_at", NEW."undone_by_id", NEW."user_id"); RETURN NULL;', hash='eda2dc096b8ab26f696c110dd81faf5e1e171542', operation='UPDATE', pgid='pgtrigger_update_update_db7ef', table='workgroups_importedmark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='attendances_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM workgroups_importedmark i WHERE i.id = OLD.imported_id AND i.undone_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'A mark in a register stays. Correct it instead.' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendances_stay';\n                    END IF;\n                    RETURN OLD;\n                    ", hash='de142f6d3e49d76bae7bdfbda45491413ca8521d', operation='DELETE', pgid='pgtrigger_attendances_stay_b2b9f', table='workgroups_attendance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_attendanceevent" ("id", "imported_id", "mark", "marked_at", "marked_by_id", "meeting_id", "name", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."id", NEW."imported_id", NEW."mark", NEW."marked_at", NEW."marked_by_id", NEW."meeting_id", NEW."name", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='12a47c2fbf80c7288e1d12685159e1b5de8f3303', operation='INSERT', pgid='pgtrigger_insert_insert_8b694', table='workgroups_attendance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_attendanceevent" ("id", "imported_id", "mark", "marked_at", "marked_by_id", "meeting_id", "name", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."id", NEW."imported_id", NEW."mark", NEW."marked_at", NEW."marked_by_id", NEW."meeting_id", NEW."name", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='4687e1e12f4d047a4f72fe9040b55250626f7983', operation='UPDATE', pgid='pgtrigger_update_update_eabe2', table='workgroups_attendance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingcorrection',
            trigger=pgtrigger.compiler.Trigger(name='meeting_corrections_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='aa8a5a1a5d8a2dc03e94f96a796a47e8f59f7ad1', operation='DELETE', pgid='pgtrigger_meeting_corrections_stay_cf164', table='workgroups_meetingcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingcorrection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_meetingcorrectionevent" ("at", "by_id", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "was_at", "what") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."was_at", NEW."what"); RETURN NULL;', hash='16c33fbe5a0c7cbebd3dea0a2e22c4400596d30e', operation='INSERT', pgid='pgtrigger_insert_insert_6087c', table='workgroups_meetingcorrection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingcorrection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_meetingcorrectionevent" ("at", "by_id", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "was_at", "what") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."was_at", NEW."what"); RETURN NULL;', hash='467fdb7979b56b9295e33468aa04965175c3f783', operation='UPDATE', pgid='pgtrigger_update_update_cf7e3', table='workgroups_meetingcorrection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmeeting',
            trigger=pgtrigger.compiler.Trigger(name='imported_meetings_stay_as_they_were', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."meeting_id" IS DISTINCT FROM NEW."meeting_id" OR OLD."source" IS DISTINCT FROM NEW."source" OR OLD."source_row" IS DISTINCT FROM NEW."source_row" OR OLD."recorded_at" IS DISTINCT FROM NEW."recorded_at")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'Where it came from stays as it was. Undo its list, and upload a corrected one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'imported_meetings_stay_as_they_were';\n            END IF;\n            RETURN NEW;\n            ", hash='c614765231788b2b475a79ccb866f9671369ed1d', operation='UPDATE OF "meeting_id", "source", "source_row", "recorded_at"', pgid='pgtrigger_imported_meetings_stay_as_they_were_f1ad0', table='workgroups_importedmeeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmeeting',
            trigger=pgtrigger.compiler.Trigger(name='imported_meetings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3200b83399c192792b0fdef1c2d96dba87abe11e', operation='DELETE', pgid='pgtrigger_imported_meetings_stay_38953', table='workgroups_importedmeeting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmeeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_importedmeetingevent" ("id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "source", "source_row") VALUES (NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."source", NEW."source_row"); RETURN NULL;', hash='5d01ef1576c25da442fa02a2acf0ce9d1ff1049d', operation='INSERT', pgid='pgtrigger_insert_insert_53a40', table='workgroups_importedmeeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedmeeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_importedmeetingevent" ("id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "source", "source_row") VALUES (NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."source", NEW."source_row"); RETURN NULL;', hash='5657aec923378e5dd75b4175f407bdf17fe4d006', operation='UPDATE', pgid='pgtrigger_update_update_a212c', table='workgroups_importedmeeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='substituteproposal',
            trigger=pgtrigger.compiler.Trigger(name='substitute_proposals_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f91612ed311626888d9a8ad8ff5e82bacf5ad56a', operation='DELETE', pgid='pgtrigger_substitute_proposals_stay_af4cf', table='workgroups_substituteproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='substituteproposal',
            trigger=pgtrigger.compiler.Trigger(name='substitute_proposals_keep_their_invitation', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."invitation_id" IS DISTINCT FROM NEW."invitation_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A proposed substitute keeps the invitation that they would take over.' USING ERRCODE = 'check_violation', CONSTRAINT = 'substitute_proposals_keep_their_invitation';\n            END IF;\n            RETURN NEW;\n            ", hash='bec75829d73b62e7e38212162dcd922e860ddae8', operation='UPDATE OF "invitation_id"', pgid='pgtrigger_substitute_proposals_keep_their_invitation_c0e5a', table='workgroups_substituteproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='substituteproposal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workgroups_substituteproposalevent" ("decided_at", "decided_by_id", "email", "id", "invitation_id", "name", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."email", NEW."id", NEW."invitation_id", NEW."name", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_at"); RETURN NULL;', hash='457ff1c23140339efcce07bcb72ef93dbedfd372', operation='INSERT', pgid='pgtrigger_insert_insert_2941f', table='workgroups_substituteproposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='substituteproposal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workgroups_substituteproposalevent" ("decided_at", "decided_by_id", "email", "id", "invitation_id", "name", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."email", NEW."id", NEW."invitation_id", NEW."name", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_at"); RETURN NULL;', hash='84ad823396dd691f535335b61ea9a465d8856425', operation='UPDATE', pgid='pgtrigger_update_update_e3a50', table='workgroups_substituteproposal', when='AFTER')),
        ),
    ]
