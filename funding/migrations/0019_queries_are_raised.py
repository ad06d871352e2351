"""The state *Queried* of a claim is called *Query raised*."""

from django.db import migrations, models

from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    dependencies = [
        ('funding', '0018_payments_are_brought_in'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('queried', 'Query raised'), ('approved', 'Approved'), ('in_run', 'In a payment run'), ('paid', 'Paid'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10),
        ),
        migrations.AlterField(
            model_name='claimevent',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('queried', 'Query raised'), ('approved', 'Approved'), ('in_run', 'In a payment run'), ('paid', 'Paid'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10),
        ),
    ]
