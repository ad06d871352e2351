"""Pages on which a hub changes what it proposed, withdraws it, and sets up next year's Work Groups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.years import AcademicYear

from . import actions, selectors
from .actions.changing import sentence_when_answered
from .forms import CarryOnForm, ChangeForm, WithdrawProposalForm
from .groups import copy_groups
from .matching import choices_for
from .models import YearProposal


@login_required
def change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change what is proposed to a school that has not answered."""
    proposal = get_visible_or_404(YearProposal, request.viewer, participation=pk)
    require(request.viewer, "rolling.change_proposal", proposal)
    if closed := closed_form(request, proposal.school, proposal.is_open, sentence_when_answered(proposal)):
        return closed
    form = _change_form(request, proposal, request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def done(altered: Any) -> str:
            return "Proposal changed." if altered else "Nothing was changed."

        if perform_form(request, form, actions.change_proposal, proposal, done=done, says_none=True) is not None:
            return _to_next_year(proposal)
    return _change_page(request, proposal, form, WithdrawProposalForm())


@login_required
@require_POST
def withdraw_proposal(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw what is proposed to a school, with a reason."""
    proposal = get_visible_or_404(YearProposal, request.viewer, participation=pk)
    require(request.viewer, "rolling.change_proposal", proposal)
    form = WithdrawProposalForm(request.POST)
    done = "Proposal withdrawn. You can propose the year again later."
    if perform_form(request, form, actions.withdraw_proposal, proposal, done=done):
        return _to_next_year(proposal)
    return _change_page(request, proposal, _change_form(request, proposal), form)


@login_required
@require_POST
def settle(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take what could not be done for a confirmed school off the hub's desk."""
    proposal = get_visible_or_404(YearProposal, request.viewer, participation=pk)
    done = f"Done. {proposal.school} is no longer on your to-do list for this."
    perform(request, actions.settle_shortfall, proposal, done=done)
    return redirect("rolling:answer", proposal.participation_id)


@login_required
def groups(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Show last year's Work Groups as they would be set up for the next, and set up the chosen ones."""
    hub_row = get_visible_or_404(Hub, request.viewer, pk=hub)
    require(request.viewer, "workgroups.set_up_group", hub_row)
    academic_year = selectors.check_year(year, AcademicYear.of(today()))
    copies = copy_groups(request.viewer, hub_row, academic_year)
    form = CarryOnForm(request.POST if request.method == "POST" else None, copies=copies)
    if request.method == "POST":
        created = perform_form(request, form, actions.carry_on_groups, hub_row)
        if created:
            done = f"{counted(len(created), 'Work Group')} set up for {academic_year}. Now plan the meetings."
            messages.success(request, done)
            return redirect("rolling:next-year", hub_row.pk, academic_year.start)
    data = {"hub": hub_row, "year": academic_year, "last_year": AcademicYear(academic_year.start - 1), "form": form}
    return render(request, "rolling/groups.html", data)


def _to_next_year(proposal: YearProposal) -> HttpResponse:
    return redirect("rolling:next-year", proposal.hub.present_id, proposal.participation.project.academic_year)


def _change_form(request: ViewerRequest, proposal: YearProposal, data: Any = None) -> ChangeForm:
    candidates, work_groups = choices_for(proposal, request.viewer, today())
    return ChangeForm(data, proposal=proposal, candidates=candidates, groups=work_groups)


def _change_page(
    request: ViewerRequest, proposal: YearProposal, form: ChangeForm, withdraw_form: WithdrawProposalForm
) -> HttpResponse:
    data = {"form": form, "withdraw_form": withdraw_form, **selectors.change_page(proposal, today())}
    return render(request, "rolling/change.html", data)
