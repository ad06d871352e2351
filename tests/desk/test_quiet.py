"""A school goes quiet by four signs, each said in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from schools.models import Participation
from sustaining.desk import queries
from sustaining.desk.quiet import why
from sustaining.workgroups import actions as groups
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Invitation
from tests.matrix.things import furnish

pytestmark = pytest.mark.django_db


def row_of(cast):
    (row,) = queries.board(cast.lead, cast.project.academic_year).filter(pk=cast.participation.pk)
    return row


def reasons(cast) -> str:
    return " ".join(why(row_of(cast), timezone.localdate()))


def test_a_busy_school_is_not_quiet(cast, now):
    furnish(cast, now)
    assert row_of(cast).quiet == 0


def test_no_plan_by_half_term_and_no_session_for_six_weeks(cast):
    Participation.objects.update(enrolled_at=timezone.now() - timedelta(days=80))
    assert "No session for 6 weeks of term" in reasons(cast)
    assert "No plan is agreed, and half term began on Mon 26 Oct 2026" in reasons(cast)


def test_holidays_do_not_count_as_silence(cast, now):
    furnish(cast, now)
    with time_machine.travel(now.replace(month=12, day=30), tick=False):
        assert "No session" not in reasons(cast)
    with time_machine.travel(now.replace(year=2027, month=1, day=29), tick=False):
        assert "No session for 6 weeks of term or more. The last one was on Tue 24 Nov 2026." in reasons(cast)


def test_a_grant_that_nobody_claims_shows_with_eight_weeks_left(cast, now):
    with time_machine.travel(now.replace(year=2027, month=5, day=20), tick=False):
        assert "Nothing of the grant is claimed" not in reasons(cast)
    with time_machine.travel(now.replace(year=2027, month=6, day=1), tick=False):
        assert "Nothing of the grant is claimed" in reasons(cast)


def test_two_meetings_missed(cast, now):
    group = groups.set_up_group(cast.hub, project=cast.project, name="A", by=cast.hubadmin, now=now)
    groups.join_group(group, participation=cast.participation, by=cast.hubadmin, now=now)
    for number in range(2):
        assert "Work Group" not in reasons(cast)
        start = now + timedelta(minutes=number + 1)
        meeting = groups.add_meeting(
            group, starts_at=start, ends_at=start + timedelta(hours=1), by=cast.hubadmin, now=now
        )
        for one in Invitation.objects.filter(meeting=meeting):
            groups.mark_attendance(meeting, user=one.user_id, mark=Mark.ABSENT, by=cast.hubadmin, now=start)
        groups.hold_meeting(meeting, by=cast.hubadmin, now=start + timedelta(hours=2))
    assert "Nobody came to 2 meetings" in reasons(cast)


def test_the_school_page_and_the_desk_say_so(cast, client_of):
    Participation.objects.update(enrolled_at=timezone.now() - timedelta(days=80))
    client = client_of(cast.lead)
    assert "This school is going quiet" in client.get(f"/schools/{cast.school.urn}/").content.decode()
    assert "Castle Hill School is going quiet" in client.get("/").content.decode()
    assert "Going quiet" in client.get("/schools/?quiet=on").content.decode()


def test_the_strip_above_the_board_is_the_same_by_either_way(cast, now):
    furnish(cast, now)
    rows = queries.board(cast.lead, cast.project.academic_year)
    assert queries.summed(list(rows)) == queries.totals(rows)
