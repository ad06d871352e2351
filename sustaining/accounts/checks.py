"""System checks of `check --deploy`: what sign-in needs to know about the machine that it runs on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def proxy_is_described(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Behind a proxy that nobody described every visitor has the proxy's address, and shares its sign-in limits."""
    if settings.TRUSTED_PROXY_COUNT is not None:
        return []
    return [
        Error(
            "TRUSTED_PROXY_COUNT is not set: sign-in limits would count the proxy and not the visitor.",
            hint="Set it to the number of proxies in front of the site; to 0 if visitors reach it directly.",
            id="sustaining.E010",
        )
    ]


@register(Tags.security, deploy=True)
def administrators_give_a_second_factor(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without it a password alone opens every hub."""
    if settings.ADMIN_NEEDS_SECOND_FACTOR:
        return []
    hint = "Remove ADMIN_NEEDS_SECOND_FACTOR from the environment."
    return [Error("Administrators are not asked for a second factor.", hint=hint, id="sustaining.E011")]
