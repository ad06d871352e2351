"""Pages of a single email and of email preferences, and links without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sustaining.common.errors import DomainError
from sustaining.common.pages import get_visible_or_404, perform, perform_form

from . import actions, links, optional
from .forms import EmailPreferenceForm
from .kinds import Category
from .link_pages import guarded, link_page
from .messages import STOP, STOP_SUMMARY
from .models import EMAIL_MOVES, Email, Link

if TYPE_CHECKING:
    from sustaining.accounts.requests import SignedInRequest


@login_required
@require_safe
def email(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an email, its state, the server's answer, and what can be done."""
    message = get_visible_or_404(Email, request.user, pk=pk)
    can_retry = "retry" in EMAIL_MOVES.open_to(message) and bool(message.text) and message.can_be_repeated
    data = {"email": message, "text": links.withhold(message.text), "can_retry": can_retry}
    return render(request, "outbox/email.html", data)


@login_required
@require_POST
def retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a failed email again."""
    message = get_visible_or_404(Email, request.user, pk=pk)
    perform(request, actions.retry_email, message, done="The email is waiting to be sent again.")
    return redirect("outbox:email", message.pk)


@login_required
@require_POST
def set_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Dismiss a failed email."""
    message = get_visible_or_404(Email, request.user, pk=pk)
    perform(request, actions.set_email_aside, message, done="Dismissed. It no longer appears in your tasks.")
    return redirect("outbox:email", message.pk)


@login_required
def choices(request: SignedInRequest) -> HttpResponse:
    """Show and save the user's email preference."""
    initial = {
        "preference": optional.preference_for(request.user.pk, request.user.email),
        "weekly_summary": optional.wants_summary(request.user.pk),
    }
    form = EmailPreferenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and perform_form(
        request, form, actions.choose_mail, request.user, done="Email settings saved."
    ):
        return redirect("outbox:choices")
    return render(request, "outbox/choices.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@link_page(STOP)
def stop(request: HttpRequest, link: Link) -> HttpResponse:
    """Stop the category of the email that the link was in, from its page or from the mail program's unsubscribe button."""
    category = link.payload.get("category", Category.REMINDER)
    address = link.user.email if link.user else link.to
    stopped = not optional.allows(optional.preference_for(link.user_id, address), category)
    if request.method == "POST" and not stopped:
        preference = optional.PREFERENCE_STOPPING[category]
        stopped = perform(
            request, links.by_link(link, actions.choose_mail), link.user or link.to, preference=preference
        )
    is_news = category == Category.NEWS
    data = {"person": link.user, "address": address, "stopped": stopped, "is_news": is_news}
    return render(request, "outbox/stop.html", data)


@require_http_methods(["GET", "HEAD", "POST"])
@link_page(STOP_SUMMARY)
def stop_summary(request: HttpRequest, link: Link) -> HttpResponse:
    """Stop the weekly summary by the link in it, from its page or from the mail program's unsubscribe button."""
    if request.method == "POST":
        perform(request, links.by_link(link, actions.choose_mail), link.user, weekly_summary=False)
    stopped = not optional.wants_summary(link.user_id)
    return render(request, "outbox/stop_summary.html", {"person": link.user, "stopped": stopped})


@require_POST
@guarded
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Email a new link to the recipient of an ended one. The page does not reveal whether one was sent."""
    link = links.find_link(token)
    refusal = ""
    if link is not None:
        try:
            actions.send_new_link(link, by=links.system_user(), now=timezone.now())
        except DomainError as error:
            refusal = str(error)
    return render(request, "outbox/new_link.html", {"refusal": refusal})
