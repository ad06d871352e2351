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
KNOWN_NAMES = 8


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
        "mendable": session.state in (SessionState.HELD, SessionState.QUERIED),
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


def loggable(user: Any, urn: str) -> tuple[Participation | None, list[Participation]]:
    """The school's year that a session is logged for, and those to choose from. Raises Http404 for a foreign `urn`."""
    year_first = ("-project__academic_year", "-project__support_days", "-pk")
    mine = Participation.objects.visible_to(user).active().filter(project__academic_year__gte=today().year - 1)
    mine = mine.filter(project__support_days__isnull=False).select_related("school__hub", "project")
    if urn:
        if not (urn.isascii() and urn.isdigit() and len(urn) == 6):
            raise Http404("No such school.")
        chosen = mine.filter(school__urn=int(urn)).order_by(*year_first).first()
        if chosen is None:
            raise Http404("No such school, or none that takes part this year.")
        return chosen, []
    choices = list({found.school_id: found for found in reversed(mine.order_by(*year_first)[:300])}.values())
    if len(choices) == 1:
        return choices[0], []
    logs = set(_schools_one_logs_for(user))
    return None, sorted((one for one in choices if one.school_id in logs), key=lambda one: one.school.name)


def _schools_one_logs_for(user: Any) -> Iterable[int]:
    """The rule `devplans.log_session` for all schools at once, in one query; a test holds the two together."""
    schools = School.objects.visible_to(user)
    if not user.is_superuser:
        supported = Assignment.objects.current(today()).filter(specialist__user=user)
        own = schools_of(user, HUB_STAFF | SCHOOL_STAFF)
        schools = schools.filter(Q(pk__in=own) | Q(pk__in=supported.values("participation__school")))
    return schools.values_list("pk", flat=True)


def of_form(participation: Participation) -> dict[str, Any]:
    """What the log page shows beside its form: kinds with their words, and the days of the support."""
    hints = [(kind, form.happened, form.following) for kind, form in KIND_FORMS.items()]
    kinds = [(kind.value, str(kind.label), KIND_ICONS[kind]) for kind in SessionKind]
    return {"participation": participation, "school": participation.school, "kinds": kinds, "hints": hints} | days_of(
        participation
    )


def known_names(participation: Participation, session: Session | None = None) -> list[str]:
    """Colleagues named in the school's latest sessions, to be tapped instead of typed; a session's own come first."""
    latest = Session.objects.filter(participation__school=participation.school).exclude(colleague_names=[])
    rows = latest.order_by("-held_on", "-pk").values_list("colleague_names", flat=True)[:20]
    own = list(session.colleague_names) if session else []
    return list(dict.fromkeys([*own, *(name for names in rows for name in names)]))[: max(KNOWN_NAMES, len(own))]


def with_aims(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With the aims that each served."""
    return sessions.prefetch_related(Prefetch("aims", to_attr="served"))
