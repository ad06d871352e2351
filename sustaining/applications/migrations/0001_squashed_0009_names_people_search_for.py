"""Calls, and the applications of schools.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.contrib.postgres.fields
import django.core.validators
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
        ('applications', '0001_schools_apply'),
        ('applications', '0002_the_notice_that_was_read'),
        ('applications', '0003_history_is_indexed_by_its_row_alone'),
        ('applications', '0004_calls_stay_at_their_hub'),
        ('applications', '0005_addresses_are_confirmed'),
        ('applications', '0006_decisions_are_taken_back'),
        ('applications', '0007_merged_hubs_open_no_calls'),
        ('applications', '0008_sentences_in_plain_english'),
        ('applications', '0009_names_people_search_for'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('places', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)])),
                ('opens_at', models.DateTimeField(blank=True, help_text='Leave empty if to be announced.', null=True)),
                ('closes_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, help_text="Shown above the form, in the hub's own words.", verbose_name='what your schools should know')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='schools.hub')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='schools.project')),
            ],
            options={
                'verbose_name': 'call for applications',
                'verbose_name_plural': 'calls for applications',
                'ordering': ['-project__academic_year', 'project__code'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'project'), name='one_call_a_hub_and_project', violation_error_message='This hub has already opened applications for this project.'), models.CheckConstraint(condition=models.Q(('closes_at__isnull', True), ('opens_at__isnull', True), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='call_closes_after_it_opens', violation_error_message='Closing time must be after the opening time.')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('words', models.CharField(max_length=250, verbose_name='the question')),
                ('help', models.CharField(blank=True, help_text='A sentence below the question.', max_length=250, verbose_name='help')),
                ('kind', models.CharField(choices=[('short', 'Short text'), ('long', 'Long text'), ('choice', 'One of several'), ('yes_no', 'Yes or no'), ('number', 'A number'), ('date', 'A date')], default='long', max_length=10, verbose_name='takes')),
                ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None)),
                ('required', models.BooleanField(default=True, verbose_name='must be answered')),
                ('taken_out_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='applications.call')),
            ],
            options={
                'ordering': ['call', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('left_at', models.DateTimeField()),
                ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='schools.hub')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='schools.project')),
                ('confirmed_at', models.DateTimeField(blank=True, help_text='When the owner confirmed it.', null=True)),
            ],
            options={
                'verbose_name': 'registered interest',
                'verbose_name_plural': 'registered interests',
                'ordering': ['-left_at'],
                'constraints': [models.UniqueConstraint(models.F('project'), django.db.models.functions.text.Lower('email'), name='one_interest_a_project')],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'In progress'), ('submitted', 'Submitted'), ('offered', 'Offered a place'), ('waitlisted', 'On the waiting list'), ('declined', 'Declined'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('state_since', models.DateTimeField()),
                ('begun_at', models.DateTimeField()),
                ('contact_name', models.CharField(max_length=150, verbose_name='name of the applicant')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='address of the applicant')),
                ('leader_name', models.CharField(blank=True, max_length=150, verbose_name='head of department')),
                ('leader_email', models.EmailField(blank=True, max_length=254, verbose_name='address of the head of department')),
                ('head_name', models.CharField(blank=True, max_length=150, verbose_name='headteacher')),
                ('head_email', models.EmailField(blank=True, max_length=254, verbose_name='address of the headteacher')),
                ('head_asked_at', models.DateTimeField(blank=True, null=True)),
                ('head_answer', models.CharField(blank=True, choices=[('', 'No reply yet'), ('agreed', 'Agreed'), ('refused', 'Declined')], max_length=10, verbose_name='headteacher’s answer')),
                ('head_answered_at', models.DateTimeField(blank=True, null=True)),
                ('head_words', models.TextField(blank=True, verbose_name='headteacher’s comment')),
                ('worked_before', models.TextField(blank=True, verbose_name='work with the hub before')),
                ('priorities', models.TextField(blank=True, verbose_name='priorities of the department')),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('hopes', models.TextField(blank=True, verbose_name='what the school hopes to achieve')),
                ('declared_by', models.CharField(blank=True, max_length=150, verbose_name='declared by')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('override_reason', models.TextField(blank=True, verbose_name='reason for the exception')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='reply to the offer by')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_applications', to=settings.AUTH_USER_MODEL)),
                ('overridden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='overridden_applications', to=settings.AUTH_USER_MODEL)),
                ('participation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='application', to='schools.participation')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='schools.school')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='applications.call')),
                ('notice', models.ForeignKey(blank=True, help_text='The privacy notice version at the declaration.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.privacynotice')),
            ],
            options={
                'ordering': ['-begun_at'],
                'indexes': [models.Index(fields=['call', 'state'], name='application_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('submitted', 'offered', 'waitlisted', 'accepted'))), fields=('call', 'school'), name='one_application_a_school_and_call', violation_error_message='Someone from this school has already applied.'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'withdrawn')), ('submitted_at__isnull', False), _connector='OR'), name='at_the_hub_means_submitted'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('offered', 'waitlisted', 'declined', 'accepted')), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='application_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('participation__isnull', False), _connector='OR'), name='accepted_means_taking_part'), models.CheckConstraint(condition=models.Q(models.Q(('overridden_by__isnull', True), ('override_reason', '')), models.Q(models.Q(('override_reason', ''), _negated=True), ('overridden_by__isnull', False)), _connector='OR'), name='application_override_has_reason_and_person')],
            },
            bases=(sustaining.common.status.StatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ApplicantAdvocate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('full_name', models.CharField(blank=True, max_length=150)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('post', models.CharField(blank=True, max_length=100, verbose_name='post in the department')),
                ('experience', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='years of teaching')),
                ('development_group', models.CharField(blank=True, max_length=150, verbose_name='Development Work Group')),
                ('development_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of that group')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advocates', to='applications.application')),
            ],
            options={
                'ordering': ['application', 'number'],
                'constraints': [models.UniqueConstraint(fields=('application', 'number'), name='an_applicant_advocate_once'), models.CheckConstraint(condition=models.Q(('number__in', (1, 2))), name='two_applicant_advocates')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.CharField(max_length=250, verbose_name='the question as it was asked')),
                ('kind', models.CharField(choices=[('short', 'Short text'), ('long', 'Long text'), ('choice', 'One of several'), ('yes_no', 'Yes or no'), ('number', 'A number'), ('date', 'A date')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='applications.application')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='applications.question')),
            ],
            options={
                'ordering': ['application', 'question__position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('application', 'question'), name='an_answer_a_question')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField(max_length=4000)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='applications.application')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='application_notes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ApplicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('draft', 'In progress'), ('submitted', 'Submitted'), ('offered', 'Offered a place'), ('waitlisted', 'On the waiting list'), ('declined', 'Declined'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('state_since', models.DateTimeField()),
                ('begun_at', models.DateTimeField()),
                ('contact_name', models.CharField(max_length=150, verbose_name='name of the applicant')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='address of the applicant')),
                ('leader_name', models.CharField(blank=True, max_length=150, verbose_name='head of department')),
                ('leader_email', models.EmailField(blank=True, max_length=254, verbose_name='address of the head of department')),
                ('head_name', models.CharField(blank=True, max_length=150, verbose_name='headteacher')),
                ('head_email', models.EmailField(blank=True, max_length=254, verbose_name='address of the headteacher')),
                ('head_asked_at', models.DateTimeField(blank=True, null=True)),
                ('head_answer', models.CharField(blank=True, choices=[('', 'No reply yet'), ('agreed', 'Agreed'), ('refused', 'Declined')], max_length=10, verbose_name='headteacher’s answer')),
                ('head_answered_at', models.DateTimeField(blank=True, null=True)),
                ('head_words', models.TextField(blank=True, verbose_name='headteacher’s comment')),
                ('worked_before', models.TextField(blank=True, verbose_name='work with the hub before')),
                ('priorities', models.TextField(blank=True, verbose_name='priorities of the department')),
                ('focus', models.CharField(blank=True, max_length=1)),
                ('hopes', models.TextField(blank=True, verbose_name='what the school hopes to achieve')),
                ('declared_by', models.CharField(blank=True, max_length=150, verbose_name='declared by')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('override_reason', models.TextField(blank=True, verbose_name='reason for the exception')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='reply to the offer by')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('overridden_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('participation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.application')),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.school')),
                ('call', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.call')),
                ('notice', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The privacy notice version at the declaration.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.privacynotice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('places', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)])),
                ('opens_at', models.DateTimeField(blank=True, help_text='Leave empty if to be announced.', null=True)),
                ('closes_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, help_text="Shown above the form, in the hub's own words.", verbose_name='what your schools should know')),
                ('hub', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.call')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InterestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('left_at', models.DateTimeField()),
                ('hub', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.interest')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project')),
                ('confirmed_at', models.DateTimeField(blank=True, help_text='When the owner confirmed it.', null=True)),
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
                ('at', models.DateTimeField()),
                ('text', models.TextField(max_length=4000)),
                ('application', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.note')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QuestionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('words', models.CharField(max_length=250, verbose_name='the question')),
                ('help', models.CharField(blank=True, help_text='A sentence below the question.', max_length=250, verbose_name='help')),
                ('kind', models.CharField(choices=[('short', 'Short text'), ('long', 'Long text'), ('choice', 'One of several'), ('yes_no', 'Yes or no'), ('number', 'A number'), ('date', 'A date')], default='long', max_length=10, verbose_name='takes')),
                ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None)),
                ('required', models.BooleanField(default=True, verbose_name='must be answered')),
                ('taken_out_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('call', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.call')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.question')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('asked', models.CharField(max_length=250, verbose_name='the question as it was asked')),
                ('kind', models.CharField(choices=[('short', 'Short text'), ('long', 'Long text'), ('choice', 'One of several'), ('yes_no', 'Yes or no'), ('number', 'A number'), ('date', 'A date')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.answer')),
                ('application', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('question', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.question')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ApplicantAdvocateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('full_name', models.CharField(blank=True, max_length=150)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('post', models.CharField(blank=True, max_length=100, verbose_name='post in the department')),
                ('experience', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='years of teaching')),
                ('development_group', models.CharField(blank=True, max_length=150, verbose_name='Development Work Group')),
                ('development_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of that group')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.applicantadvocate')),
                ('application', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='places_never_fewer_than_taken', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."places" IS DISTINCT FROM NEW."places")', declare='DECLARE taken integer;', func="\n        SELECT count(*) INTO taken FROM applications_application a\n            WHERE a.call_id = NEW.id AND a.state IN ('offered', 'accepted');\n        IF taken > NEW.places THEN\n            RAISE EXCEPTION '% places are already offered or accepted, so there can’t be fewer.', taken\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'places_never_fewer_than_taken';\n        END IF;\n        RETURN NEW;\n        ", hash='cfe489a3b4a5203db620b987e3f9f0bceb7b8f65', operation='UPDATE', pgid='pgtrigger_places_never_fewer_than_taken_fd2c4', table='applications_call', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='calls_stay_at_their_hub', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hub_id" IS DISTINCT FROM NEW."hub_id" OR OLD."project_id" IS DISTINCT FROM NEW."project_id")', func="\n            IF EXISTS (SELECT 1 FROM applications_application a WHERE a.call_id = NEW.id) THEN\n                RAISE EXCEPTION 'Schools have applied, so this call cannot move to another hub or project.' USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_stay_at_their_hub';\n            END IF;\n            RETURN NEW;\n            ", hash='4f6c7a83e919255ec454f19fd23429fba12c7b54', operation='UPDATE OF "hub_id", "project_id"', pgid='pgtrigger_calls_stay_at_their_hub_3b33e', table='applications_call', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='calls_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b6da1d3c3ac02de9de0493aef48a2b387c07a3ab', operation='DELETE', pgid='pgtrigger_calls_stay_60be7', table='applications_call', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='merged_hubs_open_no_calls', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."hub_id" IS NOT NULL)', declare='DECLARE successor bigint;', func="\n            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN\n                RETURN NEW;\n            END IF;\n            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;\n            IF successor IS NOT NULL THEN\n                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_hubs_open_no_calls';\n            END IF;\n            RETURN NEW;\n            ", hash='5174b6bc3755b85d09c002bc6529b5949252741b', operation='INSERT', pgid='pgtrigger_merged_hubs_open_no_calls_9f5dd', table='applications_call', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_callevent" ("closes_at", "hub_id", "id", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "project_id", "words") VALUES (NEW."closes_at", NEW."hub_id", NEW."id", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."project_id", NEW."words"); RETURN NULL;', hash='2a6e8a67e90e992db4ff05b8c587107772044a01', operation='INSERT', pgid='pgtrigger_insert_insert_ebae5', table='applications_call', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_callevent" ("closes_at", "hub_id", "id", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "project_id", "words") VALUES (NEW."closes_at", NEW."hub_id", NEW."id", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."project_id", NEW."words"); RETURN NULL;', hash='ee67baa5b1bffd46c749bd0794170ef3b972fa2b', operation='UPDATE', pgid='pgtrigger_update_update_1d498', table='applications_call', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='questions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='829c65ac4643e3a14d049081e9b23637446a11b6', operation='DELETE', pgid='pgtrigger_questions_stay_4ad9f', table='applications_question', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_questionevent" ("call_id", "choices", "help", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required", "taken_out_at", "words") VALUES (NEW."call_id", NEW."choices", NEW."help", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."required", NEW."taken_out_at", NEW."words"); RETURN NULL;', hash='7ef9e0ef87d18d2cc8b5ef9ea584da42c8feb494', operation='INSERT', pgid='pgtrigger_insert_insert_b9de5', table='applications_question', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_questionevent" ("call_id", "choices", "help", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "required", "taken_out_at", "words") VALUES (NEW."call_id", NEW."choices", NEW."help", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."required", NEW."taken_out_at", NEW."words"); RETURN NULL;', hash='26d71164d8647026386988ad084f6b03ad8e1738', operation='UPDATE', pgid='pgtrigger_update_update_0ad2d', table='applications_question', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_interestevent" ("confirmed_at", "email", "hub_id", "id", "left_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."confirmed_at", NEW."email", NEW."hub_id", NEW."id", NEW."left_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id"); RETURN NULL;', hash='86a8de01a4821e8d920da65af0832d8dd43b7ec5', operation='INSERT', pgid='pgtrigger_insert_insert_1b41c', table='applications_interest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_interestevent" ("confirmed_at", "email", "hub_id", "id", "left_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."confirmed_at", NEW."email", NEW."hub_id", NEW."id", NEW."left_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id"); RETURN NULL;', hash='44b57cb1e3415a59eb49003abc5867aadc4c60c1', operation='UPDATE', pgid='pgtrigger_update_update_e85e8', table='applications_interest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='application_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'declined\', \'submitted\'), (\'draft\', \'submitted\'), (\'draft\', \'withdrawn\'), (\'offered\', \'accepted\'), (\'offered\', \'submitted\'), (\'offered\', \'withdrawn\'), (\'submitted\', \'declined\'), (\'submitted\', \'offered\'), (\'submitted\', \'waitlisted\'), (\'submitted\', \'withdrawn\'), (\'waitlisted\', \'declined\'), (\'waitlisted\', \'offered\'), (\'waitlisted\', \'submitted\'), (\'waitlisted\', \'withdrawn\'), (\'withdrawn\', \'submitted\')) THEN\n                    RAISE EXCEPTION \'A application cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'application_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='65133df578142035f6bfe997db619af189cf50a8', operation='UPDATE', pgid='pgtrigger_application_moves_59aad', table='applications_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='places_never_oversold', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE allowed integer; taken integer;', func="\n        IF NEW.state IN ('offered', 'accepted') THEN\n            SELECT c.places INTO allowed FROM applications_call c WHERE c.id = NEW.call_id FOR UPDATE;\n            SELECT count(*) INTO taken FROM applications_application a\n                WHERE a.call_id = NEW.call_id AND a.id <> NEW.id AND a.state IN ('offered', 'accepted');\n            IF taken >= allowed THEN\n                RAISE EXCEPTION 'All % places are offered or accepted. Put the school on the waiting list, or add places.', allowed\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'places_never_oversold';\n            END IF;\n        END IF;\n        RETURN NEW;\n        ", hash='408d9c4397df9d49aaf9844604e9e4cab36f8dda', operation='INSERT OR UPDATE', pgid='pgtrigger_places_never_oversold_1cf0f', table='applications_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='applications_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b3bcae2077c5cfdda78cd3459223365bb2f32974', operation='DELETE', pgid='pgtrigger_applications_stay_ba015', table='applications_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_applicationevent" ("answer_by", "begun_at", "call_id", "contact_email", "contact_name", "decided_at", "decided_by_id", "declared_by", "focus", "head_answer", "head_answered_at", "head_asked_at", "head_email", "head_name", "head_words", "hopes", "id", "leader_email", "leader_name", "notice_id", "overridden_by_id", "override_reason", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priorities", "school_id", "state", "state_since", "submitted_at", "worked_before") VALUES (NEW."answer_by", NEW."begun_at", NEW."call_id", NEW."contact_email", NEW."contact_name", NEW."decided_at", NEW."decided_by_id", NEW."declared_by", NEW."focus", NEW."head_answer", NEW."head_answered_at", NEW."head_asked_at", NEW."head_email", NEW."head_name", NEW."head_words", NEW."hopes", NEW."id", NEW."leader_email", NEW."leader_name", NEW."notice_id", NEW."overridden_by_id", NEW."override_reason", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."priorities", NEW."school_id", NEW."state", NEW."state_since", NEW."submitted_at", NEW."worked_before"); RETURN NULL;', hash='4ab7dd21662d83a65705b64ee7534629cf54bc2c', operation='INSERT', pgid='pgtrigger_insert_insert_60e1b', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_applicationevent" ("answer_by", "begun_at", "call_id", "contact_email", "contact_name", "decided_at", "decided_by_id", "declared_by", "focus", "head_answer", "head_answered_at", "head_asked_at", "head_email", "head_name", "head_words", "hopes", "id", "leader_email", "leader_name", "notice_id", "overridden_by_id", "override_reason", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priorities", "school_id", "state", "state_since", "submitted_at", "worked_before") VALUES (NEW."answer_by", NEW."begun_at", NEW."call_id", NEW."contact_email", NEW."contact_name", NEW."decided_at", NEW."decided_by_id", NEW."declared_by", NEW."focus", NEW."head_answer", NEW."head_answered_at", NEW."head_asked_at", NEW."head_email", NEW."head_name", NEW."head_words", NEW."hopes", NEW."id", NEW."leader_email", NEW."leader_name", NEW."notice_id", NEW."overridden_by_id", NEW."override_reason", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."priorities", NEW."school_id", NEW."state", NEW."state_since", NEW."submitted_at", NEW."worked_before"); RETURN NULL;', hash='95571353e27a045bd2d96469a26077292aa24f3f', operation='UPDATE', pgid='pgtrigger_update_update_f714e', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicantadvocate',
            trigger=pgtrigger.compiler.Trigger(name='answers_stand_once_submitted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE standing text;', func="\n        SELECT a.state INTO standing FROM applications_application a\n            WHERE a.id = COALESCE(NEW.application_id, OLD.application_id) FOR UPDATE;\n        IF standing <> 'draft' THEN\n            RAISE EXCEPTION 'What was applied with stands once it is submitted.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'answers_stand_once_submitted';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n        ", hash='5a85782a1acbbfada95f29e3c1b2e6ddd826f921', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_answers_stand_once_submitted_e7814', table='applications_applicantadvocate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicantadvocate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_applicantadvocateevent" ("application_id", "development_group", "development_year", "email", "experience", "full_name", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post") VALUES (NEW."application_id", NEW."development_group", NEW."development_year", NEW."email", NEW."experience", NEW."full_name", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post"); RETURN NULL;', hash='876e3ead9cb8e2d7b2566862ace130ed52e55786', operation='INSERT', pgid='pgtrigger_insert_insert_d692a', table='applications_applicantadvocate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicantadvocate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_applicantadvocateevent" ("application_id", "development_group", "development_year", "email", "experience", "full_name", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post") VALUES (NEW."application_id", NEW."development_group", NEW."development_year", NEW."email", NEW."experience", NEW."full_name", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post"); RETURN NULL;', hash='053540d401bed2a585497295e05e6cf9d8ae7f60', operation='UPDATE', pgid='pgtrigger_update_update_fe82a', table='applications_applicantadvocate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='answers_stand_once_submitted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE standing text;', func="\n        SELECT a.state INTO standing FROM applications_application a\n            WHERE a.id = COALESCE(NEW.application_id, OLD.application_id) FOR UPDATE;\n        IF standing <> 'draft' THEN\n            RAISE EXCEPTION 'What was applied with stands once it is submitted.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'answers_stand_once_submitted';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n        ", hash='4f7f7a5ea4842c90989422b63662b84bc6fd5ca4', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_answers_stand_once_submitted_497c7', table='applications_answer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_answerevent" ("application_id", "asked", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "text") VALUES (NEW."application_id", NEW."asked", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."question_id", NEW."text"); RETURN NULL;', hash='ed248b79c6c5cb70206b75c2ae57a95d1c9e6d33', operation='INSERT', pgid='pgtrigger_insert_insert_93143', table='applications_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_answerevent" ("application_id", "asked", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "text") VALUES (NEW."application_id", NEW."asked", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."question_id", NEW."text"); RETURN NULL;', hash='e162269771cf552cfe3b979f0cd6ec04e8b1adc6', operation='UPDATE', pgid='pgtrigger_update_update_e8995', table='applications_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='notes_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4664cd8cf313c3a539ef15064c99fbffed30fd36', operation='DELETE', pgid='pgtrigger_notes_stay_4ad98', table='applications_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_noteevent" ("application_id", "at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;', hash='c8c6fbac46b3aa4f125f68e623d1b499cf609e8f', operation='INSERT', pgid='pgtrigger_insert_insert_10bee', table='applications_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_noteevent" ("application_id", "at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;', hash='2c033808cd57127242a0fe770fe6e46c3ba353c8', operation='UPDATE', pgid='pgtrigger_update_update_f8c2e', table='applications_note', when='AFTER')),
        ),
    ]
