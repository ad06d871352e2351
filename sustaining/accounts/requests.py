"""The type of a request whose view asks for a signed-in user, and where a request leads next."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is an account, never anonymous."""

    user: User


def get_next_url(request: HttpRequest, default: str) -> str:
    """Return the address in `next`, a path of this site; `default` when there is none or it leads to another site.

    Redirect to it with `HttpResponseRedirect`: `redirect` takes a word without a slash for the name of a page.
    """
    next_url = request.POST.get("next") or request.GET.get("next") or ""
    return next_url if next_url.startswith("/") and get_adapter().is_safe_url(next_url) else default
