"""`make screenshots`: the README's pictures, taken of the demo in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = Path(__file__).resolve().parent.parent.parent / "docs" / "img"


def test_take_the_board(demo, visit):
    lead = visit(1280).sign_in("lead@demo.example").go("/schools/")
    lead.page.screenshot(path=PICTURES / "board.png", clip={"x": 0, "y": 0, "width": 1280, "height": 900})


def test_take_logging_a_session_on_a_phone(demo, visit):
    advocate = visit(390).sign_in("advocate@demo.example").go("/sessions/new/")
    advocate.page.clock.set_fixed_time(TODAY)
    advocate.choose("Joint planning").choose("A sequence").choose("Fluency with ratio in Year 8")
    advocate.page.get_by_label("Add a colleague").click()
    advocate.page.evaluate("window.scrollTo(0, 0)")
    advocate.page.screenshot(path=PICTURES / "log.png")


def test_take_the_desk(demo, visit):
    lead = visit(1280).sign_in("lead@demo.example").go("/")
    lead.page.screenshot(path=PICTURES / "desk.png")
