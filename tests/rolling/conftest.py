"""A hub whose project has been rolled forward, and what it proposes."""

from __future__ import annotations

import pytest

from schools.actions import roll_projects
from schools.models import Participation, Project
from sustaining.rolling.actions import Choice, propose_years
from sustaining.rolling.models import YearProposal
from sustaining.workgroups.actions import join_group, set_up_group
from sustaining.workgroups.models import WorkGroup
from tests.cast import House


@pytest.fixture
def next_project(cast, now) -> Project:
    """Next year's copy of the cast's project."""
    (project,) = roll_projects(None, projects=[cast.project], by=cast.admin, now=now)
    return project


@pytest.fixture
def this_group(cast, now) -> WorkGroup:
    """The school's Work Group of this year."""
    group = set_up_group(
        cast.hub, project=cast.project, name="Group B", leads=[cast.specialist_record], by=cast.lead, now=now
    )
    join_group(group, participation=cast.participation, by=cast.lead, now=now)
    return group


@pytest.fixture
def next_group(cast, next_project, now) -> WorkGroup:
    """A Work Group of next year."""
    return set_up_group(
        cast.hub, project=next_project, name="Group B", leads=[cast.specialist_record], by=cast.lead, now=now
    )


def reload(participation: Participation) -> Participation:
    """Return the participation as the database has it, with the project that follows."""
    return Participation.objects.select_related("school__hub", "project__rolled_to", "hub").get(pk=participation.pk)


def propose(
    house: House, now, *, participation: Participation | None = None, specialist=None, group=None
) -> YearProposal:
    """Propose the next year to the house's school, or to another of its hub, by its lead."""
    choice = Choice(reload(participation or house.participation), specialist=specialist, group=group)
    (proposal,) = propose_years(house.hub, choices=[choice], by=house.lead, now=now)
    return proposal


@pytest.fixture
def proposal(cast, next_group, now) -> YearProposal:
    """The school is proposed the next year with the same Specialist and the group of the same name."""
    return propose(cast, now, specialist=cast.specialist_record, group=next_group)
