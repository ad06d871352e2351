"""Sites from which no email leaves. Apart from the delivery, which a web worker never loads."""

from __future__ import annotations

from sustaining.common.extensions import ExtensionPoint

discards_email: ExtensionPoint[bool] = ExtensionPoint(
    "outbox.discards_email", "Whether emails are discarded instead of sent, and settled as if they had been sent."
)
