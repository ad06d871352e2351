"""Data quality: what is missing, doubled or does not fit in a hub's year, each with the page where it is put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from schools.choices import ContactRole, ParticipationState
from schools.models import Advocate, Hub, Participation, SchoolContact
from schools.roles import HUB_STAFF
from sustaining.common.typed_text import sort_key
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email

if TYPE_CHECKING:
    from sustaining.common.people import Reader

HEADS = {ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT}


@dataclass(frozen=True)
class Problem:
    """One thing to look at. `key` names it from day to day; `url` is the page where it is put right."""

    key: str
    subject: str
    detail: str
    hub: int
    url: str
    act: str = "View people"


@dataclass(frozen=True)
class QualityCheck:
    """A kind of problem. What `can_be_set_aside` is a matter of judgement."""

    name: str
    title: str
    explains: str
    find: Callable[[QualityScope], Iterable[Problem]]
    can_be_set_aside: bool = False


@dataclass(frozen=True)
class SchoolLine:
    """A school of the year, at the hub that runs its year."""

    urn: int
    name: str
    status: str
    hub: int
    has_grant: bool
    is_open_year: bool

    @property
    def people(self) -> str:
        """Return the page of the school's people."""
        return reverse("schools:people", args=[self.urn])


@dataclass(frozen=True)
class Post:
    """A post at a school that is current today: its account and what the checks read of it."""

    account: int
    name: str
    email: str
    trn: str
    is_restricted: bool
    line: SchoolLine
    is_advocate: bool


@dataclass(frozen=True)
class QualityScope:
    """A reader's schools of a year, at one hub or at all of theirs. What several checks need is read once."""

    user: Reader
    year: AcademicYear
    today: date
    hub: Hub | None = None

    @cached_property
    def participations(self) -> Any:
        """Return the years that the reader runs, as hub staff or programme administrator."""
        rows = Participation.objects.reached_by(self.user, HUB_STAFF).in_year(self.year.start).took_part()
        return rows.filter(hub=self.hub) if self.hub else rows

    @cached_property
    def schools(self) -> dict[int, SchoolLine]:
        """Return the schools of these years by key. One query."""
        rows = self.participations.order_by("school__sort_name", "pk").values_list(
            "school", "school__urn", "school__name", "school__status", "hub", "project__release_grant", "state"
        )
        lines: dict[int, SchoolLine] = {}
        for school, urn, name, status, hub, grant, state in rows:
            earlier = lines.get(school)
            is_open = state in (ParticipationState.ACTIVE, ParticipationState.PAUSED)
            lines[school] = SchoolLine(
                urn, name, status, hub,
                bool(grant) or bool(earlier and earlier.has_grant), is_open or bool(earlier and earlier.is_open_year),
            )  # fmt: skip
        return lines

    @cached_property
    def posts(self) -> list[Post]:
        """Return the posts at these schools that are current. Two queries."""
        columns = ("user", "user__full_name", "user__email", "user__trn", "user__restricted_on", "school")
        posts = []
        for model, more in ((Advocate, {}), (SchoolContact, {"own_name": ""})):
            rows: Any = model.objects.current(self.today).filter(school__in=self.schools, user__is_active=True, **more)
            posts += [
                Post(account, name, email, trn, restricted is not None, self.schools[school], model is Advocate)
                for account, name, email, trn, restricted, school in rows.order_by("pk").values_list(*columns)
            ]
        return posts


def missing_trns(scope: QualityScope) -> Iterator[Problem]:
    """Yield Advocates without a TRN."""
    for post in scope.posts:
        if post.is_advocate and not post.trn and not post.is_restricted:
            yield Problem(
                f"{post.account}",
                post.name,
                post.line.name,
                post.line.hub,
                reverse("schools:upload"),
                "Upload TRNs",
            )


def missing_contacts(scope: QualityScope) -> Iterator[Problem]:
    """Yield schools without a headteacher or head of department, or without a finance contact for a grant."""
    shared = SchoolContact.objects.current(scope.today).filter(school__in=scope.schools, user__is_active=True)
    roles = defaultdict(set)
    for school, role in shared.values_list("school", "role"):
        roles[school].add(role)
    for school, line in scope.schools.items():
        lacks = []
        if not roles[school] & HEADS:
            lacks.append("headteacher or head of department")
        if line.has_grant and ContactRole.FINANCE not in roles[school]:
            lacks.append("finance contact")
        if lacks and line.is_open_year:
            yield Problem(f"{school}", line.name, f"No {' and no '.join(lacks)}", line.hub, line.people)


def bounced_emails(scope: QualityScope) -> Iterator[Problem]:
    """Yield people with a post whose emails could not be delivered, once each. One query."""
    posts = {post.account: post for post in scope.posts}
    emails = Email.objects.in_trouble().filter(user__in=posts).order_by("-queued_at", "-pk")
    seen: set[int] = set()
    for pk, account, address in emails.values_list("pk", "user", "to"):
        if account in seen:
            continue
        seen.add(account)
        post = posts[account]
        url, act = post.line.people, "View people"
        if scope.user.is_superuser:
            url, act = reverse("outbox:email", args=[pk]), "View email"
        yield Problem(f"{account}", post.name, f"{post.line.name}: {address}", post.line.hub, url, act)


def duplicate_people(scope: QualityScope) -> Iterator[Problem]:
    """Yield pairs of accounts with the same TRN, or with the same name at one hub."""
    people = {post.account: post for post in reversed(scope.posts)}
    groups: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for account, post in sorted(people.items()):
        groups["name", sort_key(post.name), post.line.hub].append(account)
        if post.trn:
            groups["TRN", post.trn, 0].append(account)
    seen: set[str] = set()
    for (what, *_), (first, *others) in sorted(groups.items()):
        for other in others:
            key = f"{first}-{other}"
            if key not in seen:
                seen.add(key)
                yield _pair(scope, key, what, people[first], people[other])


def _pair(scope: QualityScope, key: str, what: str, first: Post, other: Post) -> Problem:
    detail = f"Same {what}: {first.email} ({first.line.name}), {other.email} ({other.line.name})"
    url, act = other.line.people, "View people"
    if scope.user.is_superuser:
        url, act = f"{reverse('privacy:people')}?q={other.email}", "View accounts"
    return Problem(key, first.name, detail, other.line.hub, url, act)


def closed_schools(scope: QualityScope) -> Iterator[Problem]:
    """Yield schools with an open year that the register (GIAS) no longer has as open."""
    for school, line in scope.schools.items():
        if line.is_open_year and not line.status.startswith("Open"):
            yield Problem(
                f"{school}", line.name, f"URN {line.urn}: {line.status} in GIAS", line.hub,
                reverse("desk:school", args=[line.urn]), "View school",
            )  # fmt: skip
