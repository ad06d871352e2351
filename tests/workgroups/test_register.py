"""The register: by name, with substitutes and colleagues who came along; late taps do not undo later ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sustaining.common.errors import DomainError, WrongState
from sustaining.reports.figures import attendance
from sustaining.reports.filters import ReportFilter
from sustaining.reports.programme import compare_hubs
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Mark, Rsvp
from sustaining.workgroups.models import Attendance
from sustaining.workgroups.reminders import thanks

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
    with pytest.raises(DomainError, match="No one with that name"):
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
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.specialist, now=AFTER)
    with pytest.raises(WrongState, match="closed"):
        actions.add_colleague(our_meeting, name="Jo", participation=None, by=cast.specialist, now=AFTER)


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "x" * 151}, {"name": "Jo", "participation": "999999"}, {"name": "\x00"}]
)
def test_colleague_with_invalid_fields_shows_form_errors(our_meeting, cast, client_of, fields):
    page = client_of(cast.specialist).post(reverse("workgroups:colleague", args=[our_meeting.pk]), fields)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


def closing_page(client, meeting, **posted):
    return client.post(reverse("workgroups:hold", args=[meeting.pk]), posted)


def test_register_with_unmarked_people_is_not_closed_by_the_action(our_meeting, cast):
    actions.mark_attendance(our_meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=AFTER)
    with pytest.raises(actions.RegisterIncomplete, match="Not marked yet"):
        actions.hold_meeting(our_meeting, by=cast.specialist, now=AFTER)
    our_meeting.refresh_from_db()
    assert our_meeting.is_scheduled


def test_closing_with_unmarked_people_names_them_and_marks_the_rest(our_meeting, cast, client_of):
    apologies = our_meeting.invitations.get(user=cast.advocate_two)
    actions.answer_invitation(apologies, rsvp=Rsvp.APOLOGIES, by=cast.advocate_two, now=BEGINS - timedelta(days=9))
    with time_machine.travel(AFTER, tick=False):
        client = client_of(cast.specialist)
        for page in (
            client.get(reverse("workgroups:hold", args=[our_meeting.pk])).content.decode(),
            closing_page(client, our_meeting).content.decode(),
        ):
            assert "No one has been marked yet" in page
            assert "Mark the rest absent and close" in page
            for invitation in our_meeting.invitations.live():
                assert str(invitation.user).replace("’", "&#x27;") in page or str(invitation.user) in page
        assert not Attendance.objects.exists()
        assert closing_page(client, our_meeting, rest="absent").status_code == 302
    our_meeting.refresh_from_db()
    assert our_meeting.is_held
    marks = dict(Attendance.objects.values_list("user", "mark"))
    assert marks.pop(cast.advocate_two.pk) == Mark.APOLOGIES
    assert set(marks) == set(our_meeting.invitations.live().values_list("user", flat=True)) - {cast.advocate_two.pk}
    assert set(marks.values()) == {Mark.ABSENT}


def test_register_with_everybody_marked_closes_at_one_press(our_meeting, cast, client_of):
    for invitation in our_meeting.invitations.live():
        actions.mark_attendance(our_meeting, user=invitation.user, mark=Mark.PRESENT, by=cast.specialist, now=AFTER)
    with time_machine.travel(AFTER, tick=False):
        assert closing_page(client_of(cast.specialist), our_meeting).status_code == 302
    our_meeting.refresh_from_db()
    assert our_meeting.is_held


def test_reopened_register_takes_corrections_and_says_so(our_meeting, cast, client_of):
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.specialist, now=AFTER)
    later = AFTER + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        client = client_of(cast.specialist)
        url = reverse("workgroups:reopen", args=[our_meeting.pk])
        assert "Enter the reason" in client.post(url, {"reason": ""}).content.decode()
        assert client.post(url, {"reason": "Ada was there"}).status_code == 302
        assert f"The register for {our_meeting} is open" in client.get("/").content.decode(), (
            "on the desk until it is closed again"
        )
        our_meeting.refresh_from_db()
        actions.mark_attendance(our_meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=later)
        with pytest.raises(WrongState):
            actions.cancel_meeting(our_meeting, reason="No", by=cast.specialist, now=later)
        actions.hold_meeting(our_meeting, by=cast.specialist, now=later)
        page = client.get(our_meeting.get_absolute_url()).content.decode()
    assert "Register reopened: Ada was there" in page
    assert "1 present" in page
    assert "of 3 going" not in page, "a held meeting counts who came"
    assert f"{cast.advocate}: Absent to Present" in page
    assert Attendance.objects.get(user=cast.advocate).mark == Mark.PRESENT


def test_mark_after_reopening_thanks_those_newly_present_and_nobody_twice(our_meeting, cast):
    actions.mark_attendance(our_meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=AFTER)
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.specialist, now=AFTER)
    next_day = BEGINS.replace(day=17, hour=9, minute=30)

    def thanked() -> list[int]:
        return sorted(occasion.to.pk for occasion in thanks(next_day))

    assert thanked() == [cast.advocate.pk]
    actions.reopen_register(our_meeting, reason="Wrong marks", by=cast.hubadmin, now=next_day)
    assert thanked() == [], "an open register thanks nobody"
    actions.mark_attendance(our_meeting, user=cast.advocate_two, mark=Mark.PRESENT, by=cast.hubadmin, now=next_day)
    actions.hold_meeting(our_meeting, by=cast.hubadmin, now=next_day)
    assert thanked() == sorted([cast.advocate.pk, cast.advocate_two.pk])
    keys = {occasion.key for occasion in thanks(next_day)}
    assert len(keys) == 2, "the occasion of a person stays, so the outbox sends it once"


def test_register_is_not_reopened_by_others_or_after_the_year(our_meeting, cast):
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.specialist, now=AFTER)
    with pytest.raises(PermissionDenied, match="Work Group’s lead or the hub"):
        actions.reopen_register(our_meeting, reason="x", by=cast.advocate, now=AFTER)
    with pytest.raises(WrongState, match="2026/27 ended on 31 August 2027"):
        actions.reopen_register(our_meeting, reason="x", by=cast.hubadmin, now=AFTER.replace(year=2027, month=9))


def test_reopened_register_is_in_no_figure_until_it_is_closed_again(our_meeting, cast):
    report_filter = ReportFilter(user=cast.lead, year=our_meeting.group.project.year, today=AFTER.date())

    def present() -> tuple[int, int]:
        hubs = compare_hubs(report_filter)
        return sum(row["present"] for row in attendance(report_filter)), sum(row["present"] for row in hubs)

    actions.mark_attendance(our_meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=AFTER)
    assert present() == (0, 0), "an open register counts for nothing"
    actions.hold_meeting(our_meeting, mark_rest=True, by=cast.specialist, now=AFTER)
    assert present() == (1, 1)
    actions.reopen_register(our_meeting, reason="Wrong marks", by=cast.hubadmin, now=AFTER)
    assert present() == (0, 0)
    actions.mark_attendance(our_meeting, user=cast.advocate_two, mark=Mark.PRESENT, by=cast.hubadmin, now=AFTER)
    actions.hold_meeting(our_meeting, by=cast.hubadmin, now=AFTER)
    assert present() == (2, 2)
