"""The emails about support sessions, the dates proposed for them, and visits to a Specialist's classroom."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from schools import samples
from schools.choices import NOT_TAKING_PART, ContactRole
from schools.email_parts import hub_staff, reader_sees
from schools.models import SchoolContact
from schools.querysets import current
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import clock, how_soon, in_sentence, long_day, long_when
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, page_url

from .choices import ProposalState, SessionState, VisitState
from .models import ChangeRequest, Proposal, ProposedTime, Session, Visit
from .session_kinds import SessionKind
from .session_reminders import session_reminders, visit_reminders

SESSIONS, VISITS = "Support sessions", "Visits to a Specialist’s classroom"
DAYS_COUNT = "The session’s time isn’t counted until this is done."


def _arriving(context: Context) -> str:
    visit = context["session"].visit
    return visit.arriving if visit is not None else ""


WHO = Variable("who", "the person who did it", lambda context: context["who"])
SESSION_VARIABLES = (
    *READER,
    Variable("session", "the kind of session", lambda context: context["session"].get_kind_display()),
    Variable(
        "session_inside",
        "the same, within a sentence",
        lambda context: in_sentence(context["session"].get_kind_display()),
    ),
    Variable("school", "the school", lambda context: context["session"].school),
    Variable("day", "its date", lambda context: long_day(context["session"].held_on)),
)
WITH_TIME = (
    *SESSION_VARIABLES,
    Variable("when", "date and start time", lambda context: long_when(context["session"].starts_at)),
    Variable("time", "start time", lambda context: clock(context["session"].starts_at)),
    Variable("until", "end time", lambda context: clock(context["session"].ends_at)),
    Variable("place", "the place", lambda context: context["session"].place),
    Variable("arriving", "where to arrive, for a visit", _arriving),
    Variable("specialist", "the Specialist", lambda context: context["session"].specialist),
)
LENGTH = Variable("length", "its length", lambda context: context["session"].length_in_words)
CHANGE_REASON = Variable("reason", "the changes requested", lambda context: context["change_request"].reason)
PROPOSAL_VARIABLES = (
    *READER,
    WHO,
    Variable("session", "the kind of session", lambda context: context["proposal"].get_kind_display()),
    Variable(
        "session_inside",
        "the same, within a sentence",
        lambda context: in_sentence(context["proposal"].get_kind_display()),
    ),
    Variable("school", "the school", lambda context: context["proposal"].school),
)
VISIT_VARIABLES = (
    *READER,
    Variable("host", "the reader’s name, or “colleague” for an office address", lambda context: _host(context)),
    Variable("school", "the Specialist’s school", lambda context: context["visit"].school),
    Variable("specialist", "the Specialist", lambda context: context["visit"].specialist),
    Variable("day", "its date", lambda context: long_day(context["visit"].starts_at)),
    Variable("when", "date and start time", lambda context: long_when(context["visit"].starts_at)),
    Variable("until", "end time", lambda context: clock(context["visit"].ends_at)),
    Variable("focus", "the focus of the visit", lambda context: context["visit"].focus),
)
COMING = Variable("coming", "the schools that are coming, one per line", lambda context: _coming(context))
SEE = Button("View the session", lambda context: page_url(context["session"]))


def how_soon_variable(about: str) -> Variable:
    """Return the variable for how soon a session or a visit is."""
    description = "Tomorrow, In 3 days…"
    return Variable("how_soon", description, lambda context: how_soon(context[about].starts_at, context["as_of"]))


def _host(context: Context) -> str:
    person = context.get("person")
    return person.full_name if person is not None else "colleague"


def _coming(context: Context) -> str:
    schools = [
        f"- {session.school}: {session.seats} {'person' if session.seats == 1 else 'people'}"
        for session in context["coming"]
    ]
    return "\n".join(schools) or f"No one has booked a place yet. There are {context['visit'].places} places."


def _times(context: Context) -> str:
    return "\n".join(f"- {long_when(time.starts_at)} to {clock(time.ends_at)}" for time in context["times"])


def sample_specialist() -> Specialist:
    """Return a Specialist who is in no database."""
    return Specialist(pk=1, user=samples.COLLEAGUE, home_school=samples.OTHER_SCHOOL)


def sample_session(**fields: Any) -> Context:
    """Return a context with a session that is in no database."""
    session = Session(
        pk=1,
        participation=samples.PARTICIPATION,
        kind=SessionKind.JOINT_PLANNING,
        state=SessionState.PLANNED,
        held_on=date(2026, 11, 25),
        starts_at=samples.moment(11, 25, 14),
        ends_at=samples.moment(11, 25, 16),
        place="Room M3",
        length=Decimal("0.25"),
        minutes=120,
        specialist=sample_specialist(),
        cancel_reason="The hall is needed for an examination.",
    )
    change_request = ChangeRequest(pk=1, session=session, reason="Nina Cole was there too.")
    context = {
        "person": samples.READER,
        "session": session,
        "about": session,
        "who": "Tom Birch",
        "change_request": change_request,
        "as_of": samples.moment(11, 24, 9),
    }
    return {**context, **fields}


def sample_to_confirm() -> Context:
    """Return a context as the Specialist gets it, after someone at the school has logged or updated the session."""
    return sample_session(person=samples.COLLEAGUE, who="Ines Abara")


def sample_proposal() -> Context:
    """Return a context with proposed dates that are in no database."""
    proposal = Proposal(
        pk=1,
        participation=samples.PARTICIPATION,
        specialist=sample_specialist(),
        kind=SessionKind.JOINT_PLANNING,
        about="The ratio unit of Year 8",
        answer="We are all on a trip that week.",
    )
    times = [
        ProposedTime(proposal=proposal, starts_at=samples.moment(12, on), ends_at=samples.moment(12, on, 17))
        for on in (2, 9)
    ]
    return {"person": samples.READER, "proposal": proposal, "about": proposal, "who": "Tom Birch", "times": times}


def sample_visit() -> Context:
    """Return a context with a visit that is in no database."""
    visit = Visit(
        pk=1,
        specialist=sample_specialist(),
        starts_at=samples.moment(12, 3, 9),
        ends_at=samples.moment(12, 3, 11),
        places=4,
        focus="Bar models in Year 7",
        cancel_reason="The classroom is used for an examination.",
    )
    coming = Session(pk=2, participation=samples.PARTICIPATION, visit=visit, seats=2)
    as_of = samples.moment(12, 2, 9)
    return {"person": samples.READER, "visit": visit, "about": visit, "coming": [coming], "as_of": as_of}


def session_meets(facts: Facts, now: datetime, *conditions: Q) -> bool:
    """Return whether the session meets the conditions, and the reader is active and still sees it."""
    is_so = Session.objects.filter(*conditions, pk=facts["session"]).exists()
    return is_so and reader_sees(Session, facts["session"], facts["user"])


TAKES_PART = ~Q(participation__state__in=NOT_TAKING_PART)
"""A school that has withdrawn is not reminded of what was planned, or invited to more."""


def is_still_at_this_time(facts: Facts, now: datetime) -> bool:
    """Return whether the session is still to come, at the time that the email says."""
    same_time = Q(state=SessionState.PLANNED, starts_at__gt=now, sequence=facts["sequence"])
    return session_meets(facts, now, same_time, TAKES_PART)


def is_still_cancelled(facts: Facts, now: datetime) -> bool:
    """Return whether the session is still cancelled, and was not planned again in between."""
    return session_meets(facts, now, Q(state=SessionState.CANCELLED, sequence=facts["sequence"]))


def is_still_unconfirmed(facts: Facts, now: datetime) -> bool:
    """Return whether the session still waits for confirmation."""
    return session_meets(facts, now, Q(state=SessionState.HELD))


def is_change_still_asked_for(facts: Facts, now: datetime) -> bool:
    """Return whether the requested change has not been made yet."""
    return session_meets(facts, now, Q(state=SessionState.QUERIED, change_requests=facts["request"]))


def is_still_unanswered(facts: Facts, now: datetime) -> bool:
    """Return whether the proposal waits for an answer, one of its times is to come, and the reader still sees it."""
    waiting = Proposal.objects.filter(
        TAKES_PART, pk=facts["proposal"], state=ProposalState.OPEN, times__starts_at__gt=now
    )
    return waiting.exists() and reader_sees(Proposal, facts["proposal"], facts["user"])


def is_still_declined(facts: Facts, now: datetime) -> bool:
    """Return whether the reader still sees the proposal that was declined."""
    declined = Proposal.objects.filter(TAKES_PART, pk=facts["proposal"], state=ProposalState.DECLINED)
    return declined.exists() and reader_sees(Proposal, facts["proposal"], facts["user"])


def is_visit_still_on(facts: Facts, now: datetime) -> bool:
    """Return whether the visit is still offered on that day, and the reader still a contact of its school."""
    visit = Visit.objects.filter(pk=facts["visit"], state=VisitState.OFFERED, starts_at__gt=now).first()
    same_day = visit is not None and london_day(visit.starts_at).isoformat() == facts["day"]
    return visit is not None and same_day and _is_host(visit, facts["user"], now)


def is_visit_still_cancelled(facts: Facts, now: datetime) -> bool:
    """Return whether the visit is still cancelled, and the reader still a contact of the school."""
    visit = Visit.objects.filter(pk=facts["visit"], state=VisitState.CANCELLED).first()
    return visit is not None and _is_host(visit, facts["user"], now)


def _is_host(visit: Visit, user: int | None, now: datetime) -> bool:
    """Return whether the reader is still a host; a typed address is one as long as the visit is on."""
    roles = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    posts = SchoolContact.objects.filter(current(london_day(now)), school=visit.school, role__in=roles)
    return user is None or posts.filter(user=user, user__is_active=True).exists()


def session_kind(
    name: str, title: str, goes_when: str, category: Category, variables: tuple[Variable, ...], **fields: Any
) -> EmailKind:
    """Return a kind of email about a session, unless `fields` say that it is about something else."""
    fields.setdefault("buttons", (SEE,))
    fields.setdefault("sample", sample_session)
    fields.setdefault("hub", lambda context: context["session"].hub)
    return EmailKind(
        name=name,
        area=fields.pop("area", SESSIONS),
        title=title,
        goes_when=goes_when,
        category=category,
        variables=variables,
        seen_by=(hub_staff,),
        **fields,
    )


PROPOSAL: dict[str, Any] = {"sample": sample_proposal, "hub": lambda context: context["proposal"].hub}
VISIT: dict[str, Any] = {
    "area": VISITS,
    "sample": sample_visit,
    "hub": lambda context: context["visit"].school.hub,
    "buttons": (),
}

register(
    session_kind(
        "session_planned",
        "Session planned",
        "when a date is accepted or a place on a visit is booked",
        Category.NEWS,
        (*WITH_TIME, WHO),
        facts=("session", "sequence"),
        still_true=is_still_at_this_time,
    ),
    session_kind(
        "session_moved",
        "Session moved",
        "when a planned session moves to another time or place; always sent",
        Category.CHANGE,
        (*WITH_TIME, WHO),
        facts=("session", "sequence"),
        still_true=is_still_at_this_time,
    ),
    session_kind(
        "session_cancelled",
        "Session cancelled",
        "when a planned session is cancelled; always sent",
        Category.CHANGE,
        (*WITH_TIME, WHO, Variable("reason", "the reason given", lambda context: context["session"].cancel_reason)),
        facts=("session", "sequence"),
        still_true=is_still_cancelled,
    ),
    session_kind(
        "session_reminder",
        "Session reminder",
        "the working day before, to everyone taking part",
        Category.REMINDER,
        (*WITH_TIME, how_soon_variable("session")),
        facts=("session", "day", "sequence"),
        still_true=is_still_at_this_time,
        occasions=session_reminders,
    ),
    session_kind(
        "session_to_confirm",
        "Session to confirm",
        "to the Specialist when someone else has logged a session",
        Category.REQUIRED,
        (*SESSION_VARIABLES, WHO, LENGTH),
        sample=sample_to_confirm,
        reason=DAYS_COUNT,
        facts=("session",),
        still_true=is_still_unconfirmed,
    ),
    session_kind(
        "session_change",
        "Changes to a session requested",
        "when the Specialist requests changes to a logged session",
        Category.REQUIRED,
        (*SESSION_VARIABLES, WHO, CHANGE_REASON),
        buttons=(Button("Correct the session", lambda context: page_url(context["session"])),),
        reason=DAYS_COUNT,
        facts=("session", "request"),
        still_true=is_change_still_asked_for,
    ),
    session_kind(
        "session_mended",
        "Session updated as requested",
        "to the Specialist when the changes they requested have been made",
        Category.REQUIRED,
        (*SESSION_VARIABLES, WHO, LENGTH, CHANGE_REASON),
        sample=sample_to_confirm,
        reason=DAYS_COUNT,
        facts=("session",),
        still_true=is_still_unconfirmed,
    ),
    session_kind(
        "proposal_made",
        "Dates proposed",
        "to the Specialist or the Advocates when the other proposes dates for a session",
        Category.REQUIRED,
        (
            *PROPOSAL_VARIABLES,
            Variable("what_for", "what the session is for", lambda context: context["proposal"].about),
            Variable("times", "the dates, one per line", _times),
        ),
        buttons=(Button("Choose a date", lambda context: page_url(context["proposal"])),),
        reason="Someone is waiting for the answer.",
        facts=("proposal",),
        still_true=is_still_unanswered,
        **PROPOSAL,
    ),
    session_kind(
        "proposal_declined",
        "Dates declined",
        "to the person who proposed them when none of the dates work",
        Category.CHANGE,
        (*PROPOSAL_VARIABLES, Variable("reason", "the reason given", lambda context: context["proposal"].answer)),
        buttons=(Button("Propose other dates", lambda context: page_url(context["proposal"])),),
        facts=("proposal",),
        still_true=is_still_declined,
        **PROPOSAL,
    ),
    session_kind(
        "visit_host",
        "Visitors, to the host school",
        "to the host school when a visit is offered and when bookings change",
        Category.CHANGE,
        (*VISIT_VARIABLES, COMING, how_soon_variable("visit")),
        facts=("visit", "day"),
        still_true=is_visit_still_on,
        **VISIT,
    ),
    session_kind(
        "visit_cancelled",
        "Visit cancelled, to the host school",
        "to the host school when a visit is cancelled; always sent",
        Category.CHANGE,
        (*VISIT_VARIABLES, Variable("reason", "the reason given", lambda context: context["visit"].cancel_reason)),
        facts=("visit",),
        still_true=is_visit_still_cancelled,
        **VISIT,
    ),
    session_kind(
        "visit_reminder",
        "Visit reminder, to the host school",
        "the working day before a visit that has bookings",
        Category.REMINDER,
        (*VISIT_VARIABLES, COMING, how_soon_variable("visit")),
        facts=("visit", "day"),
        still_true=is_visit_still_on,
        occasions=visit_reminders,
        **VISIT,
    ),
)
