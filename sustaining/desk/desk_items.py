"""What the desk itself puts on the desk: what no single room below can know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.urls import reverse

from schools.models import Advocate, School, SchoolContact
from schools.roles import HUB_STAFF, SCHOOL_SUPPORT, Role, has_active_role
from schools.terms import usual_terms
from sustaining.common.clock import london_day
from sustaining.common.todo import Todo, named, todo
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email, EmailState

from . import queries
from .quiet import in_short


@todo("schools going quiet")
def quiet(user: Any, now: datetime) -> Iterator[Todo]:
    """Schools that show a sign of going quiet, for their hub and their Specialist: one line for all of them."""
    if not has_active_role(user, SCHOOL_SUPPORT):
        return
    found = queries.going_quiet(user, AcademicYear.of(london_day(now)).start)
    if len(found) == 1:
        (row,) = found
        yield Todo(
            title=f"{row.school} is going quiet",
            detail=in_short(row) + (f". {row.specialist_name} is its Specialist." if row.specialist_name else "."),
            act="See why",
            url=f"{row.school.get_absolute_url()}#quiet",
            since=now,
        )
    elif found:
        yield Todo(
            title=f"{len(found)} schools are going quiet",
            detail=named([f"{row.school}: {in_short(row).lower()}" for row in found]),
            act="See which",
            url=reverse("desk:board") + "?quiet=on",
            since=now,
        )


@todo("mail that failed")
def failed_mail(user: Any, now: datetime) -> Iterator[Todo]:
    """E-mails that could not be delivered: to people of one's schools, for the hub; all of them, for administrators."""
    failed = Email.objects.filter(state=EmailState.FAILED)
    if has_active_role(user, {Role.ADMINISTRATOR}):
        count, since = failed.count(), failed.aggregate(since=Min("settled_at"))["since"]
        if count:
            url = reverse("admin:outbox_email_changelist") + "?state__exact=failed"
            title = "An e-mail could not be delivered" if count == 1 else f"{count} e-mails could not be delivered"
            yield Todo(title, "Mend the address, then send again from Django admin.", "Mend", url, since or now)
    elif has_active_role(user, HUB_STAFF):
        for one in failed.filter(user__in=_people_of(user)).select_related("user").order_by("settled_at")[:10]:
            school = _school_of(user, one.user)
            if school:
                yield Todo(
                    title=f"A message to {one.user} could not be delivered",
                    detail=f"{one.subject} · {one.last_answer[:80]}",
                    act="Mend",
                    url=reverse("schools:people", args=[school.urn]),
                    since=one.settled_at or now,
                )


def _people_of(user: Any) -> Any:
    advocates = Advocate.objects.visible_to(user).filter(ends_on=None).order_by().values("user")
    return advocates.union(SchoolContact.objects.visible_to(user).filter(ends_on=None).order_by().values("user"))


def _school_of(user: Any, person: Any) -> School | None:
    posts = School.objects.visible_to(user).filter(advocates__user=person)
    return posts.first() or School.objects.visible_to(user).filter(contacts__user=person).first()


@todo("days running out")
def days_left(user: Any, now: datetime) -> Iterator[Todo]:
    """In the summer term: schools that have used less than half of their support days."""
    if not has_active_role(user, SCHOOL_SUPPORT):
        return
    day = london_day(now)
    summer = usual_terms(AcademicYear.of(day))[2]
    if not summer.starts <= day <= summer.ends:
        return
    names = [row.school.name for row in queries.with_days_left(user, AcademicYear.of(day).start)]
    if names:
        yield Todo(
            title=f"{len(names)} school{'s have' if len(names) > 1 else ' has'} days left and the summer term to use them",
            detail=named(names),
            act="See which",
            url=reverse("desk:board") + "?sort=days",
            since=now,
        )
