"""What is due to be chased, who would be emailed, who is left out and why, and when schools were last chased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from schools.chasing import (
    CHASERS,
    ChaserKind,
    ChaserSearch,
    Missing,
    chase_occasion,
    find_missing,
    find_people,
)
from schools.models import Participation
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.outbox.kinds import Occasion
from sustaining.outbox.models import Email, EmailState
from sustaining.outbox.optional import get_preferences, is_allowed

if TYPE_CHECKING:
    from schools.querysets import ParticipationQuerySet

REST = timedelta(days=3)
"""A schedule leaves out who was chased for the same thing so lately."""
RECENTLY = timedelta(days=7)
"""Schools that were chased so lately are not chosen beforehand."""
NOT_WANTED = "has chosen not to get reminders"
NOBODY = "There is no one at the school to email"


@dataclass(frozen=True)
class LastChase:
    """When a school was last chased, for what, and by whom: a name, or that the site did so by itself."""

    at: datetime
    kind: str
    by: str

    @property
    def label(self) -> str:
        """Return what it was chased for."""
        return CHASERS[self.kind].label if self.kind in CHASERS else self.kind


@dataclass(frozen=True)
class Recipient:
    """A person who would be emailed, or the reason why they are left out."""

    person: User
    left_out: str = ""


@dataclass(frozen=True)
class ChaseLine:
    """A school's year that lacks something: since when, who would be emailed, and when it was last chased for it."""

    kind: ChaserKind
    missing: Missing
    row: Participation
    recipients: tuple[Recipient, ...]
    last: LastChase | None = None

    @property
    def pk(self) -> int:
        """Return the participation's key."""
        return self.row.pk

    @property
    def people(self) -> list[User]:
        """Return the people who would be emailed."""
        return [recipient.person for recipient in self.recipients if not recipient.left_out]

    @property
    def left_out(self) -> list[str]:
        """Return who is left out and why, as sentences; that there is nobody, where there is nobody."""
        reasons = [f"{row.person} {row.left_out}" for row in self.recipients if row.left_out]
        return reasons if self.recipients else [NOBODY]

    def is_recent(self, day: date) -> bool:
        """Return whether the school was chased for this in the last week."""
        return self.last is not None and london_day(self.last.at) > day - RECENTLY

    def occasions(self, *, sender: User | None, now: datetime) -> list[Occasion]:
        """Return the emails to those who are not left out."""
        return [
            chase_occasion(self.kind, self.missing, self.row, person, sender=sender, now=now) for person in self.people
        ]


def hub_years(participations: ParticipationQuerySet, hub: int) -> ParticipationQuerySet:
    """Return the years that a hub runs: its own, and those of hubs that were merged into it."""
    return participations.filter(Q(hub=hub) | Q(hub__merged_into=hub))


def chase_lines(kind: ChaserKind, search: ChaserSearch, *, rests_for: timedelta = timedelta(0)) -> list[ChaseLine]:
    """Return what is due of a kind, longest due first.

    People are left out who were chased for it today, or in the days of `rests_for`, and who want no reminders. The
    queries of the kind, and seven at most.
    """
    missing = find_missing(kind, search)
    if not missing:
        return []
    people = find_people(kind, missing, search)
    everyone = {person.pk for of_school in people.values() for person in of_school}
    preferences = get_preferences(everyone)
    since = search.day - rests_for
    chased = _chased_since(kind, [row.participation for row in missing], everyone, since)
    last = last_chases([row.participation for row in missing], [kind])
    lines = []
    for row in missing:
        recipients = tuple(
            Recipient(person, _why_left_out(kind, person, preferences, chased.get((row.participation, person.pk))))
            for person in people[row.participation]
        )
        participation = search.rows[row.participation]
        lines.append(ChaseLine(kind, row, participation, recipients, last.get((row.participation, kind.name))))
    return lines


def _why_left_out(kind: ChaserKind, person: User, preferences: dict[int, str], chased_on: date | None) -> str:
    if not is_allowed(kind.email_kind, preferences.get(person.pk, "all")):
        return NOT_WANTED
    return f"was emailed about this on {chased_on.day} {chased_on:%B}" if chased_on else ""


def chase_emails(participations: Iterable[int] | QuerySet[Any, Any], kinds: Iterable[ChaserKind]) -> QuerySet[Email]:
    """Return the chasers of these kinds about these participations that went out, or wait to."""
    # Not `get_for_model`: a key of a row would outlast the row in a statement that is kept for a scope.
    about = ContentType.objects.filter(app_label="schools", model="participation")
    keys = participations if isinstance(participations, QuerySet) else list(participations)
    emails = Email.objects.filter(about_type__in=about, about_id__in=keys)
    return emails.filter(kind__in=[kind.email_kind for kind in kinds]).exclude(state=EmailState.MISSED)


def _chased_since(
    kind: ChaserKind, participations: list[int], people: set[int], since: date
) -> dict[tuple[int, int], date]:
    """Return when people were last chased for this, where that was on or after a day. One query."""
    emails = chase_emails(participations, [kind]).filter(user__in=people, queued_at__date__gte=since)
    rows = emails.order_by("queued_at").values_list("about_id", "user", "queued_at")
    return {(about, user): london_day(at) for about, user, at in rows}  # type: ignore[misc]


def last_chases(participations: Iterable[int], kinds: Iterable[ChaserKind]) -> dict[tuple[int, str], LastChase]:
    """Return the last chase of each kind, by the participation's key and the kind's name. Two queries."""
    return _as_chases(list(last_chase_rows(participations, kinds)))


def last_chase_rows(
    participations: Iterable[int] | QuerySet[Any, Any], kinds: Iterable[ChaserKind]
) -> QuerySet[Any, Any]:
    """Return a queryset of the last chases: keys of participations, kinds of email, times, and facts."""
    emails = chase_emails(participations, kinds).order_by("about_id", "kind", "-queued_at").distinct("about_id", "kind")
    return emails.values_list("about_id", "kind", "queued_at", "facts")


def _as_chases(rows: list[Any]) -> dict[tuple[int, str], LastChase]:
    names = sender_names(facts for *_, facts in rows)
    by_email = {kind.email_kind: kind.name for kind in CHASERS.values()}
    return {
        (about, by_email[kind]): LastChase(at, by_email[kind], names[facts.get("by")])
        for about, kind, at, facts in rows
    }


def sender_names(facts: Iterable[dict[str, Any]]) -> dict[int | None, str]:
    """Return the names of those who chased, by the key that the emails keep; None is the site by itself. One query."""
    keys: set[int] = {row["by"] for row in facts if row.get("by")}
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "full_name")) if keys else {}
    return {None: "the site, on a schedule", **{key: names.get(key, "") for key in keys}}


def latest_chases(rows: list[Any]) -> list[LastChase]:
    """Return the last chase of each kind about the years of a school, of `last_chase_rows`, latest first. One query."""
    latest: dict[str, LastChase] = {}
    for (_, kind), chase in _as_chases(rows).items():
        if kind not in latest or chase.at > latest[kind].at:
            latest[kind] = chase
    return sorted(latest.values(), key=lambda chase: chase.at, reverse=True)
