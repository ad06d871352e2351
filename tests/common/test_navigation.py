"""The menu: what each role sees of it, and how much stands at its top."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from schools.roles import EVERYONE, Role
from sustaining.common.navigation import TABS, entries_for, get_tabs

MOST_AT_THE_TOP = 7


@dataclass(frozen=True)
class Visitor:
    """Somebody with these roles, as the menu asks for them."""

    roles: frozenset[Role]

    def has_active_role(self, roles) -> bool:
        return not self.roles.isdisjoint(roles)


def entries(*roles, path="/"):
    return entries_for(Visitor(frozenset(roles)), path)


@pytest.mark.parametrize("roles", [(role,) for role in Role] + [tuple(sorted(EVERYONE))], ids=str)
def test_menu_has_at_most_seven_places_at_its_top(roles):
    top = [entry for entry in entries(*roles) if not entry.is_act]
    assert 1 <= len(top) <= MOST_AT_THE_TOP
    assert all(entry.icon for entry in top)
    assert len(get_tabs(entries(*roles))) <= TABS


def test_menu_entry_without_its_parent_stands_at_the_top():
    assert "Impact" in [entry.label for entry in entries(Role.SPECIALIST)]
    reports = next(entry for entry in entries(Role.LEAD) if entry.label == "Reports")
    assert "Impact" in [child.label for child in reports.children]


def test_menu_marks_the_longest_address_that_fits_as_current():
    claims = next(entry for entry in entries(Role.LEAD, path="/claims/runs/3/") if entry.label == "Claims")
    assert not claims.is_current
    assert [child.label for child in claims.children if child.is_current] == ["Payments"]
    assert [entry.label for entry in entries(Role.LEAD, path="/meetings/4/") if entry.is_current] == ["Work Groups"]
    assert not any(entry.is_current for entry in entries(Role.LEAD, path="/nowhere/"))


def test_tab_bar_of_an_advocate_has_logging_in_the_middle():
    labels = [tab.short_label for tab in get_tabs(entries(Role.ADVOCATE))]
    assert labels == ["Desk", "Plans", "Log", "Meetings"]
    assert "Log" not in [tab.short_label for tab in get_tabs(entries(Role.FINANCE))]
