"""A Work Group of two schools whose meeting took place, with a gap task and a closed register."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sustaining.workgroups import actions
from sustaining.workgroups.choices import Mark
from tests.cast import enrol_another
from tests.workgroups.conftest import BEGINS, our_group, our_meeting  # noqa: F401  (fixtures)

AFTER = BEGINS + timedelta(days=1)


@pytest.fixture
def other_school(cast, now):
    return enrol_another(cast, 940_001, "Dene Park School", now)


@pytest.fixture
def held_meeting(our_group, other_school, cast, now):  # noqa: F811
    actions.join_group(our_group, participation=other_school, by=cast.hubadmin, now=now)
    ends = BEGINS + timedelta(hours=2)
    meeting = actions.add_meeting(our_group, starts_at=BEGINS, ends_at=ends, by=cast.hubadmin, now=now)
    actions.edit_meeting(meeting, title="Ratio", agenda="", gap_task="Try a bar model", by=cast.specialist, now=now)
    actions.mark_attendance(meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=ends)
    actions.hold_meeting(meeting, mark_rest=True, by=cast.specialist, now=ends)
    meeting.refresh_from_db()
    return meeting
