"""The type of a request whose view asks for a signed-in user."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is an account, never anonymous."""

    user: User
