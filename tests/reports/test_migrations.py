"""Impact reports came from the desk's app: what was written before the move is read, kept and recorded after it."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ProgrammingError

from sustaining.reports.models import ImpactReport
from tests.conftest import TODAY
from tests.factories import HubStaffFactory

BEFORE = [("reports", None), ("desk", "0004_search_never_waits_for_what_is_pending")]
AFTER = [("reports", "0003_impact_reports_are_shared_by_links")]


def migrate(targets):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    return executor.migrate(targets).apps


@pytest.mark.django_db
def test_impact_report_migration_keeps_text_and_history():
    staff = HubStaffFactory()
    ContentType.objects.filter(app_label="reports", model__startswith="impactreport").delete()
    old = migrate(BEFORE).get_model("desk", "ImpactReport")
    row = old.objects.create(
        hub_id=staff.hub_id, academic_year=2026, work="Before", written_by_id=staff.user_id, written_at=TODAY
    )
    ContentType.objects.create(app_label="desk", model="impactreport")

    migrate(AFTER)

    report = ImpactReport.objects.get(pk=row.pk)
    report.work = "After"
    report.save()
    assert [event.work for event in report.events.order_by("pgh_id")] == ["Before", "After"]
    assert ContentType.objects.filter(app_label="reports", model="impactreport").exists()
    with pytest.raises(ProgrammingError, match="Cannot delete rows"):
        report.delete()
