"""Pages of support sessions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schools.hats import roles_of
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permits import require

from ..actions import sessions as actions
from ..forms.sessions import LogForm
from ..models import Session
from ..page_data import sessions as page_data


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions, newest first; the state narrows in the address."""
    state = request.GET.get("state", "")
    page = Paginator(page_data.sessions_for(request.user, state), 50).get_page(request.GET.get("page"))
    logs = bool(roles_of(request.user) - {"auditor", "finance"})
    data = {"page": page, "sessions": page_data.sessions_in_words(page), "state": state, "logs": logs}
    return render(request, "devplans/sessions.html", data)


@login_required
def log(request: HttpRequest) -> HttpResponse:
    """Log a session that was held."""
    participation, choices = page_data.loggable(request.user, request.GET.get("school", ""))
    if participation is None:
        return render(request, "devplans/log_choose.html", {"choices": choices})
    require(request.user, "devplans.log_session", participation)
    form = LogForm(request.POST or None, participation=participation, user=request.user, initial=_usual(request))
    if request.method == "POST":
        session = perform_form(request, form, actions.log_session, participation, done="The session is logged.")
        if session:
            return redirect(session.get_absolute_url() + "?logged=1")
    data = {"form": form, "participation": participation, "school": participation.school, "kinds": page_data.kinds()}
    return render(request, "devplans/log.html", data)


def _usual(request: HttpRequest) -> dict[str, object]:
    """What is usual: oneself, with the Specialist."""
    return {"advocates": list(_own_advocacies(request)), "specialist": True}


def _own_advocacies(request: HttpRequest) -> list[int]:
    return [post.pk for post in request.user.advocacies.filter(ends_on__isnull=True)]  # type: ignore[union-attr, misc]


@login_required
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    data = {"session": found, "school": found.school, "logged": "logged" in request.GET, **page_data.of_session(found)}
    return render(request, "devplans/session.html", data)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a session."""
    found = get_visible_or_404(Session, request.user, pk=pk)
    perform(request, actions.confirm_session, found, done="The session is confirmed; it counts against your days.")
    return redirect(found)
