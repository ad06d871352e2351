"""Feedback on meetings: given by link or after signing in, read by those who run the group."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.pages import closed_form, get_visible_or_404, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.links import by_link
from sustaining.outbox.models import Link
from sustaining.workgroups.models import Attendance, Meeting, WorkGroup

from . import actions, selectors
from .actions import FEEDBACK_CLOSED, accepts_feedback
from .forms import FeedbackForm
from .links import FEEDBACK

DONE = "Thank you for your feedback."
LINES = 50


def _initial(attendance: Attendance) -> dict[str, object]:
    feedback = getattr(attendance, "feedback", None)
    return {name: getattr(feedback, name) for name in ("useful", "confident", "comment")} if feedback else {}


@require_http_methods(["GET", "HEAD", "POST"])
@link_page(FEEDBACK)
def by_token(request: HttpRequest, link: Link) -> HttpResponse:
    """Give feedback by the link in the thank-you email, without signing in."""
    attendance = selectors.attendance_by(link)
    form = FeedbackForm(request.POST or None, initial=_initial(attendance))
    given = "given" in request.GET
    act = by_link(link, actions.give_feedback)
    if request.method == "POST" and perform_form(request, form, act, attendance, done=DONE):
        return redirect(f"{request.path}?given")
    data = {"meeting": attendance.meeting, "form": form, "given": given}
    return render(request, "learning/feedback_by_link.html", data)


@login_required
def give(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give feedback on a meeting, or change it."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    attendance = selectors.own_attendance(meeting, request.user)
    require(request.viewer, "learning.give_feedback", attendance)
    is_open = accepts_feedback(meeting, timezone.now())
    if closed := closed_form(request, meeting, is_open, FEEDBACK_CLOSED):
        return closed
    form = FeedbackForm(request.POST or None, initial=_initial(attendance))  # type: ignore[arg-type]
    if request.method == "POST" and perform_form(request, form, actions.give_feedback, attendance, done=DONE):
        return redirect(meeting)
    return render(request, "learning/give_feedback.html", {"meeting": meeting, "form": form})


@login_required
@require_safe
def group(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show the feedback on a group's meetings: counts by meeting, and comments without names."""
    shown = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    require(request.viewer, "learning.read_feedback", shown)
    data = {
        "group": shown,
        "rows": selectors.feedback_by_meeting(shown, request.user),
        "comments": selectors.comments(shown, request.user),
    }
    return render(request, "learning/group_feedback.html", data)


@login_required
@require_safe
def overview(request: ViewerRequest) -> HttpResponse:
    """Show the feedback on the meetings of a year by Work Group."""
    require(request.viewer, "learning.open_feedback")
    groups = selectors.feedback_groups(request.user)
    years = selectors.feedback_years(groups)
    year = selectors.find_year(request.GET.get("year"), years)
    rows = selectors.feedback_by_group(groups.filter(project__academic_year=year.start), request.user)
    page = Paginator(rows, LINES).get_page(request.GET.get("page"))
    data = {"page": page, "year": year, "years": years, "query": f"year={year.start}&"}
    return render(request, "learning/feedback.html", data)
