"""A plan written by several people at once, each at a browser of their own; and its pages, walked by everyone who reads it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from devplans.actions import plans, reviews
from devplans.models import ConflictingEdit
from devplans.review_terms import TermKey
from tests.browser.visitor import Visitor, until
from tests.devplans.test_plans import add_aim
from tests.devplans.test_sessions import log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEED = "Need, and how you know"
BASE = "Books show additive thinking."


@pytest.fixture
def aim(cast, now):
    """An aim with a step, a session and a review."""
    aim = add_aim(cast.school.plan, cast.advocate, now, need=BASE, outcome_group="students")
    plans.add_step(
        aim, what="Plan four lessons", who="Year 8 team", needs="A morning", owners=[cast.advocate],
        by=cast.advocate, now=now,
    )  # fmt: skip
    add_aim(cast.school.plan, cast.advocate, now, "Bar models in Year 7", horizon="next_year")
    session = log(cast, now, aims=[aim])
    reviews.judge_aim(
        aim, term=TermKey(2026, "autumn"), colour="amber", seen="Half of the books.", sessions=[session],
        by=cast.specialist, now=now,
    )  # fmt: skip
    return aim


def box(visitor: Visitor, label: str = NEED):
    """The field of the aim with this label."""
    field = visitor.page.get_by_label(label, exact=True)
    field.press("Control+End")
    return field


def saved(visitor: Visitor) -> None:
    """Wait until everything that was typed has been answered."""
    until(visitor.page, "!document.querySelector('form[data-unsaved]')", seconds=20)


def test_two_writers_of_one_field_lose_no_word(cast, visit, aim):
    advocate = visit(1280).sign_in(cast.advocate.email).go(aim.get_absolute_url())
    specialist = visit(390).sign_in(cast.specialist.email).go(aim.get_absolute_url())
    box(advocate).press_sequentially(" Few draw.", delay=5)
    saved(advocate)
    box(specialist).press_sequentially(" Nobody checks.", delay=5)
    saved(specialist)
    expect(specialist.page.get_by_text("Nina Rivermead changed this text while you were writing")).to_be_visible()
    expect(specialist.page.get_by_text(f"{BASE} Few draw.")).to_be_visible()
    box(specialist).press_sequentially(" Ever.", delay=5)
    saved(specialist)
    assert ConflictingEdit.objects.get().text == f"{BASE} Nobody checks. Ever."
    specialist.look()
    box(advocate).press_sequentially(" At all.", delay=5)
    saved(advocate)
    expect(advocate.page.get_by_text("Robin Rivermead edited this at the same time")).to_be_visible()
    advocate.look()
    advocate.page.get_by_role("link", name="Choose a version").first.click()
    advocate.sees("two versions", "Few draw. At all.", "Nobody checks. Ever.").look()
    advocate.press("Save combined version").sees("Version saved")
    aim.refresh_from_db()
    for text in (BASE, "Few draw. At all.", "Nobody checks. Ever."):
        assert text in aim.need


def test_text_typed_while_leaving_the_page_is_saved(cast, visit, aim):
    head = visit(390).sign_in(cast.head.email).go(aim.get_absolute_url())
    box(head).press_sequentially(" And so.", delay=5)
    head.go(cast.school.plan.get_absolute_url())
    head.page.wait_for_timeout(500)
    aim.refresh_from_db()
    assert aim.need == f"{BASE} And so."


def test_plan_text_typed_offline_stays_on_the_device(cast, visit, aim):
    advocate = visit(390).sign_in(cast.advocate.email).go(aim.get_absolute_url())
    advocate.forgive("ERR_INTERNET_DISCONNECTED")
    advocate.forgive("htmx:")
    advocate.context.set_offline(True)
    box(advocate).press_sequentially(" On the train.", delay=5)
    expect(advocate.page.get_by_text("Not saved yet")).to_be_visible()
    advocate.page.close()
    advocate.context.set_offline(False)
    advocate.page = advocate.context.new_page()
    advocate.go(aim.get_absolute_url())
    expect(box(advocate)).to_have_value(f"{BASE} On the train.")
    expect(advocate.page.get_by_text("Saved at").first).to_be_visible()
    aim.refresh_from_db()
    assert aim.need == f"{BASE} On the train."


PAGES = {
    "advocate": ["/plans/{urn}/", "/plans/{urn}/write/", "/plans/aims/{aim}/", "/plans/steps/{step}/", "/plans/{urn}/aims/new/",
                 "/plans/{urn}/templates/", "/plans/{urn}/reviews/2026/autumn/", "/plans/aims/{aim}/reviews/2026/autumn/",
                 "/impact/{urn}/", "/impact/{urn}/2026/autumn/", "/impact/{urn}/2026/", "/plans/{urn}/years/new/"],
    "specialist": ["/plans/{urn}/", "/plans/aims/{aim}/", "/plans/{urn}/reviews/2026/autumn/", "/plans/{urn}/compare/?old=1"],
    "head": ["/plans/{urn}/", "/plans/{urn}/print/", "/plans/aims/{aim}/"],
    "lead": ["/plans/{urn}/", "/plans/aims/{aim}/", "/plans/{urn}/versions/1/", "/impact/", "/impact/{urn}/"],
}  # fmt: skip


@pytest.mark.tour
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_plan_pages_are_accessible_at_both_widths(cast, visit, aim, now, width, dark):
    plans.share_plan(aim.plan, by=cast.advocate, now=now)
    plans.agree_plan(aim.plan, by=cast.specialist, now=now)
    plans.refine_plan(aim.plan, by=cast.specialist, now=now)
    shots = os.environ.get("PLAN_SHOTS")
    for who, pages in PAGES.items():
        visitor = visit(width, dark=dark).sign_in(getattr(cast, who).email)
        for page in pages:
            visitor.go(page.format(urn=cast.school.urn, aim=aim.pk, step=aim.steps.get().pk))
            if shots:
                name = page.strip("/").replace("/", "-").replace("{", "").replace("}", "").replace("?", "-")
                visitor.page.screenshot(path=Path(shots) / f"{who}-{name}-{width}.png", full_page=True)
