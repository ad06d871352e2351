"""Gap tasks: submitted by Advocates of the group's schools, read by the group, and who has not."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from schools.models import Advocate
from sustaining.common.errors import WrongState
from sustaining.learning import actions, selectors
from sustaining.learning.models import GapTaskFile, GapTaskResponse
from sustaining.workgroups import actions as groups
from tests.cast import enrol_another
from tests.learning.conftest import AFTER

pytestmark = pytest.mark.django_db


def submit(meeting, cast, text="They drew bars.", **more) -> GapTaskResponse:
    return actions.submit_gap_task(meeting, text=text, uploads=(), **{"by": cast.advocate, "now": AFTER, **more})


def photograph(name: str, colour: str) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def test_gap_task_is_submitted_once_a_person_and_changed(held_meeting, cast):
    first = submit(held_meeting, cast)
    again = submit(held_meeting, cast, "They drew bars and talked.")
    assert first.pk == again.pk
    assert GapTaskResponse.objects.get().text == "They drew bars and talked."
    assert GapTaskResponse.objects.get().submitted_at == AFTER


def test_gap_task_before_the_meeting_or_after_the_year_is_refused(our_group, held_meeting, cast, now):
    with pytest.raises(WrongState, match="once the meeting has taken place"):
        submit(held_meeting, cast, now=held_meeting.starts_at - timedelta(days=1))
    with pytest.raises(WrongState, match="could be submitted until 31 August 2027"):
        submit(held_meeting, cast, now=AFTER.replace(year=2027, month=9))


def test_gap_task_with_nothing_in_it_is_refused(held_meeting, cast):
    with pytest.raises(actions.NothingToSubmit):
        submit(held_meeting, cast, "")
    assert not GapTaskResponse.objects.exists()


@pytest.mark.parametrize("who", ["head", "specialist", "lead", "auditor", "finance"])
def test_gap_task_is_submitted_by_advocates_alone(held_meeting, cast, who):
    with time_machine.travel(AFTER, tick=False), pytest.raises(PermissionDenied):
        submit(held_meeting, cast, by=getattr(cast, who))


def test_advocate_of_a_school_that_left_still_submits_for_a_meeting_it_attended(held_meeting, cast):
    membership = cast.participation.memberships.get()
    left = AFTER + timedelta(days=3)
    with time_machine.travel(left + timedelta(days=1), tick=False):
        groups.leave_group(membership, on=left.date(), by=cast.hubadmin, now=left)
        assert submit(held_meeting, cast, now=left + timedelta(days=1)).school == cast.school


def test_withdrawn_response_is_read_by_nobody_else_and_comes_back(held_meeting, cast, other_school):
    response = submit(held_meeting, cast)
    with time_machine.travel(AFTER, tick=False):
        actions.withdraw_response(response, by=cast.advocate, now=AFTER)
        colleague = other_school.school.advocates.first().user
        assert selectors.gap_task_page(held_meeting, colleague, AFTER).responses == []
        with pytest.raises(PermissionDenied):
            actions.restore_response(response, by=cast.lead, now=AFTER)
        actions.restore_response(response, by=cast.advocate, now=AFTER)
        assert selectors.gap_task_page(held_meeting, colleague, AFTER).responses == [response]


def test_leads_see_which_schools_have_not_submitted(held_meeting, cast, other_school):
    submit(held_meeting, cast)
    with time_machine.travel(AFTER, tick=False):
        assert selectors.gap_task_page(held_meeting, cast.specialist, AFTER).missing == [other_school.school]
        assert selectors.gap_task_page(held_meeting, cast.lead, AFTER).missing == [other_school.school]
        assert selectors.gap_task_page(held_meeting, cast.advocate, AFTER).missing == []


def test_auditor_reads_no_gap_tasks(held_meeting, cast, client_of):
    submit(held_meeting, cast)
    assert not GapTaskResponse.objects.visible_to(cast.auditor).exists()
    assert client_of(cast.auditor).get(f"/meetings/{held_meeting.pk}/gap-task/").status_code == 403
    assert "Gap task" in client_of(cast.head).get(f"/meetings/{held_meeting.pk}/gap-task/").content.decode()


@pytest.mark.parametrize("who", ["advocate", "specialist", "lead"])
def test_gap_task_page_costs_the_same_for_two_and_for_twelve_schools(held_meeting, cast, now, who):
    submit(held_meeting, cast)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries, time_machine.travel(AFTER, tick=False):
            selectors.gap_task_page(held_meeting, getattr(cast, who), AFTER)
        return len(queries)

    count()  # what is looked up once, such as content types
    few = count()
    for number in range(10):
        year = enrol_another(cast, 950_000 + number, f"School {number}", now, days=Decimal(0))
        groups.join_group(held_meeting.group, participation=year, by=cast.hubadmin, now=now)
        submit(held_meeting, cast, by=Advocate.objects.filter(school=year.school).first().user)
    assert count() == few


def test_gap_task_with_photographs_goes_through_the_page(held_meeting, cast, client_of):
    with time_machine.travel(AFTER, tick=False):
        client = client_of(cast.advocate)
        assert "Submit gap task" in client.get(held_meeting.get_absolute_url()).content.decode()
        url = f"/meetings/{held_meeting.pk}/gap-task/"
        files = [photograph("bars.jpg", "red"), photograph("table.jpg", "blue")]
        page = client.post(url, {"text": "They drew bars.", "uploads": files}, follow=True).content.decode()
        assert "Gap task submitted." in page
        assert GapTaskFile.objects.count() == 2
        first = GapTaskFile.objects.first()
        removed = client.post(f"/meetings/gap-tasks/{first.response_id}/files/{first.pk}/remove/", follow=True)
        assert "File removed." in removed.content.decode()
        assert client.get(first.get_absolute_url()).status_code == 404
        restore = f"/meetings/gap-tasks/{first.response_id}/files/{first.pk}/restore/"
        assert restore in removed.content.decode()
        assert "File restored." in client.post(restore, follow=True).content.decode()
        assert client.get(first.get_absolute_url()).status_code == 200
        assert "has not been removed" in client.post(restore, follow=True).content.decode()
        refused = client.post(url, {"text": "", "uploads": []}).content.decode()
        assert "Enter what you tried and what happened" not in refused, "a photograph is left"
        assert GapTaskResponse.objects.get().text == ""


def test_desk_asks_an_advocate_for_the_gap_task_until_it_is_submitted(held_meeting, cast, client_of):
    with time_machine.travel(AFTER, tick=False):
        desk = client_of(cast.advocate).get("/").content.decode()
        assert "Submit the gap task from Work Group B, meeting 1" in desk
        submit(held_meeting, cast)
        assert "Submit the gap task" not in client_of(cast.advocate).get("/").content.decode()
        assert "Submit the gap task" in client_of(cast.advocate_two).get("/").content.decode()
