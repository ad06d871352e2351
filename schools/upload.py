"""Saving a checked list of Advocates: checked again on saving, and saved as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.years import AcademicYear

from . import roster
from .actions.handover import add_advocate, update_advocate

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SALT = "sustaining.schools.upload"
KEPT_SECONDS = 24 * 60 * 60


class CheckAgain(DomainError):
    """What was checked is too old, or not what would be saved now."""


def sign_rows(rows: list[roster.RosterRow]) -> str:
    """Return the rows signed, for the check page to carry to the confirmation unchanged."""
    return signing.dumps([row.values() for row in rows], salt=SALT, compress=True)


def load_rows(token: str) -> list[roster.RosterRow]:
    """Return the rows that a check page carried. Raise CheckAgain when they are forged or older than a day."""
    try:
        return [roster.RosterRow(**values) for values in signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)]
    except signing.BadSignature:
        raise CheckAgain("The check is older than a day. Choose the file again.") from None


def save_rows(rows: list[roster.RosterRow], *, by: User, now: datetime) -> Counter[str]:
    """Add new Advocates and update changed ones, leave out rows with problems, and return how many of each.

    Each row goes through its action, which checks the permission at that school.
    """
    with transaction.atomic():
        judged = roster.check_rows(rows, by, AcademicYear.of(london_day(now)).start)
        for row in judged:
            if row.school is None:
                continue
            if row.verdict == roster.NEW:
                add_advocate(row.school, person=row.as_advocate(), by=by, now=now)
            elif row.verdict == roster.CHANGED:
                update_advocate(row.school, person=row.as_advocate(), by=by, now=now)
        return Counter(row.verdict for row in judged)


def summarise(counts: Counter[str]) -> str:
    """Return a sentence with the counts: `12 added, 3 brought up to date, 5 unchanged, 2 left out`."""
    labels = {
        roster.NEW: "added",
        roster.CHANGED: "brought up to date",
        roster.MATCH: "unchanged",
        roster.PROBLEM: "left out",
    }
    return ", ".join(f"{counts[key]} {label}" for key, label in labels.items() if counts[key]) + "."
