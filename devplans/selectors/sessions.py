"""Read sessions for their pages, limited to what the user may see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from schools.current_year import SUPPORT_DAYS, SchoolYears
from schools.models import Participation, School
from schools.querysets import ParticipationQuerySet
from schools.roles import HUB_STAFF, SCHOOL_STAFF
from schools.viewer import Viewer
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.clock import london_day, today
from sustaining.common.gathering import gather
from sustaining.common.page_actions import PageAction
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear

from ..choices import SessionCorrectionKind
from ..models import ImportedSession, Session, SessionFile
from ..models.attachments import MOST_FILES
from ..page_actions import SESSION_BUTTONS
from ..querysets import days_given, days_used
from ..session_kinds import KIND_FORMS, LABELS, SessionKind
from .next_steps import session_steps

if TYPE_CHECKING:
    from sustaining.common.people import Reader

REMOVED = (SessionCorrectionKind.REMOVED, SessionCorrectionKind.UNDONE)
"""Why a session was cancelled that had been held, as far as the site knew."""


def session_context(session: Session, user: User) -> dict[str, Any]:
    """Return a session's people, aims, details and files, its days of support, and what the user may do."""
    reads = may(user, "devplans.read_words", session)
    corrections = list(session.corrections.select_related("by")) if reads else []
    return {
        "advocates": list(session.advocates.select_related("user")),
        "aims": list(session.aims.all()),
        "reads": reads,
        "details": session_details(session) if reads else [],
        "changes": list(session.change_requests.select_related("asked_by", "mended_by")) if reads else [],
        "corrections": corrections,
        "was_removed": session.is_cancelled and corrections[-1:] and corrections[-1].what in REMOVED,
        "imported": ImportedSession.objects.readable_by(user)
        .filter(session=session)
        .select_related("recorded_by")
        .first(),
        "files": visible_files(session, user),
        "step_lines": session_steps(session, user) if reads else [],
        "room": MOST_FILES,
        "buttons": session_buttons(session, user),
        **participation_days(session.participation),
    }


def session_buttons(session: Session, user: User) -> list[PageAction]:
    """Return what this person may do with a session now."""
    return SESSION_BUTTONS.open_to(
        session,
        user,
        has_specialist=bool(session.specialist_id),
        is_over=session.held_on <= today(),
        has_time=bool(session.starts_at),
        is_movable=not session.visit_id,
    )


def session_details(session: Session) -> list[tuple[str, str]]:
    """Return (label, text) of each detail of the session's kind that is filled in."""
    details = []
    for detail in KIND_FORMS[session.kind].details:
        value = getattr(session, f"get_{detail}_display", lambda name=detail: getattr(session, name))()
        if value:
            details.append((LABELS[detail], value))
    return details


def visible_files(session: Session, user: User) -> list[SessionFile]:
    """Return the session's current files that the user may read."""
    files = SessionFile.objects.readable_by(user).filter(session=session, removed_at__isnull=True)
    return list(files.exclude(file="", refusal=""))


def participation_days(participation: Participation) -> dict[str, Any]:
    """Return `used` and `given` days of a participation. One query."""
    rows = Participation.objects.filter(pk=participation.pk).order_by()
    return dict(rows.annotate(used=days_used("pk"), given=days_given("pk")).values("used", "given").get())


def schools_to_log(viewer: Viewer, urn: str = "") -> list[School]:
    """Return the schools that the viewer can log sessions for, by name. One query.

    With `urn`, only that school. A viewer with a single school gets that one even without permission to log, so that the
    page can say so. Raise Http404 for the `urn` of a school that the viewer cannot see or that takes part no more.
    """
    if urn:
        schools = _schools_with_support(viewer)
        if not (urn.isascii() and urn.isdigit() and len(urn) == 6):
            raise Http404("No such school.")
        chosen = list(schools.filter(urn=int(urn)))
        if not chosen:
            raise Http404("No such school, or none that takes part this year.")
        return chosen
    read = gather(_compose_schools, viewer, {})
    return read["first"] if len(read["first"]) == 1 else read["to_log"]


def _schools_with_support(viewer: Any) -> QuerySet[School]:
    rows = _participations_to_log(viewer).active().filter(project__support_days__isnull=False)
    schools = School.objects.visible_to(viewer).filter(pk__in=rows.order_by().values("school"))
    return schools.select_related("hub").order_by("sort_name", "pk")


def _compose_schools(scope: Any) -> dict[str, QuerySet[School]]:
    """Return the first two schools that a viewer sees, and those that they can log sessions for."""
    schools = _schools_with_support(scope)
    return {"first": schools[:2], "to_log": schools.filter(pk__in=_schools_to_log_for(scope))[:300]}


def session_years(school: School, user: User, chosen: str = "") -> SchoolYears:
    """Return the school's participations that sessions can be logged and planned for: last year's and later ones.

    `chosen` is the code of the project that the person switched to.
    """
    return SchoolYears.of(school, _participations_to_log(user), need=SUPPORT_DAYS, chosen=chosen)


def _participations_to_log(user: Reader) -> ParticipationQuerySet:
    last_year = AcademicYear.of(today()).start - 1
    return Participation.objects.readable_by(user).filter(project__academic_year__gte=last_year)


def _schools_to_log_for(user: Reader) -> Any:
    """Return the keys of the schools that the rule `devplans.log_session` allows; a test compares the two."""
    schools = School.objects.visible_to(user)
    if not user.is_superuser:
        supported = Assignment.objects.current(today()).filter(specialist__user=user.pk)
        own = _participations_to_log(user).reached_by(user, HUB_STAFF | SCHOOL_STAFF).order_by().values("school")
        schools = schools.filter(Q(pk__in=own) | Q(pk__in=supported.values("participation__school")))
    return schools.order_by().values("pk")


def session_form_context(participation: Participation) -> dict[str, Any]:
    """Return the session form's surroundings: kinds with their hints, and the days of support."""
    hints = [(kind, form.happened, form.following) for kind, form in KIND_FORMS.items()]
    kinds = [(kind.value, str(kind.label), KIND_FORMS[kind].icon) for kind in SessionKind]
    days = participation_days(participation)
    return {"participation": participation, "school": participation.school, "kinds": kinds, "hints": hints, **days}


def planned_to_log(school: School, user: User, now: datetime) -> list[Session]:
    """Return the planned sessions of a school whose time is over, oldest first: logging them needs the least. One query."""
    return list(Session.objects.visible_to(user).filter(participation__school=school).to_log(now, london_day(now))[:5])


def with_aims(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Prefetch `.served`, the aims that each session supported."""
    return sessions.prefetch_related(Prefetch("aims", to_attr="served"))
