"""Pages of a term's review."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from ..actions.reviews import judge_aim
from ..forms.reviews import JudgeForm
from ..models import Aim
from ..selectors import reviews as selectors
from .plans import plan_or_404


@login_required
@require_safe
def review(request: HttpRequest, urn: int, year: int, term: str) -> HttpResponse:
    """A term's review, aim by aim."""
    found = plan_or_404(request, urn)
    data = selectors.of_review(found, selectors.term_or_404(year, term))
    return render(request, "devplans/review.html", {"plan": found, "school": found.school, **data})


@login_required
def judge(request: HttpRequest, pk: int, year: int, term: str) -> HttpResponse:
    """Say how an aim stands."""
    found = get_visible_or_404(Aim, request.user, pk=pk)
    require(request.user, "devplans.review_plan", found)
    key = selectors.term_or_404(year, term)
    said, sessions = selectors.said_of(found, key), selectors.sessions_to_show(found, request.user)
    form = JudgeForm(request.POST or None, request.FILES or None, term=key, sessions=sessions, said=said)
    done = f"“{found.title}” is judged."
    if request.method == "POST" and perform_form(request, form, judge_aim, found, done=done):
        return redirect("devplans:review", found.school.urn, year, term)
    data = {"aim": found, "plan": found.plan, "school": found.school, "form": form, "term": key, "said": said}
    return render(request, "devplans/judge.html", data)
