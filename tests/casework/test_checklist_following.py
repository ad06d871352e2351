"""What becomes of checklists and ticks when hubs merge, an enrolment is corrected, accounts merge, and years pass."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from schools.actions import merge_hub
from schools.corrections import list_work
from schools.hub_merging import HUB_MERGE_RULES
from sustaining.accounts.actions import merge_people
from sustaining.casework import actions
from sustaining.casework.models import StepFile, StepMark
from sustaining.common.files import check_upload
from sustaining.common.retention import CLEARED
from tests.casework.checking import add, get_checklist, in_use, tick
from tests.casework.test_following import clear
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_successor_hub_goes_on_with_the_checklist_of_the_merged_hub(cast, now, client_of):
    (call,) = in_use(cast.hub, {"title": "Ring the head"}, by=cast.lead, now=now)
    rows = HUB_MERGE_RULES["checklists"].find(cast.hub, cast.other.hub, now)
    assert rows == [call.checklist]
    merge_hub(cast.hub, successor=cast.other.hub, reason="One hub.", by=cast.admin, now=now)
    assert get_checklist(cast.participation, now).total == 1
    add(call.checklist, "Write to the head", by=cast.other.lead, now=now)
    tick(cast.participation, call, by=cast.other.lead, now=now)
    client = client_of(cast.other.lead)
    address = reverse("casework:hub-checklist", args=[cast.hub.pk, 2026])
    assert address in client.get("/checklists/").content.decode()
    assert "Ring the head" in client.get(address).content.decode()


def test_enrolment_with_settled_steps_is_not_moved_to_another_school(cast, now):
    (call,) = in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)
    mark = tick(cast.participation, call, by=cast.lead, now=now)
    assert "1 checklist step that is done or left out" in list_work(cast.participation)
    actions.undo_mark(mark, by=cast.lead, now=now)
    assert "1 checklist step that is done or left out" not in list_work(cast.participation)


def test_who_marked_a_step_stays_when_accounts_merge(cast, now):
    (call,) = in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)
    tick(cast.participation, call, by=cast.hubadmin, now=now)
    merge_people(UserFactory(full_name="Hugo Rivermead"), other=cast.hubadmin, by=cast.admin, now=now)
    assert StepMark.objects.get().marked_by_id == cast.hubadmin.pk


def test_retention_clears_notes_and_files_in_rows_and_history(cast, now, django_capture_on_commit_callbacks):
    (call,) = in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)
    file = check_upload("minutes.txt", b"Una Bright is ill.")
    mark = tick(cast.participation, call, by=cast.lead, now=now, note="Una Bright is ill.", files=[file])
    later = now + timedelta(days=9 * 365)
    assert (clear("checklist notes", now), clear("checklist files", now)) == (0, 0), "too early"
    with django_capture_on_commit_callbacks(execute=True):
        assert (clear("checklist notes", later), clear("checklist files", later)) == (1, 1)
    mark.refresh_from_db()
    stored = StepFile.objects.get()
    assert (mark.note, stored.name, bool(stored.file)) == (CLEARED, CLEARED, False)
    assert {*mark.events.values_list("note", flat=True)} == {CLEARED}
    assert get_checklist(cast.participation, now).done == 1, "that it was done stays"
