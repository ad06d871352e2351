"""The parts of the seed, in order, in one transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from schools.models import HubStaff
from sustaining.accounts.models import User

from . import years
from .checklists import Checklists
from .ground import Ground
from .meetings import Meetings
from .money import Money
from .reviews import Reviews
from .scale import SCALES, Seed
from .sessions import Sessions

# What the triggers of pghistory and pgtrigger ask for at each row. Where a setting is missing they meet an error and go on, and
# to undo the error PostgreSQL looks through all the rows before. (pghistory’s own context does not stand before COPY.)
CONTEXT = """
SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true),
       set_config('pgtrigger.ignore', '{}', true), _pgh_attach_context()
"""


def build(scale: str, rng: int, now: datetime, report_progress: Callable[[str], None]) -> Seed:
    """Fill the database by `scale`; the same `rng` draws the same. Every trigger and constraint is in force.

    (The history alone is written a table at a time: see `history`.)
    """
    seed = Seed(SCALES[scale], rng, now)
    parts: list[tuple[str, Callable[[], None]]] = [
        ("hubs, schools, people", lambda: Ground(seed).build()),
        ("years", lambda: years.take_part(seed)),
        ("plans", lambda: years.plan(seed)),
        ("sessions", lambda: Sessions(seed).build()),
        ("reviews", lambda: Reviews(seed).build()),
        ("meetings", lambda: Meetings(seed).build()),
        ("money", lambda: Money(seed).build()),
        ("checklists", lambda: Checklists(seed).build()),
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            CONTEXT, [str(uuid.uuid4()), json.dumps({"action": "sampledata.seed", "by": User.objects.system().pk})]
        )
        # Triggers keep the plan that they made while their tables were empty: have it use indexes, and look again.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for step, part in parts:
            part()
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # foreign keys are looked at now, not all of them at the end
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("ANALYZE " + ", ".join(sorted(model._meta.db_table for model in seed.fresh)))
            seed.fresh.clear()
            report_progress(step)
    return seed


def is_built() -> bool:
    """Return whether a seed is there already."""
    return HubStaff.objects.filter(user__email="lead1@seed.example").exists()
