"""The register, by thumb."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .. import actions, selectors
from ..forms.meetings import ColleagueForm, MarkForm
from ..models import Meeting


@login_required
@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the register: a list of names, one large choice each."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.mark_attendance", found)
    return _show(request, found, ColleagueForm(schools=selectors.participations_for_colleagues(found)))


@login_required
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap in the register; saved at once. With `HX-Request` the line comes back, as it stands."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.mark_attendance", found)
    form = MarkForm(request.POST)
    if form.is_valid() and (form.cleaned_data["person"] or form.cleaned_data["line"]):
        person, line = form.cleaned_data["person"], form.cleaned_data["line"]
        said = {"mark": form.cleaned_data["mark"], "ago": form.ago_data}
        if person:
            perform(request, actions.mark_attendance, found, user=person, **said)
        else:
            perform(request, actions.mark_colleague, found, attendance=line, **said)
        if request.headers.get("HX-Request"):
            shown = selectors.register_line(found, f"person-{person}" if person else f"line-{line}")
            is_open = selectors.is_register_open(found, timezone.now())
            data = {"meeting": found, "line": shown, "is_open": is_open, "announces_change": True}
            return render(request, "workgroups/register.html#line", data)
    return redirect("workgroups:register", found.pk)


@login_required
@require_POST
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a colleague who came along."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    require(request.user, "workgroups.mark_attendance", found)
    form = ColleagueForm(request.POST, schools=selectors.participations_for_colleagues(found))
    if perform_form(
        request, form, actions.add_colleague, found, done=f"{request.POST.get('name', '')[:150]} is present."
    ):
        return redirect("workgroups:register", found.pk)
    return _show(request, found, form)


@login_required
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the register."""
    found = get_visible_or_404(Meeting, request.user, pk=pk)
    perform(request, actions.hold_meeting, found, done="The register is closed: the meeting counts as held.")
    return redirect(found)


def _show(request: HttpRequest, meeting: Meeting, form: ColleagueForm) -> HttpResponse:
    data = {
        "meeting": meeting,
        "lines": selectors.register_lines(meeting) if meeting.starts_at else [],
        "form": form,
        "is_open": selectors.is_register_open(meeting, timezone.now()),
    }
    return render(request, "workgroups/register.html", data)
