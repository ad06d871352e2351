"""One mail as it was said and what became of it; what a person wants to be told."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sustaining.common.pages import get_visible_or_404, perform, perform_form

from . import actions, optional
from .forms import WantedForm
from .models import EMAIL_MOVES, Email, Wanted


@login_required
@require_safe
def email(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mail said, where it stands, what the server answered, and what can be done."""
    found = get_visible_or_404(Email, request.user, pk=pk)
    can_go_again = "retry" in EMAIL_MOVES.open_to(found) and bool(found.text)
    return render(request, "outbox/email.html", {"email": found, "can_go_again": can_go_again})


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed mail again."""
    found = get_visible_or_404(Email, request.user, pk=pk)
    perform(request, actions.retry_email, found, done="The e-mail waits to be sent again.")
    return redirect("outbox:email", found.pk)


@login_required
@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is to be done about it."""
    found = get_visible_or_404(Email, request.user, pk=pk)
    perform(request, actions.set_email_aside, found, done="Set aside: it asks for nothing any more.")
    return redirect("outbox:email", found.pk)


@login_required
def choices(request: HttpRequest) -> HttpResponse:
    """What one wants to be told by e-mail."""
    form = WantedForm(request.POST or None, initial={"wanted": optional.wanted_by(request.user.pk)})
    if request.method == "POST" and perform_form(request, form, actions.choose_mail, request.user, done="Kept."):
        return redirect("outbox:choices")
    return render(request, "outbox/choices.html", {"form": form})


@csrf_exempt  # a mail program posts here without a page (RFC 8058); the signed address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop reminders by the link in a mail: by one press here, or by the mail program's own button."""
    person = optional.person_by(token)
    if person is None:
        raise Http404("This link is not one of ours.")
    if request.method == "POST":
        actions.choose_mail(person, wanted=Wanted.NO_REMINDERS, by=optional.the_site(), now=timezone.now())
    stopped = optional.wanted_by(person.pk) != Wanted.ALL
    return render(request, "outbox/stop.html", {"person": person, "stopped": stopped})
