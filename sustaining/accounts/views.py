"""The page behind an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from .actions import accept_invitation
from .forms import FirstPasswordForm
from .tokens import invited_by


@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Set a first password by the link in the invitation, and come in."""
    person = invited_by(token)
    if person is None or person.has_usable_password():
        return render(request, "accounts/invitation_spent.html", status=410)
    form = FirstPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        accept_invitation(person, password=form.cleaned_data["password1"], by=person, now=timezone.now())
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, f"Welcome, {person.get_short_name()}. Your password is set.")
        return redirect("desk:home")
    return render(request, "accounts/invitation.html", {"form": form, "person": person})
