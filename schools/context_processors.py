"""What every template gets from this app."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .roles import active_roles, roles_for


def roles(request: HttpRequest) -> dict[str, Any]:
    """Return `roles`; `active_role`, the selected one or the first; `has_all_roles_active`, whether none is selected."""
    user = getattr(request, "user", None)
    held = roles_for(user) if user is not None else []
    active = active_roles(user) if user is not None else []
    return {
        "roles": held,
        "active_role": active[0] if active else None,
        "has_all_roles_active": len(active) == len(held),
    }
