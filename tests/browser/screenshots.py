"""`make screenshots`: the pictures of the README and of help, taken of the demo in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from sustaining.help.guides import GUIDES
from tests.conftest import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "img"
HELP_PICTURES = ROOT / "static" / "img" / "help"
HELP = {
    "advocate": ("advocate", 390, "/"),
    "headteacher": ("head", 1024, "/"),
    "finance-contact": ("finance", 1024, "/claims/"),
    "specialist": ("specialist", 1024, "/"),
    "work-group-lead": ("specialist", 1024, "/workgroups/"),
    "hub-lead": ("lead", 1024, "/"),
    "hub-administrator": ("hubadmin", 1024, "/"),
    "auditor": ("auditor", 1024, "/claims/account/"),
    "programme-administrator": ("admin", 1024, "/"),
}
"""The picture of each guide: who is signed in, how wide, and the page."""


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


def test_every_guide_has_a_picture():
    assert set(HELP) == set(GUIDES)


def test_take_the_first_page_of_every_role_for_help(demo, visit):
    HELP_PICTURES.mkdir(exist_ok=True)
    for guide, (person, width, page) in HELP.items():
        visitor = visit(width).sign_in(f"{person}@demo.example").go(page)
        path = HELP_PICTURES / f"{guide}.png"
        visitor.page.screenshot(path=path, clip={"x": 0, "y": 0, "width": width, "height": 760})
        # Few colours, so few bytes: a page of help stays light on a phone.
        Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)
