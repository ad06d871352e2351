"""The to-dos that no single app below the desk can work out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from schools.choices import ParticipationState
from schools.models import Advocate, Participation, School, SchoolContact
from schools.roles import HUB_STAFF, PROGRAMME_STAFF, SCHOOL_SUPPORT, Role
from schools.terms import get_calendars
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.todo import DeskContext, Importance, Todo, list_first, todo
from sustaining.common.typed_text import sort_key
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear
from sustaining.outbox.kinds import KINDS
from sustaining.outbox.models import Email, EmailState

from .completion import at_risk
from .quiet import quiet_summary

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@todo("schools going quiet", SCHOOL_SUPPORT, Importance.FIRST)
def quiet_schools(desk: DeskContext) -> Iterator[Todo]:
    """Yield one to-do for all schools that need attention, for their hub and their Specialist."""
    rows = [row for row in desk.board_rows if row.quiet]
    is_staff = desk.viewer.has_active_role(HUB_STAFF)
    last_sessions = [row.last_session for row in rows if row.last_session]
    since = start_of_day(min(last_sessions)) if last_sessions else desk.now
    if len(rows) == 1:
        (row,) = rows
        yield Todo(
            title=f"{row.school} needs attention",
            detail=quiet_summary(row, desk.viewer.day)
            + (f". {row.specialist} is its Specialist." if row.specialist and is_staff else "."),
            act="View school",
            url=f"{row.school_url}#quiet",
            since=since,
            hubs=(row.hub_id,),
            schools=(row.school_id,),
        )
    elif rows:
        yield Todo(
            title=f"{len(rows)} schools need attention",
            detail=list_first([f"{row.school}: {quiet_summary(row, desk.viewer.day).lower()}" for row in rows]),
            act="View schools",
            url=reverse("desk:board") + "?quiet=on",
            since=since,
            hubs=tuple(row.hub_id for row in rows),
            schools=tuple(row.school_id for row in rows),
        )


def failed_emails(viewer: Any) -> Any:
    """Return all emails that failed: whether the viewer sees any of them is asked only when there are any."""
    return Email.objects.filter(state=EmailState.FAILED)


def last_year_to_complete(day: date) -> AcademicYear:
    """Return the year that hubs complete: this one from July, the last one before."""
    year = AcademicYear.of(day)
    return year if day.month in (7, 8) else AcademicYear(year.start - 1)


def years_in_progress(viewer: Any) -> Any:
    """Return the participations of the year that hubs complete whose year has not ended."""
    year = last_year_to_complete(viewer.day)
    return Participation.objects.visible_to(viewer).in_progress().in_year(year.start)


@todo("emails that failed", PROGRAMME_STAFF, waiting=only(failed_emails))
def failed_mail(desk: DeskContext) -> Iterator[Todo]:
    """Yield undelivered emails: for hub staff those to people of their schools, for administrators one to-do for all."""
    failed = failed_emails(desk.viewer)
    if desk.viewer.has_active_role({Role.ADMINISTRATOR}):
        count, since = failed.count(), failed.aggregate(since=Min("settled_at"))["since"]
        if count:
            url = reverse("admin:outbox_email_changelist") + "?state__exact=failed"
            title = "An email could not be delivered" if count == 1 else f"{count} emails could not be delivered"
            yield Todo(
                title,
                "Correct the address, then send again from Django admin.",
                "Review emails",
                url,
                since or desk.now,
            )
    elif desk.viewer.has_active_role(HUB_STAFF):
        visible = Q(pk__in=failed.visible_to(desk.viewer).values("pk"))
        emails = failed.filter(visible | Q(kind__in=_account_kinds()), user__in=_visible_people(desk.viewer))
        for email in emails.select_related("user").order_by("settled_at")[:10]:
            school = _get_school(desk.viewer, email.user)
            if school:
                subject = KINDS[email.kind].title if email.kind in _account_kinds() else email.subject
                yield Todo(
                    title=f"An email to {email.user} could not be delivered",
                    detail=f"{subject} · {email.last_answer[:80]}",
                    act="Correct the address",
                    url=reverse("schools:people", args=[school.urn]),
                    since=email.settled_at or desk.now,
                    schools=(school.pk,),
                )


def _account_kinds() -> list[str]:
    """Return the kinds of email about an account, which no hub sees; a hub learns that one failed, not what it said."""
    return [kind.name for kind in KINDS.values() if not kind.seen_by]


def _visible_people(user: User) -> Any:
    advocates = Advocate.objects.visible_to(user).filter(ends_on=None).order_by().values("user")
    return advocates.union(SchoolContact.objects.visible_to(user).filter(ends_on=None).order_by().values("user"))


def _get_school(user: User, person: Any) -> School | None:
    posts = School.objects.visible_to(user).filter(advocates__user=person)
    return posts.first() or School.objects.visible_to(user).filter(contacts__user=person).first()


@todo("schools at risk of not completing", SCHOOL_SUPPORT, Importance.FIRST)
def schools_at_risk(desk: DeskContext) -> Iterator[Todo]:
    """Yield, from the spring term on, one to-do for the schools that are behind what completion asks."""
    rows = at_risk(desk.viewer, AcademicYear.of(london_day(desk.now)))
    if rows:
        yield Todo(
            title=f"{len(rows)} school{' is' if len(rows) == 1 else 's are'} at risk of not completing the year",
            detail=list_first([f"{row.participation.school}: {row.risks[0].label.lower()}" for row in rows]),
            act="View schools",
            url=reverse("desk:board") + "?risk=on",
            since=desk.now,
            hubs=tuple(row.participation.hub_id for row in rows),
            schools=tuple(row.participation.school_id for row in rows),
        )


@todo("years to complete", HUB_STAFF, Importance.LAST, waiting=only(years_in_progress))
def years_to_complete(desk: DeskContext) -> Iterator[Todo]:
    """Yield, from July until it is done, the hub's schools whose year is neither completed nor ended otherwise."""
    last = last_year_to_complete(desk.viewer.day)
    open_years = years_in_progress(desk.viewer).order_by()
    paused = Count("pk", filter=Q(state=ParticipationState.PAUSED))
    for row in open_years.values("hub", "hub__name").annotate(number=Count("pk"), paused=paused)[:20]:
        number, resting = row["number"], f" · {row['paused']} paused: resume or withdraw first" if row["paused"] else ""
        yield Todo(
            title=f"Complete {last}: {number} school{'' if number == 1 else 's'}",
            detail=f"{row['hub__name']} · national figures count schools that have completed{resting}",
            act="Complete the year",
            url=reverse("desk:complete-year", args=[row["hub"], last.start]),
            since=start_of_day(date(last.start + 1, 7, 1)),
        )


SUMMER_MONTHS = range(3, 9)
"""The months that a summer term can be in: in others no hub's term dates are looked up."""


@todo("days running out", SCHOOL_SUPPORT, Importance.LAST)
def unused_days(desk: DeskContext) -> Iterator[Todo]:
    """Yield, in the summer term, one to-do for the schools that have used less than half of their support days."""
    day = london_day(desk.now)
    if day.month not in SUMMER_MONTHS:
        return
    calendars, year = get_calendars({row.hub_id for row in desk.board_rows}), AcademicYear.of(day)
    summers = {hub: calendar.terms(year)[2] for hub, calendar in calendars.items()}
    rows = [row for row in desk.board_rows if row.has_days_left and day in summers[row.hub_id]]
    rows.sort(key=lambda row: (row.days_used, sort_key(row.school)))
    if rows:
        yield Todo(
            title=f"{len(rows)} school{'s have' if len(rows) > 1 else ' has'} days left to use in the summer term",
            detail=list_first([row.school for row in rows]),
            act="View schools",
            url=reverse("desk:board") + "?sort=days",
            since=desk.now,
            hubs=tuple(row.hub_id for row in rows),
            schools=tuple(row.school_id for row in rows),
        )
