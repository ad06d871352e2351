"""Pages behind links that work without signing in: an invitation and a private calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sustaining.common.pages import perform, perform_form
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.links import by_link
from sustaining.outbox.models import Link

from .. import actions, selectors
from ..choices import Rsvp
from ..feeds import feed_calendar
from ..forms.meetings import AnswerForm
from ..links import CALENDAR, RSVP

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@link_page(RSVP)
def rsvp(request: HttpRequest, link: Link) -> HttpResponse:
    """Answer an invitation by the link in the email.

    The link only shows the page and a button: a mail scanner that follows links answers nothing.
    """
    invitation = selectors.invitation_by(link)
    form = AnswerForm(request.POST or None, initial=selectors.answer_initial(invitation))
    if request.method == "POST":
        act = by_link(link, actions.answer_invitation)
        if perform_form(request, form, act, invitation, done=selectors.answer_confirmation):
            return redirect("workgroups:rsvp", link.token)
    answer = request.POST.get("rsvp") or request.GET.get("answer", "")
    data = {
        "invitation": invitation,
        "meeting": invitation.meeting,
        "form": form,
        "apologising": answer == Rsvp.APOLOGIES,
        **selectors.answer_context(invitation, timezone.now()),
    }
    return render(request, "workgroups/rsvp.html", data)


@require_safe
@link_page(CALENDAR)
def feed(request: HttpRequest, link: Link) -> HttpResponse:
    """Return a private calendar to any program that has its address."""
    response = HttpResponse(feed_calendar(link.subject, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sustaining.ics"'
    return response


@never_cache
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """Show how to subscribe to the private calendar, or make a new address, which is shown this once."""
    made = None
    if request.method == "POST":
        made = perform(request, actions.renew_calendar, request.user)
    return render(request, "workgroups/calendar.html", selectors.calendar_context(cast("User", request.user), made))
