"""Actions on participations and on the people of a school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sustaining.accounts.actions import find_or_add_person, send_invitation
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.events import emit
from sustaining.common.permissions import action, require
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.typed_text import may_be_one_person
from sustaining.common.years import AcademicYear

from ..choices import NEVER_TOOK_PART, ContactRole, ParticipationState, Stage
from ..models import Advocate, Participation, Project, School, SchoolContact

if TYPE_CHECKING:
    from sustaining.accounts.models import User

WHO_CAN_TAKE_PART = (
    "Sustaining is for departments whose two Mastery Advocates took part in a Development Work Group "
    "in an earlier year. The work builds on what they developed there."
)


SECONDARY_PHASES = {"Secondary", "Middle deemed secondary", "All-through", "All through", "16 plus"}


@dataclass(frozen=True)
class NewAdvocate:
    """What a form says about an Advocate.

    `development_year` is the starting year of an academic year, or None. `trn` is the Teacher Reference Number, seven
    digits; an empty one leaves the number that is known.
    """

    full_name: str
    email: str
    post: str = ""
    development_group: str = ""
    development_year: int | None = None
    trn: str = ""


class NotEligible(DomainError):
    """The school may not take part unless a hub lead gives a reason to allow it."""

    field = "override_reason"


class AlreadyJoined(DomainError):
    """The person has already accepted an invitation."""


class NotJoinable(DomainError):
    """The project is over, so no school can join it."""

    field = "project"


class AlreadyEnrolled(DomainError):
    """The school already takes part in this project, or has withdrawn from it and can be reinstated."""

    field = "project"


def why_not_eligible(school: School, project: Project, advocates: list[NewAdvocate]) -> str:
    """Return a sentence that says why the school may not take part with these Advocates; empty when it may.

    Rule: state-funded secondary schools in England whose Advocates took part in a Development Work Group in or before
    the year before (NCETM, NCP24-14: *Who can take part*).
    """
    if school.phase not in SECONDARY_PHASES or school.type_group.startswith("Independent"):
        kind = f"{school.type_group}, {school.phase}".strip(", ").lower() or "of unknown kind"
        return f"The programme is for state-funded secondary schools in England; {school} is {kind}."
    if not school.is_open:
        return f"{school} is {school.status.lower()} in the register."
    if project.stage != Stage.SUSTAINING:
        return ""
    for person in advocates:
        if not person.development_group or person.development_year is None:
            return f"{WHO_CAN_TAKE_PART} No group has been entered for {person.full_name}."
        if person.development_year >= project.academic_year:
            year = AcademicYear(person.development_year)
            return (
                f"{WHO_CAN_TAKE_PART} {person.full_name}’s group is from {year}. It must be from before {project.year}."
            )
    return ""


def why_not_joinable(project: Project, day: date) -> str:
    """Return a sentence that says why nobody can join the project on a day; empty when schools can."""
    if day > (project.ends_on or project.year.ends) or day > project.year.ends:
        this_year = AcademicYear.of(day)
        return f"{project.code} has ended. Choose a project for {this_year} or {this_year.next()}."
    return ""


@action("schools.enrol_school")
def enrol_school(
    school: School,
    *,
    project: Project,
    advocates: list[NewAdvocate],
    focus: str = "",
    override_reason: str = "",
    by: User,
    now: datetime,
) -> Participation:
    """Enrol `school` on `project`, invite its Advocates by email, and return the participation.

    Handlers of `schools.enrolled` open the plan and the grant. Raise NotEligible, NotJoinable or AlreadyEnrolled;
    PermissionDenied when someone other than a hub lead overrides eligibility.
    """
    advocates = with_known_details(school, advocates)
    reason = why_not_eligible(school, project, advocates)
    if reason and not override_reason:
        raise NotEligible(f"{reason} A hub lead can make an exception by giving a reason.")
    if reason:
        require(by, "schools.override_eligibility", school)
    return enrol(
        school,
        project=project,
        advocates=advocates,
        focus=focus,
        # Only a reason that was needed is kept: a form sent with one for an eligible school must not mark it as an
        # exception.
        override_reason=override_reason if reason else "",
        overridden_by=by if reason else None,
        by=by,
        now=now,
    )


def with_known_details(school: School, advocates: list[NewAdvocate]) -> list[NewAdvocate]:
    """Return the Advocates with what is known of those who hold the post already where a field was left empty."""
    posts = Advocate.objects.filter(school=school, ends_on__isnull=True).select_related("user")
    return fill_known_details(posts, advocates)


def fill_known_details(posts: Iterable[Advocate], advocates: Iterable[NewAdvocate]) -> list[NewAdvocate]:
    """Do what `with_known_details` does, with the school's open posts that the caller has loaded."""
    known = {post.user.email.lower(): post for post in posts}
    return [
        replace(
            person,
            post=person.post or post.post,
            development_group=person.development_group or post.development_group,
            development_year=person.development_year or post.development_year,
        )
        if (post := known.get(person.email.strip().lower()))
        else person
        for person in advocates
    ]


def enrol(
    school: School,
    *,
    project: Project,
    advocates: list[NewAdvocate],
    focus: str = "",
    override_reason: str = "",
    overridden_by: Any = None,
    by: User,
    now: datetime,
) -> Participation:
    """Create the participation and its Advocates and emit `schools.enrolled`; eligibility was checked before.

    Call it inside an action's transaction. Raise AlreadyEnrolled, or NotJoinable when the project is over.
    """
    participation = create_participation(
        school,
        project=project,
        state=ParticipationState.ACTIVE,
        focus=focus,
        override_reason=override_reason,
        overridden_by=overridden_by,
        by=by,
        now=now,
    )
    for person in advocates:
        add_to_school(school, person, by=by, now=now)
    emit("schools.enrolled", participation, by=by, now=now)
    return participation


def create_participation(
    school: School, *, project: Project, state: ParticipationState, by: User, now: datetime, **fields: Any
) -> Participation:
    """Create a participation at the school's hub in its first state. Call it inside an action's transaction.

    Raise NotJoinable when the project is over, NotEligible without a hub, or AlreadyEnrolled.
    """
    if over := why_not_joinable(project, london_day(now)):
        raise NotJoinable(over)
    if school.hub is None:
        raise NotEligible(f"{school} is not in a Maths Hub yet. A programme administrator can add it to one.")
    if known := Participation.objects.filter(school=school, project=project, hub=school.hub).first():
        raise AlreadyEnrolled(why_already_enrolled(known))
    # At another hub, or by somebody else in the same moment.
    with (
        domain_error_from_constraint(AlreadyEnrolled, constraint="one_participation_a_project", model=Participation),
        domain_error_from_constraint(
            AlreadyEnrolled, constraint="one_participation_a_project_and_hub", model=Participation
        ),
    ):
        return Participation.objects.create(
            school=school, project=project, hub=school.hub, state=state, enrolled_by=by, enrolled_at=now, **fields
        )


def why_already_enrolled(known: Participation) -> str:
    """Return the sentence that refuses to enrol a school a second time. Load its school and project with it."""
    school, code = known.school, known.project.code
    if known.state in NEVER_TOOK_PART:
        is_proposed = known.state == ParticipationState.PROPOSED
        what = "already has a proposed place" if is_proposed else "has declined its place"
        return f"{school} {what} in {code}. See Next year."
    if not known.is_withdrawn:
        return "This school is already taking part in this project."
    day = f" on {format_day(known.ended_on)}" if known.ended_on else ""
    return f"{school} withdrew from {code}{day}. Reinstate it instead of enrolling it again."


def add_to_school(school: School, person: NewAdvocate, *, by: User, now: datetime) -> Advocate:
    """Make a person an Advocate of the school, or update their open post, and invite them.

    Call it inside an action's transaction.
    """
    user, _ = find_or_add_person(person.email, person.full_name)
    if person.trn and user.trn != person.trn:
        user.trn = person.trn
        user.save(update_fields=["trn"])
    details = {
        "post": person.post,
        "development_group": person.development_group,
        "development_year": person.development_year,
    }
    advocate, _ = Advocate.objects.update_or_create(
        user=user,
        school=school,
        ends_on=None,
        # A field left empty says nothing: enrolling for another year must not wipe what is known.
        defaults={name: value for name, value in details.items() if value},
        create_defaults={**details, "starts_on": london_day(now)},
    )
    send_invitation(user, role="Mastery Advocate", place=school.name, hub=school.hub, by=by, now=now)
    return advocate


@action("schools.edit_people")
def add_contact(
    school: School, *, full_name: str, email: str, role: str, shares_mailbox: bool = False, by: User, now: datetime
) -> SchoolContact:
    """Add a headteacher, head of department or finance contact, and invite them.

    Adding the same contact again changes nothing.
    """
    return add_contact_to_school(
        school, full_name=full_name, email=email, role=role, shares_mailbox=shares_mailbox, by=by, now=now
    )


def add_contact_to_school(
    school: School, *, full_name: str, email: str, role: str, shares_mailbox: bool = False, by: User, now: datetime
) -> SchoolContact:
    """Make a person a contact of the school, and invite them. Call it inside an action's transaction.

    With `shares_mailbox` they keep their own name beside that of the account; they do not sign in, so they are not invited.
    """
    user, _ = find_or_add_person(email, full_name)
    own_name = (
        " ".join(full_name.split()) if shares_mailbox and not may_be_one_person(user.full_name, full_name) else ""
    )
    contact, _ = SchoolContact.objects.get_or_create(
        user=user, school=school, role=role, own_name=own_name, ends_on=None, defaults={"starts_on": london_day(now)}
    )
    if own_name:
        return contact
    send_invitation(user, role=ContactRole(role).label.lower(), place=school.name, hub=school.hub, by=by, now=now)
    return contact


@action("schools.edit_people")
def invite_again(school: School, *, person: Any, by: User, now: datetime) -> None:
    """Send the invitation again, at most once a day. Raise AlreadyJoined when the person has signed in before."""
    if person.has_usable_password():
        raise AlreadyJoined(f"{person} already has an account, and can sign in or choose a new password.")
    send_invitation(person, role="member", place=school.name, hub=school.hub, by=by, now=now)


@action("schools.edit_people")
def end_post(post: Advocate | SchoolContact, *, by: User, now: datetime) -> Advocate | SchoolContact:
    """End a post at a school as of yesterday, or of its first day if that is later; the row stays. Raise WrongState."""
    if post.ends_on is not None:
        raise WrongState("This post has already ended.")
    # Yesterday, because a post counts on its last day too, and access has to end now. A post that began today counts
    # until midnight.
    post.ends_on = max(london_day(now) - timedelta(days=1), post.starts_on)
    post.save(update_fields=["ends_on"])
    return post
