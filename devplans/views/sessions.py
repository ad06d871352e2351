"""Pages of support sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.models import Participation
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from ..actions import sessions as actions
from ..choices import SessionState
from ..forms.sessions import FilesForm, LogForm, said_of
from ..models import Session
from ..selectors import sessions as selectors
from ..selectors.planning import open_proposals
from ..selectors.session_list import SessionList, served_by_kind

JSON = "application/json"


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions, newest first; what narrows them stands in the address."""
    asked = SessionList(request.user, request.GET, timezone.now())
    page = Paginator(asked.rows(), 50).get_page(request.GET.get("page"))
    data = {
        "page": page,
        "sessions": selectors.sessions_in_words(page),
        "asked": asked,
        "logs": may(request.user, "devplans.log_sessions"),
        "proposes": may(request.user, "devplans.propose_sessions"),
        "served": served_by_kind(asked.aim) if asked.aim else [],
        "proposals": open_proposals(request.user) if asked.tab == "to_come" else [],
        **asked.choices(),
    }
    return render(request, "devplans/sessions.html", data)


@login_required
def log(request: HttpRequest) -> HttpResponse:
    """Log a session that was held."""
    participation, choices = selectors.loggable(request.user, request.GET.get("school", ""))
    if participation is None:
        answer = render(request, "devplans/log_choose.html", {"choices": choices})
    else:
        require(request.user, "devplans.log_session", participation)
        answer = _write(request, participation, actions.log_session, participation, initial=_usual(request))
    if request.method == "GET":
        answer["X-Kept-For"] = str(request.user.pk)  # the service worker keeps this page alone, for this person
    return answer


@login_required
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a session that was planned."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    require(request.user, "devplans.log_session", found)
    if closed := closed_form(request, found, found.is_to_come, "This session has been logged or cancelled already."):
        return closed
    return _write(request, found.participation, actions.hold_session, found, session=found, initial=said_of(found))


@login_required
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was logged, and send it to the Specialist again."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    require(request.user, "devplans.mend_session", found)
    is_open = found.state in (SessionState.HELD, SessionState.QUERIED)
    if closed := closed_form(request, found, is_open, "This session can no longer be changed."):
        return closed
    return _write(request, found.participation, actions.mend_session, found, session=found, initial=said_of(found))


def _write(
    request: HttpRequest,
    participation: Participation,
    act: Callable[..., Any],
    thing: Any,
    *,
    initial: dict[str, Any],
    session: Session | None = None,
) -> HttpResponse:
    """The log form, for what is new, planned or mended. The page's script asks for JSON, and is told where to go."""
    form = LogForm(
        request.POST or None,
        request.FILES or None,
        participation=participation,
        user=request.user,
        known=selectors.known_names(participation, session),
        initial=initial,
    )
    if request.method == "POST":
        done = "The session is changed." if act is actions.mend_session else "The session is logged."
        written = perform_form(request, form, act, thing, done=done)
        if written:
            return _go(request, written.get_absolute_url() + "?logged=1")
        form.renew_key()
        if request.headers.get("Accept") == JSON:
            return JsonResponse({"errors": form.errors})
    data = {"form": form, "session": session, "doing": act.__name__, **selectors.of_form(participation)}
    return render(request, "devplans/log.html", data)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    return JsonResponse({"url": url}, status=201) if request.headers.get("Accept") == JSON else redirect(url)


def _usual(request: HttpRequest) -> dict[str, object]:
    """What is usual: oneself, with the Specialist."""
    own = [post.pk for post in request.user.advocacies.filter(ends_on__isnull=True)]  # type: ignore[union-attr, misc]
    return {"advocates": own, "specialist": True}


@require_safe
def who(request: HttpRequest) -> JsonResponse:
    """For the page's script: whether somebody is signed in, who, and a token for the form that it sends for them."""
    signed_in = request.user.is_authenticated
    person = request.user.pk if signed_in else None
    answer = JsonResponse({"person": person, "token": get_token(request) if signed_in else ""})
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    data = {
        "session": found,
        "school": found.school,
        "logged": "logged" in request.GET,
        "files_form": FilesForm(),
        **selectors.of_session(found, request.user),
    }
    return render(request, "devplans/session.html", data)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a session."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    perform(request, actions.confirm_session, found, done="The session is confirmed; it counts against your days.")
    return redirect(found)


@login_required
def ask_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a change, with a word why."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    require(request.user, "devplans.confirm_session", found)
    is_open = found.state == SessionState.HELD
    if closed := closed_form(request, found, is_open, "This session is not waiting to be confirmed."):
        return closed
    form = ReasonForm(request.POST or None)
    done = "It has gone back to the school, with your words."
    if request.method == "POST" and perform_form(request, form, actions.ask_for_change, found, done=done):
        return redirect(found)
    data = {
        "form": form,
        "back": found.get_absolute_url(),
        "about": found,
        "title": "Ask for a change",
        "words": "Say what is to be changed. Whoever logged it is told, mends it, and sends it to you again.",
        "act": "Send it back",
    }
    return render(request, "devplans/session_form.html", data)
