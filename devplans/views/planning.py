"""Plan sessions: propose dates, answer, move, cancel, and the calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.current_year import chosen_project, shown_participation
from schools.models import Participation
from schools.viewer import ViewerRequest
from specialists.dates import SchoolsSpecialist, find_specialist, get_free_days
from sustaining.common.clock import london_day, today
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from ..actions import planning as actions
from ..forms.planning import AnswerForm, MoveForm, ProposalForm
from ..models import Proposal, Session
from ..selectors import planning as selectors
from ..selectors import sessions as session_data
from ..session_calendar import session_calendar


@login_required
def propose(request: ViewerRequest) -> HttpResponse:
    """Propose dates for a session to the other side."""
    schools = session_data.schools_to_log(request.viewer, request.GET.get("school", ""))
    if len(schools) != 1:
        return render(request, "devplans/log_choose.html", {"schools": schools, "title": "Propose dates"})
    years = session_data.session_years(schools[0], request.user, chosen_project(request))
    form = ProposalForm(request.POST or None, participation=shown_participation(years), years=years)
    require(request.viewer, "devplans.propose_dates", form.participation)
    done = "Dates proposed. We’ll email you when one is accepted."
    if request.method == "POST" and form.is_valid():
        proposal = perform_form(request, form, actions.propose_dates, form.participation, done=done)
        if proposal:
            _warn_about_dates(request, form.participation, [time.starts_at for time in proposal.times.all()])
            return redirect(proposal)
    data = {"form": form, "participation": form.participation, "school": schools[0], "years": years}
    data |= _specialist_days(form.participation)
    return render(request, "devplans/session_propose.html", data)


def _specialist_days(participation: Participation) -> dict[str, Any]:
    """Return the school's Specialist, and on which days of its year they are free, for the page."""
    known = find_specialist(participation, today())
    lines = known.days.lines(participation.project.year, today()) if known else []
    return {"specialist": known.specialist if known else None, "specialist_days": lines}


def _warn_about_dates(request: ViewerRequest, participation: Participation, times: Iterable[datetime]) -> None:
    """Say which of the times are on a day when the Specialist is not free. Nothing is refused."""
    days = [london_day(time) for time in times]
    known = find_specialist(participation, min(days)) if days else None
    for sentence in known.warnings(days) if known else ():
        messages.warning(request, sentence)


def _proposal_page(request: ViewerRequest, proposal: Proposal, form: Any) -> HttpResponse:
    data = {"proposal": proposal, "school": proposal.school, "form": form, **selectors.proposal_context(proposal)}
    known = SchoolsSpecialist(proposal.specialist, get_free_days(proposal.specialist))
    data["date_warnings"] = known.warnings(london_day(time.starts_at) for time in proposal.times.all())
    return render(request, "devplans/session_proposal.html", data)


@login_required
@require_safe
def proposal(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a proposal, with its form to answer it."""
    proposal = get_visible_or_404(Proposal, request.viewer, pk=pk)
    return _proposal_page(request, proposal, AnswerForm(proposal=proposal, user=request.user))


@login_required
@require_POST
def accept(request: ViewerRequest, pk: int) -> HttpResponse:
    """Accept one of the proposed times, once the page has said who will be emailed."""
    proposal = get_visible_or_404(Proposal, request.viewer, pk=pk)
    require(request.viewer, "devplans.answer_proposal", proposal)
    form = AnswerForm(request.POST, proposal=proposal, user=request.user)
    if "confirm" not in request.POST and form.is_valid():
        people = actions.proposal_participants(proposal, timezone.now())
        data = {"proposal": proposal, "time": form.cleaned_data["time"], "people": people}
        return render(request, "devplans/session_accept.html", data)
    planned = perform_form(request, form, actions.accept_proposal, proposal, done="Session planned.", says_none=True)
    return redirect(planned) if planned else _proposal_page(request, proposal, form)


@login_required
def decline(request: ViewerRequest, pk: int) -> HttpResponse:
    """Decline all of the proposed times."""
    proposal = get_visible_or_404(Proposal, request.viewer, pk=pk)
    require(request.viewer, "devplans.answer_proposal", proposal)
    form = ReasonForm(request.POST or None)
    done = "Dates declined. Propose other dates if you can."
    if request.method == "POST" and perform_form(request, form, actions.decline_proposal, proposal, done=done):
        return redirect(proposal)
    data = {
        "form": form,
        "back": proposal.get_absolute_url(),
        "about": proposal,
        "title": "Decline all dates",
        "intro": "Say why, and which days would suit you better. The person who proposed them will read it.",
        "act": "Decline these dates",
    }
    return render(request, "devplans/session_form.html", data)


@login_required
@require_POST
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw a proposal."""
    proposal = get_visible_or_404(Proposal, request.viewer, pk=pk)
    perform(request, actions.withdraw_proposal, proposal, done="Dates withdrawn.")
    return redirect(proposal)


@login_required
def move(request: ViewerRequest, pk: int) -> HttpResponse:
    """Move a planned session to another time or place."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    require(request.viewer, "devplans.move_session", session)
    if closed := closed_form(request, session, session.is_to_come, "Only a planned session can be moved."):
        return closed
    form = MoveForm(request.POST or None, initial=_time_initial(session))
    sequence = session.sequence

    def done(session: Session) -> str:
        return "Nothing was changed." if session.sequence == sequence else "Session moved."

    if request.method == "POST" and (
        moved := perform_form(request, form, actions.move_session, session, done=done, says_none=True)
    ):
        if moved.specialist_id and moved.starts_at:
            _warn_about_dates(request, moved.participation, [moved.starts_at])
        return redirect(session)
    data = {
        "form": form,
        "back": session.get_absolute_url(),
        "about": session,
        "title": "Move session",
        "intro": "We’ll email everyone taking part with an updated calendar file.",
        "act": "Move session",
    }
    return render(request, "devplans/session_form.html", data)


def _time_initial(session: Session) -> dict[str, Any]:
    if session.starts_at is None or session.ends_at is None:
        return {"day": session.held_on, "place": session.place}
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {"day": london_day(start), "since": start.time(), "until": end.time(), "place": session.place}


@login_required
def cancel(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel a planned session."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    require(request.viewer, "devplans.move_session", session)
    if closed := closed_form(request, session, session.is_to_come, "Only a planned session can be cancelled."):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(
        request, form, actions.cancel_session, session, done="Session cancelled.", says_none=True
    ):
        return redirect(session)
    data = {
        "form": form,
        "back": session.get_absolute_url(),
        "about": session,
        "title": "Cancel session",
        "intro": "We’ll email everyone taking part with your reason, and remove it from their calendars.",
        "act": "Cancel session",
        "danger": True,
    }
    return render(request, "devplans/session_form.html", data)


@login_required
@require_safe
def calendar(request: ViewerRequest, pk: int) -> HttpResponse:
    """Download the calendar file of a planned session."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    if session.starts_at is None:
        raise Http404("This session was not planned.")
    answer = HttpResponse(session_calendar(session, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{session.pk}.ics"'
    return answer
