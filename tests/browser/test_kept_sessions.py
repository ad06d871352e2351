"""A session kept on the phone keeps its day, two tabs keep two drafts, and notices say what is so."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from devplans.models import Session
from tests.browser.test_log import QUEUE, TEXT, at_the_form, fill, save, until_sent, waiting, without_a_line
from tests.browser.visitor import Visitor, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRIDAY, TUESDAY = "2026-11-20T14:00:00Z", "2026-11-24T10:00:00Z"
WITHOUT_WORKER = "navigator.serviceWorker.getRegistrations().then(all => Promise.all(all.map(one => one.unregister())))"
LABEL = "What happened, and what changes?"


@pytest.fixture
def phone(cast, visit) -> Visitor:
    """An Advocate's phone, on a Friday."""
    visitor = visit(390).sign_in(cast.advocate.email)
    visitor.page.clock.set_fixed_time(FRIDAY)
    return visitor


def test_draft_of_friday_opened_on_tuesday_is_for_friday(phone):
    phone.page.goto(phone.base + "/sessions/new/")
    until(phone.page, "document.querySelector('form[data-ready]')")
    fill(phone)
    phone.page.clock.set_fixed_time(TUESDAY)
    phone.page.reload()
    phone.sees(
        "We’ve restored what you typed earlier", "This session is for Fri 20 Nov 2026, the day you chose."
    ).look()
    expect(phone.page.get_by_label("Which day?")).to_have_value("20/11/2026")
    save(phone)
    phone.sees("Session logged", "20 Nov 2026")
    assert Session.objects.get().held_on == date(2026, 11, 20)


def test_session_queued_on_friday_and_sent_on_tuesday_is_for_friday(phone):
    at_the_form(phone)
    phone.page.evaluate(WITHOUT_WORKER)  # it would send too, by the clock of this machine
    fill(phone)
    without_a_line(phone)
    save(phone)
    phone.sees("The session of Fri 20 Nov 2026 is saved on this device and will be sent when you’re back online.")
    phone.page.clock.set_fixed_time(TUESDAY)
    phone.context.set_offline(False)
    phone.sees("Session logged")
    assert Session.objects.get().held_on == date(2026, 11, 20)


def test_page_left_open_over_night_says_which_day_it_is_for(phone):
    phone.page.goto(phone.base + "/sessions/new/")
    until(phone.page, "document.querySelector('form[data-ready]')")
    phone.choose("Plan review")
    phone.page.get_by_label("Yesterday, 19 Nov").check()
    phone.page.clock.set_fixed_time(TUESDAY)
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.sees("This session is for Thu 19 Nov 2026, the day you chose.")


def test_two_tabs_keep_two_drafts(phone):
    tabs = [phone.page, phone.context.new_page()]
    for number, tab in enumerate(tabs):
        tab.goto(phone.base + "/sessions/new/")
        until(tab, "document.querySelector('form[data-ready]')")
        expect(tab.get_by_label(LABEL)).to_have_value("")
        tab.get_by_role("radio", name="Plan review").check()
        tab.get_by_label(LABEL).fill(f"Tab {number}.")
    for number, tab in enumerate(tabs):
        tab.reload()
        expect(tab.get_by_label(LABEL)).to_have_value(f"Tab {number}.")
    tabs[1].close()
    opened = phone.context.new_page()
    opened.goto(phone.base + "/sessions/new/")
    expect(opened.get_by_label(LABEL)).to_have_value("Tab 1.")


def test_sign_in_page_says_that_the_session_is_kept(phone):
    at_the_form(phone)
    fill(phone)
    phone.context.clear_cookies()
    save(phone)
    phone.page.wait_for_url("**/accounts/login/**")
    phone.sees("1 session is saved on this device. Sign in as the person who wrote it, and we’ll send it.").look()


def test_notice_of_a_waiting_session_goes_with_the_session(phone):
    """Another tab has sent it: nothing is said to wait, and nobody with a line is said to be offline."""
    at_the_form(phone)
    phone.page.evaluate(WITHOUT_WORKER)
    fill(phone)
    phone.forgive("ERR_FAILED")
    phone.forgive("the server responded with a status of 503")
    phone.page.route("**/accounts/who/", lambda route: route.fulfill(status=503))
    save(phone)
    phone.sees("The site can’t be reached at the moment.", "will be sent as soon as the site answers").sees_not(
        "offline"
    )
    assert len(waiting(phone)) == 1
    other = phone.context.new_page()
    other.goto(phone.base + "/")
    expect(other.get_by_role("status").filter(has_text="has been sent")).to_contain_text(
        "The session of Fri 20 Nov 2026"
    )
    until(other, f"{QUEUE}.then(items => items.length === 0)")
    phone.page.unroute("**/accounts/who/")
    phone.go("/").sees_not("is saved on this device")
    until_sent(phone)
    assert Session.objects.get().what_happened == TEXT
