"""How long one stays signed in, for the page that warns of it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from sustaining.accounts.staying import seconds_left

register = template.Library()


@register.simple_tag(takes_context=True)
def session_seconds(context: Any) -> int:
    """Seconds until the sign-in ends."""
    return seconds_left(context["request"], timezone.now())
