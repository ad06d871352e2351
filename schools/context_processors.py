"""Context that every template gets from this app."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def roles(request: HttpRequest) -> dict[str, Any]:
    """Return `roles`; `active_role`, the selected one or the first; `has_all_roles_active`, whether none is selected."""
    viewer = getattr(request, "viewer", None)
    held = viewer.roles if viewer is not None else ()
    active = viewer.active_roles if viewer is not None else ()
    return {
        "roles": held,
        "active_role": active[0] if active else None,
        "has_all_roles_active": len(active) == len(held),
    }
