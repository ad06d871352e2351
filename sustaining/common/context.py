"""Template context for every page: the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .navigation import entries_for, get_tabs


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `nav` and `nav_tabs`, entries of the navigation and of a phone's tab bar; none for people not signed in."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.is_authenticated:
        return {"nav": [], "nav_tabs": []}
    entries = entries_for(viewer, request.path)
    return {"nav": entries, "nav_tabs": get_tabs(entries)}
