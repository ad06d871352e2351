"""Name the time that was accepted where the session is still at one of those proposed; of a moved one it is not known."""

from django.db import migrations
from sustaining.common.migrations import Migration as BatchedMigration

NAME_ACCEPTED_TIMES = """
UPDATE devplans_proposal p SET accepted_time_id = t.id
FROM devplans_proposedtime t, devplans_session s
WHERE t.proposal_id = p.id AND s.id = p.session_id AND s.starts_at = t.starts_at
"""


class Migration(BatchedMigration):
    dependencies = [("devplans", "0008_proposals_keep_the_time_accepted")]
    operations = [migrations.RunSQL(NAME_ACCEPTED_TIMES, migrations.RunSQL.noop)]
