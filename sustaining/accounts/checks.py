"""System checks of `check --deploy`: settings on which the safety of sign-in depends."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def proxy_is_described(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a missing TRUSTED_PROXY_COUNT: all visitors behind a proxy would share one sign-in limit."""
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
    """Report a missing second factor: a password alone would open every hub."""
    if settings.ADMIN_NEEDS_SECOND_FACTOR:
        return []
    hint = "Remove ADMIN_NEEDS_SECOND_FACTOR from the environment."
    return [Error("Administrators are not asked for a second factor.", hint=hint, id="sustaining.E011")]
