"""A school goes quiet by four signs, each with its sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from schools.models import Participation
from sustaining.desk.board_rows import board_queryset, board_totals, fetch_board_rows, fetch_figures
from sustaining.desk.quiet import PER_SIGN, QuietSign, quiet_reasons, quiet_signs, quiet_summary
from sustaining.workgroups import actions as groups
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Invitation
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db


def board_row(cast):
    rows = board_queryset(cast.lead, cast.project.academic_year).filter(pk=cast.participation.pk)
    (row,) = fetch_board_rows(rows)
    return row


def reasons(cast) -> str:
    return " ".join(quiet_reasons(board_row(cast), timezone.localdate()))


def test_quiet_of_a_busy_school_is_zero(cast, now):
    create_sample_rows(cast, now)
    assert board_row(cast).quiet == 0


def test_quiet_reasons_name_a_missing_plan_and_missing_sessions(cast):
    Participation.objects.update(enrolled_at=timezone.now() - timedelta(days=80))
    assert "No session this year." in reasons(cast)
    assert "No plan has been agreed, and half term started on Mon 26 Oct 2026" in reasons(cast)


def test_quiet_counts_weeks_of_term_and_no_holidays(cast, now):
    create_sample_rows(cast, now)
    with time_machine.travel(now.replace(month=12, day=30), tick=False):
        assert "No session" not in reasons(cast)
    with time_machine.travel(now.replace(year=2027, month=1, day=29), tick=False):
        assert " weeks. The last one was on Tue 24 Nov 2026." in reasons(cast)


def test_quiet_reasons_name_an_unclaimed_grant_with_eight_weeks_left(cast, now):
    with time_machine.travel(now.replace(year=2027, month=5, day=20), tick=False):
        assert "None of the grant has been claimed" not in reasons(cast)
    with time_machine.travel(now.replace(year=2027, month=6, day=1), tick=False):
        assert "None of the grant has been claimed" in reasons(cast)


def test_quiet_reasons_name_two_missed_meetings(cast, now):
    group = groups.set_up_group(cast.hub, project=cast.project, name="A", by=cast.hubadmin, now=now)
    groups.join_group(group, participation=cast.participation, by=cast.hubadmin, now=now)
    for number in range(2):
        assert "Work Group" not in reasons(cast)
        start = now + timedelta(minutes=number + 1)
        meeting = groups.add_meeting(
            group, starts_at=start, ends_at=start + timedelta(hours=1), by=cast.hubadmin, now=now
        )
        for invitation in Invitation.objects.filter(meeting=meeting):
            groups.mark_attendance(meeting, user=invitation.user_id, mark=Mark.ABSENT, by=cast.hubadmin, now=start)
        groups.hold_meeting(meeting, mark_rest=True, by=cast.hubadmin, now=start + timedelta(hours=2))
    assert "No one attended 2 Work Group meetings" in reasons(cast)


def test_quiet_school_is_shown_on_its_page_the_home_page_and_the_board(cast, client_of):
    Participation.objects.update(enrolled_at=timezone.now() - timedelta(days=80))
    client = client_of(cast.lead)
    assert "No session this year." in client.get(f"/schools/{cast.school.urn}/").content.decode()
    assert "Castle Hill School needs attention" in client.get("/").content.decode()
    board = client.get("/schools/?quiet=on").content.decode()
    assert "No session this year" in board
    assert "Needs attention<span" in board


def test_quiet_holds_a_flag_for_each_sign_and_sorts_by_their_number(cast):
    Participation.objects.update(enrolled_at=timezone.now() - timedelta(days=80))
    row = board_row(cast)
    assert quiet_signs(row) == [QuietSign.NO_SESSION, QuietSign.NO_PLAN]
    assert row.quiet == 2 * PER_SIGN + QuietSign.NO_SESSION + QuietSign.NO_PLAN
    assert quiet_summary(row, timezone.localdate()) == "No session this year; no development plan agreed"
    assert sum(QuietSign) < PER_SIGN


def test_board_totals_of_rows_are_those_of_their_figures_alone(cast, now):
    create_sample_rows(cast, now)
    queryset = board_queryset(cast.lead, cast.project.academic_year)
    totals = board_totals(row.figures for row in fetch_board_rows(queryset))
    assert totals == board_totals(fetch_figures(queryset))
    assert (totals.schools, totals.agreed, totals.amount) == (1, 1, 1000)
