from django.db import migrations
from sustaining.common.migrations import Migration as BatchedMigration

PEOPLE = """
CREATE INDEX people_by_words ON accounts_userevent USING gin (to_tsvector('simple'::regconfig, replace(replace(
    fold_text(full_name || ' ' || email) || ' ' || fold_text(other_words(full_name || ' ' || email)), '/', ' '), '@', ' ')
)) WITH (fastupdate = off)
"""
PEOPLE_BEFORE = """
CREATE INDEX people_by_words ON accounts_userevent USING gin (to_tsvector('simple'::regconfig,
    full_name || ' ' || replace(replace(replace(email, '@', ' '), '.', ' '), '-', ' '))) WITH (fastupdate = off)
"""
SESSIONS = """
CREATE INDEX sessions_by_words ON devplans_session USING gin (to_tsvector('english'::regconfig,
    fold_text(what_happened || ' ' || next_steps))) WITH (fastupdate = off)
"""
SESSIONS_BEFORE = """
CREATE INDEX sessions_by_words ON devplans_session USING gin (to_tsvector('english'::regconfig,
    what_happened || ' ' || next_steps)) WITH (fastupdate = off)
"""


class Migration(BatchedMigration):
    dependencies = [
        ("accounts", "0009_names_are_folded"),
        ("desk", "0005_impact_reports_leave_for_reports"),
        ("devplans", "0001_plans_are_agreed_and_sessions_confirmed"),
    ]
    operations = [
        migrations.RunSQL("DROP INDEX people_by_words; " + PEOPLE, "DROP INDEX people_by_words; " + PEOPLE_BEFORE),
        migrations.RunSQL("DROP INDEX sessions_by_words; " + SESSIONS, "DROP INDEX sessions_by_words; " + SESSIONS_BEFORE),
    ]
