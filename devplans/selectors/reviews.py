"""What the pages of reviews show."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from schools.choices import TermName
from schools.terms import calendar_of
from sustaining.common.clock import today
from sustaining.common.years import EARLIEST, LATEST

from ..calendar import TermKey, reviewed_now, term_of
from ..models import Aim, Judgement, JudgementSession, Plan, Session

OFFERED_SESSIONS = 40


def term_or_404(year: int, name: str) -> TermKey:
    """The term that an address names. Raises Http404."""
    if name not in TermName.values or not EARLIEST <= year <= LATEST:
        raise Http404("No such term.")
    return TermKey(year, name)


def of_review(plan: Plan, term: TermKey) -> dict[str, Any]:
    """Every aim that stands, and those judged then, with what was said. Raises Http404 for a term without a review."""
    under_review = reviewed_now(plan.school.hub, today())
    said = {one.aim_id: one for one in _judgements(plan, term)}
    if term not in under_review and not said:
        raise Http404("No review of that term.")
    aims = list(plan.aims.standing()) if term in under_review else []
    known = {aim.pk for aim in aims}
    aims += [one.aim for one in said.values() if one.aim_id not in known]
    calendar = calendar_of(plan.school.hub)
    return {
        "term": term,
        "lines": [(aim, said.get(aim.pk)) for aim in aims],
        "judged": len(said),
        "writable": term in under_review,
        "ends": term_of(calendar, term).ends,
        "others": _other_terms(plan, term, under_review),
    }


def _judgements(plan: Plan, term: TermKey) -> QuerySet[Judgement]:
    found = Judgement.objects.filter(review__plan=plan, review__academic_year=term.year, review__term=term.name)
    return found.select_related("aim", "judged_by").prefetch_related("sessions", "files")


def _other_terms(plan: Plan, term: TermKey, under_review: list[TermKey]) -> list[TermKey]:
    """The other reviews that there are, or may be written, newest first."""
    written = [TermKey(one.academic_year, one.term) for one in plan.reviews.all()]
    order = list(TermName.values)
    found = {*written, *under_review} - {term}
    return sorted(found, key=lambda key: (key.year, order.index(key.name)), reverse=True)


def said_of(aim: Aim, term: TermKey) -> Judgement | None:
    """What was said of an aim in a term."""
    found = aim.judgements.filter(review__academic_year=term.year, review__term=term.name)
    return found.select_related("review", "judged_by").prefetch_related("session_links", "files").first()


def sessions_to_show(aim: Aim, user: Any) -> QuerySet[Session]:
    """Return the school's newest sessions, and those that a judgement of the aim names already, newest first.

    They are the choices of a form, so the queryset must not be sliced itself: Django filters it by what was chosen.
    """
    held = Session.objects.visible_to(user).happened().filter(participation__school=aim.plan.school)
    newest = held.order_by("-held_on", "-pk").values("pk")[:OFFERED_SESSIONS]
    named = JudgementSession.objects.filter(judgement__aim=aim).values("session")
    offered = held.filter(Q(pk__in=newest) | Q(pk__in=named))
    return offered.select_related("participation").order_by("-held_on", "-pk")
