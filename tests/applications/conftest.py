"""A call of the first hub for next year's project."""

from __future__ import annotations

import pytest

from sustaining.applications.models import Call
from tests.applications.applying import open_call


@pytest.fixture
def call(cast, now) -> Call:
    project = cast.project.rolled_forward()
    project.save()
    return open_call(cast.hub, project, by=cast.hubadmin, now=now)
