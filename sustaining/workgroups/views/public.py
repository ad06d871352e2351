"""What a link opens without signing in: one's own invitation, and one's private calendar."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sustaining.common.pages import perform, perform_form
from sustaining.outbox.optional import the_site

from .. import actions, selectors
from ..choices import Rsvp
from ..feeds import feed_by, feed_of
from ..forms.meetings import AnswerForm
from ..tokens import invitation_by


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rsvp(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the link in the e-mail: one press, so that a mail scanner that follows links answers nothing."""
    invitation = invitation_by(token)
    if invitation is None:
        raise Http404("This invitation does not stand any more.")
    form = AnswerForm(request.POST or None, initial=selectors.answer_of(invitation))
    if request.method == "POST":
        done = selectors.thanks_for(request.POST)
        if perform_form(request, form, actions.answer_invitation, invitation, done=done, by=the_site()):
            return redirect("workgroups:rsvp", token)
    asked = request.POST.get("rsvp") or request.GET.get("answer", "")
    data = {
        "invitation": invitation,
        "meeting": invitation.meeting,
        "form": form,
        "apologising": asked == Rsvp.APOLOGIES,
        **selectors.of_answer(invitation, timezone.now()),
    }
    response = render(request, "workgroups/rsvp.html", data)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A private calendar, for whichever program has its address."""
    found = feed_by(token)
    if found is None:
        raise Http404("There is no such calendar, or its address was renewed.")
    response = HttpResponse(feed_of(found, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sustaining.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """One's private calendar: its address, how to subscribe, and a new address when the old one got about."""
    if request.method == "POST":
        had_one = selectors.calendar_of(request.user) is not None
        done = "Your calendar has a new address; the one before is dead." if had_one else "Your calendar is made."
        perform(request, actions.renew_calendar, request.user, done=done)
        return redirect("workgroups:calendar")
    return render(request, "workgroups/calendar.html", selectors.of_calendar(request.user))
