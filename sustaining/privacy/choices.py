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


REQUEST_MOVES = Moves(
    start=[RequestState.WAITING],
    final={RequestState.ENDED: "The archive has been deleted. Anyone who still needs it asks again."},
    one_way={"make": "an archive shows one day. For another day, ask again."},
    make=({RequestState.WAITING}, RequestState.READY),
    end=({RequestState.WAITING, RequestState.READY}, RequestState.ENDED),
)
