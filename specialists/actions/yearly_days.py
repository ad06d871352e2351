"""The action that sets how many days a Specialist gives in an academic year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..models import Specialist, SpecialistYear

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("specialists.set_days")
def set_days(specialist: Specialist, *, days: Mapping[AcademicYear, Decimal], by: User, now: datetime) -> Specialist:
    """Set what the Specialist can give in each of these academic years, in days. Years that are not named stay."""
    for year, number in days.items():
        SpecialistYear.objects.update_or_create(
            specialist=specialist, academic_year=year.start, defaults={"days": number}
        )
    return specialist
