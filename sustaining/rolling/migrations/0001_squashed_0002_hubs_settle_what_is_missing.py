"""What hubs propose for the next year.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    replaces = [
        ('rolling', '0001_hubs_propose_the_next_year'),
        ('rolling', '0002_hubs_settle_what_is_missing'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own'),
        ('specialists', '0001_squashed_0013_specialists_have_a_telephone'),
        ('workgroups', '0001_squashed_0018_attendance_is_brought_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='YearProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposed_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(verbose_name='last asked')),
                ('times_asked', models.PositiveSmallIntegerField(db_default=1, default=1)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True, db_default='', verbose_name='how the hub heard the answer')),
                ('shortfall', models.TextField(blank=True, db_default='', verbose_name='what could not be done')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='year_answers', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='year_proposals', to='workgroups.workgroup', verbose_name='Work Group')),
                ('participation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='schools.participation')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years_proposed', to=settings.AUTH_USER_MODEL)),
                ('specialist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='year_proposals', to='specialists.specialist')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='when the hub settled what could not be done')),
            ],
            options={
                'verbose_name': 'proposed year',
                'ordering': ['-proposed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='year_answered_by_somebody'), models.CheckConstraint(condition=models.Q(('times_asked__gte', 1), ('asked_at__gte', models.F('proposed_at'))), name='proposed_year_is_asked_about')],
            },
        ),
        migrations.CreateModel(
            name='YearProposalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('proposed_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(verbose_name='last asked')),
                ('times_asked', models.PositiveSmallIntegerField(db_default=1, default=1)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True, db_default='', verbose_name='how the hub heard the answer')),
                ('shortfall', models.TextField(blank=True, db_default='', verbose_name='what could not be done')),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workgroups.workgroup', verbose_name='Work Group')),
                ('participation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='rolling.yearproposal')),
                ('proposed_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('specialist', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='specialists.specialist')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='when the hub settled what could not be done')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearproposal',
            trigger=pgtrigger.compiler.Trigger(name='year_proposals_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0b7f7e8a9ace290bed1782aadf46e2bbfb9d9002', operation='DELETE', pgid='pgtrigger_year_proposals_stay_e2e17', table='rolling_yearproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearproposal',
            trigger=pgtrigger.compiler.Trigger(name='year_proposals_stay_with_their_school', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."participation_id" IS DISTINCT FROM NEW."participation_id")', func="\n            IF TRUE THEN\n                RAISE EXCEPTION 'A proposed year cannot move to another school. Decline it, and propose one to the other school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'year_proposals_stay_with_their_school';\n            END IF;\n            RETURN NEW;\n            ", hash='5220499d5e2815b1ebb164453c4c1cd9f2552493', operation='UPDATE OF "participation_id"', pgid='pgtrigger_year_proposals_stay_with_their_school_f8059', table='rolling_yearproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearproposal',
            trigger=pgtrigger.compiler.Trigger(name='proposed_group_is_of_the_year', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.group_id IS NOT NULL AND NOT EXISTS (\n                    SELECT 1 FROM workgroups_workgroup g, schools_participation p\n                    WHERE g.id = NEW.group_id AND p.id = NEW.participation_id\n                    AND p.project_id = g.project_id AND p.hub_id = g.hub_id\n                ) THEN\n                RAISE EXCEPTION 'The Work Group that is proposed is one of the hub in the same project.' USING ERRCODE = 'check_violation', CONSTRAINT = 'proposed_group_is_of_the_year';\n            END IF;\n            RETURN NEW;\n            ", hash='f491f936eccfdb2e6e932d68bb6f0005b8d74ced', operation='INSERT OR UPDATE OF "group_id"', pgid='pgtrigger_proposed_group_is_of_the_year_55367', table='rolling_yearproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearproposal',
            trigger=pgtrigger.compiler.Trigger(name='proposed_specialist_never_at_home', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                    SELECT 1 FROM specialists_specialist s JOIN schools_participation p ON p.id = NEW.participation_id\n                    WHERE s.id = NEW.specialist_id AND s.home_school_id = p.school_id\n                ) THEN\n                RAISE EXCEPTION 'A Specialist can’t be assigned to their own school.' USING ERRCODE = 'check_violation', CONSTRAINT = 'proposed_specialist_never_at_home';\n            END IF;\n            RETURN NEW;\n            ", hash='e6c3889dbe5238bb6d1e1423e15f615416c615fd', operation='INSERT OR UPDATE OF "specialist_id"', pgid='pgtrigger_proposed_specialist_never_at_home_4a9c2', table='rolling_yearproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearproposal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "rolling_yearproposalevent" ("answered_at", "answered_by_id", "asked_at", "group_id", "id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "settled_at", "shortfall", "specialist_id", "times_asked") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."group_id", NEW."id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."settled_at", NEW."shortfall", NEW."specialist_id", NEW."times_asked"); RETURN NULL;', hash='244d979b7be4465602058ac79e7799a12518dfc9', operation='INSERT', pgid='pgtrigger_insert_insert_67439', table='rolling_yearproposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearproposal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "rolling_yearproposalevent" ("answered_at", "answered_by_id", "asked_at", "group_id", "id", "note", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "settled_at", "shortfall", "specialist_id", "times_asked") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."group_id", NEW."id", NEW."note", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."settled_at", NEW."shortfall", NEW."specialist_id", NEW."times_asked"); RETURN NULL;', hash='8e246e042c951cc7f30ff9ec4c70330303cf4aca', operation='UPDATE', pgid='pgtrigger_update_update_cf5bf', table='rolling_yearproposal', when='AFTER')),
        ),
    ]
