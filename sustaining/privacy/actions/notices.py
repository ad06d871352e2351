"""Keeping which privacy notices a person has read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from schools.notices import PrivacyNotice
from sustaining.common.permissions import action

from ..models import NoticeReading

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("privacy.read_notices")
def read_notices(person: User, *, notices: Sequence[PrivacyNotice], by: User, now: datetime) -> list[NoticeReading]:
    """Keep that a person has read these notices, and return the readings. Pressing twice keeps one."""
    readings = [NoticeReading(notice=notice, person=person, read_at=now) for notice in notices]
    NoticeReading.objects.bulk_create(readings, ignore_conflicts=True)
    return readings
