"""Views of grants and claims. Review is in `review.py`, payment runs in `runs.py`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.current_year import SchoolYears, chosen_project
from schools.models import School
from schools.terms import get_calendar
from schools.viewer import ViewerRequest
from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.clock import today
from sustaining.common.errors import DomainError
from sustaining.common.files import file_response
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .. import actions
from ..actions.claims import OPEN_TO_EDITS, NewLine
from ..claim_rows import render_claim_rows
from ..errors import ChangedMeanwhile
from ..forms.claims import AnswerForm, ClaimForm, FilesForm, LineFormSet, PayeeForm, SubmitForm
from ..instalments import list_instalments
from ..models import Claim, ClaimFile, Grant
from ..selectors import claims as selectors
from ..selectors.grants import grant_years, own_grants, school_account, several_schools, shown_grant_or_404
from ..selectors.release_pay import has_own_release
from ..windows import why_no_claim
from .instalments import claim_instalment

OF_CLAIM = (
    "grant__participation__school",
    "grant__participation__hub",
    "grant__participation__project",
    "made_by",
    "decided_by",
)
"""What the pages of a claim, and the rules about it, ask of one."""


@login_required
@require_safe
def claims(request: ViewerRequest) -> HttpResponse:
    """List claims in tabs by state; school members also see their grants."""
    tabs, tab = selectors.tabs_for(request.viewer, request.GET.get("tab", ""))
    page = Paginator(selectors.claims_in(request.viewer, tab), 50).get_page(request.GET.get("page"))
    rows = render_claim_rows(page)
    data: dict[str, Any] = {"tabs": tabs, "tab": tab, "page": page, "rows": rows}
    grants = own_grants(request.viewer)
    data |= {"grants": grants, "several": several_schools(grants), "has_release_pay": has_own_release(request.viewer)}
    return render(request, "funding/claims.html", data)


@login_required
@require_safe
def grant(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show a school's grants, claims and ledger."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    account = school_account(school, request.user, chosen_project(request))
    return render(request, "funding/grant.html", {"school": school, **account})


@login_required
def new(request: ViewerRequest, urn: int) -> HttpResponse:
    """Create a claim on the grant of the year that its lines are in."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    years = grant_years(school, request.user, chosen_project(request))
    shown = shown_grant_or_404(years)
    require(request.viewer, "funding.draft_claim", shown)
    if request.method != "POST" and (sentence := why_no_claim(shown, today())):
        messages.warning(request, sentence)
        return redirect(f"{reverse('funding:grant', args=[school.urn])}?project={shown.participation.project.code}")
    if instalments := list_instalments(shown):
        return claim_instalment(request, shown, instalments)
    form = ClaimForm(request.POST or None)
    lines = _items(request, shown, None)
    if _is_sent(request) and form.is_valid() and lines.is_valid():
        claim = _save_lines(lines, request, _draft_in_their_year, years, client_key=form.cleaned_data["once"])
        if claim:
            return redirect("funding:check", claim.reference)
    return _line_page(request, shown, form, lines, None, years)


def _draft_in_their_year(years: SchoolYears, *, lines: list[NewLine], **kwargs: Any) -> Claim:
    participation = years.require_for(line.released_on for line in lines)
    return actions.draft_claim(participation.grant, lines=lines, **kwargs)


@login_required
def edit(request: ViewerRequest, reference: str) -> HttpResponse:
    """Change items of a draft, or of a claim that the hub queried."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    require(request.viewer, "funding.edit_claim", claim)
    if closed := _closed(request, claim):
        return closed
    sentence = "An instalment is claimed in full, so its item can’t be changed."
    if closed := closed_form(request, claim, claim.instalment_id is None, sentence):
        return closed
    lines = _items(request, claim.grant, claim)
    if _is_sent(request) and lines.is_valid():
        opened_with = request.POST.get("opened_with")
        if _save_lines(lines, request, actions.edit_claim, claim, opened_with=opened_with):
            return redirect("funding:check", claim.reference)
    return _line_page(request, claim.grant, ClaimForm(), lines, claim)


def _closed(request: ViewerRequest, claim: Claim) -> HttpResponse | None:
    sentence = "This claim has been submitted, so it can’t be changed. If it needs changing, ask the hub to query it."
    return closed_form(request, claim, claim.state in OPEN_TO_EDITS, sentence)


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and "more" not in request.POST


def _items(request: HttpRequest, grant: Grant, claim: Claim | None) -> Any:
    """Return the items of a claim as forms: as sent, as typed with another one, or as they begin."""
    occasions = selectors.occasion_choices(grant, claim)
    kwargs = {"occasions": occasions, "calendar": get_calendar(grant.participation.hub)}
    if "more" in request.POST:
        return selectors.with_another_row(request.POST, LineFormSet, kwargs)
    claimed = selectors.lines_of_occasions(grant, claim)
    initial = selectors.items_initial(claim, occasions, claimed)
    return LineFormSet(request.POST or None, prefix="lines", initial=initial, form_kwargs=kwargs)


def _save_lines(lines: Any, request: HttpRequest, act: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return act(*args, lines=lines.lines(), by=request.user, now=timezone.now(), **kwargs)
    except DomainError as error:
        lines.refusal, lines.are_changed = str(error), isinstance(error, ChangedMeanwhile)
        return None


def _line_page(
    request: ViewerRequest,
    grant: Grant,
    form: Any,
    lines: Any,
    claim: Claim | None,
    years: SchoolYears | None = None,
) -> HttpResponse:
    data = {"form": form, "lines": lines, "grant": grant, "claim": claim, "school": grant.school, "years": years}
    data |= selectors.claim_form_context(grant, claim)
    if not getattr(lines, "are_changed", False):  # once asked about, saving again replaces the other lines
        data["opened_with"] = request.POST.get("opened_with", data["opened_with"])
    return render(request, "funding/claim_form.html", data)


@login_required
@require_safe
def claim(request: ViewerRequest, reference: str) -> HttpResponse:
    """Show a claim: its lines, its state, who acts next."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    data = selectors.claim_detail_context(claim, request.viewer)
    tasks = selectors.claim_tasks(claim, data) if claim.state in OPEN_TO_EDITS else []
    return render(request, "funding/claim.html", {"claim": claim, "tasks": tasks, "answer": AnswerForm(), **data})


@login_required
def check(request: ViewerRequest, reference: str) -> HttpResponse:
    """Check the claim's answers, declare and submit."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    data = selectors.claim_detail_context(claim, request.viewer)
    questions = selectors.open_questions(claim) if data["reads_words"] else {}
    form = SubmitForm(request.POST or None, conditions=data["conditions"], questions=questions)
    if request.method == "POST":
        require(request.viewer, "funding.submit_claim", claim)
        done = f"Claim {claim.reference} submitted. We’ll email you when it’s decided."
        if perform_form(request, form, actions.submit_claim, claim, done=done):
            return redirect(claim)
    return render(request, "funding/check.html", {"claim": claim, "form": form, **data})


@login_required
@require_POST
def withdraw(request: ViewerRequest, reference: str) -> HttpResponse:
    """Withdraw a claim."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    perform(request, actions.withdraw_claim, claim, done=f"Claim {claim.reference} withdrawn.")
    return redirect(claim)


@login_required
@require_POST
def restore(request: ViewerRequest, reference: str) -> HttpResponse:
    """Restore a withdrawn claim as a draft."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    done = f"Claim {claim.reference} is a draft again. Check it and submit it."
    perform(request, actions.restore_claim, claim, done=done)
    return redirect(claim)


@login_required
def payee(request: ViewerRequest, reference: str) -> HttpResponse:
    """Edit the payee and the invoice number."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    require(request.viewer, "funding.edit_claim", claim)
    if closed := _closed(request, claim):
        return closed
    require_recent_authentication(request)
    initial = {"payee": claim.payee, "invoice_number": claim.invoice_number}
    form = PayeeForm(request.POST or None, initial=initial, claim=claim)
    if request.method == "POST" and perform_form(request, form, actions.edit_payee, claim, done="Payee saved."):
        return redirect(claim)
    return render(request, "funding/payee.html", {"claim": claim, "form": form})


@login_required
def files(request: ViewerRequest, reference: str) -> HttpResponse:
    """List and add a claim's attachments, while it is with its school."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    require(request.viewer, "funding.edit_claim", claim)
    if closed := _closed(request, claim):
        return closed
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and perform_form(request, form, actions.attach_files, claim, done="Files attached."):
        return redirect("funding:files", claim.reference)
    data = selectors.claim_detail_context(claim, request.viewer)
    return render(request, "funding/files.html", {"claim": claim, "form": form, "files": data["files"]})


@login_required
@require_safe
def file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Return an attachment to anyone who sees the claim and its free text."""
    return file_response(request, get_visible_or_404(ClaimFile, request.viewer, pk=pk))


@login_required
@require_POST
def remove_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove an attachment."""
    stored = get_visible_or_404(ClaimFile, request.viewer, pk=pk)
    undo = reverse("funding:restore-file", args=[pk])
    perform(request, actions.remove_file, stored, done=f"“{stored.name}” removed.", undo=undo)
    return redirect("funding:files", stored.claim.reference)


@login_required
@require_POST
def restore_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed attachment back."""
    stored = get_visible_or_404(ClaimFile, request.viewer, pk=pk)
    perform(request, actions.restore_file, stored, done=f"“{stored.name}” restored.")
    return redirect("funding:files", stored.claim.reference)


@login_required
@require_POST
def answer(request: ViewerRequest, reference: str) -> HttpResponse:
    """Answer the hub's query without changing the lines."""
    claim = get_visible_or_404(Claim, request.viewer, OF_CLAIM, reference=reference)
    require(request.viewer, "funding.answer_query", claim)
    form = AnswerForm(request.POST)
    if perform_form(request, form, actions.answer_query, claim, done="Answer sent. The claim is back with your hub."):
        return redirect(claim)
    data = selectors.claim_detail_context(claim, request.viewer)
    return render(request, "funding/claim.html", {"claim": claim, "tasks": [], "answer": form, **data})
