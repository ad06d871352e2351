"""The list of sessions: tabs by state, and filters in the query string."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from schools.current_year import year_hub
from schools.models import Hub, School
from schools.terms import Term, TermCalendar, get_calendar
from schools.viewer import Viewer
from sustaining.accounts.models import User
from sustaining.common.clock import london_day, today
from sustaining.common.gathering import gather
from sustaining.common.slots import slot
from sustaining.common.years import AcademicYear

from ..choices import SessionState
from ..models import Aim, Session, SessionAdvocate
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
SCHOOL, PERSON = slot(1), slot(2)
MOST_PEOPLE = 200


class SessionList:
    """A filtered list of sessions; `filters` holds the recognised filters of the request."""

    def __init__(self, viewer: Viewer, params: Any, now: datetime) -> None:
        self.viewer, self.now = viewer, now
        self.tab = params.get("state", "") if params.get("state", "") in dict(TABS) else ""
        self.filters = {name: params.get(name, "")[:40] for name in FILTERS if params.get(name, "")}
        self.school = self._school()
        self.calendar: TermCalendar = get_calendar(self._hub())
        self.aim = self._aim()

    def _hub(self) -> Hub | None:
        return year_hub(self.school, AcademicYear.of(london_day(self.now)).start) if self.school else None

    def fetch(self, page: Any) -> list[Session]:
        """Return the sessions of a page of `rows`, with what the list shows of each. Three queries.

        The page is chosen first: PostgreSQL would join everybody's names to all sessions, to sort them and leave out most.
        """
        keys = list(page.values_list("pk", flat=True))
        sessions = with_aims(_visible(self.viewer, self.school).filter(pk__in=keys).for_table())
        return sorted(sessions, key=lambda session: keys.index(session.pk))

    def rows(self) -> QuerySet[Session]:
        """Return the filtered sessions, in the order of their tab."""
        sessions = self._filter_by_tab(_visible(self.viewer, self.school))
        if self.filters.get("kind"):
            sessions = sessions.filter(kind=self.filters["kind"])
        if self.filters.get("aim"):
            sessions = sessions.filter(aim_links__aim=self.aim) if self.aim else sessions.none()
        if person := _number(self.filters.get("person")):
            sessions = sessions.filter(_took_part(person))
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

    def choices(self) -> dict[str, Any]:
        """Return the choices of the filters. Two queries at most, however many rows."""
        keys = {SCHOOL: self.school.pk if self.school else 0}
        read = gather(_compose_choices, self.viewer, keys, bool(self.school))
        people = read["people"]
        if len(people) > MOST_PEOPLE:
            keys[PERSON] = _number(self.filters.get("person")) or 0
            people = gather(_compose_specialists, self.viewer, keys, bool(self.school))["people"]
        return {
            "schools": read["schools"],
            "kinds": [(kind.value, str(kind.label)) for kind in SessionKind],
            "people": people,
            "aims": read.get("aims", []),
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
        schools = School.objects.visible_to(self.viewer).filter(urn=urn) if urn else School.objects.none()
        return schools.select_related("hub").first()

    def _aim(self) -> Aim | None:
        key = _number(self.filters.get("aim"))
        aims = Aim.objects.visible_to(self.viewer).filter(pk=key) if key else Aim.objects.none()
        return aims.select_related("plan__school").first()


def _visible(viewer: Any, school: Any) -> SessionQuerySet:
    """Return the sessions that a viewer's list holds, or those of a school, by its key."""
    if school:
        return Session.objects.readable_by(viewer).filter(participation__school=school)
    return Session.objects.visible_to(viewer)


def _compose_choices(scope: Any, of_school: bool) -> dict[str, Any]:
    """Return the querysets of what filters offer: schools, the people of all sessions or of a school's, and its aims."""
    sessions = _visible(scope, of_school and SCHOOL)
    chosen = sessions.order_by()
    schools = School.objects.visible_to(scope).filter(pk__in=sessions.values("participation__school"))
    people = _people(chosen.values("specialist__user").union(chosen.values("advocates__user")))
    rows = {"schools": schools.order_by("sort_name").values_list("urn", "name"), "people": people[: MOST_PEOPLE + 1]}
    if of_school:
        rows["aims"] = Aim.objects.visible_to(scope).filter(plan__school=SCHOOL).values_list("pk", "title")
    return rows


def _compose_specialists(scope: Any, of_school: bool) -> dict[str, Any]:
    """Return the people to offer where there are too many: Specialists, and the one who is chosen, if they took part."""
    chosen = _visible(scope, of_school and SCHOOL).order_by()
    took_part = chosen.filter(advocates__user=PERSON).values("advocates__user")
    people = _people(chosen.values("specialist__user"), Q(pk__in=took_part, pk=PERSON))
    return {"people": people}


def _people(accounts: Any, others: Q | None = None) -> Any:
    condition = Q(pk__in=accounts) | others if others else Q(pk__in=accounts)
    people = User.objects.filter(condition, is_active=True)
    return people.order_by("sort_name").values_list("pk", "full_name")


def served_by_kind(aim: Aim) -> list[tuple[str, int]]:
    """Return how many sessions of each kind supported an aim."""
    kinds = list(aim.sessions.filter(state__in=HAPPENED).values_list("kind", flat=True))
    return [(str(kind.label), kinds.count(kind)) for kind in SessionKind if kind in kinds]


def _took_part(person: int) -> Q:
    return Q(specialist__user=person) | Q(
        pk__in=SessionAdvocate.objects.filter(advocate__user=person).values("session")
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
