"""Pages of samples, evidence and recoveries; leave for late claims."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.models import Hub, School
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .. import actions
from ..actions import checking
from ..forms.checking import EvidenceForm, FindingForm, LateForm, RecoveryForm, SampleForm, SettleForm
from ..models import Claim, Recovery, Sample, SampledClaim
from ..selectors import checking as selectors
from ..selectors import claims as claim_data


@login_required
@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """The samples of one's hubs, and what is asked back."""
    require(request.user, "funding.read_payment_runs")
    data = {
        "samples": selectors.samples_for(request.user)[:100],
        "recoveries": selectors.open_recoveries(request.user),
        "hubs": selectors.hubs_to_sample(request.user),
    }
    return render(request, "funding/samples.html", data)


@login_required
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw paid claims of a hub by lot."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "funding.draw_sample", hub)
    form = SampleForm(request.POST or None, years=selectors.year_options(), initial={"number": 5})
    if request.method == "POST":
        made = perform_form(request, form, checking.draw_sample, hub, done="Drawn. The schools are asked for evidence.")
        if made:
            return redirect("funding:sample", made.pk)
    return render(request, "funding/form.html", _page("Draw a sample", form, "Draw", hub=hub))


@login_required
@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample: how it was drawn, and where each claim of it stands."""
    found = get_visible_or_404(Sample, request.user, pk=pk)
    return render(request, "funding/sample.html", {"sample": found, **selectors.of_sample(found)})


@login_required
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """The school says and attaches what shows that its teachers were released."""
    found = get_visible_or_404(SampledClaim, request.user, claim__reference=reference)
    require(request.user, "funding.give_evidence", found)
    form = EvidenceForm(request.POST or None, request.FILES or None, initial={"words": found.words})
    done = "Thank you. The hub looks at it."
    if request.method == "POST" and perform_form(request, form, checking.give_evidence, found, done=done):
        return redirect(found.claim)
    return render(request, "funding/form.html", _page("Give the evidence", form, "Send", claim=found.claim, files=True))


@login_required
def judge(request: HttpRequest, reference: str) -> HttpResponse:
    """The hub says whether the money was spent as claimed."""
    found = get_visible_or_404(SampledClaim, request.user, claim__reference=reference)
    require(request.user, "funding.judge_evidence", found)
    form = FindingForm(request.POST or None)
    refused = form.data.get("verdict") == "refuse"
    act = checking.refuse_evidence if refused else checking.accept_evidence
    if request.method == "POST" and perform_form(request, form, act, found, done="Your finding is kept."):
        return redirect("funding:recover", reference) if refused else redirect(found.claim)
    return render(request, "funding/form.html", _page("Judge the evidence", form, "Keep", claim=found.claim))


@login_required
def recover(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for money back; somebody else has to agree."""
    found = get_visible_or_404(Claim, request.user, reference=reference)
    require(request.user, "funding.request_recovery", found)
    form = RecoveryForm(request.POST or None)
    done = "Asked for. A hub lead other than you has to agree before the school is told."
    if request.method == "POST" and perform_form(request, form, checking.request_recovery, found, done=done):
        return redirect(found)
    return render(request, "funding/form.html", _page("Ask for money back", form, "Ask back", claim=found))


@login_required
def recovery(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to what somebody else asked back."""
    found = get_visible_or_404(Recovery, request.user, pk=pk)
    require(request.user, "funding.agree_recovery", found)
    if request.method == "POST":
        perform(request, checking.agree_recovery, found, done="Agreed. The school is told how much and why.")
        return redirect(found.claim)
    return render(request, "funding/recovery.html", {"recovery": found, "claim": found.claim})


@login_required
def drop_recovery(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for nothing back after all."""
    return _of_recovery(
        request, pk, ReasonForm, checking.drop_recovery, "Ask for nothing back", "Nothing is asked back."
    )


@login_required
def settle_recovery(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the money came back."""
    done = "Settled. The money is the grant’s again."
    return _of_recovery(request, pk, SettleForm, checking.settle_recovery, "The money came back", done)


def _of_recovery(request: HttpRequest, pk: int, kind: Any, act: Any, title: str, done: str) -> HttpResponse:
    found = get_visible_or_404(Recovery, request.user, pk=pk)
    require(request.user, act.permission, found)
    form = kind(request.POST or None)
    if request.method == "POST" and perform_form(request, form, act, found, done=done):
        return redirect(found.claim)
    return render(request, "funding/form.html", _page(title, form, "Keep", claim=found.claim))


@login_required
def late(request: HttpRequest, urn: int) -> HttpResponse:
    """Give a school leave to claim after the window has closed."""
    school = get_visible_or_404(School, request.user, urn=urn)
    grant = claim_data.open_grant_of(school, request.user)
    require(request.user, "funding.allow_late_claims", grant)
    form = LateForm(request.POST or None)
    done = f"{school} may claim until that day."
    if request.method == "POST" and perform_form(request, form, actions.allow_late_claims, grant, done=done):
        return redirect("funding:grant", urn)
    return render(request, "funding/form.html", _page("Take late claims", form, "Give leave", school=school))


def _page(title: str, form: Any, act: str, **about: Any) -> dict[str, Any]:
    return {"title": title, "form": form, "act": act, **about}
