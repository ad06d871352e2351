"""The guides: one Markdown file for each role in `guides/`, a heading for each task.

Below a task's heading, `<!-- pages: app:name … -->` names the pages from which *Help with this page* leads to it.
Names of buttons and pages are in bold; a test checks that the site has each.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from schools.roles import Role
from sustaining.common.heavy import HeavyModule

if TYPE_CHECKING:
    import markdown_it
else:
    markdown_it = HeavyModule("markdown_it")

FOLDER = Path(__file__).parent / "guides"
GUIDES = {
    "advocate": (Role.ADVOCATE,),
    "headteacher": (Role.HEAD,),
    "finance-contact": (Role.FINANCE,),
    "specialist": (Role.SPECIALIST,),
    "work-group-lead": (Role.SPECIALIST,),
    "hub-lead": (Role.LEAD,),
    "hub-administrator": (Role.HUB_ADMINISTRATOR,),
    Role.AUDITOR.value: (Role.AUDITOR,),
    "programme-administrator": (Role.ADMINISTRATOR,),
}
"""Guides in the order in which they are listed, with the roles that they are for."""
PAGES = re.compile(r"<!-- pages: (?P<names>[^>]*?) -->\n*")
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Task:
    """One task of a guide. `pages` are the URL names on which the question arises."""

    guide: str
    guide_title: str
    title: str
    source: str
    pages: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Return its anchor on the guide's page."""
        return slugify(self.title)

    @property
    def html(self) -> SafeString:
        """Return the text as HTML."""
        return render_markdown(self.source)

    @property
    def url(self) -> str:
        """Return the address of the task."""
        return f"{reverse('help:guide', args=[self.guide])}#{self.slug}"


@dataclass(frozen=True)
class Guide:
    """The guide of one role."""

    slug: str
    title: str
    intro: str
    tasks: tuple[Task, ...]

    def get_absolute_url(self) -> str:
        return reverse("help:guide", args=[self.slug])

    @property
    def picture(self) -> str:
        """Return the address of the picture that `make screenshots` took of the role's first page; empty without one."""
        name = f"img/help/{self.slug}.png"
        return static(name) if (settings.BASE_DIR / "static" / name).is_file() else ""


def render_markdown(source: str) -> SafeString:
    """Return Markdown of the site's own files as HTML."""
    return mark_safe(markdown_it.MarkdownIt("commonmark", {"html": False}).render(source))


@functools.cache
def load_guides() -> dict[str, Guide]:
    """Return every guide by its slug, in their order."""
    return {slug: _read_guide(slug) for slug in GUIDES}


def _read_guide(slug: str) -> Guide:
    head, *parts = re.split(r"^## ", (FOLDER / f"{slug}.md").read_text(), flags=re.MULTILINE)
    title, _, intro = head.removeprefix("# ").partition("\n")
    tasks = []
    for part in parts:
        heading, _, source = part.partition("\n")
        marker = PAGES.search(source)
        pages = tuple(marker["names"].split()) if marker else ()
        tasks.append(Task(slug, title.strip(), heading.strip(), PAGES.sub("", source).strip(), pages))
    return Guide(slug, title.strip(), intro.strip(), tuple(tasks))


@functools.cache
def _tasks_by_page() -> dict[str, tuple[Task, ...]]:
    tasks: dict[str, tuple[Task, ...]] = {}
    for guide in load_guides().values():
        for task in guide.tasks:
            for page in task.pages:
                tasks[page] = (*tasks.get(page, ()), task)
    return tasks


def task_for_page(page: str, roles: Iterable[str]) -> Task | None:
    """Return the task that a page belongs to, in the guide of one of the reader's roles before any other's."""
    tasks = _tasks_by_page().get(page, ())
    own = set(roles)
    return next((task for task in tasks if own.intersection(GUIDES[task.guide])), tasks[0] if tasks else None)


def search_tasks(query: str) -> list[Task]:
    """Return the tasks that hold every word of the query; those with all of them in the title come first."""
    terms = query[:LONGEST_QUERY].casefold().split()
    if not terms:
        return []
    tasks = [task for guide in load_guides().values() for task in guide.tasks]
    hits = [task for task in tasks if all(term in f"{task.title} {task.source}".casefold() for term in terms)]
    return sorted(hits, key=lambda task: not all(term in task.title.casefold() for term in terms))
