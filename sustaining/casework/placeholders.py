"""What the writer of a message may put in square brackets: each placeholder is worked out for all recipients at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.text import get_text_list

from devplans.choices import PLAN_STATUSES, PlanState
from devplans.models import Plan
from funding.grant_balance import annotated_balance, with_balance
from funding.models import Grant
from funding.windows import last_claim_day
from schools.models import Hub, HubStaff, Participation
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import long_day, long_when
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import MeetingState
from sustaining.workgroups.models import Meeting, Membership

from .querysets import STAFF, support_on

if TYPE_CHECKING:
    from sustaining.accounts.models import User

    from .recipients import Recipient

Values = Mapping[int, str]


@dataclass(frozen=True)
class Placeholder:
    """A name for use in a message. `values` returns it by the key of each participation, in a bounded number of queries.

    `joins` is for what needs no name of the school beside it when somebody has several schools; `for_hub` for what a
    Specialist does not read, and so may not use.
    """

    name: str
    description: str
    values: Callable[[Sequence[Participation], datetime], Values]
    joins: bool = False
    for_hub: bool = False


OF_PEOPLE = {
    "first_name": "the reader’s first name",
    "name": "the reader’s name",
    "writer_name": "your name",
}
"""Placeholders about people, which no school decides."""


def placeholders_for(writer: User, hub: Hub) -> dict[str, str]:
    """Return the placeholders that `writer` may use in a message of a hub, with their descriptions, people first."""
    works_there = writer.is_superuser or HubStaff.of(writer, *STAFF).filter(hub=hub.present_id).exists()
    usable = {name: each.description for name, each in PLACEHOLDERS.items() if works_there or not each.for_hub}
    return {**OF_PEOPLE, **usable}


def fill_values(people: Sequence[Recipient], names: set[str], writer: User, now: datetime) -> dict[int, dict[str, str]]:
    """Return the values of `names` for each recipient by the key of their account.

    The queries depend on the names alone. Someone with several schools has each value with its school beside it.
    """
    years = list({year.pk: year for person in people for year in person.years}.values())
    used = [each for name, each in PLACEHOLDERS.items() if name in names]
    columns = {each.name: each.values(years, now) for each in used}
    filled: dict[int, dict[str, str]] = {}
    for person in people:
        values = {"name": person.name, "first_name": person.first_name, "writer_name": writer.full_name}
        values |= {each.name: _together(each, person.years, columns[each.name]) for each in used}
        filled[person.user.pk] = values
    return filled


def _together(placeholder: Placeholder, own: Sequence[Participation], column: Values) -> str:
    by_school = {year.pk: column.get(year.pk, "") for year in own}
    different = list(dict.fromkeys(value for value in by_school.values() if value))
    if len(different) < 2 or placeholder.joins:
        return get_text_list(different, "and")
    pairs = [f"{by_school[year.pk]} ({year.school})" for year in own if by_school[year.pk]]
    return get_text_list(list(dict.fromkeys(pairs)), "and")


def _school_names(years: Sequence[Participation], now: datetime) -> Values:
    return {year.pk: year.school.name for year in years}


def _hub_names(years: Sequence[Participation], now: datetime) -> Values:
    return {year.pk: str(year.hub) for year in years}


def _year_names(years: Sequence[Participation], now: datetime) -> Values:
    return {year.pk: str(year.project.year) for year in years}


def _specialists(years: Sequence[Participation], now: datetime) -> Values:
    rows = support_on(london_day(now)).filter(participation__in=[year.pk for year in years])
    names: dict[int, list[str]] = {}
    for year, name in rows.order_by("starts_on", "pk").values_list("participation", "specialist__user__full_name"):
        names.setdefault(year, []).append(name)
    return {year: get_text_list(list(dict.fromkeys(own)), "and") for year, own in names.items()}


def _plan_states(years: Sequence[Participation], now: datetime) -> Values:
    plans = Plan._base_manager.filter(school__in={year.school_id for year in years})
    states = dict(plans.values_list("school", "state"))
    return {
        year.pk: PLAN_STATUSES[PlanState(states[year.school_id])].label.lower() if year.school_id in states else ""
        for year in years
    }


def _money(attribute: str) -> Callable[[Sequence[Participation], datetime], Values]:
    def values(years: Sequence[Participation], now: datetime) -> Values:
        grants = with_balance(Grant._base_manager.filter(participation__in=[year.pk for year in years]))
        return {grant.participation_id: format_pounds(getattr(annotated_balance(grant), attribute)) for grant in grants}

    return values


def _claim_by(years: Sequence[Participation], now: datetime) -> Values:
    days: dict[int, date] = {}
    for start in {year.project.academic_year for year in years}:
        keys = [year.pk for year in years if year.project.academic_year == start]
        rows = Participation._base_manager.filter(pk__in=keys, grant__isnull=False)
        days |= dict(rows.annotate(last=last_claim_day(AcademicYear(start))).values_list("pk", "last"))
    return {key: long_day(day) for key, day in days.items()}


def _next_meetings(years: Sequence[Participation], now: datetime) -> Values:
    members = Membership.objects.open().filter(participation__in=[year.pk for year in years])
    groups = dict(members.values_list("participation", "group"))
    meetings = Meeting._base_manager.filter(
        group__in=set(groups.values()), state=MeetingState.SCHEDULED, starts_at__gt=now
    )
    first: dict[int, datetime] = {}
    for group, starts_at in meetings.order_by("starts_at", "pk").values_list("group", "starts_at"):
        first.setdefault(group, starts_at or now)
    return {year: long_when(first[group]) for year, group in groups.items() if group in first}


_ALL = (
    Placeholder("school_name", "the school’s name", _school_names, joins=True),
    Placeholder("hub_name", "your hub", _hub_names, joins=True),
    Placeholder("year", "the academic year, for example 2026/27", _year_names, joins=True),
    Placeholder("specialist", "the school’s Mastery Specialist", _specialists),
    Placeholder("plan_status", "the status of the development plan, for example draft", _plan_states),
    Placeholder("money_left", "what the school can still claim", _money("left"), for_hub=True),
    Placeholder("money_claimed", "what the school has claimed", _money("claimed"), for_hub=True),
    Placeholder("claim_by", "the last day for claims", _claim_by),
    Placeholder("next_meeting", "date and time of the next Work Group meeting", _next_meetings),
)
PLACEHOLDERS = {each.name: each for each in _ALL}
"""Placeholders about schools, by their names."""
