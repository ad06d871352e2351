"""Moving a school from one hub to another by decision; everything that refers to the school moves with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import DomainError
from sustaining.common.events import emit
from sustaining.common.permissions import action

from ..models import Hub, School

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotMove(DomainError):
    """The school already belongs to that hub."""


@action("schools.move_to_hub")
def move_to_hub(school: School, *, hub: Hub, by: User, now: datetime) -> School:
    """Set the school's hub by hand, so that imports leave it alone.

    Raise CannotMove when the hub has been set to this one by hand already.
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    if school.hub_id == hub.pk and school.hub_is_by_hand:
        raise CannotMove(f"{school} belongs to {hub} already.")
    if school.hub_id != hub.pk:
        # Before the UPDATE: a handler refuses while the school is in a payment run of its present hub.
        emit("schools.moving_hub", school, hub=hub, by=by, now=now)
    School.objects.filter(pk=school.pk).update(hub=hub, hub_is_by_hand=True)
    school.refresh_from_db()
    return school
