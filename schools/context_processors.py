"""Context that every template gets from this app."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .roles import HUB_LEADS, PROGRAMME_STAFF, Role


def roles(request: HttpRequest) -> dict[str, Any]:
    """Return the roles that the viewer holds, and what the menu shows of them.

    `held_roles`, because pages have `roles` of their own, which would take its place.
    `active_role` is the selected one or the first, `has_all_roles_active` whether none is selected, `shared_label`
    what all of them are called if they are alike, `led_hub` the key of
    the hub whose settings the viewer may change, `run_hub` that of the hub whose year they set up, `audited_hub`
    that of the hub that they audit.
    """
    viewer = getattr(request, "viewer", None)
    held = viewer.roles if viewer is not None else ()
    active = viewer.active_roles if viewer is not None else ()
    labels = {role.label for role in held}
    return {
        "held_roles": held,
        "active_role": active[0] if active else None,
        "has_all_roles_active": len(active) == len(held),
        "shared_label": next(iter(labels)) if len(labels) == 1 else "",
        "run_hub": next((role.hub for role in active if role.role in PROGRAMME_STAFF and role.hub), None),
        "audited_hub": next((role.hub for role in active if role.role == Role.AUDITOR), None),
        "led_hub": next((role.hub for role in active if role.role in HUB_LEADS), None),
    }
