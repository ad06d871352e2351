"""Notes: written once, kept from the school and the auditor, corrected, removed and put back; their next actions."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from schools.actions import leave_hub, move_to_hub, withdraw_participation
from schools.models import HubStaff, School
from specialists.actions.leaving import leave_on
from specialists.models import Specialist
from sustaining.casework import actions
from sustaining.casework.actions import NextAction
from sustaining.casework.actions.notes import NotYetHappened, OwnerNotPossible
from sustaining.casework.models import Note
from sustaining.casework.people import possible_owners
from sustaining.common.errors import WrongState
from tests.casework.writing import DAY, write_note
from tests.desks import finder_todos

pytestmark = pytest.mark.django_db


def readers(note: Note, cast) -> set[str]:
    people = {**cast.people(), "admin": cast.admin, "stranger": cast.stranger, "other lead": cast.other.lead}
    people["other specialist"] = cast.other.specialist
    return {name for name, person in people.items() if Note.objects.visible_to(person).filter(pk=note.pk).exists()}


def test_note_is_read_by_the_hub_and_shared_only_with_the_schools_specialist(cast, now):
    note = write_note(cast.school, by=cast.hubadmin, now=now)
    assert readers(note, cast) == {"lead", "hubadmin", "admin"}
    shared = write_note(cast.school, by=cast.lead, now=now, for_specialist=True)
    assert readers(shared, cast) == {"lead", "hubadmin", "admin", "specialist"}
    own = write_note(cast.school, by=cast.specialist, now=now)
    assert readers(own, cast) == {"lead", "hubadmin", "admin", "specialist"}


def test_specialist_who_no_longer_supports_the_school_reads_no_note(cast, now):
    note = write_note(cast.school, by=cast.specialist, now=now)
    leave_on(cast.specialist_record, last_day=timezone.localdate(now), successors={}, by=cast.lead, now=now)
    assert Note.objects.visible_to(cast.specialist, on=timezone.localdate(now)).filter(pk=note.pk).exists()
    assert not Note.objects.visible_to(cast.specialist, on=timezone.localdate(now) + DAY).exists()


def test_form_sent_twice_writes_one_note(cast, now):
    once = uuid4()
    first = write_note(cast.school, by=cast.lead, now=now, once=once)
    again = write_note(cast.school, by=cast.lead, now=now, once=once, text="Other words.")
    assert (again.pk, again.text, Note.objects.count()) == (first.pk, "Cover is short.", 1)


def test_notes_stay_with_their_hub_when_the_school_moves(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now)
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    note.refresh_from_db()
    assert note.hub == cast.hub
    assert readers(note, cast) == {"lead", "hubadmin", "admin"}
    school = School.objects.get(pk=cast.school.pk)
    assert write_note(school, by=cast.lead, now=now).hub == cast.hub, "it runs the school's year"
    assert write_note(school, by=cast.other.lead, now=now).hub == cast.other.hub


def test_note_of_a_day_to_come_is_refused(cast, now):
    with pytest.raises(NotYetHappened, match="Enter today’s date or an earlier one"):
        write_note(cast.school, by=cast.lead, now=now, happened_on=timezone.localdate(now) + DAY)


def test_next_action_goes_to_hub_staff_or_the_schools_specialist_only(cast, now):
    day = timezone.localdate(now)
    assert set(possible_owners(cast.school, cast.hub, day)) == {cast.lead, cast.hubadmin, cast.specialist}
    for owner in (cast.advocate, cast.auditor, cast.other.lead):
        with pytest.raises(OwnerNotPossible):
            write_note(cast.school, by=cast.lead, now=now, owner=owner)


@pytest.mark.parametrize("role", ["auditor", "advocate", "head", "finance", "stranger"])
def test_school_and_auditor_can_write_nothing(cast, now, role):
    with pytest.raises(PermissionDenied):
        write_note(cast.school, by=getattr(cast, role), now=now)


def test_next_action_comes_up_on_its_owners_desk_until_it_is_done(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.hubadmin, days=3)
    write_note(cast.school, by=cast.lead, now=now, owner=cast.hubadmin, days=4)
    (todo,) = finder_todos("next actions of notes", cast.hubadmin, now)
    assert (todo.title, todo.act, todo.url) == ("Ring again", "View note", note.get_absolute_url())
    assert finder_todos("next actions of notes", cast.lead, now) == []
    actions.finish_action(note, by=cast.hubadmin, now=now)
    assert finder_todos("next actions of notes", cast.hubadmin, now) == []
    with pytest.raises(WrongState):
        actions.finish_action(note, by=cast.lead, now=now)
    actions.reopen_action(note, by=cast.lead, now=now)
    assert len(finder_todos("next actions of notes", cast.hubadmin, now)) == 1


def test_specialist_finishes_their_own_next_action_but_does_not_edit_the_hubs_note(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.specialist, for_specialist=True)
    other = write_note(cast.school, by=cast.lead, now=now, owner=cast.lead, for_specialist=True)
    actions.finish_action(note, by=cast.specialist, now=now)
    with pytest.raises(
        PermissionDenied, match="Only the person who will do a next action, the writer of the note or the hub"
    ):
        actions.finish_action(other, by=cast.specialist, now=now)
    with pytest.raises(PermissionDenied, match="Only the person who wrote the note, or the hub"):
        actions.remove_note(note, reason="Twice.", by=cast.specialist, now=now)


def edit(note: Note, by, now, **values) -> Note:
    usual = {"kind": note.kind, "happened_on": note.happened_on, "contact": note.contact, "text": note.text}
    usual |= {"next_action": None, "for_specialist": note.for_specialist}
    return actions.edit_note(note, **{**usual, **values}, by=by, now=now)


def test_edited_note_keeps_in_its_history_what_it_said(cast, now):
    note = write_note(cast.school, by=cast.hubadmin, now=now)
    edit(note, cast.lead, now, text="Cover is short until January.")
    assert list(note.events.order_by("pgh_id").values_list("text", flat=True)) == [
        "Cover is short.", "Cover is short until January.",
    ]  # fmt: skip


def test_note_of_a_specialist_stays_shared_with_them(cast, now):
    note = write_note(cast.school, by=cast.specialist, now=now)
    assert edit(note, cast.lead, now, for_specialist=False).for_specialist
    own = write_note(cast.school, by=cast.lead, now=now, for_specialist=True)
    assert not edit(own, cast.lead, now, for_specialist=False).for_specialist


def test_note_that_an_administrator_shared_is_taken_back_by_the_hub(cast, now):
    note = write_note(cast.school, by=cast.admin, now=now, for_specialist=True)
    assert not edit(note, cast.lead, now, for_specialist=False).for_specialist


def test_owner_who_has_left_keeps_their_action_when_the_note_is_edited(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.hubadmin)
    HubStaff.objects.filter(user=cast.hubadmin).update(ends_on=timezone.localdate(now) - DAY)
    action = NextAction("Ring again soon", note.action_on, cast.hubadmin)
    assert edit(note, cast.lead, now, next_action=action).action == "Ring again soon"


def test_done_action_is_not_taken_off_its_note(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.lead)
    actions.finish_action(note, by=cast.lead, now=now)
    with pytest.raises(WrongState, match="Mark it as not done first"):
        edit(note, cast.lead, now)


def test_removed_note_leaves_desk_and_is_put_back(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.lead)
    actions.remove_note(note, reason="Wrong school.", by=cast.lead, now=now)
    assert (note.remove_reason, note.removed_by) == ("Wrong school.", cast.lead)
    assert finder_todos("next actions of notes", cast.lead, now) == []
    with pytest.raises(WrongState):
        edit(note, cast.lead, now)
    actions.restore_note(note, by=cast.lead, now=now)
    assert (note.removed_at, note.remove_reason) == (None, "")
    assert len(finder_todos("next actions of notes", cast.lead, now)) == 1


def test_actions_of_staff_who_leave_pass_to_the_successor(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.hubadmin)
    other = write_note(cast.other.school, by=cast.other.lead, now=now, owner=cast.other.hubadmin)
    post = HubStaff.objects.get(user=cast.hubadmin)
    successor = HubStaff.objects.get(user=cast.lead)
    leave_hub(post, last_day=timezone.localdate(now), successor=successor, by=cast.lead, now=now)
    for row in (note, other):
        row.refresh_from_db()
    assert (note.action_owner, other.action_owner) == (cast.lead, cast.other.hubadmin)


def test_action_without_anybody_at_work_comes_up_on_the_leads_desk(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.hubadmin)
    assert finder_todos("next actions without anybody to do them", cast.lead, now) == []
    HubStaff.objects.filter(user=cast.hubadmin).update(ends_on=timezone.localdate(now) - DAY)
    (todo,) = finder_todos("next actions without anybody to do them", cast.lead, now)
    assert todo.title == "1 next action has no one to do it"
    assert str(note.school) in todo.detail
    assert finder_todos("next actions without anybody to do them", cast.other.lead, now) == []


def test_database_refuses_half_an_action_and_another_school(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now)
    for values in ({"action": "Ring"}, {"action_on": date(2026, 12, 1)}, {"removed_at": now, "removed_by": cast.lead}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(**values)
    for values in ({"school": cast.other.school}, {"hub": cast.other.hub}, {"written_by": cast.admin}):
        with pytest.raises(IntegrityError, match="can’t move to another school"), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(**values)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        note.delete()


@given(st.lists(st.sampled_from(["finish", "reopen", "remove", "restore"]), max_size=8))
def test_any_order_of_steps_keeps_a_note_consistent(cast, now, steps):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.lead)
    is_done = is_removed = False
    for step in steps:
        is_possible = {
            "finish": not is_done and not is_removed,
            "reopen": is_done and not is_removed,
            "remove": not is_removed,
            "restore": is_removed,
        }[step]
        act = {
            "finish": actions.finish_action,
            "reopen": actions.reopen_action,
            "remove": actions.remove_note,
            "restore": actions.restore_note,
        }[step]
        values = {"reason": "Twice."} if step == "remove" else {}
        if not is_possible:
            with pytest.raises(WrongState), transaction.atomic():
                act(note, by=cast.lead, now=now, **values)
            continue
        act(note, by=cast.lead, now=now, **values)
        is_done = {"finish": True, "reopen": False}.get(step, is_done)
        is_removed = {"remove": True, "restore": False}.get(step, is_removed)
    note.refresh_from_db()
    assert (note.action_done_at is not None, note.removed_at is not None) == (is_done, is_removed)
    assert note.has_open_action == (not is_done and not is_removed)


@pytest.mark.parametrize("word", ["emrys", "ÉMRYS", "zak cover", "ring"])
def test_notes_are_found_by_every_word_whatever_its_accents(cast, now, word):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.lead, contact="Émrys-Żak", text="Cover is short.")
    write_note(cast.school, by=cast.lead, now=now, text="A visit to Year 8.")
    assert list(Note.objects.visible_to(cast.lead).matching(word)) == [note]


def test_specialists_action_goes_to_the_leads_when_their_school_withdraws(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.specialist, for_specialist=True)
    own = write_note(cast.school, by=cast.lead, now=now, owner=cast.lead)
    assert [todo.url for todo in finder_todos("next actions of notes", cast.specialist, now)] == [
        note.get_absolute_url()
    ]
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    assert finder_todos("next actions of notes", cast.specialist, now) == []
    (todo,) = finder_todos("next actions without anybody to do them", cast.lead, now)
    assert todo.url == f"/notes/{note.pk}/edit/"
    assert [todo.url for todo in finder_todos("next actions of notes", cast.lead, now)] == [own.get_absolute_url()]


def test_specialist_whose_post_has_ended_reads_and_finishes_nothing(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.specialist, for_specialist=True)
    Specialist.objects.filter(user=cast.specialist).update(ends_on=timezone.localdate(now) - DAY)
    assert not Note.objects.visible_to(cast.specialist).exists()
    with pytest.raises(PermissionDenied):
        actions.finish_action(note, by=cast.specialist, now=now)
