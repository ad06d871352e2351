"""What happened at a school, in sentences, from the history that the database's triggers keep.

An event is a row as it stood after a change. When is what the row itself says of the moment, where it does (a session is logged
today for last week; a claim says when it was decided), else when the trigger wrote it. Who is what the row says, else who acted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from devplans.choices import Colour, PlanState, SessionKind, SessionState
from devplans.models import Evaluation, Judgement, Plan, PlanVersion, Reflection, Session
from devplans.querysets import HAPPENED
from funding.choices import ClaimState
from funding.models import Claim
from schools.choices import ContactRole, ParticipationState
from schools.models import Advocate, Hub, Participation, Project, School, SchoolContact
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.common.money import format_pounds
from sustaining.common.permits import may
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance, Membership

KINDS = {
    "years": "Taking part",
    "people": "People",
    "plan": "Plan",
    "sessions": "Sessions",
    "meetings": "Work Group",
    "money": "Money",
    "register": "Register",
}


@dataclass(frozen=True)
class Happening:
    """One line: `words` follow the name of who did it; without `who` they are a whole sentence."""

    at: datetime
    kind: str
    words: str
    who: int | None = None
    url: str = ""
    name: str = ""

    @property
    def sentence(self) -> str:
        """The line as it is read."""
        return f"{self.name} {self.words}" if self.name else self.words[:1].upper() + self.words[1:]


Source = Callable[[School, Any], Iterator[Happening]]
_SOURCES: dict[str, list[Source]] = {kind: [] for kind in KINDS}


def tells(kind: str) -> Callable[[Source], Source]:
    """Register what tells of a kind."""

    def register(source: Source) -> Source:
        _SOURCES[kind].append(source)
        return source

    return register


def of_school(school: School, user: Any, kind: str = "") -> list[Happening]:
    """Everything of a kind, or of all, that `user` may see, newest first. A bounded number of queries."""
    kinds = [kind] if kind in KINDS else list(KINDS)
    lines = [line for one in kinds for source in _SOURCES[one] for line in source(school, user)]
    people = User.objects.filter(pk__in={line.who for line in lines if line.who})
    names = {person.pk: person.full_name for person in people}
    named = [
        Happening(line.at, line.kind, line.words, line.who, line.url, names.get(line.who or 0, "")) for line in lines
    ]
    return sorted(named, key=lambda line: line.at, reverse=True)


def _events(rows: QuerySet) -> Iterable[tuple[Any, Any]]:
    """(event, the one before it of the same row or None), in order. One query."""
    model = rows.model
    history = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    found = history.objects.filter(pgh_obj__in=rows.order_by().values("pk")).select_related("pgh_context")
    before: dict[int, Any] = {}
    for event in found.order_by("pgh_id"):
        yield event, before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event


def _actor(event: Any) -> int | None:
    context = event.pgh_context
    return context.metadata.get("by") if context else None


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


@tells("years")
def years(school: School, user: Any) -> Iterator[Happening]:
    """Enrolled, completed, withdrawn."""
    projects = {one.pk: str(one) for one in Project.objects.visible_to(user).filter(participations__school=school)}
    for event, before in _events(Participation.objects.visible_to(user).filter(school=school)):
        project = projects.get(event.project_id, "the project")
        if before is None:
            yield Happening(event.enrolled_at, "years", f"enrolled the school on {project}", event.enrolled_by_id)
        if event.state != ParticipationState.ACTIVE and (before is None or before.state != event.state):
            done = event.state == ParticipationState.COMPLETED
            words = f"marked {project} as completed" if done else f"withdrew the school from {project}"
            at = _morning(event.ended_on) if event.ended_on else event.pgh_created_at
            yield Happening(at, "years", words, _actor(event) or event.enrolled_by_id)


@tells("people")
def posts(school: School, user: Any) -> Iterator[Happening]:
    """Who became what, and who went."""
    seen: list[tuple[Any, Any, str]] = []
    for event, before in _events(Advocate.objects.visible_to(user).filter(school=school)):
        seen.append((event, before, "a Mastery Advocate"))
    for event, before in _events(SchoolContact.objects.visible_to(user).filter(school=school)):
        seen.append((event, before, ContactRole(event.role).label.lower()))
    names = dict(User.objects.filter(pk__in={event.user_id for event, _, _ in seen}).values_list("pk", "full_name"))
    for event, before, what in seen:
        name = names.get(event.user_id, "Somebody")
        if before is None:
            yield Happening(_morning(event.starts_on), "people", f"{name} became {what}")
        if event.ends_on and (before is None or before.ends_on is None):
            yield Happening(_morning(event.ends_on), "people", f"{name} was {what} until this day")


@tells("people")
def support(school: School, user: Any) -> Iterator[Happening]:
    """Specialists who were assigned, and whose support ended."""
    found = Assignment.objects.visible_to(user).filter(participation__school=school)
    names = {one.pk: str(one.user) for one in Specialist.objects.filter(assignments__in=found).select_related("user")}
    for event, before in _events(found):
        name = names.get(event.specialist_id, "A Specialist")
        if before is None:
            words = f"{name} was assigned for {event.days.normalize():f} days"
            yield Happening(_morning(event.starts_on), "people", words)
        if event.ends_on and (before is None or before.ends_on is None):
            yield Happening(_morning(event.ends_on), "people", f"the support by {name} ended")


@tells("plan")
def plan(school: School, user: Any) -> Iterator[Happening]:
    """Shared, agreed by version, opened again."""
    words = {PlanState.SHARED: "shared the development plan", PlanState.REFINING: "opened the plan again to refine it"}
    url = reverse("devplans:plan", args=[school.urn])
    for event, before in _events(Plan.objects.visible_to(user).filter(school=school)):
        if event.state in words and (before is None or before.state != event.state):
            said = words[PlanState(event.state)]
            who = _actor(event)
            yield Happening(
                event.state_since,
                "plan",
                said if who else said.replace("shared the", "the school shared the"),
                who,
                url,
            )
    versions = PlanVersion.objects.visible_to(user).filter(plan__school=school).defer("content")
    for version in versions:
        said = f"agreed version {version.number} of the development plan"
        yield Happening(version.agreed_at, "plan", said, version.agreed_by_id, url)


@tells("plan")
def reviews(school: School, user: Any) -> Iterator[Happening]:
    """Reviewed by term, in colours; reflected; evaluated."""
    marks = Judgement.objects.visible_to(user).filter(review__plan__school=school).order_by("judged_at", "pk")
    by_review: dict[int, list[Any]] = {}
    for mark in marks.select_related("review"):
        by_review.setdefault(mark.review_id, []).append(mark)
    for said in by_review.values():
        review, colours = said[0].review, ", ".join(Colour(one.colour).label.lower() for one in said)
        url = reverse("devplans:review", args=[school.urn, review.academic_year, review.term])
        words = f"reviewed the development plan ({str(review).lower()}): {colours}"
        yield Happening(said[-1].judged_at, "plan", words, said[-1].judged_by_id, url)
    told = reverse("devplans:school-impact", args=[school.urn])
    for one in Reflection.objects.visible_to(user).filter(plan__school=school):
        url = f"{told}?year={one.academic_year}"
        yield Happening(one.written_at, "plan", f"wrote what has changed ({str(one).lower()})", one.written_by_id, url)
    handed_in = Evaluation.objects.visible_to(user).filter(plan__school=school, handed_in_at__isnull=False)
    for whole in handed_in:
        url = f"{told}?year={whole.academic_year}"
        words = f"handed in the evaluation of {AcademicYear(whole.academic_year)}"
        yield Happening(whole.handed_in_at or whole.written_at, "plan", words, whole.written_by_id, url)


@tells("sessions")
def sessions(school: School, user: Any) -> Iterator[Happening]:
    """Planned, logged, confirmed, cancelled."""
    for event, before in _events(Session.objects.visible_to(user).filter(participation__school=school)):
        url = reverse("devplans:session", args=[event.pgh_obj_id])
        kind = SessionKind(event.kind).label
        day = f"{event.held_on.day} {event.held_on:%B %Y}"
        if before is None:
            did = "planned" if event.state == SessionState.PLANNED else "logged"
            yield Happening(event.logged_at, "sessions", f"{did} a session: {kind}, {day}", event.logged_by_id, url)
        elif before.state == SessionState.PLANNED and event.state in HAPPENED:
            yield Happening(
                event.pgh_created_at, "sessions", f"logged the planned session of {day}", _actor(event), url
            )
        if event.confirmed_at and (before is None or before.confirmed_at is None):
            said = f"confirmed the session of {day}"
            yield Happening(event.confirmed_at, "sessions", said, event.confirmed_by_id, url)
        if before is not None and event.state == SessionState.CANCELLED != before.state:
            yield Happening(event.pgh_created_at, "sessions", f"cancelled the session of {day}", _actor(event), url)


@tells("meetings")
def meetings(school: School, user: Any) -> Iterator[Happening]:
    """Joined a Work Group; who came to which meeting."""
    joined = Membership.objects.visible_to(user).filter(participation__school=school).select_related("group")
    for one in joined:
        at = _morning(one.starts_on)
        yield Happening(at, "meetings", f"the school joined {one.group}", url=one.group.get_absolute_url())
    marks = Attendance.objects.visible_to(user).filter(participation__school=school)
    words = {Mark.PRESENT: "came to", Mark.APOLOGIES: "sent apologies for", Mark.ABSENT: "missed"}
    for mark in marks.select_related("meeting__group"):
        at = mark.meeting.starts_at or mark.marked_at
        said = f"{words[Mark(mark.mark)]} {mark.meeting}"
        yield Happening(at, "meetings", said, mark.user_id, mark.meeting.get_absolute_url())


@tells("money")
def claims(school: School, user: Any) -> Iterator[Happening]:
    """Each step of each claim. Why it was queried is for those who read words about people."""
    reads = may(user, "funding.read_words", school)
    for event, before in _events(Claim.objects.visible_to(user).filter(grant__participation__school=school)):
        if before is not None and before.state == event.state:
            continue
        step = _step_of_claim(event, reads)
        if step:
            url = reverse("funding:claim", args=[event.reference])
            yield Happening(step[0], "money", step[1], step[2], url)


def _step_of_claim(event: Any, reads: bool) -> tuple[datetime, str, int | None] | None:
    name, amount, acted = event.reference, format_pounds(event.total), _actor(event)
    steps: dict[str, tuple[Any, str, Any]] = {
        ClaimState.SUBMITTED: (event.submitted_at, f"submitted claim {name} for {amount}", event.submitted_by_id),
        ClaimState.QUERIED: (None, f"queried claim {name}" + (f": {event.decision_reason}" if reads else ""), acted),
        ClaimState.APPROVED: (event.decided_at, f"approved claim {name} for {amount}", event.decided_by_id),
        ClaimState.REJECTED: (event.decided_at, f"did not approve claim {name}", event.decided_by_id),
        ClaimState.PAID: (None, f"paid claim {name}: {amount}", acted),
        ClaimState.WITHDRAWN: (None, f"withdrew claim {name}", acted),
    }
    if event.state not in steps:
        return None
    at, words, who = steps[event.state]
    if who is None:
        passive = {"paid": "was paid", "queried": "was queried", "withdrew": "was withdrawn"}
        words = f"claim {name} {passive.get(words.split()[0], words.split()[0])}"
    return at or event.pgh_created_at, words, who


@tells("register")
def register(school: School, user: Any) -> Iterator[Happening]:
    """Changes of name, status or hub."""
    hubs: dict[int, str] = {}
    for event, before in _events(School.objects.visible_to(user).filter(pk=school.pk)):
        if before is None:
            continue
        if event.name != before.name:
            yield Happening(event.pgh_created_at, "register", f"{before.name} is now called {event.name}", None)
        if event.status != before.status:
            yield Happening(event.pgh_created_at, "register", f"the register says: {event.status}", None)
        if event.hub_id != before.hub_id and event.hub_id:
            hubs = hubs or dict(Hub.objects.visible_to(user).values_list("pk", "name"))
            words = f"the school came to {hubs.get(event.hub_id, 'another')} Maths Hub"
            yield Happening(event.pgh_created_at, "register", words, None)
