"""What search everywhere is quick by. The expressions are those of schools/search.py and devplans/search.py, word for word.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

from django.db import migrations

from sustaining.common.migrations import Migration as BatchedMigration

# With fastupdate new words stand in a list until it is large or autovacuum comes, and every search reads the list through: up
# to 4 MB, 90 ms at national scale. People and sessions come one by one, where sorting their words in at once costs nothing.
PEOPLE = """
CREATE INDEX people_by_words ON accounts_userevent USING gin (to_tsvector('simple'::regconfig, replace(replace(
    fold_text(full_name || ' ' || email) || ' ' || fold_text(other_words(full_name || ' ' || email)), '/', ' '), '@', ' ')
)) WITH (fastupdate = off)
"""
SESSIONS = """
CREATE INDEX sessions_by_words ON devplans_session USING gin (to_tsvector('english'::regconfig,
    fold_text(what_happened))) WITH (fastupdate = off)
"""
STEPS = """
CREATE INDEX next_steps_by_words ON devplans_nextstep USING gin (to_tsvector('english'::regconfig,
    fold_text(text))) WITH (fastupdate = off)
"""


class Migration(BatchedMigration):

    replaces = [
        ('desk', '0001_search_has_indexes'),
        ('desk', '0003_history_is_indexed_by_its_row_alone'),
        ('desk', '0004_search_never_waits_for_what_is_pending'),
        ('desk', '0005_impact_reports_leave_for_reports'),
        ('desk', '0006_search_folds_names'),
        ('desk', '0007_search_finds_next_steps'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0013_use_of_data_can_be_restricted'),
        ('devplans', '0001_squashed_0023_dates_are_proposed'),
    ]

    operations = [
        migrations.RunSQL(PEOPLE, "DROP INDEX people_by_words"),
        migrations.RunSQL(SESSIONS, "DROP INDEX sessions_by_words"),
        migrations.RunSQL(STEPS, "DROP INDEX next_steps_by_words"),
    ]
