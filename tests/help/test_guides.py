"""The guides name what the site has: every button, page and address in them."""

from __future__ import annotations

import ast
import html
import re
from functools import cache

import pytest
from django.urls import get_resolver, reverse

from schools.roles import Role
from sustaining.common.navigation import NAVIGATION
from sustaining.help import guides
from tests.house.sources import ROOT

BOLD = re.compile(r"\*\*(.+?)\*\*")
TAG = re.compile(r"<[^>]*>|{%.*?%}|{#.*?#}", re.DOTALL)
APPS = ("sustaining", "schools", "specialists", "devplans", "funding")


def all_tasks() -> list[guides.Task]:
    return [task for guide in guides.load_guides().values() for task in guide.tasks]


def as_shown(text: str) -> str:
    """A text as a page shows it: one space between words, the typographic apostrophe."""
    return " ".join(html.unescape(text).replace("'", "’").split())


@cache
def names_on_the_site() -> frozenset[str]:
    """Texts between tags of every template, and the strings of our Python that are not docstrings."""
    shown = set()
    for path in (ROOT / "templates").rglob("*.html"):
        if path.parent.name != "help" or path.name != "guide.html":
            shown |= {as_shown(part) for part in TAG.split(path.read_text())}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                tree = ast.parse(path.read_text())
                shown |= {
                    as_shown(n.value)
                    for n in ast.walk(tree)
                    if isinstance(n, ast.Constant) and isinstance(n.value, str)
                }
    return frozenset(shown)


def is_on_the_site(name: str) -> bool:
    shown_name = as_shown(name)
    return any(
        shown_name == text or text.startswith((f"{shown_name} {{{{", f"{shown_name}:")) for text in names_on_the_site()
    )


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: f"{task.guide}/{task.slug}")
def test_name_in_bold_is_on_a_page_of_the_site(task):
    assert [name for name in BOLD.findall(task.source) if not is_on_the_site(name)] == []


def test_name_that_no_page_has_is_reported():
    assert not is_on_the_site("Judge the unicorn")
    assert is_on_the_site("Log a session")


def test_every_page_that_a_task_names_exists():
    known = {
        f"{space}:{name}"
        for space, (_, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
    assert sorted({page for task in all_tasks() for page in task.pages} - known) == []


def test_every_entry_of_the_navigation_has_help():
    pages = {page for task in all_tasks() for page in task.pages}
    assert sorted(set(NAVIGATION) - pages) == []


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_guide_of_tasks_in_numbered_steps(role):
    own = [guide for guide in guides.load_guides().values() if role in guides.GUIDES[guide.slug]]
    assert own
    for guide in own:
        assert guide.intro
        assert guide.tasks
        assert all(re.search(r"^1\. ", task.source, re.MULTILINE) for task in guide.tasks)
        assert len({task.slug for task in guide.tasks}) == len(guide.tasks)


def test_page_leads_to_the_task_of_the_readers_own_role():
    finance = guides.task_for_page("funding:claim", {Role.FINANCE})
    lead = guides.task_for_page("funding:claim", {Role.LEAD})
    assert finance is not None
    assert lead is not None
    assert (finance.guide, lead.guide) == ("finance-contact", "hub-lead")
    assert guides.task_for_page("no:page", {Role.LEAD}) is None


def test_search_finds_tasks_with_every_term_titles_first():
    tasks = guides.search_tasks("  REGISTER ")
    assert tasks[0].title == "Keep the register"
    assert guides.search_tasks("register zebra") == []
    assert guides.search_tasks("") == []


def test_guides_have_no_markup_of_their_own():
    assert [task.slug for task in all_tasks() if "<" in task.source] == []
    assert "<ol>" in all_tasks()[0].html
    assert reverse("help:guide", args=["advocate"]) in all_tasks()[0].url
