"""By keyboard, and in forced colours: where the focus stands, what is said of a change, and what can be seen of a choice."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.applications.applying import begin, open_call
from tests.browser.visitor import Visitor, until
from tests.devplans.test_plans import add_aim
from tests.devplans.test_sessions import log
from tests.links import applicant_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COVERED = """() => {
  const covered = [], seen = document.activeElement, box = seen.getBoundingClientRect();
  if (seen === document.body || !box.width) return null;
  for (const bar of document.querySelectorAll(".dock, .tabbar, .rail, thead")) {
    const position = getComputedStyle(bar).position, over = bar.getBoundingClientRect();
    if (bar.contains(seen) || !["sticky", "fixed"].includes(position) || !over.height) continue;
    const across = Math.min(box.right, over.right) - Math.max(box.left, over.left);
    const down = Math.min(box.bottom, over.bottom) - Math.max(box.top, over.top);
    if (across <= 1 || down <= 1) continue;
    const x = Math.max(box.left, over.left) + across / 2, y = Math.max(box.top, over.top) + down / 2;
    if (bar.contains(document.elementFromPoint(x, y))) covered.push(bar.className);
  }
  return covered.length ? `${seen.outerHTML.slice(0, 120)} under ${covered}` : null;
}"""
STATES = """() => [...document.querySelectorAll(".choice, .chip, .segments label")]
  .filter((label) => label.offsetParent)
  .map((label) => {
    const input = label.querySelector("input"), box = input.getBoundingClientRect(), style = getComputedStyle(input);
    return style.opacity === "1" && style.position === "static" && box.width >= 15 && box.height >= 15;
  })"""


def said(visitor: Visitor, text: str) -> None:
    """The live region, which is there from the start, says this: on the page, and in the tree that screen readers read."""
    expect(visitor.page.locator("#announcements")).to_contain_text(text)
    tree = visitor.page.locator("body").aria_snapshot()
    assert any(line.strip().startswith("- status") and text in line for line in tree.splitlines()), tree


def focused(visitor: Visitor) -> str:
    """The text, label or name of what has the focus."""
    return visitor.page.evaluate(
        "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim() || document.activeElement.name"
    )


@pytest.mark.parametrize("path", ["/sessions/new/", "/", "/plans/"])
def test_focus_is_never_under_a_bar(cast, visit, path):
    advocate = visit(390).sign_in(cast.advocate.email)
    advocate.page.set_viewport_size({"width": 390, "height": 620})
    advocate.page.goto(advocate.base + path)
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        advocate.page.keyboard.press(key)
        assert advocate.page.evaluate(COVERED) is None


def test_choices_of_the_log_form_show_in_forced_colours(cast, visit):
    advocate = visit(390).sign_in(cast.advocate.email)
    advocate.page.emulate_media(forced_colors="active")
    advocate.page.goto(advocate.base + "/sessions/new/")
    kinds = advocate.page.evaluate(STATES)  # on a phone the kinds come first, alone
    assert len(kinds) == 6
    assert all(kinds)
    advocate.page.get_by_role("radio", name="Joint planning").check()
    shown = advocate.page.evaluate(STATES)
    assert len(shown) > 10
    assert all(shown)
    assert advocate.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_question_mark_lists_the_shortcuts_and_they_can_be_turned_off(cast, visit):
    advocate = visit(1280).sign_in(cast.advocate.email).go("/plans/")
    page = advocate.page
    page.locator("main a").first.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    advocate.look()
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "shortcuts"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement === document.querySelector('main a')")
    page.keyboard.press("/")
    assert focused(advocate).startswith("Search schools")
    page.keyboard.type("a?")
    expect(dialog).to_be_hidden()  # typed into a field it is only a character
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("shortcuts on this device").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.locator("main a").first.focus()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()


def test_search_results_are_announced_and_reached_by_arrow(cast, visit):
    advocate = visit(1280).sign_in(cast.advocate.email).go("/plans/")
    advocate.forgive("htmx:")  # each letter ends the search for the one before
    advocate.page.keyboard.press("/")
    advocate.page.keyboard.type(cast.school.name[:6])
    said(advocate, "Press the down arrow to reach them.")
    expect(advocate.page.get_by_role("region", name="Search results")).to_contain_text(cast.school.name)
    assert focused(advocate).startswith("Search schools")
    advocate.page.keyboard.press("ArrowDown")
    assert cast.school.name in focused(advocate)


def test_schools_found_are_announced_while_the_focus_stays(cast, visit):
    lead = visit(1280).sign_in(cast.lead.email).go(reverse("schools:find"))
    lead.page.get_by_label("Name, town, postcode or URN", exact=True).focus()
    lead.page.keyboard.type("zzz")
    said(lead, "No schools found")
    assert focused(lead) == "Name, town, postcode or URN"


def test_saved_text_is_announced_while_the_focus_stays(cast, visit, now):
    aim = add_aim(cast.school.plan, cast.advocate, now, need="Books show additive thinking.")
    advocate = visit(1280).sign_in(cast.advocate.email).go(aim.get_absolute_url())
    advocate.page.get_by_label("Need, and how you know", exact=True).focus()
    advocate.page.keyboard.type("Now ")
    said(advocate, "Need, and how you know saved")
    assert focused(advocate) == "Need, and how you know"


def test_saved_choice_is_said_while_the_focus_stays(cast, visit, now):
    aim = add_aim(cast.school.plan, cast.advocate, now, need="Books show additive thinking.")
    advocate = visit(1280).sign_in(cast.advocate.email).go(aim.get_absolute_url())
    page = advocate.page
    page.get_by_text("Need, date and big ideas", exact=True).focus()
    page.keyboard.press("Enter")
    box = page.locator("details[open] input[type=checkbox]").first
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("details[open] .writing-said[aria-live=polite]")).to_contain_text("Saved")
    expect(box).to_be_focused()


def test_added_item_takes_the_focus(cast, visit):
    finance = visit(390).sign_in(cast.advocate.email).go(reverse("funding:new", args=[cast.school.urn]))
    finance.page.get_by_role("button", name="Add another item").focus()
    finance.page.keyboard.press("Enter")
    group = finance.page.get_by_role("group", name="Item 2")
    expect(group.get_by_label("Date", exact=True)).to_be_focused()
    until(finance.page, "document.activeElement.getBoundingClientRect().top >= 0")


def test_session_is_ticked_by_keyboard_and_its_cost_is_added_up(cast, visit, now):
    log(cast, now)
    finance = visit(390).sign_in(cast.advocate.email).go(reverse("funding:new", args=[cast.school.urn]))
    tick = finance.page.locator("[data-tick]")
    tick.focus()
    finance.page.keyboard.press("Space")
    teacher = finance.page.get_by_label("Teacher released")
    expect(teacher).to_have_value(cast.advocate.full_name)
    finance.page.get_by_label("Cost of cover in pounds").fill("90")
    expect(finance.page.locator("[data-total]")).to_have_text("£90.00")
    tick.focus()
    finance.page.keyboard.press("Space")
    expect(teacher).to_be_hidden()
    expect(finance.page.locator("[data-total]")).to_have_text("£0.00")


def test_dialog_gives_the_focus_back(cast, visit):
    visitor = visit(1280).go("/journey/")
    opener = visitor.page.locator("[data-dialog=journey-large]")
    opener.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_schools_of_an_application_are_announced_while_the_focus_stays(cast, now, visit):
    call = open_call(cast.hub, cast.project, by=cast.lead, now=now)
    visitor = visit(390).go(reverse("applications:start", args=[call.project.code]))
    visitor.page.get_by_label("Name, town, postcode or URN").focus()
    visitor.page.keyboard.type("zzz")
    said(visitor, "No schools found")
    assert focused(visitor) == "Name, town, postcode or URN"


def test_saved_answer_of_an_application_is_said_while_the_focus_stays(cast, now, visit):
    application = begin(open_call(cast.hub, cast.project, by=cast.lead, now=now), now)
    visitor = visit(390).go(f"/application/{applicant_token(application)}/school/")
    visitor.page.get_by_label("Their email address").focus()
    visitor.page.keyboard.type("ida@demo.example")
    visitor.page.keyboard.press("Tab")
    reached = focused(visitor)
    expect(visitor.page.locator("#saved[aria-live=polite]")).to_contain_text("Saved at")
    assert focused(visitor) == reached
    assert reached


def test_activity_arrives_without_the_focus_and_its_filter_leads_back_to_it(cast, visit):
    lead = visit(1280).sign_in(cast.lead.email).go(f"/schools/{cast.school.urn}/")
    lead.page.locator("main a").first.focus()
    link = lead.page.locator("#happened").get_by_role("link", name="Plan", exact=True)
    expect(link).to_be_visible()
    expect(lead.page.locator("main a").first).to_be_focused()
    link.focus()
    lead.page.keyboard.press("Enter")
    lead.page.wait_for_url("**#happened")
    expect(lead.page.locator("#happened [aria-current]")).to_have_text("Plan")
    lead.page.keyboard.press("Tab")
    assert lead.page.evaluate("document.querySelector('#happened').contains(document.activeElement)")
