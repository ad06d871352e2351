"""The orders in which the board lists its rows: columns and annotations of the board's queryset."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from sustaining.common.folded import SortKey

SORTS: dict[str, tuple[Any, ...]] = {
    "quiet": (F("quiet").desc(), "school__sort_name", "pk"),
    "name": ("school__sort_name", "pk"),
    "-name": ("-school__sort_name", "pk"),
    "specialist": (SortKey(F("specialist_name")).asc(nulls_first=True), "school__sort_name", "pk"),
    "-specialist": (SortKey(F("specialist_name")).desc(nulls_last=True), "school__sort_name", "pk"),
    "responsible": (SortKey(F("responsible_name")).asc(nulls_first=True), "school__sort_name", "pk"),
    "-responsible": (SortKey(F("responsible_name")).desc(nulls_last=True), "school__sort_name", "pk"),
    "session": (F("last_session").asc(nulls_first=True), "school__sort_name", "pk"),
    "-session": (F("last_session").desc(nulls_last=True), "school__sort_name", "pk"),
    "cadence": (F("behind").desc(nulls_last=True), "school__sort_name", "pk"),
    "-cadence": (F("behind").asc(nulls_last=True), "school__sort_name", "pk"),
    "days": ("used", "school__sort_name", "pk"),
    "-days": ("-used", "school__sort_name", "pk"),
    "plan": (F("plan_state").asc(nulls_first=True), "school__sort_name", "pk"),
    "-plan": (F("plan_state").desc(nulls_last=True), "school__sort_name", "pk"),
    "meetings": ("-missed", "school__sort_name", "pk"),
    "-meetings": ("missed", "school__sort_name", "pk"),
    "overdue": ("school__sort_name", "pk"),  # after `board_casework.order_by_overdue`
    "-overdue": ("school__sort_name", "pk"),
    "left": (F("left").desc(nulls_last=True), "school__sort_name", "pk"),
    "-left": (F("left").asc(nulls_last=True), "school__sort_name", "pk"),
}
DEFAULT_SORT = "quiet"
NOT_AGREED = "not_agreed"
"""The choice of the filter by plan that is no state of a plan."""
