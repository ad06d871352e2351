"""The time left of a session, for the page that warns before it ends."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from sustaining.accounts.session_expiry import seconds_left

register = template.Library()


@register.simple_tag(takes_context=True)
def session_seconds(context: Any) -> int:
    """Return the seconds until the session ends."""
    return seconds_left(context["request"], timezone.now())
