"""Who looks after which school of the demo's hub, and who keeps an eye on which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.models import Participation
from specialists.models import Assignment
from sustaining.casework import actions
from sustaining.casework.models import Watch

if TYPE_CHECKING:
    from .build import Builder

WITHOUT = 2
"""How many schools no one looks after yet, so that the desk asks for a person."""


def give_schools(builder: Builder) -> None:
    """Share the schools of the year between the hub's lead and administrator; leave a few to choose someone for."""
    years = Participation.objects.in_progress().filter(
        hub=builder.hub, project__academic_year=builder.project.academic_year
    )
    for number, year in enumerate(list(years.order_by("school__urn", "pk"))[WITHOUT:]):
        person = (builder.lead, builder.hubadmin)[number % 2]
        actions.give_school(year, person=person, by=builder.lead, now=builder.moment(20))


REASONS = ("New head of department since September.", "", "Plan was late last year.")


def watch_schools(builder: Builder) -> None:
    """Put three schools on the lead's watchlist, with a note, and one on their Specialist's."""
    years = Participation.objects.in_progress().filter(
        hub=builder.hub, project__academic_year=builder.project.academic_year
    )
    years = years.select_related("school").order_by("school__urn", "pk")
    for year, reason in zip(years, REASONS, strict=False):
        actions.watch_school(year.school, reason=reason, by=builder.lead, now=builder.moment(20))
    watch = Watch.objects.visible_to(builder.lead).exclude(reason="").first()
    if watch is not None:
        note = "Una Bright would like to visit a school with a settled scheme of work."
        actions.edit_watch(watch, reason=watch.reason, note=note, until=None, by=builder.lead, now=builder.moment(18))
    support = Assignment.objects.current(builder.day(0)).filter(participation__in=years).order_by("pk").first()
    if support is not None:
        school = support.participation.school
        actions.watch_school(school, by=support.specialist.user, now=builder.moment(10))
