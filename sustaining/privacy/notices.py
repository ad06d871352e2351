"""Which privacy notices apply to a person, which of them are still to be read, and what a new version says differently.

A notice is put to somebody at their next sign-in when it was published after they joined, or when they have read others
but not this one: also when a post at another hub brings that hub's notice. People who join read theirs by the invitation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Advocate, Hub, HubStaff, School, SchoolContact
from schools.notices import PrivacyNotice
from schools.querysets import current
from schools.roles import fetch_roles
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.common.clock import london_day

from .models import NoticeReading


@dataclass(frozen=True)
class NoticeChange:
    """What one version says differently from an earlier one, by paragraph."""

    paragraphs: list[tuple[str, bool]]
    """The text as it is now; True for each paragraph that is new or changed."""
    removed: list[str]
    """Paragraphs that are no longer there, nor in other words."""


@dataclass(frozen=True)
class NoticeToRead:
    """A notice that waits to be read by a person. `before` is the version that they read last, if there is one."""

    notice: PrivacyNotice
    before: PrivacyNotice | None
    change: NoticeChange


def compare_notices(before: str, after: str) -> NoticeChange:
    """Return what `after` says differently from `before`. Everything counts as unchanged where there is nothing before."""
    old, new = _paragraphs(before), _paragraphs(after)
    if not old:
        return NoticeChange([(text, False) for text in new], [])
    paragraphs: list[tuple[str, bool]] = []
    removed: list[str] = []
    for what, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        paragraphs += [(text, what != "equal") for text in new[new_start:new_end]]
        if what == "delete":
            removed += old[start:end]
    return NoticeChange(paragraphs, removed)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def notices_of_person(person: User, day: date) -> list[PrivacyNotice]:
    """Return the newest notice of each hub that a person has a role in, and the programme's for hubs without their own.

    At most three queries. Somebody without a role, or with a role in no hub, has the programme's.
    """
    roles = list(fetch_roles(person, day))
    schools = [role.school for role in roles if role.school]
    hubs: set[int | None] = {role.hub for role in roles if role.hub}
    if schools:
        hubs |= set(School.objects.filter(pk__in=schools).values_list("hub", flat=True))
    newest = (
        PrivacyNotice.objects.filter(Q(hub__in=hubs - {None}) | Q(hub=None))
        .order_by("hub_id", "-number")
        .distinct("hub_id")
        .select_related("hub")
    )
    by_hub = {notice.hub_id: notice for notice in newest}
    needed = {hub if hub in by_hub else None for hub in hubs} or {None}
    return [notice for hub, notice in by_hub.items() if hub in needed]


def notices_to_read(person: User, now: datetime) -> list[NoticeToRead]:
    """Return the notices to be put to a person at their sign-in. At most four queries."""
    notices = notices_of_person(person, london_day(now))
    readings = NoticeReading.objects.filter(person=person).select_related("notice").order_by("notice__number")
    read = {reading.notice_id: reading.notice for reading in readings}
    latest_by_hub = {notice.hub_id: notice for notice in read.values()}
    waiting = []
    for notice in notices:
        joined_before = person.joined_at is not None and notice.published_at > person.joined_at
        if notice.pk not in read and (read or joined_before):
            before = latest_by_hub.get(notice.hub_id)
            waiting.append(NoticeToRead(notice, before, compare_notices(before.words if before else "", notice.words)))
    return waiting


def people_of_hub(hub: Hub, day: date) -> QuerySet[User]:
    """Return the people with an account that they use who have a role at a hub or at one of its schools on a day."""
    their_own = {"user": OuterRef("pk")}
    posts = (
        HubStaff.objects.filter(current(day), hub=hub, **their_own),
        Advocate.objects.filter(current(day), school__hub=hub, **their_own),
        SchoolContact.objects.filter(current(day), school__hub=hub, **their_own),
        Specialist.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), hubs=hub, **their_own),
    )
    has_post: Q = Q()
    for rows in posts:
        has_post |= Q(Exists(rows))
    return User.objects.filter(has_post, is_active=True, joined_at__isnull=False)
