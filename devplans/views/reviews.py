"""Termly reviews of a plan."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from ..actions.reviews import judge_aim
from ..forms.reviews import JudgeForm
from ..models import Aim
from ..selectors import reviews as selectors
from .plans import plan_or_404


@login_required
@require_safe
def review(request: ViewerRequest, urn: int, year: int, term: str) -> HttpResponse:
    """Show a term's review, aim by aim."""
    plan = plan_or_404(request, urn)
    data = selectors.review_context(plan, selectors.term_or_404(year, term))
    return render(request, "devplans/review.html", {"plan": plan, "school": plan.school, **data})


@login_required
def judge(request: ViewerRequest, pk: int, year: int, term: str) -> HttpResponse:
    """Review an aim."""
    aim = get_visible_or_404(Aim, request.viewer, pk=pk)
    require(request.viewer, "devplans.review_plan", aim)
    key = selectors.term_or_404(year, term)
    judgement, sessions = selectors.get_judgement(aim, key), selectors.sessions_to_show(aim, request.user)
    form = JudgeForm(request.POST or None, request.FILES or None, term=key, sessions=sessions, judgement=judgement)
    done = f"Review of “{aim.title}” saved."
    if request.method == "POST" and perform_form(request, form, judge_aim, aim, done=done):
        return redirect("devplans:review", aim.school.urn, year, term)
    data = {"aim": aim, "plan": aim.plan, "school": aim.school, "form": form, "term": key, "judgement": judgement}
    return render(request, "devplans/judge.html", data)
