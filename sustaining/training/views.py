"""Pages of a training site; on any other site they are not found."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.accounts.sessions import sign_in_person
from sustaining.common.pages import perform
from sustaining.outbox.links import system_user, withhold

from . import actions, selectors
from .database import is_training_site


def _require_training_site() -> None:
    if not is_training_site():
        raise Http404("This is not a training site.")


@require_POST
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, without a password or a code."""
    _require_training_site()
    if not ratelimit.consume(request, action="login"):
        return ratelimit.respond_429(request)
    chosen = selectors.get_person(request.POST.get("person", ""))
    person = perform(request, actions.sign_in_as, chosen, by=system_user())
    sign_in_person(request, person)
    # Codes by email reach no one here: a colleague who practises two-step sign-in would lock out the next one.
    record_authentication(request, person, method="password")
    record_authentication(request, person, method="mfa")
    return redirect("desk:home")


@login_required
@require_safe
def emails(request: ViewerRequest) -> HttpResponse:
    """List the emails that the real site would send, with their text."""
    _require_training_site()
    page = selectors.list_emails(request.user, request.viewer, request.GET.get("page"))
    letters = [(email, withhold(email.text)) for email in page]
    return render(request, "training/emails.html", {"page": page, "letters": letters})
