"""Who writes, reads and changes what a hub keeps about a school."""

from __future__ import annotations

from typing import Any

import pytest

from schools.models import Hub, Participation, School
from sustaining.casework.actions import SchoolStep
from sustaining.casework.models import (
    ChaseSchedule,
    Checklist,
    ChecklistStep,
    Concern,
    Mailing,
    Note,
    SelfEvaluation,
    StepMark,
    TakenTask,
    Watch,
)
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
ABOUT |= {
    "casework.give_school": ("participation", STAFF | ADMIN),
    "casework.watch_school": ("school", STAFF | ADMIN | SPECIALIST),
    "casework.keep_watch": ("watch", {"lead"}),
    "casework.take_task": ("hub", STAFF),
    "casework.hand_back_task": ("taken_task", STAFF),
    "casework.read_self_evaluation": ("participation", STAFF | ADMIN | SPECIALIST | {"former", "advocate", "head"}),
    "casework.write_self_evaluation": ("participation", {"advocate", "head"}),
    "casework.use_as_evidence": ("self_evaluation", SPECIALIST | {"advocate", "head"}),
}
NEVER_OF_ANOTHER_HUB = {
    "casework.take_task",
    "casework.hand_back_task",
    "casework.write_self_evaluation",
    "casework.use_as_evidence",
    "casework.keep_watch",
}
"""Not even an administrator's: they are for the people of the hub or the school alone."""
CASE_READERS = STAFF | ADMIN | SPECIALIST | {"former"}
ANYWHERE = {
    "casework.read_all": CASE_READERS,
    "casework.give_schools": STAFF | ADMIN,
    "casework.watch_schools": CASE_READERS,
    "casework.compare_self_evaluations": STAFF | ADMIN,
    "casework.see_chasers": STAFF | ADMIN,
    "casework.see_checklists": STAFF | ADMIN | {"auditor"},
    "casework.open_messages": CASE_READERS,
}
BY_CLOCK = "casework.send_due_message"
END_TASKS, CHOOSE_TASKS = "casework.end_done_tasks", "casework.choose_tasks"
READ_WATCHLIST = "casework.read_watchlist"


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
        "participation": lambda: Participation.objects.get(pk=rows.participation),
        "self_evaluation": lambda: SelfEvaluation.objects.get(pk=rows.self_evaluation),
        "taken_task": lambda: TakenTask.objects.get(pk=rows.taken_task),
        "watch": lambda: Watch.objects.get(pk=rows.watch),
        "message": lambda: Mailing.objects.get(pk=rows.message),
    }
    return things[name]()


def test_table_has_every_permission_of_casework():
    assert {*ABOUT, *ANYWHERE, BY_CLOCK, END_TASKS, CHOOSE_TASKS, READ_WATCHLIST} == app_permissions("casework")


def test_scheduled_message_is_sent_by_the_clock_alone(houses):
    own, _, people = houses
    assert holders(BY_CLOCK, thing("message", own), with_system(people)) == SYSTEM


def test_done_tasks_are_ended_by_the_clock_and_a_desk_is_chosen_by_its_person(houses):
    own, _, people = houses
    assert holders(END_TASKS, thing("taken_task", own), with_system(people)) == SYSTEM
    assert holders(CHOOSE_TASKS, people["lead"], people) == {"lead"}
    assert holders(READ_WATCHLIST, people["lead"], people) == {"lead"}


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_the_own_hub_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, own), people) == expected


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_another_hub_is_held_by_administrators_alone(houses, permission):
    _, other, people = houses
    name, _ = ABOUT[permission]
    assert holders(permission, thing(name, other), people) == (set() if permission in NEVER_OF_ANOTHER_HUB else ADMIN)


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_for_lists_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, people) == ANYWHERE[permission]
