"""Views of payment runs and of their bank results."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.errors import DomainError
from sustaining.common.files import checking_page, file_response
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.link_pages import guarded, link_page
from sustaining.outbox.models import Link

from .. import bank_files
from ..actions import bank_results, corrections, runs
from ..columns import file_problem
from ..forms.runs import AnswerFileForm, PrepareForm, ReleaseForm
from ..links import FILE
from ..models import Payment, PaymentRun, ReleasePayment, ResultUpload, RunFile
from ..selectors import runs as selectors
from ..selectors.release_pay import months_to_pay
from ..selectors.results import result_check


@login_required
@require_safe
def run_list(request: ViewerRequest) -> HttpResponse:
    """List the runs of the user's hubs, and the approved claims outside a run."""
    require(request.viewer, "funding.read_payment_runs")
    page = Paginator(selectors.runs_for(request.user), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "funding/runs.html",
        {"page": page, "hubs": selectors.hubs_with_approved(request.user), **selectors.setups_for(request.user)},
    )


@login_required
def prepare(request: ViewerRequest, pk: int) -> HttpResponse:
    """Choose approved claims of a hub for a run."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.prepare_run", hub)
    approved = selectors.approved_claims(hub, request.user)
    release = months_to_pay(hub, request.user)
    posted = request.POST if request.method == "POST" else None
    form = PrepareForm(posted, claims=approved, months=release)
    if request.method == "POST":
        done = "Payment run prepared. Someone else must release it."
        made = perform_form(request, form, runs.prepare_run, hub, done=done)
        if made:
            return redirect("funding:run", made.pk)
    claims = list(approved)
    months = list(release)
    data = {
        "hub": hub,
        "form": form,
        "claims": claims,
        "months": months,
        "total": sum(row.payable for row in (*claims, *months)),
        "file_problem": file_problem(hub),
    }
    return render(request, "funding/prepare.html", data)


@login_required
def run(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a run, its claims and its file to come; release it, if the user did not prepare it.

    `show-file` shows the file for the day that was entered, and releases nothing.
    """
    run = get_visible_or_404(PaymentRun, request.viewer, pk=pk)
    form = ReleaseForm(request.POST or None, initial=selectors.release_initial())
    if request.method == "POST" and "show-file" not in request.POST:
        require(request.viewer, "funding.release_run", run)
        done = "Payment run released. Its claims are recorded as paid."
        if perform_form(request, form, runs.release_run, run, done=done):
            return redirect("funding:run", run.pk)
    paid_on = form.cleaned_data["paid_on"] if form.is_bound and form.is_valid() else None
    data = selectors.run_detail_context(run, request.user, paid_on=paid_on)
    return render(request, "funding/run.html", {"run": run, "form": form, **data})


@login_required
def cancel(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel an unreleased run."""
    run = get_visible_or_404(PaymentRun, request.viewer, pk=pk)
    require(request.viewer, "funding.cancel_run", run)
    form = ReasonForm(request.POST or None)
    done = "Payment run cancelled. Its claims are waiting for another run."
    if request.method == "POST" and perform_form(request, form, runs.cancel_run, run, done=done):
        return redirect("funding:run", run.pk)
    return render(request, "funding/run_cancel.html", {"run": run, "form": form})


@login_required
def recall(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reverse release of a run, with a reason, before the bank has it."""
    run = get_visible_or_404(PaymentRun, request.viewer, pk=pk)
    require(request.viewer, "funding.recall_run", run)
    sentence = "You can reverse a release until the end of the payment date."
    if closed := closed_form(request, run, run.can_be_recalled(today()), sentence):
        return closed
    form = ReasonForm(request.POST or None)
    done = "Release reversed. The run is prepared again."
    if request.method == "POST" and perform_form(request, form, corrections.recall_run, run, done=done):
        return redirect(run)
    return render(request, "funding/run_recall.html", {"run": run, "form": form, **selectors.run_totals(run)})


@login_required
def finance_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Upload the finance system's results for a released run; a worker reads them, and nothing is saved yet."""
    run = get_visible_or_404(PaymentRun, request.viewer, pk=pk)
    require(request.viewer, "funding.record_answer", run)
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        uploaded = perform_form(request, form, bank_results.upload_results, run)
        if uploaded:
            return redirect("funding:check-answer", uploaded.pk)
    return render(request, "funding/finance_answer.html", {"run": run, "form": form})


@login_required
@require_safe
def check_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what each row of an uploaded result file would do; until a worker has read it, that it is being checked."""
    uploaded, run = _uploaded_results(request, pk)
    require(request.viewer, "funding.record_answer", run)
    again = reverse("funding:finance-answer", args=[run.pk])
    if uploaded.is_waiting or uploaded.is_refused:
        return checking_page(request, uploaded, again=again)
    try:
        data = result_check(uploaded, timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(again)
    return render(request, "funding/finance_answer.html", {"run": run, **data})


@login_required
@require_POST
def save_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Record the results that were shown, judged again."""
    uploaded, run = _uploaded_results(request, pk)
    counts = perform(request, bank_results.save_results, run, upload=uploaded)
    if counts is None:
        return redirect("funding:finance-answer", run.pk)
    messages.success(request, f"Recorded: {bank_files.verdict_summary(counts)}")
    return redirect("funding:run", run.pk)


def _uploaded_results(request: ViewerRequest, pk: int) -> tuple[ResultUpload, PaymentRun]:
    uploaded = get_visible_or_404(ResultUpload, request.viewer, pk=pk)
    return uploaded, get_visible_or_404(PaymentRun, request.viewer, pk=uploaded.run_id)


@login_required
def correct_payment(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct a payment that was recorded as unpaid by mistake, with a reason."""
    payment = get_visible_or_404(Payment, request.viewer, pk=pk)
    require(request.viewer, "funding.correct_payment", payment)
    follows = "We’ll email the person who submitted it. You can’t correct it once the claim is in another run."
    return _correct(request, payment, bank_results.reinstate_payment, noun="claim", follows=follows)


@login_required
def correct_release_payment(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct a payment of release pay that was recorded as unpaid by mistake, with a reason."""
    payment = get_visible_or_404(ReleasePayment, request.viewer, pk=pk)
    require(request.viewer, "funding.correct_release_payment", payment)
    follows = (
        "We’ll email the finance contacts of the home school. You can’t correct it once the month is in another run."
    )
    return _correct(request, payment, bank_results.reinstate_release_payment, noun="month", follows=follows)


def _correct(
    request: ViewerRequest, payment: Payment | ReleasePayment, reinstate: Any, *, noun: str, follows: str
) -> HttpResponse:
    sentence = f"Only a payment that is recorded as unpaid can be corrected, before its {noun} is in another run."
    if closed := closed_form(request, payment.paid_for, payment.can_be_corrected, sentence):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(request, form, reinstate, payment, done="Payment corrected."):
        return redirect("funding:run", payment.run_id)
    data = {"payment": payment, "form": form, "noun": noun, "follows": follows}
    return render(request, "funding/payment_correct.html", data)


@login_required
@require_safe
def run_file(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """Return the frozen file of a run."""
    return _unchanged(request, get_visible_or_404(RunFile, request.viewer, pk=pk))


@login_required
@require_POST
@guarded
def file_link(request: ViewerRequest, pk: int) -> HttpResponse:
    """Create a link to the file for the finance team, and show it once."""
    stored = get_visible_or_404(RunFile, request.viewer, pk=pk)
    address = perform(request, runs.link_to_file, stored.run, file=stored)
    return render(request, "funding/run_file_link.html", {"run": stored.run, "file": stored, "address": address})


@require_safe
@link_page(FILE)
def file_by_link(request: HttpRequest, link: Link) -> HttpResponseBase:
    """Return the file to the finance team, by a link that ends after a day."""
    return _unchanged(request, link.subject)


def _unchanged(request: HttpRequest, stored: RunFile) -> HttpResponseBase:
    if not runs.is_unchanged(stored):
        raise Http404("The file doesn’t match what was released. Tell the programme administrator.")
    return file_response(request, stored)
