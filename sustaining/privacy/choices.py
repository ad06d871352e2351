"""For whom an archive is made, and what becomes of it."""

from __future__ import annotations

from django.db import models

from sustaining.common.moves import Moves


class Scope(models.TextChoices):
    """Whose view of a person’s data an archive holds."""

    OWN = "own", "Your own data"
    HUB = "hub", "What your hub keeps"
    PROGRAMME = "programme", "Everything on the site"


class RequestState(models.TextChoices):
    """What has become of a request for a person’s data."""

    WAITING = "waiting", "In preparation"
    READY = "ready", "Ready"
    ENDED = "ended", "Ended"


class Change(models.TextChoices):
    """What was changed about a person’s account by someone who answers for it, or by the person."""

    NAME = "name", "Name corrected"
    ADDRESS = "address", "Email address changed"
    CLOSED = "closed", "Account closed"
    REOPENED = "reopened", "Account reopened"
    RESTRICTED = "restricted", "Use of data restricted"
    LIFTED = "lifted", "Restriction lifted"


REQUEST_MOVES = Moves(
    start=[RequestState.WAITING],
    final={RequestState.ENDED: "The archive has been deleted. Anyone who still needs it asks again."},
    one_way={"make": "an archive shows one day. For another day, ask again."},
    make=({RequestState.WAITING}, RequestState.READY),
    end=({RequestState.WAITING, RequestState.READY}, RequestState.ENDED),
)
