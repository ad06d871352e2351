"""Views of accounts by hub, project and year, their files, and a school's statement."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schools.models import School
from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404
from sustaining.common.permissions import may, require
from sustaining.common.sheets import csv_response, xlsx_response

from ..selectors import accounts as selectors
from ..selectors.grants import grant_years, school_account, school_payments, shown_grant_or_404

FILES = {"csv": csv_response, "xlsx": xlsx_response}


@login_required
@require_safe
def account(request: ViewerRequest) -> HttpResponse:
    """Show what was granted and its parts, with budget and forecast. Filters are in the query string."""
    require(request.viewer, "funding.read_payment_runs")
    scope = selectors.scope_from(request.GET, request.user)
    data = selectors.account(request.user, scope)
    return render(request, "funding/account.html", {**data, "query": request.GET.urlencode()})


@login_required
@require_safe
def account_file(request: ViewerRequest, ending: str) -> HttpResponse:
    """Return the account by school, as CSV or XLSX."""
    require(request.viewer, "funding.read_payment_runs")
    scope = selectors.scope_from(request.GET, request.user)
    rows = selectors.account_rows(request.user, scope)
    return FILES[ending]("account", selectors.account_headings(scope), rows)


@login_required
@require_safe
def ledger_file(request: ViewerRequest, ending: str) -> HttpResponse:
    """Return every ledger entry of the account, as CSV or XLSX."""
    require(request.viewer, "funding.read_payment_runs")
    entries = selectors.entries_in(request.user, selectors.scope_from(request.GET, request.user))
    with_words = may(request.viewer, "funding.read_texts")
    return FILES[ending]("ledger", selectors.ENTRY_HEADINGS, selectors.entry_rows(entries, with_words=with_words))


@login_required
@require_safe
def school_file(request: ViewerRequest, urn: int, ending: str) -> HttpResponse:
    """Return a school's ledger, as CSV or XLSX."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    grant = shown_grant_or_404(grant_years(school, request.user))
    with_words = may(request.viewer, "funding.read_words", grant)
    rows = selectors.entry_rows(selectors.school_entries(school, request.user), with_words=with_words)
    return FILES[ending](f"ledger-{school.urn}", selectors.ENTRY_HEADINGS, rows)


@login_required
@require_safe
def statement(request: ViewerRequest, urn: int) -> HttpResponse:
    """Show a school's statement for printing."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    data = {"school": school, "now": timezone.now(), **school_account(school, request.user)}
    return render(request, "funding/statement.html", {**data, "payments": school_payments(school, request.user)})
