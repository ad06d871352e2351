from django.db import migrations
from sustaining.common.migrations import Migration as BatchedMigration

# With fastupdate new words stand in a list until it is large or autovacuum comes, and every search reads the list through: up
# to 4 MB, 90 ms at national scale. People and sessions come one by one, where sorting their words in at once costs nothing.
SORT_IN = """
ALTER INDEX {0} SET (fastupdate = off);
SELECT gin_clean_pending_list('{0}');
"""
INDEXES = ("people_by_words", "sessions_by_words")


class Migration(BatchedMigration):
    dependencies = [("desk", "0003_history_is_indexed_by_its_row_alone")]
    operations = [
        migrations.RunSQL(SORT_IN.format(index), f"ALTER INDEX {index} RESET (fastupdate);") for index in INDEXES
    ]
