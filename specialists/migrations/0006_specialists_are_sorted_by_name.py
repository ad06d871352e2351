from django.db import migrations
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    dependencies = [
        ('accounts', '0009_names_are_folded'),
        ('specialists', '0005_assignments_are_taken_back'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='specialist',
            options={'ordering': ['user__sort_name'], 'verbose_name': 'Mastery Specialist'},
        ),
    ]
