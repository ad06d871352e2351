"""The page of components, which only development has: axe looks at each, at two widths and in the dark."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_styleguide_shows_every_component_without_complaint(cast, visit, settings):
    settings.DEBUG = True
    lead = visit(1280).sign_in(cast.lead.email).go("/styleguide/")
    lead.sees("Style guide", "There is a problem", "Just over half of aims are green")
    lead.look_from(1280, dark=True)
    lead.look_from(390)
    lead.look_from(1024)


def test_menu_of_a_tablet_opens_without_javascript(cast, browser, live_server, visit):
    lead = visit(1024).sign_in(cast.lead.email)
    lead.go("/")
    menu = lead.page.get_by_role("navigation", name="Main", exact=True)
    assert not menu.is_visible()
    lead.page.get_by_role("button", name="Menu").click()
    assert menu.is_visible()
    lead.page.keyboard.press("Escape")
    assert not menu.is_visible()
    lead.page.get_by_role("button", name="Menu").click()
    lead.follow(menu.get_by_role("link", name="Payments"))
    assert lead.path == "/claims/runs/"
