"""What the pages of data requests read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schools.models import Advocate, HubStaff, SchoolContact
from specialists.models import Specialist
from sustaining.accounts.models import User

from .choices import Scope
from .models import DataRequest

if TYPE_CHECKING:
    from sustaining.common.people import Reader

POSTS: tuple[Any, ...] = (Advocate, SchoolContact, Specialist, HubStaff)
SHOWN = 50
"""How many requests a page lists."""


def find_person(address: str, reader: Reader) -> User | None:
    """Return whose account the address is, among the people that the reader knows; None for everybody else.

    A hub lead is not told whether somebody of another hub has an account.
    """
    if reader.is_superuser:
        return User.objects.visible_to(reader).filter(email__iexact=address, is_system=False).first()
    for post in POSTS:
        row = (
            post._default_manager.visible_to(reader).filter(user__email__iexact=address).select_related("user").first()
        )
        if row:
            return row.user
    return None


def own_requests(reader: Reader) -> list[DataRequest]:
    """Return the requests for the reader’s own data, newest first."""
    rows = DataRequest.objects.visible_to(reader).filter(asked_by=reader.pk, scope=Scope.OWN)
    return list(rows[:SHOWN])


def list_requests(reader: Reader) -> list[DataRequest]:
    """Return the requests for other people’s data that the reader sees, newest first; administrators see own ones too."""
    rows = DataRequest.objects.visible_to(reader).select_related("person", "asked_by")
    if not reader.is_superuser:
        rows = rows.exclude(scope=Scope.OWN)
    return list(rows[:SHOWN])
