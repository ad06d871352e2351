"""Who must give a second factor in each session, and the proof of the mailbox before the first factor is set up."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from sustaining.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SECOND_FACTOR_RULES: ExtensionPoint[bool] = ExtensionPoint(
    "accounts.second_factor_rules",
    "Whether someone must give a second factor for anything beyond their own account. Takes the account.",
)
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
ENROLMENT_PAGES = {"mfa_activate_totp", "mfa_add_webauthn"}
ALWAYS_OPEN_MFA = {
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_login_webauthn",
}
OPEN_TO_ALL = {"manifest", "worker", "offline"}
PROOF, PROOF_HASH, PROOF_SENT, PROOF_TRIES = (
    "mailbox_proved_at",
    "mailbox_code",
    "mailbox_code_at",
    "mailbox_code_tries",
)
PROOF_LASTS = timedelta(minutes=15)
MAX_TRIES = 5


def must_give_second_factor(user: User) -> bool:
    """Return whether `user` may do nothing beyond their own account without a second factor.

    That holds for administrators by a setting, and for others by the choice of those whom they work for.
    """
    if not user.is_authenticated:
        return False
    if settings.ADMIN_NEEDS_SECOND_FACTOR and (user.is_superuser or user.is_staff):
        return True
    return any(SECOND_FACTOR_RULES.collect(user))


def gave_second_factor(request: HttpRequest) -> bool:
    """Return whether a second factor was given in this session; other sessions do not count."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def remove_factor(factor: Authenticator, request: HttpRequest) -> None:
    """Remove another person's app, passkey or key that was lost, with recovery codes left over, and email the person."""
    name = "totp_deactivated" if factor.type == Authenticator.Type.TOTP else "webauthn_removed"
    with transaction.atomic():
        factor.delete()
        delete_dangling_recovery_codes(factor.user)
        get_adapter(request).send_notification_mail(f"mfa/email/{name}", factor.user)


def note_proved_mailbox(request: HttpRequest, now: datetime) -> None:
    """Note in the session that the person reads the account's mail."""
    request.session[PROOF] = now.isoformat()


def has_proved_mailbox(request: HttpRequest, now: datetime) -> bool:
    """Return whether the mailbox was proved in this session within the last fifteen minutes."""
    proved = request.session.get(PROOF)
    if proved and now - datetime.fromisoformat(proved) < PROOF_LASTS:
        return True
    codes = [record for record in get_authentication_records(request, request.user) if record.get("method") == "code"]
    return any(now.timestamp() - record["at"] < PROOF_LASTS.total_seconds() for record in codes)


def send_mailbox_code(request: HttpRequest, now: datetime) -> None:
    """Email a code that proves the mailbox, and keep its hash in the session."""
    code = f"{secrets.randbelow(10**8):08d}"
    request.session[PROOF_HASH] = make_password(code)
    request.session[PROOF_SENT] = now.isoformat()
    request.session[PROOF_TRIES] = 0
    get_adapter().send_mail("account/email/mailbox_code", request.user.email, {"code": code})  # type: ignore[union-attr]


def has_mailbox_code(request: HttpRequest) -> bool:
    """Return whether a code was emailed in this session and not used yet."""
    return PROOF_HASH in request.session


def check_mailbox_code(request: HttpRequest, typed: str, now: datetime) -> bool:
    """Return whether `typed` is the emailed code. The code expires after five tries or fifteen minutes."""
    stored, sent = request.session.get(PROOF_HASH), request.session.get(PROOF_SENT)
    if (
        not stored
        or not sent
        or now - datetime.fromisoformat(sent) > PROOF_LASTS
        or request.session[PROOF_TRIES] >= MAX_TRIES
    ):
        return False
    request.session[PROOF_TRIES] += 1
    if not check_password("".join(filter(str.isdigit, typed)), stored):
        return False
    del request.session[PROOF_HASH]
    note_proved_mailbox(request, now)
    return True


def reauthentication_url(user: User) -> str:
    """Return the URL at which a signed-in person gives their second factor."""
    types = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    by_code = {Authenticator.Type.TOTP.value, Authenticator.Type.RECOVERY_CODES.value}
    return reverse("mfa_reauthenticate_webauthn" if types.isdisjoint(by_code) else "mfa_reauthenticate")


class SecondFactorMiddleware:
    """Hold back those who must give a second factor in this session, Django admin and every other page alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Redirect to giving or setting up a factor, or return None to continue."""
        match: Any = request.resolver_match
        name = match.url_name or ""
        if name in OPEN_TO_ALL or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if name.startswith("mfa_"):
            return None if name in ALWAYS_OPEN_MFA else self._check_factor_change(request, name)
        if match.namespace == "accounts" or name.startswith(("account_", "usersessions_")) or name == "logout":
            return None
        if not gave_second_factor(request) and must_give_second_factor(cast("User", request.user)):
            return self._require_factor(request)
        return None

    def _check_factor_change(self, request: HttpRequest, name: str) -> HttpResponse | None:
        """Require a proved mailbox before the first factor, and a given factor before any other change."""
        if not request.user.is_authenticated:
            return None
        if is_mfa_enabled(request.user, FACTORS):
            return None if gave_second_factor(request) else self._require_factor(request)
        if name in ENROLMENT_PAGES and not has_proved_mailbox(request, timezone.now()):
            return redirect(f"{reverse('accounts:prove-mailbox')}?{urlencode({'next': request.path})}")
        return None

    def _require_factor(self, request: HttpRequest) -> HttpResponse:
        if not is_mfa_enabled(request.user, FACTORS):
            messages.warning(request, "Set up an authenticator app or a passkey to continue. Your role requires one.")
            return redirect("mfa_index")
        next_url = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reauthentication_url(cast('User', request.user))}?{urlencode({'next': next_url})}")
