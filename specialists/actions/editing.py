"""Actions that correct a Specialist's record, and that end their work for one of several hubs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from schools.models import Hub, School
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.permissions import action, require

from ..models import Assignment, Specialist

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class SchoolNotPossible(DomainError):
    """The school can't be the Specialist's own."""

    field = "home_school"


class CannotStopForHub(DomainError):
    """The Specialist still works for the hub, or for no other."""


@action("specialists.edit_specialist")
def edit_specialist(
    specialist: Specialist,
    *,
    home_school: School,
    days_a_year: Decimal,
    accredited_in: int | None,
    telephone: str = "",
    by: User,
    now: datetime,
) -> Specialist:
    """Change a Specialist's own school, usual days a year, year of accreditation and telephone number.

    Raise SchoolNotPossible for a school that they support.
    """
    specialist.home_school, specialist.days_a_year = home_school, days_a_year
    specialist.accredited_in, specialist.telephone = accredited_in, telephone
    with domain_error_from_constraint(SchoolNotPossible, constraint="specialist_never_at_home"):
        specialist.save(update_fields=["home_school", "days_a_year", "accredited_in", "telephone"])
    return specialist


@action("specialists.edit_specialist")
def stop_for_hub(specialist: Specialist, *, hub: Hub, by: User, now: datetime) -> Specialist:
    """End a Specialist's work for one of their hubs, which `by` leads. They go on at the others.

    Raise CannotStopForHub while they support a school of the hub, or where it is their only one.
    """
    require(by, "specialists.add_specialist", hub)
    links = specialist.hub_links.all()
    if not links.exclude(hub=hub).exists():
        raise CannotStopForHub(f"{specialist} works for no other hub. Set their leaving date instead.")
    there = Assignment.objects.not_ended(london_day(now)).filter(specialist=specialist)
    if there.filter(participation__hub=hub).exists() or there.filter(participation__hub__merged_into=hub).exists():
        raise CannotStopForHub(f"{specialist} still supports schools of {hub}. Assign those to someone else first.")
    links.filter(hub=hub).delete()
    return specialist
