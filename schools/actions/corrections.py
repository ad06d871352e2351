"""Put right an enrolment that was made for the wrong school or project."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..choices import ParticipationState
from ..corrections import list_work
from ..endings import people_to_email
from ..models import PARTICIPATION_MOVES, Advocate, Participation, Project, School, SchoolContact, Withdrawal
from .endings import end_participation
from .participation import NewAdvocate, add_contact_to_school, end_post, enrol_school

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class EnrolmentInUse(DomainError):
    """Work hangs on the enrolment, so it is not moved."""


class NothingToCorrect(DomainError):
    """The school and the project are those that are enrolled."""

    field = "project"


@action("schools.correct_enrolment")
def correct_enrolment(
    participation: Participation,
    *,
    school: School,
    project: Project,
    reason: str,
    override_reason: str = "",
    by: User,
    now: datetime,
) -> Participation:
    """Enrol the right school on the right project, with the same people; the wrong enrolment ends as entered by mistake.

    It stays in the history and counts in no figure. Those who were told of it are emailed. Return the right participation.
    Raise EnrolmentInUse when work hangs on it, NothingToCorrect, WrongState unless it is active, and what `enrol_school`
    raises.
    """
    wrong = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if (school.pk, project.pk) == (wrong.school_id, wrong.project_id):
        raise NothingToCorrect("This school is already enrolled on this project. Choose the right school or project.")
    if wrong.state != ParticipationState.ACTIVE:
        raise WrongState(PARTICIPATION_MOVES.refusal(wrong))
    if work := list_work(wrong):
        raise EnrolmentInUse(f"This enrolment can’t be moved: {'; '.join(work)}. Withdraw the school instead.")
    readers = people_to_email(wrong, now)
    advocates, contacts = _open_posts(wrong)
    withdrawal = end_participation(participation, reason=reason, entered_by_mistake=True, by=by, now=now)
    right = enrol_school(
        school,
        project=project,
        advocates=[_as_new(post) for post in advocates],
        focus=wrong.focus if project.focus_title(wrong.focus) else "",
        override_reason=override_reason,
        by=by,
        now=now,
    )
    if school.pk != wrong.school_id:
        for contact in contacts:
            email, is_shared = contact.user.email, bool(contact.own_name)
            add_contact_to_school(
                school, full_name=contact.name, email=email, role=contact.role, shares_mailbox=is_shared, by=by, now=now
            )
        _end_posts(wrong, [*advocates, *contacts], by=by, now=now)
    _notify(withdrawal, right, readers, by=by, now=now)
    return right


def _open_posts(wrong: Participation) -> tuple[list[Advocate], list[SchoolContact]]:
    """Return the open posts of the school’s Advocates, and of the contacts who came with the enrolment."""
    advocates = Advocate.objects.filter(school=wrong.school_id, ends_on=None).select_related("user")
    contacts = SchoolContact.objects.filter(
        school=wrong.school_id, ends_on=None, starts_on__gte=london_day(wrong.enrolled_at)
    )
    return list(advocates), list(contacts.select_related("user"))


def _as_new(post: Advocate) -> NewAdvocate:
    return NewAdvocate(
        full_name=post.user.full_name,
        email=post.user.email,
        post=post.post,
        development_group=post.development_group,
        development_year=post.development_year,
    )


def _end_posts(wrong: Participation, posts: list[Advocate | SchoolContact], *, by: User, now: datetime) -> None:
    """End the posts that came with the enrolment, unless the school takes part otherwise too."""
    others = Participation.objects.filter(school=wrong.school_id, entered_by_mistake=False).exclude(pk=wrong.pk)
    if others.exists():
        return
    for post in posts:
        if post.starts_on >= london_day(wrong.enrolled_at):
            end_post(post, by=by, now=now)


def _notify(withdrawal: Withdrawal, right: Participation, readers: list[User], *, by: User, now: datetime) -> None:
    wrong = withdrawal.participation
    for person in readers:
        queue_email(
            f"enrolment-corrected:{withdrawal.pk}:user={person.pk}",
            to=person,
            kind="enrolment_corrected",
            now=now,
            about=wrong.school,
            facts={"withdrawal": withdrawal.pk},
            reply_to=wrong.hub.contact_email,
            participation=wrong,
            right=right,
            reason=withdrawal.reason,
            who=by.full_name,
        )
