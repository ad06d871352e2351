"""The page behind an invitation, and one's own details."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sustaining.common.pages import perform_form
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.links import by_link
from sustaining.outbox.models import Link

from .actions import accept_invitation, edit_details
from .forms import DetailsForm, FirstPasswordForm
from .models import User
from .staying import seconds_left, stay_signed_in


@link_page("invitation")
def accept(request: HttpRequest, link: Link) -> HttpResponse:
    """Set a first password by the link in the invitation, and come in."""
    person = link.subject
    form = FirstPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and perform_form(request, form, by_link(link, accept_invitation), person):
        person.refresh_from_db()
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, f"Welcome, {person.get_short_name()}. Your password is set.")
        return redirect("desk:home")
    return render(request, "accounts/invitation.html", {"form": form, "person": person})


@login_required
def details(request: HttpRequest) -> HttpResponse:
    """One's own name and TRN; the address is changed by the hub, since invitations go to it."""
    person = User.objects.visible_to(request.user).get(email=request.user.email)  # type: ignore[union-attr,arg-type]
    form = DetailsForm(request.POST or None, initial={"full_name": person.full_name, "trn": person.trn})
    if request.method == "POST" and perform_form(request, form, edit_details, person, done="Your details are changed."):
        return redirect("accounts:details")
    return render(request, "accounts/details.html", {"form": form, "person": person})


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: the session runs its whole length from now. A script reads the seconds; without one, back to the page."""
    stay_signed_in(request, timezone.now())
    return JsonResponse({"seconds": seconds_left(request, timezone.now())})
