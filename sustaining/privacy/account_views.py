"""Pages of people’s accounts for programme administrators, and the page on which a person closes their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.accounts.models import User
from sustaining.accounts.reauthentication import require_recent_authentication
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.pages import Done, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from . import actions, selectors
from .forms import LeaversForm, NameForm, NewAddressForm, WhyForm

PAGE = 50
ABOUT_ADDRESS = (
    "We email a link to the new address. The address changes when the person opens it, and until then they sign in with "
    "the old one. If the account has never been used, it changes at once."
)


def _describe_address_change(pending: EmailAddress | None) -> str:
    return "We’ve sent the new address a link to confirm it." if pending else "Email address changed."


class AccountPage(NamedTuple):
    """What the page of one change says: heading, what follows, the button, and what is said once it is done."""

    heading: str
    follows: str
    button: str
    done: Done
    act: Callable[..., Any]
    form: type[Any] = WhyForm


PAGES = {
    "name": AccountPage(
        "Correct name",
        "Pages, lists and new emails show the new name. People still find the account by the earlier name, which isn’t shown.",
        "Save name",
        "Name corrected.",
        actions.correct_name,
        NameForm,
    ),
    "address": AccountPage(
        "Change email address",
        ABOUT_ADDRESS,
        "Change email address",
        _describe_address_change,
        actions.change_address,
        NewAddressForm,
    ),
    "close": AccountPage(
        "Close account",
        "The person can no longer sign in and gets no more email. What they did stays in the records, and their personal "
        "data is deleted when its retention period ends. You can reopen the account.",
        "Close account",
        "Account closed.",
        actions.close_account,
    ),
    "reopen": AccountPage(
        "Reopen account",
        "The person can sign in as before.",
        "Reopen account",
        "Account reopened.",
        actions.reopen_account,
    ),
    "restrict": AccountPage(
        "Restrict use of data",
        "Their data is kept and not otherwise used: no email about the programme, no place in lists of people to email, no "
        "new role. It isn’t deleted when its retention period ends. They can still sign in.",
        "Restrict use of data",
        "Use of data restricted.",
        actions.restrict_use,
    ),
    "lift": AccountPage(
        "Lift restriction",
        "The person is emailed first. After that, emails and lists include them again.",
        "Lift restriction",
        "Restriction lifted.",
        actions.lift_restriction,
    ),
}


@login_required
@require_safe
def people(request: ViewerRequest) -> HttpResponse:
    """List the accounts, by name, earlier name or address, and by state."""
    require(request.viewer, "privacy.manage_accounts")
    text, state = request.GET.get("q", "")[:100].strip(), request.GET.get("state", "")
    rows = Paginator(selectors.filter_accounts(request.user, text, state), PAGE).get_page(request.GET.get("page"))
    data = {
        "rows": rows,
        "q": text,
        "state": state,
        "states": [(name, label) for name, (label, _) in selectors.ACCOUNT_STATES.items()],
        "query": f"{urlencode({'q': text, 'state': state})}&",
    }
    return render(request, "privacy/people.html", data)


@login_required
@require_safe
def person(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show one account: roles, state, and what was changed at the person’s request."""
    require(request.viewer, "privacy.manage_accounts")
    row = get_visible_or_404(User, request.viewer, pk=pk, is_system=False)
    return render(request, "privacy/person.html", selectors.account_context(row, request.user, timezone.now()))


@login_required
def change(request: ViewerRequest, pk: int, name: str) -> HttpResponseBase:
    """Make one of the changes of `PAGES`, with a reason."""
    page = PAGES[name]
    require(request.viewer, "privacy.manage_accounts")
    row = get_visible_or_404(User, request.viewer, pk=pk, is_system=False)
    require_recent_authentication(request)
    form = page.form(request.POST if request.method == "POST" else None, initial={"full_name": row.full_name})
    if request.method == "POST" and (changed := perform_form(request, form, page.act, row, done=page.done)):
        if isinstance(changed, EmailAddress):
            changed.send_confirmation(request)
        return redirect("privacy:person", row.pk)
    return render(request, "privacy/change.html", {"page": page, "person": row, "form": form})


@login_required
def leavers(request: ViewerRequest) -> HttpResponse:
    """List the people who left some time ago, and close the accounts of those selected."""
    require(request.viewer, "privacy.close_leavers")
    days = request.GET.get("days", "")
    days = days if days in selectors.LEAVER_DAYS else "90"
    people_left = selectors.leavers(request.user, int(days), today())
    form = LeaversForm(request.POST if request.method == "POST" else None, people=people_left)
    if request.method == "POST" and perform_form(
        request,
        form,
        actions.close_leavers,
        None,
        done=lambda closed: f"{counted(len(closed), 'account')} closed.",
    ):
        return redirect(f"{request.path}?days={days}")
    data = {"people": people_left, "form": form, "days": days, "choices": list(selectors.LEAVER_DAYS.items())}
    return render(request, "privacy/leavers.html", data)


@login_required
def close_own(request: ViewerRequest) -> HttpResponseBase:
    """Close one’s own account, and sign out."""
    refusal = actions.why_not_closed(request.user, request.user, today())
    if request.method == "POST":
        require_recent_authentication(request)
        if perform(request, actions.close_account, request.user):
            logout(request)
            messages.success(request, "Your account has been closed. We’ve emailed you a confirmation.")
            return redirect("account_login")
    return render(request, "privacy/close.html", {"refusal": refusal})
