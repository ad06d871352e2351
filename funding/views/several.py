"""Views for claiming for several schools at once: one table, one declaration."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

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
from ..forms.claims import BaseSeveralFormSet, ClaimForm, SeveralFormSet, SubmitForm
from ..selectors import claims as selectors
from ..selectors.grants import claimable_schools, grant_years, own_grants


@login_required
def several(request: SignedInRequest) -> HttpResponse:
    """Enter lines of several schools and create a draft for each school."""
    schools = claimable_schools(request.user)
    grants = own_grants(request.user)
    if not grants:
        raise PermissionDenied("Claims for several schools are made by their finance contacts, heads or Advocates.")
    kwargs = {"schools": schools}
    form = ClaimForm(request.POST or None)
    lines: Any = SeveralFormSet(request.POST or None, prefix="lines", form_kwargs=kwargs)
    if request.method == "POST" and "more" in request.POST:
        lines = selectors.with_another_row(request.POST, SeveralFormSet, kwargs)
    elif request.method == "POST" and form.is_valid() and lines.is_valid() and (made := _drafted(request, form, lines)):
        return redirect(reverse("funding:check-several") + "?" + "&".join(f"claim={reference}" for reference in made))
    return render(request, "funding/several.html", {"form": form, "lines": lines, "grants": grants})


def _drafted(request: SignedInRequest, form: ClaimForm, lines: BaseSeveralFormSet) -> list[str]:
    """Create all drafts or none, and return their references."""
    made: list[str] = []
    now = timezone.now()
    try:
        with transaction.atomic():
            for school, rows in lines.by_school().items():
                years = grant_years(school, request.user)
                for year in sorted({AcademicYear.of(row.released_on) for row in rows}):
                    own_rows = [row for row in rows if row.released_on in year]
                    grant = years.require_for(row.released_on for row in own_rows).grant
                    key = uuid5(NAMESPACE_URL, f"{form.cleaned_data['once']}:{grant.pk}")
                    claim = actions.draft_claim(grant, lines=own_rows, client_key=key, by=request.user, now=now)
                    made.append(claim.reference)
    except DomainError as error:
        lines.refusal = f"{school}: {error}"
        return []
    return made


@login_required
def check_several(request: SignedInRequest) -> HttpResponse:
    """Check the drafts, declare once, submit all or none."""
    drafts = selectors.own_drafts(request.user, request.GET.getlist("claim")[:40])
    if not drafts:
        raise Http404("None of these claims is a draft of yours.")
    conditions = selectors.conditions_to_accept(drafts)
    form = SubmitForm(request.POST or None, conditions=conditions, questions=selectors.open_questions(*drafts))
    if request.method == "POST" and form.is_valid() and _submitted(request, form, drafts):
        messages.success(
            request, f"We’ve sent {counted(len(drafts), 'claim')} to your hub. You will get an email about each."
        )
        return redirect("funding:claims")
    total = sum(claim.total for claim in drafts)
    data = {"drafts": drafts, "form": form, "conditions": conditions, "total": total}
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
