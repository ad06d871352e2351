"""One mail as it was said and what became of it; what a person wants to be told."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sustaining.common.errors import DomainError
from sustaining.common.pages import get_visible_or_404, perform, perform_form

from . import actions, links, optional
from .forms import WantedForm
from .link_pages import guarded, link_page
from .models import EMAIL_MOVES, Email, Link, Wanted


@login_required
@require_safe
def email(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mail said, where it stands, what the server answered, and what can be done."""
    found = get_visible_or_404(Email, request.user, pk=pk)
    can_go_again = "retry" in EMAIL_MOVES.open_to(found) and bool(found.text) and found.can_be_repeated
    data = {"email": found, "text": links.withhold(found.text), "can_go_again": can_go_again}
    return render(request, "outbox/email.html", data)


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


@require_http_methods(["GET", "HEAD", "POST"])
@link_page("stop")
def stop(request: HttpRequest, link: Link) -> HttpResponse:
    """Stop reminders by the link in a mail: by one press here, or by the mail program's own button."""
    if request.method == "POST":
        perform(request, links.by_link(link, actions.choose_mail), link.user, wanted=Wanted.NO_REMINDERS)
    stopped = optional.wanted_by(link.user_id) != Wanted.ALL
    return render(request, "outbox/stop.html", {"person": link.user, "stopped": stopped})


@require_POST
@guarded
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Email a new link to the person whom an ended one was for. The answer is the same whether or not one goes."""
    link = links.find_link(token)
    refusal = ""
    if link is not None:
        try:
            actions.send_new_link(link, by=links.the_site(), now=timezone.now())
        except DomainError as error:
            refusal = str(error)
    return render(request, "outbox/new_link.html", {"refusal": refusal})
