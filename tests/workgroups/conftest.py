"""A Work Group that meets on 16 December at four: the hub's, led by the Specialist, with one school."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sustaining.workgroups import actions

BEGINS = datetime(2026, 12, 16, 16, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def our_group(cast, now):
    group = actions.set_up_group(
        cast.hub, project=cast.project, name="Work Group B", leads=[cast.specialist_record], by=cast.hubadmin, now=now
    )
    actions.join_group(group, participation=cast.participation, by=cast.hubadmin, now=now)
    return group


@pytest.fixture
def our_meeting(our_group, cast, now):
    return actions.add_meeting(
        our_group, title="Ratio", starts_at=BEGINS, ends_at=BEGINS + timedelta(hours=2), place="Castle Hill",
        by=cast.hubadmin, now=now,
    )  # fmt: skip
