"""The register: by name, with substitutes and colleagues who came along; late taps do not undo later ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sustaining.common.errors import DomainError, WrongState
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Mark, Rsvp
from sustaining.workgroups.models import Attendance

from .conftest import BEGINS

pytestmark = pytest.mark.django_db
AFTER = BEGINS + timedelta(hours=2)


def test_offline_mark_tapped_earlier_does_not_replace_later_mark(our_meeting, cast):
    taps = [(Mark.PRESENT, timedelta()), (Mark.ABSENT, timedelta(minutes=5))]
    for mark, ago in taps:
        actions.mark_attendance(our_meeting, user=cast.advocate, mark=mark, ago=ago, by=cast.specialist, now=AFTER)
    assert Attendance.objects.get().mark == Mark.PRESENT
    assert Attendance.objects.get().marked_at == AFTER


def test_colleague_added_twice_is_in_register_once(our_meeting, cast):
    for _ in range(2):
        line = actions.add_colleague(
            our_meeting, name="  Jo   Finch ", participation=cast.participation, by=cast.specialist, now=AFTER
        )
    assert (str(line), Attendance.objects.count()) == ("Jo Finch: Present", 1)
    actions.mark_colleague(our_meeting, attendance=line.pk, mark=Mark.ABSENT, by=cast.specialist, now=AFTER)
    assert Attendance.objects.get().mark == Mark.ABSENT
    with pytest.raises(DomainError, match="Nobody of that name"):
        actions.mark_colleague(our_meeting, attendance=line.pk + 9, mark=Mark.ABSENT, by=cast.specialist, now=AFTER)


def test_substitute_is_marked_for_the_same_school(our_meeting, cast, now):
    invitation = our_meeting.invitations.get(user=cast.advocate)
    actions.answer_invitation(
        invitation, rsvp=Rsvp.APOLOGIES, substitute_name="Grace", substitute_email="grace@demo.example", by=cast.advocate, now=now
    )  # fmt: skip
    other = our_meeting.invitations.get(user__email="grace@demo.example")
    attendance = actions.mark_attendance(our_meeting, user=other.user, mark=Mark.PRESENT, by=cast.specialist, now=AFTER)
    assert attendance.participation == cast.participation


def test_closed_register_refuses_colleagues(our_meeting, cast):
    actions.hold_meeting(our_meeting, by=cast.specialist, now=AFTER)
    with pytest.raises(WrongState, match="closed"):
        actions.add_colleague(our_meeting, name="Jo", participation=None, by=cast.specialist, now=AFTER)


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "x" * 151}, {"name": "Jo", "participation": "999999"}, {"name": "\x00"}]
)
def test_colleague_with_invalid_fields_shows_form_errors(our_meeting, cast, client_of, fields):
    page = client_of(cast.specialist).post(reverse("workgroups:colleague", args=[our_meeting.pk]), fields)
    assert page.status_code == 200
    assert "There is something to mend" in page.content.decode()
