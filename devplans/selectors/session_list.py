"""The list of sessions: tabs by where they stand, and filters that live in the address."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from schools.models import School
from schools.terms import Term, TermCalendar, calendar_of
from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from ..choices import SessionKind, SessionState
from ..models import Aim, Session
from ..querysets import HAPPENED
from .sessions import with_aims

TABS = [
    ("", "All"),
    ("to_come", "To come"),
    ("to_confirm", "To confirm"),
    ("to_change", "To be changed"),
    ("late", "Unconfirmed after two weeks"),
    ("confirmed", "Confirmed"),
]
FILTERS = ("school", "kind", "aim", "person", "term")
YEARS_BACK = 2
MOST_PEOPLE = 200


class SessionList:
    """What a request asks to see: `asked` are the filters that were understood, the others are left out."""

    def __init__(self, user: Any, params: Any, now: datetime) -> None:
        self.user, self.now = user, now
        self.tab = params.get("state", "") if params.get("state", "") in dict(TABS) else ""
        self.asked = {name: params.get(name, "")[:40] for name in FILTERS if params.get(name, "")}
        self.school = self._school()
        self.calendar: TermCalendar = calendar_of(self.school.hub if self.school else None)
        self.aim = self._aim()

    def rows(self) -> QuerySet[Session]:
        """The sessions, in the order of their tab."""
        found = self._of_tab(with_aims(Session.objects.visible_to(self.user).for_list()))
        if self.school:
            found = found.filter(participation__school=self.school)
        if self.asked.get("kind"):
            found = found.filter(kind=self.asked["kind"])
        if self.asked.get("aim"):
            found = found.filter(aim_links__aim=self.aim) if self.aim else found.none()
        if person := _number(self.asked.get("person")):
            found = found.filter(_took_part(person)).distinct()
        if term := self._term():
            found = found.filter(held_on__range=(term.starts, term.ends))
        return found

    def _of_tab(self, found: Any) -> Any:
        narrowed = {
            "to_come": found.to_come,
            "to_confirm": found.unconfirmed,
            "to_change": found.queried,
            "late": lambda: found.late(self.now),
            "confirmed": lambda: found.filter(state=SessionState.CONFIRMED).order_by("-held_on", "-pk"),
        }
        if self.tab in narrowed:
            return narrowed[self.tab]()
        return found.exclude(state__in=[SessionState.PLANNED, SessionState.CANCELLED]).order_by("-held_on", "-pk")

    def tabs(self) -> list[dict[str, Any]]:
        """The tabs, with the filters kept."""
        return [
            {"words": words, "query": self._query(state=value), "current": value == self.tab} for value, words in TABS
        ]

    def query(self) -> str:
        """The address's parameters, for the next page."""
        asked = self._query(state=self.tab)
        return f"{asked}&" if asked else ""

    def _query(self, **more: str) -> str:
        return urlencode({**{k: v for k, v in more.items() if v}, **self.asked})

    def _people(self, sessions: QuerySet[Session]) -> list[tuple[int, str]]:
        """Return who took part; of more than a list can hold, the Specialists and the person in the address, if they did."""
        specialists = sessions.values("specialist__user")
        people = User.objects.filter(is_active=True).order_by("full_name").values_list("pk", "full_name")
        found = list(people.filter(pk__in=specialists.union(sessions.values("advocates__user")))[: MOST_PEOPLE + 1])
        if len(found) > MOST_PEOPLE:
            chosen = _number(self.asked.get("person"))
            took_part = sessions.filter(advocates__user=chosen).values("advocates__user")
            found = list(people.filter(Q(pk__in=specialists) | Q(pk__in=took_part, pk=chosen)))
        return found

    def choices(self) -> dict[str, Any]:
        """What the filters offer. Five queries at most, however many rows."""
        mine = Session.objects.visible_to(self.user)
        schools = School.objects.visible_to(self.user).filter(pk__in=mine.values("participation__school"))
        chosen = mine.filter(participation__school=self.school) if self.school else mine
        aims = Aim.objects.visible_to(self.user).filter(plan__school=self.school) if self.school else Aim.objects.none()
        return {
            "schools": list(schools.order_by("name").values_list("urn", "name")),
            "kinds": [(kind.value, str(kind.label)) for kind in SessionKind],
            "people": self._people(chosen.order_by()),
            "aims": list(aims.values_list("pk", "title")),
            "terms": [(f"{term.year.start}-{term.number}", str(term).capitalize()) for term in self._terms()],
        }

    def _terms(self) -> list[Term]:
        """Terms that have begun, the latest first."""
        this = AcademicYear.of(today())
        years = [AcademicYear(this.start - back) for back in range(YEARS_BACK + 1)]
        return [t for year in years for t in reversed(self.calendar.terms(year)) if t.starts <= today()]

    def _term(self) -> Term | None:
        return next((t for t in self._terms() if f"{t.year.start}-{t.number}" == self.asked.get("term")), None)

    def _school(self) -> School | None:
        urn = _number(self.asked.get("school"))
        found = School.objects.visible_to(self.user).filter(urn=urn) if urn else School.objects.none()
        return found.select_related("hub").first()

    def _aim(self) -> Aim | None:
        key = _number(self.asked.get("aim"))
        found = Aim.objects.visible_to(self.user).filter(pk=key) if key else Aim.objects.none()
        return found.select_related("plan__school").first()


def served_by_kind(aim: Aim) -> list[tuple[str, int]]:
    """How many sessions of each kind served an aim, for the words above its list."""
    kinds = list(aim.sessions.filter(state__in=HAPPENED).values_list("kind", flat=True))
    return [(str(kind.label), kinds.count(kind)) for kind in SessionKind if kind in kinds]


def _took_part(person: int) -> Q:
    return Q(specialist__user=person) | Q(advocate_links__advocate__user=person)


def _number(words: str | None) -> int | None:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 19 else None
