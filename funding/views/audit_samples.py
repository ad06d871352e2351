"""Views of audit samples, evidence and recoveries, and of late claims."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.current_year import chosen_project
from schools.models import Hub, School
from schools.viewer import ViewerRequest
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .. import actions
from ..actions import audit_samples
from ..forms.audit_samples import EvidenceForm, FindingForm, LateForm, RecoveryForm, SampleForm, SettleForm
from ..models import Claim, Recovery, Sample, SampledClaim
from ..selectors import audit_samples as selectors
from ..selectors.claims import claim_evidence_context
from ..selectors.grants import grant_years, shown_grant_or_404


@login_required
@require_safe
def samples(request: ViewerRequest) -> HttpResponse:
    """List the samples and open recoveries of the user's hubs."""
    require(request.viewer, "funding.read_payment_runs")
    data = {
        "samples": selectors.samples_for(request.user)[:100],
        "recoveries": selectors.open_recoveries(request.user),
        "hubs": selectors.hubs_to_sample(request.user),
    }
    return render(request, "funding/samples.html", data)


@login_required
def draw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Draw a random sample of a hub's paid claims."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.draw_sample", hub)
    years = selectors.years_with_paid_claims(hub, request.user)
    form = SampleForm(request.POST or None, years=years, initial=selectors.sample_initial())
    if request.method == "POST":
        made = perform_form(
            request, form, audit_samples.draw_sample, hub, done="Sample selected. We’ve asked the schools for evidence."
        )
        if made:
            return redirect("funding:sample", made.pk)
    return render(request, "funding/form.html", _page("Select a sample", form, "Select sample", hub=hub))


@login_required
@require_safe
def sample(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a sample: how it was drawn, and the state of its claims."""
    sample = get_visible_or_404(Sample, request.viewer, pk=pk)
    return render(request, "funding/sample.html", {"sample": sample, **selectors.sample_detail_context(sample)})


@login_required
def evidence(request: ViewerRequest, reference: str) -> HttpResponse:
    """Take a school's evidence that its teachers were released."""
    sampled = get_visible_or_404(SampledClaim, request.viewer, claim__reference=reference)
    require(request.viewer, "funding.give_evidence", sampled)
    form = EvidenceForm(request.POST or None, request.FILES or None, initial={"text": sampled.words})
    done = "Evidence sent. The hub will review it."
    if request.method == "POST" and perform_form(request, form, audit_samples.give_evidence, sampled, done=done):
        return redirect(sampled.claim)
    return render(request, "funding/form.html", _page("Add evidence", form, "Send evidence", claim=sampled.claim))


@login_required
def judge(request: ViewerRequest, reference: str) -> HttpResponse:
    """Record the hub's finding on a school's evidence."""
    sampled = get_visible_or_404(SampledClaim, request.viewer, claim__reference=reference)
    require(request.viewer, "funding.judge_evidence", sampled)
    form = FindingForm(request.POST or None)
    refused = form.data.get("verdict") == "refuse"
    act = audit_samples.refuse_evidence if refused else audit_samples.accept_evidence
    if request.method == "POST" and perform_form(request, form, act, sampled, done="Review saved."):
        return redirect("funding:recover", reference) if refused else redirect(sampled.claim)
    return render(
        request, "funding/form.html", _claim_page(request, "Review evidence", form, "Save review", sampled.claim)
    )


@login_required
def reconsider(request: ViewerRequest, reference: str) -> HttpResponse:
    """Take back a finding that was recorded by mistake."""
    sampled = get_visible_or_404(SampledClaim, request.viewer, claim__reference=reference)
    require(request.viewer, "funding.reconsider_evidence", sampled)
    form = ReasonForm(request.POST or None)
    done = "Finding withdrawn. Review the evidence again when you are ready."
    if request.method == "POST" and perform_form(request, form, audit_samples.reconsider_evidence, sampled, done=done):
        return redirect(sampled.claim)
    return render(
        request, "funding/form.html", _page("Withdraw finding", form, "Withdraw finding", claim=sampled.claim)
    )


@login_required
def recover(request: ViewerRequest, reference: str) -> HttpResponse:
    """Request a recovery, which somebody else must approve."""
    claim = get_visible_or_404(Claim, request.viewer, reference=reference)
    require(request.viewer, "funding.request_recovery", claim)
    form = RecoveryForm(request.POST or None)
    done = "Recovery requested. A different hub lead must approve it before we email the school."
    if request.method == "POST" and perform_form(request, form, audit_samples.request_recovery, claim, done=done):
        return redirect(claim)
    return render(
        request, "funding/form.html", _claim_page(request, "Request repayment", form, "Request repayment", claim)
    )


@login_required
def recovery(request: ViewerRequest, pk: int) -> HttpResponse:
    """Approve a recovery that somebody else requested."""
    recovery = get_visible_or_404(Recovery, request.viewer, pk=pk)
    require(request.viewer, "funding.agree_recovery", recovery)
    if request.method == "POST":
        perform(request, audit_samples.agree_recovery, recovery, done="Recovery approved.")
        return redirect(recovery.claim)
    data = {"recovery": recovery, "claim": recovery.claim, **claim_evidence_context(recovery.claim, request.user)}
    return render(request, "funding/recovery.html", data)


@login_required
def drop_recovery(request: ViewerRequest, pk: int) -> HttpResponse:
    """Drop a recovery."""
    return _recovery_form_view(
        request,
        pk,
        ReasonForm,
        audit_samples.drop_recovery,
        "Cancel this recovery",
        "Recovery cancelled. The school has nothing to repay.",
    )


@login_required
def restore_recovery(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take up a recovery again that was dropped by mistake."""
    done = "Recovery restored. A different hub lead from the one who requested it must approve it."
    return _recovery_form_view(request, pk, ReasonForm, audit_samples.restore_recovery, "Restore recovery", done)


@login_required
def settle_recovery(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record a repayment."""
    done = "Repayment recorded. The money is back in the grant."
    return _recovery_form_view(request, pk, SettleForm, audit_samples.settle_recovery, "Record repayment", done)


@login_required
def reverse_repayment(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reverse a repayment that was recorded by mistake, with a reason."""
    recovery = get_visible_or_404(Recovery, request.viewer, pk=pk)
    require(request.viewer, "funding.reverse_repayment", recovery)
    sentence = "Only a repayment that has been recorded can be reversed."
    if closed := closed_form(request, recovery.claim, recovery.is_settled, sentence):
        return closed
    form = ReasonForm(request.POST or None)
    done = "Repayment reversed. The school still has to repay."
    if request.method == "POST" and perform_form(request, form, audit_samples.reverse_repayment, recovery, done=done):
        return redirect(recovery.claim)
    return render(request, "funding/repayment_reverse.html", {"recovery": recovery, "form": form})


def _recovery_form_view(
    request: ViewerRequest, pk: int, kind: Any, act_on_recovery: Any, title: str, done: str
) -> HttpResponse:
    recovery = get_visible_or_404(Recovery, request.viewer, pk=pk)
    require(request.viewer, act_on_recovery.permission, recovery)
    form = kind(request.POST or None)
    if request.method == "POST" and perform_form(request, form, act_on_recovery, recovery, done=done):
        return redirect(recovery.claim)
    return render(request, "funding/form.html", _page(title, form, "Save", claim=recovery.claim))


@login_required
def late(request: ViewerRequest, urn: int) -> HttpResponse:
    """Allow a school to claim after the window has closed."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    grant = shown_grant_or_404(grant_years(school, request.user, chosen_project(request)))
    require(request.viewer, "funding.allow_late_claims", grant)
    form = LateForm(request.POST or None)
    done = f"{school} can claim for {grant.participation.project.year} until that date."
    if request.method == "POST" and perform_form(request, form, actions.allow_late_claims, grant, done=done):
        return redirect("funding:grant", urn)
    return render(
        request, "funding/form.html", _page("Allow late claims", form, "Allow late claims", school=school, grant=grant)
    )


def _claim_page(request: ViewerRequest, title: str, form: Any, act: str, claim: Claim) -> dict[str, Any]:
    """Return a page with the claim's items and evidence beside the question."""
    return _page(title, form, act, claim=claim, has_evidence=True, **claim_evidence_context(claim, request.user))


def _page(title: str, form: Any, act: str, **about: Any) -> dict[str, Any]:
    return {"title": title, "form": form, "act": act, **about}
