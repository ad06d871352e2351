"""Template context for every page: the navigation bar."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from .navigation import items_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `nav`, the bar's entries as {label, url, current}; none for people who are not signed in."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.is_authenticated:
        return {"nav": []}
    entries = [{"label": item.label, "url": reverse(item.url)} for item in items_for(viewer)]
    here = max((e["url"] for e in entries if _stands_under(request.path, e["url"])), key=len, default=None)
    return {"nav": [{**entry, "current": entry["url"] == here} for entry in entries]}


def _stands_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
