"""For which school somebody submits a gap task."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from schools.choices import NOT_TAKING_PART
from schools.models import Advocate
from schools.querysets import current
from sustaining.common.clock import london_day
from sustaining.workgroups.models import Meeting, Membership

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def find_membership(user: User, meeting: Meeting, day: date) -> Membership | None:
    """Return the membership of the Advocate's school that is open on `day`, or was when the meeting took place; else None."""
    schools = Advocate._base_manager.filter(current(day), user=user.pk).values("school")
    members = Membership._base_manager.filter(group=meeting.group_id, participation__school__in=schools)
    members = members.exclude(participation__state__in=NOT_TAKING_PART)
    days = [day, *([london_day(meeting.starts_at)] if meeting.starts_at else [])]
    on = Q()
    for each in days:
        on |= (Q(ends_on__isnull=True) | Q(ends_on__gt=each)) & Q(starts_on__lte=each)
    return members.filter(on).select_related("participation__school").order_by("-starts_on").first()
