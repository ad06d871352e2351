from decimal import Decimal

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
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('queried', 'Queried'), ('approved', 'Approved'), ('in_run', 'In a payment run'), ('paid', 'Paid'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('total', models.DecimalField(decimal_places=2, default=0, max_digits=8, validators=[django.core.validators.MinValueValidator(0)])),
                ('made_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.TextField(blank=True)),
                ('client_key', models.UUIDField(editable=False, help_text='From the form: a double send makes one claim.', unique=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims_decided', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims_made', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims_submitted', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ClaimLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('released_on', models.DateField(verbose_name='date')),
                ('teacher', models.CharField(max_length=120, verbose_name='teacher released')),
                ('cost', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))])),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='funding.claim')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ClaimLineEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('released_on', models.DateField(verbose_name='date')),
                ('teacher', models.CharField(max_length=120, verbose_name='teacher released')),
                ('cost', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))])),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.claim')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.claimline')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8)),
                ('committed', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=8)),
                ('paid', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=8)),
                ('participation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='grant', to='schools.participation')),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('commit', 'Commitment'), ('pay', 'Payment')], max_length=10)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='funding.claim')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='funding.grant')),
            ],
            options={
                'verbose_name': 'ledger entry',
                'verbose_name_plural': 'ledger entries',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='claim',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='funding.grant'),
        ),
        migrations.CreateModel(
            name='GrantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8)),
                ('committed', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=8)),
                ('paid', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=8)),
                ('participation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.participation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.grant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))])),
                ('paid_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='payment', to='funding.claim')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments_recorded', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-paid_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PaymentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))])),
                ('paid_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('claim', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.claim')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.payment')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaymentRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('prepared', 'Prepared'), ('released', 'Released')], default='prepared', max_length=10)),
                ('prepared_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_runs', to='schools.hub')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prepared_runs', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='released_runs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-prepared_at'],
            },
        ),
        migrations.CreateModel(
            name='ClaimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reference', models.CharField(max_length=12)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('queried', 'Queried'), ('approved', 'Approved'), ('in_run', 'In a payment run'), ('paid', 'Paid'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('total', models.DecimalField(decimal_places=2, default=0, max_digits=8, validators=[django.core.validators.MinValueValidator(0)])),
                ('made_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.TextField(blank=True)),
                ('client_key', models.UUIDField(editable=False, help_text='From the form: a double send makes one claim.')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.claim')),
                ('submitted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('grant', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.grant')),
                ('run', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.paymentrun')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='claim',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='funding.paymentrun'),
        ),
        migrations.CreateModel(
            name='PaymentRunEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('prepared', 'Prepared'), ('released', 'Released')], default='prepared', max_length=10)),
                ('prepared_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.paymentrun')),
                ('prepared_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='claimline',
            constraint=models.CheckConstraint(condition=models.Q(('cost__gt', 0)), name='line_costs_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimline',
            trigger=pgtrigger.compiler.Trigger(name='lines_of_submitted_claims_stand', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE standing text;', func="\n        SELECT c.state INTO standing FROM funding_claim c\n            WHERE c.id = COALESCE(NEW.claim_id, OLD.claim_id) FOR UPDATE;\n        IF standing NOT IN ('draft', 'queried') THEN\n            RAISE EXCEPTION 'The lines of a claim stand once it is submitted.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'lines_of_submitted_claims_stand';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n        ", hash='822d33c65c3bbd72238f3fe66243813d9fffa16e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lines_of_submitted_claims_stand_e47ca', table='funding_claimline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_claimlineevent" ("claim_id", "cost", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "released_on", "teacher") VALUES (NEW."claim_id", NEW."cost", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."released_on", NEW."teacher"); RETURN NULL;', hash='8716279dbeaf05d9da419d941bdcb226e7a760a3', operation='INSERT', pgid='pgtrigger_insert_insert_b5b90', table='funding_claimline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_claimlineevent" ("claim_id", "cost", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "released_on", "teacher") VALUES (NEW."claim_id", NEW."cost", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."released_on", NEW."teacher"); RETURN NULL;', hash='8a0e7190a545b1a1f0d92ba9895f6f44ec497a12', operation='UPDATE', pgid='pgtrigger_update_update_c266c', table='funding_claimline', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('committed__gte', 0), ('committed__lte', models.F('amount'))), name='grant_never_overspent', violation_error_message='This is more than what is left of the grant.'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('paid__gte', 0), ('paid__lte', models.F('committed'))), name='paid_was_committed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='only_the_ledger_counts', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE entered numeric; paid_out numeric;', func="\n        SELECT COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'commit'), 0),\n               COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'pay'), 0)\n            INTO entered, paid_out FROM funding_entry e WHERE e.grant_id = NEW.id;\n        IF NEW.committed <> entered OR NEW.paid <> paid_out THEN\n            RAISE EXCEPTION 'What is committed and paid of a grant is the sum of its ledger, and nothing else.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'only_the_ledger_counts';\n        END IF;\n        RETURN NEW;\n        ", hash='30a916365bd4d1c768d9b9610d0e8ff81335ccfe', operation='INSERT OR UPDATE', pgid='pgtrigger_only_the_ledger_counts_ba0e7', table='funding_grant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='grants_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='af6b2b70f90b1c1a48bdf8530a77479a70a1a6d8', operation='DELETE', pgid='pgtrigger_grants_stay_451d1', table='funding_grant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_grantevent" ("amount", "committed", "id", "paid", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."committed", NEW."id", NEW."paid", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='8842290df1657ef993fedb39cb32cf32da247c2f', operation='INSERT', pgid='pgtrigger_insert_insert_056d1', table='funding_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_grantevent" ("amount", "committed", "id", "paid", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."committed", NEW."id", NEW."paid", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='2db3352c4f15535833ea6c1c46e2efac43428f20', operation='UPDATE', pgid='pgtrigger_update_update_a32c1', table='funding_grant', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('claim', 'kind'), name='one_entry_a_claim_and_kind', violation_error_message='This claim has been committed or paid already.'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='entry_is_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_counts', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE granted numeric; already numeric; claimed numeric; owner bigint;', func="\n        SELECT c.total, c.grant_id INTO claimed, owner FROM funding_claim c WHERE c.id = NEW.claim_id;\n        IF owner <> NEW.grant_id OR claimed <> NEW.amount THEN\n            RAISE EXCEPTION 'An entry is for its claim''s own grant and total.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_the_claims';\n        END IF;\n        SELECT g.amount, g.committed INTO granted, already FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;\n        IF NEW.kind = 'commit' THEN\n            IF NEW.amount > granted - already THEN\n                RAISE EXCEPTION 'This claim is for £%, but £% of the £% grant is left. Ask for £% or less.',\n                    to_char(NEW.amount, 'FM999,990.00'), to_char(granted - already, 'FM999,990.00'),\n                    to_char(granted, 'FM999,990.00'), to_char(granted - already, 'FM999,990.00')\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_never_overspent';\n            END IF;\n            UPDATE funding_grant SET committed = committed + NEW.amount WHERE id = NEW.grant_id;\n        ELSE\n            UPDATE funding_grant SET paid = paid + NEW.amount WHERE id = NEW.grant_id;\n        END IF;\n        RETURN NEW;\n        ", hash='34ac5fd09926136e2fd06e365bc7b403aaef5118', operation='INSERT', pgid='pgtrigger_entry_counts_6861f', table='funding_entry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entries_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='15ce024e1fe8158ff24aac251f016b71a5b9a824', operation='UPDATE OR DELETE', pgid='pgtrigger_entries_stand_53324', table='funding_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payments_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='97c42a688fcd8f6cac64c9e821de597bfa38479c', operation='UPDATE OR DELETE', pgid='pgtrigger_payments_stand_67453', table='funding_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_paymentevent" ("amount", "claim_id", "id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (NEW."amount", NEW."claim_id", NEW."id", NEW."paid_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;', hash='1a6ee7a1fd35065dee933214984885ea5fa6157d', operation='INSERT', pgid='pgtrigger_insert_insert_deffb', table='funding_payment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_paymentevent" ("amount", "claim_id", "id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (NEW."amount", NEW."claim_id", NEW."id", NEW."paid_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;', hash='0aa4d9bbe0ff603dffa4fb23ddce57a54badf2fa', operation='UPDATE', pgid='pgtrigger_update_update_1b4ef', table='funding_payment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='paymentrun',
            constraint=models.CheckConstraint(condition=models.Q(('released_by__isnull', True), models.Q(('released_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='run_released_by_another', violation_error_message='A run is released by somebody other than the one who prepared it.'),
        ),
        migrations.AddConstraint(
            model_name='paymentrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='released_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentrun',
            trigger=pgtrigger.compiler.Trigger(name='run_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'prepared\', \'released\')) THEN\n                    RAISE EXCEPTION \'A payment run cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'run_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='b84fec57114db16d0ed2b60050ca9464874fc6a0', operation='UPDATE', pgid='pgtrigger_run_moves_8e9d6', table='funding_paymentrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentrun',
            trigger=pgtrigger.compiler.Trigger(name='runs_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9eee2b1fd0353e091428c4f96a08d6cc0ea0389a', operation='DELETE', pgid='pgtrigger_runs_stay_7780f', table='funding_paymentrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentrun',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_paymentrunevent" ("hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "released_at", "released_by_id", "state") VALUES (NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."released_at", NEW."released_by_id", NEW."state"); RETURN NULL;', hash='af560117ff9a5e739ae7aa38f85fa5158e2de941', operation='INSERT', pgid='pgtrigger_insert_insert_2c8b8', table='funding_paymentrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentrun',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_paymentrunevent" ("hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "released_at", "released_by_id", "state") VALUES (NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."released_at", NEW."released_by_id", NEW."state"); RETURN NULL;', hash='27ffc61d90f6ba74f27aa78e44d890e86382bd1b', operation='UPDATE', pgid='pgtrigger_update_update_579d5', table='funding_paymentrun', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='claim_total_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(models.Q(('decided_by', models.F('made_by')), _negated=True), models.Q(('submitted_by__isnull', True), models.Q(('decided_by', models.F('submitted_by')), _negated=True), _connector='OR')), _connector='OR'), name='claim_decided_by_another', violation_error_message='Nobody decides on a claim that they made.'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('approved', 'in_run', 'paid', 'rejected')), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('in_run', 'paid')), _negated=True), ('run__isnull', False), _connector='OR'), name='paid_in_a_run'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'withdrawn')), ('total__gt', 0), _connector='OR'), name='submitted_claims_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'approved\', \'in_run\'), (\'draft\', \'submitted\'), (\'draft\', \'withdrawn\'), (\'in_run\', \'paid\'), (\'queried\', \'submitted\'), (\'queried\', \'withdrawn\'), (\'submitted\', \'approved\'), (\'submitted\', \'queried\'), (\'submitted\', \'rejected\'), (\'submitted\', \'withdrawn\')) THEN\n                    RAISE EXCEPTION \'A claim cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'claim_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='bcf18e651ff679973844998bad29e9172b5861a2', operation='UPDATE', pgid='pgtrigger_claim_moves_48ccb', table='funding_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_within_grant', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE granted numeric; taken numeric;', func="\n        IF NEW.state NOT IN ('rejected', 'withdrawn') THEN\n            SELECT g.amount INTO granted FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;\n            SELECT COALESCE(SUM(c.total), 0) INTO taken FROM funding_claim c\n                WHERE c.grant_id = NEW.grant_id AND c.id <> NEW.id AND c.state IN ('submitted', 'queried', 'approved', 'in_run', 'paid');\n            IF NEW.total > granted - taken THEN\n                RAISE EXCEPTION 'This claim is for £%, but £% of the £% grant is left. Ask for £% or less.',\n                    to_char(NEW.total, 'FM999,990.00'), to_char(granted - taken, 'FM999,990.00'),\n                    to_char(granted, 'FM999,990.00'), to_char(granted - taken, 'FM999,990.00')\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_within_grant';\n            END IF;\n        END IF;\n        IF NEW.state IN ('submitted', 'approved') AND NEW.total <> (\n            SELECT COALESCE(SUM(l.cost), 0) FROM funding_claimline l WHERE l.claim_id = NEW.id\n        ) THEN\n            RAISE EXCEPTION 'The total of a claim is the sum of its lines.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_total_is_its_lines';\n        END IF;\n        IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND OLD.state <> 'queried' AND NEW.total <> OLD.total THEN\n            RAISE EXCEPTION 'The total of a submitted claim stands. Query the claim to have it changed.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_total_stands';\n        END IF;\n        RETURN NEW;\n        ", hash='b357f1a19f2811d623444908601af70812f3e8cf', operation='INSERT OR UPDATE', pgid='pgtrigger_claim_within_grant_3e207', table='funding_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claims_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9fb13938ef172650109b6484cc9171fa381fef3e', operation='DELETE', pgid='pgtrigger_claims_stay_8809d', table='funding_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_claimevent" ("client_key", "decided_at", "decided_by_id", "decision_reason", "grant_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "run_id", "state", "submitted_at", "submitted_by_id", "total") VALUES (NEW."client_key", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."grant_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."run_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."total"); RETURN NULL;', hash='e34957371b4d8a273f45d836096487b99091bcfc', operation='INSERT', pgid='pgtrigger_insert_insert_7ed3d', table='funding_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_claimevent" ("client_key", "decided_at", "decided_by_id", "decision_reason", "grant_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "run_id", "state", "submitted_at", "submitted_by_id", "total") VALUES (NEW."client_key", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."grant_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."run_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."total"); RETURN NULL;', hash='cc8859a116c690f66c46812e7ccfc96e5975b1bc', operation='UPDATE', pgid='pgtrigger_update_update_fe1b5', table='funding_claim', when='AFTER')),
        ),
    ]
