"""Accepting an invitation, account details, and the log of security events."""

from __future__ import annotations

from typing import Any

from allauth.account.views import EmailView
from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sustaining.accounts.requests import SignedInRequest, get_next_url
from sustaining.common.pages import perform, perform_form
from sustaining.common.permissions import require
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.links import by_link
from sustaining.outbox.models import Link

from . import actions
from .addresses import ensure_address
from .forms import DetailsForm, FirstPasswordForm, MailboxCodeForm
from .models import User
from .second_factor import check_mailbox_code, has_mailbox_code, note_proved_mailbox, send_mailbox_code
from .selectors import filter_events
from .session_expiry import seconds_left, stay_signed_in
from .sessions import sign_in_person
from .templatetags.accounts import device_name


@link_page("invitation")
def accept(request: HttpRequest, link: Link) -> HttpResponse:
    """Set a first password by the link in the invitation, and sign in."""
    person = link.subject
    form = FirstPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and perform_form(request, form, by_link(link, actions.accept_invitation), person):
        person.refresh_from_db()
        sign_in_person(request, person)
        note_proved_mailbox(request, timezone.now())
        messages.success(request, f"Welcome, {person.get_short_name()}. You’ve created your password.")
        return redirect("desk:home")
    return render(request, "accounts/invitation.html", {"form": form, "person": person})


@login_required
def details(request: SignedInRequest) -> HttpResponse:
    """Edit the person's own name and TRN."""
    person = User.objects.visible_to(request.user).get(email=request.user.email)
    form = DetailsForm(request.POST or None, initial={"full_name": person.full_name, "trn": person.trn})
    if request.method == "POST" and perform_form(
        request, form, actions.edit_details, person, done="Your details have been saved."
    ):
        return redirect("accounts:details")
    return render(request, "accounts/details.html", {"form": form, "person": person})


@login_required
@require_POST
def stay(request: SignedInRequest) -> HttpResponse:
    """Restart the session's time, and return the seconds left as JSON."""
    stay_signed_in(request, timezone.now())
    return JsonResponse({"seconds": seconds_left(request, timezone.now())})


@require_safe
def current_user_json(request: HttpRequest) -> JsonResponse:
    """Return, for the pages' scripts, the signed-in user and a CSRF token for the form that it sends for them."""
    signed_in = request.user.is_authenticated
    person = request.user.pk if signed_in else None
    answer = JsonResponse({"person": person, "token": get_token(request) if signed_in else ""})
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign one of the person's other devices out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        messages.info(request, "You are using this device. To leave it, select Sign out in the menu.")
    else:
        perform(request, actions.end_session, session, done=f"{device_name(session.user_agent)} has been signed out.")
    return redirect("usersessions_list")


class ChangeEmailView(EmailView):
    """allauth's page for changing the address, which takes effect only by the link emailed to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Make the address row of accounts that signed in before such rows existed."""
        ensure_address(request.user)  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def _action_primary(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        messages.error(request, "Open the link in the email to the new address first.")


change_email = login_required(ChangeEmailView.as_view())


@login_required
@never_cache
def prove_mailbox(request: SignedInRequest) -> HttpResponse:
    """Check by an emailed code that the person reads the account's mail, before their first second factor."""
    now, next_url = timezone.now(), get_next_url(request, "")
    form = MailboxCodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        if not ratelimit.consume(request, action="request_login_code", key=request.user.email):
            return ratelimit.respond_429(request)
        send_mailbox_code(request, now)
    elif form.is_valid():
        if check_mailbox_code(request, form.cleaned_data["code"], now):
            return HttpResponseRedirect(next_url or reverse("mfa_index"))
        form.add_error("code", "The code is not correct, or is more than 15 minutes old. Enter the latest code.")
    is_sent = has_mailbox_code(request)
    return render(request, "accounts/prove_mailbox.html", {"form": form, "is_sent": is_sent, "next": next_url})


@login_required
@require_safe
def security_events(request: SignedInRequest) -> HttpResponse:
    """Show the log of security events to programme administrators; the filters live in the query string."""
    require(request.user, "accounts.read_security_events")
    return render(request, "accounts/security_events.html", filter_events(request.user, request.GET))
