"""Chasers: what a school’s year still lacks, and the email that asks for it.

The app that owns a fact declares its kind with `register_chaser`: how its schools are found, from which day, and who is
asked. `sustaining/casework` shows the kinds to a hub and sends them. Each kind is an email kind of its own, so that
choices of people, a hub's wording and `still_true` hold for chasers as for every other email.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.extensions import ExtensionPoint
from sustaining.common.templatetags.sustaining import long_day
from sustaining.common.years import AcademicYear
from sustaining.outbox.kinds import KINDS, Button, Category, Context, EmailKind, Facts, Occasion, Variable, register
from sustaining.outbox.parts import READER

from . import samples
from .email_parts import hub_staff
from .models import Participation
from .querysets import ParticipationQuerySet
from .terms import TermCalendar, get_calendars

if TYPE_CHECKING:
    from collections.abc import Set

AREA = "Chasers"
PREFIX = "chase_"
GRACE = timedelta(weeks=2)
"""Nobody is chased in the first two weeks of a school's year."""

scheduled_chases: ExtensionPoint[Iterable[Occasion]] = ExtensionPoint(
    "schools.scheduled_chases", "The chasers that hubs have the site send by itself."
)


@dataclass(frozen=True)
class Missing:
    """A school's year that lacks something: since which day it is due, in which words, and whom it names.

    `since` None means from two weeks after the year began for the school. `people` are the keys of accounts, where the
    fact itself names them; else the recipients of the kind are asked. `about` is what the kind's `page` needs, such as a term.
    """

    participation: int
    since: date | None = None
    detail: str = ""
    people: tuple[int, ...] = ()
    about: Any = None


@dataclass(frozen=True)
class Recipients:
    """Who is asked, in words, and a function that returns the accounts by the school's key. Two queries at most."""

    label: str
    by_school: Callable[[Set[int], date], Mapping[int, list[User]]]


NAMED = Recipients("The people concerned", lambda schools, day: {})
"""Recipients of kinds that name the people themselves."""


@dataclass(frozen=True, kw_only=True)
class ChaserKind:
    """One kind of thing that schools are chased for.

    `find(search)` yields what is missing among `search.participations`, in a bounded number of queries. `page` is where
    the one button of the email leads: a path, or an `Address` for the person. With `of_school`, the thing belongs to the
    school, so that a school with two projects in a year is asked for it once.
    """

    name: str
    label: str
    sentence: str
    due: str
    recipients: Recipients
    find: Callable[[ChaserSearch], Iterable[Missing]]
    button: str
    page: Callable[[Participation, Any, Missing], Any]
    of_school: bool = True
    sample_detail: str = ""

    @property
    def email_kind(self) -> str:
        """Return the name of its email kind."""
        return f"{PREFIX}{self.name}"


@dataclass(frozen=True, kw_only=True)
class ChaserEmail(EmailKind):
    """The email of a kind of chaser, by which the registry of emails holds the kind too."""

    chaser: ChaserKind = field()


class Chasers(Mapping[str, ChaserKind]):
    """The kinds of chasers by name, in the order in which they were registered."""

    def __getitem__(self, name: str) -> ChaserKind:
        kind = KINDS[f"{PREFIX}{name}"]
        if not isinstance(kind, ChaserEmail):
            raise KeyError(name)
        return kind.chaser

    def __iter__(self) -> Iterator[str]:
        return (kind.chaser.name for kind in KINDS.values() if isinstance(kind, ChaserEmail))

    def __len__(self) -> int:
        return sum(1 for _ in self)


CHASERS = Chasers()


class ChaserSearch:
    """The participations among which kinds look, at a moment: only those that are active.

    What several kinds need is read once: the participations with school, hub and project, and the hubs' calendars.
    """

    def __init__(self, participations: ParticipationQuerySet, now: datetime) -> None:
        self.now, self.day = now, london_day(now)
        self.year = AcademicYear.of(self.day)
        years = (self.year.start - 1, self.year.start)
        self.participations = participations.active().in_years(years).order_by()

    @property
    def this_year(self) -> ParticipationQuerySet:
        """Return the participations of the academic year in progress."""
        return self.participations.filter(project__academic_year=self.year.start)

    @cached_property
    def rows(self) -> dict[int, Participation]:
        """Return the participations by their keys, oldest first. One query."""
        rows = self.participations.select_related("school", "hub", "project").order_by("pk")
        return {row.pk: row for row in rows}

    @cached_property
    def calendars(self) -> dict[int, TermCalendar]:
        """Return the calendars of the hubs that run these years. One query."""
        return get_calendars({row.hub_id for row in self.rows.values()})

    def current_rows(self) -> Iterator[Participation]:
        """Yield the rows of the academic year in progress."""
        return (row for row in self.rows.values() if row.project.academic_year == self.year.start)

    def calendar(self, row: Participation) -> TermCalendar:
        """Return the calendar of the hub that runs a row's year."""
        return self.calendars[row.hub_id]


def first_chased_on(row: Participation) -> date:
    """Return the first day on which anything is due of a school's year: two weeks after it began for the school."""
    return max(london_day(row.enrolled_at), row.project.year.starts) + GRACE


def find_missing(kind: ChaserKind, search: ChaserSearch) -> list[Missing]:
    """Return what is due of a kind, each once a participation (or once a school and year), longest due first."""
    due: dict[Any, Missing] = {}
    for missing in sorted(kind.find(search), key=lambda missing: missing.participation):
        row = search.rows[missing.participation]
        since = max(missing.since or date.min, first_chased_on(row))
        if since <= search.day:
            due.setdefault(get_subject(kind, row), replace(missing, since=since))
    return sorted(
        due.values(), key=lambda missing: (missing.since, search.rows[missing.participation].school.sort_name)
    )


def get_subject(kind: ChaserKind, row: Participation) -> str:
    """Return what one chase is about, as part of its occasion: the school in its year, or the participation alone."""
    return f"school={row.school_id}:{row.project.academic_year}" if kind.of_school else f"participation={row.pk}"


def find_people(kind: ChaserKind, missing: Iterable[Missing], search: ChaserSearch) -> dict[int, list[User]]:
    """Return who is asked, by the participation's key: active accounts, each once. Three queries at most."""
    missing = list(missing)
    accounts = User.objects.filter(is_active=True).in_bulk({key for row in missing for key in row.people})
    schools = {search.rows[row.participation].school_id for row in missing if not row.people}
    by_school = kind.recipients.by_school(schools, search.day) if schools else {}
    people: dict[int, list[User]] = {}
    for row in missing:
        if row.people:
            chosen = [accounts[key] for key in row.people if key in accounts]
        else:
            chosen = list(by_school.get(search.rows[row.participation].school_id, ()))
        people[row.participation] = list({person.pk: person for person in chosen if person.is_active}.values())
    return people


def chase_occasion(
    kind: ChaserKind, missing: Missing, row: Participation, person: User, *, sender: User | None, now: datetime
) -> Occasion:
    """Return one person's email about what is missing. It goes once a day at most, also when two people send it.

    `sender` is None where the hub's schedule does.
    """
    day = london_day(now)
    return Occasion(
        key=f"chase:{kind.name}:{get_subject(kind, row)}:{day}:user={person.pk}",
        to=person,
        kind=kind.email_kind,
        use_until=now + timedelta(days=2),
        about=row,
        facts={"participation": row.pk, "by": sender.pk if sender else None},
        reply_to=row.hub.contact_email,
        context={"participation": row, "missing": missing},
    )


def is_still_missing(kind: ChaserKind, facts: Facts, now: datetime) -> bool:
    """Return whether the thing is still missing, the year goes on, and the reader is still one of those asked."""
    search = ChaserSearch(Participation.objects.filter(pk=facts["participation"]), now)
    missing = find_missing(kind, search)
    people = find_people(kind, missing, search)
    return any(person.pk == facts["user"] for recipients in people.values() for person in recipients)


def all_scheduled_chases(now: datetime) -> Iterator[Occasion]:
    """Yield the chasers that hubs have the site send by itself, of every kind."""
    for occasions in scheduled_chases.collect(now):
        yield from occasions


def _row(context: Context) -> Participation:
    row: Participation = context["participation"]
    return row


def _still_to_do(context: Context) -> str:
    return "\n".join(f"- {detail}" for detail in context["missing"].detail.split("; "))


def _url(kind: ChaserKind) -> Callable[[Context], Any]:
    def url(context: Context) -> Any:
        page = kind.page(_row(context), context["person"], context["missing"])
        return settings.SITE_URL + page if isinstance(page, str) else page

    return url


def register_chaser(kind: ChaserKind) -> ChaserKind:
    """Register a kind of chaser and its email, from `AppConfig.ready`."""
    register(
        ChaserEmail(
            chaser=kind,
            name=kind.email_kind,
            area=AREA,
            title=f"Chaser: {kind.label[:1].lower()}{kind.label[1:]}",
            goes_when="when the hub chases it, or the site chases it automatically",
            category=Category.REMINDER,
            variables=(
                *READER,
                Variable("school", "the school", lambda context: _row(context).school),
                Variable("hub", "your hub", lambda context: _row(context).hub),
                Variable("project", "the project", lambda context: _row(context).project.title),
                Variable("year", "the academic year", lambda context: _row(context).project.year),
                Variable("detail", "what it is about", lambda context: context["missing"].detail),
                Variable("still_to_do", "the same as a list, one per line", _still_to_do),
                Variable("since", "the day since when it is due", lambda context: long_day(context["missing"].since)),
            ),
            buttons=(Button(kind.button, _url(kind)),),
            sample=lambda: _sample(kind),
            facts=("participation", "by"),
            still_true=lambda facts, now: is_still_missing(kind, facts, now),
            occasions=all_scheduled_chases,
            hub=lambda context: _row(context).hub,
            seen_by=(hub_staff,),
        )
    )
    return kind


def _sample(kind: ChaserKind) -> Context:
    row = samples.PARTICIPATION
    missing = Missing(1, london_day(samples.moment(11, 2)), kind.sample_detail)
    return {"person": samples.READER, "about": row, "participation": row, "missing": missing}


def school_path(name: str) -> Callable[[Participation, Any, Missing], str]:
    """Return a `page` function for a page whose address takes the school's URN."""
    return lambda row, person, missing: reverse(name, args=[row.school.urn])
