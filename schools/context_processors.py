"""Context that every template gets from this app."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .roles import HUB_LEADS, PROGRAMME_STAFF, Role, summarise_roles


def roles(request: HttpRequest) -> dict[str, Any]:
    """Return the roles that the viewer holds, and what the menu shows of them.

    `held_roles`, because pages have `roles` of their own, which would take its place.
    `active_role` is the selected one or the first, `role_summary` says whose data is shown, `has_all_roles_active`
    whether none is selected, `led_hub` the key of the hub whose settings the viewer may change, `run_hub` that of the
    hub whose year they set up, `audited_hub` that of the hub that they audit.
    """
    viewer = getattr(request, "viewer", None)
    held = viewer.roles if viewer is not None else ()
    active = viewer.active_roles if viewer is not None else ()
    return {
        "held_roles": held,
        "active_role": active[0] if active else None,
        "role_summary": summarise_roles(active),
        "has_all_roles_active": len(active) == len(held),
        "run_hub": next((role.hub for role in active if role.role in PROGRAMME_STAFF and role.hub), None),
        "audited_hub": next((role.hub for role in active if role.role == Role.AUDITOR), None),
        "led_hub": next((role.hub for role in active if role.role in HUB_LEADS), None),
    }
