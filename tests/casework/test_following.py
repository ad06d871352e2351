"""What becomes of notes and concerns when a school becomes an academy, hubs or accounts merge, and years pass."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
import pytest

from schools.actions import follow_successor, merge_hub
from schools.handover import pass_on_open_work
from schools.models import HubStaff, School
from sustaining.accounts.actions import merge_people
from sustaining.casework import actions
from sustaining.casework.models import Concern, Mailing, Note
from sustaining.common.retention import CLEARED, RETENTION_RULES, replace
from sustaining.outbox.scheduled import due_work
from tests.casework.writing import raise_concern, write_message, write_note
from tests.factories import SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_notes_and_concerns_follow_a_school_to_its_successor(cast, now):
    write_note(cast.school, by=cast.lead, now=now)
    raise_concern(cast.school, by=cast.lead, now=now)
    School.objects.filter(pk=cast.school.pk).update(status="Closed")
    successor = SchoolFactory(urn=999_999, hub=cast.hub)
    follow_successor(School.objects.get(pk=cast.school.pk), successor=successor, by=cast.admin, now=now)
    assert (Note.objects.get().school, Concern.objects.get().school) == (successor, successor)


def test_successor_hub_reads_and_closes_what_the_merged_hub_kept(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.lead)
    concern = raise_concern(cast.school, by=cast.lead, now=now)
    merge_hub(cast.hub, successor=cast.other.hub, reason="One hub.", by=cast.admin, now=now)
    assert set(Note.objects.visible_to(cast.other.lead)) == {note}
    actions.close_concern(concern, outcome="Settled.", by=cast.other.lead, now=now)


def test_next_actions_move_to_the_account_that_stays(cast, now):
    other = UserFactory(full_name="Hugo Rivermead")
    note = write_note(cast.school, by=cast.lead, now=now, owner=cast.hubadmin)
    merge_people(other, other=cast.hubadmin, by=cast.admin, now=now)
    note.refresh_from_db()
    assert (note.action_owner, note.written_by) == (other, cast.lead)


def clear(name: str, moment) -> int:
    rule = RETENTION_RULES[name]
    rows = rule.find(rule.before(moment))
    keys = list(rows.values_list("pk", flat=True))
    replace(rows.model, keys, rule.values)
    rule.also(keys)
    return len(keys)


def test_retention_clears_texts_in_rows_and_history_and_keeps_open_work(cast, now):
    note = write_note(cast.school, by=cast.lead, now=now, contact="Una Bright", owner=cast.lead)
    other = write_note(cast.school, by=cast.lead, now=now, text="Nothing else.")
    actions.remove_note(other, reason="It was about Una.", by=cast.lead, now=now)
    actions.restore_note(other, by=cast.lead, now=now)
    concern = raise_concern(cast.school, by=cast.lead, now=now, summary="Una Bright is ill.")
    later = now + timedelta(days=9 * 365)
    assert (clear("notes", later), clear("concerns", later)) == (1, 0), "the others are still open"
    actions.finish_action(note, by=cast.lead, now=now)
    actions.close_concern(concern, outcome="Una Bright is back.", by=cast.lead, now=now)
    assert (clear("notes", now), clear("concerns", now)) == (0, 0), "too early"
    assert (clear("notes", later), clear("concerns", later)) == (1, 1)
    note.refresh_from_db()
    assert (note.text, note.contact, note.action) == (CLEARED, "", CLEARED)
    texts = {*note.events.values_list("text", "contact", "action"), *concern.events.values_list("summary", "outcome")}
    texts |= set(other.events.values_list("text", "remove_reason"))
    assert not [text for row in texts for text in row if "Una" in text or "Cover" in text or "Ring" in text]
    assert (clear("notes", later), clear("concerns", later)) == (0, 0)


def test_retention_clears_the_text_of_messages_that_went_in_rows_and_history(cast, now):
    sent = write_message(cast.hub, by=cast.lead, now=now, body="Una Bright is ill.")
    actions.send_message(sent, by=cast.lead, now=now)
    draft = write_message(cast.hub, by=cast.lead, now=now)
    later = now + timedelta(days=9 * 365)
    assert clear("group messages", now) == 0, "too early"
    with pgtrigger.ignore(*RETENTION_RULES["group messages"].past):
        assert clear("group messages", later) == 1
    sent.refresh_from_db()
    draft.refresh_from_db()
    assert (sent.subject, sent.body, draft.subject) == (CLEARED, CLEARED, "Your plan")
    assert {body for (body,) in sent.events.values_list("body")} == {CLEARED}


def test_waiting_message_passes_to_the_successor_at_the_hub(cast, now):
    mailing = write_message(cast.hub, by=cast.hubadmin, now=now)
    actions.schedule_message(mailing, send_at=now + timedelta(hours=1), by=cast.hubadmin, now=now)
    leaving = HubStaff.objects.get(user=cast.hubadmin)
    successor = HubStaff.objects.get(user=cast.lead)
    pass_on_open_work(leaving, successor, now)
    mailing.refresh_from_db()
    assert mailing.written_by == cast.lead
    assert sum(due_work.collect(now + timedelta(hours=1))) == 2


def test_waiting_message_goes_once_to_the_account_that_stays(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.hold_message(mailing, by=cast.lead, now=now)
    other = UserFactory(full_name="Nina Rivermead")
    merge_people(other, other=cast.advocate, by=cast.admin, now=now)
    actions.send_message(mailing, by=cast.lead, now=now)
    keys = mailing.recipients.filter(email__isnull=False).values("email__to").distinct()
    assert {row["email__to"] for row in keys} == {other.email, cast.advocate_two.email}


def test_successor_hub_runs_the_messages_of_the_merged_hub(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.hold_message(mailing, by=cast.lead, now=now)
    merge_hub(cast.hub, successor=cast.other.hub, reason="One hub.", by=cast.admin, now=now)
    assert set(Mailing.objects.visible_to(cast.other.lead)) == {mailing}
    actions.send_message(mailing, by=cast.other.lead, now=now)
    assert mailing.is_sent
