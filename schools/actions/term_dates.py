"""The action that sets a hub's term dates of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..choices import TermName
from ..models import Hub, TermDates

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class TermSpan(NamedTuple):
    """The days of one term: first, half term's first and last, last."""

    starts_on: date
    break_starts_on: date
    break_ends_on: date
    ends_on: date


class CannotSetTerms(DomainError):
    """The dates are not those of three terms of the year, one after the other."""


@action("schools.set_term_dates")
def set_term_dates(
    hub: Hub, *, year: AcademicYear, terms: Mapping[TermName, TermSpan], by: User, now: datetime
) -> list[TermDates]:
    """Set the first and last days of all three terms of a hub's year. Raise CannotSetTerms.

    What is worked out from term time (sessions expected, dates proposed) follows at once. Nobody is emailed.
    """
    rows = [TermDates(hub=hub, academic_year=year.start, name=name, **terms[name]._asdict()) for name in TermName]
    for earlier, later in pairwise(rows):
        if earlier.ends_on >= later.starts_on:
            raise CannotSetTerms(
                f"{later.get_name_display()} must start after the {earlier.get_name_display().lower()} ends."
            )
    known = {row.name: row for row in TermDates.objects.select_for_update().filter(hub=hub, academic_year=year.start)}
    for row in rows:
        old = known.get(row.name)
        row.pk, row._state.adding = (old.pk, False) if old else (None, True)
        try:
            row.full_clean(validate_unique=False)
        except ValidationError as error:
            raise CannotSetTerms(" ".join(error.messages)) from error
        row.save()
    return rows
