"""Reports: figures equal the rows behind them, files, snapshots, the hubs side by side, impact reports."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pgtrigger
import pytest
from django.utils import timezone

from devplans.choices import SESSION_STATUSES, SESSION_TO_CONFIRM, PlanState
from devplans.models import Plan, Session
from devplans.querysets import HAPPENED
from funding.models import Grant
from schools.actions import complete_participation
from schools.choices import ParticipationState, Stage
from schools.models import Participation, Project
from sustaining.common.years import AcademicYear
from sustaining.reports import programme, tables
from sustaining.reports.filters import ReportFilter
from sustaining.reports.models import ImpactLink, ImpactReport
from sustaining.reports.selectors import report_context
from tests.cast import enrol_another
from tests.devplans.test_sessions import log

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(houses, cast, now):
    enrol_another(cast, 940_001, "Second School", now)
    return cast


def report_filter(cast, user, hub=None) -> ReportFilter:
    return ReportFilter(user, AcademicYear(cast.project.academic_year), timezone.localdate(), hub)


def csv_rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_report_figures_equal_their_rows(busy):
    about = report_filter(busy, busy.admin)
    page = report_context(about)
    assert page["taking_part"]["all"] == len(list(tables.participation(about))) == 3
    assert (
        page["months"].total == len(list(tables.sessions(about))) == Session.objects.filter(state__in=HAPPENED).count()
    )
    assert page["money"]["amount"] == sum(row[4] for row in tables.money(about))
    assert page["plans"]["all"] == len(list(tables.plans(about)))


def test_day_in_a_report_is_the_london_day_that_the_page_shows(busy):
    """A plan agreed at 00:30 in British Summer Time on 1 October: 23:30 on 30 September in UTC."""
    Plan.objects.filter(school=busy.school).update(state_since=datetime(2026, 9, 30, 23, 30, tzinfo=UTC))
    rows = {row[1]: row for row in tables.plans(report_filter(busy, busy.admin))}
    assert rows[busy.school.urn][4] == date(2026, 10, 1)


def test_hub_comparison_equals_each_hubs_report(busy):
    """The one statement says what the report of each hub, by other statements, says."""
    rows = programme.compare_hubs(report_filter(busy, busy.admin))
    assert len(rows) == 2
    for row in rows:
        hub = {busy.hub.pk: busy.hub, busy.other.hub.pk: busy.other.hub}[row["pk"]]
        page = report_context(report_filter(busy, busy.admin, hub))
        assert row["schools"] == page["taking_part"]["all"]
        assert row["sessions"] == page["months"].total
        assert (row["used"], row["given"]) == (page["days"]["used"], page["days"]["given"])
        assert row["agreed"] == page["plans"]["agreed"]
        assert (row["granted"], row["committed"], row["paid"]) == tuple(
            page["money"][name] for name in ("amount", "committed", "paid")
        )
    assert programme.total(rows)["granted"] == sum(Grant.objects.values_list("amount", flat=True), Decimal(0))


@pytest.mark.parametrize("table", sorted(tables.TABLES))
def test_report_table_opens_as_page_csv_and_xlsx(busy, client_of, table):
    client = client_of(busy.lead)
    assert client.get(f"/reports/{table}/").status_code == 200
    table_rows = csv_rows(client.get(f"/reports/{table}.csv"))
    assert table_rows[0] == tables.TABLES[table].headings
    assert not [row for row in table_rows if "Stonefield" in row]
    assert client.get(f"/reports/{table}.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("table", "heading", "labels"),
    [
        ("participation", "Status", ParticipationState.labels),
        ("participation", "Stage", Stage.labels),
        ("sessions", "Status", [status.label for status in (*SESSION_STATUSES.values(), SESSION_TO_CONFIRM)]),
        ("plans", "Plan status", PlanState.labels),
    ],
)
def test_report_table_names_statuses_as_the_pages_do(busy, client_of, table, heading, labels):
    headings, *rows = csv_rows(client_of(busy.lead).get(f"/reports/{table}.csv"))
    shown = {row[headings.index(heading)] for row in rows}
    assert shown
    assert shown <= set(labels)


def test_report_link_shows_as_many_rows_as_its_number(busy, client_of):
    client = client_of(busy.lead)
    assert len(csv_rows(client.get("/reports/sessions.csv", {"month": "2026-11"}))) == 3
    assert len(csv_rows(client.get("/reports/sessions.csv", {"month": "2026-09"}))) == 1
    assert len(csv_rows(client.get("/reports/participation.csv", {"state": "active"}))) == 3


@pytest.mark.parametrize("query", [{"hub": "x"}, {"month": "2026-99"}, {"focus": "<b>"}, {"page": "-1"}, {"kind": "?"}])
def test_report_with_invalid_filters_answers_200(busy, client_of, query):
    for page in ("/reports/", "/reports/sessions/", "/reports/sessions.csv"):
        assert client_of(busy.lead).get(page, query).status_code == 200
    assert client_of(busy.lead).get("/reports/nothing/").status_code == 404


def test_report_filter_of_another_hub_shows_none_of_its_schools(busy, client_of):
    page = client_of(busy.lead).get("/reports/", {"hub": busy.other.hub.pk}).content.decode()
    assert "Stonefield" not in page


def test_snapshot_counts_completions_up_to_its_day(busy, now, client_of):
    complete_participation(busy.participation, by=busy.lead, now=now.replace(year=2027, month=6, day=30))
    client = client_of(busy.lead)
    spring, august = (
        {row[1]: row[7] for row in csv_rows(client.get(f"/reports/completion-{point}.csv"))[1:]}
        for point in ("spring", "august")
    )
    assert spring == {str(busy.school.urn): "Active", "940001": "Active"}
    assert august == {str(busy.school.urn): "Completed", "940001": "Active"}


def test_impact_report_starts_from_a_draft_and_can_be_edited(busy, client_of):
    year = busy.project.academic_year
    address = f"/schools/{busy.school.urn}/impact/{year}/"
    client = client_of(busy.advocate)
    # The sample school has shared its report already.
    with pgtrigger.ignore():
        ImpactLink.objects.all().delete()
        ImpactReport.objects.all().delete()
    draft = client.get(address).content.decode()
    assert "Fluency with ratio" in draft
    assert "3 sessions took place" in draft
    texts = {"aims": "Ratio.", "work": "We met.", "change": "<b>Books</b>", "following": ""}
    assert client.post(f"{address}edit/", texts).status_code == 302
    page = client.get(address).content.decode()
    assert "&lt;b&gt;Books" in page
    assert "Written by Nina Rivermead" in page
    assert ImpactReport.objects.get().written_by == busy.advocate
    assert client_of(busy.other.lead).get(address).status_code == 404
    hub = client_of(busy.lead).get(f"/reports/hub/{busy.hub.pk}/impact/{year}/").content.decode()
    assert "2 schools with 4 Mastery Advocates took part" in hub


@pytest.mark.parametrize("year", ["9" * 30, "2016", "x"])
@pytest.mark.parametrize("page", ["/reports/", "/reports/sessions.csv", "/schools/", "/schools/download.csv"])
def test_page_of_a_year_without_projects_answers_404(busy, client_of, page, year):
    assert client_of(busy.lead).get(page, {"year": year}).status_code == 404


def test_board_and_report_of_a_year_long_ago_show_its_schools(busy, client_of):
    old = Project.objects.create(code="NCP14-14", title="Sustaining", stage=Stage.SUSTAINING, academic_year=2014)
    Participation.objects.create(
        school=busy.school, project=old, hub=busy.hub, enrolled_by=busy.lead, enrolled_at=timezone.now()
    )
    for page in ("/schools/", "/reports/"):
        assert "2014/15" in client_of(busy.lead).get(page, {"year": "2014"}).content.decode()
    rows = csv_rows(client_of(busy.lead).get("/schools/download.csv", {"year": "2014"}))
    assert [row[1] for row in rows[1:]] == [busy.school.name]


def test_session_that_waits_for_its_specialist_has_one_status_on_pages_and_in_reports(cast, now):
    held, alone = log(cast, now), log(cast, now, specialist=None)
    statuses = {row[4][1]: row[7] for row in tables.sessions(report_filter(cast, cast.lead))}
    assert statuses == {held.get_absolute_url(): "To confirm", alone.get_absolute_url(): "Held"}
    assert (held.status.label, alone.status.label) == ("To confirm", "Held")
