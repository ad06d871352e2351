"""What the pages of sessions show, read through what is visible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from schools.models import Participation, School
from schools.roles import HUB_STAFF, SCHOOL_STAFF
from schools.scope import schools_of
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.common.permissions import may

from ..choices import SessionKind, SessionState
from ..kinds import KIND_FORMS, LABELS
from ..models import SESSION_MOVES, Session, SessionFile
from ..models.attachments import MOST_FILES
from ..querysets import days_given, days_used

SESSION_WORDS = {
    SessionState.PLANNED: ("Planned", "teal", ""),
    SessionState.HELD: ("Held", "", ""),
    SessionState.QUERIED: ("To be changed", "wait", "Waiting for the school."),
    SessionState.CONFIRMED: ("Confirmed", "go", ""),
    SessionState.CANCELLED: ("Cancelled", "stop", ""),
}
KIND_ICONS = {
    SessionKind.OBSERVATION: "eye",
    SessionKind.JOINT_PLANNING: "layout-text-window-reverse",
    SessionKind.LED_PD: "people",
    SessionKind.ALONGSIDE: "person-workspace",
    SessionKind.SYSTEMS: "file-earmark-text",
    SessionKind.PLAN_REVIEW: "check2",
}


def sessions_in_words(sessions: Any) -> list[Any]:
    """Sessions with `.words`, `.tone`, `.next`."""
    found = list(sessions)
    for session in found:
        words, tone, following = SESSION_WORDS[SessionState(session.state)]
        if session.state == SessionState.HELD and session.specialist_id:
            words, tone, following = "To confirm", "wait", "Waiting for the Specialist."
        if session.state == SessionState.PLANNED and session.held_on < today():
            words, tone, following = "To log", "wait", "Its day is over."
        session.words, session.tone, session.next = words, tone, following
    return found


def of_session(session: Session, user: Any) -> dict[str, Any]:
    """Who took part, what it served, its kind's own details, the days of the support, and what this person may do."""
    (described,) = sessions_in_words([session])
    reads = may(user, "devplans.read_words", session)
    return {
        "advocates": list(session.advocates.select_related("user")),
        "aims": list(session.aims.all()),
        "reads": reads,
        "details": details_of(session) if reads else [],
        "changes": list(session.change_requests.select_related("asked_by", "mended_by")) if reads else [],
        "files": files_of(session, user),
        "room": MOST_FILES,
        "moves": SESSION_MOVES.open_to(session),
        "can_be_corrected": session.can_be_corrected,
        "over": session.state == SessionState.PLANNED and session.held_on <= today(),
        "words": described.words,
        "tone": described.tone,
        "next": described.next,
        **days_of(session.participation),
    }


def details_of(session: Session) -> list[tuple[str, str]]:
    """(label, words) of what its kind alone asks, where something was said."""
    found = []
    for detail in KIND_FORMS[session.kind].details:
        words = getattr(session, f"get_{detail}_display", lambda name=detail: getattr(session, name))()
        if words:
            found.append((LABELS[detail], words))
    return found


def files_of(session: Session, user: Any) -> list[SessionFile]:
    """What is attached, has not been taken away and not had its time, for those who may read it."""
    found = SessionFile.objects.visible_to(user).filter(session=session, removed_at__isnull=True)
    return list(found.exclude(file=""))


def days_of(participation: Participation) -> dict[str, Any]:
    """`used` and `given` days of a participation. One query."""
    rows = Participation.objects.filter(pk=participation.pk).order_by()
    return dict(rows.annotate(used=days_used("pk"), given=days_given("pk")).values("used", "given").get())


def participations_to_log(user: User, urn: str = "") -> list[Participation]:
    """Return the participations that a session may be logged for, one for each school; that of school `urn` when given.

    A person who has to do with a single school gets that one, whether or not they may log for it: the page says so.
    Raise Http404 for the `urn` of a school that is not theirs.
    """
    year_first = ("-project__academic_year", "-project__support_days", "-pk")
    mine = Participation.objects.visible_to(user).active().filter(project__academic_year__gte=today().year - 1)
    mine = (
        mine.filter(project__support_days__isnull=False).select_related("school__hub", "project").order_by(*year_first)
    )
    if urn:
        if not (urn.isascii() and urn.isdigit() and len(urn) == 6):
            raise Http404("No such school.")
        chosen = mine.filter(school__urn=int(urn)).first()
        if chosen is None:
            raise Http404("No such school, or none that takes part this year.")
        return [chosen]
    by_school = {participation.school_id: participation for participation in reversed(mine[:300])}
    if len(by_school) == 1:
        return list(by_school.values())
    allowed = set(_schools_to_log_for(user))
    return sorted((by_school[key] for key in by_school.keys() & allowed), key=lambda choice: choice.school.name)


def _schools_to_log_for(user: User) -> Iterable[int]:
    """Return the schools that the rule `devplans.log_session` allows, in one query; a test holds the two together."""
    schools = School.objects.visible_to(user)
    if not user.is_superuser:
        supported = Assignment.objects.current(today()).filter(specialist__user=user)
        own = schools_of(user, HUB_STAFF | SCHOOL_STAFF)
        schools = schools.filter(Q(pk__in=own) | Q(pk__in=supported.values("participation__school")))
    return schools.values_list("pk", flat=True)


def session_form_context(participation: Participation) -> dict[str, Any]:
    """Return what the page of the session form shows beside it: kinds with their wording, and the days of the support."""
    hints = [(kind, form.happened, form.following) for kind, form in KIND_FORMS.items()]
    kinds = [(kind.value, str(kind.label), KIND_ICONS[kind]) for kind in SessionKind]
    days = days_of(participation)
    return {"participation": participation, "school": participation.school, "kinds": kinds, "hints": hints, **days}


def with_aims(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With the aims that each served."""
    return sessions.prefetch_related(Prefetch("aims", to_attr="served"))
