"""Who looks after which mail: a hub what is about anything that it sees, a Work Group Lead what is about its meetings."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from schools.hats import roles_of
from sustaining.outbox.models import KEEPERS, EmailQuerySet

from .models import Meeting, WorkGroup

STAFF = {"lead", "hubadmin"}


def hub_staff(user: Any, emails: EmailQuerySet) -> Q | None:
    """Mail about whatever a hub's lead or administrator sees."""
    return None if STAFF.isdisjoint(roles_of(user)) else emails.about_what_is_visible_to(user)


def group_leads(user: Any, emails: EmailQuerySet) -> Q | None:
    """Mail about the groups that somebody leads, and their meetings."""
    if "specialist" not in roles_of(user):
        return None
    led = WorkGroup.objects.filter(lead_links__specialist__user=user).values("pk")
    groups, meetings = (ContentType.objects.get_for_model(model) for model in (WorkGroup, Meeting))
    of_meetings = Meeting.objects.filter(group__in=led).values("pk")
    return Q(about_type=groups, about_id__in=led) | Q(about_type=meetings, about_id__in=of_meetings)


KEEPERS.extend((hub_staff, group_leads))
