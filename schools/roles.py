"""The roles of the programme: their names, the sets that rules and pages use, and who holds which today.

A role's name is written here alone. Whatever depends on roles uses a member of `Role` or one of the sets below; views
check a permission. An app that knows where a role comes from declares it by `register_role_source`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import BigIntegerField, IntegerField, Q, QuerySet, Value

from sustaining.common.registry import Registry
from sustaining.common.slots import READER
from sustaining.common.statements import Statement, compile_statement, fetch_all

if TYPE_CHECKING:
    from sustaining.common.people import Reader


class Role(models.TextChoices):
    """A person's role in the programme. The values are used in addresses (`?as=advocate-12`)."""

    ADMINISTRATOR = "administrator", "Programme administrator"
    LEAD = "lead", "Hub lead"
    HUB_ADMINISTRATOR = "hubadmin", "Hub administrator"
    AUDITOR = "auditor", "Auditor"
    SPECIALIST = "specialist", "Mastery Specialist"
    ADVOCATE = "advocate", "Mastery Advocate"
    HEAD = "head", "Headteacher or head of department"
    FINANCE = "finance", "Finance contact"


EVERYONE = frozenset(Role)
HUB_STAFF = frozenset({Role.LEAD, Role.HUB_ADMINISTRATOR})
"""People who run a hub's work."""
HUB_LEADS = frozenset({Role.LEAD})
"""People who decide for a hub."""
PROGRAMME_STAFF = HUB_STAFF | {Role.ADMINISTRATOR}
"""People who set things up: hub staff, and programme administrators for every hub."""
HUB_READERS = PROGRAMME_STAFF | {Role.AUDITOR}
"""People who read across a hub's schools."""
CLAIM_DECIDERS = frozenset({Role.LEAD, Role.ADMINISTRATOR})
"""People whose desk lists the claims to decide; who may decide one is a permission of its own (`funding/rules.py`)."""
SCHOOL_SUPPORT = HUB_STAFF | {Role.SPECIALIST}
"""People who support schools from outside, and follow up schools that go quiet."""
SCHOOL_STAFF = frozenset({Role.ADVOCATE, Role.HEAD})
"""People who answer for a school's plan and sessions."""
SCHOOL_MEMBERS = SCHOOL_STAFF | {Role.FINANCE}
"""Everyone who holds a post in a school."""
SESSION_MEMBERS = SCHOOL_STAFF | {Role.SPECIALIST}
"""People who plan and hold sessions."""
GROUP_RUNNERS = PROGRAMME_STAFF | {Role.SPECIALIST}
"""People who run Work Groups and their meetings."""
IMPACT_READERS = HUB_READERS | {Role.SPECIALIST}
"""People who compare what several schools say about their year."""
PLAN_READERS = HUB_READERS | SESSION_MEMBERS
"""People who read a school's plan and sessions; finance contacts read only its money."""
PLAN_TEXT_READERS = PLAN_READERS - {Role.AUDITOR}
"""People who also read what plans and sessions say about individuals."""
MONEY_READERS = HUB_READERS | SCHOOL_MEMBERS
"""People who read a school's money."""
MONEY_TEXT_READERS = MONEY_READERS - {Role.AUDITOR}
"""People who also read what claims say about individuals."""
ADVOCATE_READERS = PLAN_READERS
"""People who see a school's Advocates."""
CONTACT_READERS = MONEY_READERS
"""People who see a school's contacts."""
VISIT_READERS = PLAN_READERS - {Role.SPECIALIST}
"""People who see visits to the schools of their school's Specialists; Specialists see their own."""


@dataclass(frozen=True)
class RoleHeld:
    """A role that a person holds at a place: `Hub lead · Rivermead`. `hub` or `school` is the place's primary key.

    `urn` is the school's.
    """

    role: Role
    label: str
    place: str
    hub: int | None = None
    school: int | None = None
    urn: int | None = None

    def __str__(self) -> str:
        return f"{self.label} · {self.place}" if self.place else self.label

    @property
    def key(self) -> str:
        """Return the value of `?as=` that selects this role for a person with several."""
        return f"{self.role}-{self.hub or self.school or 0}"


@dataclass(frozen=True)
class RoleSummary:
    """Whose data a person sees, and as what: `Rivermead Maths Hub` and `Hub lead`, or `3 schools` and `Finance contact`."""

    place: str
    label: str


def summarise_roles(roles: Iterable[RoleHeld]) -> RoleSummary:
    """Return the places of some roles, counted where there are several of a kind, and the different labels.

    A Specialist works with the schools of their assignments and not for the one that they teach at, so it is left out.
    """
    held = list(roles)
    hubs = {role.hub: role.place for role in held if role.hub}
    schools = {role.school: role.place for role in held if role.school}
    places = [
        next(iter(names.values())) if len(names) == 1 else f"{len(names)} {kind}"
        for names, kind in ((hubs, "hubs"), (schools, "schools"))
        if names
    ]
    return RoleSummary(" and ".join(places), ", ".join(dict.fromkeys(role.label for role in held)))


Posts = Callable[[int, date], QuerySet]
Condition = Callable[[int, date], Q]


@dataclass(frozen=True)
class Reach:
    """How far a role reaches. Each field is a function of (key of an account, day) that returns a condition.

    `schools` is on School: whose entry in the register they open. `school_data` is on School: whose people and plan they
    read. `participations` is on Participation: the years that their lists and figures hold. `readable` is on Participation:
    the years whose pages they may open, also those that another hub runs for a school that has moved to theirs.
    """

    schools: Condition
    school_data: Condition
    participations: Condition
    readable: Condition


def reach_by_school(keys: Posts) -> Reach:
    """Return the reach of people who belong to schools, whose keys `keys` returns: everything there, of any year."""

    def schools(user: int, on: date) -> Q:
        return Q(pk__in=keys(user, on))

    def years(user: int, on: date) -> Q:
        return Q(school__in=keys(user, on))

    return Reach(schools=schools, school_data=schools, participations=years, readable=years)


NOWHERE = Value(None, BigIntegerField())
"""Key of the hub or of the school for a post that has none."""


@dataclass(frozen=True)
class RoleSource:
    """Where some roles come from, and which schools they reach.

    `posts(user, on)` takes the key of an account and returns rows of (post, place, key of the hub or NOWHERE, key and
    URN of the school or NOWHERE, key of the row). `roles` gives the role of each post, `labels` what a post is called where that
    is not its role's label. `reach` gives the ways by which each role reaches schools and participations.
    """

    posts: Posts
    roles: Mapping[str, Role]
    reach: Mapping[Role, tuple[Reach, ...]]
    labels: Mapping[str, str] = field(default_factory=dict)


ROLE_SOURCES: Registry[str, RoleSource] = Registry(
    "role sources", "Posts that give roles, and the schools these reach."
)


def register_role_source(name: str, source: RoleSource) -> None:
    """Declare a source of roles. People's roles are listed in the order of declaration."""
    ROLE_SOURCES.add(name, source)


def reaches(roles: Iterable[Role]) -> tuple[Reach, ...]:
    """Return the different reaches of `roles`. Programme administrators have none: they see everything."""
    by_role = {role: ways for source in ROLE_SOURCES.values() for role, ways in source.reach.items()}
    return tuple(dict.fromkeys(reach for role in roles if role != Role.ADMINISTRATOR for reach in by_role[role]))


@lru_cache(maxsize=256)
def distinct_reaches(roles: frozenset[Role]) -> tuple[Reach, ...]:
    """Return the different reaches of a set of roles, in the order of `Role`."""
    return reaches(role for role in Role if role in roles)


def fetch_roles(user: Reader, day: date) -> Iterator[RoleHeld]:
    """Yield the roles that an account holds on a day. One query."""
    yield from _read_roles(user, fetch_all(_posts_statement(day), {READER: user.pk}))


def _read_roles(user: Reader, rows: Iterable[tuple[Any, ...]]) -> Iterator[RoleHeld]:
    if user.is_superuser:
        yield RoleHeld(Role.ADMINISTRATOR, str(Role.ADMINISTRATOR.label), "")
    sources = list(ROLE_SOURCES.values())
    for post, place, hub, school, urn, _, number in sorted(rows, key=lambda row: (row[-1], row[-2])):
        role = sources[number].roles[post]
        label = sources[number].labels.get(post, role.label)
        yield RoleHeld(role, str(label), place, hub=hub, school=school, urn=urn)


def fetch_roles_and_reaches(user: Reader, day: date) -> tuple[list[RoleHeld], list[Reach]]:
    """Return the roles that an account holds on a day, and the reaches by which it comes to any school. One query."""
    rows = fetch_all(_roles_and_reaches_statement(day), {READER: user.pk})
    everywhere = distinct_reaches(EVERYONE)
    held = [row for row in rows if row[0] is not None]
    return list(_read_roles(user, held)), [everywhere[row[-1]] for row in rows if row[0] is None]


# Statements are kept, never their rows: every page asks them, and to write one out takes longer than to ask it. They hold
# a day, and a slot for the key of the account.
@lru_cache(maxsize=16)
def _roles_and_reaches_statement(day: date) -> Statement:
    posts, reached = _posts_statement(day), _open_reaches_statement(day)
    # A reach is a row without a post.
    sql = (
        f"SELECT * FROM ({posts.sql}) AS post UNION ALL "
        f"SELECT NULL, NULL, NULL, NULL, NULL, NULL, number FROM ({reached.sql}) AS open_reach(number)"
    )
    return Statement(sql, (*posts.slots, *reached.slots))


@lru_cache(maxsize=16)
def _posts_statement(day: date) -> Statement:
    first, *rest = (
        source.posts(READER, day).order_by().annotate(source=Value(number, IntegerField()))
        for number, source in enumerate(ROLE_SOURCES.values())
    )
    return compile_statement(first.union(*rest, all=True).query)


@lru_cache(maxsize=16)
def _open_reaches_statement(day: date) -> Statement:
    schools = apps.get_model("schools", "School")._base_manager
    first, *rest = (
        schools.filter(reach.schools(READER, day)).order_by().values_list(Value(number))[:1]
        for number, reach in enumerate(distinct_reaches(EVERYONE))
    )
    return compile_statement(first.union(*rest, all=True).query)
