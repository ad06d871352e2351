"""The register of a meeting, made for phones."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .. import actions, selectors
from ..forms.meetings import ColleagueForm, MarkForm
from ..meeting_people import count_marks
from ..models import Meeting


@login_required
@require_safe
def register(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show the register: a row of large buttons for each person."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.mark_attendance", meeting)
    return _show(request, meeting, ColleagueForm(schools=selectors.participations_for_colleagues(meeting)))


@login_required
@require_POST
def mark(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save one mark of the register. With `HX-Request` return the person's row."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.mark_attendance", meeting)
    form = MarkForm(request.POST)
    if form.is_valid() and (form.cleaned_data["person"] or form.cleaned_data["line"]):
        person, line = form.cleaned_data["person"], form.cleaned_data["line"]
        marking = {"mark": form.cleaned_data["mark"], "ago": form.ago_data}
        if person:
            perform(request, actions.mark_attendance, meeting, user=person, **marking)
        else:
            perform(request, actions.mark_colleague, meeting, attendance=line, **marking)
        if request.headers.get("HX-Request"):
            shown = selectors.register_line(meeting, f"person-{person}" if person else f"line-{line}")
            is_open = selectors.is_register_open(meeting, timezone.now())
            data = {"meeting": meeting, "line": shown, "is_open": is_open, "announces_change": True}
            return render(request, "workgroups/register.html#line", data)
    return redirect("workgroups:register", meeting.pk)


@login_required
@require_POST
def colleague(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a colleague who came along to the register."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.mark_attendance", meeting)
    form = ColleagueForm(request.POST, schools=selectors.participations_for_colleagues(meeting))
    if perform_form(
        request, form, actions.add_colleague, meeting, done=f"{request.POST.get('name', '')[:150]} added as present."
    ):
        return redirect("workgroups:register", meeting.pk)
    return _show(request, meeting, form)


@login_required
def hold(request: ViewerRequest, pk: int) -> HttpResponse:
    """Close the register; first name those without a mark, and offer to mark them absent."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.hold_meeting", meeting)
    is_open = selectors.is_register_open(meeting, timezone.now())
    if closed := closed_form(request, meeting, is_open, "The register of this meeting is not open."):
        return closed
    unmarked = selectors.unmarked_invitations(meeting)
    mark_rest = "rest" in request.POST
    if request.method == "POST" and (mark_rest or not unmarked or not is_open):
        done = "Register closed. The meeting now counts as held."
        perform(request, actions.hold_meeting, meeting, mark_rest=mark_rest, done=done)
        return redirect(meeting)
    marked = meeting.attendances.count()
    return render(
        request, "workgroups/close_register.html", {"meeting": meeting, "unmarked": unmarked, "marked": marked}
    )


@login_required
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reopen a closed register, with a reason."""
    meeting = get_visible_or_404(Meeting, request.viewer, pk=pk)
    require(request.viewer, "workgroups.reopen_register", meeting)
    if closed := closed_form(request, meeting, meeting.is_held, "Only a closed register can be reopened."):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = "Register reopened. Correct the marks, then close it again."
        if perform_form(request, form, actions.reopen_register, meeting, done=done):
            return redirect("workgroups:register", meeting.pk)
    return render(request, "workgroups/reopen_register.html", {"form": form, "meeting": meeting})


def _show(request: ViewerRequest, meeting: Meeting, form: ColleagueForm) -> HttpResponse:
    lines = selectors.register_lines(meeting) if meeting.starts_at else []
    data = {
        "meeting": meeting,
        "lines": lines,
        "counts": count_marks(lines),
        "marked": sum(bool(line["mark"]) for line in lines),
        "only_unmarked": request.GET.get("show") == "unmarked",
        "form": form,
        "is_open": selectors.is_register_open(meeting, timezone.now()),
    }
    return render(request, "workgroups/register.html", data)
