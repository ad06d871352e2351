"""Pages of assurance: a desk, a hub's year, packs, the trail of a grant, evidence of samples."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from funding.models import Grant, Sample
from schools.models import Hub
from schools.selectors import year_or_404
from schools.viewer import ViewerRequest
from sustaining.common.files import file_response
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.reason_pages import ReasonPage
from sustaining.common.years import AcademicYear

from . import actions, packs, selectors
from .forms import ReceiptForm
from .models import AssurancePack, GrantReceipt, PackFile

CANCEL = ReasonPage(
    "Cancel this record of grant received?",
    ("It stays in the list and in later packs, as cancelled and with your reason, and no longer counts.",),
    "Cancel record",
)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """Show the hubs whose money one reads, with the year's samples and payment runs."""
    require(request.viewer, "assurance.read_assurance")
    year = year_or_404(request.user, request.GET.get("year"))
    return render(request, "assurance/desk.html", selectors.desk_context(request.user, year))


def _hub(request: ViewerRequest, pk: int) -> Hub:
    """Return a hub whose assurance the user may read. Raise Http404, PermissionDenied."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "assurance.read_hub", hub)
    return hub


@login_required
@require_safe
def year(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Show a hub's year: figures, the tables behind them, packs, and what changed since the newest pack."""
    row = _hub(request, hub)
    data = selectors.year_context(row, AcademicYear(year), request.user, timezone.now())
    data |= {
        "hub": row,
        "year": AcademicYear(year),
        "makes": may(request.viewer, "assurance.make_pack", row),
        "records": may(request.viewer, "assurance.record_receipt", row),
    }
    return render(request, "assurance/year.html", data)


@login_required
@require_safe
def table(request: ViewerRequest, hub: int, year: int, table: str) -> HttpResponse:
    """Show the rows of one table of a hub's year; each claim leads on to its evidence."""
    row = _hub(request, hub)
    shown = selectors.table_or_404(row, AcademicYear(year), table, request.user, timezone.now())
    return render(request, "assurance/table.html", {"hub": row, "year": AcademicYear(year), "table": shown})


@login_required
@require_POST
def make_pack(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Ask for a pack of a hub's year; a worker makes it."""
    row = _hub(request, hub)
    made = perform(request, actions.request_pack, row, academic_year=year)
    return redirect(made) if made else redirect("assurance:year", row.pk, year)


@login_required
def record_receipt(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Record grant that the hub received."""
    row = _hub(request, hub)
    require(request.viewer, "assurance.record_receipt", row)
    form = ReceiptForm(request.POST or None, year=year)
    if request.method == "POST" and perform_form(
        request, form, actions.record_receipt, row, done="Grant received recorded."
    ):
        return redirect("assurance:year", row.pk, year)
    return render(request, "assurance/receipt.html", {"hub": row, "year": AcademicYear(year), "form": form})


@login_required
def cancel_receipt(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel a record of grant received that was wrong."""
    receipt = get_visible_or_404(GrantReceipt, request.viewer, pk=pk)
    require(request.viewer, "assurance.record_receipt", receipt)
    sentence = "This record has been cancelled already."
    if closed := closed_form(request, receipt, receipt.cancelled_at is None, sentence):
        return closed
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and perform_form(
        request, form, actions.cancel_receipt, receipt, done="Record cancelled."
    ):
        return redirect(receipt)
    return render(request, "layouts/reason.html", {"instance": receipt, "page": CANCEL, "form": form})


@login_required
@require_safe
def pack(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a pack: its files, their digests, and what changed since the one before."""
    row = get_visible_or_404(AssurancePack, request.viewer, pk=pk)
    return render(request, "assurance/pack.html", {"pack": row, **selectors.pack_context(row, request.user)})


@login_required
@require_POST
def check_pack(request: ViewerRequest, pk: int) -> HttpResponse:
    """Draw a pack again from its facts, and say whether every file has the same bytes."""
    row = get_visible_or_404(AssurancePack, request.viewer, pk=pk)
    if not row.facts:
        messages.warning(request, "This pack has no facts to draw it from.")
    elif differing := packs.differs_when_drawn_again(row):
        messages.error(request, f"Drawn again, these files differ: {', '.join(differing)}.")
    else:
        messages.success(request, "Drawn again, every file is the same, byte for byte.")
    return redirect(row)


@login_required
@require_safe
def pack_file(request: ViewerRequest, pk: int) -> FileResponse | HttpResponse:
    """Download a file of a pack, byte for byte as it was made."""
    return file_response(request, get_visible_or_404(PackFile, request.viewer, pk=pk))


@login_required
@require_safe
def trail(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a grant with its claims: items, decisions, payments and evidence, and the school's other years."""
    grant = get_visible_or_404(Grant, request.viewer, pk=pk)
    require(request.viewer, "assurance.read_hub", grant.hub)
    return render(request, "assurance/trail.html", selectors.trail_context(grant, request.user))


@login_required
@require_POST
def sample_evidence(request: ViewerRequest, pk: int) -> HttpResponse:
    """Download the evidence of a sample as one ZIP. Who took it is recorded."""
    sample = get_visible_or_404(Sample, request.viewer, pk=pk)
    recorded = perform(request, actions.record_download, sample, what="All evidence")
    content = packs.sample_zip(recorded.sample)
    return download(content, f"evidence-sample-{sample.pk}.zip")


@login_required
@require_safe
def evidence_file(request: ViewerRequest, pk: int) -> FileResponse | HttpResponse:
    """Download one file of a sampled claim. Who took it is recorded."""
    file = selectors.evidence_file_or_404(request.user, pk)
    perform(request, actions.record_download, file.claim.sampled.sample, what=f"A file of claim {file.claim.reference}")
    return file_response(request, file)


def download(content: bytes, name: str) -> HttpResponse:
    """Return a ZIP to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
