"""Views of remittance advice: for people who see the payment, and by a link for those without an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404
from sustaining.common.pdf import PDF
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.models import Link

from ..links import REMITTANCE
from ..models import Payment, ReleasePayment
from ..remittances import remittance_as_pdf


@login_required
@require_safe
def remittance(request: ViewerRequest, pk: int) -> HttpResponse:
    """Return the remittance advice of a payment as PDF."""
    return _advice(get_visible_or_404(Payment, request.viewer, pk=pk))


@login_required
@require_safe
def release_remittance(request: ViewerRequest, pk: int) -> HttpResponse:
    """Return the remittance advice of a payment of release pay as PDF."""
    return _advice(get_visible_or_404(ReleasePayment, request.viewer, pk=pk))


def _advice(payment: Payment | ReleasePayment) -> HttpResponse:
    if not payment.is_paying:
        raise Http404("This payment was returned or reversed.")
    return _pdf(payment)


@require_safe
@link_page(REMITTANCE)
def remittance_by_link(request: HttpRequest, link: Link) -> HttpResponse:
    """Return the remittance advice of the link in its email: a payee has no account."""
    return _pdf(link.subject)


def _pdf(payment: Payment | ReleasePayment) -> HttpResponse:
    name = f"remittance-{payment.paid_for.reference}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(remittance_as_pdf(payment), content_type=PDF, headers=headers)
