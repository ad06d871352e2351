"""What has been done with sessions since they were brought in, so that they are not undone together with their list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Count, Q

from sustaining.common.counts import counted
from sustaining.common.extensions import ExtensionPoint
from sustaining.common.imported_rows import Uses, collect_uses

from .choices import SessionState
from .models import Session

session_uses: ExtensionPoint[Uses] = ExtensionPoint(
    "devplans.session_uses",
    "What hangs on sessions that were brought in, by their keys, so that they are not undone: `(keys) -> {key: phrases}`.",
)
WRITTEN = ("kind", "held_on", "length", "place", "colleagues", "what_happened")
"""Columns in which somebody's correction of a session shows."""
CHANGED = "changed on its page"


def list_session_uses(keys: Collection[int]) -> Uses:
    """Return what hangs on each session that cannot be undone, by its key: `2 files`, `claim SUS-26-6PNP`."""
    return collect_uses(session_uses, keys)


@session_uses.provide
def list_changes(keys: Collection[int]) -> Uses:
    """Return what was changed about sessions, or added to them. Two queries."""
    first = _first_values(keys)
    related = {
        "file_count": Count("files", filter=Q(files__removed_at=None), distinct=True),
        "step_count": Count("step_rows", distinct=True),
        "review_count": Count("judgement_links", distinct=True),
        "change_count": Count("corrections", distinct=True) + Count("change_requests", distinct=True),
    }
    sessions = Session.objects.filter(pk__in=keys).order_by().annotate(**related)
    changes = {session.pk: list(_changes(session, first.get(session.pk))) for session in sessions}
    return {key: phrases for key, phrases in changes.items() if phrases}


def _changes(session: Any, first: tuple[Any, ...] | None) -> Iterator[str]:
    as_imported = SessionState.CONFIRMED if session.specialist_id else SessionState.HELD
    now = tuple(getattr(session, name) for name in WRITTEN)
    if session.state != as_imported or session.change_count or (first and first != now):
        yield CHANGED
    if session.file_count:
        yield counted(session.file_count, "file")
    if session.step_count:
        yield counted(session.step_count, "next step")
    if session.review_count:
        yield counted(session.review_count, "review")


def _first_values(keys: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """Return the columns of `WRITTEN` as each session was first saved."""
    events = apps.get_model("devplans", "SessionEvent").objects.filter(pgh_obj__in=keys)
    rows = events.order_by("pgh_obj", "pgh_id").distinct("pgh_obj").values_list("pgh_obj", *WRITTEN)
    return {key: tuple(values) for key, *values in rows}
