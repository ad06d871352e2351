"""A hub proposes the next year in a browser: a school confirms by its link on a phone, another declines, the hub sees both."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.choices import ContactRole
from schools.models import Hub, HubStaff, Project
from sustaining.rolling.links import answer_address
from sustaining.rolling.models import YearProposal
from sustaining.workgroups.actions import cancel_meeting
from sustaining.workgroups.models import Meeting
from tests.browser.visitor import Visitor
from tests.links import link_path

pytestmark = [pytest.mark.browser, pytest.mark.tour, pytest.mark.django_db(transaction=True)]
DECLINES = "The department is taking a year to settle."


def look_at_both_widths(visitor: Visitor, name: str) -> None:
    """Judge the page at a desk too; keep pictures of both where PICTURES names a directory."""
    folder = os.environ.get("PICTURES")
    own = visitor.page.viewport_size
    for size in (own, {"width": 1440, "height": 900}):
        visitor.page.set_viewport_size(size)
        visitor.look()
        if folder:
            visitor.page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
    visitor.page.set_viewport_size(own)


def open_link(visit, proposal: YearProposal) -> Visitor:
    """Return somebody on a phone who opens the link that the headteacher of the school was emailed."""
    head = proposal.school.contacts.get(role=ContactRole.HEADTEACHER).user
    path = link_path(answer_address(proposal), to=head.email, user=head)
    return visit(390).go(path)


def test_hub_proposes_one_school_confirms_another_declines_and_the_hub_sees_both(demo, visit):
    hub = Hub.objects.get(name="Rivermead")
    project = Project.objects.exclude(rolled_from=None).get(
        participations__proposal__isnull=False, participations__hub=hub, participations__state="active"
    )
    page = reverse("rolling:next-year", args=[hub.pk, project.academic_year])
    lead = visit(390).sign_in("lead@demo.example").go(page)
    look_at_both_widths(lead, "next-year")
    before = YearProposal.objects.count()
    lead.press("Re-enrol as proposed and email schools").sees("proposed to", "We’ve emailed")
    assert YearProposal.objects.count() > before

    first, second, third = YearProposal.objects.open().with_all().order_by("participation__school__sort_name")[:3]
    school = open_link(visit, first)
    look_at_both_widths(school, "answer-by-link")
    school.press("Confirm the place").sees("Confirmed", f"{first.school} takes part in")
    other = open_link(visit, second)
    other.page.get_by_text("Decline the place").first.click()
    other.fill("Why the school won’t take part", DECLINES)
    other.follow(other.page.locator("button[value=decline]")).sees("Declined", DECLINES)

    lead.go(page).sees(f"{second.school}", DECLINES)
    look_at_both_widths(lead, "next-year-answered")
    lead.go(reverse("rolling:change", args=[third.participation_id]))
    look_at_both_widths(lead, "change-proposal")
    lead.fill("Reason", "The project has no place left.").press("Withdraw proposal and email school")
    lead.sees("Proposal withdrawn").go(reverse("rolling:answer", args=[third.participation_id]))
    look_at_both_widths(lead, "withdrawn-proposal")


def test_pages_of_hub_staff_lead_school_groups_and_restored_meetings_can_be_read(demo, visit):
    hub = Hub.objects.get(name="Rivermead")
    post = HubStaff.objects.get(hub=hub, user__email="hubadmin@demo.example")
    year = Project.objects.filter(work_groups__hub=hub).order_by("academic_year").first().academic_year
    meeting = Meeting.objects.filter(group__hub=hub, state="scheduled", starts_at__gt=timezone.now()).first()
    lead_user = hub.staff.get(user__email="lead@demo.example").user
    cancel_meeting(meeting, reason="Snow", by=lead_user, now=timezone.now())
    specialist = reverse("specialists:leave", args=[meeting.group.lead_links.first().specialist_id])
    lead = visit(390).sign_in("lead@demo.example")
    for name, path in (
        ("hub-settings", reverse("schools:hub-settings", args=[hub.pk])),
        ("leave-hub", reverse("schools:leave-hub", args=[post.pk])),
        ("lead-school", reverse("schools:lead-school", args=[hub.pk])),
        ("groups", reverse("rolling:groups", args=[hub.pk, year + 1])),
        ("restore", reverse("workgroups:restore", args=[meeting.pk])),
        ("specialist-leaves", specialist),
    ):
        lead.go(path)
        look_at_both_widths(lead, name)
    lead.go(reverse("workgroups:restore", args=[meeting.pk])).fill("Reason", "The wrong meeting was cancelled.")
    lead.press("Restore meeting").sees("Meeting restored. We’ve emailed")
