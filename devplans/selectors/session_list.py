"""The list of sessions: tabs by state, and filters in the query string."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from schools.current_year import year_hub
from schools.models import Hub, School
from schools.terms import Term, TermCalendar, get_calendar
from sustaining.accounts.models import User
from sustaining.common.clock import london_day, today
from sustaining.common.years import AcademicYear

from ..choices import SessionState
from ..models import Aim, Session
from ..querysets import HAPPENED, SessionQuerySet
from ..session_kinds import SessionKind
from .sessions import with_aims

TABS = [
    ("", "All"),
    ("to_come", "To come"),
    ("to_confirm", "To confirm"),
    ("to_change", "Changes requested"),
    ("late", "Unconfirmed after two weeks"),
    ("confirmed", "Confirmed"),
]
FILTERS = ("school", "kind", "aim", "person", "term")
YEARS_BACK = 2
MOST_PEOPLE = 200


class SessionList:
    """A filtered list of sessions; `filters` holds the recognised filters of the request."""

    def __init__(self, user: User, params: Any, now: datetime) -> None:
        self.user, self.now = user, now
        self.tab = params.get("state", "") if params.get("state", "") in dict(TABS) else ""
        self.filters = {name: params.get(name, "")[:40] for name in FILTERS if params.get(name, "")}
        self.school = self._school()
        self.calendar: TermCalendar = get_calendar(self._hub())
        self.aim = self._aim()

    def _visible(self) -> SessionQuerySet:
        if self.school:
            return Session.objects.readable_by(self.user).filter(participation__school=self.school)
        return Session.objects.visible_to(self.user)

    def _hub(self) -> Hub | None:
        return year_hub(self.school, AcademicYear.of(london_day(self.now)).start) if self.school else None

    def rows(self) -> QuerySet[Session]:
        """Return the filtered sessions, in the order of their tab."""
        sessions = self._filter_by_tab(with_aims(self._visible().for_list()))
        if self.filters.get("kind"):
            sessions = sessions.filter(kind=self.filters["kind"])
        if self.filters.get("aim"):
            sessions = sessions.filter(aim_links__aim=self.aim) if self.aim else sessions.none()
        if person := _number(self.filters.get("person")):
            sessions = sessions.filter(_took_part(person)).distinct()
        if term := self._term():
            sessions = sessions.filter(held_on__range=(term.starts, term.ends))
        return sessions

    def _filter_by_tab(self, sessions: Any) -> Any:
        querysets = {
            "to_come": sessions.to_come,
            "to_confirm": sessions.unconfirmed,
            "to_change": sessions.queried,
            "late": lambda: sessions.late(self.now),
            "confirmed": lambda: sessions.filter(state=SessionState.CONFIRMED).order_by("-held_on", "-pk"),
        }
        if self.tab in querysets:
            return querysets[self.tab]()
        return sessions.exclude(state__in=[SessionState.PLANNED, SessionState.CANCELLED]).order_by("-held_on", "-pk")

    def tabs(self) -> list[dict[str, Any]]:
        """Return the tabs, with the filters kept."""
        return [
            {"label": label, "query": self._query(state=value), "current": value == self.tab} for value, label in TABS
        ]

    def query(self) -> str:
        """Return the query string for pagination links."""
        query_string = self._query(state=self.tab)
        return f"{query_string}&" if query_string else ""

    def _query(self, **more: str) -> str:
        return urlencode({**{k: v for k, v in more.items() if v}, **self.filters})

    def _people(self, sessions: QuerySet[Session]) -> list[tuple[int, str]]:
        """Return the choices of the person filter.

        When there are too many, only the Specialists and the selected person, if they took part.
        """
        specialists = sessions.values("specialist__user")
        people = User.objects.filter(is_active=True).order_by("sort_name").values_list("pk", "full_name")
        choices = list(people.filter(pk__in=specialists.union(sessions.values("advocates__user")))[: MOST_PEOPLE + 1])
        if len(choices) > MOST_PEOPLE:
            chosen = _number(self.filters.get("person"))
            took_part = sessions.filter(advocates__user=chosen).values("advocates__user")
            choices = list(people.filter(Q(pk__in=specialists) | Q(pk__in=took_part, pk=chosen)))
        return choices

    def choices(self) -> dict[str, Any]:
        """Return the choices of the filters. At most five queries, however many rows."""
        visible = self._visible()
        schools = School.objects.visible_to(self.user).filter(pk__in=visible.values("participation__school"))
        chosen = visible.filter(participation__school=self.school) if self.school else visible
        aims = Aim.objects.visible_to(self.user).filter(plan__school=self.school) if self.school else Aim.objects.none()
        return {
            "schools": list(schools.order_by("sort_name").values_list("urn", "name")),
            "kinds": [(kind.value, str(kind.label)) for kind in SessionKind],
            "people": self._people(chosen.order_by()),
            "aims": list(aims.values_list("pk", "title")),
            "terms": [(f"{term.year.start}-{term.number}", str(term).capitalize()) for term in self._terms()],
        }

    def _terms(self) -> list[Term]:
        """Return the terms that have begun, the latest first."""
        this = AcademicYear.of(today())
        years = [AcademicYear(this.start - back) for back in range(YEARS_BACK + 1)]
        return [t for year in years for t in reversed(self.calendar.terms(year)) if t.starts <= today()]

    def _term(self) -> Term | None:
        return next((t for t in self._terms() if f"{t.year.start}-{t.number}" == self.filters.get("term")), None)

    def _school(self) -> School | None:
        urn = _number(self.filters.get("school"))
        schools = School.objects.visible_to(self.user).filter(urn=urn) if urn else School.objects.none()
        return schools.select_related("hub").first()

    def _aim(self) -> Aim | None:
        key = _number(self.filters.get("aim"))
        aims = Aim.objects.visible_to(self.user).filter(pk=key) if key else Aim.objects.none()
        return aims.select_related("plan__school").first()


def served_by_kind(aim: Aim) -> list[tuple[str, int]]:
    """Return how many sessions of each kind supported an aim."""
    kinds = list(aim.sessions.filter(state__in=HAPPENED).values_list("kind", flat=True))
    return [(str(kind.label), kinds.count(kind)) for kind in SessionKind if kind in kinds]


def _took_part(person: int) -> Q:
    return Q(specialist__user=person) | Q(advocate_links__advocate__user=person)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
