"""A hub's choice that its staff use two-step sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sustaining.accounts.second_factor import SECOND_FACTOR_RULES

from .models import HubStaff

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@SECOND_FACTOR_RULES.provide
def must_give_as_staff(user: User) -> bool:
    """Return whether `user` holds a post today at a hub that has chosen a second factor for its staff. One query."""
    return HubStaff.of(user).filter(hub__staff_need_second_factor=True).exists()
