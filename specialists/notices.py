"""Emails about who supports a school, to the school and to the Specialists. Call inside an action's transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from schools.choices import ContactRole
from schools.models import Participation, SchoolContact
from schools.people import get_advocates
from schools.querysets import current
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email

if TYPE_CHECKING:
    from sustaining.outbox.kinds import Facts

    from .models import Assignment, Specialist


def queue_for_school(
    occasion: str, to: User, kind: str, assignment: Assignment, facts: Facts, *, now: datetime, **context: Any
) -> Email:
    """Queue an email about an assignment, with its school and project."""
    participation = assignment.participation
    return queue_email(
        occasion, to=to, kind=kind, now=now, about=participation.school, facts=facts,
        reply_to=participation.hub.contact_email, hub=participation.hub, school=participation.school,
        project=participation.project, **context,
    )  # fmt: skip


def people_of_school(participation: Participation, on: date) -> list[User]:
    """Return the school's Advocates, headteacher and head of department on a day, each once."""
    heads = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    contacts = SchoolContact.objects.filter(current(on), school=participation.school, role__in=heads)
    people = [post.user for post in get_advocates(participation.school, on)]
    people += [post.user for post in contacts.select_related("user").order_by("pk")]
    return list({person.pk: person for person in people if person.is_active}.values())


def tell_school(leaving: Assignment, successor: Assignment | None, *, now: datetime) -> None:
    """Email the school that its Specialist changes, with the successor once there is one."""
    last_day = get_last_day(leaving, successor)
    key = successor.pk if successor else f"leaves={last_day}"
    for person in people_of_school(leaving.participation, london_day(now)):
        queue_for_school(
            f"specialist-changed:{leaving.pk}:{key}:user={person.pk}", person, "specialist_changed", leaving,
            {"leaving": leaving.pk, "successor": successor.pk if successor else None}, now=now,
            leaving=leaving.specialist, last_day=last_day, successor=successor,
        )  # fmt: skip


def tell_of_change(leaving: Assignment, successor: Assignment, *, now: datetime) -> None:
    """Email the school and the Specialist before that another one supports the school."""
    if leaving.specialist_id == successor.specialist_id:
        return
    tell_school(leaving, successor, now=now)
    if leaving.specialist.ends_on is None:  # a Specialist who leaves is emailed once about all schools
        tell_specialist(leaving.specialist, [leaving], get_last_day(leaving, successor), str(successor.pk), now=now)


def tell_specialist(
    specialist: Specialist, assignments: list[Assignment], last_day: date, key: str, *, now: datetime
) -> None:
    """Email a Specialist that their support of these schools ends on a day."""
    hub = assignments[0].participation.hub if assignments else None
    queue_email(
        f"support-ends:{specialist.pk}:{key}:{last_day}", to=specialist.user, kind="support_ends", now=now,
        facts={"specialist": specialist.pk, "assignments": [assignment.pk for assignment in assignments]},
        reply_to=hub.contact_email if hub else "", hub=hub, last_day=last_day,
        schools=[str(assignment.participation.school) for assignment in assignments],
    )  # fmt: skip


def get_last_day(leaving: Assignment, successor: Assignment | None) -> date:
    """Return the last day of support: the day of a change belongs to the later Specialist."""
    if successor and (leaving.ends_on is None or leaving.ends_on >= successor.starts_on):
        return successor.starts_on - timedelta(days=1)
    assert leaving.ends_on is not None  # noqa: S101  (both callers have ended it)
    return leaving.ends_on


def people_told(assignment: Assignment) -> list[User]:
    """Return who has been emailed about an assignment: its Specialist, and the school where it replaced another."""
    changed = Email.objects.filter(kind="specialist_changed", facts__successor=assignment.pk)
    keys = {assignment.specialist.user_id, *changed.values_list("user", flat=True)}
    return list(User.objects.filter(pk__in=keys, is_active=True).order_by("pk"))
