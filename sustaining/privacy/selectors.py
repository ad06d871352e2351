"""What the pages of data requests and of accounts read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from schools.models import Advocate, Hub, HubStaff, SchoolContact
from schools.notices import PrivacyNotice
from schools.roles import fetch_roles
from schools.search import user_ids_by_name
from specialists.models import Specialist
from specialists.retention import people_without_posts_since
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.retention import GONE

from .choices import Scope
from .models import AccountChange, DataRequest, NoticeReading
from .notices import people_of_hub

if TYPE_CHECKING:
    from sustaining.common.people import Reader

POSTS: tuple[Any, ...] = (Advocate, SchoolContact, Specialist, HubStaff)
SHOWN = 50
"""How many requests a page lists."""
ACCOUNT_STATES = {
    "open": ("Open accounts", Q(is_active=True)),
    "invited": ("Not signed in yet", Q(is_active=True, joined_at=None)),
    "closed": ("Closed accounts", Q(is_active=False)),
    "restricted": ("Use of data restricted", Q(restricted_on__isnull=False)),
}
"""Filters of the list of accounts: label and condition."""
LEAVER_DAYS = {"30": "a month", "90": "3 months", "365": "a year"}
"""How long ago people left, in days, for the list of leavers."""


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


def filter_accounts(reader: Reader, text: str, state: str) -> QuerySet[User]:
    """Return the accounts that the reader sees, by name: by name, earlier name or address, and by state."""
    people = User.objects.visible_to(reader).filter(is_system=False, merged_into=None).exclude(email__endswith=GONE)
    if text and (keys := user_ids_by_name(text)) is not None:
        people = people.filter(pk__in=keys)
    if state in ACCOUNT_STATES:
        people = people.filter(ACCOUNT_STATES[state][1])
    return people.order_by("sort_name", "email")


def account_context(person: User, reader: User, now: datetime) -> dict[str, Any]:
    """Return a person’s account for programme administrators: roles, changes, and which changes are open."""
    changes = AccountChange.objects.visible_to(reader).filter(person=person.pk).select_related("by")
    return {
        "person": person,
        "roles": list(fetch_roles(person, london_day(now))),
        "changes": list(changes),
        "pending": person.emailaddress_set.filter(verified=False).values_list("email", flat=True).first(),  # type: ignore[attr-defined]
        "is_gone": person.email.endswith(GONE),
    }


def leavers(reader: Reader, days: int, on: date) -> QuerySet[User]:
    """Return people with an open account whose every role ended at least `days` days ago, by name."""
    left = people_without_posts_since(on - timedelta(days=days))
    return left.filter(pk__in=User.objects.visible_to(reader).values("pk"), is_active=True).order_by("sort_name")


def filter_readers(
    reader: Reader, hub: Hub | None, notice: PrivacyNotice | None, state: str, on: date
) -> tuple[QuerySet[User], dict[str, int]]:
    """Return the people to whom a notice applies, with `read_at` of this version, and the counts of those who have read it.

    `state` is `read`, `unread` or empty for everybody. The programme's notice is for everybody with an account in use.
    """
    everybody = User.objects.filter(is_active=True, joined_at__isnull=False, is_system=False, merged_into=None)
    people = people_of_hub(hub, on) if hub else everybody
    readings = NoticeReading.objects.visible_to(reader).filter(notice=notice, person=OuterRef("pk"))
    people = people.annotate(read_at=Subquery(readings.values("read_at")[:1])).order_by("sort_name", "email")
    counts = {"all_people": people.count(), "have_read": people.filter(read_at__isnull=False).count()}
    if state in {"read", "unread"}:
        people = people.filter(read_at__isnull=state == "unread")
    return people, counts
