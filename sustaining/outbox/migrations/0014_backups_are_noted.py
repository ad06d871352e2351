"""Each back-up is noted, for those who ask how old the last one is."""

from django.db import migrations, models

from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):

    dependencies = [
        ('outbox', '0001_squashed_0013_one_beat_holds_a_lease'),
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('is_encrypted', models.BooleanField()),
            ],
            options={
                'verbose_name': 'back-up',
                'ordering': ['-made_at'],
                'indexes': [models.Index(fields=['-made_at'], name='backup_by_time')],
            },
        ),
    ]
