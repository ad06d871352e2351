"""Pages of payment runs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from sustaining.common.files import file_response
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.link_pages import guarded, link_page
from sustaining.outbox.models import Link

from .. import answers
from ..actions import bank_results, runs
from ..errors import NotAnAnswer
from ..forms.runs import AnswerFileForm, PrepareForm, ReleaseForm
from ..links import FILE
from ..models import PaymentRun, RunFile
from ..selectors import claims as selectors


@login_required
@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    """The runs of one's hubs, and how much waits for the next."""
    require(request.user, "funding.read_payment_runs")
    page = Paginator(selectors.runs_for(request.user), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "funding/runs.html",
        {"page": page, "hubs": selectors.hubs_with_approved(request.user), **selectors.setups_for(request.user)},
    )


@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
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
    data = {"hub": hub, "form": form, "claims": claims, "total": sum(claim.payable for claim in claims)}
    return render(request, "funding/prepare.html", data)


@login_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its claims; released here by somebody other than the one who prepared it."""
    found = get_visible_or_404(PaymentRun, request.user, pk=pk)
    form = ReleaseForm(request.POST or None, initial=selectors.release_initial())
    if request.method == "POST":
        require(request.user, "funding.release_run", found)
        done = "The run is released: every claim in it is paid, and the schools are told."
        if perform_form(request, form, runs.release_run, found, done=done):
            return redirect("funding:run", found.pk)
    return render(request, "funding/run.html", {"run": found, "form": form, **selectors.of_run(found, request.user)})


@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a run that was not released."""
    found = get_visible_or_404(PaymentRun, request.user, pk=pk)
    require(request.user, "funding.cancel_run", found)
    form = ReasonForm(request.POST or None)
    done = "The run is cancelled. Its claims wait for another."
    if request.method == "POST" and perform_form(request, form, runs.cancel_run, found, done=done):
        return redirect("funding:run", found.pk)
    return render(request, "funding/run_cancel.html", {"run": found, "form": form})


@login_required
def finance_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload what the finance system says of a released run; it is read and shown before anything is saved."""
    found = get_visible_or_404(PaymentRun, request.user, pk=pk)
    require(request.user, "funding.record_answer", found)
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    data: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            rows = answers.judge(found, answers.read(form.cleaned_data["file"]))
            data = {"rows": rows, "carried": answers.carried(rows), "counts": answers.counts_of(rows)}
        except NotAnAnswer as error:
            form.add_error("file", str(error))
    return render(request, "funding/finance_answer.html", {"run": found, "form": form, **data})


@login_required
@require_POST
def save_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was checked, judged again as things stand now."""
    found = get_visible_or_404(PaymentRun, request.user, pk=pk)
    require(request.user, "funding.record_answer", found)
    try:
        rows = answers.taken_up(request.POST.get("rows", ""))
    except NotAnAnswer as error:
        messages.error(request, str(error))
        return redirect("funding:finance-answer", found.pk)
    counts = perform(request, bank_results.record_answer, found, rows=rows)
    if counts:
        messages.success(request, f"Recorded: {answers.in_words(counts)}")
    return redirect("funding:run", found.pk)


@login_required
@require_safe
def run_file(request: HttpRequest, pk: int) -> FileResponse:
    """The frozen file of a run."""
    return _unchanged(get_visible_or_404(RunFile, request.user, pk=pk))


@login_required
@require_POST
@guarded
def file_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to the file for the finance team, and show it this once."""
    found = get_visible_or_404(RunFile, request.user, pk=pk)
    address = perform(request, runs.link_to_file, found.run, file=found)
    return render(request, "funding/run_file_link.html", {"run": found.run, "file": found, "address": address})


@require_safe
@link_page(FILE)
def file_by_link(request: HttpRequest, link: Link) -> FileResponse:
    """The same for the finance team, by a link that ends after a day."""
    return _unchanged(link.subject)


def _unchanged(stored: RunFile) -> FileResponse:
    if not runs.is_unchanged(stored):
        raise Http404("The file is not what was released. Tell the site’s administrator.")
    return file_response(stored)
