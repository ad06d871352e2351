"""What a hub decides about its own staff."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.permissions import action

from ..models import Hub

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.edit_hub_settings")
def edit_hub_settings(hub: Hub, *, staff_need_second_factor: bool, by: User, now: datetime) -> Hub:
    """Set whether everyone with a post at the hub must give a second factor. It holds from their next request."""
    hub.staff_need_second_factor = staff_need_second_factor
    hub.save(update_fields=["staff_need_second_factor"])
    return hub


@action("schools.edit_hub_settings")
def edit_hub_contact(hub: Hub, *, contact_email: str, telephone: str = "", by: User, now: datetime) -> Hub:
    """Set how people reach the hub: the address for replies to its emails, and its telephone number, empty for none.

    Emails written from now on have both.
    """
    hub.contact_email, hub.telephone = contact_email, telephone
    hub.save(update_fields=["contact_email", "telephone"])
    return hub
