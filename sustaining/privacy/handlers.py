"""What privacy does when something happens to accounts."""

from __future__ import annotations

from datetime import datetime

from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.events import on

from .models import NoticeReading
from .notices import notices_of_person


@on("accounts.joined", order=10)
def keep_first_reading(person: User, *, by: User, now: datetime) -> None:
    """Keep which privacy notices were in force when a person joined: the invitation's page links to them."""
    NoticeReading.objects.bulk_create(
        [
            NoticeReading(notice=notice, person=person, read_at=now, at_joining=True)
            for notice in notices_of_person(person, london_day(now))
        ],
        ignore_conflicts=True,  # somebody may join twice: by an invitation that was renewed
    )
