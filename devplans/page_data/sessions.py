"""What the pages of sessions show, read through what is visible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from schools.models import Participation, School
from schools.scope import schools_of
from specialists.models import Assignment
from sustaining.common.clock import today

from ..choices import SessionKind, SessionState
from ..models import Session
from ..querysets import days_given, days_used

SESSION_WORDS = {
    SessionState.PLANNED: ("Planned", "", ""),
    SessionState.HELD: ("Held", "", ""),
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


def sessions_for(user: Any, state: str) -> QuerySet[Session]:
    """The sessions one sees, newest first; `state` narrows: `to_confirm`, `confirmed`."""
    found = Session.objects.visible_to(user).for_list()
    if state == "to_confirm":
        return found.unconfirmed()
    if state == "confirmed":
        found = found.filter(state=SessionState.CONFIRMED)
    return found.order_by("-held_on", "-pk")


def sessions_in_words(sessions: Any) -> list[Any]:
    """Sessions with `.words`, `.tone`, `.next`."""
    found = list(sessions)
    for session in found:
        words, tone, following = SESSION_WORDS[SessionState(session.state)]
        if session.state == SessionState.HELD and session.specialist_id:
            words, tone, following = "To confirm", "wait", "Waiting for the Specialist."
        session.words, session.tone, session.next = words, tone, following
    return found


def of_session(session: Session) -> dict[str, Any]:
    """Who took part, what it served, the days of the support, and the words of its state."""
    (described,) = sessions_in_words([session])
    return {
        "advocates": list(session.advocates.select_related("user")),
        "aims": list(session.aims.all()),
        "words": described.words,
        "tone": described.tone,
        "next": described.next,
        **days_of(session.participation),
    }


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
        own = schools_of(user, ("hub", "advocate", "head"))
        schools = schools.filter(Q(pk__in=own) | Q(pk__in=supported.values("participation__school")))
    return schools.values_list("pk", flat=True)


def kinds() -> list[tuple[str, str, str]]:
    """(value, words, icon) of each kind of session."""
    return [(kind.value, str(kind.label), KIND_ICONS[kind]) for kind in SessionKind]
