"""Publishing a privacy notice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.permissions import action

from ..models import Hub
from ..notices import PrivacyNotice

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.publish_notice")
def publish_notice(hub: Hub | None, *, text: str, by: User, now: datetime) -> PrivacyNotice:
    """Publish the next version of the privacy notice of a hub, or of the programme where `hub` is None, and return it.

    Earlier versions stay readable. Publishing the same text again changes nothing.
    """
    # Locked, so that two versions published at once get two numbers; the programme has no row but its notices.
    locked = Hub.objects.filter(pk=hub.pk) if hub else PrivacyNotice.objects.filter(hub=None)
    list(locked.select_for_update().values_list("pk"))
    latest = PrivacyNotice.objects.filter(hub=hub).order_by("-number").first()
    if latest and latest.words == text:
        return latest
    number = latest.number + 1 if latest else 1
    return PrivacyNotice.objects.create(hub=hub, number=number, words=text, published_at=now, published_by=by)
