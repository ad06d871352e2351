"""Hubs, the register of schools, people’s posts and schools’ years, with the programme’s privacy notice.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import sustaining.common.clock
import sustaining.common.files
import sustaining.common.folded
from sustaining.common.migrations import Migration as BatchedMigration

# The programme's own privacy notice, for hubs that have none, in both its versions (docs/data-protection.md).
FIRST_NOTICE = """Sustaining is used by the Maths Hubs to run the Secondary Teaching for Mastery programme. This notice says what is kept about you, why, and for how long. Your hub may have a notice of its own, which then holds instead.

Who is responsible: the Department for Education is the controller of the data; the school that leads your Maths Hub processes it for the Department.

What is kept: your name and previous names, your e-mail address, your post and school, the Work Groups and meetings that you take part in, what you write about the department’s work, and, where you give it, your Teacher Reference Number. Nothing is kept about pupils.

Why, and on what basis: to run the programme, to write to you about it, and to show what public money was spent on. The basis is public task, Article 6(1)(e) of the UK GDPR.

Who else receives it: the Department for Education, the National Centre for Excellence in the Teaching of Mathematics, the lead schools of other hubs where you take part there, and an independent evaluator.

How long: as long as you take part, and after that until records of grant spending may go, which is six years and the current one. Then your name and address are replaced; figures stay.

Your rights: you can ask to see what is kept about you, to have it put right, or to object. Write to your hub. You can also complain to the Information Commissioner’s Office."""

SECOND_NOTICE = """Sustaining is the website that Maths Hubs use to run the Secondary Teaching for Mastery programme. This notice says what we keep about you, why, and for how long. Your hub may have its own notice, which applies instead of this one.

Who is responsible: the Department for Education is the controller of the data. The school that leads your Maths Hub processes it for the Department.

What we keep: your name and previous names, your email address, your post and school, the Work Groups and meetings that you take part in, what you write about the department’s work, messages that you are sent, notes of calls and visits about your school’s support, and, if you give it, your Teacher Reference Number. We keep nothing about students.

Why, and on what basis: to run the programme, to write to you about it, and to show what public money was spent on. The basis is public task, Article 6(1)(e) of the UK GDPR.

Who else receives it: the Department for Education, the National Centre for Excellence in the Teaching of Mathematics, the lead schools of other hubs if you take part there, and an independent evaluator.

How long: as long as you take part, and after that until records of grant spending are deleted, six years after the year they belong to. Then your name and address are removed. Totals that name nobody are kept.

Your rights: you can ask for a copy of what we keep about you, ask for it to be corrected, or object. Write to your hub. You can also complain to the Information Commissioner’s Office."""
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE"  # an INSERT leaves checks for the commit, and no table is altered while some wait


def publish(apps, schema_editor):
    notices = apps.get_model("schools", "PrivacyNotice")
    if notices.objects.filter(hub=None).exists():
        return
    for number, words in enumerate((FIRST_NOTICE, SECOND_NOTICE), start=1):
        notices.objects.create(hub=None, number=number, words=words, published_at=timezone.now())


class Migration(BatchedMigration):

    replaces = [
        ('schools', '0001_schools_take_part_in_projects'),
        ('schools', '0002_the_register_is_found_by_words'),
        ('schools', '0003_the_register_by_upload'),
        ('schools', '0004_hubs_set_term_dates'),
        ('schools', '0005_privacy_notices_are_published'),
        ('schools', '0006_the_programmes_notice'),
        ('schools', '0007_schools_have_no_second_index_of_their_hub'),
        ('schools', '0008_history_is_indexed_by_its_row_alone'),
        ('schools', '0009_the_registers_words_are_sorted_in_at_once'),
        ('schools', '0010_changes_of_posts_are_logged'),
        ('schools', '0011_lists_are_read_by_a_worker'),
        ('schools', '0012_years_are_completed_by_criteria'),
        ('schools', '0013_term_dates_are_of_their_year'),
        ('schools', '0014_posts_and_years_stay_where_they_are'),
        ('schools', '0015_roles_at_schools_are_logged'),
        ('schools', '0016_hubs_ask_staff_for_a_second_factor'),
        ('schools', '0017_withdrawals_are_taken_back'),
        ('schools', '0018_enrolments_are_corrected'),
        ('schools', '0019_lists_say_how_they_were_read'),
        ('schools', '0020_schools_are_found_and_sorted_by_folded_names'),
        ('schools', '0021_years_are_proposed_and_paused'),
        ('schools', '0022_participations_keep_their_hub'),
        ('schools', '0023_a_year_is_enrolled_again_at_another_hub'),
        ('schools', '0024_uploads_say_what_they_lack'),
        ('schools', '0025_hubs_merge_into_another'),
        ('schools', '0026_sentences_in_plain_english'),
        ('schools', '0027_contacts_share_a_mailbox'),
        ('schools', '0028_projects_go_on_from_last_years'),
        ('schools', '0029_lead_schools_change_on_a_day'),
        ('schools', '0030_names_people_search_for'),
        ('schools', '0031_the_programmes_notice_in_plain_english'),
        ('schools', '0032_labels_say_what_they_count'),
        ('schools', '0033_hubs_have_a_telephone'),
        ('schools', '0034_hubs_have_a_history_of_their_own'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z]{2,5}\\d{2}-\\d{1,3}$')])),
                ('title', models.CharField(max_length=150)),
                ('stage', models.CharField(choices=[('development', 'Development'), ('embedding', 'Embedding'), ('sustaining', 'Sustaining'), ('other', 'Other projects')], max_length=15)),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('foci', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, help_text='In order: a, b, c, d.', size=None)),
                ('release_grant', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('support_days', models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('has_work_groups', models.BooleanField(default=True)),
                ('places', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('applications_open_on', models.DateField(blank=True, null=True)),
                ('applications_close_on', models.DateField(blank=True, null=True)),
                ('starts_on', models.DateField(blank=True, help_text='Leave empty if to be announced.', null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('requires', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='required_by', to='schools.project')),
                ('rolled_from', models.OneToOneField(blank=True, help_text='The same project in the year before. Schools are re-enrolled from there.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rolled_to', to='schools.project', verbose_name='continues from')),
            ],
            options={
                'ordering': ['-academic_year', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('release_grant__isnull', True), ('release_grant__gte', 0), _connector='OR'), name='release_grant_not_negative'), models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='project_ends_after_start', violation_error_message='The project’s last day must be the same as or after its first day.'), models.CheckConstraint(condition=models.Q(('applications_open_on__isnull', True), ('applications_close_on__isnull', True), ('applications_close_on__gte', models.F('applications_open_on')), _connector='OR'), name='applications_close_after_they_open', violation_error_message='Applications must close on or after the day they open.')],
            },
        ),
        migrations.CreateModel(
            name='CompletionCriteria',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meetings_missed', models.PositiveSmallIntegerField(blank=True, default=1, help_text='The number of Work Group meetings the school can miss. Leave empty for no requirement.', null=True, verbose_name='maximum meetings missed')),
                ('sessions', models.PositiveSmallIntegerField(blank=True, default=3, help_text='The number of confirmed sessions with the Specialist. Leave empty for no requirement.', null=True, verbose_name='minimum sessions')),
                ('reviews', models.PositiveSmallIntegerField(blank=True, default=2, help_text='The number of terms in which the plan was reviewed. Leave empty for no requirement.', null=True, verbose_name='minimum reviews')),
                ('agreed_plan', models.BooleanField(default=True, verbose_name='an agreed plan')),
                ('evaluation', models.BooleanField(default=True, verbose_name='the year’s evaluation')),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='completion_criteria', to='schools.project')),
            ],
            options={
                'verbose_name': 'criteria for completion',
                'verbose_name_plural': 'criteria for completion',
            },
        ),
        migrations.CreateModel(
            name='RegisterLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('content', models.BinaryField()),
                ('links', models.BinaryField(blank=True, null=True)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('uploaded', 'Being checked'), ('checked', 'Checked: nothing is changed yet'), ('wanted', 'Being loaded'), ('loaded', 'Loaded'), ('refused', 'Not the register')], default='uploaded', max_length=10)),
                ('report', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('uploaded_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_loads', to=settings.AUTH_USER_MODEL)),
                ('shortfall', models.TextField(blank=True, db_default='', default='', verbose_name='why it is not the whole register')),
            ],
            options={
                'verbose_name': 'register upload',
                'ordering': ['-uploaded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('uploaded', 'checked', 'wanted')), ('settled_at__isnull', False), _connector='OR'), name='settled_load_has_its_moment')],
            },
        ),
        migrations.CreateModel(
            name='Hub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('region', models.CharField(max_length=60)),
                ('lead_school', models.CharField(blank=True, max_length=150)),
                ('contact_email', models.EmailField(blank=True, help_text='Replies to our emails go here.', max_length=254)),
                ('staff_need_second_factor', models.BooleanField(db_default=False, default=False, help_text='Everyone with a post at the hub gives a code or uses a passkey each time they sign in.', verbose_name='staff use two-step sign-in')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.SortKey(models.F('name')), output_field=models.TextField(db_collation='C'))),
                ('merged_into', models.ForeignKey(blank=True, editable=False, help_text='The hub that took this one over and runs its open work.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='former_hubs', to='schools.hub')),
                ('telephone', models.CharField(blank=True, db_default='', default='', help_text='In our emails and help.', max_length=30)),
            ],
            options={
                'ordering': ['sort_name'],
            },
        ),
        migrations.CreateModel(
            name='PrivacyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('words', models.TextField(max_length=20000)),
                ('published_at', models.DateTimeField()),
                ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='schools.hub')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='published_notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'number'), name='one_notice_a_number', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='TermDates',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField(help_text='The year it starts in: 2026 for 2026/27.')),
                ('name', models.CharField(choices=[('autumn', 'Autumn term'), ('spring', 'Spring term'), ('summer', 'Summer term')], max_length=6, verbose_name='term')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('break_starts_on', models.DateField(verbose_name='half term begins')),
                ('break_ends_on', models.DateField(verbose_name='half term ends')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='term_dates', to='schools.hub')),
            ],
            options={
                'verbose_name': 'term',
                'verbose_name_plural': 'term dates',
                'ordering': ['academic_year', 'starts_on'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'academic_year', 'name'), name='one_term_of_a_name', violation_error_message='This hub’s dates for that term have already been entered.'), models.CheckConstraint(condition=models.Q(('starts_on__lt', models.F('break_starts_on')), ('break_starts_on__lte', models.F('break_ends_on')), ('break_ends_on__lt', models.F('ends_on'))), name='term_runs_forward', violation_error_message='Dates must be in this order: first day, half term begins, half term ends, last day.')],
            },
        ),
        migrations.CreateModel(
            name='HubAuthority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_authority', models.CharField(max_length=100, unique=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='schools.hub')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.SortKey(models.F('local_authority')), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'verbose_name': 'hub local authority',
                'verbose_name_plural': 'hub local authorities',
                'ordering': ['sort_name'],
            },
        ),
        migrations.CreateModel(
            name='HubStaff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'Hub lead'), ('administrator', 'Hub administrator'), ('auditor', 'Auditor')], max_length=15)),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='schools.hub')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hub_posts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'hub staff post',
                'verbose_name_plural': 'hub staff',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='post_ends_after_start', violation_error_message='The last day must be the same as or after the first day.'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'hub', 'role'), name='one_open_post_a_role', violation_error_message='This person already holds this post at this hub.')],
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
                ('hub_is_by_hand', models.BooleanField(default=False, help_text='The import doesn’t change this school’s hub.', verbose_name='hub set by hand')),
                ('hub', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schools', to='schools.hub')),
                ('successor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='schools.school')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.SortKey(models.F('name')), output_field=models.TextField(db_collation='C'))),
                ('found_by', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.FoldedVector(models.F('name'), models.F('town'), models.F('postcode'), django.db.models.functions.text.Replace(models.F('postcode'), models.Value(' '), models.Value('')), django.db.models.functions.comparison.Cast(models.F('urn'), models.CharField()), output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'ordering': ['sort_name', 'urn'],
                'indexes': [models.Index(fields=['hub', 'sort_name'], name='school_by_hub'), models.Index(condition=models.Q(('successor__isnull', False)), fields=['successor'], name='school_by_successor'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['found_by'], name='school_by_words')],
                'constraints': [models.CheckConstraint(condition=models.Q(('urn__range', (100000, 999999))), name='urn_has_six_digits')],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('active', 'Taking part'), ('paused', 'Paused'), ('completed', 'Completed'), ('withdrawn', 'Withdrawn'), ('declined', 'Declined')], default='active', max_length=10)),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('enrolled_at', models.DateTimeField()),
                ('override_reason', models.TextField(blank=True, help_text='Recorded when a hub lead makes an exception.', verbose_name='reason for the exception')),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('enrolled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL)),
                ('overridden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='schools.project')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='schools.school')),
                ('entered_by_mistake', models.BooleanField(db_default=False, default=False, editable=False, help_text='It was for another school or project, and is not counted.')),
                ('hub', models.ForeignKey(help_text='The hub that enrolled the school, and pays.', on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='schools.hub')),
            ],
            options={
                'ordering': ['-project__academic_year', 'school__sort_name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('withdrawn', 'declined')), _negated=True), fields=('school', 'project'), name='one_participation_a_project', violation_error_message='This school is already taking part in this project.'), models.UniqueConstraint(fields=('school', 'project', 'hub'), name='one_participation_a_project_and_hub', violation_error_message='This school already takes part in this project, or has withdrawn from it. If it has withdrawn, reinstate it.'), models.CheckConstraint(condition=models.Q(models.Q(('override_reason', ''), ('overridden_by__isnull', True)), models.Q(models.Q(('override_reason', ''), _negated=True), ('overridden_by__isnull', False)), _connector='OR'), name='override_has_reason_and_person'), models.CheckConstraint(condition=models.Q(('entered_by_mistake', False), ('state', 'withdrawn'), _connector='OR'), name='entered_by_mistake_means_ended')],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('withdrawn_at', models.DateTimeField()),
                ('ended', models.JSONField(blank=True, default=dict)),
                ('reinstated_at', models.DateTimeField(blank=True, null=True)),
                ('reinstate_reason', models.TextField(blank=True, verbose_name='why it was reinstated')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='schools.participation')),
                ('reinstated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reinstatements_made', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals_made', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-withdrawn_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('reinstated_at__isnull', True)), fields=('participation',), name='one_withdrawal_in_force', violation_error_message='This school has already withdrawn.'), models.CheckConstraint(condition=models.Q(models.Q(('reinstate_reason', ''), ('reinstated_at__isnull', True), ('reinstated_by__isnull', True)), models.Q(('reinstated_at__isnull', False), ('reinstated_by__isnull', False), models.Q(('reinstate_reason', ''), _negated=True)), _connector='OR'), name='reinstated_by_somebody_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('starts_on', models.DateField()),
                ('review_on', models.DateField()),
                ('paused_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True, verbose_name='why it ended')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pauses_ended', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='schools.participation')),
                ('paused_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses_made', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-paused_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('participation',), name='one_pause_at_a_time', violation_error_message='This school’s year is already paused.'), models.CheckConstraint(condition=models.Q(('review_on__gte', models.F('starts_on'))), name='pause_reviewed_after_its_start', violation_error_message='The review day must be on or after the first day of the pause.'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='pause_ended_by_somebody_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='FormerHubName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hub_names_changed', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='schools.hub')),
            ],
            options={
                'verbose_name': 'former name of a hub',
                'verbose_name_plural': 'former names of hubs',
                'ordering': ['-ends_on'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'ends_on'), name='one_hub_name_a_day', violation_error_message='Another name ended on this day already.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='former_hub_name_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='AuthorityPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='schools.hubauthority')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authority_periods', to='schools.hub')),
            ],
            options={
                'ordering': ['authority', models.OrderBy(models.F('starts_on'), nulls_first=True)],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='authority_period_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('authority', 'authority', models.Value('[]'), function='int8range'), '&&'), (models.Func('starts_on', 'ends_on', models.Value('[]'), function='daterange'), '&&')], name='one_hub_an_authority_and_day', violation_error_message='Another hub served this local authority on some of these days.')],
            },
        ),
        migrations.CreateModel(
            name='HubMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('merged_at', models.DateTimeField()),
                ('passed_on', models.JSONField(blank=True, default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undo_reason', models.TextField(blank=True, verbose_name='why it was undone')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='schools.hub')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hub_merges_made', to=settings.AUTH_USER_MODEL)),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_received', to='schools.hub')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hub_merges_undone', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'hub merger',
                'verbose_name_plural': 'hub mergers',
                'ordering': ['-merged_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hub', models.F('successor')), _negated=True), name='hub_merges_into_another', violation_error_message='Choose another hub.'), models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('hub',), name='one_merge_in_force', violation_error_message='This hub has already been merged.'), models.CheckConstraint(condition=models.Q(models.Q(('undo_reason', ''), ('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undo_reason', ''), _negated=True)), _connector='OR'), name='merge_undone_by_somebody_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='FormerLeadSchool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lead_schools_changed', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_lead_schools', to='schools.hub')),
            ],
            options={
                'verbose_name': 'former lead school',
                'ordering': ['-ends_on'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'ends_on'), name='one_lead_school_a_day', violation_error_message='Another lead school ended on this day already.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='former_lead_school_has_a_name')],
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
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advocates', to='schools.school')),
            ],
            options={
                'verbose_name': 'Mastery Advocate',
                'ordering': ['school', 'starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='advocacy_ends_after_start', violation_error_message='The last day must be the same as or after the first day.'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'school'), name='one_open_advocacy_a_school', violation_error_message='This person is already an Advocate at this school.')],
            },
        ),
        migrations.CreateModel(
            name='SchoolContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(default=sustaining.common.clock.today)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('role', models.CharField(choices=[('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact')], max_length=20)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='schools.school')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_posts', to=settings.AUTH_USER_MODEL)),
                ('own_name', models.CharField(blank=True, db_default='', default='', help_text='Empty for the holder of the account. A contact with a name here is written to and does not sign in.', max_length=150, verbose_name='name, where several people share the mailbox')),
            ],
            options={
                'verbose_name': 'school contact',
                'ordering': ['school', 'role', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='contact_ends_after_start', violation_error_message='The last day must be the same as or after the first day.'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'school', 'role', 'own_name'), name='one_open_contact_a_role', violation_error_message='This person already holds this post at this school.')],
            },
        ),
        migrations.CreateModel(
            name='RosterUpload',
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
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('read_as', models.CharField(blank=True, db_default='', editable=False, help_text='How the file was read, such as its separator.', max_length=200)),
            ],
            options={
                'verbose_name': 'Advocate upload',
                'verbose_name_plural': 'Advocate uploads',
                'ordering': ['-added_at'],
            },
        ),
        migrations.CreateModel(
            name='FormerLeadSchoolEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=150)),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.formerleadschool')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FormerHubNameEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.formerhubname')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuthorityPeriodEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('authority', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hubauthority')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.authorityperiod')),
            ],
            options={
                'abstract': False,
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
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.hubauthority')),
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
                ('contact_email', models.EmailField(blank=True, help_text='Replies to our emails go here.', max_length=254)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.hub')),
                ('staff_need_second_factor', models.BooleanField(db_default=False, default=False, help_text='Everyone with a post at the hub gives a code or uses a passkey each time they sign in.', verbose_name='staff use two-step sign-in')),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='The hub that took this one over and runs its open work.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('telephone', models.CharField(blank=True, db_default='', default='', help_text='In our emails and help.', max_length=30)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HubMergeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('merged_at', models.DateTimeField()),
                ('passed_on', models.JSONField(blank=True, default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undo_reason', models.TextField(blank=True, verbose_name='why it was undone')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('merged_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.hubmerge')),
                ('successor', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
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
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.hubstaff')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PauseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('starts_on', models.DateField()),
                ('review_on', models.DateField()),
                ('paused_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True, verbose_name='why it ended')),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('paused_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.pause')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PrivacyNoticeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('words', models.TextField(max_length=20000)),
                ('published_at', models.DateTimeField()),
                ('hub', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.privacynotice')),
                ('published_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CompletionCriteriaEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('meetings_missed', models.PositiveSmallIntegerField(blank=True, default=1, help_text='The number of Work Group meetings the school can miss. Leave empty for no requirement.', null=True, verbose_name='maximum meetings missed')),
                ('sessions', models.PositiveSmallIntegerField(blank=True, default=3, help_text='The number of confirmed sessions with the Specialist. Leave empty for no requirement.', null=True, verbose_name='minimum sessions')),
                ('reviews', models.PositiveSmallIntegerField(blank=True, default=2, help_text='The number of terms in which the plan was reviewed. Leave empty for no requirement.', null=True, verbose_name='minimum reviews')),
                ('agreed_plan', models.BooleanField(default=True, verbose_name='an agreed plan')),
                ('evaluation', models.BooleanField(default=True, verbose_name='the year’s evaluation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.completioncriteria')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
            ],
            options={
                'abstract': False,
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
                ('stage', models.CharField(choices=[('development', 'Development'), ('embedding', 'Embedding'), ('sustaining', 'Sustaining'), ('other', 'Other projects')], max_length=15)),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('foci', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, help_text='In order: a, b, c, d.', size=None)),
                ('release_grant', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('support_days', models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('has_work_groups', models.BooleanField(default=True)),
                ('places', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('applications_open_on', models.DateField(blank=True, null=True)),
                ('applications_close_on', models.DateField(blank=True, null=True)),
                ('starts_on', models.DateField(blank=True, help_text='Leave empty if to be announced.', null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.project')),
                ('requires', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
                ('rolled_from', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The same project in the year before. Schools are re-enrolled from there.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project', verbose_name='continues from')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RegisterLoadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('rows', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('uploaded', 'Being checked'), ('checked', 'Checked: nothing is changed yet'), ('wanted', 'Being loaded'), ('loaded', 'Loaded'), ('refused', 'Not the register')], default='uploaded', max_length=10)),
                ('report', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('uploaded_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.registerload')),
                ('uploaded_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('shortfall', models.TextField(blank=True, db_default='', default='', verbose_name='why it is not the whole register')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RosterUploadEvent',
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
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.rosterupload')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ParticipationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('active', 'Taking part'), ('paused', 'Paused'), ('completed', 'Completed'), ('withdrawn', 'Withdrawn'), ('declined', 'Declined')], default='active', max_length=10)),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('enrolled_at', models.DateTimeField()),
                ('override_reason', models.TextField(blank=True, help_text='Recorded when a hub lead makes an exception.', verbose_name='reason for the exception')),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('enrolled_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('overridden_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.participation')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                ('entered_by_mistake', models.BooleanField(db_default=False, default=False, editable=False, help_text='It was for another school or project, and is not counted.')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, help_text='The hub that enrolled the school, and pays.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
            ],
            options={
                'abstract': False,
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
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.advocate')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
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
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.schoolcontact')),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('own_name', models.CharField(blank=True, db_default='', default='', help_text='Empty for the holder of the account. A contact with a name here is written to and does not sign in.', max_length=150, verbose_name='name, where several people share the mailbox')),
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
                ('hub_is_by_hand', models.BooleanField(default=False, help_text='The import doesn’t change this school’s hub.', verbose_name='hub set by hand')),
                ('hub', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.school')),
                ('successor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TermDatesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('academic_year', models.PositiveSmallIntegerField(help_text='The year it starts in: 2026 for 2026/27.')),
                ('name', models.CharField(choices=[('autumn', 'Autumn term'), ('spring', 'Spring term'), ('summer', 'Summer term')], max_length=6, verbose_name='term')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('break_starts_on', models.DateField(verbose_name='half term begins')),
                ('break_ends_on', models.DateField(verbose_name='half term ends')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.termdates')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WithdrawalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('withdrawn_at', models.DateTimeField()),
                ('ended', models.JSONField(blank=True, default=dict)),
                ('reinstated_at', models.DateTimeField(blank=True, null=True)),
                ('reinstate_reason', models.TextField(blank=True, verbose_name='why it was reinstated')),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='schools.withdrawal')),
                ('reinstated_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='projects_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1f26ffe0082954da076ce77a4b1ce6ef4ee92f4d', operation='DELETE', pgid='pgtrigger_projects_stay_4638e', table='schools_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='projects_stay_in_their_year', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."academic_year" IS DISTINCT FROM NEW."academic_year")', func="\n            IF EXISTS (SELECT 1 FROM schools_participation p WHERE p.project_id = NEW.id) THEN\n                RAISE EXCEPTION 'Schools take part in this project, so its academic year cannot change. Roll it forward instead.' USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_stay_in_their_year';\n            END IF;\n            RETURN NEW;\n            ", hash='420d5191399dea2df6e461ed9be04d8d63d32c51', operation='UPDATE OF "academic_year"', pgid='pgtrigger_projects_stay_in_their_year_6d55c', table='schools_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='projects_require_no_circle', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.requires_id IS NOT NULL AND EXISTS (\n        WITH RECURSIVE chain(id) AS (\n            SELECT NEW.requires_id\n            UNION SELECT p.requires_id FROM schools_project p JOIN chain c ON p.id = c.id WHERE p.requires_id IS NOT NULL\n        ) SELECT 1 FROM chain WHERE id = NEW.id\n    ) THEN\n                RAISE EXCEPTION 'A project cannot require itself, directly or through another project. Choose a different one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_require_no_circle';\n            END IF;\n            RETURN NEW;\n            ", hash='9383b32ee3a57b2db401a9623b664c1e25e4422b', operation='INSERT OR UPDATE OF "requires_id"', pgid='pgtrigger_projects_require_no_circle_5911f', table='schools_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='projects_succeed_the_year_before', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n        SELECT 1 FROM schools_project p WHERE p.id = NEW.rolled_from_id AND p.academic_year + 1 <> NEW.academic_year\n    ) OR EXISTS (\n        SELECT 1 FROM schools_project p WHERE p.rolled_from_id = NEW.id AND p.academic_year <> NEW.academic_year + 1\n    ) THEN\n                RAISE EXCEPTION 'A project can only continue from one of the year before. Choose a project of that year.' USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_succeed_the_year_before';\n            END IF;\n            RETURN NEW;\n            ", hash='d6c2f10eecaeb4ec12e10bb879ca29da68c4942d', operation='INSERT OR UPDATE OF "rolled_from_id", "academic_year"', pgid='pgtrigger_projects_succeed_the_year_before_fb516', table='schools_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_projectevent" ("academic_year", "applications_close_on", "applications_open_on", "code", "ends_on", "foci", "has_work_groups", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_grant", "requires_id", "rolled_from_id", "stage", "starts_on", "support_days", "title") VALUES (NEW."academic_year", NEW."applications_close_on", NEW."applications_open_on", NEW."code", NEW."ends_on", NEW."foci", NEW."has_work_groups", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."release_grant", NEW."requires_id", NEW."rolled_from_id", NEW."stage", NEW."starts_on", NEW."support_days", NEW."title"); RETURN NULL;', hash='43a0c447fbe319da2bfeda42d0dbc1263b8c5729', operation='INSERT', pgid='pgtrigger_insert_insert_8bd0c', table='schools_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_projectevent" ("academic_year", "applications_close_on", "applications_open_on", "code", "ends_on", "foci", "has_work_groups", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_grant", "requires_id", "rolled_from_id", "stage", "starts_on", "support_days", "title") VALUES (NEW."academic_year", NEW."applications_close_on", NEW."applications_open_on", NEW."code", NEW."ends_on", NEW."foci", NEW."has_work_groups", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."release_grant", NEW."requires_id", NEW."rolled_from_id", NEW."stage", NEW."starts_on", NEW."support_days", NEW."title"); RETURN NULL;', hash='816b6c8246dee5227aa5c0e599b2ce122bc13bfb', operation='UPDATE', pgid='pgtrigger_update_update_5451a', table='schools_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completioncriteria',
            trigger=pgtrigger.compiler.Trigger(name='completion_criteria_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='db8eb8d1832e6ed3951a7f950d58126266dc04ff', operation='DELETE', pgid='pgtrigger_completion_criteria_stay_5249d', table='schools_completioncriteria', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completioncriteria',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_completioncriteriaevent" ("agreed_plan", "evaluation", "id", "meetings_missed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reviews", "sessions") VALUES (NEW."agreed_plan", NEW."evaluation", NEW."id", NEW."meetings_missed", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."reviews", NEW."sessions"); RETURN NULL;', hash='f7b3b6a43e47c4130d00d902bc629abdf29bab93', operation='INSERT', pgid='pgtrigger_insert_insert_c46a2', table='schools_completioncriteria', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='completioncriteria',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_completioncriteriaevent" ("agreed_plan", "evaluation", "id", "meetings_missed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reviews", "sessions") VALUES (NEW."agreed_plan", NEW."evaluation", NEW."id", NEW."meetings_missed", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."reviews", NEW."sessions"); RETURN NULL;', hash='b599395b1c872c92ef17d3e5302fe37af590dca8', operation='UPDATE', pgid='pgtrigger_update_update_b4011', table='schools_completioncriteria', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerload',
            trigger=pgtrigger.compiler.Trigger(name='register_load_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'checked\', \'wanted\'), (\'uploaded\', \'checked\'), (\'uploaded\', \'refused\'), (\'wanted\', \'loaded\'), (\'wanted\', \'refused\')) THEN\n                    RAISE EXCEPTION \'A register upload cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'register_load_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='e5431a8ab5128d9345f2095ad6d57d21427bf0f2', operation='UPDATE', pgid='pgtrigger_register_load_moves_7a8cb', table='schools_registerload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerload',
            trigger=pgtrigger.compiler.Trigger(name='register_loads_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1dada1cddaaaef5867cfa959ebeaf439ba457514', operation='DELETE', pgid='pgtrigger_register_loads_stay_facb3', table='schools_registerload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerload',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_registerloadevent" ("changes", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report", "rows", "settled_at", "shortfall", "state", "uploaded_at", "uploaded_by_id") VALUES (NEW."changes", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."report", NEW."rows", NEW."settled_at", NEW."shortfall", NEW."state", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;', hash='0cbb6a3fa98a0a32b422ac086d49fab73b7ba578', operation='INSERT', pgid='pgtrigger_insert_insert_57744', table='schools_registerload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerload',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."changes" IS DISTINCT FROM (NEW."changes") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."report" IS DISTINCT FROM (NEW."report") OR OLD."rows" IS DISTINCT FROM (NEW."rows") OR OLD."settled_at" IS DISTINCT FROM (NEW."settled_at") OR OLD."shortfall" IS DISTINCT FROM (NEW."shortfall") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at") OR OLD."uploaded_by_id" IS DISTINCT FROM (NEW."uploaded_by_id"))', func='INSERT INTO "schools_registerloadevent" ("changes", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report", "rows", "settled_at", "shortfall", "state", "uploaded_at", "uploaded_by_id") VALUES (NEW."changes", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."report", NEW."rows", NEW."settled_at", NEW."shortfall", NEW."state", NEW."uploaded_at", NEW."uploaded_by_id"); RETURN NULL;', hash='4bd429f543b2e983b4561da4797db4a78941fc2b', operation='UPDATE', pgid='pgtrigger_update_update_130b1', table='schools_registerload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hub',
            trigger=pgtrigger.compiler.Trigger(name='hubs_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b73cc9bf30abbb45d02b4e3b040e1ca1b83008b5', operation='DELETE', pgid='pgtrigger_hubs_stay_8486e', table='schools_hub', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hub',
            trigger=pgtrigger.compiler.Trigger(name='hub_merges_are_one_step', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."merged_into_id" IS NOT NULL)', func="\n        PERFORM 1 FROM schools_hub h\n            WHERE h.id = NEW.merged_into_id AND h.id <> NEW.id AND h.merged_into_id IS NULL FOR SHARE;\n        IF NOT FOUND OR EXISTS (SELECT 1 FROM schools_hub h WHERE h.merged_into_id = NEW.id) THEN\n            RAISE EXCEPTION 'A hub is merged into one that is at work. Move the hubs merged into it first.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'hub_merges_are_one_step';\n        END IF;\n        RETURN NEW;\n        ", hash='6fd243a75e55fc436f7d33e9d57242fd6a7875d0', operation='INSERT OR UPDATE OF "merged_into_id"', pgid='pgtrigger_hub_merges_are_one_step_6d846', table='schools_hub', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hub',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_hubevent" ("contact_email", "id", "lead_school", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "staff_need_second_factor", "telephone") VALUES (NEW."contact_email", NEW."id", NEW."lead_school", NEW."merged_into_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region", NEW."staff_need_second_factor", NEW."telephone"); RETURN NULL;', hash='85607ab7be99f4847fe76fdac451fd2c36bb4493', operation='INSERT', pgid='pgtrigger_insert_insert_76b1d', table='schools_hub', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hub',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."contact_email" IS DISTINCT FROM (NEW."contact_email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lead_school" IS DISTINCT FROM (NEW."lead_school") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."staff_need_second_factor" IS DISTINCT FROM (NEW."staff_need_second_factor") OR OLD."telephone" IS DISTINCT FROM (NEW."telephone"))', func='INSERT INTO "schools_hubevent" ("contact_email", "id", "lead_school", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "staff_need_second_factor", "telephone") VALUES (NEW."contact_email", NEW."id", NEW."lead_school", NEW."merged_into_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region", NEW."staff_need_second_factor", NEW."telephone"); RETURN NULL;', hash='66ce9fda73f414830cebdd0dc85ab2525f8f0d31', operation='UPDATE', pgid='pgtrigger_update_update_62195', table='schools_hub', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privacynotice',
            trigger=pgtrigger.compiler.Trigger(name='notices_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dc7b5678d94521606d4d293c3587784445b43e2d', operation='UPDATE OR DELETE', pgid='pgtrigger_notices_stand_0d93f', table='schools_privacynotice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privacynotice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_privacynoticeevent" ("hub_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "words") VALUES (NEW."hub_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."words"); RETURN NULL;', hash='3ef3199bb2497db5b431e25a5e81e75bec0eb935', operation='INSERT', pgid='pgtrigger_insert_insert_2d539', table='schools_privacynotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privacynotice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_privacynoticeevent" ("hub_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "words") VALUES (NEW."hub_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."words"); RETURN NULL;', hash='094170a14c4e56bce1d9e2e163cfa5c19023c5e8', operation='UPDATE', pgid='pgtrigger_update_update_3f3be', table='schools_privacynotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termdates',
            trigger=pgtrigger.compiler.Trigger(name='term_is_in_its_year', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.starts_on < make_date(NEW.academic_year, 8, 1) OR NEW.ends_on > make_date(NEW.academic_year + 1, 8, 31) THEN\n                RAISE EXCEPTION 'The dates of a term must be in the academic year that they are for.' USING ERRCODE = 'check_violation', CONSTRAINT = 'term_is_in_its_year';\n            END IF;\n            RETURN NEW;\n            ", hash='2313d0b7da5647e2bfe18abd57ea0333b96b4c1d', operation='INSERT OR UPDATE', pgid='pgtrigger_term_is_in_its_year_13f33', table='schools_termdates', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termdates',
            trigger=pgtrigger.compiler.Trigger(name='terms_in_order', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        IF EXISTS (\n            SELECT 1 FROM schools_termdates a JOIN schools_termdates b USING (hub_id, academic_year)\n            WHERE a.hub_id = NEW.hub_id AND a.academic_year = NEW.academic_year\n                AND array_position(ARRAY['autumn', 'spring', 'summer'], a.name::text) < array_position(ARRAY['autumn', 'spring', 'summer'], b.name::text) AND a.ends_on >= b.starts_on\n        ) THEN\n            RAISE EXCEPTION 'The terms of a year come one after the other and do not overlap: autumn, spring, summer.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'terms_in_order';\n        END IF;\n        RETURN NULL;\n        ", hash='80406235e638d9ea72bf3602b96744c9be693e13', operation='INSERT OR UPDATE', pgid='pgtrigger_terms_in_order_3b59b', table='schools_termdates', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termdates',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_termdatesevent" ("academic_year", "break_ends_on", "break_starts_on", "ends_on", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."academic_year", NEW."break_ends_on", NEW."break_starts_on", NEW."ends_on", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='0e4e2269443c13d939b9119322c0a0e0d79ef2c5', operation='INSERT', pgid='pgtrigger_insert_insert_cfd76', table='schools_termdates', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termdates',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_termdatesevent" ("academic_year", "break_ends_on", "break_starts_on", "ends_on", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."academic_year", NEW."break_ends_on", NEW."break_starts_on", NEW."ends_on", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='4e3a3e6b3adca3a6d1515e1730105b5a3414c2ca', operation='UPDATE', pgid='pgtrigger_update_update_75e0b', table='schools_termdates', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubauthority',
            trigger=pgtrigger.compiler.Trigger(name='merged_hubs_get_no_authorities', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."hub_id" IS NOT NULL)', declare='DECLARE successor bigint;', func="\n            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN\n                RETURN NEW;\n            END IF;\n            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;\n            IF successor IS NOT NULL THEN\n                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_hubs_get_no_authorities';\n            END IF;\n            RETURN NEW;\n            ", hash='8674ab05929a6e147207a5ca38c3fde0458704c9', operation='INSERT OR UPDATE OF "hub_id"', pgid='pgtrigger_merged_hubs_get_no_authorities_a7303', table='schools_hubauthority', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubauthority',
            trigger=pgtrigger.compiler.Trigger(name='authority_periods_follow', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE today date;', func="\n        today := (now() AT TIME ZONE 'Europe/London')::date;\n        IF TG_OP = 'INSERT' THEN\n            INSERT INTO schools_authorityperiod (authority_id, hub_id) VALUES (NEW.id, NEW.hub_id);\n        ELSIF NEW.hub_id <> OLD.hub_id THEN\n            UPDATE schools_authorityperiod SET hub_id = NEW.hub_id\n                WHERE authority_id = NEW.id AND ends_on IS NULL AND starts_on >= today;\n            IF NOT FOUND THEN\n                UPDATE schools_authorityperiod SET ends_on = today - 1 WHERE authority_id = NEW.id AND ends_on IS NULL;\n                INSERT INTO schools_authorityperiod (authority_id, hub_id, starts_on) VALUES (NEW.id, NEW.hub_id, today);\n            END IF;\n        END IF;\n        RETURN NULL;\n        ", hash='d71177c5c1673f096d756b38912a0bbf68a26009', operation='INSERT OR UPDATE OF "hub_id"', pgid='pgtrigger_authority_periods_follow_0d758', table='schools_hubauthority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubauthority',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_hubauthorityevent" ("hub_id", "id", "local_authority", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."hub_id", NEW."id", NEW."local_authority", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='6dee63ce5b8b59e7eaaeb1215833b18fdbc1a6ff', operation='INSERT', pgid='pgtrigger_insert_insert_cae3a', table='schools_hubauthority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubauthority',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM (NEW."hub_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."local_authority" IS DISTINCT FROM (NEW."local_authority"))', func='INSERT INTO "schools_hubauthorityevent" ("hub_id", "id", "local_authority", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."hub_id", NEW."id", NEW."local_authority", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='16fd71da4f6da537c81e649b8079d66020eeea98', operation='UPDATE', pgid='pgtrigger_update_update_a1d9d', table='schools_hubauthority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='posts_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='426b99c39e88642db8212e61665e0c81bdb74568', operation='DELETE', pgid='pgtrigger_posts_stay_c4292', table='schools_hubstaff', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='posts_are_logged', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO accounts_securityevent (at, kind, user_id, email, user_agent, detail)\n                SELECT now(), 'role_changed', u.id, u.email, '', left(NEW.role || ' of hub ' || NEW.hub_id || COALESCE(' until ' || NEW.ends_on, ''), 300) FROM accounts_user u WHERE u.id = NEW.user_id;\n            RETURN NULL;\n            ", hash='50ce7cd563888dceb49510d5e56c8677c6fb4cff', operation='INSERT OR UPDATE', pgid='pgtrigger_posts_are_logged_76b6d', table='schools_hubstaff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='hub_posts_stay_with_their_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."user_id" IS DISTINCT FROM NEW."user_id" OR OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."role" IS DISTINCT FROM NEW."role")', func="\n            IF NOT (OLD.hub_id = NEW.hub_id AND OLD.role = NEW.role AND (OLD.user_id = NEW.user_id OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id))) THEN\n                RAISE EXCEPTION 'A post can’t be given to someone else or moved. End it, and add a new one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'hub_posts_stay_with_their_person';\n            END IF;\n            RETURN NEW;\n            ", hash='8123b522caf352f2ce03f44cf8bb4c6564e0e9b4', operation='UPDATE OF "user_id", "hub_id", "role"', pgid='pgtrigger_hub_posts_stay_with_their_person_4f590', table='schools_hubstaff', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='merged_hubs_get_no_staff', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."hub_id" IS NOT NULL)', declare='DECLARE successor bigint;', func="\n            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN\n                RETURN NEW;\n            END IF;\n            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;\n            IF successor IS NOT NULL THEN\n                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_hubs_get_no_staff';\n            END IF;\n            RETURN NEW;\n            ", hash='52fb9db24246e88bfe1075ec4d9bb67cf05cfc14', operation='INSERT', pgid='pgtrigger_merged_hubs_get_no_staff_f9876', table='schools_hubstaff', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_hubstaffevent" ("ends_on", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='920ac58be8c1e9cb04c13dc045edb7dbd57e0be1', operation='INSERT', pgid='pgtrigger_insert_insert_9ace4', table='schools_hubstaff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubstaff',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_hubstaffevent" ("ends_on", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='7337b8a78d9aadb13831e636ad6a64031e5f5784', operation='UPDATE', pgid='pgtrigger_update_update_8bb8d', table='schools_hubstaff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='schools_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bdaad2c12cd4013a5debe7e999fd9e045c34ec15', operation='DELETE', pgid='pgtrigger_schools_stay_15710', table='schools_school', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='merged_hubs_get_no_schools', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."hub_id" IS NOT NULL)', declare='DECLARE successor bigint;', func="\n            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN\n                RETURN NEW;\n            END IF;\n            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;\n            IF successor IS NOT NULL THEN\n                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_hubs_get_no_schools';\n            END IF;\n            RETURN NEW;\n            ", hash='4c64f36ef2f6f43778166ae8e3cce1c2359c1ff8', operation='INSERT OR UPDATE OF "hub_id"', pgid='pgtrigger_merged_hubs_get_no_schools_ae73a', table='schools_school', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "schools_schoolevent" ("address3", "closed_on", "county", "easting", "establishment_type", "high_age", "hub_id", "hub_is_by_hand", "id", "local_authority", "locality", "low_age", "name", "northing", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "postcode", "register_changed_on", "status", "street", "successor_id", "telephone", "town", "trust_code", "trust_name", "type_group", "ukprn", "urn", "website") SELECT new_values."address3", new_values."closed_on", new_values."county", new_values."easting", new_values."establishment_type", new_values."high_age", new_values."hub_id", new_values."hub_is_by_hand", new_values."id", new_values."local_authority", new_values."locality", new_values."low_age", new_values."name", new_values."northing", new_values."opened_on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phase", new_values."postcode", new_values."register_changed_on", new_values."status", new_values."street", new_values."successor_id", new_values."telephone", new_values."town", new_values."trust_code", new_values."trust_name", new_values."type_group", new_values."ukprn", new_values."urn", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ae56e53655647473b911c4ef6d1b05bd874ce479', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_65445', referencing='REFERENCING NEW TABLE AS new_values ', table='schools_school', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "schools_schoolevent" ("address3", "closed_on", "county", "easting", "establishment_type", "high_age", "hub_id", "hub_is_by_hand", "id", "local_authority", "locality", "low_age", "name", "northing", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "postcode", "register_changed_on", "status", "street", "successor_id", "telephone", "town", "trust_code", "trust_name", "type_group", "ukprn", "urn", "website") SELECT new_values."address3", new_values."closed_on", new_values."county", new_values."easting", new_values."establishment_type", new_values."high_age", new_values."hub_id", new_values."hub_is_by_hand", new_values."id", new_values."local_authority", new_values."locality", new_values."low_age", new_values."name", new_values."northing", new_values."opened_on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phase", new_values."postcode", new_values."register_changed_on", new_values."status", new_values."street", new_values."successor_id", new_values."telephone", new_values."town", new_values."trust_code", new_values."trust_name", new_values."type_group", new_values."ukprn", new_values."urn", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."address3" IS DISTINCT FROM (new_values."address3") OR old_values."closed_on" IS DISTINCT FROM (new_values."closed_on") OR old_values."county" IS DISTINCT FROM (new_values."county") OR old_values."easting" IS DISTINCT FROM (new_values."easting") OR old_values."establishment_type" IS DISTINCT FROM (new_values."establishment_type") OR old_values."high_age" IS DISTINCT FROM (new_values."high_age") OR old_values."hub_id" IS DISTINCT FROM (new_values."hub_id") OR old_values."hub_is_by_hand" IS DISTINCT FROM (new_values."hub_is_by_hand") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."local_authority" IS DISTINCT FROM (new_values."local_authority") OR old_values."locality" IS DISTINCT FROM (new_values."locality") OR old_values."low_age" IS DISTINCT FROM (new_values."low_age") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."northing" IS DISTINCT FROM (new_values."northing") OR old_values."opened_on" IS DISTINCT FROM (new_values."opened_on") OR old_values."phase" IS DISTINCT FROM (new_values."phase") OR old_values."postcode" IS DISTINCT FROM (new_values."postcode") OR old_values."register_changed_on" IS DISTINCT FROM (new_values."register_changed_on") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."street" IS DISTINCT FROM (new_values."street") OR old_values."successor_id" IS DISTINCT FROM (new_values."successor_id") OR old_values."telephone" IS DISTINCT FROM (new_values."telephone") OR old_values."town" IS DISTINCT FROM (new_values."town") OR old_values."trust_code" IS DISTINCT FROM (new_values."trust_code") OR old_values."trust_name" IS DISTINCT FROM (new_values."trust_name") OR old_values."type_group" IS DISTINCT FROM (new_values."type_group") OR old_values."ukprn" IS DISTINCT FROM (new_values."ukprn") OR old_values."urn" IS DISTINCT FROM (new_values."urn") OR old_values."website" IS DISTINCT FROM (new_values."website")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c3ad6e108f416265f9e9f3c61893a8ad1cfcc1fb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_792e7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='schools_school', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='participation_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'active\', \'completed\'), (\'active\', \'paused\'), (\'active\', \'withdrawn\'), (\'completed\', \'active\'), (\'declined\', \'proposed\'), (\'paused\', \'active\'), (\'paused\', \'withdrawn\'), (\'proposed\', \'active\'), (\'proposed\', \'declined\'), (\'withdrawn\', \'active\')) THEN\n                    RAISE EXCEPTION \'A participation cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'participation_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='cf2082bd16a07fb2c926bdd8cdff5dda90490656', operation='UPDATE', pgid='pgtrigger_participation_moves_bf60a', table='schools_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='participations_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1f3d05d3833b44cda3c6fe676bfa75b7b50cf55e', operation='DELETE', pgid='pgtrigger_participations_stay_34987', table='schools_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='participations_stay_with_their_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."school_id" IS DISTINCT FROM NEW."school_id" OR OLD."project_id" IS DISTINCT FROM NEW."project_id")', func="\n            IF NOT (OLD.project_id = NEW.project_id AND EXISTS (SELECT 1 FROM schools_school s WHERE s.id = OLD.school_id AND s.successor_id = NEW.school_id)) THEN\n                RAISE EXCEPTION 'A school’s year cannot move to another school or project. Withdraw it, and enrol the other school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'participations_stay_with_their_school';\n            END IF;\n            RETURN NEW;\n            ", hash='a87ad16e0f327b0121ec0a638e4e8e8bd5d26b28', operation='UPDATE OF "school_id", "project_id"', pgid='pgtrigger_participations_stay_with_their_school_269c1', table='schools_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='participations_stay_with_their_hub', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A school’s year stays with the hub that enrolled it. A school that moves finishes the year there.' USING ERRCODE = 'check_violation', CONSTRAINT = 'participations_stay_with_their_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='9775880ba334d1386271016aa9f2a1ee7681067d', operation='UPDATE OF "hub_id"', pgid='pgtrigger_participations_stay_with_their_hub_648f0', table='schools_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='merged_hubs_enrol_no_schools', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."hub_id" IS NOT NULL)', declare='DECLARE successor bigint;', func="\n            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN\n                RETURN NEW;\n            END IF;\n            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;\n            IF successor IS NOT NULL THEN\n                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_hubs_enrol_no_schools';\n            END IF;\n            RETURN NEW;\n            ", hash='19d7319346ee5e96ae60ded7c43d331126ac28d1', operation='INSERT', pgid='pgtrigger_merged_hubs_enrol_no_schools_646fc', table='schools_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_participationevent" ("end_reason", "ended_on", "enrolled_at", "enrolled_by_id", "entered_by_mistake", "focus", "hub_id", "id", "overridden_by_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "school_id", "state") VALUES (NEW."end_reason", NEW."ended_on", NEW."enrolled_at", NEW."enrolled_by_id", NEW."entered_by_mistake", NEW."focus", NEW."hub_id", NEW."id", NEW."overridden_by_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."school_id", NEW."state"); RETURN NULL;', hash='09dfa2744c8407f48e26dc08a2b93b47881c49d9', operation='INSERT', pgid='pgtrigger_insert_insert_2bf44', table='schools_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_participationevent" ("end_reason", "ended_on", "enrolled_at", "enrolled_by_id", "entered_by_mistake", "focus", "hub_id", "id", "overridden_by_id", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "school_id", "state") VALUES (NEW."end_reason", NEW."ended_on", NEW."enrolled_at", NEW."enrolled_by_id", NEW."entered_by_mistake", NEW."focus", NEW."hub_id", NEW."id", NEW."overridden_by_id", NEW."override_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."school_id", NEW."state"); RETURN NULL;', hash='8ca1b925c7e44579af6f1e3cd42796e5e8a1b1eb', operation='UPDATE', pgid='pgtrigger_update_update_dc0e6', table='schools_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawal',
            trigger=pgtrigger.compiler.Trigger(name='withdrawals_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1e87e2e2c04fedb57e27e6403132f13b8e5a8880', operation='DELETE', pgid='pgtrigger_withdrawals_stay_a9966', table='schools_withdrawal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawal',
            trigger=pgtrigger.compiler.Trigger(name='withdrawals_stay_with_their_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."participation_id" IS DISTINCT FROM NEW."participation_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A withdrawal cannot move to another school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawals_stay_with_their_school';\n            END IF;\n            RETURN NEW;\n            ", hash='bc42c761347e89f8d712564105cd0a15c517d8e3', operation='UPDATE OF "participation_id"', pgid='pgtrigger_withdrawals_stay_with_their_school_271c3', table='schools_withdrawal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_withdrawalevent" ("ended", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reinstate_reason", "reinstated_at", "reinstated_by_id", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."ended", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reinstate_reason", NEW."reinstated_at", NEW."reinstated_by_id", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='22ce93c69b21761867b59f8b6e971de92799d3b2', operation='INSERT', pgid='pgtrigger_insert_insert_b6df8', table='schools_withdrawal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_withdrawalevent" ("ended", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reinstate_reason", "reinstated_at", "reinstated_by_id", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."ended", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reinstate_reason", NEW."reinstated_at", NEW."reinstated_by_id", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='0fddf040f585d51d9d24c171467b2e34e790a8ad', operation='UPDATE', pgid='pgtrigger_update_update_9afda', table='schools_withdrawal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='pauses_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='747609ddf3699934f34b568abce36a1fdaa21167', operation='DELETE', pgid='pgtrigger_pauses_stay_a5f5e', table='schools_pause', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='pauses_stay_with_their_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."participation_id" IS DISTINCT FROM NEW."participation_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A pause cannot move to another school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'pauses_stay_with_their_school';\n            END IF;\n            RETURN NEW;\n            ", hash='1d89588df4f6f92942045543796a555b1c46485a', operation='UPDATE OF "participation_id"', pgid='pgtrigger_pauses_stay_with_their_school_8f946', table='schools_pause', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_pauseevent" ("end_reason", "ended_at", "ended_by_id", "id", "participation_id", "paused_at", "paused_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on") VALUES (NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."participation_id", NEW."paused_at", NEW."paused_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."review_on", NEW."starts_on"); RETURN NULL;', hash='be67ff1992e77c2bbb3a852473bf1a9b658b15b8', operation='INSERT', pgid='pgtrigger_insert_insert_539c3', table='schools_pause', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_pauseevent" ("end_reason", "ended_at", "ended_by_id", "id", "participation_id", "paused_at", "paused_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on") VALUES (NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."participation_id", NEW."paused_at", NEW."paused_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."review_on", NEW."starts_on"); RETURN NULL;', hash='c38d2bab5d65e185c761161814c9952408875a2c', operation='UPDATE', pgid='pgtrigger_update_update_0222d', table='schools_pause', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerhubname',
            trigger=pgtrigger.compiler.Trigger(name='former_hub_names_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='90a92a834a9bb8b026645424b744780d68e5bbab', operation='DELETE', pgid='pgtrigger_former_hub_names_stay_06378', table='schools_formerhubname', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerhubname',
            trigger=pgtrigger.compiler.Trigger(name='former_hub_names_stay_with_their_hub', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A former name cannot become that of another hub.' USING ERRCODE = 'check_violation', CONSTRAINT = 'former_hub_names_stay_with_their_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='d0c87cbffd4a499be0af1c1617fbef1e92b18c73', operation='UPDATE OF "hub_id"', pgid='pgtrigger_former_hub_names_stay_with_their_hub_938e8', table='schools_formerhubname', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerhubname',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_formerhubnameevent" ("changed_at", "changed_by_id", "ends_on", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='e2b22e763372535f1ceab83b9db0f6e05fbb10cc', operation='INSERT', pgid='pgtrigger_insert_insert_19978', table='schools_formerhubname', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerhubname',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_formerhubnameevent" ("changed_at", "changed_by_id", "ends_on", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='77d563988b141f9a331462522460de5cbedc28c2', operation='UPDATE', pgid='pgtrigger_update_update_00313', table='schools_formerhubname', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authorityperiod',
            trigger=pgtrigger.compiler.Trigger(name='authority_periods_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e5820bfbec4779c82296c361046dd827d01e2a7d', operation='DELETE', pgid='pgtrigger_authority_periods_stay_f0eb1', table='schools_authorityperiod', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authorityperiod',
            trigger=pgtrigger.compiler.Trigger(name='authority_periods_stay_with_their_authority', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."authority_id" IS DISTINCT FROM NEW."authority_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A period cannot become that of another local authority.' USING ERRCODE = 'check_violation', CONSTRAINT = 'authority_periods_stay_with_their_authority';\n            END IF;\n            RETURN NEW;\n            ", hash='7abdf1e0d248b69836cf527b06debdce1fbf7fe2', operation='UPDATE OF "authority_id"', pgid='pgtrigger_authority_periods_stay_with_their_authority_f4881', table='schools_authorityperiod', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authorityperiod',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_authorityperiodevent" ("authority_id", "ends_on", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."authority_id", NEW."ends_on", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='d7d107678f437a20661d93e45490a3fbe2f86f48', operation='INSERT', pgid='pgtrigger_insert_insert_cc2fc', table='schools_authorityperiod', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authorityperiod',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_authorityperiodevent" ("authority_id", "ends_on", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."authority_id", NEW."ends_on", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='bbeaea0ea987a5a7c911709c4a67d6791b0907ea', operation='UPDATE', pgid='pgtrigger_update_update_5b9e9', table='schools_authorityperiod', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubmerge',
            trigger=pgtrigger.compiler.Trigger(name='hub_merges_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bbaa37634bccd4fb945229cdd3f7b2d05e513ac1', operation='DELETE', pgid='pgtrigger_hub_merges_stay_a2a19', table='schools_hubmerge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubmerge',
            trigger=pgtrigger.compiler.Trigger(name='hub_merges_stay_with_their_hubs', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."successor_id" IS DISTINCT FROM NEW."successor_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A merge cannot become that of another hub. Undo it, and merge the right hub.' USING ERRCODE = 'check_violation', CONSTRAINT = 'hub_merges_stay_with_their_hubs';\n            END IF;\n            RETURN NEW;\n            ", hash='0cda96a0f0d92ab9e6fffae9d14733537e4f65bf', operation='UPDATE OF "hub_id", "successor_id"', pgid='pgtrigger_hub_merges_stay_with_their_hubs_639e0', table='schools_hubmerge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubmerge',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_hubmergeevent" ("hub_id", "id", "merged_at", "merged_by_id", "passed_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "successor_id", "undo_reason", "undone_at", "undone_by_id") VALUES (NEW."hub_id", NEW."id", NEW."merged_at", NEW."merged_by_id", NEW."passed_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."successor_id", NEW."undo_reason", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='835df676a7b8d0d9b9e73d73ff3447345353dc3b', operation='INSERT', pgid='pgtrigger_insert_insert_e04a9', table='schools_hubmerge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hubmerge',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_hubmergeevent" ("hub_id", "id", "merged_at", "merged_by_id", "passed_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "successor_id", "undo_reason", "undone_at", "undone_by_id") VALUES (NEW."hub_id", NEW."id", NEW."merged_at", NEW."merged_by_id", NEW."passed_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."successor_id", NEW."undo_reason", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='872caa4e6d2daaf1fb8bcb26debf10c8179e9d2d', operation='UPDATE', pgid='pgtrigger_update_update_05afe', table='schools_hubmerge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerleadschool',
            trigger=pgtrigger.compiler.Trigger(name='former_lead_schools_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a4318e6bc0f4f3d8aa6dd9485f57957d10cac195', operation='DELETE', pgid='pgtrigger_former_lead_schools_stay_58561', table='schools_formerleadschool', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerleadschool',
            trigger=pgtrigger.compiler.Trigger(name='former_lead_schools_stay_with_their_hub', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A lead school cannot become that of another hub.' USING ERRCODE = 'check_violation', CONSTRAINT = 'former_lead_schools_stay_with_their_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='6e7a0168b0c44ce9d710b02f53e2963f852ea3bf', operation='UPDATE OF "hub_id"', pgid='pgtrigger_former_lead_schools_stay_with_their_hub_e8ce4', table='schools_formerleadschool', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerleadschool',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_formerleadschoolevent" ("changed_at", "changed_by_id", "ends_on", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='1ead9efa14887f19fa82893b617ad29061752ffc', operation='INSERT', pgid='pgtrigger_insert_insert_bca64', table='schools_formerleadschool', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerleadschool',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_formerleadschoolevent" ("changed_at", "changed_by_id", "ends_on", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='290d86e3b7ae090f83ade6f16ee28cbb847ef22d', operation='UPDATE', pgid='pgtrigger_update_update_81772', table='schools_formerleadschool', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='advocates_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bd9e6d819d7601598166ed2beec7f7a9f482577d', operation='DELETE', pgid='pgtrigger_advocates_stay_6be47', table='schools_advocate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='advocacies_are_logged', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO accounts_securityevent (at, kind, user_id, email, user_agent, detail)\n                SELECT now(), 'role_changed', u.id, u.email, '', left('Advocate of school ' || NEW.school_id || COALESCE(' until ' || NEW.ends_on, ''), 300) FROM accounts_user u WHERE u.id = NEW.user_id;\n            RETURN NULL;\n            ", hash='3a152246781047a487c50df27c0742073db4033c', operation='INSERT OR UPDATE OF "ends_on", "user_id", "school_id"', pgid='pgtrigger_advocacies_are_logged_faa46', table='schools_advocate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='advocacies_stay_with_their_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."user_id" IS DISTINCT FROM NEW."user_id" OR OLD."school_id" IS DISTINCT FROM NEW."school_id")', func="\n            IF NOT ((OLD.school_id = NEW.school_id OR EXISTS (SELECT 1 FROM schools_school s WHERE s.id = OLD.school_id AND s.successor_id = NEW.school_id)) AND (OLD.user_id = NEW.user_id OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id))) THEN\n                RAISE EXCEPTION 'A post can’t be given to someone else or moved. End it, and add a new one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'advocacies_stay_with_their_person';\n            END IF;\n            RETURN NEW;\n            ", hash='5ab5207575fa1248d56fe6d6e034fc17940ddd04', operation='UPDATE OF "user_id", "school_id"', pgid='pgtrigger_advocacies_stay_with_their_person_8bf92', table='schools_advocate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_advocateevent" ("development_group", "development_year", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "school_id", "starts_on", "user_id") VALUES (NEW."development_group", NEW."development_year", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='be490feef53056598e736bc7fecc41e9eb0a31cc', operation='INSERT', pgid='pgtrigger_insert_insert_8ce69', table='schools_advocate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='advocate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_advocateevent" ("development_group", "development_year", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "school_id", "starts_on", "user_id") VALUES (NEW."development_group", NEW."development_year", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='9ef398a31dea4e1079df336872897d4c595cc82a', operation='UPDATE', pgid='pgtrigger_update_update_ece5c', table='schools_advocate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='contacts_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='56e5fc9015585a38cbf2f59f6aefc69f7ed7d768', operation='DELETE', pgid='pgtrigger_contacts_stay_ffd05', table='schools_schoolcontact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='contacts_are_logged', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO accounts_securityevent (at, kind, user_id, email, user_agent, detail)\n                SELECT now(), 'role_changed', u.id, u.email, '', left(NEW.role || ' of school ' || NEW.school_id || COALESCE(' until ' || NEW.ends_on, ''), 300) FROM accounts_user u WHERE u.id = NEW.user_id;\n            RETURN NULL;\n            ", hash='5ce3aebf1aabf7ad2a56d5b106b73abbdc104e84', operation='INSERT OR UPDATE OF "ends_on", "user_id", "school_id", "role"', pgid='pgtrigger_contacts_are_logged_c36df', table='schools_schoolcontact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='contacts_stay_with_their_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."user_id" IS DISTINCT FROM NEW."user_id" OR OLD."school_id" IS DISTINCT FROM NEW."school_id" OR OLD."role" IS DISTINCT FROM NEW."role")', func="\n            IF NOT (OLD.role = NEW.role AND (OLD.school_id = NEW.school_id OR EXISTS (SELECT 1 FROM schools_school s WHERE s.id = OLD.school_id AND s.successor_id = NEW.school_id)) AND (OLD.user_id = NEW.user_id OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id))) THEN\n                RAISE EXCEPTION 'A post can’t be given to someone else or moved. End it, and add a new one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'contacts_stay_with_their_person';\n            END IF;\n            RETURN NEW;\n            ", hash='2d7e87460eabec83a48fc5f37087ce731d040a23', operation='UPDATE OF "user_id", "school_id", "role"', pgid='pgtrigger_contacts_stay_with_their_person_29ab5', table='schools_schoolcontact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_schoolcontactevent" ("ends_on", "id", "own_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "school_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", NEW."own_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='fa74369e096a679638b302e31066d9dc1cd05a40', operation='INSERT', pgid='pgtrigger_insert_insert_54235', table='schools_schoolcontact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolcontact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "schools_schoolcontactevent" ("ends_on", "id", "own_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "school_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", NEW."own_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."school_id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='c663aa9bd0d5c1c9e51c53b09e53b6f7752b0a66', operation='UPDATE', pgid='pgtrigger_update_update_3b6c3', table='schools_schoolcontact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterupload',
            trigger=pgtrigger.compiler.Trigger(name='roster_uploads_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e11deed7e0ea389e742f25bc17b160e828c00e06', operation='DELETE', pgid='pgtrigger_roster_uploads_stay_d0057', table='schools_rosterupload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterupload',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "schools_rosteruploadevent" ("added_at", "added_by_id", "check_state", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "saved_at", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."refusal", NEW."saved_at", NEW."sha256", NEW."size"); RETURN NULL;', hash='6f4e0cf0aa72bb4addbe6eae45850482a92dc021', operation='INSERT', pgid='pgtrigger_insert_insert_ee9ba', table='schools_rosterupload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterupload',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."check_state" IS DISTINCT FROM (NEW."check_state") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size"))', func='INSERT INTO "schools_rosteruploadevent" ("added_at", "added_by_id", "check_state", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "saved_at", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."refusal", NEW."saved_at", NEW."sha256", NEW."size"); RETURN NULL;', hash='5ffc162ed00de56c07a2853c3a47822a74d63a0d', operation='UPDATE', pgid='pgtrigger_update_update_2ac5b', table='schools_rosterupload', when='AFTER')),
        ),
        migrations.RunPython(publish, migrations.RunPython.noop),
        migrations.RunSQL(CHECK_NOW, migrations.RunSQL.noop),
    ]
