"""A gap task and feedback on a phone, and what leads read of them, in a browser at both widths."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from sustaining.learning.links import feedback_link
from sustaining.learning.models import GapTaskResponse, MeetingFeedback
from sustaining.workgroups.models import Attendance, Meeting
from tests.browser.test_next_year import look_at_both_widths
from tests.links import link_path

pytestmark = [pytest.mark.browser, pytest.mark.tour, pytest.mark.django_db(transaction=True)]


def photograph() -> dict[str, object]:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(content, "JPEG")
    return {"name": "board.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def last_meeting(email: str) -> Meeting:
    held = Meeting.objects.filter(state="held", invitations__user__email=email, starts_at__lte=timezone.now())
    return held.exclude(gap_task="").latest("starts_at")


def test_advocate_submits_a_gap_task_and_gives_feedback_on_a_phone(demo, visit):
    meeting = last_meeting("advocate@demo.example")
    before = GapTaskResponse.objects.count()
    advocate = visit(390).sign_in("advocate@demo.example").go("/")
    advocate.press("Submit gap task").sees("Everyone in the Work Group can read it.")
    look_at_both_widths(advocate, "gap-task")
    advocate.press("Submit").sees("There is a problem", "Enter what you tried and what happened")
    advocate.fill("What did you try, and what happened?", "Year 8 drew bars.")
    advocate.page.get_by_label("Photographs and files").set_input_files([photograph()])
    advocate.press("Submit").sees("Gap task submitted.", "board.jpg")
    look_at_both_widths(advocate, "gap-task-handed-in")
    assert GapTaskResponse.objects.count() == before + 1
    advocate.press("Withdraw your response").sees("Gap task response withdrawn.")
    advocate.go(meeting.get_absolute_url())
    look_at_both_widths(advocate, "meeting-with-panels")


def test_person_without_an_account_gives_feedback_by_link(demo, visit):
    attendance = Attendance.objects.filter(
        meeting__state="held", mark="present", user__isnull=False, feedback__isnull=True
    ).latest("meeting__starts_at")
    path = link_path(feedback_link(attendance), to=attendance.user.email, user=attendance.user)
    somebody = visit(390).go(path)
    look_at_both_widths(somebody, "feedback-by-link")
    somebody.press("Send feedback").sees("Choose how useful the meeting was.")
    look_at_both_widths(somebody, "feedback-errors")
    somebody.choose("Very useful").choose("Confident").press("Send feedback").sees("Your answers have been saved.")
    assert MeetingFeedback.objects.get(attendance=attendance).useful == 4


def test_lead_reads_gap_tasks_feedback_and_the_library(demo, visit):
    meeting = last_meeting("advocate@demo.example")
    lead = visit(390).sign_in("lead@demo.example")
    pages = {
        "gap-task-lead": reverse("learning:gap-task", args=[meeting.pk]),
        "meeting-lead": meeting.get_absolute_url(),
        "feedback": reverse("learning:feedback"),
        "group-feedback": reverse("learning:group-feedback", args=[meeting.group_id]),
        "library": reverse("learning:library"),
        "library-none": reverse("learning:library") + "?q=nothing-like-it",
    }
    for name, path in pages.items():
        lead.go(path)
        look_at_both_widths(lead, name)
    lead.go(pages["library"]).press("Edit")
    look_at_both_widths(lead, "library-edit")
