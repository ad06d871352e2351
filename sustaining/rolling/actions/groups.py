"""Action that sets up next year's Work Groups after those of this year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from schools.models import Hub
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.workgroups.actions import set_up_group
from sustaining.workgroups.models import WorkGroup

from ..groups import GroupCopy

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotCarryOn(DomainError):
    """One of several Work Groups cannot be set up, so none is."""

    field = "groups"


@action("workgroups.set_up_group")
def carry_on_groups(hub: Hub, *, copies: Sequence[GroupCopy], by: User, now: datetime) -> list[WorkGroup]:
    """Set up Work Groups with the name, focus and leads of last year's, all or none. Nobody is emailed.

    Schools join as they confirm. Raise CannotCarryOn when a group has another hub, or was set up in the meantime.
    """
    groups = []
    for copy in copies:
        if copy.last.hub.present_id != hub.present_id:
            raise CannotCarryOn(f"{copy.last} is not a Work Group of {hub}.")
        try:
            group = set_up_group(
                hub, project=copy.project, name=copy.last.name, focus=copy.focus, leads=copy.leads, by=by, now=now
            )
        except DomainError as error:
            raise CannotCarryOn(f"{copy.last}: {error} Nothing was set up.") from error
        groups.append(group)
    return groups
