"""What search everywhere is quick by. The expressions are those of schools/search.py and devplans/search.py, word for word."""

from django.db import migrations

from sustaining.common.migrations import Migration as LargeMigration

PEOPLE = """
CREATE INDEX people_by_words ON accounts_userevent USING gin (to_tsvector('simple'::regconfig,
    full_name || ' ' || replace(replace(replace(email, '@', ' '), '.', ' '), '-', ' ')))
"""
STORIES = """
CREATE INDEX sessions_by_words ON devplans_session USING gin (to_tsvector('english'::regconfig,
    what_happened || ' ' || next_steps))
"""


class Migration(LargeMigration):
    initial = True

    dependencies = [
        ("accounts", "0001_people_sign_in_by_email"),
        ("devplans", "0001_plans_are_agreed_and_sessions_confirmed"),
    ]
    operations = [
        migrations.RunSQL(PEOPLE, "DROP INDEX people_by_words"),
        migrations.RunSQL(STORIES, "DROP INDEX sessions_by_words"),
    ]
