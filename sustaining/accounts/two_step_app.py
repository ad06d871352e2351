"""allauth's app of authenticators under the name that the site has for it."""

from __future__ import annotations

from allauth.mfa.apps import MFAConfig


class TwoStepConfig(MFAConfig):
    """The second step of signing in, as Django admin lists it."""

    verbose_name = "Two-step sign-in"
