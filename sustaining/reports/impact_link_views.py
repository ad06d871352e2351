"""Links to impact reports for people without an account: made, listed, ended and opened."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.link_pages import guarded, link_page
from sustaining.outbox.models import Link

from . import impact_documents
from .actions import end_impact_link, share_impact
from .forms import ImpactLinkForm
from .impact_views import file_response
from .links import IMPACT
from .models import ImpactLink, ImpactReport


@login_required
@guarded
def links(request: ViewerRequest, report: int) -> HttpResponse:
    """List the links to a report; make a new one and show it once."""
    saved = get_visible_or_404(ImpactReport, request.viewer, pk=report)
    require(request.viewer, "reports.share_impact", saved)
    form = ImpactLinkForm(request.POST or None)
    address = ""
    if request.method == "POST":
        address = perform_form(request, form, share_impact, saved) or ""
    rows = ImpactLink.objects.visible_to(request.user).filter(report=saved).select_related("made_by", "ended_by")
    data = {"report": saved, "form": form, "address": address, "links": rows}
    return render(request, "reports/impact_links.html", data)


@login_required
@require_POST
def end(request: ViewerRequest, pk: int) -> HttpResponse:
    """End a link before its last day."""
    link = get_visible_or_404(ImpactLink, request.viewer, pk=pk)
    perform(request, end_impact_link, link, done="Link ended. The report can no longer be opened with it.")
    return redirect("reports:impact-links", link.report_id)


def _document(link: Link) -> impact_documents.ImpactDocument:
    """Return the report behind a link, with the figures that the person who made the link sees."""
    shared: ImpactLink = link.subject
    report, reader = shared.report, shared.made_by
    if report.school:
        return impact_documents.school_document(report.school, reader, report.academic_year)
    return impact_documents.hub_document(report.subject, reader, report.academic_year)  # type: ignore[arg-type]


@require_safe
@link_page(IMPACT)
def shared(request: HttpRequest, link: Link) -> HttpResponse:
    """Show the report to anyone who has the link, and nothing else."""
    data = {"document": _document(link), "shared": link.subject, "token": link.token}
    return render(request, "reports/impact_shared.html", data)


@require_safe
@link_page(IMPACT)
def shared_file(request: HttpRequest, link: Link, kind: str) -> HttpResponseBase:
    """Download the report behind a link as PDF or Word."""
    return file_response(_document(link), kind)
