"""Log, list, confirm and correct support sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.current_year import SchoolYears, chosen_project, shown_participation
from schools.models import Participation
from schools.viewer import ViewerRequest
from sustaining.accounts.models import User
from sustaining.common.file_storage import FilesUnavailable
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require

from ..actions import sessions as actions
from ..choices import SessionState
from ..forms.sessions import FilesForm, SessionForm
from ..models import Session
from ..selectors import sessions as selectors
from ..selectors.planning import open_proposals
from ..selectors.session_list import SessionList, served_by_kind
from ..session_rows import render_session_rows

JSON = "application/json"


@login_required
@require_safe
def sessions(request: ViewerRequest) -> HttpResponse:
    """List sessions, newest first, filtered by the query string."""
    session_list = SessionList(request.viewer, request.GET, timezone.now())
    page = Paginator(session_list.rows(), 50).get_page(request.GET.get("page"))
    listed = session_list.fetch(page.object_list)
    data = {
        "page": page,
        "sessions": listed,
        "rows": render_session_rows(listed),
        "listing": session_list,
        "logs": may(request.viewer, "devplans.log_sessions"),
        "proposes": may(request.viewer, "devplans.propose_sessions"),
        "served": served_by_kind(session_list.aim) if session_list.aim else [],
        "proposals": open_proposals(request.user) if session_list.tab == "to_come" else [],
        **session_list.choices(),
    }
    return render(request, "devplans/sessions.html", data)


@login_required
def log(request: ViewerRequest) -> HttpResponse:
    """Log a session that was held, in the participation of the day that the form names."""
    schools = selectors.schools_to_log(request.viewer, request.GET.get("school", ""))
    if len(schools) == 1:
        years = selectors.session_years(schools[0], _user(request), chosen_project(request))
        form = _session_form(request, shown_participation(years), years=years)
        require(request.viewer, "devplans.log_session", form.participation)
        form.is_valid()  # the day that was typed decides for which participation
        planned = [] if form.is_bound else selectors.planned_to_log(schools[0], _user(request), timezone.now())
        saved = _saved(request, form, actions.log_session, form.participation)
        answer = saved or _form_page(request, form, planned=planned)
    else:
        answer = render(request, "devplans/log_choose.html", {"schools": schools})
    if request.method == "GET":
        answer["X-Kept-For"] = str(request.user.pk)  # the service worker caches only this page, for this user
    return answer


@login_required
def log_planned(request: ViewerRequest, pk: int) -> HttpResponse:
    """Log a session that was planned."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    require(request.viewer, "devplans.log_session", session)
    if closed := closed_form(
        request, session, session.is_to_come, "This session has already been logged or cancelled."
    ):
        return closed
    form = _session_form(request, session.participation, session)
    return _saved(request, form, actions.log_planned_session, session) or _form_page(request, form)


@login_required
def correct(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct a logged session, and send it to the Specialist again."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    require(request.viewer, "devplans.correct_session", session)
    if closed := closed_form(request, session, session.can_be_corrected, "This session can no longer be changed."):
        return closed
    form = _session_form(request, session.participation, session)
    submit = "Save and resend session" if session.is_queried else "Save session"
    saved = _saved(request, form, actions.correct_session, session, done="Session saved.")
    return saved or _form_page(request, form, title="Edit session", submit=submit)


def _session_form(
    request: ViewerRequest,
    participation: Participation,
    session: Session | None = None,
    years: SchoolYears | None = None,
) -> SessionForm:
    data, files = request.POST or None, request.FILES or None
    return SessionForm(data, files, user=_user(request), participation=participation, session=session, years=years)


def _saved(
    request: ViewerRequest,
    form: SessionForm,
    act: Callable[..., Any],
    target: Any,
    done: str = "Session logged.",
) -> HttpResponse | None:
    """Return the response to a submitted form; None when the page with its errors must be shown.

    The page's script asks for JSON: the session's URL, or the errors.
    """
    if request.method != "POST":
        return None
    plan = ("Update the actions of your plan", reverse("devplans:plan", args=[form.participation.school.urn]))
    if session := perform_form(request, form, act, target, done=done, then=lambda: plan):
        return _redirect_or_json(request, session.get_absolute_url() + "?logged=1")
    form.renew_key()
    if request.headers.get("Accept") != JSON:
        return None
    # The phone keeps the session, and sends it again by itself when nothing in it is at fault.
    is_storage_at_fault = form.has_error(NON_FIELD_ERRORS, FilesUnavailable.code)
    return JsonResponse({"errors": form.errors}, status=503 if is_storage_at_fault else 200)


def _form_page(
    request: ViewerRequest,
    form: SessionForm,
    title: str = "Log a session",
    submit: str = "Save session",
    planned: Iterable[Session] = (),
) -> HttpResponse:
    context = selectors.session_form_context(form.participation)
    data = {"form": form, "session": form.session, "years": form.years, "title": title, "submit": submit, **context}
    data["planned"] = planned
    return render(request, "devplans/log.html", data)


def _redirect_or_json(request: ViewerRequest, url: str) -> HttpResponse:
    return JsonResponse({"url": url}, status=201) if request.headers.get("Accept") == JSON else redirect(url)


def _user(request: ViewerRequest) -> User:
    """Return the signed-in User; the views that call it are behind `login_required`."""
    return request.user


@login_required
@require_safe
def session(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a session."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    data = {
        "session": session,
        "school": session.school,
        "logged": "logged" in request.GET,
        "files_form": FilesForm(),
        **selectors.session_context(session, request.user),
    }
    return render(request, "devplans/session.html", data)


@login_required
@require_POST
def confirm(request: ViewerRequest, pk: int) -> HttpResponse:
    """Confirm a session."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    perform(
        request,
        actions.confirm_session,
        session,
        done="Session confirmed. It counts towards the school’s support days.",
    )
    return redirect(session)


@login_required
def ask_change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Query a session: ask for a change, with a reason."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    require(request.viewer, "devplans.confirm_session", session)
    is_open = session.state == SessionState.HELD
    if closed := closed_form(request, session, is_open, "This session is not waiting to be confirmed."):
        return closed
    form = ReasonForm(request.POST or None)
    done = "Changes requested."
    if request.method == "POST" and perform_form(request, form, actions.ask_for_change, session, done=done):
        return redirect(session)
    data = {
        "form": form,
        "back": session.get_absolute_url(),
        "about": session,
        "title": "Request changes",
        "intro": (
            "Say what needs to change. We’ll email the person who logged it, so that they can correct it and send "
            "it back to you."
        ),
        "act": "Send back",
    }
    return render(request, "devplans/session_form.html", data)
