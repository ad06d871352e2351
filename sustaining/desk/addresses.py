"""The email addresses of the people at schools, for a message to several of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from schools.choices import ContactRole
from schools.models import Advocate, SchoolContact
from schools.viewer import Viewer

from .board_rows import BoardRow

PLURALS: dict[str, str] = {
    ContactRole.HEADTEACHER: "headteachers",
    ContactRole.HEAD_OF_DEPARTMENT: "heads of department",
    ContactRole.FINANCE: "finance contacts",
}


def board_people(rows: Iterable[BoardRow], viewer: Viewer) -> dict[str, Any]:
    """Return the current people of the rows' schools that `viewer` sees: `groups` of heading, posts and mailto address.

    Two queries.
    """
    schools = {row.school_id for row in rows}
    advocates = Advocate.objects.visible_to(viewer).current(viewer.day).filter(school__in=schools)
    contacts = SchoolContact.objects.visible_to(viewer).current(viewer.day).filter(school__in=schools)
    by_role: dict[str, list[Any]] = {"Mastery Advocates": _with_accounts(advocates)}
    for post in _with_accounts(contacts):
        by_role.setdefault(PLURALS[post.role], []).append(post)
    groups = [(heading, posts, _mailto(posts)) for heading, posts in by_role.items() if posts]
    return {"groups": groups, "school_count": len(schools)}


def _with_accounts(posts: Any) -> list[Any]:
    posts = posts.filter(user__isnull=False).select_related("user", "school")
    return list(posts.order_by("school__sort_name", "user__sort_name", "pk"))


def _mailto(posts: list[Any]) -> str:
    """Return an address that opens a message to all of them, each hidden from the others."""
    addresses = dict.fromkeys(post.user.email for post in posts)
    return "mailto:?bcc=" + ",".join(quote(address, safe="@") for address in addresses)
