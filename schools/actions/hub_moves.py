"""A school moves from a hub to another by decision: everything about it follows, since it hangs on the school."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sustaining.common.errors import DomainError
from sustaining.common.events import emit
from sustaining.common.permissions import action

from ..models import Hub, School


class CannotMove(DomainError):
    """The school cannot move there."""


@action("schools.move_to_hub")
def move_to_hub(school: School, *, hub: Hub, by: Any, now: datetime) -> School:
    """Make `hub` the school's hub, by hand: imports leave it so. Raises CannotMove when it is that hub's already."""
    school = School.objects.select_for_update().get(pk=school.pk)
    if school.hub_id == hub.pk and school.hub_is_by_hand:
        raise CannotMove(f"{school} belongs to {hub} already.")
    if school.hub_id != hub.pk:
        emit("schools.moving_hub", school, hub=hub, by=by, now=now)
    School.objects.filter(pk=school.pk).update(hub=hub, hub_is_by_hand=True)
    school.refresh_from_db()
    return school
