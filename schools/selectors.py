"""Data for the pages of schools, read through `visible_to`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from sustaining.common.clock import london_day, today
from sustaining.common.extensions import ExtensionPoint
from sustaining.common.years import AcademicYear

from . import roster
from .actions.projects import why_not_rolled
from .choices import IN_PROGRESS, HubRole, ParticipationState
from .models import (
    Advocate,
    CompletionCriteria,
    Hub,
    HubStaff,
    Participation,
    Project,
    RosterUpload,
    School,
    SchoolContact,
)

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

after_enrolment_url: ExtensionPoint[str] = ExtensionPoint(
    "schools.after_enrolment_url", "Where a hub goes on after an enrolment. The first answer counts."
)


def after_enrolment(participation: Participation) -> str:
    """Return the address of the next step after an enrolment."""
    return next(after_enrolment_url.collect(participation), participation.school.get_absolute_url())


def year_or_404(user: Reader, text: str | None) -> AcademicYear:
    """Return the year that a page is asked for, or without one the year in progress.

    Raise Http404 for a year without projects: figures of another under its name would mislead.
    """
    this_year = AcademicYear.of(today())
    years = {str(start): start for start, _ in Project.objects.visible_to(user).year_choices(this_year.start)}
    if text and text not in years:
        raise Http404("There are no projects in that year.")
    return AcademicYear(years[text]) if text else this_year


def search_schools(user: Reader, text: str) -> Any:
    """Return the visible schools that match, by name, with `takes_part` this academic year and `takes_part_next`."""
    year = AcademicYear.of(today()).start
    active = Participation.objects.filter(school=OuterRef("pk"), state__in=IN_PROGRESS)
    schools = School.objects.visible_to(user).matching(text)
    schools = schools.annotate(
        takes_part=Exists(active.filter(project__academic_year=year)),
        takes_part_next=Exists(active.filter(project__academic_year=year + 1)),
    )
    return schools.select_related("hub").order_by("sort_name", "urn")


def hubs_that_enrol(user: User) -> set[int]:
    """Return the keys of the hubs whose schools the user may enrol. One query."""
    return set(HubStaff.of(user, HubRole.LEAD, HubRole.ADMINISTRATOR).values_list("hub", flat=True))


def withdrawn_participations(school: School, user: Reader) -> list[Participation]:
    """Return the school's withdrawn participations of this year and the next, which can be reinstated. One query."""
    start = AcademicYear.of(today()).start
    years = Participation.objects.visible_to(user).filter(school=school, state=ParticipationState.WITHDRAWN)
    return list(years.filter(project__academic_year__gte=start).select_related("project").order_by("project__code"))


def search_parameters(text: str) -> dict[str, str]:
    """Return the search text as the `query` of a page's other links."""
    return {"query": urlencode({"q": text}) + "&" if text else ""}


def people_rows(school: School | int, user: Reader) -> dict[str, Any]:
    """Return querysets of today's Advocates and contacts of a school, or of its key, that the user may see."""
    on = today()
    advocates = Advocate.objects.visible_to(user).current(on).filter(school=school)
    contacts = SchoolContact.objects.visible_to(user).current(on).filter(school=school)
    return {
        "advocates": advocates.select_related("user").order_by("starts_on", "pk"),
        "contacts": contacts.select_related("user").order_by("role", "pk"),
    }


def school_people(school: School, user: Reader) -> dict[str, Any]:
    """Return today's Advocates and contacts that the user may see, with their accounts. Two queries."""
    return {name: list(rows) for name, rows in people_rows(school, user).items()}


def hub_staff(hub: Hub, user: Reader) -> list[HubStaff]:
    """Return the hub's staff of today, leads first, of what the user sees. One query."""
    posts = HubStaff.objects.visible_to(user).current(today()).filter(hub=hub).select_related("user", "hub")
    rank = {role: place for place, role in enumerate(HubRole.values)}
    return sorted(posts, key=lambda post: (rank[post.role], str(post.user), post.pk))


def get_person_or_404(school: School, user: User, pk: int) -> Any:
    """Return a person of the school. Raise Http404 for anyone else."""
    people = school_people(school, user)
    for post in (*people["advocates"], *people["contacts"]):
        if post.user_id == pk:
            return post.user
    raise Http404("No one with that number is at this school.")


def other_advocates(advocate: Advocate, user: User) -> QuerySet[Advocate]:
    """Return today's other Advocates of the same school, who could take over."""
    there = Advocate.objects.visible_to(user).current(today()).filter(school=advocate.school, ends_on=None)
    return there.exclude(user=advocate.user).select_related("user").order_by("starts_on", "pk")


def roster_check(upload: RosterUpload, user: User, now: datetime) -> dict[str, Any]:
    """Return the rows of an uploaded list with what each would do, and how many of each. Raise TooOld."""
    rows = [roster.RosterRow(**values) for values in upload.open_rows(now)]
    checked = roster.check_rows(rows, user, AcademicYear.of(london_day(now)).start)
    counts = Counter(row.verdict for row in checked)
    saves = counts[roster.NEW] + counts[roster.CHANGED]
    return {"upload": upload, "rows": checked, "counts": counts, "saves": saves}


@dataclass(frozen=True)
class RollingRow:
    """A project, next year's copy as it is (`rolled`) or would be (`copy`, unsaved), and why it can't be made."""

    project: Project
    rolled: Project | None
    copy: Project | None
    refusal: str
    criteria: CompletionCriteria | None

    @property
    def requires(self) -> str:
        """Return what the copy requires, in words; empty when the project requires none."""
        if self.copy is None or self.copy.requires is None:
            return ""
        if self.copy.requires == self.project.requires:
            return f"{self.copy.requires.code}, or its own copy once that is rolled forward too"
        return self.copy.requires.code


def rolling_rows(user: Reader, year: AcademicYear) -> list[RollingRow]:
    """Return a year's projects, by code, each with next year's copy. Two queries."""
    projects = Project.objects.visible_to(user).filter(academic_year=year.start)
    related = ("requires__rolled_to", "rolled_to", "completion_criteria")
    codes = set(Project.objects.visible_to(user).filter(academic_year=year.start + 1).values_list("code", flat=True))
    rows = []
    for project in projects.select_related(*related).order_by("code"):
        rolled, criteria = project.next_project, getattr(project, "completion_criteria", None)
        copy = None if rolled else project.rolled_forward()
        refusal = why_not_rolled(project, copy, is_taken=copy.code in codes) if copy else ""
        rows.append(RollingRow(project, rolled, copy, refusal, criteria))
    return rows
