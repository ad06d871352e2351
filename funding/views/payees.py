"""Views of payees: whom a hub pays for its schools, and the changes that a second person confirms."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.reason_pages import ReasonPage, reason_page

from ..actions import payees as actions
from ..forms.payees import PayeeDetailsForm
from ..models import PAYEE_MOVES, PayeeDetails
from ..paid_schools import schools_paid_by
from ..selectors import payees as selectors


@login_required
@require_safe
def payees(request: ViewerRequest, pk: int) -> HttpResponse:
    """List the schools that a hub pays, with their payees and the changes that wait."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.read_payees", hub)
    return render(request, "funding/payees.html", {"hub": hub, **selectors.payee_rows(hub)})


@login_required
def request_payee(request: ViewerRequest, pk: int, urn: int) -> HttpResponse:
    """Request other payee details for a school."""
    hub = get_visible_or_404(Hub, request.viewer, pk=pk)
    require(request.viewer, "funding.request_payee", hub)
    # The home school of a Specialist may belong to another hub.
    school = schools_paid_by(hub).filter(urn=urn).first()
    if school is None:
        raise Http404("The hub pays this school nothing.")
    require_recent_authentication(request)
    current = selectors.current_payee(hub, school)
    data = request.POST if request.method == "POST" else None
    form = PayeeDetailsForm(data, school=school, initial=selectors.payee_initial(current, school))
    if data is not None:
        done = "Change requested. Someone else at the hub must confirm it."
        made = perform_form(request, form, actions.request_payee, hub, done=done)
        if made:
            return redirect(made)
    return render(request, "funding/payee_request.html", {"hub": hub, "school": school, "payee": current, "form": form})


@login_required
@require_safe
def payee_change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a change of payee details, with what it replaces."""
    payee = get_visible_or_404(PayeeDetails, request.viewer, pk=pk)
    return render(
        request, "funding/payee_change.html", {"payee": payee, **selectors.change_context(payee, request.user)}
    )


@login_required
@require_POST
def confirm_payee(request: ViewerRequest, pk: int) -> HttpResponse:
    """Confirm a change that somebody else requested."""
    payee = get_visible_or_404(PayeeDetails, request.viewer, pk=pk)
    require(request.viewer, "funding.confirm_payee", payee)
    require_recent_authentication(request)
    perform(request, actions.confirm_payee, payee, done="Payee confirmed. The next payment uses these details.")
    return redirect(payee)


@login_required
def cancel_payee(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cancel a change that nobody has confirmed, with a reason."""
    payee = get_visible_or_404(PayeeDetails, request.viewer, pk=pk)
    page = ReasonPage(
        heading=f"Cancel the change of payee for {payee.school}?",
        follows=("The details that are used now stay. No one is emailed.",),
        button="Cancel change",
    )
    move = (PAYEE_MOVES, "cancel")
    return reason_page(request, payee, actions.cancel_payee, page, move=move, done="Change cancelled.")
