"""The greatest age of a session, when it was last used, and the files downloaded in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from .models import SecurityEvent

if TYPE_CHECKING:
    from sustaining.accounts.models import User

BEGAN, SEEN = "signed_in_at", "last_seen_at"
NOTED_EVERY = timedelta(minutes=10)


@receiver(user_logged_in)
def begin_session(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Note in the session when it began."""
    if request is not None:
        request.session[BEGAN] = request.session[SEEN] = timezone.now().isoformat()


def sign_in_person(request: HttpRequest, user: User) -> None:
    """Sign a person in whom the caller has identified without allauth, and list the device among theirs."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    UserSession.objects.create_from_request(request)


class SessionMiddleware:
    """End sessions over SESSION_MOST_HOURS, note every ten minutes when one was last used, and record downloads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        began = request.session.get(BEGAN)
        if began is None or now - datetime.fromisoformat(began) > timedelta(hours=settings.SESSION_MOST_HOURS):
            return self._end(request)
        if now - datetime.fromisoformat(request.session[SEEN]) > NOTED_EVERY:
            request.session[SEEN] = now.isoformat()
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
        response = self.get_response(request)
        if "attachment" in response.get("Content-Disposition", "") and response.status_code == 200:
            SecurityEvent.record(SecurityEvent.Kind.FILE_TAKEN, request, user=request.user, detail=request.path)
        return response

    def _end(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        messages.info(request, "You’ve been signed out because you signed in more than a day ago. Sign in again.")
        params = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"/accounts/login/?{urlencode(params)}" if params else "account_login")
