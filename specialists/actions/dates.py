"""The action that says on which weekdays and dates a Specialist is free."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..models import Specialist, SpecialistDate, SpecialistTerm

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class FreeAndNot(DomainError):
    """A date is given as free and as not free."""

    field = "busy"


@action("specialists.set_dates")
def set_dates(
    specialist: Specialist,
    *,
    year: AcademicYear,
    weekdays: Mapping[str, Collection[int] | None],
    free: Collection[date],
    busy: Collection[date],
    by: User,
    now: datetime,
) -> Specialist:
    """Set the weekdays of each term of a year (None for a term of which nothing is known) and the year's single dates.

    What was said of the year before is replaced. Raise FreeAndNot for a date that is in both lists.
    """
    if {*free} & {*busy}:
        raise FreeAndNot("A date can’t be in both lists. Remove it from one of them.")
    Specialist.objects.select_for_update(of=("self",)).get(pk=specialist.pk)
    for term, days in weekdays.items():
        rows = SpecialistTerm.objects.filter(specialist=specialist, academic_year=year.start, term=term)
        if days is None:
            rows.delete()
        else:
            SpecialistTerm.objects.update_or_create(
                specialist=specialist, academic_year=year.start, term=term, defaults={"weekdays": sorted(days)}
            )
    dates = SpecialistDate.objects.filter(specialist=specialist, on__range=(year.starts, year.ends))
    dates.exclude(on__in=[*free, *busy]).delete()
    for day in {*free, *busy}:
        SpecialistDate.objects.update_or_create(specialist=specialist, on=day, defaults={"is_free": day in free})
    return specialist
