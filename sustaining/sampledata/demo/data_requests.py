"""Requests for people's data in the demo: an Advocate's own, ready to download, and one that the hub answered and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.models import SchoolContact
from sustaining.accounts.models import User
from sustaining.privacy import actions
from sustaining.privacy.archive import make_archive
from sustaining.privacy.models import DataRequest

if TYPE_CHECKING:
    from datetime import datetime

    from .build import Builder


def ask_for_data(builder: Builder) -> None:
    """Ask for data as an Advocate and as the hub's lead; the worker's part is done here."""
    person = User.objects.get(email="advocate@demo.example")
    own = actions.request_own_data(person, by=person, now=builder.moment(1))
    make(own, builder.moment(1))
    contact = SchoolContact.objects.filter(school__hub=builder.hub).select_related("user").order_by("pk").first()
    if contact is None:
        return
    of_contact = actions.request_data(
        contact.user,
        address=contact.user.email,
        reason="Letter of last week. We rang the school office and spoke to them.",
        by=builder.lead,
        now=builder.moment(12),
    )
    make(of_contact, builder.moment(12, 11))
    actions.note_download(of_contact, by=builder.lead, now=builder.moment(12, 12))
    actions.end_request(of_contact, by=builder.lead, now=builder.moment(11))


def make(request: DataRequest, now: datetime) -> None:
    """Make the archive of a request as the worker does."""
    with make_archive(request, now) as archive:
        actions.keep_archive(request, archive=archive, by=User.objects.system(), now=now)
