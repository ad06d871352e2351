"""What is typed on a shared computer, or while the sign-in ends, is neither lost nor sent as somebody else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from devplans.models import Aim
from tests.browser.test_log import without_a_line
from tests.browser.visitor import Visitor, until
from tests.devplans.test_plans import add_aim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('plan:')).length"


@pytest.fixture
def proposal_form(cast, visit) -> Visitor:
    """An Advocate has typed into a long form."""
    advocate = visit(1280).sign_in(cast.advocate.email)
    advocate.go(reverse("devplans:reflect", args=[cast.school.urn, 2026, "autumn"]))
    return advocate.fill("What has changed?", "Books show fewer procedures.")


def test_form_is_sent_with_a_fresh_token_after_signing_in_again(proposal_form, cast):
    advocate = proposal_form
    advocate.context.clear_cookies()
    advocate.page.get_by_role("button", name="Save reflection").click()
    advocate.sees("You are signed out", "What you’ve typed is still on this page.").look()
    advocate.sign_in(cast.advocate.email)
    advocate.page.get_by_role("button", name="Close").click()
    advocate.press("Save reflection").sees("Reflection saved.")


def test_form_is_not_sent_as_the_next_person_on_the_computer(proposal_form, cast):
    proposal_form.sign_in(cast.head.email)
    proposal_form.page.get_by_role("button", name="Save reflection").click()
    proposal_form.sees("Someone else has signed in", "nothing was sent")
    assert not cast.school.plan.reflections.exists()


def test_plan_draft_is_offered_to_its_writer_only(cast, visit, now):
    aim = add_aim(cast.school.plan, cast.advocate, now, need="Books show additive thinking.")
    visitor = visit(1280).sign_in(cast.advocate.email).go(aim.get_absolute_url())
    visitor.forgive("htmx:")
    without_a_line(visitor)
    field = visitor.page.get_by_label("Need, and how you know", exact=True)
    field.press("Control+End")
    field.press_sequentially(" Never sent.")
    until(visitor.page, f"{DRAFTS} === 1")
    visitor.page.close()
    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    visitor.context.clear_cookies()
    visitor.sign_in(cast.head.email).go(aim.get_absolute_url())
    expect(visitor.page.get_by_label("Need, and how you know", exact=True)).to_have_value(
        "Books show additive thinking."
    )
    assert visitor.page.evaluate(DRAFTS) == 1
    assert "Never sent" not in Aim.objects.get().need


def test_text_of_the_last_second_is_kept_when_the_page_is_hidden(cast, visit, now):
    """A phone that closes a hidden page says nothing more, so what is not sent yet is on the device by then."""
    aim = add_aim(cast.school.plan, cast.advocate, now, need="Books show additive thinking.")
    visitor = visit(390).sign_in(cast.advocate.email).go(aim.get_absolute_url())
    field = visitor.page.get_by_label("Need, and how you know", exact=True)
    field.press("Control+End")
    field.press_sequentially(" Last.")
    visitor.page.evaluate(HIDE)
    assert "Last." in visitor.page.evaluate("JSON.stringify(localStorage)")


def test_file_that_is_too_large_is_refused_before_it_is_sent(cast, visit, now, tmp_path):
    advocate = visit(390).sign_in(cast.advocate.email).go("/sessions/new/")
    large = tmp_path / "board.jpg"
    large.write_bytes(b"0" * (10 * 1024 * 1024 + 1))
    field = advocate.page.locator("input[type=file]")
    field.set_input_files(large)
    advocate.sees("“board.jpg” is 10.1 MB. Files can be up to 10 MB.")
    assert field.evaluate("field => field.files.length") == 0
