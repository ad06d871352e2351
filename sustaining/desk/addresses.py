"""The people at the schools of the board: their email addresses, and the board as an audience of messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from schools.choices import ContactRole
from schools.models import Advocate, Participation, SchoolContact
from schools.viewer import Viewer
from sustaining.casework.audiences import Audience, audiences
from sustaining.common.counts import counted
from sustaining.common.years import AcademicYear

from .board_rows import BoardRow, board_queryset, fetch_board_rows, filter_board
from .forms import BoardForm

PLURALS: dict[str, str] = {
    ContactRole.HEADTEACHER: "headteachers",
    ContactRole.HEAD_OF_DEPARTMENT: "heads of department",
    ContactRole.FINANCE: "finance contacts",
}


def board_people(rows: Iterable[BoardRow], viewer: Viewer) -> dict[str, Any]:
    """Return the current people of the rows' schools that `viewer` sees: `groups` of heading and posts.

    Leave out people whose data is not to be used, and accounts that are closed: the addresses are for writing to them.

    Two queries.
    """
    schools = {row.school_id for row in rows}
    advocates = Advocate.objects.visible_to(viewer).current(viewer.day).filter(school__in=schools)
    contacts = SchoolContact.objects.visible_to(viewer).current(viewer.day).filter(school__in=schools)
    by_role: dict[str, list[Any]] = {"Mastery Advocates": _with_accounts(advocates)}
    for post in _with_accounts(contacts):
        by_role.setdefault(PLURALS[post.role], []).append(post)
    groups = [(heading, posts) for heading, posts in by_role.items() if posts]
    return {"groups": groups, "school_count": len(schools)}


def _with_accounts(posts: Any) -> list[Any]:
    posts = posts.filter(user__is_active=True, user__restricted_on__isnull=True).select_related("user", "school")
    return list(posts.order_by("school__sort_name", "user__sort_name", "pk"))


def board_participations(query: QueryDict, viewer: Viewer) -> QuerySet[Participation]:
    """Return the years that the board shows with these filters, or those of them that are selected on it."""
    filters = BoardForm(query, user=viewer).selection()
    rows = fetch_board_rows(filter_board(board_queryset(viewer, filters["year"]), filters))
    return Participation.objects.visible_to(viewer).filter(pk__in=[row.pk for row in rows])


def describe_board(query: QueryDict, viewer: Viewer) -> str:
    """Return the board's filters in words."""
    form = BoardForm(query, user=viewer)
    year = AcademicYear(form.filters()["year"])
    parts = [label for name, label in form.in_words() if name != "sort"]
    parts += [f"{counted(len(form.chosen), 'school')} selected"] if form.chosen else []
    return ", ".join([f"Schools in {year}", *parts])


@audiences.provide
def board_audience() -> Audience:
    """Return the schools of the board, with its filters and its selection."""
    return Audience("board", board_participations, describe_board)
