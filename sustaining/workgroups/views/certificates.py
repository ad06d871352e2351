"""Certificates: issue them for a group, download them, withdraw and restore them, and check a number without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.pdf import PDF
from sustaining.common.permissions import require
from sustaining.common.reason_pages import ReasonPage, reason_page
from sustaining.common.years import AcademicYear
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.models import Link

from .. import actions
from ..certificate_lists import (
    CertificateLine,
    certificate_lines,
    certificate_of_number,
    own_certificates_page,
    valid_certificates,
)
from ..certificates import certificates_as_pdf, format_hours
from ..forms.certificates import IssueForm, NumberForm
from ..links import CERTIFICATE
from ..models import CERTIFICATE_MOVES, Certificate, WorkGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

ISSUES = "workgroups.issue_certificates"


@login_required
def issue(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a group's certificates, and issue more."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    require(request.viewer, ISSUES, group)
    lines = certificate_lines(group, request.user)
    form = IssueForm(request.POST if request.method == "POST" else None, rows=[line.attendance for line in lines])

    def done(issued: list[Certificate]) -> str:
        return f"{counted(len(issued), 'certificate')} issued."

    if request.method == "POST" and perform_form(request, form, actions.issue_certificates, group, done=done):
        return redirect("workgroups:certificates", group.pk)
    has_files = any(line.has_file for line in lines)
    data = {"group": group, "lines": lines, "form": form, "chosen": _chosen(form, lines), "has_files": has_files}
    return render(request, "workgroups/certificates.html", data)


def _chosen(form: IssueForm, lines: Sequence[CertificateLine]) -> list[str]:
    """Return the keys of the people whose boxes are ticked: at first those who have no certificate yet."""
    if form.is_bound:
        return form["people"].value() or []
    return [line.attendance.key for line in lines if line.has_none]


@login_required
@require_POST
def issue_own(request: ViewerRequest, pk: int) -> HttpResponse:
    """Issue the reader's own certificate of attendance."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    perform(request, actions.issue_own_certificates, group, done="Your certificate is ready to download.")
    return redirect("workgroups:own-certificates")


@login_required
@require_safe
def own(request: ViewerRequest) -> HttpResponse:
    """List the reader's own certificates, and the groups for which they can make one."""
    return render(request, "workgroups/own_certificates.html", own_certificates_page(request.user))


@login_required
@require_safe
def file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Return a certificate as PDF, as it was issued, whatever became of it since."""
    certificate = get_visible_or_404(Certificate, request.viewer, pk=pk)
    if certificate.is_cleared:
        raise Http404("Its name has been cleared.")
    return _pdf([certificate], f"certificate-{certificate.number}.pdf")


@require_safe
@link_page(CERTIFICATE)
def file_by_link(request: HttpRequest, link: Link) -> HttpResponse:
    """Return the certificate of the link in its email as PDF: substitutes get one too, and have no account."""
    return _pdf([link.subject], f"certificate-{link.subject.number}.pdf")


@login_required
@require_safe
def group_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Return all valid certificates of a group as one PDF, a page each."""
    group = get_visible_or_404(WorkGroup, request.viewer, pk=pk)
    require(request.viewer, ISSUES, group)
    certificates = valid_certificates(group, request.user)
    if not certificates:
        return redirect("workgroups:certificates", group.pk)
    return _pdf(certificates, f"certificates-{group.pk}.pdf")


def _pdf(certificates: Sequence[Certificate], name: str) -> HttpResponse:
    address = settings.SITE_URL + reverse("workgroups:confirm-certificate")
    latest = max(certificate.issued_at for certificate in certificates)
    content = certificates_as_pdf(certificates, address, at=latest)
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw a certificate, with a reason."""
    certificate = get_visible_or_404(Certificate, request.viewer, pk=pk)
    page = ReasonPage(
        heading=f"Withdraw certificate {certificate.number}?",
        follows=(
            f"{certificate.get_kind_display()}, {certificate.name}, {certificate.school_name}.",
            "Anyone who checks its number reads that it has been withdrawn. You can restore it.",
        ),
        button="Withdraw certificate",
    )
    move = (CERTIFICATE_MOVES, "withdraw")
    return reason_page(
        request, certificate, actions.withdraw_certificate, page, move=move, done="Certificate withdrawn."
    )


@login_required
@require_POST
def restore(request: ViewerRequest, pk: int) -> HttpResponse:
    """Make a withdrawn certificate valid again."""
    certificate = get_visible_or_404(Certificate, request.viewer, pk=pk)
    perform(request, actions.restore_certificate, certificate, done="Certificate restored.")
    return redirect(certificate)


@never_cache
@require_safe
def confirm(request: HttpRequest, number: str = "") -> HttpResponse:
    """Say of a certificate's number whether it is valid and what it is of, without any name. Needs no account."""
    number = number or request.GET.get("number", "")
    if number and not ratelimit.consume(request, app="allauth.account", action="confirm_certificate", limit_get=True):
        return ratelimit.respond_429(request)
    form = NumberForm({"number": number} if number or "number" in request.GET else None)
    data: dict[str, object] = {"form": form, "is_asked": form.is_bound and form.is_valid()}
    if form.is_bound and form.is_valid():
        certificate = certificate_of_number(form.cleaned_data["number"])
        data["certificate"] = certificate
        if certificate:
            data |= {"hours": format_hours(certificate.minutes), "year": AcademicYear(certificate.academic_year)}
    status = 404 if data["is_asked"] and not data.get("certificate") else 200
    return render(request, "workgroups/confirm_certificate.html", data, status=status)
