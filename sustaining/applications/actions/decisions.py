"""Writes by a hub about applications: calls, its own questions, notes, decisions and the letters about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Sum

from schools.models import Hub, Project
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.links import Address, end_links
from sustaining.outbox.messages import Rendered, render_email

from ..choices import ApplicationState, Decision, HeadAnswer
from ..eligibility import why_not
from ..links import DRAFT, STATUS
from ..models import APPLICATION_MOVES, Application, Call, Note, Question

if TYPE_CHECKING:
    from sustaining.accounts.models import User

LETTERS = {
    Decision.OFFER: "application_offer",
    Decision.WAITLIST: "application_waitlist",
    Decision.DECLINE: "application_decline",
}
"""The kind of email for each decision."""


class CallNotPossible(DomainError):
    """The call breaks a rule about places or dates."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NoPlaces(DomainError):
    """The offers exceed the call's places."""


class CannotDecide(DomainError):
    """The decision is not possible for an application."""


@action("applications.open_call")
def open_call(hub: Hub, *, project: Project, places: int, by: User, now: datetime, **dates: Any) -> Call:
    """Open applications for the hub's schools. `dates`: opens_at, closes_at, words. Raise CallNotPossible."""
    _check_places(project, places, except_call=None)
    with domain_error_from_constraint(CallNotPossible, constraint="one_call_a_hub_and_project", model=Call):
        return Call.objects.create(hub=hub, project=project, places=places, **dates)


@action("applications.edit_call")
def edit_call(call: Call, *, places: int, by: User, now: datetime, **dates: Any) -> Call:
    """Change a call's places, times or introduction. Raise CallNotPossible for fewer places than are taken."""
    _check_places(call.project, places, except_call=call)
    call.places = places
    for name, value in dates.items():
        setattr(call, name, value)
    with domain_error_from_constraint(CallNotPossible, constraint="places_never_fewer_than_taken"):
        call.save(update_fields=["places", *dates])
    return call


@action("applications.edit_call")
def add_question(call: Call, *, by: User, now: datetime, **fields: Any) -> Question:
    """Add a question at the end of the form."""
    last = call.questions.aggregate(last=Max("position"))["last"] or 0
    return Question.objects.create(call=call, position=last + 1, **fields)


@action("applications.edit_call")
def change_question(question: Question, *, by: User, now: datetime, **fields: Any) -> Question:
    """Edit question. Answers already given keep the wording they answered."""
    for name, value in fields.items():
        setattr(question, name, value)
    question.save(update_fields=list(fields))
    return question


@action("applications.edit_call")
def take_question_out(question: Question, *, by: User, now: datetime) -> Question:
    """Remove a question from the form; its answers stay. Raise WrongState."""
    if question.taken_out_at is not None:
        raise WrongState("This question has already been removed.")
    question.taken_out_at = now
    question.save(update_fields=["taken_out_at"])
    return question


@action("applications.edit_call")
def move_question_up(question: Question, *, by: User, now: datetime) -> Question:
    """Move a question one place up."""
    questions = list(Question.objects.select_for_update().filter(call=question.call_id, taken_out_at=None))
    place = next((at for at, other in enumerate(questions) if other.pk == question.pk), 0)
    if place:
        questions[place - 1], questions[place] = questions[place], questions[place - 1]
    for position, other in enumerate(questions, start=1):
        other.position = position
    Question.objects.bulk_update(questions, ["position"])
    return question


@action("applications.write_note")
def write_note(application: Application, *, text: str, by: User, now: datetime) -> Note:
    """Write a note beside an application, for the hub alone."""
    return Note.objects.create(application=application, by=by, at=now, text=text)


@action("applications.override")
def override_eligibility(application: Application, *, reason: str, by: User, now: datetime) -> Application:
    """Allow an ineligible school to take part; record the reason and who gave it. Raise CannotDecide."""
    if application.state not in (ApplicationState.SUBMITTED, ApplicationState.WAITLISTED):
        raise CannotDecide("This application has already been decided.")
    application.override_reason, application.overridden_by = reason, by
    application.save(update_fields=["override_reason", "overridden_by"])
    return application


def offer_refusal(application: Application) -> str:
    """Return why no place can be offered yet, as a sentence; empty when it can."""
    if application.head_answer != HeadAnswer.AGREED:
        return f"{application.school}: the headteacher has not yet agreed to release two teachers."
    if not application.override_reason and (reason := why_not(application)):
        return f"{application.school}: {reason} A hub lead can make an exception by giving a reason."
    return ""


def render_letter(application: Application, decision: str, *, message: str, answer_by: date | None) -> Rendered:
    """Render the letter about a decision, with the hub's own `message` if it wrote one."""
    context = {**_letter_context(application), "message": message, "answer_by": answer_by}
    return render_email(LETTERS[Decision(decision)], context)


def _letter_context(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "school": application.school,
        "project": application.call.project,
        "link": Address(STATUS, application),
    }


@action("applications.decide")
def decide(
    call: Call,
    *,
    applications: Iterable[Application],
    decision: str,
    message: str = "",
    answer_by: date | None = None,
    by: User,
    now: datetime,
) -> list[Application]:
    """Decide on several applications of a call at once, all or none, and email each a letter.

    Raise NoPlaces, CannotDecide or WrongState, with a message that names the school.
    """
    chosen = list(applications)
    # The trigger takes the same lock at the first offer; taking it now keeps two batches from deadlocking half-way.
    Call.objects.select_for_update().get(pk=call.pk)
    if decision == Decision.OFFER and (
        refusals := [reason for candidate in chosen if (reason := offer_refusal(candidate))]
    ):
        raise CannotDecide(" ".join(refusals))
    for application in chosen:
        with domain_error_from_constraint(NoPlaces, constraint="places_never_oversold"):
            APPLICATION_MOVES.make(
                application,
                decision,
                decided_by=by,
                decided_at=now,
                state_since=now,
                answer_by=answer_by if decision == Decision.OFFER else None,
            )
        end_links(application, DRAFT, STATUS, now=now)
        _queue_letter(application, decision, message=message, answer_by=answer_by, now=now)
    return chosen


@action("applications.reconsider")
def reconsider_application(application: Application, *, reason: str, by: User, now: datetime) -> Application:
    """Take back a decision, or a withdrawal: the application waits for a decision again, and its place is free.

    Links of an offer end. The reason is kept as a note, and the applicant is emailed it with a new link. Raise WrongState
    once the place was accepted, CannotDecide when the application was never submitted or the school has another.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.submitted_at is None:
        raise CannotDecide("This application was withdrawn before it was submitted. The school can apply again.")
    was = locked.get_state_display().lower()
    cleared: dict[str, Any] = {"decided_by": None, "decided_at": None, "answer_by": None}
    with domain_error_from_constraint(CannotDecide, constraint="one_application_a_school_and_call", model=Application):
        APPLICATION_MOVES.make(application, "reconsider", state_since=now, **cleared)
    Note.objects.create(application=application, by=by, at=now, text=f"Being reconsidered (was: {was}). {reason}")
    end_links(application, DRAFT, STATUS, now=now)
    kind = "application_reconsidered"
    rendered = render_email(kind, {**_letter_context(application), "was": was, "reason": reason})
    _queue_to_applicant(application, "reconsider", rendered, kind=kind, now=now)
    return application


def _queue_letter(
    application: Application, decision: str, *, message: str, answer_by: date | None, now: datetime
) -> None:
    facts: dict[str, Any] = {}
    if decision == Decision.OFFER:
        facts["answer_by"] = answer_by.isoformat() if answer_by else None
    rendered = render_letter(application, decision, message=message, answer_by=answer_by)
    _queue_to_applicant(application, decision, rendered, kind=LETTERS[Decision(decision)], now=now, **facts)


def _queue_to_applicant(
    application: Application, occasion: str, rendered: Rendered, *, kind: str, now: datetime, **facts: Any
) -> None:
    queue_rendered(
        f"application:{application.pk}:{occasion}:{now.isoformat()}",
        rendered,
        to=application.contact_email,
        kind=kind,
        now=now,
        about=application,
        facts={"application": application.pk, **facts},
        reply_to=application.call.hub.contact_email,
    )


def _check_places(project: Project, places: int, *, except_call: Call | None) -> None:
    """Raise CallNotPossible when the hubs' places together exceed the project's."""
    # Locked, so that two hubs cannot both take the last places: no trigger guards the sum over calls.
    project = Project.objects.select_for_update().get(pk=project.pk)
    calls = Call.objects.filter(project=project)
    others = calls.exclude(pk=except_call.pk) if except_call else calls
    given = others.aggregate(given=Sum("places"))["given"] or 0
    if project.places is not None and given + places > project.places:
        left = project.places - given
        raise CallNotPossible(f"{project.code} has {project.places} places in England, and {left} are left.", "places")
