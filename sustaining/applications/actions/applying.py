"""Writes by a school about its application.

Applicants have no account: anyone who holds the link acts through the site's own account (`applications.apply`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from schools.actions import add_contact_to_school, enrol
from schools.choices import ContactRole
from schools.models import Participation, Project, School
from schools.notices import notice_for
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.events import emit
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email
from sustaining.outbox.limits import vouched_for
from sustaining.outbox.links import Address, end_links

from ..choices import ApplicationState, HeadAnswer
from ..eligibility import to_new_advocate, why_not
from ..links import CLOSED, DRAFT, HEAD, INTEREST, STATUS, applicant_address, head_address
from ..models import APPLICATION_MOVES, Answer, ApplicantAdvocate, Application, Call, Interest, Question

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_BEGUN_A_DAY = 5
"""Applications that one address may begin in a day. Each sends an email, so without a limit strangers could flood a mailbox."""


class CannotApply(DomainError):
    """The application cannot be begun, changed or submitted."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class AppliedAlready(DomainError):
    """The school has an application at the hub already."""


@action("applications.apply")
def leave_address(project: Project, *, email: str, hub: Any = None, by: User, now: datetime) -> Interest:
    """Save an address, and email it a link to confirm that its owner wants to be told when the project opens.

    Anybody can type an address: until it is confirmed nothing else goes to it. The same address again sends the link
    again, at most once a day. Raise TooManyEmails.
    """
    interest, _ = Interest.objects.get_or_create(
        project=project, email=email.strip().lower(), defaults={"hub": hub, "left_at": now}
    )
    if interest.confirmed_at is None:
        queue_email(
            f"interest:{interest.pk}:{london_day(now)}",
            to=interest.email,
            kind="interest_confirm",
            now=now,
            about=interest,
            facts={"interest": interest.pk},
            interest=interest,
            project=project,
            link=Address(INTEREST, interest),
        )
    return interest


@action("applications.apply")
def confirm_address(interest: Interest, *, by: User, now: datetime) -> Interest:
    """Record that the owner of an address wants to be told. The first confirmation counts."""
    if interest.confirmed_at is None:
        interest.confirmed_at = now
        interest.save(update_fields=["confirmed_at"])
    return interest


@action("applications.apply")
def begin_application(
    call: Call, *, school: School, contact_name: str, contact_email: str, by: User, now: datetime
) -> Application:
    """Begin a school's application and email its link to the applicant. Raise CannotApply.

    An applicant's existing draft is reused and its link sent again. The page looks the same either way, so a stranger
    cannot find out who has applied.
    """
    _check_open(call, now)
    if school.hub_id != call.hub.present_id:
        raise CannotApply(f"{school} is in another Maths Hub.")
    drafts = Application.objects.filter(state=ApplicationState.DRAFT, contact_email=contact_email)
    if drafts.filter(begun_at__gt=now - timedelta(days=1)).count() >= MOST_BEGUN_A_DAY:
        raise CannotApply(
            "You’ve started too many applications from this address today. Try again tomorrow, or ask your hub."
        )
    application = drafts.filter(call=call, school=school).first()
    if application is None:
        application = Application.objects.create(
            call=call,
            school=school,
            contact_name=contact_name,
            contact_email=contact_email,
            begun_at=now,
            state_since=now,
        )
        ApplicantAdvocate.objects.bulk_create(
            [ApplicantAdvocate(application=application, number=number) for number in (1, 2)]
        )
    _notify(application, "application_begun", f"begun:{now:%Y-%m-%dT%H:%M}", now=now)
    return application


@action("applications.apply")
def save_texts(application: Application, *, by: User, now: datetime, **texts: Any) -> Application:
    """Save fields of the application itself. A new headteacher's address clears the agreement of the old one."""
    application = _lock_draft(application, now)
    if texts.get("head_email", application.head_email) != application.head_email:
        texts |= {"head_asked_at": None, "head_answer": HeadAnswer.NONE, "head_answered_at": None, "head_words": ""}
        end_links(application, HEAD, now=now)
    for name, value in texts.items():
        setattr(application, name, value)
    application.save(update_fields=list(texts))
    return application


@action("applications.apply")
def save_advocate(application: Application, *, number: int, by: User, now: datetime, **texts: Any) -> Application:
    """Save what the applicant wrote about one of the two Advocates."""
    application = _lock_draft(application, now)
    ApplicantAdvocate.objects.filter(application=application, number=number).update(**texts)
    return application


@action("applications.apply")
def save_answers(application: Application, *, answers: dict[Question, str], by: User, now: datetime) -> Application:
    """Save the answers to the hub's own questions, each with the question's present wording."""
    application = _lock_draft(application, now)
    for question, text in answers.items():
        values = {"asked": question.words, "kind": question.kind, "text": text}
        Answer.objects.update_or_create(application=application, question=question, defaults=values)
    return application


@action("applications.apply")
def ask_head(application: Application, *, by: User, now: datetime) -> Application:
    """Email the headteacher the link to their agreement, at most once a day. Raise CannotApply."""
    if application.state in CLOSED:
        raise CannotApply("This application is closed, so the headteacher no longer needs to agree.")
    if not application.head_email:
        raise CannotApply("Enter the headteacher’s name and email address first.")
    Application.objects.filter(pk=application.pk).update(head_asked_at=now)
    application.head_asked_at = now
    queue_email(
        f"head:{application.pk}:{application.head_email}:{london_day(now)}",
        to=application.head_email,
        kind="head_agreement",
        now=now,
        about=application,
        facts={"application": application.pk, "asked_at": now.isoformat()},
        reply_to=application.call.hub.contact_email,
        application=application,
        project=application.call.project,
        school=application.school,
        link=head_address(application),
    )
    return application


@action("applications.apply")
def answer_as_head(
    application: Application, *, agrees: bool, comment: str = "", by: User, now: datetime
) -> Application:
    """Record whether the headteacher agrees to release two teachers, and email the applicant. Raise CannotApply.

    The latest answer replaces earlier ones.
    """
    rows = Application.objects.filter(pk=application.pk).exclude(state__in=CLOSED)
    answer = HeadAnswer.AGREED if agrees else HeadAnswer.REFUSED
    if not rows.update(head_answer=answer, head_answered_at=now, head_words=comment):
        raise CannotApply("This application is closed, so it no longer needs your agreement.")
    application.refresh_from_db()
    occasion = f"head-said:{answer}:{london_day(now)}"
    _notify(application, "head_answered", occasion, now=now, facts={"answer": answer})
    return application


@action("applications.apply")
def submit_application(
    application: Application, *, missing: Iterable[str], declared_by: str, by: User, now: datetime
) -> Application:
    """Submit the application. Raise CannotApply when sections are `missing`, AppliedAlready for a second one.

    `declared_by` is the name typed under the declaration; the privacy notice shown at that moment is recorded with it.
    """
    application = _lock_draft(application, now)
    if titles := list(missing):
        raise CannotApply(f"Still to do: {', '.join(titles)}.")
    declared = {"declared_by": declared_by, "notice": notice_for(application.call.hub)}
    with domain_error_from_constraint(
        AppliedAlready, constraint="one_application_a_school_and_call", model=Application
    ):
        APPLICATION_MOVES.make(application, "submit", submitted_at=now, state_since=now, **declared)
    end_links(application, DRAFT, used=True, now=now)
    _notify(application, "application_submitted", "submitted", now=now, why_not=why_not(application))
    return application


@action("applications.apply")
def accept_offer(application: Application, *, by: User, now: datetime) -> Participation:
    """Accept the offered place and enrol the school: participation, grant, plan, invitations, Work Group.

    All in one transaction. The history names the hub lead who made the offer as the person who enrolled the school.
    Raise WrongState, CannotApply or schools.actions.AlreadyEnrolled.
    """
    application = Application.objects.select_for_update(of=["self"]).select_related("decided_by").get(pk=application.pk)
    if (
        application.state == ApplicationState.OFFERED
        and application.answer_by
        and application.answer_by < london_day(now)
    ):
        raise CannotApply("The deadline to accept has passed. Ask your hub whether the place is still free.")
    if application.state != ApplicationState.OFFERED:
        APPLICATION_MOVES.make(application, "accept")  # raises WrongState with the sentence for its state
    with vouched_for():  # a hub lead has read these addresses, so they do not count towards the limits on strangers
        participation = _enrol_with_contacts(application, by=cast("User", application.decided_by), now=now)
    APPLICATION_MOVES.make(application, "accept", participation=participation, state_since=now)
    end_links(application, STATUS, used=True, now=now)
    _notify(application, "application_accepted", "accepted", now=now)
    return participation


def _enrol_with_contacts(application: Application, *, by: User, now: datetime) -> Participation:
    """Enrol the school, add its contacts, and let other apps react to the accepted place."""
    participation = enrol(
        application.school,
        project=application.call.project,
        advocates=[to_new_advocate(advocate) for advocate in application.advocates.all()],
        focus=application.focus,
        override_reason=application.override_reason,
        overridden_by=application.overridden_by,
        by=by,
        now=now,
    )
    for role, name, email in (
        (ContactRole.HEADTEACHER, application.head_name, application.head_email),
        (ContactRole.HEAD_OF_DEPARTMENT, application.leader_name, application.leader_email),
    ):
        if email:
            add_contact_to_school(
                application.school, full_name=name, email=email, role=role, shares_mailbox=True, by=by, now=now
            )
    emit("applications.accepted", participation, by=by, now=now)
    return participation


@action("applications.withdraw")
def withdraw_application(application: Application, *, by: User, now: datetime) -> Application:
    """Withdraw the application; a place that was offered, if one was, is free again. Raise WrongState."""
    APPLICATION_MOVES.make(application, "withdraw", state_since=now)
    end_links(application, DRAFT, STATUS, used=True, now=now)
    return application


def _check_open(call: Call, now: datetime) -> None:
    if not call.is_open(now):
        raise CannotApply("Applications are closed." if call.is_closed(now) else "Applications are not open yet.")


def _lock_draft(application: Application, now: datetime) -> Application:
    """Return the application, locked. Raise CannotApply when it can no longer be changed."""
    locked = Application.objects.select_for_update(of=["self"]).select_related("call__hub", "call__project", "school")
    draft = locked.get(pk=application.pk)
    if draft.state != ApplicationState.DRAFT:
        raise CannotApply("This application has been submitted, so it can’t be changed.")
    _check_open(draft.call, now)
    return draft


def _notify(
    application: Application,
    kind: str,
    occasion: str,
    *,
    now: datetime,
    facts: dict[str, Any] | None = None,
    **context: Any,
) -> None:
    """Queue an email to the applicant, with their link."""
    queue_email(
        f"application:{application.pk}:{occasion}",
        to=application.contact_email,
        kind=kind,
        now=now,
        about=application,
        facts={"application": application.pk, **(facts or {})},
        reply_to=application.call.hub.contact_email,
        application=application,
        project=application.call.project,
        school=application.school,
        link=applicant_address(application),
        **context,
    )
