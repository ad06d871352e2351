"""What figures count: schools that take part, money whose parts add up, meetings of schools that left, days without times."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from funding import actions as funding
from funding.actions import runs
from funding.grant_balance import get_grant_balance
from funding.models import Grant
from funding.selectors.accounts import AccountFilter, account, account_headings, account_rows
from schools.actions import withdraw_participation
from schools.models import Participation
from sustaining.common.years import AcademicYear
from sustaining.desk.board_rows import board_queryset, board_totals, fetch_board_rows
from sustaining.desk.timeline import school_timeline
from sustaining.reports import figures, programme, tables
from sustaining.reports.filters import ReportFilter
from sustaining.workgroups import actions as groups
from sustaining.workgroups.choices import Mark
from tests.cast import enrol_another

pytestmark = pytest.mark.django_db


def report_filter(cast) -> ReportFilter:
    return ReportFilter(cast.admin, AcademicYear(cast.project.academic_year), timezone.localdate(), cast.hub)


def hub_row(cast) -> dict:
    return next(row for row in programme.compare_hubs(report_filter(cast)) if row["pk"] == cast.hub.pk)


def board_rows(cast) -> list:
    return fetch_board_rows(board_queryset(cast.admin, cast.project.academic_year).filter(hub=cast.hub))


@pytest.fixture
def withdrawn(cast, now) -> Participation:
    """A second school of the hub, which took part for a month and withdrew."""
    participation = enrol_another(cast, 960_001, "Second School", now - timedelta(days=30))
    withdraw_participation(participation, reason="No cover.", by=cast.lead, now=now)
    return participation


def test_headline_figures_count_no_withdrawn_school(cast, withdrawn):
    part = figures.taking_part(report_filter(cast))
    (_, numbers) = figures.over_the_years(report_filter(cast))[-1]
    totals = board_totals(row.figures for row in board_rows(cast))
    assert (part["schools"], numbers["all"], hub_row(cast)["schools"], totals.schools) == (1, 1, 1, 1)
    assert (part["withdrawn"], hub_row(cast)["withdrawn"], totals.withdrawn) == (1, 1, 1)
    assert part["advocates"] == 2, "those of the school that takes part"


def test_school_withdrawn_on_the_day_of_its_enrolment_never_took_part(cast, now):
    participation = enrol_another(cast, 960_002, "Third School", now)
    withdraw_participation(participation, reason="Wrong school.", by=cast.lead, now=now)
    part = figures.taking_part(report_filter(cast))
    assert (part["all"], part["withdrawn"], hub_row(cast)["withdrawn"]) == (1, 0, 0)
    assert len(list(tables.participation(report_filter(cast)))) == 1


def test_enrolment_entered_by_mistake_is_in_no_count(cast, withdrawn):
    Participation.objects.filter(pk=withdrawn.pk).update(entered_by_mistake=True)
    part = figures.taking_part(report_filter(cast))
    assert (part["all"], part["withdrawn"], hub_row(cast)["withdrawn"], len(board_rows(cast))) == (1, 0, 0, 1)


@pytest.fixture
def claims_in_every_state(cast, now) -> Grant:
    """A grant of £1,000: £50 submitted, £100 approved, £150 in a prepared run, £200 paid, £500 left."""
    grant = Grant.objects.get(participation=cast.participation)

    def submitted(amount: int):
        line = funding.NewLine(now.date(), f"Teacher {amount}", Decimal(amount))
        claim = funding.draft_claim(grant, lines=[line], client_key=uuid4(), by=cast.finance, now=now)
        return funding.submit_claim(claim, accepts=True, by=cast.finance, now=now)

    def approved(amount: int):
        return funding.approve_claim(submitted(amount), by=cast.lead, now=now)

    submitted(50)
    paid = runs.prepare_run(cast.hub, claims=[approved(200)], by=cast.hubadmin, now=now)
    runs.release_run(paid, paid_on=now.date(), by=cast.lead, now=now)
    runs.prepare_run(cast.hub, claims=[approved(150)], by=cast.hubadmin, now=now)
    approved(100)
    return Grant.objects.get(pk=grant.pk)


def test_parts_of_the_grant_add_up_on_page_account_report_and_file(cast, claims_in_every_state):
    grant, parts = claims_in_every_state, [50, 100, 150, 200, 500]
    balance = get_grant_balance(grant)
    assert [balance.waiting, balance.approved, balance.in_payment, balance.paid, balance.left] == parts
    scope = AccountFilter(hub=cast.hub.pk, year=cast.project.academic_year)
    total = account(cast.lead, scope)["total"]
    names = ("waiting", "approved", "in_payment", "paid", "left")
    assert [total[name] for name in names] == parts
    money = figures.money(report_filter(cast))
    assert [money[name] for name in names] == parts
    (row,) = tables.plain(tables.money(report_filter(cast)))
    assert (row[4], row[5:]) == (1000, parts)
    (row,) = account_rows(cast.lead, scope)
    cells = dict(zip(account_headings(scope), row, strict=True))
    assert [cells[name] for name in ("Submitted", "Approved", "In payment", "Paid", "Left")] == parts


@pytest.mark.parametrize("page", ["/claims/school/{}/", "/claims/school/{}/statement/"])
def test_school_account_names_each_part_of_the_grant_once(cast, client_of, claims_in_every_state, page):
    text = client_of(cast.lead).get(page.format(cast.school.urn)).content.decode()
    for amount in ("£50", "£100", "£150", "£200", "£500"):
        assert amount in text
    assert "£300" not in text, "what is paid is not approved again"


def test_meetings_of_a_school_that_left_the_group_stay_counted(cast, now):
    group = groups.set_up_group(
        cast.hub, project=cast.project, name="B", leads=[cast.specialist_record], by=cast.hubadmin, now=now
    )
    membership = groups.join_group(group, participation=cast.participation, by=cast.hubadmin, now=now)
    start = now + timedelta(hours=1)
    meeting = groups.add_meeting(group, starts_at=start, ends_at=start + timedelta(hours=1), by=cast.hubadmin, now=now)
    later = now + timedelta(days=10)
    groups.add_meeting(group, starts_at=later, ends_at=later + timedelta(hours=1), by=cast.hubadmin, now=now)
    after = start + timedelta(hours=2)
    groups.mark_attendance(meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=after)
    groups.hold_meeting(meeting, mark_rest=True, by=cast.specialist, now=after)
    (row,) = board_rows(cast)
    assert (row.meetings_attended, row.meetings_held, len(row.meetings)) == (1, 1, 2)
    later = now + timedelta(days=2)
    groups.leave_group(membership, on=later.date(), by=cast.hubadmin, now=later)
    (row,) = board_rows(cast)
    assert (row.meetings_attended, row.meetings_held, len(row.meetings)) == (1, 1, 1)


def test_timeline_shows_no_time_for_what_has_a_day_only(cast, client_of):
    entries = school_timeline(cast.school, cast.lead, "people")
    assert entries
    assert all(entry.day for entry in entries)
    page = client_of(cast.lead).get(f"/schools/{cast.school.urn}/happened/", {"kind": "people"}).content.decode()
    assert "9am" not in page
    assert "9:00" not in page


def test_meeting_that_has_begun_counts_nobody_as_coming(cast, now, client_of):
    group = groups.set_up_group(
        cast.hub, project=cast.project, name="B", leads=[cast.specialist_record], by=cast.hubadmin, now=now
    )
    groups.join_group(group, participation=cast.participation, by=cast.hubadmin, now=now)
    start = now + timedelta(hours=1)
    meeting = groups.add_meeting(group, starts_at=start, ends_at=start + timedelta(hours=1), by=cast.hubadmin, now=now)
    pages = (f"/meetings/{meeting.pk}/", f"/workgroups/{group.pk}/")
    for page, nobody in zip(pages, ("<b>0</b>", "0 of"), strict=True):
        assert nobody in " ".join(client_of(cast.lead).get(page).content.decode().split())
    with time_machine.travel(start + timedelta(hours=3), tick=False):
        for page in pages:
            text = " ".join(client_of(cast.lead).get(page).content.decode().split())
            assert "coming</p>" not in text
            assert "coming </td>" not in text
            assert "egister" in text
