"""What else the clock writes each minute, besides reminders: emails at a time that a person chose."""

from __future__ import annotations

from sustaining.common.extensions import ExtensionPoint

due_work: ExtensionPoint[int] = ExtensionPoint(
    "outbox.due_work", "Emails whose time a person chose: `(now)` writes those that are due and returns how many."
)
