"""The school page's one statement answers what its querysets answer one by one, in every role and for nobody else's school."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.viewer import Viewer
from sustaining.common.clock import today
from sustaining.desk.school_panels import compose_panels, fetch_panels
from tests.desk.row_values import get_values
from tests.factories.busy_hub import BusyHub

pytestmark = pytest.mark.django_db


def test_panels_are_the_rows_of_their_querysets_in_every_role(cast, now):
    busy = BusyHub(cast, now)
    busy.grow(2)
    filled = set()
    for role, person in cast.people().items():
        viewer = Viewer(person, today(), only_reads=True)
        for school in (cast.school, busy.schools[-1].school):
            expected = compose_panels(viewer, school.pk)
            with CaptureQueriesContext(connection) as captured:
                panels = fetch_panels(school, Viewer(person, today(), only_reads=True))
            assert len(captured) <= 3  # the statement, the roles, and the reach
            for name, rows in expected.items():
                assert [get_values(row) for row in panels.get(name, [])] == [get_values(row) for row in rows], (
                    role,
                    name,
                )
                filled |= {name} if panels.get(name) else set()
    assert filled >= {"years", "sessions", "claims", "plans", "aims", "steps", "ratings", "advocates", "contacts"}
