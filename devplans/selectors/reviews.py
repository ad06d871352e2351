"""Read reviews for their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import Http404

from schools.choices import TermName
from schools.current_year import year_hub
from schools.terms import get_calendar
from sustaining.common.clock import today
from sustaining.common.years import EARLIEST, LATEST

from ..models import Aim, Judgement, JudgementSession, Plan, Session
from ..review_terms import TermKey, get_term, writable_terms

if TYPE_CHECKING:
    from sustaining.accounts.models import User

OFFERED_SESSIONS = 40


def term_or_404(year: int, name: str) -> TermKey:
    """Return the term of a URL. Raise Http404."""
    if name not in TermName.values or not EARLIEST <= year <= LATEST:
        raise Http404("No such term.")
    return TermKey(year, name)


def review_context(plan: Plan, term: TermKey) -> dict[str, Any]:
    """Return the current aims, and those judged in the term, with their judgements.

    Raise Http404 for a term that has no review and is not under review.
    """
    calendar = get_calendar(year_hub(plan.school, term.year))
    under_review = writable_terms(calendar, today())
    judgements = {judgement.aim_id: judgement for judgement in _judgements(plan, term)}
    if term not in under_review and not judgements:
        raise Http404("No review of that term.")
    aims = list(plan.aims.in_plan()) if term in under_review else []
    known = {aim.pk for aim in aims}
    aims += [judgement.aim for judgement in judgements.values() if judgement.aim_id not in known]
    return {
        "term": term,
        "lines": [(aim, judgements.get(aim.pk)) for aim in aims],
        "judged": len(judgements),
        "writable": term in under_review,
        "ends": get_term(calendar, term).ends,
        "others": _other_terms(plan, term, under_review),
    }


def _judgements(plan: Plan, term: TermKey) -> QuerySet[Judgement]:
    judgements = Judgement.objects.filter(review__plan=plan, review__academic_year=term.year, review__term=term.name)
    return judgements.select_related("aim", "judged_by").prefetch_related("sessions", "files")


def _other_terms(plan: Plan, term: TermKey, under_review: list[TermKey]) -> list[TermKey]:
    """Return the other terms with a review, or under review now, newest first."""
    written = [TermKey(review.academic_year, review.term) for review in plan.reviews.all()]
    order = list(TermName.values)
    terms = {*written, *under_review} - {term}
    return sorted(terms, key=lambda key: (key.year, order.index(key.name)), reverse=True)


def get_judgement(aim: Aim, term: TermKey) -> Judgement | None:
    """Return an aim's judgement in a term, or None."""
    judgements = aim.judgements.filter(review__academic_year=term.year, review__term=term.name)
    return judgements.select_related("review", "judged_by").prefetch_related("session_links", "files").first()


def sessions_to_show(aim: Aim, user: User) -> QuerySet[Session]:
    """Return the school's newest sessions and those already linked to a judgement of the aim, newest first.

    They are the choices of a form, so the queryset must not be sliced itself: Django filters it by what was chosen.
    """
    held = Session.objects.readable_by(user).happened().filter(participation__school=aim.plan.school)
    newest = held.order_by("-held_on", "-pk").values("pk")[:OFFERED_SESSIONS]
    linked = JudgementSession.objects.filter(judgement__aim=aim).values("session")
    offered = held.filter(Q(pk__in=newest) | Q(pk__in=linked))
    return offered.select_related("participation").order_by("-held_on", "-pk")
