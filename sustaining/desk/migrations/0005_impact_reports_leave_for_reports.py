import pgtrigger.migrations
from django.db import migrations
from sustaining.common.migrations import Migration as BatchedMigration


class Migration(BatchedMigration):
    """Let impact reports go to an app of their own, `reports`, which takes their tables over as they are."""

    dependencies = [
        ("desk", "0004_search_never_waits_for_what_is_pending"),
    ]
    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="impactreport", name="impact_reports_stay"),
        pgtrigger.migrations.RemoveTrigger(model_name="impactreport", name="insert_insert"),
        pgtrigger.migrations.RemoveTrigger(model_name="impactreport", name="update_update"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="ImpactReportEvent"),
                migrations.DeleteModel(name="ImpactReport"),
            ]
        ),
    ]
