"""On which days a Specialist is free to support schools, as they or their hub have said; nothing said is nothing known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils.text import get_text_list

from schools.choices import TermName
from schools.models import Participation, TermDates
from schools.terms import TermCalendar
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.years import AcademicYear

from .models import Assignment, Specialist, SpecialistDate, SpecialistTerm

WEEKDAYS = ((1, "Monday"), (2, "Tuesday"), (3, "Wednesday"), (4, "Thursday"), (5, "Friday"))
SHORT = {number: name[:3] for number, name in WEEKDAYS}


@dataclass
class FreeDays:
    """What is known of one Specialist's days. `calendar` says which term a day is in: their hub's, or the usual one."""

    weekdays: dict[tuple[int, str], tuple[int, ...]] = field(default_factory=dict)
    free: set[date] = field(default_factory=set)
    busy: set[date] = field(default_factory=set)
    calendar: TermCalendar = field(default_factory=TermCalendar)

    def is_free(self, day: date) -> bool | None:
        """Return whether the Specialist is free on a day; None where nothing is known. A date goes before its weekday."""
        if day in self.free or day in self.busy:
            return day in self.free
        term = self.calendar.term_on(day)
        known = self.weekdays.get((term.year.start, term.name)) if term else None
        return None if known is None else day.isoweekday() in known

    def lines(self, year: AcademicYear, since: date) -> list[str]:
        """Return what is known of a year in sentences, dates from `since` on."""
        lines = [
            f"{term.label}: {in_words(self.weekdays[year.start, term])}"
            for term in TermName
            if (year.start, term) in self.weekdays
        ]
        for title, days in (("Also free", self.free), ("Not free", self.busy)):
            dates = [format_day(day) for day in sorted(days) if day in year and day >= since]
            if dates:
                lines.append(f"{title}: {', '.join(dates)}")
        return lines

    def in_short(self, day: date) -> str:
        """Return the weekdays of the term on a day, or of the next one, in a few letters: `Mon, Thu`. Empty if unknown."""
        year = AcademicYear.of(day)
        for term in self.calendar.terms(year):
            if term.ends >= day and (days := self.weekdays.get((year.start, term.name))):
                return ", ".join(SHORT[number] for number in days)
        return ""


def in_words(weekdays: Iterable[int]) -> str:
    """Return `Mondays and Thursdays`; `no weekday` for none."""
    names = [f"{name}s" for number, name in WEEKDAYS if number in set(weekdays)]
    return get_text_list(names, "and") if names else "no weekday"


def fetch_free_days(specialists: Iterable[int]) -> dict[int, FreeDays]:
    """Return what is known of these Specialists (by key). Three queries, however many.

    The calendar is that of their hub; of one who works for several, the first that has term dates of its own.
    """
    keys = list(specialists)
    known = {key: FreeDays() for key in keys}
    for row in SpecialistTerm.objects.filter(specialist__in=keys):
        known[row.specialist_id].weekdays[row.academic_year, row.term] = tuple(sorted(row.weekdays))
    for given in SpecialistDate.objects.filter(specialist__in=keys):
        days = known[given.specialist_id]
        (days.free if given.is_free else days.busy).add(given.on)
    own: dict[int, dict[int, list[TermDates]]] = {}
    terms = TermDates.objects.filter(hub__specialist_links__specialist__in=keys).order_by("hub", "pk")
    for term in terms.annotate(specialist=F("hub__specialist_links__specialist")):
        own.setdefault(term.specialist, {}).setdefault(term.hub_id, []).append(term)
    for key, by_hub in own.items():
        if key in known:
            known[key].calendar = TermCalendar(next(iter(by_hub.values())))
    return known


def get_free_days(specialist: Specialist) -> FreeDays:
    """Return what is known of one Specialist. Three queries."""
    return fetch_free_days([specialist.pk])[specialist.pk]


@dataclass(frozen=True)
class SchoolsSpecialist:
    """The Specialist of a school's year on a day, with what is known of their days."""

    specialist: Specialist
    days: FreeDays

    def warnings(self, dates: Iterable[date]) -> list[str]:
        """Return a sentence for each of these dates on which the Specialist is not free."""
        sentences = []
        for day in sorted({*dates}):
            if self.days.is_free(day) is False:
                short = self.days.in_short(day)
                usual = f" Their usual days are {short}." if short and day not in self.days.busy else ""
                sentences.append(f"{self.specialist} is not free on {format_day(day)}.{usual}")
        return sentences


def find_specialist(participation: Participation, on: date) -> SchoolsSpecialist | None:
    """Return the Specialist of a school's year on a day, or the next one; None without one. Four queries."""
    rows = Assignment.objects.not_ended(on).filter(participation=participation)
    assignment = rows.select_related("specialist__user").order_by("starts_on", "pk").first()
    return SchoolsSpecialist(assignment.specialist, get_free_days(assignment.specialist)) if assignment else None
