"""Events of applications that other apps handle."""

from __future__ import annotations

from sustaining.common.events import declare

declare(
    "applications.accepted",
    "A school has accepted its place and is enrolled: what it joins besides.",
    subject="participation",
)
