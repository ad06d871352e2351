"""Pages of grants and claims. Payment runs are in `run_views.py`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import School
from sustaining.common.errors import DomainError
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permits import require

from . import actions, page_data
from .forms import ClaimForm, LineFormSet, ReasonForm, SubmitForm
from .models import Claim, Grant


@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """A queue by what each claim waits for; a school's person sees their grant and their claims."""
    tabs, tab = page_data.tabs_for(request.user, request.GET.get("tab", ""))
    page = Paginator(page_data.claims_in(request.user, tab), 50).get_page(request.GET.get("page"))
    data = {"tabs": tabs, "tab": tab, "page": page, "claims": page_data.with_words(page)}
    return render(request, "funding/claims.html", {**data, "grants": page_data.own_grants(request.user)})


@login_required
@require_safe
def grant(request: HttpRequest, urn: int) -> HttpResponse:
    """A school's account: its grants, claims and ledger."""
    school = get_visible_or_404(School, request.user, urn=urn)
    return render(request, "funding/grant.html", {"school": school, **page_data.account_of(school, request.user)})


@login_required
def new(request: HttpRequest, urn: int) -> HttpResponse:
    """Begin a claim on a school's grant of this year."""
    school = get_visible_or_404(School, request.user, urn=urn)
    open_grant = page_data.open_grant_of(school, request.user)
    require(request.user, "funding.draft_claim", open_grant)
    form = ClaimForm(request.POST or None)
    lines = LineFormSet(request.POST or None, prefix="lines")
    if request.method == "POST" and "more" not in request.POST and form.is_valid() and lines.is_valid():
        key = form.cleaned_data["once"]
        claim = _tried(lines, request, actions.draft_claim, open_grant, client_key=key)
        if claim:
            return redirect("funding:check", claim.reference)
    return _line_page(request, open_grant, form, lines, None)


@login_required
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the lines of a draft, or of a claim that the hub queried."""
    claim = get_visible_or_404(Claim, request.user, reference=reference)
    require(request.user, "funding.edit_claim", claim)
    lines = LineFormSet(request.POST or None, prefix="lines", initial=page_data.line_initial(claim))
    sent = request.method == "POST" and "more" not in request.POST
    if sent and lines.is_valid() and _tried(lines, request, actions.edit_claim, claim):
        return redirect("funding:check", claim.reference)
    return _line_page(request, claim.grant, ClaimForm(), lines, claim)


def _tried(lines: Any, request: HttpRequest, act: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return act(*args, lines=lines.lines(), by=request.user, now=timezone.now(), **kwargs)
    except DomainError as error:
        lines.refusal = str(error)
        return None


def _line_page(request: HttpRequest, on: Grant, form: Any, lines: Any, claim: Claim | None) -> HttpResponse:
    if request.method == "POST" and "more" in request.POST:
        lines = page_data.with_another_row(request.POST, LineFormSet)
    data = {"form": form, "lines": lines, "grant": on, "claim": claim, "school": on.school}
    return render(request, "funding/claim_form.html", {**data, **page_data.around_lines(on, claim)})


@login_required
@require_safe
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """One claim: its lines, where it stands, who acts next."""
    found = get_visible_or_404(Claim, request.user, reference=reference)
    return render(request, "funding/claim.html", {"claim": found, **page_data.of_claim(found)})


@login_required
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Check your answers, declare, submit."""
    found = get_visible_or_404(Claim, request.user, reference=reference)
    form = SubmitForm(request.POST or None)
    if request.method == "POST":
        require(request.user, "funding.submit_claim", found)
        done = f"Claim {found.reference} is with your hub. You will hear by e-mail when it is decided."
        if perform_form(request, form, actions.submit_claim, found, done=done):
            return redirect(found)
    return render(request, "funding/check.html", {"claim": found, "form": form, **page_data.of_claim(found)})


@login_required
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a claim back."""
    found = get_visible_or_404(Claim, request.user, reference=reference)
    perform(request, actions.withdraw_claim, found, done=f"Claim {found.reference} is withdrawn.")
    return redirect(found)


@login_required
@require_POST
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve a claim."""
    found = get_visible_or_404(Claim, request.user, reference=reference)
    done = f"Claim {found.reference} is approved. It waits for the next payment run."
    perform(request, actions.approve_claim, found, done=done)
    return redirect(found)


@login_required
def reject(request: HttpRequest, reference: str) -> HttpResponse:
    """Refuse a claim, with a reason."""
    return _with_reason(request, reference, actions.reject_claim, "reject", "is not approved. The school is told why.")


@login_required
def query(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the school to change a claim."""
    return _with_reason(request, reference, actions.query_claim, "query", "is queried. The school is asked.")


def _with_reason(request: HttpRequest, reference: str, act: Any, verb: str, done: str) -> HttpResponse:
    found = get_visible_or_404(Claim, request.user, reference=reference)
    require(request.user, act.permission, found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(request, form, act, found, done=f"Claim {found.reference} {done}"):
        return redirect(found)
    return render(request, "funding/reason.html", {"claim": found, "form": form, "verb": verb})
