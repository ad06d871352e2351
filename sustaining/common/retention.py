"""Retention rules: apps register which personal data goes and when; `manage.py retention` reports and applies them.

Personal data is removed this way alone. Rows stay, with their dates, states and amounts, so that
statistics and accounts survive; names, addresses and texts about people are replaced, in the row and in its history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models

from .clock import london_day
from .registry import Registry
from .years import AcademicYear

Find = Callable[[date], models.QuerySet]
CLEARED = "Cleared"
GONE = "@gone.invalid"
"""Domain of addresses that have been replaced: RFC 2606 reserves it, so nobody can ever own one."""


@dataclass(frozen=True)
class RetentionRule:
    """One kind of data that goes `years` full academic years after it ended, not counting the current one.

    `find(before)` returns the rows that ended before that day and still hold something; `values` replace fields, the
    same in the row and in its history; `past` names triggers (`app.Model:trigger`) to ignore, which protect such rows
    otherwise; `also(keys)` clears what belongs to the rows elsewhere. `is_one_step` rules clear all rows in one transaction,
    others in batches.
    """

    name: str
    title: str
    years: int
    find: Find
    values: Mapping[str, Any]
    past: tuple[str, ...] = ()
    also: Callable[[list[Any]], None] = field(default=lambda keys: None)
    is_one_step: bool = False

    def before(self, now: datetime) -> date:
        """Return the day before which data goes: 1 September, `years` before the current academic year."""
        # Whole academic years, so that a year's data goes together and a run on any day of the year clears the same
        # rows.
        return date(AcademicYear.of(london_day(now)).start - self.years, 9, 1)


RETENTION_RULES: Registry[str, RetentionRule] = Registry(
    "retention rules", "What is kept about people, and until when."
)


def retention_rule(rule: RetentionRule) -> RetentionRule:
    """Register a rule, from `AppConfig.ready`."""
    return RETENTION_RULES.add(rule.name, rule)


def preview_retention(now: datetime) -> list[tuple[RetentionRule, int]]:
    """Return each rule with the number of rows that it would clear at `now`. One query for each; nothing is written."""
    return [(rule, rule.find(rule.before(now)).count()) for rule in RETENTION_RULES.values()]


def replace(model: type[models.Model], keys: Sequence[Any], values: Mapping[str, Any]) -> None:
    """Write `values` into these rows and into all of their history."""
    model._base_manager.filter(pk__in=keys).update(**values)
    for events in event_models(model):
        names = {model_field.name for model_field in events._meta.get_fields()}
        # A history table may lack a column that pghistory was told to leave out.
        known = {name: value for name, value in values.items() if name in names}
        if known:
            events._base_manager.filter(pgh_obj__in=keys).update(**known)


def event_models(model: type[models.Model]) -> Iterable[type[models.Model]]:
    """Return the models of `model`'s history tables."""
    return [
        event_model for event_model in apps.get_models() if getattr(event_model, "pgh_tracked_model", None) is model
    ]
