"""The installable web app: its manifest, its service worker, and the page for when the device is offline.

All three are public and the same for everyone; static/js/service-worker.js says what it may cache for a signed-in person.
"""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

STYLESHEETS = (
    "css/layers.css",
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components.css",
    "css/forms.css",
    "css/tables.css",
    "css/charts.css",
    "css/areas.css",
    "css/print.css",
)
"""The design system, in the order in which every page loads it; layers.css imports Bootstrap (decision 106)."""
MODULES = (
    *("announce", "connection", "date-pickers", "day", "drafts", "file-sizes", "form-values", "fresh-token"),
    *(
        "log-counts",
        "log-day",
        "log-kind",
        "log-session",
        "menus",
        "page",
        "picked-rows",
        "queue",
        "queue-notice",
        "session-end",
        "shortcuts",
        "signed-in",
        "site",
    ),
)
SCRIPTS = tuple(f"js/{name}.js" for name in MODULES)
"""The modules of every page and of the log form, which opens offline (decision 114)."""
FILES = (
    *STYLESHEETS,
    *SCRIPTS,
    "img/favicon.svg",
    "vendor/bootstrap/css/bootstrap.min.css",
    "vendor/source-sans-3/source-sans-3-latin-wght-normal.woff2",
    "django_htmx/htmx-2.min.js",
)
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-mask.png", "512x512", "maskable"),
)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Serve the manifest with which a phone installs the site."""
    name = "Training – Sustaining" if settings.TRAINING_SITE else "Sustaining"
    data = {
        "name": name,
        "short_name": "Training" if settings.TRAINING_SITE else name,
        "description": "Secondary Teaching for Mastery – Sustaining: sessions, plans, meetings.",
        "lang": "en-GB",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f6f2",
        "theme_color": "#084748",
        "icons": [
            {"src": static(path), "sizes": size, "type": "image/png", "purpose": purpose}
            for path, size, purpose in ICONS
        ],
        "shortcuts": [{"name": "Log a session", "url": reverse("devplans:log")}],
    }
    return JsonResponse(data, content_type="application/manifest+json")


def shell_files() -> list[str]:
    """Return the addresses of the shell's files that exist."""
    return [static(path) for path in FILES if settings.DEBUG is False or finders.find(path)]


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that its scope is the whole site."""
    files = shell_files()
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    data = {
        "version": version,
        "files": files,
        "who": reverse("accounts:who"),
        "offline": reverse("offline"),
        "log": reverse("devplans:log"),
    }
    answer = render(
        request,
        "shell/worker.js",
        {"settings": json.dumps(data), "module": static("js/service-worker.js")},
        content_type="text/javascript; charset=utf-8",
    )
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page for when the device is offline."""
    return render(request, "shell/offline.html")
