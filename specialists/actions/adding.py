"""The action that adds a Specialist to a hub."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from schools.models import Hub, School
from sustaining.accounts.actions import find_or_add_person, send_invitation
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.permissions import action

from ..models import Specialist, SpecialistHub

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class AlreadySpecialist(DomainError):
    """The person is a Specialist of this hub already."""

    field = "email"


@action("specialists.add_specialist")
def add_specialist(
    hub: Hub,
    *,
    full_name: str,
    email: str,
    home_school: School,
    days_a_year: Decimal,
    accredited_in: int | None = None,
    telephone: str = "",
    by: User,
    now: datetime,
) -> Specialist:
    """Let a person be a Specialist of a hub, and invite them; one who had left comes back, one of another hub works for both.

    A Specialist of another hub keeps their school and their usual days: those are agreed there. Raise AlreadySpecialist,
    also when they still support the school that would become their own.
    """
    user, _ = find_or_add_person(email, full_name)
    specialist = Specialist.objects.select_for_update(of=("self",)).filter(user=user).first()
    is_working = specialist is not None and (specialist.ends_on is None or specialist.ends_on >= london_day(now))
    if specialist is not None and is_working:
        if specialist.hub_links.filter(hub=hub).exists():
            raise AlreadySpecialist(f"{user} is already a Specialist of {hub}.")
    elif specialist is not None:
        with domain_error_from_constraint(AlreadySpecialist, constraint="specialist_never_at_home"):
            specialist.ends_on, specialist.home_school, specialist.days_a_year = None, home_school, days_a_year
            specialist.accredited_in = accredited_in or specialist.accredited_in
            specialist.telephone = telephone or specialist.telephone
            specialist.save(update_fields=["ends_on", "home_school", "days_a_year", "accredited_in", "telephone"])
    else:
        specialist = Specialist.objects.create(
            user=user,
            home_school=home_school,
            days_a_year=days_a_year,
            accredited_in=accredited_in,
            telephone=telephone,
        )
    SpecialistHub.objects.get_or_create(specialist=specialist, hub=hub)
    send_invitation(user, role="Mastery Specialist", place=str(hub), hub=hub, by=by, now=now)
    return specialist
