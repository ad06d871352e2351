"""Reading plans and sessions; days used of days given."""

from __future__ import annotations

from schools.scope import ScopedQuerySet

from .choices import SessionState

HAPPENED = (SessionState.HELD, SessionState.CONFIRMED)


class PlanQuerySet(ScopedQuerySet):
    """Reading plans."""


class SessionQuerySet(ScopedQuerySet):
    """Reading sessions."""

    def happened(self) -> SessionQuerySet:
        """Those that took place, confirmed or not yet."""
        return self.filter(state__in=HAPPENED)

    def unconfirmed(self) -> SessionQuerySet:
        """Those that a Specialist took part in and has not confirmed."""
        return self.filter(state=SessionState.HELD, specialist__isnull=False)
