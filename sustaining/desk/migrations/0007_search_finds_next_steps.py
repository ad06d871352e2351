from django.db import migrations
from sustaining.common.migrations import Migration as BatchedMigration

SESSIONS = """
CREATE INDEX sessions_by_words ON devplans_session USING gin (to_tsvector('english'::regconfig,
    fold_text(what_happened))) WITH (fastupdate = off)
"""
SESSIONS_BEFORE = """
CREATE INDEX sessions_by_words ON devplans_session USING gin (to_tsvector('english'::regconfig,
    fold_text(what_happened || ' ' || next_steps))) WITH (fastupdate = off)
"""
STEPS = """
CREATE INDEX next_steps_by_words ON devplans_nextstep USING gin (to_tsvector('english'::regconfig,
    fold_text(text))) WITH (fastupdate = off)
"""


class Migration(BatchedMigration):
    dependencies = [
        ("desk", "0006_search_folds_names"),
        ("devplans", "0016_next_steps_are_checked"),
    ]
    operations = [
        migrations.RunSQL("DROP INDEX sessions_by_words; " + SESSIONS, "DROP INDEX sessions_by_words; " + SESSIONS_BEFORE),
        migrations.RunSQL(STEPS, "DROP INDEX next_steps_by_words"),
    ]
