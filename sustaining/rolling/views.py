"""Pages of the next year: a hub re-enrols last year's schools, and a school confirms or declines its place."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.years import AcademicYear
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.links import by_link, sent_to
from sustaining.outbox.models import Link

from . import actions, selectors
from .forms import AnswerForm, AskAgainForm, ProposeForm, RecordForm
from .groups import copy_groups
from .links import NEXT_YEAR
from .models import YearProposal


@login_required
def next_year(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Show last year's schools with what is proposed to each, and propose the year to the chosen ones."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "rolling.propose_years", hub_row)
    academic_year = selectors.check_year(year, AcademicYear.of(today()))
    page = selectors.next_year_page(request.viewer, hub_row, academic_year, today())
    form = ProposeForm(request.POST if request.method == "POST" else None, offers=page.offers)
    if request.method == "POST":

        def done(proposals: list[YearProposal]) -> str:
            return f"{academic_year} proposed to {counted(len(proposals), 'school')}."

        if perform_form(request, form, actions.propose_years, hub_row, done=done):
            return redirect(request.path)
    data = {
        "hub": hub_row,
        "year": academic_year,
        "last_year": AcademicYear(academic_year.start - 1),
        "page": page,
        "form": form,
        "ask_form": AskAgainForm(proposals=page.waiting),
        "group_copies": copy_groups(request.viewer, hub_row, academic_year),
        "rolls": may(request.viewer, "schools.roll_projects"),
    }
    return render(request, "rolling/next_year.html", data)


@login_required
@require_POST
def ask_again(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Email a new link to the chosen schools that have not answered."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "rolling.propose_years", hub_row)
    academic_year = selectors.check_year(year, AcademicYear.of(today()))
    waiting = selectors.waiting_proposals(request.viewer, hub_row, academic_year)
    form = AskAgainForm(request.POST, proposals=waiting)

    def done(proposals: list[YearProposal]) -> str:
        return f"We’ve asked {counted(len(proposals), 'school')} again."

    if not perform_form(request, form, actions.ask_schools_again, hub_row, done=done):
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("rolling:next-year", hub_row.pk, academic_year.start)


@login_required
@require_POST
def propose_again(request: ViewerRequest, pk: int) -> HttpResponse:
    """Propose a year again to a school that declined it."""
    proposal = get_visible_or_404(YearProposal, request.viewer, participation=pk)
    done = f"{proposal.participation.project.year} proposed to {proposal.school} again."
    perform(request, actions.propose_again, proposal, done=done)
    return redirect("rolling:next-year", proposal.hub.present_id, proposal.participation.project.academic_year)


@login_required
def answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Confirm or decline the year as somebody at the school; the hub records here what the school told it."""
    proposal = get_visible_or_404(YearProposal, request.viewer, participation=pk)
    is_school = may(request.viewer, "rolling.answer_proposal", proposal)
    if not is_school:
        require(request.viewer, "rolling.record_answer", proposal)
    form = (AnswerForm if is_school else RecordForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = _action(form)
        if perform_form(request, form, act, proposal, done=_describe_answer):
            return redirect("rolling:answer", proposal.participation_id)
    proposal = get_visible_or_404(YearProposal, request.viewer, participation=pk)
    data = {"form": form, "action": request.path, **selectors.proposal_page(proposal)}
    data["follows_up"] = may(request.viewer, "rolling.propose_again", proposal)
    data["is_lacking"] = YearProposal.objects.visible_to(request.viewer).lacking().filter(pk=proposal.pk).exists()
    return render(request, "rolling/answer.html", data)


@require_http_methods(["GET", "HEAD", "POST"])
@link_page(NEXT_YEAR)
def answer_by_link(request: HttpRequest, link: Link) -> HttpResponse:
    """Confirm or decline by the link in the email. It shows the page and a button: a scanner that follows it answers nothing."""
    proposal: YearProposal = link.subject
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.source = f"Answered {sent_to(link)}"
        act = by_link(link, _action(form))
        if perform_form(request, form, act, proposal, done=_describe_answer):
            return redirect("rolling:by-link", link.token)
    proposal.refresh_from_db()
    data = {"form": form, "action": reverse("rolling:by-link", args=[link.token])}
    return render(request, "rolling/answer_link.html", {**data, **selectors.proposal_page(proposal)})


def _action(form: AnswerForm) -> Callable[..., YearProposal]:
    if form.records:
        return actions.record_confirmation if form.confirms else actions.record_decline
    return actions.confirm_year if form.confirms else actions.decline_year


def _describe_answer(proposal: YearProposal) -> str:
    """Return what the page says after an answer."""
    year = proposal.participation.project.year
    if proposal.is_declined:
        return f"Declined. {proposal.school} does not take part in {year}."
    return f"Confirmed. {proposal.school} takes part in {year}."
