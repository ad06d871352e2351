"""Who writes, reads and changes what a hub keeps about a school."""

from __future__ import annotations

from typing import Any

import pytest

from schools.models import Hub, Participation, School
from sustaining.casework.actions import SchoolStep
from sustaining.casework.models import ChaseSchedule, Checklist, ChecklistStep, Concern, Mailing, Note, StepMark
from tests.matrix.sample_rows import SampleRows
from tests.permissions import ADMIN, STAFF, SYSTEM, app_permissions, holders, with_system

SPECIALIST = {"specialist"}
ABOUT = {
    "casework.read_school": ("school", STAFF | ADMIN | SPECIALIST),
    "casework.add_note": ("school", STAFF | ADMIN | SPECIALIST),
    "casework.raise_concern": ("school", STAFF | ADMIN | SPECIALIST),
    "casework.edit_note": ("note", STAFF | ADMIN),
    "casework.remove_note": ("note", STAFF | ADMIN),
    "casework.restore_note": ("note", STAFF | ADMIN),
    "casework.finish_action": ("note", STAFF | ADMIN | SPECIALIST),
    "casework.reopen_action": ("note", STAFF | ADMIN | SPECIALIST),
    "casework.review_concern": ("concern", STAFF | ADMIN),
    "casework.close_concern": ("concern", STAFF | ADMIN),
    "casework.reopen_concern": ("concern", STAFF | ADMIN),
    "casework.chase": ("hub", STAFF | ADMIN),
    "casework.schedule_chaser": ("hub", STAFF | ADMIN),
    "casework.stop_chaser": ("chase_schedule", STAFF | ADMIN),
}
ABOUT |= {
    **{
        f"casework.{verb}_message": ("message", STAFF | ADMIN)
        for verb in ("edit", "hold", "schedule", "send", "cancel", "reopen")
    },
    "casework.write_message": ("hub", STAFF | ADMIN | SPECIALIST),
    "casework.keep_message_settings": ("hub", STAFF | ADMIN),
}
ABOUT |= {
    "casework.edit_checklist": ("checklist", STAFF | ADMIN),
    "casework.tick_schools": ("checklist_step", STAFF | ADMIN),
    "casework.tick_step": ("school_step", STAFF | ADMIN | {"advocate"}),
    "casework.excuse_step": ("school_step", STAFF | ADMIN),
    "casework.undo_mark": ("step_mark", STAFF | ADMIN | {"advocate"}),
}
CASE_READERS = STAFF | ADMIN | SPECIALIST | {"former"}
ANYWHERE = {
    "casework.read_all": CASE_READERS,
    "casework.see_chasers": STAFF | ADMIN,
    "casework.see_checklists": STAFF | ADMIN | {"auditor"},
    "casework.open_messages": CASE_READERS,
}
BY_CLOCK = "casework.send_due_message"


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    things: dict[str, Any] = {
        "school": lambda: School.objects.get(urn=rows.urn),
        "note": lambda: Note.objects.get(pk=rows.note),
        "concern": lambda: Concern.objects.get(pk=rows.concern),
        "hub": lambda: Hub.objects.get(pk=rows.hub),
        "chase_schedule": lambda: ChaseSchedule.objects.get(pk=rows.chase_schedule),
        "checklist_step": lambda: ChecklistStep.objects.get(pk=rows.checklist_step),
        "checklist": lambda: Checklist.objects.get(pk=rows.checklist),
        "school_step": lambda: SchoolStep(
            Participation.objects.get(pk=rows.participation), ChecklistStep.objects.get(pk=rows.open_step)
        ),
        "step_mark": lambda: StepMark.objects.get(pk=rows.step_mark),
        "message": lambda: Mailing.objects.get(pk=rows.message),
    }
    return things[name]()


def test_table_has_every_permission_of_casework():
    assert {*ABOUT, *ANYWHERE, BY_CLOCK} == app_permissions("casework")


def test_scheduled_message_is_sent_by_the_clock_alone(houses):
    own, _, people = houses
    assert holders(BY_CLOCK, thing("message", own), with_system(people)) == SYSTEM


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_the_own_hub_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, own), people) == expected


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_another_hub_is_held_by_administrators_alone(houses, permission):
    _, other, people = houses
    name, _ = ABOUT[permission]
    assert holders(permission, thing(name, other), people) == ADMIN


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_for_lists_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, people) == ANYWHERE[permission]
