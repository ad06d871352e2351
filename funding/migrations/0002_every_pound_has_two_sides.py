from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.files
from sustaining.common.migrations import Migration as LargeMigration

BOTH_SIDES = """
ALTER TABLE funding_entry DISABLE TRIGGER USER;
ALTER TABLE funding_paymentrun DISABLE TRIGGER USER;
UPDATE funding_claim SET approved = total WHERE state IN ('approved', 'in_run', 'paid');
UPDATE funding_entry SET source = 'committed', target = 'paid' WHERE kind = 'pay';
INSERT INTO funding_entry (grant_id, claim_id, kind, source, target, amount, why, by_id, at)
    SELECT g.id, NULL, 'open', 'hub', 'left', g.amount, 'Takes part', p.enrolled_by_id, p.enrolled_at
    FROM funding_grant g JOIN schools_participation p ON p.id = g.participation_id WHERE g.amount > 0;
UPDATE funding_payment y SET run_id = c.run_id FROM funding_claim c WHERE c.id = y.claim_id;
UPDATE funding_paymentevent y SET run_id = c.run_id FROM funding_claim c WHERE c.id = y.claim_id;
UPDATE funding_paymentrun r SET paid_on = (SELECT MIN(y.paid_on) FROM funding_payment y WHERE y.run_id = r.id);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE funding_entry ENABLE TRIGGER USER;
ALTER TABLE funding_paymentrun ENABLE TRIGGER USER;
"""
BACK = """
ALTER TABLE funding_entry DISABLE TRIGGER USER;
DELETE FROM funding_entry WHERE kind NOT IN ('commit', 'pay');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE funding_entry ENABLE TRIGGER USER;
"""


class Migration(LargeMigration):

    dependencies = [
        ('funding', '0001_a_grant_is_never_overspent'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('schools', '0004_hubs_set_term_dates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('accepted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='AcceptanceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField()),
                ('accepted_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)])),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['hub', '-academic_year'],
            },
        ),
        migrations.CreateModel(
            name='BudgetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)])),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('thumbnail', models.FileField(blank=True, max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'file of a claim',
                'verbose_name_plural': 'files of claims',
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ClaimFileEvent',
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
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClaimWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_on', models.DateField(verbose_name='opens')),
                ('closes_on', models.DateField(verbose_name='closes')),
            ],
            options={
                'ordering': ['hub', '-closes_on'],
            },
        ),
        migrations.CreateModel(
            name='ClaimWindowEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('opens_on', models.DateField(verbose_name='opens')),
                ('closes_on', models.DateField(verbose_name='closes')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('from_hub', models.BooleanField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'message about a claim',
                'verbose_name_plural': 'messages about claims',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MessageEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField()),
                ('from_hub', models.BooleanField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MoneySetup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conditions', models.TextField(default='The grant is towards the cost of releasing teachers for Secondary Teaching for Mastery – Sustaining, and for nothing else.\nClaim only for teachers who were released on the day, and only what the release cost the school.\nKeep the records of each release (cover, supply invoices, who took part) for six years and the current one.\nThe hub’s lead school may ask to see those records. Money that was not spent as claimed is paid back.\nA claim that comes after the window has closed may not be paid.')),
                ('columns', models.JSONField(blank=True, default=list)),
            ],
            options={
                'verbose_name': 'money set-up of a hub',
                'verbose_name_plural': 'money set-ups of hubs',
            },
        ),
        migrations.CreateModel(
            name='MoneySetupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('conditions', models.TextField(default='The grant is towards the cost of releasing teachers for Secondary Teaching for Mastery – Sustaining, and for nothing else.\nClaim only for teachers who were released on the day, and only what the release cost the school.\nKeep the records of each release (cover, supply invoices, who took part) for six years and the current one.\nThe hub’s lead school may ask to see those records. Money that was not spent as claimed is paid back.\nA claim that comes after the window has closed may not be paid.')),
                ('columns', models.JSONField(blank=True, default=list)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('agreed', 'Agreed'), ('settled', 'Settled'), ('dropped', 'Dropped')], default='requested', max_length=10)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))])),
                ('reason', models.TextField()),
                ('requested_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_on', models.DateField(blank=True, null=True)),
                ('drop_reason', models.TextField(blank=True)),
            ],
            options={
                'verbose_name_plural': 'recoveries',
                'ordering': ['-requested_at'],
            },
        ),
        migrations.CreateModel(
            name='RecoveryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('agreed', 'Agreed'), ('settled', 'Settled'), ('dropped', 'Dropped')], default='requested', max_length=10)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))])),
                ('reason', models.TextField()),
                ('requested_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_on', models.DateField(blank=True, null=True)),
                ('drop_reason', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RunFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('thumbnail', models.FileField(blank=True, max_length=120, storage=sustaining.common.files.files_storage, upload_to=sustaining.common.files._own_name)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'file of a payment run',
                'verbose_name_plural': 'files of payment runs',
                'ordering': ['run', 'name'],
            },
        ),
        migrations.CreateModel(
            name='RunFileEvent',
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('seed', models.PositiveBigIntegerField()),
                ('drawn_from', models.JSONField()),
                ('answer_by', models.DateField(verbose_name='evidence by')),
                ('drawn_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-drawn_at'],
            },
        ),
        migrations.CreateModel(
            name='SampledClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'Evidence asked for'), ('answered', 'Evidence given'), ('accepted', 'Evidence accepted'), ('refused', 'Evidence not accepted')], default='asked', max_length=10)),
                ('words', models.TextField(blank=True, verbose_name='what the school says')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('finding', models.TextField(blank=True)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'sampled claim',
                'ordering': ['claim__reference'],
            },
        ),
        migrations.CreateModel(
            name='SampledClaimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('asked', 'Evidence asked for'), ('answered', 'Evidence given'), ('accepted', 'Evidence accepted'), ('refused', 'Evidence not accepted')], default='asked', max_length=10)),
                ('words', models.TextField(blank=True, verbose_name='what the school says')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('finding', models.TextField(blank=True)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SampleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('seed', models.PositiveBigIntegerField()),
                ('drawn_from', models.JSONField()),
                ('answer_by', models.DateField(verbose_name='evidence by')),
                ('drawn_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='claim_moves',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='claim_within_grant',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claim',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claimline',
            name='lines_of_submitted_claims_stand',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claimline',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='claimline',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entry',
            name='entry_counts',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='grant',
            name='only_the_ledger_counts',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='grant',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='grant',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='payment',
            name='payments_stand',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='payment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='payment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paymentrun',
            name='run_moves',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paymentrun',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paymentrun',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='one_entry_a_claim_and_kind',
        ),
        migrations.AddField(
            model_name='claim',
            name='approved',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='approved for'),
        ),
        migrations.AddField(
            model_name='claim',
            name='invoice_number',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='claim',
            name='payee',
            field=models.CharField(blank=True, max_length=120, verbose_name='pay to'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='approved',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='approved for'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='invoice_number',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='payee',
            field=models.CharField(blank=True, max_length=120, verbose_name='pay to'),
        ),
        migrations.AddField(
            model_name='claimline',
            name='explanation',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='claimline',
            name='hours',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True),
        ),
        migrations.AddField(
            model_name='claimline',
            name='length',
            field=models.CharField(choices=[('whole', 'Whole day'), ('half', 'Half day'), ('hours', 'Hours')], default='whole', max_length=5, verbose_name='released for'),
        ),
        migrations.AddField(
            model_name='claimline',
            name='occasion',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='claimline',
            name='occasion_words',
            field=models.CharField(blank=True, max_length=200, verbose_name='for'),
        ),
        migrations.AddField(
            model_name='claimlineevent',
            name='explanation',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='claimlineevent',
            name='hours',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True),
        ),
        migrations.AddField(
            model_name='claimlineevent',
            name='length',
            field=models.CharField(choices=[('whole', 'Whole day'), ('half', 'Half day'), ('hours', 'Hours')], default='whole', max_length=5, verbose_name='released for'),
        ),
        migrations.AddField(
            model_name='claimlineevent',
            name='occasion',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='claimlineevent',
            name='occasion_words',
            field=models.CharField(blank=True, max_length=200, verbose_name='for'),
        ),
        migrations.AddField(
            model_name='entry',
            name='source',
            field=models.CharField(choices=[('hub', 'The hub’s grant money'), ('left', 'Left of the grant'), ('committed', 'Approved, not paid'), ('paid', 'Paid to the school')], default='left', max_length=10, verbose_name='from'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='target',
            field=models.CharField(choices=[('hub', 'The hub’s grant money'), ('left', 'Left of the grant'), ('committed', 'Approved, not paid'), ('paid', 'Paid to the school')], default='committed', max_length=10, verbose_name='to'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='grant',
            name='close_reason',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='grant',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='grant',
            name='late_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='late_leaves', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='late_reason',
            field=models.TextField(blank=True, verbose_name='why late claims are taken'),
        ),
        migrations.AddField(
            model_name='grant',
            name='late_until',
            field=models.DateField(blank=True, null=True, verbose_name='late claims until'),
        ),
        migrations.AddField(
            model_name='grantevent',
            name='close_reason',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='grantevent',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='grantevent',
            name='late_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grantevent',
            name='late_reason',
            field=models.TextField(blank=True, verbose_name='why late claims are taken'),
        ),
        migrations.AddField(
            model_name='grantevent',
            name='late_until',
            field=models.DateField(blank=True, null=True, verbose_name='late claims until'),
        ),
        migrations.AddField(
            model_name='payment',
            name='answer',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was returned'),
        ),
        migrations.AddField(
            model_name='payment',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='payment',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments_answered', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='payment',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funding.paymentrun')
        ),
        migrations.AddField(
            model_name='payment',
            name='state',
            field=models.CharField(choices=[('sent', 'Sent'), ('confirmed', 'Confirmed'), ('returned', 'Returned')], default='sent', max_length=10),
        ),
        migrations.AddField(
            model_name='paymentevent',
            name='answer',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it was returned'),
        ),
        migrations.AddField(
            model_name='paymentevent',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='paymentevent',
            name='answered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paymentevent',
            name='run',
            field=models.ForeignKey(null=True, db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.paymentrun')
        ),
        migrations.AddField(
            model_name='paymentevent',
            name='state',
            field=models.CharField(choices=[('sent', 'Sent'), ('confirmed', 'Confirmed'), ('returned', 'Returned')], default='sent', max_length=10),
        ),
        migrations.AddField(
            model_name='paymentrun',
            name='cancel_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='paymentrun',
            name='paid_on',
            field=models.DateField(blank=True, null=True, verbose_name='day of payment'),
        ),
        migrations.AddField(
            model_name='paymentrunevent',
            name='cancel_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='paymentrunevent',
            name='paid_on',
            field=models.DateField(blank=True, null=True, verbose_name='day of payment'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='funding.claim'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('open', 'Grant'), ('close', 'Grant closed'), ('commit', 'Commitment'), ('pay', 'Payment'), ('return', 'Payment returned'), ('recover', 'Recovery')], max_length=10),
        ),
        migrations.AlterField(
            model_name='grant',
            name='amount',
            field=models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=8),
        ),
        migrations.AlterField(
            model_name='grantevent',
            name='amount',
            field=models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=8),
        ),
        migrations.AlterField(
            model_name='payment',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funding.claim'),
        ),
        migrations.AlterField(
            model_name='paymentrun',
            name='state',
            field=models.CharField(choices=[('prepared', 'Prepared'), ('released', 'Released'), ('cancelled', 'Cancelled')], default='prepared', max_length=10),
        ),
        migrations.AlterField(
            model_name='paymentrunevent',
            name='state',
            field=models.CharField(choices=[('prepared', 'Prepared'), ('released', 'Released'), ('cancelled', 'Cancelled')], default='prepared', max_length=10),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['at', 'kind'], name='entry_by_time'),
        ),
        migrations.RunSQL(BOTH_SIDES, BACK),
        migrations.AlterField(
            model_name='payment',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funding.paymentrun')
        ),
        migrations.AlterField(
            model_name='paymentevent',
            name='run',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.paymentrun')
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'approved\', \'in_run\'), (\'draft\', \'submitted\'), (\'draft\', \'withdrawn\'), (\'in_run\', \'approved\'), (\'in_run\', \'paid\'), (\'paid\', \'approved\'), (\'queried\', \'submitted\'), (\'queried\', \'withdrawn\'), (\'submitted\', \'approved\'), (\'submitted\', \'queried\'), (\'submitted\', \'rejected\'), (\'submitted\', \'withdrawn\')) THEN\n                    RAISE EXCEPTION \'A claim cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'claim_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='462f124c2cb9419b11cfcfc522144154d5107d00', operation='UPDATE', pgid='pgtrigger_claim_moves_48ccb', table='funding_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_within_grant', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE granted numeric; taken numeric; asked numeric;', func="\n        IF NEW.state IN ('draft', 'submitted', 'queried')\n            OR (TG_OP = 'INSERT' AND NEW.state NOT IN ('rejected', 'withdrawn'))\n            OR (TG_OP = 'UPDATE' AND NEW.state = 'approved' AND OLD.state = 'submitted') THEN\n            asked := COALESCE(NEW.approved, NEW.total);\n            SELECT g.amount, g.committed INTO granted, taken FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;\n            SELECT taken + COALESCE(SUM(c.total), 0) INTO taken FROM funding_claim c\n                WHERE c.grant_id = NEW.grant_id AND c.id <> NEW.id AND c.state IN ('submitted', 'queried');\n            IF asked > granted - taken THEN\n                RAISE EXCEPTION 'This claim is for £%, but £% of the £% grant is left. Ask for £% or less.',\n                    to_char(asked, 'FM999,990.00'), to_char(granted - taken, 'FM999,990.00'),\n                    to_char(granted, 'FM999,990.00'), to_char(granted - taken, 'FM999,990.00')\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_within_grant';\n            END IF;\n        END IF;\n        IF NEW.state IN ('submitted', 'approved') AND NEW.total <> (\n            SELECT COALESCE(SUM(l.cost), 0) FROM funding_claimline l WHERE l.claim_id = NEW.id\n        ) THEN\n            RAISE EXCEPTION 'The total of a claim is the sum of its lines.' USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_total_is_its_lines';\n        END IF;\n        IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND OLD.state <> 'queried' AND NEW.total <> OLD.total THEN\n            RAISE EXCEPTION 'The total of a submitted claim stands. Query the claim to have it changed.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_total_stands';\n        END IF;\n        IF TG_OP = 'UPDATE' AND (NEW.grant_id <> OLD.grant_id\n            OR (OLD.approved IS NOT NULL AND NEW.approved IS DISTINCT FROM OLD.approved)) THEN\n            RAISE EXCEPTION 'What a claim was approved for stands, and so does its grant.' USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_approved_stands';\n        END IF;\n        RETURN NEW;\n        ", hash='1f29abeb448bfd6bfecbe5e843fda7d28e79fe3a', operation='INSERT OR UPDATE', pgid='pgtrigger_claim_within_grant_3e207', table='funding_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_agrees_with_ledger', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE standing text; agreed numeric; held numeric; sent numeric; came_back numeric;', func="\n            SELECT c.state, c.approved INTO standing, agreed FROM funding_claim c WHERE c.id = NEW.id;\n            IF standing IS NULL THEN RETURN NULL; END IF;\n            \n    SELECT COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'commit'), 0),\n           COALESCE(SUM(CASE e.kind WHEN 'pay' THEN e.amount WHEN 'return' THEN -e.amount END), 0),\n           COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'recover'), 0)\n INTO held, sent, came_back FROM funding_entry e WHERE e.claim_id = NEW.id;\n            IF (held, sent, came_back) IS DISTINCT FROM (\n                CASE WHEN standing IN ('approved', 'in_run', 'paid') THEN agreed ELSE 0 END,\n                CASE WHEN standing = 'paid' THEN agreed ELSE 0 END,\n                CASE WHEN standing = 'paid' THEN came_back ELSE 0 END\n            ) THEN\n                RAISE EXCEPTION 'A claim stands where its ledger entries say, and nowhere else.' USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_agrees_with_ledger';\n            END IF;\n            RETURN NULL;\n            ", hash='ad1da031a79e62c629c3e9d5c3fa333c9fbc60e6', operation='INSERT OR UPDATE', pgid='pgtrigger_claim_agrees_with_ledger_e8794', table='funding_claim', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_claimevent" ("approved", "client_key", "decided_at", "decided_by_id", "decision_reason", "grant_id", "id", "invoice_number", "made_at", "made_by_id", "payee", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "run_id", "state", "submitted_at", "submitted_by_id", "total") VALUES (NEW."approved", NEW."client_key", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."grant_id", NEW."id", NEW."invoice_number", NEW."made_at", NEW."made_by_id", NEW."payee", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."run_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."total"); RETURN NULL;', hash='203fd2e585e6b2add8f53f5f72eaf12c615e7093', operation='INSERT', pgid='pgtrigger_insert_insert_7ed3d', table='funding_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_claimevent" ("approved", "client_key", "decided_at", "decided_by_id", "decision_reason", "grant_id", "id", "invoice_number", "made_at", "made_by_id", "payee", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "run_id", "state", "submitted_at", "submitted_by_id", "total") VALUES (NEW."approved", NEW."client_key", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."grant_id", NEW."id", NEW."invoice_number", NEW."made_at", NEW."made_by_id", NEW."payee", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."run_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."total"); RETURN NULL;', hash='744e8a58819598ab448dfc66a43683cab26884cf', operation='UPDATE', pgid='pgtrigger_update_update_fe1b5', table='funding_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimline',
            trigger=pgtrigger.compiler.Trigger(name='lines_of_submitted_claims_stand', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE standing text;', func="\n        SELECT c.state INTO standing FROM funding_claim c\n            WHERE c.id = COALESCE(NEW.claim_id, OLD.claim_id) FOR UPDATE;\n        IF standing NOT IN ('draft', 'queried') THEN\n            RAISE EXCEPTION 'The lines of a claim stand once it is submitted.' USING ERRCODE = 'check_violation', CONSTRAINT = 'lines_of_submitted_claims_stand';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n        ", hash='79ceb5a569a6cf75bb976c65300da26d14acc5b7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lines_of_submitted_claims_stand_e47ca', table='funding_claimline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_claimlineevent" ("claim_id", "cost", "explanation", "hours", "id", "length", "occasion", "occasion_words", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "released_on", "teacher") VALUES (NEW."claim_id", NEW."cost", NEW."explanation", NEW."hours", NEW."id", NEW."length", NEW."occasion", NEW."occasion_words", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."released_on", NEW."teacher"); RETURN NULL;', hash='708ebc03f6d13b43b46b6fbff4f645c8fe1560ff', operation='INSERT', pgid='pgtrigger_insert_insert_b5b90', table='funding_claimline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_claimlineevent" ("claim_id", "cost", "explanation", "hours", "id", "length", "occasion", "occasion_words", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "released_on", "teacher") VALUES (NEW."claim_id", NEW."cost", NEW."explanation", NEW."hours", NEW."id", NEW."length", NEW."occasion", NEW."occasion_words", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."released_on", NEW."teacher"); RETURN NULL;', hash='f444f560a7997f134dfa22b824f8a7a12602a5e5', operation='UPDATE', pgid='pgtrigger_update_update_c266c', table='funding_claimline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_waits_for_its_grant', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM 1 FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE; RETURN NEW;', hash='ce001a2242db4408a9ac3890104097e87e280145', operation='INSERT', pgid='pgtrigger_entry_waits_for_its_grant_0e2e8', table='funding_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_counts', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE granted numeric; entered numeric; paid_out numeric; earlier numeric; agreed numeric; owner bigint; held numeric; sent numeric; came_back numeric;', func="\n        IF NEW.claim_id IS NOT NULL THEN\n            SELECT c.approved, c.grant_id INTO agreed, owner FROM funding_claim c WHERE c.id = NEW.claim_id;\n            \n    SELECT COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'commit'), 0),\n           COALESCE(SUM(CASE e.kind WHEN 'pay' THEN e.amount WHEN 'return' THEN -e.amount END), 0),\n           COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'recover'), 0)\n INTO held, sent, came_back FROM funding_entry e WHERE e.claim_id = NEW.claim_id;\n            IF owner <> NEW.grant_id OR agreed IS NULL OR held <> agreed OR sent NOT IN (0, agreed)\n                OR came_back > sent OR (NEW.kind IN ('commit', 'pay', 'return') AND NEW.amount <> agreed) THEN\n                RAISE EXCEPTION 'An entry is for its claim''s own grant and for what was approved; a claim is paid once.'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_the_claims';\n            END IF;\n        END IF;\n        SELECT g.amount, g.committed INTO granted, earlier FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;\n        IF NEW.kind = 'commit' AND NEW.amount > granted - earlier THEN\n            RAISE EXCEPTION 'This claim is for £%, but £% of the £% grant is left. Ask for £% or less.',\n                to_char(NEW.amount, 'FM999,990.00'), to_char(granted - earlier, 'FM999,990.00'),\n                to_char(granted, 'FM999,990.00'), to_char(granted - earlier, 'FM999,990.00')\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_never_overspent';\n        END IF;\n        \n    SELECT COALESCE(SUM(CASE e.kind WHEN 'open' THEN e.amount WHEN 'close' THEN -e.amount END), 0),\n           COALESCE(SUM(CASE e.kind WHEN 'commit' THEN e.amount WHEN 'recover' THEN -e.amount END), 0),\n           COALESCE(SUM(CASE e.kind WHEN 'pay' THEN e.amount WHEN 'return' THEN -e.amount WHEN 'recover' THEN -e.amount END), 0)\n INTO granted, entered, paid_out FROM funding_entry e WHERE e.grant_id = NEW.grant_id;\n        UPDATE funding_grant SET amount = granted, committed = entered, paid = paid_out WHERE id = NEW.grant_id;\n        RETURN NEW;\n        ", hash='83db336314bc9679259eadd6f6af7680c4506578', operation='INSERT', pgid='pgtrigger_entry_counts_6861f', table='funding_entry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='ledger_agrees_with_claim', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE standing text; agreed numeric; held numeric; sent numeric; came_back numeric;', func="\n            SELECT c.state, c.approved INTO standing, agreed FROM funding_claim c WHERE c.id = NEW.claim_id;\n            IF standing IS NULL THEN RETURN NULL; END IF;\n            \n    SELECT COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'commit'), 0),\n           COALESCE(SUM(CASE e.kind WHEN 'pay' THEN e.amount WHEN 'return' THEN -e.amount END), 0),\n           COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'recover'), 0)\n INTO held, sent, came_back FROM funding_entry e WHERE e.claim_id = NEW.claim_id;\n            IF (held, sent, came_back) IS DISTINCT FROM (\n                CASE WHEN standing IN ('approved', 'in_run', 'paid') THEN agreed ELSE 0 END,\n                CASE WHEN standing = 'paid' THEN agreed ELSE 0 END,\n                CASE WHEN standing = 'paid' THEN came_back ELSE 0 END\n            ) THEN\n                RAISE EXCEPTION 'A claim stands where its ledger entries say, and nowhere else.' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_agrees_with_claim';\n            END IF;\n            RETURN NULL;\n            ", hash='ca67e1ddfab9ca408b94f41f985d10a9a90eda41', operation='INSERT', pgid='pgtrigger_ledger_agrees_with_claim_7928a', table='funding_entry', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='only_the_ledger_counts', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE granted numeric; entered numeric; paid_out numeric;', func="\n        \n    SELECT COALESCE(SUM(CASE e.kind WHEN 'open' THEN e.amount WHEN 'close' THEN -e.amount END), 0),\n           COALESCE(SUM(CASE e.kind WHEN 'commit' THEN e.amount WHEN 'recover' THEN -e.amount END), 0),\n           COALESCE(SUM(CASE e.kind WHEN 'pay' THEN e.amount WHEN 'return' THEN -e.amount WHEN 'recover' THEN -e.amount END), 0)\n INTO granted, entered, paid_out FROM funding_entry e WHERE e.grant_id = NEW.id;\n        IF NEW.amount <> granted OR NEW.committed <> entered OR NEW.paid <> paid_out THEN\n            RAISE EXCEPTION 'What is granted, committed and paid is the sum of the grant''s ledger, and nothing else.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'only_the_ledger_counts';\n        END IF;\n        RETURN NEW;\n        ", hash='1561f8bb518c8e519264a788ce9df36cc19adc76', operation='INSERT OR UPDATE', pgid='pgtrigger_only_the_ledger_counts_ba0e7', table='funding_grant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_grantevent" ("amount", "close_reason", "closed_at", "committed", "id", "late_by_id", "late_reason", "late_until", "paid", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."close_reason", NEW."closed_at", NEW."committed", NEW."id", NEW."late_by_id", NEW."late_reason", NEW."late_until", NEW."paid", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='3a0f80b39ae13aa3ce66ae5772da142cea6f427f', operation='INSERT', pgid='pgtrigger_insert_insert_056d1', table='funding_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_grantevent" ("amount", "close_reason", "closed_at", "committed", "id", "late_by_id", "late_reason", "late_until", "paid", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."close_reason", NEW."closed_at", NEW."committed", NEW."id", NEW."late_by_id", NEW."late_reason", NEW."late_until", NEW."paid", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='8624b44b5124bae2add32b3c033e185441d4bc22', operation='UPDATE', pgid='pgtrigger_update_update_a32c1', table='funding_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payment_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'confirmed\', \'returned\'), (\'sent\', \'confirmed\'), (\'sent\', \'returned\')) THEN\n                    RAISE EXCEPTION \'A payment cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'payment_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='27df62abc127cf08068c65eb5b5324df99817f50', operation='UPDATE', pgid='pgtrigger_payment_moves_a5932', table='funding_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payments_stand', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE agreed numeric; its_run bigint;', func="\n        IF TG_OP = 'INSERT' THEN\n            SELECT c.approved, c.run_id INTO agreed, its_run FROM funding_claim c WHERE c.id = NEW.claim_id;\n            IF agreed IS DISTINCT FROM NEW.amount OR its_run IS DISTINCT FROM NEW.run_id THEN\n                RAISE EXCEPTION 'A payment is of what was approved, in the claim''s own run.' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_stand';\n            END IF;\n        ELSIF (NEW.claim_id, NEW.run_id, NEW.amount, NEW.paid_on, NEW.recorded_by_id, NEW.recorded_at)\n            IS DISTINCT FROM (OLD.claim_id, OLD.run_id, OLD.amount, OLD.paid_on, OLD.recorded_by_id, OLD.recorded_at) THEN\n            RAISE EXCEPTION 'A payment stands as it was made.' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_stand';\n        END IF;\n        RETURN NEW;\n        ", hash='26706ee86d1156fa8363670d0f44111564e6f7b4', operation='INSERT OR UPDATE', pgid='pgtrigger_payments_stand_67453', table='funding_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payments_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7aebbd05c555f514919300802cbe8e5c0f75ad51', operation='DELETE', pgid='pgtrigger_payments_stay_51628', table='funding_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_paymentevent" ("amount", "answer", "answered_at", "answered_by_id", "claim_id", "id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "run_id", "state") VALUES (NEW."amount", NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."claim_id", NEW."id", NEW."paid_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."run_id", NEW."state"); RETURN NULL;', hash='f3e90dffdfe8d1ac0bec6ab7d448495f7bb8511f', operation='INSERT', pgid='pgtrigger_insert_insert_deffb', table='funding_payment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_paymentevent" ("amount", "answer", "answered_at", "answered_by_id", "claim_id", "id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "run_id", "state") VALUES (NEW."amount", NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."claim_id", NEW."id", NEW."paid_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."run_id", NEW."state"); RETURN NULL;', hash='a0493b13d085d256fec631f5a22093f8b5089e6f', operation='UPDATE', pgid='pgtrigger_update_update_1b4ef', table='funding_payment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentrun',
            trigger=pgtrigger.compiler.Trigger(name='run_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'prepared\', \'cancelled\'), (\'prepared\', \'released\')) THEN\n                    RAISE EXCEPTION \'A payment run cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'run_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='c9357061c0f589dc90f576f36d313caa30ac02e9', operation='UPDATE', pgid='pgtrigger_run_moves_8e9d6', table='funding_paymentrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentrun',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_paymentrunevent" ("cancel_reason", "hub_id", "id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "released_at", "released_by_id", "state") VALUES (NEW."cancel_reason", NEW."hub_id", NEW."id", NEW."paid_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."released_at", NEW."released_by_id", NEW."state"); RETURN NULL;', hash='db0ba1e6a7e86b20a873f250b16fbe2e5e533673', operation='INSERT', pgid='pgtrigger_insert_insert_2c8b8', table='funding_paymentrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentrun',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_paymentrunevent" ("cancel_reason", "hub_id", "id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "released_at", "released_by_id", "state") VALUES (NEW."cancel_reason", NEW."hub_id", NEW."id", NEW."paid_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."released_at", NEW."released_by_id", NEW."state"); RETURN NULL;', hash='72e9c128832b3b7e33b46a4c14635d3b17266e72', operation='UPDATE', pgid='pgtrigger_update_update_579d5', table='funding_paymentrun', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state__in', ('approved', 'in_run', 'paid')), _negated=True), ('approved__isnull', True)), models.Q(('state__in', ('approved', 'in_run', 'paid')), ('approved__gt', 0), ('approved__lte', models.F('total'))), _connector='OR'), name='approved_up_to_the_total', violation_error_message='A claim is approved for what it asks, or for less.'),
        ),
        migrations.AddConstraint(
            model_name='claimline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('length', 'hours'), ('hours__gt', 0), ('hours__lte', 10)), models.Q(models.Q(('length', 'hours'), _negated=True), ('hours__isnull', True)), _connector='OR'), name='hours_where_hours_are_claimed'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'commit')), fields=('claim',), name='one_commitment_a_claim', violation_error_message='This claim has been committed already.'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'open'), ('source', 'hub'), ('target', 'left')), models.Q(('kind', 'close'), ('source', 'left'), ('target', 'hub')), models.Q(('kind', 'commit'), ('source', 'left'), ('target', 'committed')), models.Q(('kind', 'pay'), ('source', 'committed'), ('target', 'paid')), models.Q(('kind', 'return'), ('source', 'paid'), ('target', 'committed')), models.Q(('kind', 'recover'), ('source', 'paid'), ('target', 'left')), _connector='OR'), models.Q(('source', models.F('target')), _negated=True)), name='entry_has_its_two_sides'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', True), ('kind__in', ('open', 'close'))), models.Q(models.Q(('kind__in', ('open', 'close')), _negated=True), ('claim__isnull', False)), _connector='OR'), name='entry_names_its_claim'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('late_until__isnull', True), models.Q(('late_by__isnull', False), models.Q(('late_reason', ''), _negated=True)), _connector='OR'), name='late_leave_has_reason_and_person'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'returned'), _negated=True), fields=('claim',), name='one_payment_a_claim', violation_error_message='This claim has been paid already.'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('claim', 'run'), name='one_payment_a_claim_and_run'),
        ),
        migrations.AddField(
            model_name='acceptance',
            name='accepted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accepted_conditions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='acceptance',
            name='grant',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='acceptance', to='funding.grant'),
        ),
        migrations.AddField(
            model_name='acceptanceevent',
            name='accepted_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='acceptanceevent',
            name='grant',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.grant'),
        ),
        migrations.AddField(
            model_name='acceptanceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='acceptanceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.acceptance'),
        ),
        migrations.AddField(
            model_name='budget',
            name='hub',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='budget',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets_set', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='budgetevent',
            name='hub',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='budgetevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='budgetevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.budget'),
        ),
        migrations.AddField(
            model_name='budgetevent',
            name='set_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claimfile',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claimfile',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='claimfileevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claimfileevent',
            name='claim',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='claimfileevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='claimfileevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.claimfile'),
        ),
        migrations.AddField(
            model_name='claimwindow',
            name='hub',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_windows', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='claimwindow',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_windows', to='schools.project'),
        ),
        migrations.AddField(
            model_name='claimwindowevent',
            name='hub',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='claimwindowevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='claimwindowevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.claimwindow'),
        ),
        migrations.AddField(
            model_name='claimwindowevent',
            name='project',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.project'),
        ),
        migrations.AddField(
            model_name='message',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_messages', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='messageevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='messageevent',
            name='claim',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='messageevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='messageevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.message'),
        ),
        migrations.AddField(
            model_name='moneysetup',
            name='hub',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='money_setup', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='moneysetupevent',
            name='hub',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='moneysetupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='moneysetupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.moneysetup'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='agreed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recoveries_agreed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recovery',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recoveries', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recoveries_requested', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recovery',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recoveries_settled', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recoveryevent',
            name='agreed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recoveryevent',
            name='claim',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='recoveryevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='recoveryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.recovery'),
        ),
        migrations.AddField(
            model_name='recoveryevent',
            name='requested_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recoveryevent',
            name='settled_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='runfile',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='runfile',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='funding.paymentrun'),
        ),
        migrations.AddField(
            model_name='runfileevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='runfileevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='runfileevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.runfile'),
        ),
        migrations.AddField(
            model_name='runfileevent',
            name='run',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.paymentrun'),
        ),
        migrations.AddField(
            model_name='sample',
            name='drawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples_drawn', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sample',
            name='hub',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='sampledclaim',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence_given', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sampledclaim',
            name='claim',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sampled', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='sampledclaim',
            name='judged_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence_judged', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sampledclaim',
            name='sample',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sampled', to='funding.sample'),
        ),
        migrations.AddField(
            model_name='sampledclaimevent',
            name='answered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sampledclaimevent',
            name='claim',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.claim'),
        ),
        migrations.AddField(
            model_name='sampledclaimevent',
            name='judged_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sampledclaimevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sampledclaimevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.sampledclaim'),
        ),
        migrations.AddField(
            model_name='sampledclaimevent',
            name='sample',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.sample'),
        ),
        migrations.AddField(
            model_name='sampleevent',
            name='drawn_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sampleevent',
            name='hub',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='schools.hub'),
        ),
        migrations.AddField(
            model_name='sampleevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sampleevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='funding.sample'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acceptance',
            trigger=pgtrigger.compiler.Trigger(name='acceptances_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='45de93c98f414a7d4983f90e8ae566558d429c59', operation='UPDATE OR DELETE', pgid='pgtrigger_acceptances_stand_c0490', table='funding_acceptance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acceptance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_acceptanceevent" ("accepted_at", "accepted_by_id", "grant_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."grant_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;', hash='ae53fae3173ad5602501faf5220e60df155e9b20', operation='INSERT', pgid='pgtrigger_insert_insert_98d5a', table='funding_acceptance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acceptance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_acceptanceevent" ("accepted_at", "accepted_by_id", "grant_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."grant_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;', hash='cc9ee4d999fd486ca77561f8b12ddb857ab575d6', operation='UPDATE', pgid='pgtrigger_update_update_567ee', table='funding_acceptance', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.UniqueConstraint(fields=('hub', 'academic_year'), name='one_budget_a_hub_and_year'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='budget_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budget',
            trigger=pgtrigger.compiler.Trigger(name='budgets_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='23d26efba21bc0d4e848b42fc7c22ecfa52fd91c', operation='DELETE', pgid='pgtrigger_budgets_stay_a526f', table='funding_budget', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budget',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_budgetevent" ("academic_year", "amount", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at", "set_by_id") VALUES (NEW."academic_year", NEW."amount", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."set_at", NEW."set_by_id"); RETURN NULL;', hash='4ecb1aea171e65b353486976b2bd4f71df062a92', operation='INSERT', pgid='pgtrigger_insert_insert_9276d', table='funding_budget', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budget',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_budgetevent" ("academic_year", "amount", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_at", "set_by_id") VALUES (NEW."academic_year", NEW."amount", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."set_at", NEW."set_by_id"); RETURN NULL;', hash='dac18b5ede1a4ae33c2414127379b2eef1d61f64', operation='UPDATE', pgid='pgtrigger_update_update_85b54', table='funding_budget', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimfile',
            trigger=pgtrigger.compiler.Trigger(name='claim_files_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='78c0e88ad72c06edbde2413650e0917c25624ce7', operation='DELETE', pgid='pgtrigger_claim_files_stay_5952c', table='funding_claimfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimfile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_claimfileevent" ("added_at", "added_by_id", "claim_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."claim_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."sha256", NEW."size"); RETURN NULL;', hash='3a8a5944955bf8aba1c0f5a2f1956c7a177f712e', operation='INSERT', pgid='pgtrigger_insert_insert_d7eda', table='funding_claimfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimfile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size"))', func='INSERT INTO "funding_claimfileevent" ("added_at", "added_by_id", "claim_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."claim_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_at", NEW."sha256", NEW."size"); RETURN NULL;', hash='61de713585284af4dac3673e10fa3d331d127947', operation='UPDATE', pgid='pgtrigger_update_update_ed0b4', table='funding_claimfile', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claimwindow',
            constraint=models.UniqueConstraint(fields=('hub', 'project'), name='one_window_a_hub_and_project'),
        ),
        migrations.AddConstraint(
            model_name='claimwindow',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='window_closes_after_it_opens', violation_error_message='The window closes before it opens. Mend one of the two days.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimwindow',
            trigger=pgtrigger.compiler.Trigger(name='claim_windows_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0b48a43bc5460e6532538978bf3b4a5f50d43e31', operation='DELETE', pgid='pgtrigger_claim_windows_stay_f4600', table='funding_claimwindow', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimwindow',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_claimwindowevent" ("closes_on", "hub_id", "id", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."closes_on", NEW."hub_id", NEW."id", NEW."opens_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id"); RETURN NULL;', hash='5b05a00b818c25fbb1718b0be0c1f015d428fd1b', operation='INSERT', pgid='pgtrigger_insert_insert_85fea', table='funding_claimwindow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimwindow',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_claimwindowevent" ("closes_on", "hub_id", "id", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."closes_on", NEW."hub_id", NEW."id", NEW."opens_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id"); RETURN NULL;', hash='b5074b1bd632104dc6c6e52eb25614c80d17cc19', operation='UPDATE', pgid='pgtrigger_update_update_6597f', table='funding_claimwindow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='messages_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e3474857ccaff00dd4cc680baf42cbbddcee0b0e', operation='UPDATE OR DELETE', pgid='pgtrigger_messages_stand_e75d7', table='funding_message', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_messageevent" ("at", "by_id", "claim_id", "from_hub", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."at", NEW."by_id", NEW."claim_id", NEW."from_hub", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;', hash='b3b1857a6b8d318903574e9e0eb465d055ae03fb', operation='INSERT', pgid='pgtrigger_insert_insert_dc497', table='funding_message', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_messageevent" ("at", "by_id", "claim_id", "from_hub", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."at", NEW."by_id", NEW."claim_id", NEW."from_hub", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;', hash='f102d9507b7f9afeefde6698d7afa55daa163ada', operation='UPDATE', pgid='pgtrigger_update_update_73f40', table='funding_message', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moneysetup',
            trigger=pgtrigger.compiler.Trigger(name='money_setups_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='057d23bea3b9231c35ed4304c90c8e823a5f766a', operation='DELETE', pgid='pgtrigger_money_setups_stay_d456f', table='funding_moneysetup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moneysetup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_moneysetupevent" ("columns", "conditions", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."columns", NEW."conditions", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='0d70b75a83cd8a3d5b75501b2c07d5f7944f77bc', operation='INSERT', pgid='pgtrigger_insert_insert_11add', table='funding_moneysetup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moneysetup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_moneysetupevent" ("columns", "conditions", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."columns", NEW."conditions", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='f800c49d6fbe8a2432c8a765fb44fe3c0740e669', operation='UPDATE', pgid='pgtrigger_update_update_8bc7b', table='funding_moneysetup', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='recovery_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by__isnull', True), models.Q(('agreed_by', models.F('requested_by')), _negated=True), _connector='OR'), name='recovery_agreed_by_another', violation_error_message='A recovery is agreed by somebody other than the one who asked for it.'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('agreed', 'settled')), _negated=True), ('agreed_by__isnull', False), _connector='OR'), name='recovery_agreed_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='recovery_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'agreed\', \'dropped\'), (\'agreed\', \'settled\'), (\'requested\', \'agreed\'), (\'requested\', \'dropped\')) THEN\n                    RAISE EXCEPTION \'A recovery cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'recovery_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='32f945211f58db338a6991d57556bcfde119326d', operation='UPDATE', pgid='pgtrigger_recovery_moves_dac62', table='funding_recovery', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='recovered_up_to_paid', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE agreed numeric; standing text; asked numeric;', func="\n        IF TG_OP = 'UPDATE' AND (NEW.claim_id, NEW.amount, NEW.requested_by_id)\n            IS DISTINCT FROM (OLD.claim_id, OLD.amount, OLD.requested_by_id) THEN\n            RAISE EXCEPTION 'A recovery stands as it was asked for.' USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_stands';\n        END IF;\n        IF NEW.state <> 'dropped' THEN\n            SELECT c.approved, c.state INTO agreed, standing FROM funding_claim c WHERE c.id = NEW.claim_id FOR UPDATE;\n            SELECT COALESCE(SUM(r.amount), 0) INTO asked FROM funding_recovery r\n                WHERE r.claim_id = NEW.claim_id AND r.id <> NEW.id AND r.state <> 'dropped';\n            IF standing <> 'paid' OR NEW.amount > agreed - asked THEN\n                RAISE EXCEPTION 'Of what was paid for this claim, £% can be asked back.',\n                    to_char(CASE WHEN standing = 'paid' THEN agreed - asked ELSE 0 END, 'FM999,990.00')\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'recovered_up_to_paid';\n            END IF;\n        END IF;\n        RETURN NEW;\n        ", hash='d013ec00f91e8ee74b3098aa12bcb45cfd6639c7', operation='INSERT OR UPDATE', pgid='pgtrigger_recovered_up_to_paid_d5686', table='funding_recovery', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='recoveries_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='57ca6ed0c48f898a98767cfca9d324625bfdd60a', operation='DELETE', pgid='pgtrigger_recoveries_stay_63e42', table='funding_recovery', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_recoveryevent" ("agreed_at", "agreed_by_id", "amount", "claim_id", "drop_reason", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "settled_by_id", "settled_on", "state") VALUES (NEW."agreed_at", NEW."agreed_by_id", NEW."amount", NEW."claim_id", NEW."drop_reason", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."settled_by_id", NEW."settled_on", NEW."state"); RETURN NULL;', hash='2371f559a9c2b7200154a6ee93e953c85ea71415', operation='INSERT', pgid='pgtrigger_insert_insert_ebb23', table='funding_recovery', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_recoveryevent" ("agreed_at", "agreed_by_id", "amount", "claim_id", "drop_reason", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "settled_by_id", "settled_on", "state") VALUES (NEW."agreed_at", NEW."agreed_by_id", NEW."amount", NEW."claim_id", NEW."drop_reason", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."settled_by_id", NEW."settled_on", NEW."state"); RETURN NULL;', hash='323cee99982e3fb39e555720ef28b94b9a593872', operation='UPDATE', pgid='pgtrigger_update_update_d1b5d', table='funding_recovery', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='runfile',
            constraint=models.UniqueConstraint(fields=('run', 'kind'), name='one_file_a_run_and_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='runfile',
            trigger=pgtrigger.compiler.Trigger(name='run_files_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='edb22530a8b7e569b451d890c3b5334f58a84210', operation='UPDATE OR DELETE', pgid='pgtrigger_run_files_stand_d344d', table='funding_runfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='runfile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_runfileevent" ("added_at", "added_by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "run_id", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."run_id", NEW."sha256", NEW."size"); RETURN NULL;', hash='7521dd96cb5e85e388e05f1d43fdecfa08a8938f', operation='INSERT', pgid='pgtrigger_insert_insert_062d3', table='funding_runfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='runfile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."run_id" IS DISTINCT FROM (NEW."run_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size"))', func='INSERT INTO "funding_runfileevent" ("added_at", "added_by_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "run_id", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."run_id", NEW."sha256", NEW."size"); RETURN NULL;', hash='7776e91b45a58967dc607075990b2bb65e9bf790', operation='UPDATE', pgid='pgtrigger_update_update_51681', table='funding_runfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sample',
            trigger=pgtrigger.compiler.Trigger(name='samples_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='34e497ba65cfea4dc6bdb420c6470c6106352c1c', operation='UPDATE OR DELETE', pgid='pgtrigger_samples_stand_83166', table='funding_sample', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sample',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_sampleevent" ("academic_year", "answer_by", "drawn_at", "drawn_by_id", "drawn_from", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seed") VALUES (NEW."academic_year", NEW."answer_by", NEW."drawn_at", NEW."drawn_by_id", NEW."drawn_from", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."seed"); RETURN NULL;', hash='d9bae5ccf21baa865a1400041cfe930d3ed91727', operation='INSERT', pgid='pgtrigger_insert_insert_bc9b0', table='funding_sample', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sample',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_sampleevent" ("academic_year", "answer_by", "drawn_at", "drawn_by_id", "drawn_from", "hub_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seed") VALUES (NEW."academic_year", NEW."answer_by", NEW."drawn_at", NEW."drawn_by_id", NEW."drawn_from", NEW."hub_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."seed"); RETURN NULL;', hash='987f20940e5d0cfabaa49ea344a098133f729f9a', operation='UPDATE', pgid='pgtrigger_update_update_102e2', table='funding_sample', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='sampledclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('accepted', 'refused')), _negated=True), ('judged_by__isnull', False), _connector='OR'), name='judged_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sampledclaim',
            trigger=pgtrigger.compiler.Trigger(name='sampled_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state")', func='\n                IF (OLD."state", NEW."state") NOT IN ((\'answered\', \'accepted\'), (\'answered\', \'answered\'), (\'answered\', \'refused\'), (\'asked\', \'answered\'), (\'asked\', \'refused\')) THEN\n                    RAISE EXCEPTION \'A sampled claim cannot go from "%" to "%".\',\n                        OLD."state", NEW."state"\n                        USING ERRCODE = \'check_violation\', CONSTRAINT = \'sampled_moves\';\n                END IF;\n                RETURN NEW;\n                ', hash='d5ded6a1e298ff02ba26134b68e3bf2fae082829', operation='UPDATE', pgid='pgtrigger_sampled_moves_51bb4', table='funding_sampledclaim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sampledclaim',
            trigger=pgtrigger.compiler.Trigger(name='sampled_claims_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e927528a65caa7d324e6951e790817072238e621', operation='DELETE', pgid='pgtrigger_sampled_claims_stay_9fc86', table='funding_sampledclaim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sampledclaim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "funding_sampledclaimevent" ("answered_at", "answered_by_id", "claim_id", "finding", "id", "judged_at", "judged_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sample_id", "state", "words") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."claim_id", NEW."finding", NEW."id", NEW."judged_at", NEW."judged_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sample_id", NEW."state", NEW."words"); RETURN NULL;', hash='d5aa5fa3f7af9b9cc813765efacebbada357946a', operation='INSERT', pgid='pgtrigger_insert_insert_9c8be', table='funding_sampledclaim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sampledclaim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "funding_sampledclaimevent" ("answered_at", "answered_by_id", "claim_id", "finding", "id", "judged_at", "judged_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sample_id", "state", "words") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."claim_id", NEW."finding", NEW."id", NEW."judged_at", NEW."judged_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sample_id", NEW."state", NEW."words"); RETURN NULL;', hash='9fb85293d3aa05f6b4bd5207c074d2c81c20a74d', operation='UPDATE', pgid='pgtrigger_update_update_54e46', table='funding_sampledclaim', when='AFTER')),
        ),
    ]
