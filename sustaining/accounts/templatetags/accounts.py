"""What the pages of sign-in say about keys and devices."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import template

register = template.Library()

# In this order: browsers and systems also name those that they are built on, or like to be taken for.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"),
            ("CriOS", "Chrome"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


@register.simple_tag(takes_context=True)
def has_security_key(context: Any) -> bool:
    """Return whether the person who is signing in has a passkey or a security key."""
    stage = getattr(context["request"], "_login_stage", None)
    user = stage.login.user if stage else context["request"].user
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).exists()


@register.filter
def device_name(user_agent: str) -> str:
    """Return `Firefox on Windows` for what a browser says of itself."""
    browser = next((name for part, name in BROWSERS if part in user_agent), "")
    system = next((name for part, name in SYSTEMS if part in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "Unknown device"
