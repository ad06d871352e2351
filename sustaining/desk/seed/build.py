"""The parts of the seed, in order, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pghistory
from django.db import connection, transaction

from schools.models import HubStaff
from sustaining.accounts.models import User

from . import years
from .ground import Ground
from .meetings import Meetings
from .money import Money
from .scale import SCALES, Seed
from .sessions import Sessions


def build(scale: str, rng: int, now: datetime, say: Callable[[str], None]) -> Seed:
    """Fill the database by `scale`; the same `rng` draws the same. Every trigger and constraint is in force."""
    seed = Seed(SCALES[scale], rng, now)
    parts: list[tuple[str, Callable[[], None]]] = [
        ("hubs, schools, people", lambda: Ground(seed).build()),
        ("years", lambda: years.take_part(seed)),
        ("plans", lambda: years.plan(seed)),
        ("sessions", lambda: Sessions(seed).build()),
        ("meetings", lambda: Meetings(seed).build()),
        ("money", lambda: Money(seed).build()),
    ]
    # Without a history context its trigger would meet an error at each row, and undoing that looks through all rows before.
    context = pghistory.context(action="desk.seed", by=User.objects.system().pk)
    with transaction.atomic(), context, connection.cursor() as cursor:
        # Triggers keep the plan that they made while their tables were empty: have it use indexes, and look again.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for words, part in parts:
            part()
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # foreign keys are looked at now, not all of them at the end
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("ANALYZE")
            say(words)
    return seed


def is_built() -> bool:
    """Whether a seed is there already."""
    return HubStaff.objects.filter(user__email="lead1@seed.example").exists()
