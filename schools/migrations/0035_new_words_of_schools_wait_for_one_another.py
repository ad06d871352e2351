"""New words of schools are sorted into the index many at a time, as an import of the register writes them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from sustaining.common.migrations import Migration as BatchedMigration

AT_ONCE = "ALTER INDEX school_by_words SET (fastupdate = off); ALTER INDEX school_by_words RESET (gin_pending_list_limit)"
TOGETHER = "ALTER INDEX school_by_words SET (fastupdate = on, gin_pending_list_limit = 256)"


class Migration(BatchedMigration):

    dependencies = [('schools', '0001_squashed_0034_hubs_have_a_history_of_their_own')]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TOGETHER, AT_ONCE)],
            state_operations=[
                migrations.RemoveIndex(model_name='school', name='school_by_words'),
                migrations.AddIndex(
                    model_name='school',
                    index=GinIndex(
                        fields=['found_by'], name='school_by_words', fastupdate=True, gin_pending_list_limit=256
                    ),
                ),
            ],
        ),
    ]
