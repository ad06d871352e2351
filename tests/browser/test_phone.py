"""What is made for a phone: the menu above the tab bar, long lists that begin short, the register by thumb."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone
from playwright.sync_api import expect

from schools.models import Hub
from sustaining.workgroups.models import Meeting
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHORT = 3_400
"""Four screens of a phone."""
LONG_PAGES = {
    ("advocate", "/schools/910003/"): 3_000,
    ("lead", "/schools/910001/"): SHORT,
    ("lead", "/sessions/"): SHORT,
    ("lead", "/claims/account/"): SHORT,
    ("lead", "/checklists/"): SHORT,
    ("lead", "/schools/find/"): SHORT,
    ("lead", "/workgroups/hubs/{hub}/"): SHORT,
    ("lead", "/reports/attendance/"): SHORT,
}
"""The longest height of a page of the demo at 390 px, by who opens it."""
HEIGHT = "document.documentElement.scrollHeight"


def test_long_pages_begin_short_on_a_phone(demo, visit):
    people = {role: visit(390).sign_in(f"{role}@demo.example") for role in ("advocate", "lead")}
    hub = Hub.objects.get(staff__user__email="lead@demo.example").pk
    for (role, path), most in LONG_PAGES.items():
        person = people[role].go(path.format(hub=hub))
        assert person.page.evaluate(HEIGHT) <= most, f"{path} of {role}"


def test_press_shows_all_of_a_long_list(demo, visit):
    lead = visit(390).sign_in("lead@demo.example").go("/claims/account/")
    rows = lead.page.locator(".long tbody tr")
    shown = rows.locator("visible=true")
    assert shown.count() == 5 < rows.count()
    lead.page.get_by_text(f"Show all {rows.count()} schools").click()
    assert shown.count() == rows.count()
    lead.look()
    lead.page.get_by_text("Show less").click()
    assert shown.count() == 5
    lead.page.set_viewport_size({"width": 1280, "height": 900})
    assert shown.count() == rows.count(), "with room, a list is whole"
    expect(lead.page.locator(".show-all")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_first_page_offers_to_log_a_session_once(cast, visit, width):
    """On a phone in the page and on the tab; on a wide screen in the sidebar alone."""
    advocate = visit(width).sign_in(cast.advocate.email).go("/")
    in_page = advocate.page.locator("main").get_by_role("link", name="Log a session", exact=True)
    (expect(in_page).to_be_visible if width == 390 else expect(in_page).to_be_hidden)()


def test_school_page_on_a_phone_opens_its_parts_by_a_press(cast, visit):
    lead = visit(390).sign_in(cast.lead.email).go(f"/schools/{cast.school.urn}/")
    office = lead.page.get_by_role("heading", name="School office")
    finance = lead.page.get_by_role("heading", name="Finance contact").first
    expect(office).to_be_visible()
    expect(finance).to_be_hidden()
    lead.look()
    lead.page.get_by_text("Show everyone").click()
    expect(finance).to_be_visible()
    lead.page.set_viewport_size({"width": 1280, "height": 900})
    expect(finance).to_be_visible()


def test_menu_of_a_phone_holds_what_the_tabs_do_not(cast, visit):
    advocate = visit(390).sign_in(cast.advocate.email).go("/")
    menu = advocate.page.locator("#menu")
    tab = advocate.page.locator(".tabbar").get_by_role("button", name="Menu")
    tab.focus()
    advocate.page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    for label in ("Claims", "School page", "People", "Email settings", "Your calendar", "Help", "Report a problem"):
        expect(menu.get_by_role("link", name=label, exact=True)).to_be_visible()
    for label in ("Desk", "Plans", "Log a session"):
        expect(menu.get_by_role("link", name=label, exact=True)).to_be_hidden()
    advocate.look()
    marked = "getComputedStyle(document.querySelector('{}')).boxShadow !== 'none'"
    assert advocate.page.evaluate(marked.format(".tabbar button"))
    assert not advocate.page.evaluate(marked.format(".tabbar [aria-current]"))
    advocate.page.keyboard.press("Tab")
    assert advocate.page.evaluate("document.querySelector('#menu').contains(document.activeElement)")
    advocate.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert advocate.page.evaluate("document.activeElement === document.querySelector('.tabbar button')")


def test_menu_and_long_lists_open_without_javascript(demo, browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    lead = Visitor(context, live_server.url).sign_in("lead@demo.example")
    page = lead.page
    page.goto(f"{live_server.url}/claims/account/")
    page.get_by_text("Show all 15 schools").click()
    expect(page.locator(".long tbody tr").last).to_be_visible()
    page.locator(".tabbar").get_by_role("button", name="Menu").click()
    page.locator("#menu").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    context.close()


@pytest.fixture
def meeting_today(demo):
    """A meeting with 26 people whose register is open."""
    now = timezone.now()
    meeting = Meeting.objects.filter(state="scheduled").annotate(people=Count("invitations")).get(people=26)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(hours=1)
    )
    return meeting


def test_register_is_marked_with_a_thumb(meeting_today, visit):
    path = f"/meetings/{meeting_today.pk}/register/"
    lead = visit(390).sign_in("specialist@demo.example").go(path)
    page = lead.page
    rows = page.locator(".register-row")
    assert page.evaluate(HEIGHT) < 3_000, "26 people, a guest and the foot"
    counts = page.locator("[data-count]")
    expect(counts).to_have_text(["0", "0", "0", "26"])
    present = page.get_by_role("button", name="Present: Nina Hartwell", exact=True)
    box = present.bounding_box()
    assert box["width"] >= 48
    assert box["height"] >= 48
    places = rows.evaluate_all("rows => rows.map((row) => row.id)")
    present.click()
    expect(present).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Absent: Ben Holt", exact=True).click()
    expect(counts).to_have_text(["1", "0", "1", "24"])
    assert rows.evaluate_all("rows => rows.map((row) => row.id)") == places, "rows stay where the thumb expects them"
    expect(page.locator(".dock [data-line]")).to_have_text("All marks are saved.")
    lead.go(path).press("Show only those to mark")
    assert rows.locator("visible=true").count() == 24
    expect(counts).to_have_text(["1", "0", "1", "24"])
    page.get_by_role("button", name="Present: Rosa Holt", exact=True).click()
    expect(counts).to_have_text(["2", "0", "1", "23"])
    assert rows.locator("visible=true").count() == 24, "a row leaves at the next opening, not under the thumb"
    lead.press("Show all 26")
    assert rows.locator("visible=true").count() == 26
