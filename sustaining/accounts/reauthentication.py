"""Asking again who somebody is, before a change that a thief of an open session would want most."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest


def require_recent_authentication(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless the person gave their password or factor again within five minutes.

    allauth's middleware answers it: it asks, and goes on with the request. A form that was sent is kept in the session
    until then, so its page needs an `action` of its own. Call it after the permission, for pages of forms by GET too.
    """
    raise_if_reauthentication_required(request, app="allauth.account")
