"""Template context for every page: the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .navigation import Menu


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `menu`, the navigation of a signed-in person; it is empty for others."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.is_authenticated:
        return {"menu": None}
    return {"menu": Menu(viewer, request.path)}
