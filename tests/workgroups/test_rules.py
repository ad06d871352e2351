"""Who may do what with Work Groups, meetings and invitations: exactly these people, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schools.models import Hub
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.common.permissions import may
from sustaining.workgroups.models import Certificate, Invitation, Meeting, Membership, SubstituteProposal, WorkGroup
from sustaining.workgroups.rules import get_group_id, is_invited, leads_group
from tests.matrix.sample_rows import SampleRows
from tests.permissions import (
    ADMIN,
    LEAD,
    NOBODY,
    SPECIALIST,
    STAFF,
    SYSTEM,
    app_permissions,
    holders,
    with_system,
)

RUNNERS = STAFF | ADMIN
LEADS_TOO = RUNNERS | SPECIALIST
"""The Specialist leads the group."""
ABOUT_GROUP = {
    "workgroups.set_up_group": ("hub", RUNNERS),
    "workgroups.set_schedule": ("hub", RUNNERS),
    "workgroups.set_wording": ("hub", RUNNERS),
    "workgroups.edit_group": ("group", RUNNERS),
    "workgroups.join_group": ("group", RUNNERS),
    "workgroups.leave_group": ("membership", RUNNERS),
    "workgroups.add_meeting": ("group", LEADS_TOO),
    "workgroups.announce_meeting": ("meeting", LEADS_TOO),
    "workgroups.move_meeting": ("meeting", LEADS_TOO),
    "workgroups.cancel_meeting": ("meeting", LEADS_TOO),
    "workgroups.edit_meeting": ("meeting", LEADS_TOO),
    "workgroups.steer_reminders": ("meeting", LEADS_TOO),
    "workgroups.mark_attendance": ("meeting", LEADS_TOO),
    "workgroups.hold_meeting": ("meeting", LEADS_TOO),
    "workgroups.correct_meeting_date": ("meeting", LEADS_TOO),
    "workgroups.restore_meeting": ("meeting", LEADS_TOO),
    "workgroups.reopen_register": ("meeting", LEADS_TOO),
    "workgroups.bring_in_attendance": ("meeting", LEAD | ADMIN),
    "workgroups.undo_imported_attendance": ("meeting", LEAD | ADMIN),
    "workgroups.issue_certificates": ("group", LEADS_TOO),
    "workgroups.withdraw_certificate": ("certificate", LEADS_TOO),
    "workgroups.issue_own_certificate": ("group", frozenset({"advocate"})),  # a closed register says present
    "workgroups.decide_substitute": ("substitute", LEADS_TOO),
    "workgroups.answer_invitation": ("invitation", frozenset({"advocate"}) | SYSTEM),
    "workgroups.renew_calendar": ("person", frozenset({"advocate"})),
}
ANYWHERE = {"workgroups.set_up_groups": RUNNERS}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about; the invitation and the person are the first Advocate's."""
    advocates = Invitation.objects.filter(meeting=rows.meeting, user__email__startswith="advocate")
    find = {
        "certificate": lambda: Certificate.objects.get(pk=rows.certificate),
        "hub": lambda: Hub.objects.get(pk=rows.hub),
        "group": lambda: WorkGroup.objects.get(pk=rows.group),
        "membership": lambda: Membership.objects.get(pk=rows.membership),
        "meeting": lambda: Meeting.objects.get(pk=rows.meeting),
        "substitute": lambda: SubstituteProposal.objects.get(pk=rows.substitute),
        "invitation": lambda: advocates.exclude(user__email__contains="two").get(),
        "person": lambda: User.objects.get(pk=advocates.exclude(user__email__contains="two").get().user_id),
    }
    return find[name]()


def test_table_has_every_permission_of_workgroups():
    assert set(ABOUT_GROUP) | set(ANYWHERE) == app_permissions("workgroups")


@pytest.mark.parametrize("permission", ABOUT_GROUP)
def test_permission_for_the_own_group_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT_GROUP[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT_GROUP)
def test_permission_for_another_hubs_group_is_held_by_administrators_at_most(houses, permission):
    _, other, people = houses
    name, expected = ABOUT_GROUP[permission]
    assert holders(permission, thing(name, other), with_system(people)) == expected & (ADMIN | SYSTEM)


@pytest.mark.parametrize("permission", sorted(set(ABOUT_GROUP) - {"workgroups.answer_invitation"}))
def test_permission_for_nothing_is_held_by_administrators_at_most(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) <= ADMIN


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_by_role_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]


@pytest.mark.parametrize("ends", ["leading", "post"])
def test_specialist_who_no_longer_leads_the_group_runs_none_of_its_meetings(houses, ends):
    own, _, people = houses
    group = thing("group", own)
    if ends == "leading":
        group.lead_links.all().delete()
    else:
        Specialist.objects.filter(pk=own.specialist).update(ends_on=today() - timedelta(days=1))
    assert not may(people["specialist"], "workgroups.add_meeting", group)
    assert not may(people["specialist"], "workgroups.mark_attendance", thing("meeting", own))


def test_advocate_whose_post_has_ended_does_not_answer_the_invitation(houses):
    own, _, people = houses
    people["advocate"].advocacies.update(starts_on=today() - timedelta(days=2), ends_on=today() - timedelta(days=1))
    assert holders("workgroups.answer_invitation", thing("invitation", own), people) == NOBODY


def test_withdrawn_invitation_is_answered_by_nobody(houses, now):
    own, _, people = houses
    invitation = thing("invitation", own)
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now)
    assert holders("workgroups.answer_invitation", invitation, people) == NOBODY


@pytest.mark.parametrize("name", ["group", "meeting", "invitation", "membership"])
def test_group_of_everything_in_it_is_the_same(houses, name):
    own, _, _ = houses
    assert get_group_id(thing(name, own)) == own.group


@pytest.mark.parametrize("predicate", [leads_group, is_invited])
def test_predicate_without_an_object_is_false(cast, predicate):
    assert predicate(cast.specialist, None) is False
