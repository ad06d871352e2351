"""The nightly load: a training site's database is emptied and filled with the demo anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sustaining.accounts.models import User
from sustaining.sampledata.demo.build import build

from .actions import clear_site


def load_demo(now: datetime) -> None:
    """Replace what a training site holds by the demo as it is today. All of it or nothing. Raise PermissionDenied.

    The demo is built by the site's own actions, each with a history of its own, so not inside another action.
    """
    system = User.objects.system()
    with transaction.atomic():
        clear_site(None, by=system, now=now)
        build(now)
