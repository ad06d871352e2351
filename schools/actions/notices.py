"""Publishing a privacy notice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from sustaining.common.permissions import action

from ..notices import PrivacyNotice

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.publish_notice")
def publish_notice(hub: Any, *, text: str, by: User, now: datetime) -> PrivacyNotice:
    """Publish the next version of the hub's privacy notice and return it; earlier versions stay readable.

    Publishing the same text again changes nothing.
    """
    type(hub).objects.select_for_update().get(pk=hub.pk)
    latest = PrivacyNotice.objects.filter(hub=hub).first()
    if latest and latest.words == text:
        return latest
    last = PrivacyNotice.objects.filter(hub=hub).aggregate(last=Max("number"))["last"] or 0
    return PrivacyNotice.objects.create(hub=hub, number=last + 1, words=text, published_at=now, published_by=by)
