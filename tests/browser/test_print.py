"""What comes out on paper: names open, marks readable, nothing to press."""

from __future__ import annotations

import pytest
from django.db.models import Count
from playwright.sync_api import expect

from sustaining.workgroups.models import Meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COLOURS = "marks => marks.map(mark => getComputedStyle(mark).color)"


@pytest.fixture
def held(demo):
    """The last meeting that was held."""
    meetings = Meeting.objects.filter(state="held", group__leads__user__email="specialist@demo.example")
    return meetings.annotate(marked=Count("attendances")).filter(marked__gt=20).latest("starts_at")


def test_held_meeting_prints_its_people_and_nothing_to_press(held, visit):
    lead = visit(1280).sign_in("specialist@demo.example").go(held.get_absolute_url())
    page = lead.page
    present = held.attendances.filter(mark="present", user__isnull=False).first()
    name = page.locator(".printed").get_by_text(str(present.user)).first
    expect(name).to_be_hidden()
    page.emulate_media(media="print")
    expect(name).to_be_visible()
    for label in ("Remove", "Emails", "Reopen the register", "Add a link or a file"):
        for link in page.locator("main").get_by_text(label, exact=True).all():
            expect(link).to_be_hidden()


def test_closed_register_names_the_marks_and_no_replies(held, visit):
    lead = visit(1280).sign_in("specialist@demo.example").go(f"/meetings/{held.pk}/register/")
    lead.sees("Present", "Absent").sees_not("No reply").sees_not("Didn’t reply")
    lead.page.emulate_media(media="print")
    rows = lead.page.locator(".register-row")
    assert rows.locator("visible=true").count() == rows.count() == held.attendances.count()


def test_plan_prints_its_ratings_in_white_on_green_and_red(demo, visit):
    advocate = visit(1280).sign_in("advocate@demo.example").go("/plans/910003/")
    advocate.page.emulate_media(media="print")
    for colour in ("green", "red"):
        letters = advocate.page.locator(f".mark-{colour}")
        assert set(letters.evaluate_all(COLOURS)) == {"rgb(255, 255, 255)"}
