"""Impact reports: read and printed, and put into one's own words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from devplans.documents import DOCX
from devplans.models import Plan
from schools.models import Hub, School
from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.pdf import PDF
from sustaining.common.permissions import may, require
from sustaining.common.years import AcademicYear

from . import impact, impact_documents
from .actions import write_hub_impact, write_school_impact
from .models import ImpactReport

FILES = {"pdf": (impact_documents.as_pdf, PDF), "docx": (impact_documents.as_docx, DOCX)}


def _year(number: int) -> AcademicYear:
    if not 2000 <= number <= 2098:
        raise Http404("There is no such year.")
    return AcademicYear(number)


def _school(request: ViewerRequest, urn: int) -> School:
    school = get_visible_or_404(School, request.viewer, urn=urn)
    if not Plan.objects.visible_to(request.user).filter(school=school).exists() and not request.user.is_superuser:
        raise PermissionDenied("The impact report covers plans and sessions, which finance contacts can’t see.")
    return school


@login_required
@require_safe
def school_impact(request: ViewerRequest, urn: int, year: int) -> HttpResponse:
    """Show a school's impact report, to read and print."""
    school, when = _school(request, urn), _year(year)
    data = impact.school_report_context(school, request.user, year)
    document = impact_documents.document_of_school(school, data, year)
    back = (school.get_absolute_url(), str(school))
    return _show(request, "school", (school.urn, when.start), document, back, data["saved_report"])


@login_required
@require_safe
def school_file(request: ViewerRequest, urn: int, year: int, kind: str) -> HttpResponse:
    """Download a school's impact report as PDF or Word."""
    school, _ = _school(request, urn), _year(year)
    return file_response(impact_documents.school_document(school, request.user, year), kind)


@login_required
def edit_school_impact(request: ViewerRequest, urn: int, year: int) -> HttpResponse:
    """Edit the texts of a school's impact report, starting from the draft."""
    school, _ = _school(request, urn), _year(year)
    require(request.viewer, "reports.write_school_impact", school)
    texts = impact.school_report_context(school, request.user, year)["texts"]
    back = reverse("reports:school-impact", args=[urn, year])
    return _edit(request, school, year, texts, write_school_impact, back)


@login_required
@require_safe
def hub_impact(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Show a hub's impact report, to read and print."""
    hub_object, when = get_visible_or_404(Hub, request.viewer, pk=hub), _year(year)
    require(request.viewer, "reports.read_reports")
    data = impact.hub_report_context(hub_object, request.user, year)
    document = impact_documents.document_of_hub(hub_object, data, year)
    back = (f"{reverse('reports:report')}?year={when.start}&hub={hub_object.pk}", "Report")
    return _show(request, "hub", (hub_object.pk, when.start), document, back, data["saved_report"])


@login_required
@require_safe
def hub_file(request: ViewerRequest, hub: int, year: int, kind: str) -> HttpResponse:
    """Download a hub's impact report as PDF or Word."""
    hub_object, _ = get_visible_or_404(Hub, request.viewer, pk=hub), _year(year)
    require(request.viewer, "reports.read_reports")
    return file_response(impact_documents.hub_document(hub_object, request.user, year), kind)


def file_response(document: impact_documents.ImpactDocument, kind: str) -> HttpResponse:
    """Return an impact report as a file, `pdf` or `docx`."""
    make, content_type = FILES[kind]
    response = HttpResponse(make(document), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{document.file_name}.{kind}"'
    return response


@login_required
def edit_hub_impact(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Edit the texts of a hub's impact report, starting from the draft."""
    hub_object, _ = get_visible_or_404(Hub, request.viewer, pk=hub), _year(year)
    require(request.viewer, "reports.write_hub_impact", hub_object)
    texts = impact.hub_report_context(hub_object, request.user, year)["texts"]
    back = reverse("reports:hub-impact", args=[hub, year])
    return _edit(request, hub_object, year, texts, write_hub_impact, back)


def _show(
    request: ViewerRequest,
    kind: str,
    args: tuple[int, int],
    document: impact_documents.ImpactDocument,
    back: tuple[str, str],
    saved: ImpactReport | None,
) -> HttpResponse:
    """Show an impact report, with what the user may do with it. `kind` is `school` or `hub`."""
    shares = saved is not None and may(request.viewer, "reports.share_impact", saved)
    page = {
        "document": document,
        "back": back,
        "pdf": reverse(f"reports:{kind}-impact-pdf", args=args),
        "word": reverse(f"reports:{kind}-impact-docx", args=args),
        "edit": reverse(f"reports:edit-{kind}-impact", args=args)
        if may(request.viewer, f"reports.write_{kind}_impact", document.about)
        else "",
        "share": reverse("reports:impact-links", args=[saved.pk]) if saved and shares else "",
    }
    return render(request, "reports/impact_report.html", page)


def _edit(request: ViewerRequest, about: Any, year: int, texts: dict[str, str], action: Any, back: str) -> HttpResponse:
    form = impact.ImpactForm(request.POST or None, year=year, initial=texts)
    if request.method == "POST":
        report = perform_form(request, form, action, about, done="Report saved. You can print it from here.")
        if report:
            return redirect(report)
    page = {"form": form, "about": about, "year": AcademicYear(year), "back": back}
    return render(request, "reports/impact_form.html", page)
