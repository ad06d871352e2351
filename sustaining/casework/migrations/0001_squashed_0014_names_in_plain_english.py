"""Notes, messages, checklists and self-evaluations of hubs, with the programme’s checklist and headings.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.files
import sustaining.common.folded
import sustaining.common.status
from sustaining.common.migrations import Migration as BatchedMigration

# The programme's default checklist, from welcome to completion, for hubs to begin from. Administrators change it on a page.
STEPS = [
    {
        "title": "Welcome call with the school",
        "guidance": "Introduce the hub and the Specialist, say what the year asks of the school, and agree who to ring.",
        "doer": "hub", "due_from": "enrolment", "due_days": 14,
    },
    {
        "title": "Advocate signed in",
        "guidance": "The invitation is in the Advocate’s email. The hub can send it again from the school’s People page.",
        "doer": "advocate", "due_from": "enrolment", "due_days": 21, "fact": "advocate_signed_in",
    },
    {
        "title": "Headteacher has confirmed time for the work",
        "guidance": "Release for Work Group meetings and sessions, and time for the department to plan together.",
        "doer": "head", "due_from": "enrolment", "due_days": 28,
    },
    {
        "title": "Finance contact named",
        "guidance": "The person who makes the school’s claims and gets the payment emails.",
        "doer": "advocate", "due_from": "enrolment", "due_days": 28, "fact": "finance_contact_named",
    },
    {
        "title": "Specialist assigned",
        "guidance": "",
        "doer": "hub", "due_from": "autumn_start", "due_days": 14, "fact": "specialist_assigned",
    },
    {
        "title": "In a Work Group",
        "guidance": "",
        "doer": "hub", "due_from": "autumn_start", "due_days": 21, "fact": "in_work_group",
    },
    {
        "title": "First session with the Specialist",
        "guidance": "Look at the department’s evidence together and agree a first aim.",
        "doer": "specialist", "due_from": "autumn_start", "due_days": 42, "fact": "session_1",
    },
    {
        "title": "Development plan agreed",
        "guidance": "The school shares its plan, and the Specialist agrees it.",
        "doer": "specialist", "due_from": "autumn_start", "due_days": 63, "fact": "plan_agreed",
    },
    {
        "title": "First Work Group meeting",
        "guidance": "",
        "doer": "advocate", "due_from": "autumn_end", "due_days": 7, "fact": "meeting_1",
    },
    {
        "title": "Plan reviewed in the autumn term",
        "guidance": "",
        "doer": "advocate", "due_from": "autumn_end", "due_days": 0, "fact": "reviewed_autumn",
    },
    {
        "title": "Mid-year call with the headteacher",
        "guidance": "What has changed in classrooms, what the school needs, and whether the grant is being used.",
        "doer": "hub", "due_from": "spring_start", "due_days": 28,
    },
    {
        "title": "First claim submitted",
        "guidance": "",
        "doer": "finance", "due_from": "spring_end", "due_days": 14, "fact": "claim_submitted",
    },
    {
        "title": "Plan reviewed in the spring term",
        "guidance": "",
        "doer": "advocate", "due_from": "spring_end", "due_days": 0, "fact": "reviewed_spring",
    },
    {
        "title": "Next year discussed with the headteacher",
        "guidance": "Whether the school continues, who its Advocates will be, and what the department works on.",
        "doer": "hub", "due_from": "summer_start", "due_days": 28,
    },
    {
        "title": "Year evaluated",
        "guidance": "The department’s evaluation of the year, for the hub and the governors.",
        "doer": "advocate", "due_from": "summer_end", "due_days": 14, "fact": "year_evaluated",
    },
    {
        "title": "Completion confirmed with the school",
        "guidance": "Thank the school, confirm what it has achieved and what remains of the grant.",
        "doer": "hub", "due_from": "step", "due_days": 7, "due_step": "Year evaluated", "needs": "Year evaluated",
    },
]  # fmt: skip

# Headings to begin with, after the outcomes that the programme names: administrators change them in Django admin.
HEADINGS = [
    (
        "Shared vision",
        "Teachers describe good mathematics teaching in different ways.",
        "The department shares one vision and uses it to make decisions.",
    ),
    (
        "Five Big Ideas in lessons",
        "Only some teachers use the Five Big Ideas in their lessons.",
        "All teachers plan and teach with coherence, representation, thinking, fluency and variation in mind.",
    ),
    (
        "Coherent curriculum",
        "Schemes of work differ between classes and years.",
        "One scheme of work takes students through small connected steps, from Year 7 to Year 11.",
    ),
    (
        "Planning together",
        "Teachers plan alone.",
        "Teachers plan lessons and units together, in protected time.",
    ),
    (
        "Professional learning",
        "Meetings deal with administration.",
        "Teachers observe each other and learn together all year, led by the Advocates.",
    ),
    (
        "Students’ understanding",
        "Students follow methods without saying why they work.",
        "Students are fluent, and can reason, explain and make connections.",
    ),
    (
        "Students’ attitudes",
        "Many students believe they can’t do mathematics.",
        "Students expect to succeed and keep trying when the work is hard.",
    ),
    (
        "Leadership and time",
        "Senior leaders are not involved in the work.",
        "Senior leaders support the plan with time, timetable and staffing.",
    ),
]

CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE"  # an INSERT leaves checks for the commit, and no table is altered while some wait


def add_checklist(apps, schema_editor):
    checklists, steps = apps.get_model("casework", "Checklist"), apps.get_model("casework", "ChecklistStep")
    if checklists.objects.filter(hub=None).exists():
        return
    default = checklists.objects.create(hub=None, academic_year=None, state="in_use")
    by_title = {}
    for position, values in enumerate(STEPS, start=1):
        others = {name: by_title[values[name]] for name in ("needs", "due_step") if name in values}
        by_title[values["title"]] = steps.objects.create(
            checklist=default, position=position, **{**values, **others}
        )


def add_headings(apps, schema_editor):
    heading = apps.get_model("casework", "SelfEvaluationHeading")
    if heading.objects.exists():
        return
    for position, (title, lowest, highest) in enumerate(HEADINGS, start=1):
        heading.objects.create(title=title, lowest=lowest, highest=highest, position=position, from_year=2026)


class Migration(BatchedMigration):

    replaces = [
        ('casework', '0001_hubs_keep_notes_and_concerns'),
        ('casework', '0002_hubs_schedule_chasers'),
        ('casework', '0003_people_write_to_groups'),
        ('casework', '0004_left_out_recipients_can_be_chosen_again'),
        ('casework', '0005_hubs_keep_a_checklist_a_year'),
        ('casework', '0006_the_programmes_default_checklist'),
        ('casework', '0007_steps_are_due_by_a_date_or_by_days'),
        ('casework', '0008_departments_evaluate_themselves'),
        ('casework', '0009_the_programmes_headings'),
        ('casework', '0010_schools_have_a_person_responsible'),
        ('casework', '0011_staff_take_tasks_of_their_hub'),
        ('casework', '0012_people_watch_schools'),
        ('casework', '0013_headings_in_plain_english'),
        ('casework', '0014_names_in_plain_english'),
    ]

    initial = True

    dependencies = [
        ('outbox', '0001_squashed_0013_one_beat_holds_a_lease'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_specialist', models.BooleanField(db_default=False, default=False, verbose_name='shared with the Specialist')),
                ('once', models.UUIDField(editable=False, unique=True)),
                ('kind', models.CharField(choices=[('call', 'Phone call'), ('visit', 'Visit'), ('meeting', 'Meeting'), ('email', 'Email'), ('note', 'Note')], max_length=10)),
                ('happened_on', models.DateField(verbose_name='date')),
                ('contact', models.CharField(blank=True, db_default='', max_length=150, verbose_name='contact')),
                ('text', models.TextField(max_length=10000, verbose_name='note')),
                ('written_at', models.DateTimeField()),
                ('action', models.CharField(blank=True, db_default='', max_length=200, verbose_name='next action')),
                ('action_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('action_done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('remove_reason', models.TextField(blank=True, db_default='', verbose_name='why it was removed')),
                ('action_done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('action_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_actions', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='schools.hub')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='schools.school')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes_written', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-happened_on', '-pk'],
                'indexes': [models.Index(fields=['school', '-happened_on'], name='note_school'), models.Index(condition=models.Q(('action_done_at__isnull', True), ('action_on__isnull', False)), fields=['action_owner', 'action_on'], name='note_open_action')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('action', ''), ('action_on__isnull', True), ('action_owner__isnull', True)), models.Q(models.Q(('action', ''), _negated=True), ('action_on__isnull', False), ('action_owner__isnull', False)), _connector='OR'), name='a_next_action_has_a_day_and_an_owner', violation_error_message='A next action needs a date and a person.'), models.CheckConstraint(condition=models.Q(models.Q(('action_done_at__isnull', True), ('action_done_by__isnull', True)), models.Q(('action_done_at__isnull', False), ('action_done_by__isnull', False), ('action_on__isnull', False)), _connector='OR'), name='a_next_action_is_done_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('remove_reason', ''), ('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False), models.Q(('remove_reason', ''), _negated=True)), _connector='OR'), name='a_note_is_removed_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_specialist', models.BooleanField(db_default=False, default=False, verbose_name='shared with the Specialist')),
                ('once', models.UUIDField(editable=False, unique=True)),
                ('kind', models.CharField(choices=[('engagement', 'Taking part'), ('progress', 'Progress with the plan'), ('people', 'Changes of people'), ('leadership', 'Support from senior leaders'), ('support', 'Work with the Specialist'), ('money', 'Use of the grant'), ('other', 'Something else')], max_length=12, verbose_name='about')),
                ('summary', models.TextField(max_length=4000, verbose_name='concern')),
                ('agreed', models.TextField(blank=True, db_default='', max_length=4000, verbose_name='what is agreed')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='review on')),
                ('escalated_to', models.CharField(blank=True, db_default='', max_length=150, verbose_name='escalated to')),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                ('raised_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.TextField(blank=True, db_default='', max_length=4000)),
                ('reopen_reason', models.TextField(blank=True, db_default='', verbose_name='why it was reopened')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='schools.hub')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns_raised', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='schools.school')),
            ],
            options={
                'ordering': ['-raised_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['school'], name='concern_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='a_concern_is_closed_with_an_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(('closed_at__isnull', True), ('state', 'open')), _connector='OR'), name='a_concern_is_closed_at_a_time'), models.CheckConstraint(condition=models.Q(('state', 'closed'), ('review_on__isnull', False), _connector='OR'), name='an_open_concern_has_a_review_day', violation_error_message='An open concern needs a review date.')],
            },
            bases=(sustaining.common.status.StatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ChaseSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='The name of its kind of chaser.', max_length=40)),
                ('every_weeks', models.PositiveSmallIntegerField(help_text='In weeks.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='every')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('most_times', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='number of times')),
                ('started_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chase_schedules', to='schools.hub')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chase_schedules_started', to=settings.AUTH_USER_MODEL)),
                ('stopped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'automatic chaser',
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('hub', 'kind'), name='one_chase_schedule_a_kind', violation_error_message='The site already chases this by itself. Stop that schedule first.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', False), ('most_times__isnull', False), _connector='OR'), name='a_chase_schedule_has_an_end', violation_error_message='Enter a last day or a number of times.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_chase_schedule_ends_after_its_start', violation_error_message='The last day must be the same as or after the first day.'), models.CheckConstraint(condition=models.Q(('every_weeks__range', (1, 12)), models.Q(('most_times__isnull', True), ('most_times__range', (1, 20)), _connector='OR')), name='a_chase_schedule_is_bounded'), models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_by__isnull', True)), models.Q(('stopped_at__isnull', False), ('stopped_by__isnull', False)), _connector='OR'), name='a_chase_schedule_is_stopped_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Checklist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_use', 'In use')], default='draft', max_length=8)),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='in use since')),
                ('copied_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='casework.checklist')),
                ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checklists', to='schools.hub')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-academic_year', 'hub'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'academic_year'), name='one_checklist_a_hub_and_year', nulls_distinct=False, violation_error_message='There is already a checklist for this year.'), models.CheckConstraint(condition=models.Q(models.Q(('academic_year__isnull', True), ('hub__isnull', True), ('state', 'in_use')), models.Q(('academic_year__isnull', False), ('hub__isnull', False)), _connector='OR'), name='a_checklist_has_hub_and_year_or_is_the_default', violation_error_message='Choose a hub and a year.'), models.CheckConstraint(condition=models.Q(models.Q(('started_at__isnull', True), ('started_by__isnull', True)), models.Q(('started_at__isnull', False), ('started_by__isnull', False), ('state', 'in_use')), _connector='OR'), name='a_checklist_is_started_by_somebody'), models.CheckConstraint(condition=models.Q(('hub__isnull', True), ('state', 'draft'), ('started_at__isnull', False), _connector='OR'), name='a_checklist_in_use_was_started')],
            },
            bases=(sustaining.common.status.StatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ChecklistStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120, verbose_name='step')),
                ('guidance', models.TextField(blank=True, db_default='', max_length=1000)),
                ('doer', models.CharField(choices=[('hub', 'Hub'), ('specialist', 'Specialist'), ('advocate', 'Mastery Advocate'), ('head', 'Headteacher or head of department'), ('finance', 'Finance contact')], max_length=10, verbose_name='who does it')),
                ('due_from', models.CharField(choices=[('date', 'On a date'), ('enrolment', 'Days after the school’s year begins'), ('autumn_start', 'Days after the start of the autumn term'), ('autumn_end', 'Days before the end of the autumn term'), ('spring_start', 'Days after the start of the spring term'), ('spring_end', 'Days before the end of the spring term'), ('summer_start', 'Days after the start of the summer term'), ('summer_end', 'Days before the end of the summer term'), ('step', 'Days after another step is done')], max_length=12, verbose_name='due')),
                ('due_days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days')),
                ('due_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='month')),
                ('due_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='day of the month')),
                ('fact', models.CharField(blank=True, db_default='', help_text='What the site knows. Empty for a step that is marked by hand.', max_length=30)),
                ('is_required', models.BooleanField(db_default=False, default=False, verbose_name='must be done before the year is completed')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='casework.checklist')),
                ('due_step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.checkliststep', verbose_name='days after this step')),
                ('needs', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needed_for', to='casework.checkliststep', verbose_name='must be done first')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['checklist', 'position'],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('checklist', 'position'), name='one_step_a_position'), models.CheckConstraint(condition=models.Q(models.Q(('due_day__isnull', False), ('due_day__range', (1, 31)), ('due_days__isnull', True), ('due_from', 'date'), ('due_month__isnull', False), ('due_month__range', (1, 12))), models.Q(models.Q(('due_from', 'date'), _negated=True), ('due_day__isnull', True), ('due_month__isnull', True), ('due_days__isnull', False), ('due_days__range', (0, 365))), _connector='OR'), name='a_step_is_due_by_a_date_or_by_days', violation_error_message='Enter a date for a step on a date, and a number of days for any other.'), models.CheckConstraint(condition=models.Q(models.Q(('due_from', 'step'), ('due_step__isnull', False)), models.Q(models.Q(('due_from', 'step'), _negated=True), ('due_step__isnull', True)), _connector='OR'), name='a_step_is_due_after_a_step', violation_error_message='Choose the step after which it is due.'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='a_step_is_removed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='StepMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('done', 'Done'), ('not_needed', 'Not needed')], max_length=10)),
                ('done_on', models.DateField(verbose_name='date done')),
                ('note', models.TextField(blank=True, db_default='', max_length=2000)),
                ('marked_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='step_marks', to='schools.participation')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='casework.checkliststep')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'checklist step of a school',
                'verbose_name_plural': 'checklist steps of schools',
                'ordering': ['-marked_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('undone_at__isnull', True)), fields=['participation'], name='step_mark_live')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('participation', 'step'), name='a_step_is_marked_once', violation_error_message='This step has already been settled.'), models.CheckConstraint(condition=models.Q(('kind', 'done'), models.Q(('note', ''), _negated=True), _connector='OR'), name='a_step_is_not_needed_for_a_reason', violation_error_message='Enter why the step is not needed.'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='a_step_mark_is_undone_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='StepFile',
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
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mark', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='casework.stepmark')),
            ],
            options={
                'verbose_name': 'checklist file',
                'verbose_name_plural': 'checklist files',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(max_length=20)),
                ('filters', models.JSONField(blank=True, db_default={}, default=dict)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('advocate', 'Mastery Advocate'), ('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact'), ('specialist', 'Mastery Specialist')], max_length=20), blank=True, default=list, size=None)),
                ('label', models.CharField(blank=True, db_default='', max_length=300, verbose_name='group')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('held', 'On hold'), ('scheduled', 'Scheduled'), ('sent', 'Sent'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True, max_length=10000, verbose_name='message')),
                ('replies_to_writer', models.BooleanField(db_default=False, default=False, verbose_name='replies go to the writer')),
                ('written_at', models.DateTimeField()),
                ('send_at', models.DateTimeField(blank=True, null=True, verbose_name='to be sent')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('hold_reason', models.CharField(blank=True, db_default='', max_length=300, verbose_name='why it is on hold')),
                ('once', models.UUIDField(editable=False, unique=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='schools.hub')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
                'ordering': ['-written_at', '-pk'],
                'indexes': [models.Index(fields=['hub', '-written_at'], name='mailing_hub'), models.Index(condition=models.Q(('state', 'scheduled')), fields=['send_at'], name='mailing_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False), ('state', 'sent')), _connector='OR'), name='a_message_is_sent_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='a_sent_message_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), ('send_at__isnull', False), _connector='OR'), name='a_scheduled_message_has_a_time', violation_error_message='A scheduled message needs a day and an hour.'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'cancelled')), models.Q(('subject', ''), ('body', ''), _connector='OR', _negated=True), _connector='OR'), name='a_message_says_something', violation_error_message='A message needs a subject and a text.')],
            },
            bases=(sustaining.common.status.StatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='MailingRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('advocate', 'Mastery Advocate'), ('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact'), ('specialist', 'Mastery Specialist')], max_length=20)),
                ('reason', models.CharField(blank=True, db_default='', max_length=200, verbose_name='why not')),
                ('email', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outbox.email')),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='casework.mailing')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.participation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message recipient',
                'verbose_name_plural': 'message recipients',
                'ordering': ['mailing', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('mailing', 'user', 'participation'), name='one_recipient_a_school'), models.CheckConstraint(condition=models.Q(('email__isnull', True), ('reason', ''), _connector='OR'), name='who_was_written_to_has_no_reason')],
            },
        ),
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('sort_name', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.SortKey(models.F('name')), output_field=models.TextField(db_collation='C'))),
                ('saved_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(max_length=10000, verbose_name='message')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='schools.hub')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['sort_name', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('hub'), django.db.models.functions.text.Lower('name'), condition=models.Q(('removed_at__isnull', True)), name='one_template_a_name', violation_error_message='Your hub has a template with this name. Choose another name.'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='a_template_is_removed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='SavedGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(max_length=20)),
                ('filters', models.JSONField(blank=True, db_default={}, default=dict)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('advocate', 'Mastery Advocate'), ('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact'), ('specialist', 'Mastery Specialist')], max_length=20), blank=True, default=list, size=None)),
                ('label', models.CharField(blank=True, db_default='', max_length=300, verbose_name='group')),
                ('name', models.CharField(max_length=100)),
                ('sort_name', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.SortKey(models.F('name')), output_field=models.TextField(db_collation='C'))),
                ('saved_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='schools.hub')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['sort_name', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('hub'), django.db.models.functions.text.Lower('name'), condition=models.Q(('removed_at__isnull', True)), name='one_group_a_name_at_a_hub', violation_error_message='Your hub has a group with this name. Choose another name.'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='a_saved_group_is_removed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibilities', to='schools.participation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibilities', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'responsibilities',
                'ordering': ['-given_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('participation',), name='one_person_looks_after_a_year', violation_error_message='Someone else was made responsible a moment ago.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='a_responsibility_is_ended_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='SelfEvaluationHeading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100)),
                ('lowest', models.CharField(max_length=300, verbose_name='what 1 is like')),
                ('highest', models.CharField(max_length=300, verbose_name='what 4 is like')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='place in the list')),
                ('from_year', models.PositiveSmallIntegerField(help_text='For example 2026 for 2026/27.', verbose_name='first academic year')),
                ('until_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last academic year')),
            ],
            options={
                'verbose_name': 'self-evaluation heading',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_year__isnull', True), ('until_year__gte', models.F('from_year')), _connector='OR'), name='a_heading_ends_after_it_begins', violation_error_message='The last year must be the same as or after the first year.')],
            },
        ),
        migrations.CreateModel(
            name='SelfEvaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('point', models.CharField(choices=[('start', 'Start of the year'), ('end', 'End of the year')], max_length=5)),
                ('written_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_evaluations', to='schools.participation')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_evaluations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'self-evaluation',
                'ordering': ['participation', '-point'],
                'constraints': [models.UniqueConstraint(fields=('participation', 'point'), name='one_self_evaluation_a_point')],
            },
        ),
        migrations.CreateModel(
            name='SelfEvaluationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(blank=True, choices=[(1, '1: Not yet'), (2, '2: Beginning'), (3, '3: Established'), (4, '4: Embedded')], null=True)),
                ('evidence', models.TextField(blank=True, db_default='', max_length=2000)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='casework.selfevaluation')),
                ('heading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='casework.selfevaluationheading')),
            ],
            options={
                'verbose_name': 'self-evaluation answer',
                'ordering': ['heading__position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'heading'), name='one_answer_a_heading'), models.CheckConstraint(condition=models.Q(('level__isnull', True), ('level__range', (1, 4)), _connector='OR'), name='a_level_is_from_one_to_four')],
            },
        ),
        migrations.CreateModel(
            name='TakenTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=250)),
                ('given_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(help_text='When the site last looked whether there is still something to do.')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken_tasks', to='schools.hub')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken_tasks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'task given to someone',
                'verbose_name_plural': 'tasks given to someone',
                'ordering': ['-given_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('hub', 'key'), name='one_person_does_a_task'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='a_taken_task_is_ended_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='DeskChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('whole_hub', models.BooleanField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='desk_choice', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'desk setting',
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, db_default='', max_length=200)),
                ('note', models.TextField(blank=True, db_default='', max_length=2000)),
                ('until', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('started_on', models.DateField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='schools.school')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'watched school',
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user', 'school'), name='a_person_watches_a_school_once', violation_error_message='You already watch this school.'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('started_on')), _connector='OR'), name='a_watch_ends_after_it_begins', violation_error_message='The last day must be today or later.')],
            },
        ),
        migrations.CreateModel(
            name='WatchlistVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('before', models.DateTimeField(blank=True, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='watchlist_visit', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ChaseScheduleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(help_text='The name of its kind of chaser.', max_length=40)),
                ('every_weeks', models.PositiveSmallIntegerField(help_text='In weeks.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='every')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('most_times', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='number of times')),
                ('started_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.chaseschedule')),
                ('started_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('stopped_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ChecklistEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('academic_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_use', 'In use')], default='draft', max_length=8)),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='in use since')),
                ('copied_from', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.checklist')),
                ('hub', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.checklist')),
                ('started_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ChecklistStepEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120, verbose_name='step')),
                ('guidance', models.TextField(blank=True, db_default='', max_length=1000)),
                ('doer', models.CharField(choices=[('hub', 'Hub'), ('specialist', 'Specialist'), ('advocate', 'Mastery Advocate'), ('head', 'Headteacher or head of department'), ('finance', 'Finance contact')], max_length=10, verbose_name='who does it')),
                ('due_from', models.CharField(choices=[('date', 'On a date'), ('enrolment', 'Days after the school’s year begins'), ('autumn_start', 'Days after the start of the autumn term'), ('autumn_end', 'Days before the end of the autumn term'), ('spring_start', 'Days after the start of the spring term'), ('spring_end', 'Days before the end of the spring term'), ('summer_start', 'Days after the start of the summer term'), ('summer_end', 'Days before the end of the summer term'), ('step', 'Days after another step is done')], max_length=12, verbose_name='due')),
                ('due_days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days')),
                ('due_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='month')),
                ('due_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='day of the month')),
                ('fact', models.CharField(blank=True, db_default='', help_text='What the site knows. Empty for a step that is marked by hand.', max_length=30)),
                ('is_required', models.BooleanField(db_default=False, default=False, verbose_name='must be done before the year is completed')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('checklist', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.checklist')),
                ('due_step', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.checkliststep', verbose_name='days after this step')),
                ('needs', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.checkliststep', verbose_name='must be done first')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.checkliststep')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConcernEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('for_specialist', models.BooleanField(db_default=False, default=False, verbose_name='shared with the Specialist')),
                ('once', models.UUIDField(editable=False)),
                ('kind', models.CharField(choices=[('engagement', 'Taking part'), ('progress', 'Progress with the plan'), ('people', 'Changes of people'), ('leadership', 'Support from senior leaders'), ('support', 'Work with the Specialist'), ('money', 'Use of the grant'), ('other', 'Something else')], max_length=12, verbose_name='about')),
                ('summary', models.TextField(max_length=4000, verbose_name='concern')),
                ('agreed', models.TextField(blank=True, db_default='', max_length=4000, verbose_name='what is agreed')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='review on')),
                ('escalated_to', models.CharField(blank=True, db_default='', max_length=150, verbose_name='escalated to')),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                ('raised_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.TextField(blank=True, db_default='', max_length=4000)),
                ('reopen_reason', models.TextField(blank=True, db_default='', verbose_name='why it was reopened')),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.concern')),
                ('raised_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeskChoiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('whole_hub', models.BooleanField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.deskchoice')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MailingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('audience', models.CharField(max_length=20)),
                ('filters', models.JSONField(blank=True, db_default={}, default=dict)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('advocate', 'Mastery Advocate'), ('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact'), ('specialist', 'Mastery Specialist')], max_length=20), blank=True, default=list, size=None)),
                ('label', models.CharField(blank=True, db_default='', max_length=300, verbose_name='group')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('held', 'On hold'), ('scheduled', 'Scheduled'), ('sent', 'Sent'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True, max_length=10000, verbose_name='message')),
                ('replies_to_writer', models.BooleanField(db_default=False, default=False, verbose_name='replies go to the writer')),
                ('written_at', models.DateTimeField()),
                ('send_at', models.DateTimeField(blank=True, null=True, verbose_name='to be sent')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('hold_reason', models.CharField(blank=True, db_default='', max_length=300, verbose_name='why it is on hold')),
                ('once', models.UUIDField(editable=False)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.mailing')),
                ('sent_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MessageTemplateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('saved_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(max_length=10000, verbose_name='message')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.messagetemplate')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NoteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('for_specialist', models.BooleanField(db_default=False, default=False, verbose_name='shared with the Specialist')),
                ('once', models.UUIDField(editable=False)),
                ('kind', models.CharField(choices=[('call', 'Phone call'), ('visit', 'Visit'), ('meeting', 'Meeting'), ('email', 'Email'), ('note', 'Note')], max_length=10)),
                ('happened_on', models.DateField(verbose_name='date')),
                ('contact', models.CharField(blank=True, db_default='', max_length=150, verbose_name='contact')),
                ('text', models.TextField(max_length=10000, verbose_name='note')),
                ('written_at', models.DateTimeField()),
                ('action', models.CharField(blank=True, db_default='', max_length=200, verbose_name='next action')),
                ('action_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('action_done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('remove_reason', models.TextField(blank=True, db_default='', verbose_name='why it was removed')),
                ('action_done_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('action_owner', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.note')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                ('written_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResponsibilityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.responsibility')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SavedGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('audience', models.CharField(max_length=20)),
                ('filters', models.JSONField(blank=True, db_default={}, default=dict)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('advocate', 'Mastery Advocate'), ('headteacher', 'Headteacher'), ('head_of_department', 'Head of department'), ('finance', 'Finance contact'), ('specialist', 'Mastery Specialist')], max_length=20), blank=True, default=list, size=None)),
                ('label', models.CharField(blank=True, db_default='', max_length=300, verbose_name='group')),
                ('name', models.CharField(max_length=100)),
                ('saved_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.savedgroup')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SelfEvaluationAnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('level', models.PositiveSmallIntegerField(blank=True, choices=[(1, '1: Not yet'), (2, '2: Beginning'), (3, '3: Established'), (4, '4: Embedded')], null=True)),
                ('evidence', models.TextField(blank=True, db_default='', max_length=2000)),
                ('evaluation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.selfevaluation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.selfevaluationanswer')),
                ('heading', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.selfevaluationheading')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SelfEvaluationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('point', models.CharField(choices=[('start', 'Start of the year'), ('end', 'End of the year')], max_length=5)),
                ('written_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.selfevaluation')),
                ('written_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SelfEvaluationHeadingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=100)),
                ('lowest', models.CharField(max_length=300, verbose_name='what 1 is like')),
                ('highest', models.CharField(max_length=300, verbose_name='what 4 is like')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='place in the list')),
                ('from_year', models.PositiveSmallIntegerField(help_text='For example 2026 for 2026/27.', verbose_name='first academic year')),
                ('until_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last academic year')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.selfevaluationheading')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StepFileEvent',
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
                ('added_at', models.DateTimeField()),
                ('check_state', models.CharField(choices=[('waiting', 'Being checked'), ('checked', 'Checked'), ('refused', 'Refused')], db_default='checked', default='checked', max_length=8, verbose_name='check')),
                ('refusal', models.TextField(blank=True, db_default='', default='')),
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.stepfile')),
                ('mark', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.stepmark')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StepMarkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('done', 'Done'), ('not_needed', 'Not needed')], max_length=10)),
                ('done_on', models.DateField(verbose_name='date done')),
                ('note', models.TextField(blank=True, db_default='', max_length=2000)),
                ('marked_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('marked_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.stepmark')),
                ('step', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.checkliststep')),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TakenTaskEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=250)),
                ('given_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(help_text='When the site last looked whether there is still something to do.')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.takentask')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WatchEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.CharField(blank=True, db_default='', max_length=200)),
                ('note', models.TextField(blank=True, db_default='', max_length=2000)),
                ('until', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('started_on', models.DateField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.watch')),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WatchlistVisitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('before', models.DateTimeField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.watchlistvisit')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='notes_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cc534f114e75ab1499c62e95f5f6b9c6e67afcd9', operation='DELETE', pgid='pgtrigger_notes_stay_a9db9', table='casework_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='notes_stay_with_their_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."school_id" IS DISTINCT FROM NEW."school_id" OR OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."written_by_id" IS DISTINCT FROM NEW."written_by_id")', func="\n            IF NOT (OLD.hub_id = NEW.hub_id AND OLD.written_by_id = NEW.written_by_id AND EXISTS (SELECT 1 FROM schools_school s WHERE s.id = OLD.school_id AND s.successor_id = NEW.school_id)) THEN\n                RAISE EXCEPTION 'A note can’t move to another school, hub or writer. Remove it, and write it at the other school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'notes_stay_with_their_school';\n            END IF;\n            RETURN NEW;\n            ", hash='4d6357d7c22cfac5e20332156b746aae9598fa32', operation='UPDATE OF "school_id", "hub_id", "written_by_id"', pgid='pgtrigger_notes_stay_with_their_school_9b2f5', table='casework_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_noteevent" ("action", "action_done_at", "action_done_by_id", "action_on", "action_owner_id", "contact", "for_specialist", "happened_on", "hub_id", "id", "kind", "once", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remove_reason", "removed_at", "removed_by_id", "school_id", "text", "written_at", "written_by_id") VALUES (NEW."action", NEW."action_done_at", NEW."action_done_by_id", NEW."action_on", NEW."action_owner_id", NEW."contact", NEW."for_specialist", NEW."happened_on", NEW."hub_id", NEW."id", NEW."kind", NEW."once", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."remove_reason", NEW."removed_at", NEW."removed_by_id", NEW."school_id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='fddeb310601d20601430298408e71b0730bc69e4', operation='INSERT', pgid='pgtrigger_insert_insert_3246a', table='casework_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_noteevent" ("action", "action_done_at", "action_done_by_id", "action_on", "action_owner_id", "contact", "for_specialist", "happened_on", "hub_id", "id", "kind", "once", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remove_reason", "removed_at", "removed_by_id", "school_id", "text", "written_at", "written_by_id") VALUES (NEW."action", NEW."action_done_at", NEW."action_done_by_id", NEW."action_on", NEW."action_owner_id", NEW."contact", NEW."for_specialist", NEW."happened_on", NEW."hub_id", NEW."id", NEW."kind", NEW."once", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."remove_reason", NEW."removed_at", NEW."removed_by_id", NEW."school_id", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='0cf3f891ac3c471f2a50656c95ce387f29e6f1e1', operation='UPDATE', pgid='pgtrigger_update_update_2778d', table='casework_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='concern_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'closed\', \'open\'), (\'open\', \'closed\')) THEN\n                    RAISE EXCEPTION \'A concern cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'concern_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='ab5d3a35c913fdb81e3c73cbb109c8803908201e', operation='UPDATE', pgid='pgtrigger_concern_moves_9ccd7', table='casework_concern', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='concerns_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3108c0df80b7cb080379495adb8a5d3d635c848c', operation='DELETE', pgid='pgtrigger_concerns_stay_1ef46', table='casework_concern', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='concerns_stay_with_their_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."school_id" IS DISTINCT FROM NEW."school_id" OR OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."raised_by_id" IS DISTINCT FROM NEW."raised_by_id")', func="\n            IF NOT (OLD.hub_id = NEW.hub_id AND OLD.raised_by_id = NEW.raised_by_id AND EXISTS (SELECT 1 FROM schools_school s WHERE s.id = OLD.school_id AND s.successor_id = NEW.school_id)) THEN\n                RAISE EXCEPTION 'A concern can’t move to another school, hub or person. Close it, and raise one at the other school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'concerns_stay_with_their_school';\n            END IF;\n            RETURN NEW;\n            ", hash='7ad60e8965f560c677ac8b7ba89157b7e5703b4a', operation='UPDATE OF "school_id", "hub_id", "raised_by_id"', pgid='pgtrigger_concerns_stay_with_their_school_c4d89', table='casework_concern', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_concernevent" ("agreed", "closed_at", "closed_by_id", "escalated_to", "for_specialist", "hub_id", "id", "kind", "once", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by_id", "reopen_reason", "review_on", "school_id", "state", "summary") VALUES (NEW."agreed", NEW."closed_at", NEW."closed_by_id", NEW."escalated_to", NEW."for_specialist", NEW."hub_id", NEW."id", NEW."kind", NEW."once", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raised_at", NEW."raised_by_id", NEW."reopen_reason", NEW."review_on", NEW."school_id", NEW."state", NEW."summary"); RETURN NULL;', hash='0929de04d57b5782f8d618281d14ae1525d64c13', operation='INSERT', pgid='pgtrigger_insert_insert_72c15', table='casework_concern', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_concernevent" ("agreed", "closed_at", "closed_by_id", "escalated_to", "for_specialist", "hub_id", "id", "kind", "once", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by_id", "reopen_reason", "review_on", "school_id", "state", "summary") VALUES (NEW."agreed", NEW."closed_at", NEW."closed_by_id", NEW."escalated_to", NEW."for_specialist", NEW."hub_id", NEW."id", NEW."kind", NEW."once", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raised_at", NEW."raised_by_id", NEW."reopen_reason", NEW."review_on", NEW."school_id", NEW."state", NEW."summary"); RETURN NULL;', hash='f4c3b7cd3fe6781fda390fb56c9e25c9a6402055', operation='UPDATE', pgid='pgtrigger_update_update_23d99', table='casework_concern', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chaseschedule',
            trigger=pgtrigger.compiler.Trigger(name='chase_schedules_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='87b6a087f03cf1552820925c0103a274db542fb7', operation='DELETE', pgid='pgtrigger_chase_schedules_stay_d7696', table='casework_chaseschedule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chaseschedule',
            trigger=pgtrigger.compiler.Trigger(name='chase_schedules_stay_as_they_are', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."every_weeks" IS DISTINCT FROM NEW."every_weeks" OR OLD."starts_on" IS DISTINCT FROM NEW."starts_on" OR OLD."ends_on" IS DISTINCT FROM NEW."ends_on" OR OLD."most_times" IS DISTINCT FROM NEW."most_times" OR OLD."started_by_id" IS DISTINCT FROM NEW."started_by_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A schedule can’t be changed. Stop it, and start another one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'chase_schedules_stay_as_they_are';\n            END IF;\n            RETURN NEW;\n            ", hash='77f950c4dc2409e22224dd2966cada5a7ff85589', operation='UPDATE OF "hub_id", "kind", "every_weeks", "starts_on", "ends_on", "most_times", "started_by_id"', pgid='pgtrigger_chase_schedules_stay_as_they_are_83e97', table='casework_chaseschedule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chaseschedule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_chasescheduleevent" ("ends_on", "every_weeks", "hub_id", "id", "kind", "most_times", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "started_by_id", "starts_on", "stopped_at", "stopped_by_id") VALUES (NEW."ends_on", NEW."every_weeks", NEW."hub_id", NEW."id", NEW."kind", NEW."most_times", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."started_at", NEW."started_by_id", NEW."starts_on", NEW."stopped_at", NEW."stopped_by_id"); RETURN NULL;', hash='dce5839e787a141dcc8f1ae68725c15a14064895', operation='INSERT', pgid='pgtrigger_insert_insert_7c79b', table='casework_chaseschedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chaseschedule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_chasescheduleevent" ("ends_on", "every_weeks", "hub_id", "id", "kind", "most_times", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "started_by_id", "starts_on", "stopped_at", "stopped_by_id") VALUES (NEW."ends_on", NEW."every_weeks", NEW."hub_id", NEW."id", NEW."kind", NEW."most_times", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."started_at", NEW."started_by_id", NEW."starts_on", NEW."stopped_at", NEW."stopped_by_id"); RETURN NULL;', hash='3bda630af999f7ed590a68fe900ccc7d78a44980', operation='UPDATE', pgid='pgtrigger_update_update_f8f23', table='casework_chaseschedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklist',
            trigger=pgtrigger.compiler.Trigger(name='checklist_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'draft\', \'in_use\'), (\'in_use\', \'draft\')) THEN\n                    RAISE EXCEPTION \'A checklist cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'checklist_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='31d8d56271841079742925de544a7624615079be', operation='UPDATE', pgid='pgtrigger_checklist_moves_8d478', table='casework_checklist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklist',
            trigger=pgtrigger.compiler.Trigger(name='checklists_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2ba83bda3a51b666e6996f9e7e4d522c12df5a8f', operation='DELETE', pgid='pgtrigger_checklists_stay_457c1', table='casework_checklist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklist',
            trigger=pgtrigger.compiler.Trigger(name='checklists_stay_with_hub_and_year', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."academic_year" IS DISTINCT FROM NEW."academic_year")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A checklist can’t move to another hub or year. Copy it for the other year.' USING ERRCODE = 'check_violation', CONSTRAINT = 'checklists_stay_with_hub_and_year';\n            END IF;\n            RETURN NEW;\n            ", hash='2aefcdc6d41ca53ee76697f798b11eb672b35b70', operation='UPDATE OF "hub_id", "academic_year"', pgid='pgtrigger_checklists_stay_with_hub_and_year_d64a5', table='casework_checklist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_checklistevent" ("academic_year", "copied_from_id", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "started_by_id", "state") VALUES (NEW."academic_year", NEW."copied_from_id", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."started_at", NEW."started_by_id", NEW."state"); RETURN NULL;', hash='a7e7bef1780dbf4e22e61cccda50b85eb8909e21', operation='INSERT', pgid='pgtrigger_insert_insert_19e7f', table='casework_checklist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checklist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_checklistevent" ("academic_year", "copied_from_id", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "started_by_id", "state") VALUES (NEW."academic_year", NEW."copied_from_id", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."started_at", NEW."started_by_id", NEW."state"); RETURN NULL;', hash='fae5a5e891b2dac56c17ca132ad226ee09ba628b', operation='UPDATE', pgid='pgtrigger_update_update_d49a8', table='casework_checklist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkliststep',
            trigger=pgtrigger.compiler.Trigger(name='checklist_steps_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='25ec37a8a622b95a3c6dad523819dcf1b98eb18f', operation='DELETE', pgid='pgtrigger_checklist_steps_stay_9d7bd', table='casework_checkliststep', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkliststep',
            trigger=pgtrigger.compiler.Trigger(name='checklist_steps_stay_in_their_checklist', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."checklist_id" IS DISTINCT FROM NEW."checklist_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A step can’t move to another checklist. Add it there.' USING ERRCODE = 'check_violation', CONSTRAINT = 'checklist_steps_stay_in_their_checklist';\n            END IF;\n            RETURN NEW;\n            ", hash='9e7100591f681fae47c574f82efc5934ba8c701e', operation='UPDATE OF "checklist_id"', pgid='pgtrigger_checklist_steps_stay_in_their_checklist_587ac', table='casework_checkliststep', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkliststep',
            trigger=pgtrigger.compiler.Trigger(name='steps_follow_earlier_steps', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                    SELECT 1 FROM casework_checkliststep s WHERE s.id IN (NEW.needs_id, NEW.due_step_id)\n                    AND (s.checklist_id <> NEW.checklist_id OR s.position >= NEW.position)\n                ) THEN\n                RAISE EXCEPTION 'A step can only follow an earlier step of the same checklist.' USING ERRCODE = 'check_violation', CONSTRAINT = 'steps_follow_earlier_steps';\n            END IF;\n            RETURN NEW;\n            ", hash='d2bf1ef4969dc2113307a034d55a0feb66c295cb', operation='INSERT OR UPDATE OF "needs_id", "due_step_id"', pgid='pgtrigger_steps_follow_earlier_steps_3f290', table='casework_checkliststep', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkliststep',
            trigger=pgtrigger.compiler.Trigger(name='steps_that_were_ticked_are_ticked', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.fact <> '' AND OLD.fact = '' AND EXISTS (\n                    SELECT 1 FROM casework_stepmark m\n                    WHERE m.step_id = NEW.id AND m.kind = 'done' AND m.undone_at IS NULL\n                ) THEN\n                RAISE EXCEPTION 'This step has been marked as done at a school, so a fact can’t prove it from now on. Remove it, and add another step.' USING ERRCODE = 'check_violation', CONSTRAINT = 'steps_that_were_ticked_are_ticked';\n            END IF;\n            RETURN NEW;\n            ", hash='5909884716968c8a2c34f36455f9156cd9927f0a', operation='UPDATE OF "fact"', pgid='pgtrigger_steps_that_were_ticked_are_ticked_e575e', table='casework_checkliststep', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkliststep',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_checkliststepevent" ("checklist_id", "doer", "due_day", "due_days", "due_from", "due_month", "due_step_id", "fact", "guidance", "id", "is_required", "needs_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "removed_at", "removed_by_id", "title") VALUES (NEW."checklist_id", NEW."doer", NEW."due_day", NEW."due_days", NEW."due_from", NEW."due_month", NEW."due_step_id", NEW."fact", NEW."guidance", NEW."id", NEW."is_required", NEW."needs_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."removed_at", NEW."removed_by_id", NEW."title"); RETURN NULL;', hash='5e522c23ef815958dae606743eb750b153f854a3', operation='INSERT', pgid='pgtrigger_insert_insert_5c9c2', table='casework_checkliststep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkliststep',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_checkliststepevent" ("checklist_id", "doer", "due_day", "due_days", "due_from", "due_month", "due_step_id", "fact", "guidance", "id", "is_required", "needs_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "removed_at", "removed_by_id", "title") VALUES (NEW."checklist_id", NEW."doer", NEW."due_day", NEW."due_days", NEW."due_from", NEW."due_month", NEW."due_step_id", NEW."fact", NEW."guidance", NEW."id", NEW."is_required", NEW."needs_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."removed_at", NEW."removed_by_id", NEW."title"); RETURN NULL;', hash='f00153d0ef3530fd101c8e68e8868bad5db94abd', operation='UPDATE', pgid='pgtrigger_update_update_197cb', table='casework_checkliststep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepmark',
            trigger=pgtrigger.compiler.Trigger(name='step_marks_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='49354209c5d88236630a5c696f5d4d9feed84352', operation='DELETE', pgid='pgtrigger_step_marks_stay_8ad35', table='casework_stepmark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepmark',
            trigger=pgtrigger.compiler.Trigger(name='step_marks_stay_with_step_and_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."step_id" IS DISTINCT FROM NEW."step_id" OR OLD."participation_id" IS DISTINCT FROM NEW."participation_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."done_on" IS DISTINCT FROM NEW."done_on" OR OLD."marked_by_id" IS DISTINCT FROM NEW."marked_by_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A step that was marked as done can’t move to another school. Undo it, and mark the other one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_marks_stay_with_step_and_school';\n            END IF;\n            RETURN NEW;\n            ", hash='80a5d958da17def501ebf6f1c97d0868dd34bcf9', operation='UPDATE OF "step_id", "participation_id", "kind", "done_on", "marked_by_id"', pgid='pgtrigger_step_marks_stay_with_step_and_school_84b92', table='casework_stepmark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepmark',
            trigger=pgtrigger.compiler.Trigger(name='step_marks_are_of_the_schools_checklist', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NOT EXISTS (\n                    SELECT 1 FROM casework_checkliststep s\n                    JOIN casework_checklist c ON c.id = s.checklist_id\n                    JOIN schools_participation p ON p.id = NEW.participation_id AND p.hub_id = c.hub_id\n                    JOIN schools_project j ON j.id = p.project_id AND j.academic_year = c.academic_year\n                    WHERE s.id = NEW.step_id AND s.removed_at IS NULL AND (s.fact = '' OR NEW.kind = 'not_needed')\n                ) THEN\n                RAISE EXCEPTION 'Only a step of the checklist of the school’s own hub and year can be marked as done, and none that the site proves.' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_marks_are_of_the_schools_checklist';\n            END IF;\n            RETURN NEW;\n            ", hash='58446db22e330b8782bb8a620a79927597bb533c', operation='INSERT', pgid='pgtrigger_step_marks_are_of_the_schools_checklist_1dc42', table='casework_stepmark', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepmark',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_stepmarkevent" ("done_on", "id", "kind", "marked_at", "marked_by_id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step_id", "undone_at", "undone_by_id") VALUES (NEW."done_on", NEW."id", NEW."kind", NEW."marked_at", NEW."marked_by_id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."step_id", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='94861b90ca73fa06a70b1972841cbb36e8931309', operation='INSERT', pgid='pgtrigger_insert_insert_75472', table='casework_stepmark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepmark',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_stepmarkevent" ("done_on", "id", "kind", "marked_at", "marked_by_id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step_id", "undone_at", "undone_by_id") VALUES (NEW."done_on", NEW."id", NEW."kind", NEW."marked_at", NEW."marked_by_id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."step_id", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='b36d8513be9818165a624670415e61c6ed332bab', operation='UPDATE', pgid='pgtrigger_update_update_bdfff', table='casework_stepmark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepfile',
            trigger=pgtrigger.compiler.Trigger(name='step_files_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0a453637c428328289512a1af52a20fe8b1722e9', operation='DELETE', pgid='pgtrigger_step_files_stay_48514', table='casework_stepfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepfile',
            trigger=pgtrigger.compiler.Trigger(name='step_files_stay_with_their_tick', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."mark_id" IS DISTINCT FROM NEW."mark_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A file can’t move to another step.' USING ERRCODE = 'check_violation', CONSTRAINT = 'step_files_stay_with_their_tick';\n            END IF;\n            RETURN NEW;\n            ", hash='d2d739864f52bf45bb72e5725225ebc35c1d8e72', operation='UPDATE OF "mark_id"', pgid='pgtrigger_step_files_stay_with_their_tick_150f3', table='casework_stepfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepfile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_stepfileevent" ("added_at", "added_by_id", "check_state", "file", "id", "kind", "mark_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "size", "thumbnail") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."file", NEW."id", NEW."kind", NEW."mark_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."refusal", NEW."size", NEW."thumbnail"); RETURN NULL;', hash='e22bac3e5a80e16ff9fce24a6faeb1bf6b2196a2', operation='INSERT', pgid='pgtrigger_insert_insert_64e98', table='casework_stepfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepfile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."check_state" IS DISTINCT FROM (NEW."check_state") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."mark_id" IS DISTINCT FROM (NEW."mark_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."thumbnail" IS DISTINCT FROM (NEW."thumbnail"))', func='INSERT INTO "casework_stepfileevent" ("added_at", "added_by_id", "check_state", "file", "id", "kind", "mark_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "size", "thumbnail") VALUES (NEW."added_at", NEW."added_by_id", NEW."check_state", NEW."file", NEW."id", NEW."kind", NEW."mark_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."refusal", NEW."size", NEW."thumbnail"); RETURN NULL;', hash='809055b3d4a7698dcfcb88db36ad89b632c179fb', operation='UPDATE', pgid='pgtrigger_update_update_8cf7a', table='casework_stepfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailing',
            trigger=pgtrigger.compiler.Trigger(name='mailing_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'cancelled\', \'draft\'), (\'draft\', \'cancelled\'), (\'draft\', \'held\'), (\'draft\', \'scheduled\'), (\'draft\', \'sent\'), (\'held\', \'cancelled\'), (\'held\', \'draft\'), (\'held\', \'scheduled\'), (\'held\', \'sent\'), (\'scheduled\', \'cancelled\'), (\'scheduled\', \'draft\'), (\'scheduled\', \'held\'), (\'scheduled\', \'sent\')) THEN\n                    RAISE EXCEPTION \'A message cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'mailing_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='905e50b2df60580543f60e15c8a5be8005e4fea5', operation='UPDATE', pgid='pgtrigger_mailing_moves_2f77d', table='casework_mailing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailing',
            trigger=pgtrigger.compiler.Trigger(name='mailings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c5797b74fdd0db49bff316c7e47e457bfba6571e', operation='DELETE', pgid='pgtrigger_mailings_stay_8f1da', table='casework_mailing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailing',
            trigger=pgtrigger.compiler.Trigger(name='sent_messages_stay_as_they_went', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."subject" IS DISTINCT FROM NEW."subject" OR OLD."body" IS DISTINCT FROM NEW."body" OR OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."written_by_id" IS DISTINCT FROM NEW."written_by_id")', func="\n            IF OLD.state = 'sent' THEN\n                RAISE EXCEPTION 'This message has been sent, so it can’t be changed. Write another one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'sent_messages_stay_as_they_went';\n            END IF;\n            RETURN NEW;\n            ", hash='0aec8e7fcd607a90e6ec30ad364ae6479ac39eba', operation='UPDATE OF "subject", "body", "hub_id", "written_by_id"', pgid='pgtrigger_sent_messages_stay_as_they_went_83cc5', table='casework_mailing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailing',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_mailingevent" ("audience", "body", "filters", "hold_reason", "hub_id", "id", "label", "once", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replies_to_writer", "roles", "send_at", "sent_at", "sent_by_id", "state", "subject", "written_at", "written_by_id") VALUES (NEW."audience", NEW."body", NEW."filters", NEW."hold_reason", NEW."hub_id", NEW."id", NEW."label", NEW."once", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."replies_to_writer", NEW."roles", NEW."send_at", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."subject", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='fb2e5f8e9c41c583dd7ed9758355b66bea56a613', operation='INSERT', pgid='pgtrigger_insert_insert_dce8b', table='casework_mailing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailing',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_mailingevent" ("audience", "body", "filters", "hold_reason", "hub_id", "id", "label", "once", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replies_to_writer", "roles", "send_at", "sent_at", "sent_by_id", "state", "subject", "written_at", "written_by_id") VALUES (NEW."audience", NEW."body", NEW."filters", NEW."hold_reason", NEW."hub_id", NEW."id", NEW."label", NEW."once", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."replies_to_writer", NEW."roles", NEW."send_at", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."subject", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='0efa4d089eb05aafbdd2e5974a74591c1cddbb9b', operation='UPDATE', pgid='pgtrigger_update_update_316a8', table='casework_mailing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailingrecipient',
            trigger=pgtrigger.compiler.Trigger(name='recipients_stay_once_written_to', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."email_id" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='486615ebc6425d2a51db313be8a4e1aa8c4621fa', operation='DELETE', pgid='pgtrigger_recipients_stay_once_written_to_8b0bc', table='casework_mailingrecipient', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailingrecipient',
            trigger=pgtrigger.compiler.Trigger(name='recipients_stay_with_their_message', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."mailing_id" IS DISTINCT FROM NEW."mailing_id" OR OLD."user_id" IS DISTINCT FROM NEW."user_id" OR OLD."participation_id" IS DISTINCT FROM NEW."participation_id")', func="\n            IF OLD.email_id IS NOT NULL THEN\n                RAISE EXCEPTION 'This person has been written to, so that can’t be changed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'recipients_stay_with_their_message';\n            END IF;\n            RETURN NEW;\n            ", hash='efa0809b85b87480c643ecd2c553ab84b7b6aa39', operation='UPDATE OF "mailing_id", "user_id", "participation_id"', pgid='pgtrigger_recipients_stay_with_their_message_af99a', table='casework_mailingrecipient', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='messagetemplate',
            trigger=pgtrigger.compiler.Trigger(name='message_templates_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cf93f7c2825a7bd913991e89c4a1dbb4249f4e8a', operation='DELETE', pgid='pgtrigger_message_templates_stay_f444f', table='casework_messagetemplate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='messagetemplate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_messagetemplateevent" ("body", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "saved_at", "saved_by_id", "subject") VALUES (NEW."body", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."removed_by_id", NEW."saved_at", NEW."saved_by_id", NEW."subject"); RETURN NULL;', hash='5fc5a2183b631d67e4a1cce61ef969c7c4e41afd', operation='INSERT', pgid='pgtrigger_insert_insert_ba51f', table='casework_messagetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='messagetemplate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."hub_id" IS DISTINCT FROM (NEW."hub_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."removed_by_id" IS DISTINCT FROM (NEW."removed_by_id") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."saved_by_id" IS DISTINCT FROM (NEW."saved_by_id") OR OLD."subject" IS DISTINCT FROM (NEW."subject"))', func='INSERT INTO "casework_messagetemplateevent" ("body", "hub_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "saved_at", "saved_by_id", "subject") VALUES (NEW."body", NEW."hub_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_at", NEW."removed_by_id", NEW."saved_at", NEW."saved_by_id", NEW."subject"); RETURN NULL;', hash='1f5ae6183f879f46b25abe52af3688ec82515af0', operation='UPDATE', pgid='pgtrigger_update_update_e1825', table='casework_messagetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedgroup',
            trigger=pgtrigger.compiler.Trigger(name='saved_groups_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a0775b6067e2cde1685444cac0a88462e9a51edd', operation='DELETE', pgid='pgtrigger_saved_groups_stay_55327', table='casework_savedgroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_savedgroupevent" ("audience", "filters", "hub_id", "id", "label", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "roles", "saved_at", "saved_by_id") VALUES (NEW."audience", NEW."filters", NEW."hub_id", NEW."id", NEW."label", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."removed_by_id", NEW."roles", NEW."saved_at", NEW."saved_by_id"); RETURN NULL;', hash='2731541150229ffa24e83d8d87b67c873b57c028', operation='INSERT', pgid='pgtrigger_insert_insert_bc3de', table='casework_savedgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedgroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."filters" IS DISTINCT FROM (NEW."filters") OR OLD."hub_id" IS DISTINCT FROM (NEW."hub_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."removed_by_id" IS DISTINCT FROM (NEW."removed_by_id") OR OLD."roles" IS DISTINCT FROM (NEW."roles") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."saved_by_id" IS DISTINCT FROM (NEW."saved_by_id"))', func='INSERT INTO "casework_savedgroupevent" ("audience", "filters", "hub_id", "id", "label", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "roles", "saved_at", "saved_by_id") VALUES (NEW."audience", NEW."filters", NEW."hub_id", NEW."id", NEW."label", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_at", NEW."removed_by_id", NEW."roles", NEW."saved_at", NEW."saved_by_id"); RETURN NULL;', hash='e1331f2ef3c2c03b25f1cfdaf608c9f414cabf45', operation='UPDATE', pgid='pgtrigger_update_update_7709b', table='casework_savedgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsibility',
            trigger=pgtrigger.compiler.Trigger(name='responsibilities_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='551d4e965e9a0970f3274e961fe36b755eb8d226', operation='DELETE', pgid='pgtrigger_responsibilities_stay_38965', table='casework_responsibility', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsibility',
            trigger=pgtrigger.compiler.Trigger(name='responsibilities_stay_with_their_year', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."participation_id" IS DISTINCT FROM NEW."participation_id" OR OLD."user_id" IS DISTINCT FROM NEW."user_id" OR OLD."given_at" IS DISTINCT FROM NEW."given_at")', func="\n            IF NOT (OLD.participation_id = NEW.participation_id AND OLD.given_at = NEW.given_at AND EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id)) THEN\n                RAISE EXCEPTION 'A responsibility stays with its school and person. End it, and choose someone else.' USING ERRCODE = 'check_violation', CONSTRAINT = 'responsibilities_stay_with_their_year';\n            END IF;\n            RETURN NEW;\n            ", hash='b479bda46e2cdba074861c97a3aab3f2bb981ac5', operation='UPDATE OF "participation_id", "user_id", "given_at"', pgid='pgtrigger_responsibilities_stay_with_their_year_dbdb8', table='casework_responsibility', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsibility',
            trigger=pgtrigger.compiler.Trigger(name='staff_of_the_hub_look_after_a_year', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NOT EXISTS (\n    SELECT 1 FROM schools_participation p\n    JOIN schools_hub h ON h.id = p.hub_id\n    JOIN schools_hubstaff s ON s.hub_id IN (h.id, h.merged_into_id)\n    WHERE p.id = NEW.participation_id AND s.user_id = NEW.user_id AND s.role IN ('lead', 'administrator')\n    AND s.starts_on <= (NEW.given_at AT TIME ZONE 'Europe/London')::date\n    AND (s.ends_on IS NULL OR s.ends_on >= (NEW.given_at AT TIME ZONE 'Europe/London')::date)\n) THEN\n                RAISE EXCEPTION 'Only the hub’s leads and administrators can look after its schools.' USING ERRCODE = 'check_violation', CONSTRAINT = 'staff_of_the_hub_look_after_a_year';\n            END IF;\n            RETURN NEW;\n            ", hash='f50e9f81e69755d57daee312942bc01ca090ff34', operation='INSERT', pgid='pgtrigger_staff_of_the_hub_look_after_a_year_818c1', table='casework_responsibility', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsibility',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_responsibilityevent" ("ended_at", "ended_by_id", "given_at", "given_by_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='6811b613716c1bfcd8f8075bca97690ddf51b10a', operation='INSERT', pgid='pgtrigger_insert_insert_9ae78', table='casework_responsibility', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsibility',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_responsibilityevent" ("ended_at", "ended_by_id", "given_at", "given_by_id", "id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='ad051281c2d0e10e1256c02750c6ce439442774c', operation='UPDATE', pgid='pgtrigger_update_update_3ec39', table='casework_responsibility', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluationheading',
            trigger=pgtrigger.compiler.Trigger(name='self_evaluation_headings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9ccd6bb00bd2ee9ddfcb5111f238dca4d95d51c5', operation='DELETE', pgid='pgtrigger_self_evaluation_headings_stay_ccf2c', table='casework_selfevaluationheading', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluationheading',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_selfevaluationheadingevent" ("from_year", "highest", "id", "lowest", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "title", "until_year") VALUES (NEW."from_year", NEW."highest", NEW."id", NEW."lowest", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."title", NEW."until_year"); RETURN NULL;', hash='361d2a1ccd5e95e65466cd7ddf3fdad15bb54ddc', operation='INSERT', pgid='pgtrigger_insert_insert_0e872', table='casework_selfevaluationheading', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluationheading',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_selfevaluationheadingevent" ("from_year", "highest", "id", "lowest", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "title", "until_year") VALUES (NEW."from_year", NEW."highest", NEW."id", NEW."lowest", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."title", NEW."until_year"); RETURN NULL;', hash='ae7aa7e5806bd614266acaf255606839f74a8407', operation='UPDATE', pgid='pgtrigger_update_update_582cd', table='casework_selfevaluationheading', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluation',
            trigger=pgtrigger.compiler.Trigger(name='self_evaluations_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='dea25897406e6b3627e1edcb653c71c7daeea01e', operation='DELETE', pgid='pgtrigger_self_evaluations_stay_d85e8', table='casework_selfevaluation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluation',
            trigger=pgtrigger.compiler.Trigger(name='self_evaluations_stay_with_their_year', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."participation_id" IS DISTINCT FROM NEW."participation_id" OR OLD."point" IS DISTINCT FROM NEW."point")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A self-evaluation can’t move to another year or point. Write another one.' USING ERRCODE = 'check_violation', CONSTRAINT = 'self_evaluations_stay_with_their_year';\n            END IF;\n            RETURN NEW;\n            ", hash='470347b74b46baae8f081a287908dda56a514d44', operation='UPDATE OF "participation_id", "point"', pgid='pgtrigger_self_evaluations_stay_with_their_year_dd12a', table='casework_selfevaluation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_selfevaluationevent" ("id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point", "submitted_at", "written_at", "written_by_id") VALUES (NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."point", NEW."submitted_at", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='9ee907407b8635c718177c1761c45bf1f00ac553', operation='INSERT', pgid='pgtrigger_insert_insert_1614d', table='casework_selfevaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_selfevaluationevent" ("id", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point", "submitted_at", "written_at", "written_by_id") VALUES (NEW."id", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."point", NEW."submitted_at", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='8ca0cd5e4005b4b2252f65b00ffdcafe737d3798', operation='UPDATE', pgid='pgtrigger_update_update_101df', table='casework_selfevaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluationanswer',
            trigger=pgtrigger.compiler.Trigger(name='self_evaluation_answers_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0384a23319f86cdf87a750c755ded667cfe874cd', operation='DELETE', pgid='pgtrigger_self_evaluation_answers_stay_77c8c', table='casework_selfevaluationanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluationanswer',
            trigger=pgtrigger.compiler.Trigger(name='self_evaluation_answers_stay_with_their_heading', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."evaluation_id" IS DISTINCT FROM NEW."evaluation_id" OR OLD."heading_id" IS DISTINCT FROM NEW."heading_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'An answer can’t move to another self-evaluation or heading.' USING ERRCODE = 'check_violation', CONSTRAINT = 'self_evaluation_answers_stay_with_their_heading';\n            END IF;\n            RETURN NEW;\n            ", hash='ccf048d59c3694b38e0bff84548f06ab6a283dcc', operation='UPDATE OF "evaluation_id", "heading_id"', pgid='pgtrigger_self_evaluation_answers_stay_with_their_heading_de0cd', table='casework_selfevaluationanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluationanswer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_selfevaluationanswerevent" ("evaluation_id", "evidence", "heading_id", "id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."evaluation_id", NEW."evidence", NEW."heading_id", NEW."id", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='6dffce332061418335a3657e8fc7f4308f101b37', operation='INSERT', pgid='pgtrigger_insert_insert_48ea6', table='casework_selfevaluationanswer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selfevaluationanswer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_selfevaluationanswerevent" ("evaluation_id", "evidence", "heading_id", "id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."evaluation_id", NEW."evidence", NEW."heading_id", NEW."id", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='678470d868850b2c56f371a7fea6a26da03c5223', operation='UPDATE', pgid='pgtrigger_update_update_d81e7', table='casework_selfevaluationanswer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takentask',
            trigger=pgtrigger.compiler.Trigger(name='taken_tasks_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='698f55d0225aed737abc09e8420e7be821eb5d66', operation='DELETE', pgid='pgtrigger_taken_tasks_stay_45c0c', table='casework_takentask', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takentask',
            trigger=pgtrigger.compiler.Trigger(name='taken_tasks_stay_with_their_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR OLD."user_id" IS DISTINCT FROM NEW."user_id")', func="\n            IF NOT (OLD.hub_id = NEW.hub_id AND OLD.key = NEW.key AND EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id)) THEN\n                RAISE EXCEPTION 'A taken task stays with its person. Hand it back, and give it to someone else.' USING ERRCODE = 'check_violation', CONSTRAINT = 'taken_tasks_stay_with_their_person';\n            END IF;\n            RETURN NEW;\n            ", hash='0df9890c418133001cc19f3ab3f1596b4d6af85b', operation='UPDATE OF "hub_id", "key", "user_id"', pgid='pgtrigger_taken_tasks_stay_with_their_person_42cf9', table='casework_takentask', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takentask',
            trigger=pgtrigger.compiler.Trigger(name='staff_of_the_hub_do_its_tasks', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NOT EXISTS (\n    SELECT 1 FROM schools_hub h\n    JOIN schools_hubstaff s ON s.hub_id IN (h.id, h.merged_into_id)\n    WHERE h.id = NEW.hub_id AND s.user_id = NEW.user_id AND s.role IN ('lead', 'administrator')\n    AND s.starts_on <= (NEW.given_at AT TIME ZONE 'Europe/London')::date\n    AND (s.ends_on IS NULL OR s.ends_on >= (NEW.given_at AT TIME ZONE 'Europe/London')::date)\n) THEN\n                RAISE EXCEPTION 'Only the hub’s leads and administrators can do its tasks.' USING ERRCODE = 'check_violation', CONSTRAINT = 'staff_of_the_hub_do_its_tasks';\n            END IF;\n            RETURN NEW;\n            ", hash='43803ec7aa58d851616ee016a245b6425d802511', operation='INSERT', pgid='pgtrigger_staff_of_the_hub_do_its_tasks_88828', table='casework_takentask', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takentask',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_takentaskevent" ("checked_at", "ended_at", "ended_by_id", "given_at", "given_by_id", "hub_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "user_id") VALUES (NEW."checked_at", NEW."ended_at", NEW."ended_by_id", NEW."given_at", NEW."given_by_id", NEW."hub_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title", NEW."user_id"); RETURN NULL;', hash='a3332828a1dc79d7bafbda55314ae2a219a9906f', operation='INSERT', pgid='pgtrigger_insert_insert_24ede', table='casework_takentask', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takentask',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_takentaskevent" ("checked_at", "ended_at", "ended_by_id", "given_at", "given_by_id", "hub_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "user_id") VALUES (NEW."checked_at", NEW."ended_at", NEW."ended_by_id", NEW."given_at", NEW."given_by_id", NEW."hub_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title", NEW."user_id"); RETURN NULL;', hash='70f3fcc916a5ee8927fe0e30dfab6020c6d170a5', operation='UPDATE', pgid='pgtrigger_update_update_aa842', table='casework_takentask', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deskchoice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_deskchoiceevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "whole_hub") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id", NEW."whole_hub"); RETURN NULL;', hash='70cb9d241f4c190f71137a842cddfbb413a109d6', operation='INSERT', pgid='pgtrigger_insert_insert_cf28e', table='casework_deskchoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deskchoice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_deskchoiceevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "whole_hub") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id", NEW."whole_hub"); RETURN NULL;', hash='42872d8fb0676c4983de1532b515bc17103d82a2', operation='UPDATE', pgid='pgtrigger_update_update_fe222', table='casework_deskchoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watch',
            trigger=pgtrigger.compiler.Trigger(name='watches_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='73d81fade5ee7d12a31714c9f8b6029976cc5245', operation='DELETE', pgid='pgtrigger_watches_stay_36eee', table='casework_watch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watch',
            trigger=pgtrigger.compiler.Trigger(name='watches_stay_with_their_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."user_id" IS DISTINCT FROM NEW."user_id" OR OLD."school_id" IS DISTINCT FROM NEW."school_id" OR OLD."started_at" IS DISTINCT FROM NEW."started_at")', func="\n            IF NOT (OLD.started_at = NEW.started_at AND (OLD.school_id = NEW.school_id OR EXISTS (SELECT 1 FROM schools_school s WHERE s.id = OLD.school_id AND s.successor_id = NEW.school_id)) AND (OLD.user_id = NEW.user_id OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id))) THEN\n                RAISE EXCEPTION 'A watched school stays with its person. Stop watching it, and watch the other school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'watches_stay_with_their_person';\n            END IF;\n            RETURN NEW;\n            ", hash='451b9a5f090ce8ab1aab9c5e31d18ab51e3592f9', operation='UPDATE OF "user_id", "school_id", "started_at"', pgid='pgtrigger_watches_stay_with_their_person_dccf7', table='casework_watch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watch',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_watchevent" ("ended_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "school_id", "started_at", "started_on", "until", "user_id") VALUES (NEW."ended_at", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."school_id", NEW."started_at", NEW."started_on", NEW."until", NEW."user_id"); RETURN NULL;', hash='9bad6c272e12a59e2b7d3eb19dfedf0561da0110', operation='INSERT', pgid='pgtrigger_insert_insert_59c30', table='casework_watch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_watchevent" ("ended_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "school_id", "started_at", "started_on", "until", "user_id") VALUES (NEW."ended_at", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."school_id", NEW."started_at", NEW."started_on", NEW."until", NEW."user_id"); RETURN NULL;', hash='23ecde884f5363bf1a14de737cd18c00a64ac8c1', operation='UPDATE', pgid='pgtrigger_update_update_8d711', table='casework_watch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchlistvisit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_watchlistvisitevent" ("at", "before", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."at", NEW."before", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='71ad57e4452173b74eb10e7d83b810648425548b', operation='INSERT', pgid='pgtrigger_insert_insert_b8ce6', table='casework_watchlistvisit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchlistvisit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_watchlistvisitevent" ("at", "before", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."at", NEW."before", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='52061b28b75394492571be93e756412f56019a65', operation='UPDATE', pgid='pgtrigger_update_update_6bfb3', table='casework_watchlistvisit', when='AFTER')),
        ),
        migrations.RunPython(add_checklist, migrations.RunPython.noop),
        migrations.RunPython(add_headings, migrations.RunPython.noop),
        migrations.RunSQL(CHECK_NOW, migrations.RunSQL.noop),
    ]
