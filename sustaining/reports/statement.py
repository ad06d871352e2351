"""The one statement of a report: each figure names the rows that it needs, and how it is read from them.

The statement is kept for a scope and a filter, as in `sustaining.common.gathering`; its rows never are. PostgreSQL adds up:
the rows that a figure is read from are as many for a hub as for the programme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db.models import Case, Value, When

from devplans.models import Session
from devplans.querysets import HAPPENED
from schools.roles import PLAN_READERS
from schools.scope import reachable_participations
from schools.viewer import Scope, as_viewer
from sustaining.common.gathering import Rows, Shared, gather, shared_keys
from sustaining.common.slots import slot

from .filters import ReportFilter

HUB = slot(1)
YEARS = shared_keys("years", "id")
"""The keys of the schools' years that the report is about: the rows shared by its figures."""
SCHOOLS = shared_keys("plan_schools", "school_id")
"""The keys of `ReportFilter.plan_schools`."""
YEAR, YEAR_COLUMNS = ("pk", "school", "hub", "state"), ("id", "school_id", "hub_id", "state")
ReadRows = Mapping[str, list[Any]]
T = TypeVar("T")


@dataclass(frozen=True)
class Figure(Generic[T]):
    """A figure of reports: the rows that PostgreSQL answers for it, by a name of their own, and how it is read from them."""

    rows: Callable[[ReportFilter], Mapping[str, Rows]]
    read: Callable[[ReportFilter, ReadRows], T]


def fetch_figure(report_filter: ReportFilter, figure: Figure[T]) -> T:
    """Return one figure. One query, and the roles of an account that is no viewer."""
    value: T = fetch_figures(report_filter, {"figure": figure})["figure"]
    return value


def fetch_figures(report_filter: ReportFilter, figures: Mapping[str, Figure[Any]]) -> dict[str, Any]:
    """Return figures by name. One query for all of them, and the roles of an account that is no viewer."""
    nobody: Any = None
    hub: Any = HUB if report_filter.hub else None
    about = replace(report_filter, user=nobody, hub=hub, focus_title="")
    keys = {HUB: report_filter.hub.pk} if report_filter.hub else {}
    rows = gather(_compose, as_viewer(report_filter.user), keys, about, tuple(figures.values()))
    return {name: figure.read(report_filter, rows) for name, figure in figures.items()}


def _compose(scope: Any, about: ReportFilter, figures: tuple[Figure[Any], ...]) -> dict[str, Rows]:
    """Return the rows of all figures, after those that they share; none for an account that is closed."""
    if not scope.is_active:
        return {}
    about = replace(about, user=scope)
    rows: dict[str, Rows] = {
        "years": Shared(about.participations().order_by().values_list(*YEAR), YEAR_COLUMNS),
        "plan_schools": Shared(about.plan_schools().values_list("school"), ("school_id",)),
        "held": _held(about),
    }
    for figure in figures:
        rows.update(figure.rows(about))
    return rows


def _held(about: ReportFilter) -> Shared:
    """Return the sessions of the years that took place. `is_listed` says that the reader's lists and counts hold them.

    Days are sums for all who see the school's year; its sessions are not read by those who see its money alone.
    """
    sessions = Session._base_manager.filter(participation__in=YEARS, state__in=HAPPENED)
    columns = {
        "id": "pk", "participation_id": "participation", "kind": "kind", "held_on": "held_on", "state": "state",
        "specialist_id": "specialist", "length": "length", "colleagues": "colleagues", "colleague_names": "colleague_names",
        "is_listed": "is_listed",
    }  # fmt: skip
    rows = sessions.order_by().annotate(is_listed=_is_listed(about.user)).values_list(*columns.values())
    return Shared(rows, tuple(columns))


def _is_listed(reader: Any) -> Any:
    scope: Scope = reader
    if scope.is_superuser:
        return Value(value=True)
    reached = reachable_participations(scope, PLAN_READERS)
    return Case(When(participation__in=reached, then=True), default=False)
