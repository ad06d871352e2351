"""Views for claiming for several schools at once: one table, one declaration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sustaining.accounts.requests import SignedInRequest
from sustaining.common.counts import counted
from sustaining.common.errors import DomainError
from sustaining.common.years import AcademicYear

from .. import actions
from ..actions import NewLine
from ..forms.claims import BaseSeveralFormSet, ClaimForm, SeveralFormSet, SubmitForm
from ..models import Claim, Grant
from ..selectors import claims as selectors
from ..selectors.grants import calendars_by_year, claimable_schools, grant_years, left_by_year, own_grants

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_DRAFTS = 40


@login_required
def several(request: SignedInRequest) -> HttpResponse:
    """Enter lines of several schools and create a draft for each school; with `claim`, change those drafts."""
    grants = own_grants(request.user)
    if not grants:
        raise PermissionDenied("Only finance contacts, headteachers and Advocates can claim for several schools.")
    drafts = selectors.own_drafts(request.user, request.GET.getlist("claim")[:MOST_DRAFTS])
    kwargs = {"schools": claimable_schools(request.user), "calendars": calendars_by_year(grants)}
    form = ClaimForm(request.POST or None)
    initial = [line for claim in drafts for line in selectors.line_initial(claim, with_school=True)]
    lines: Any = SeveralFormSet(request.POST or None, prefix="lines", initial=initial, form_kwargs=kwargs)
    if request.method == "POST" and "more" in request.POST:
        lines = selectors.with_another_row(request.POST, SeveralFormSet, kwargs)
    elif request.method == "POST" and form.is_valid() and lines.is_valid() and lines.has_room(left_by_year(grants)):
        claims = _drafted(request, form, lines, drafts)
        if claims:
            return redirect(_with_drafts("funding:check-several", claims))
    spent = [row["school"] for row in grants if row["left"] <= 0]
    since = min(row["project"].year.starts for row in grants)
    names = selectors.suggest_teachers({row["school"] for row in grants}, since)
    data = {"form": form, "lines": lines, "grants": grants, "spent": spent, "drafts": drafts, "names": names}
    return render(request, "funding/several.html", data)


def _with_drafts(name: str, claims: Iterable[Claim]) -> str:
    return reverse(name) + "?" + urlencode([("claim", claim.reference) for claim in claims])


def _drafted(
    request: SignedInRequest, form: ClaimForm, lines: BaseSeveralFormSet, drafts: Sequence[Claim]
) -> list[Claim]:
    """Create or change all drafts, or none, and return them. A draft that has no line any more is withdrawn."""
    claims: list[Claim] = []
    open_drafts = {claim.grant_id: claim for claim in drafts}
    now = timezone.now()
    try:
        with transaction.atomic():
            for school, rows in lines.by_school().items():
                years = grant_years(school, request.user)
                for year in sorted({AcademicYear.of(row.released_on) for row in rows}):
                    own_rows = [row for row in rows if row.released_on in year]
                    grant = years.require_for(row.released_on for row in own_rows).grant
                    key = uuid5(NAMESPACE_URL, f"{form.cleaned_data['once']}:{grant.pk}")
                    draft = open_drafts.pop(grant.pk, None)
                    claims.append(_draft_or_change(grant, draft, lines=own_rows, key=key, by=request.user, now=now))
            for emptied in open_drafts.values():
                actions.withdraw_claim(emptied, by=request.user, now=now)
    except DomainError as error:
        lines.refusal = f"{school}: {error}"
        return []
    return claims


def _draft_or_change(
    grant: Grant, draft: Claim | None, *, lines: list[NewLine], key: UUID, by: User, now: datetime
) -> Claim:
    if draft is None:
        return actions.draft_claim(grant, lines=lines, client_key=key, by=by, now=now)
    return actions.edit_claim(draft, lines=selectors.with_known_occasions(draft, lines), by=by, now=now)


@login_required
def check_several(request: SignedInRequest) -> HttpResponse:
    """Check the drafts, declare once, submit all or none."""
    drafts = selectors.own_drafts(request.user, request.GET.getlist("claim")[:MOST_DRAFTS])
    if not drafts:
        raise Http404("None of these claims is a draft of yours.")
    conditions = selectors.conditions_to_accept(drafts)
    form = SubmitForm(request.POST or None, conditions=conditions, questions=selectors.open_questions(*drafts))
    if request.method == "POST" and form.is_valid() and _submitted(request, form, drafts):
        messages.success(
            request, f"We’ve sent {counted(len(drafts), 'claim')} to your hub. We’ll email you about each one."
        )
        return redirect("funding:claims")
    total = sum(claim.total for claim in drafts)
    back = _with_drafts("funding:several", drafts)
    data = {"drafts": drafts, "form": form, "conditions": conditions, "total": total, "back": back}
    return render(request, "funding/check_several.html", data)


def _submitted(request: SignedInRequest, form: SubmitForm, drafts: list) -> bool:
    try:
        with transaction.atomic():
            for claim in drafts:
                actions.submit_claim(claim, by=request.user, now=timezone.now(), **form.action_data())
    except DomainError as error:
        form.add_error(None, f"{claim.school}: {error}")
        return False
    return True
