"""Whom a message goes to: the people of the selected schools in the chosen roles, and why others are not written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import get_text_list

from schools.models import Advocate, Hub, Participation, SchoolContact
from schools.querysets import current
from schools.viewer import Viewer
from sustaining.common.clock import london_day
from sustaining.outbox.models import EmailPreference
from sustaining.outbox.optional import get_preferences, is_allowed

from .audiences import Selected
from .message_choices import ROLE_PLURALS, RecipientRole
from .message_querysets import run_for_hub, supported_by
from .querysets import support_on

if TYPE_CHECKING:
    from sustaining.accounts.models import User

KIND = "group_message"
CLOSED = "Their account is closed."
RESTRICTED = "The use of their data is restricted."
DECLINED = "They chose to get emails about changes and cancellations only."
GONE = "They no longer have this role, or the school is no longer in the group."


@dataclass(frozen=True)
class Place:
    """One reason to write to a person: a role at a school, in the school's year. `name` is that of who holds the post."""

    participation: Participation
    role: str
    name: str

    @property
    def role_label(self) -> str:
        """Return the role in words."""
        return str(RecipientRole(self.role).label)


@dataclass(frozen=True)
class Recipient:
    """A person with the places for which they are written to; `reason` says why they are not."""

    user: User
    places: tuple[Place, ...]
    reason: str = ""

    @property
    def name(self) -> str:
        """Return the name, or the names of those who share the mailbox."""
        return get_text_list(list(dict.fromkeys(place.name for place in self.places)), "and")

    @property
    def first_name(self) -> str:
        """Return the first name; of those who share a mailbox, their names."""
        return self.user.get_short_name() if self.name == self.user.full_name else self.name

    @property
    def years(self) -> list[Participation]:
        """Return the years of the schools, each once."""
        return list({place.participation.pk: place.participation for place in self.places}.values())

    @property
    def schools(self) -> str:
        """Return the names of the schools."""
        return ", ".join(dict.fromkeys(year.school.name for year in self.years))

    @property
    def roles(self) -> str:
        """Return the roles in words."""
        return ", ".join(dict.fromkeys(place.role_label for place in self.places))


@dataclass(frozen=True)
class People:
    """Everybody whom a selection gives, in the roles that are chosen.

    `counts` has the number of people in each role that the viewer may write to, chosen or not; `without` the schools at
    which nobody holds a chosen role; `elsewhere` how many of the selected schools another hub runs.
    """

    everyone: tuple[Recipient, ...]
    counts: dict[str, int] = field(default_factory=dict)
    without: tuple[Participation, ...] = ()
    elsewhere: int = 0
    hub: Hub | None = None
    hubs: tuple[Hub, ...] = ()

    @property
    def written_to(self) -> list[Recipient]:
        """Return those who are written to."""
        return [person for person in self.everyone if not person.reason]

    @property
    def left_out(self) -> list[Recipient]:
        """Return those who are not written to, each with the reason."""
        return [person for person in self.everyone if person.reason]

    @property
    def school_count(self) -> int:
        """Return at how many schools somebody is written to."""
        return len({year.school_id for person in self.written_to for year in person.years})


def find_people(selected: Selected, viewer: Viewer, now: datetime, hub: Hub | None = None) -> People:
    """Return the people whom a selection gives today, in the reach of `viewer`, by school and name.

    A message is one hub's: without `hub`, it is the one that runs most of the schools. Nine queries at most.
    """
    day = london_day(now)
    rows = selected.participations(viewer).order_by()
    reach = run_for_hub(viewer, day) | supported_by(viewer, day)
    matching = Participation._base_manager.filter(reach, pk__in=rows.values("pk"))
    years = list(matching.select_related("school", "hub__merged_into", "project").order_by("school__sort_name", "pk"))
    by_hub = Counter(year.hub.present_id for year in years)
    hubs = {year.hub.present_id: year.hub.merged_into or year.hub for year in years}
    if hub is None and by_hub:
        hub = hubs[by_hub.most_common(1)[0][0]]
    own = [year for year in years if hub is not None and year.hub.present_id == hub.present_id]
    run = set(matching.filter(run_for_hub(viewer, day)).values_list("pk", flat=True))
    places = list(_places(own, run, viewer, now))
    chosen = [(user, place) for user, place in places if place.role in selected.roles]
    served = {place.participation.pk for _, place in chosen}
    return People(
        everyone=tuple(_with_reasons(_by_person(chosen))),
        counts=_counts(places),
        without=tuple(year for year in own if year.pk not in served) if selected.roles else (),
        elsewhere=len(years) - len(own),
        hub=hub,
        hubs=tuple(sorted(hubs.values(), key=lambda each: each.sort_name)),
    )


def _counts(places: Iterable[tuple[User, Place]]) -> dict[str, int]:
    people: dict[str, set[int]] = {}
    for user, place in places:
        people.setdefault(place.role, set()).add(user.pk)
    return {str(role): len(people[role]) for role in ROLE_PLURALS if role in people}


def _places(
    years: Sequence[Participation], run: set[int], viewer: Viewer, now: datetime
) -> Iterable[tuple[User, Place]]:
    """Yield everybody with a post at the schools. Those who only support a school write to its Advocates alone."""
    day = london_day(now)
    by_school: dict[int, list[Participation]] = {}
    for year in years:
        by_school.setdefault(year.school_id, []).append(year)
    posts = Advocate._base_manager.filter(current(day), school__in=by_school).select_related("user")
    for post in posts.order_by("user__sort_name", "pk"):
        yield from (
            (post.user, Place(year, RecipientRole.ADVOCATE, str(post.user))) for year in by_school[post.school_id]
        )
    contacts = SchoolContact._base_manager.filter(current(day), school__in=by_school).select_related("user")
    for contact in contacts.order_by("user__sort_name", "pk"):
        for year in by_school[contact.school_id]:
            if year.pk in run:
                yield contact.user, Place(year, contact.role, contact.name)
    by_key = {year.pk: year for year in years if year.pk in run}
    assignments = support_on(day).filter(participation__in=by_key).select_related("specialist__user")
    for row in assignments.order_by("specialist__user__sort_name", "pk"):
        user = row.specialist.user
        yield user, Place(by_key[row.participation_id], RecipientRole.SPECIALIST, str(user))


def _by_person(places: Iterable[tuple[User, Place]]) -> list[Recipient]:
    """Return each person once, with their places, by their first school and name."""
    people: dict[int, Recipient] = {}
    for user, place in places:
        known = people.get(user.pk) or Recipient(user, ())
        if place not in known.places:
            people[user.pk] = replace(known, places=(*known.places, place))
    return sorted(
        people.values(), key=lambda each: (each.places[0].participation.school.sort_name, each.user.sort_name)
    )


def _with_reasons(people: list[Recipient]) -> list[Recipient]:
    """Return the people with the reason why each is not written to, if any. One query."""
    preferences = get_preferences(person.user.pk for person in people)
    return [replace(person, reason=_reason(person, preferences)) for person in people]


def _reason(person: Recipient, preferences: dict[int, str]) -> str:
    if not person.user.is_active:
        return CLOSED
    if person.user.is_restricted:
        return RESTRICTED
    preference = preferences.get(person.user.pk, EmailPreference.ALL)
    return "" if is_allowed(KIND, preference) else DECLINED
