"""Views of payment runs and of their bank results."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from sustaining.accounts.requests import SignedInRequest
from sustaining.common.files import file_response
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.link_pages import guarded, link_page
from sustaining.outbox.models import Link

from .. import bank_files
from ..actions import bank_results, runs
from ..columns import file_problem
from ..errors import NotAnAnswer
from ..forms.runs import AnswerFileForm, PrepareForm, ReleaseForm
from ..links import FILE
from ..models import PaymentRun, RunFile
from ..selectors import runs as selectors


@login_required
@require_safe
def run_list(request: SignedInRequest) -> HttpResponse:
    """List the runs of the user's hubs, and the approved claims outside a run."""
    require(request.user, "funding.read_payment_runs")
    page = Paginator(selectors.runs_for(request.user), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "funding/runs.html",
        {"page": page, "hubs": selectors.hubs_with_approved(request.user), **selectors.setups_for(request.user)},
    )


@login_required
def prepare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose approved claims of a hub for a run."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "funding.prepare_run", hub)
    approved = selectors.approved_of(hub, request.user)
    form = PrepareForm(request.POST or None, claims=approved)
    if request.method == "POST":
        done = "The run is prepared. Somebody else releases it."
        made = perform_form(request, form, runs.prepare_run, hub, done=done)
        if made:
            return redirect("funding:run", made.pk)
    claims = list(approved)
    total = sum(claim.payable for claim in claims)
    data = {"hub": hub, "form": form, "claims": claims, "total": total, "file_problem": file_problem(hub)}
    return render(request, "funding/prepare.html", data)


@login_required
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a run, its claims and its file to come; release it, if the user did not prepare it.

    `show-file` shows the file for the day that was entered, and releases nothing.
    """
    run = get_visible_or_404(PaymentRun, request.user, pk=pk)
    form = ReleaseForm(request.POST or None, initial=selectors.release_initial())
    if request.method == "POST" and "show-file" not in request.POST:
        require(request.user, "funding.release_run", run)
        done = "The run is released: every claim in it is paid, and the schools are told."
        if perform_form(request, form, runs.release_run, run, done=done):
            return redirect("funding:run", run.pk)
    paid_on = form.cleaned_data["paid_on"] if form.is_bound and form.is_valid() else None
    data = selectors.run_detail_context(run, request.user, paid_on=paid_on)
    return render(request, "funding/run.html", {"run": run, "form": form, **data})


@login_required
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel an unreleased run."""
    run = get_visible_or_404(PaymentRun, request.user, pk=pk)
    require(request.user, "funding.cancel_run", run)
    form = ReasonForm(request.POST or None)
    done = "The run is cancelled. Its claims wait for another."
    if request.method == "POST" and perform_form(request, form, runs.cancel_run, run, done=done):
        return redirect("funding:run", run.pk)
    return render(request, "funding/run_cancel.html", {"run": run, "form": form})


@login_required
def finance_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload the finance system's results for a released run and show them; nothing is saved yet."""
    run = get_visible_or_404(PaymentRun, request.user, pk=pk)
    require(request.user, "funding.record_answer", run)
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    data: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            rows = bank_files.judge_results(run, bank_files.parse_file(form.cleaned_data["file"]))
            data = {"rows": rows, "carried": bank_files.sign_results(rows), "counts": bank_files.count_verdicts(rows)}
        except NotAnAnswer as error:
            form.add_error("file", str(error))
    return render(request, "funding/finance_answer.html", {"run": run, "form": form, **data})


@login_required
@require_POST
def save_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the results that were shown, judged again."""
    run = get_visible_or_404(PaymentRun, request.user, pk=pk)
    require(request.user, "funding.record_answer", run)
    try:
        rows = bank_files.unsign_results(request.POST.get("rows", ""))
    except NotAnAnswer as error:
        messages.error(request, str(error))
        return redirect("funding:finance-answer", run.pk)
    counts = perform(request, bank_results.record_answer, run, rows=rows)
    if counts:
        messages.success(request, f"Recorded: {bank_files.verdict_summary(counts)}")
    return redirect("funding:run", run.pk)


@login_required
@require_safe
def run_file(request: SignedInRequest, pk: int) -> FileResponse:
    """Return the frozen file of a run."""
    return _unchanged(get_visible_or_404(RunFile, request.user, pk=pk))


@login_required
@require_POST
@guarded
def file_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Create a link to the file for the finance team, and show it once."""
    stored = get_visible_or_404(RunFile, request.user, pk=pk)
    address = perform(request, runs.link_to_file, stored.run, file=stored)
    return render(request, "funding/run_file_link.html", {"run": stored.run, "file": stored, "address": address})


@require_safe
@link_page(FILE)
def file_by_link(request: HttpRequest, link: Link) -> FileResponse:
    """Return the file to the finance team, by a link that ends after a day."""
    return _unchanged(link.subject)


def _unchanged(stored: RunFile) -> FileResponse:
    if not runs.is_unchanged(stored):
        raise Http404("The file is not what was released. Tell the site’s administrator.")
    return file_response(stored)
