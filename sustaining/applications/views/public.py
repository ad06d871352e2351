"""Public pages: about a project, and a school's application by the link from its e-mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from schools.forms import FindForm
from sustaining.common.pages import perform, perform_form

from .. import actions, parts
from ..choices import ApplicationState
from ..forms.school import AgreementForm, BeginForm, InterestForm, SubmitForm
from ..models import APPLICATION_MOVES
from ..selectors import school as selectors
from ..tokens import applicant_token

either = require_http_methods(["GET", "HEAD", "POST"])


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that its link alone opens: kept by no cache, and told to no search engine."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(wrapped)


@either
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Who can take part, what is involved, what it costs, and how to apply; or an address to be told at."""
    found = selectors.project_or_404(code)
    form = InterestForm(request.POST or None)
    if request.method == "POST":
        done = "Thank you. We write to you once, when applications open."
        if perform_form(request, form, actions.leave_address, found, done=done, by=selectors.the_site()):
            return redirect("applications:project", found.code)
    return render(request, "applications/project.html", {"form": form, **selectors.about(found, timezone.now())})


@require_safe
@vary_on_headers("HX-Request")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Pick one's school from the register, as one types; works without JavaScript too."""
    found = selectors.project_or_404(code)
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    template = "applications/start.html#found" if request.headers.get("HX-Request") else "applications/start.html"
    data = {"project": found, "words": words, "schools": selectors.schools_found(words)}
    return render(request, template, data)


@either
def begin(request: HttpRequest, code: str, urn: int) -> HttpResponse:
    """Begin a school's application: its hub, whether it is open, and who applies."""
    found = selectors.project_or_404(code)
    school = selectors.school_or_404(urn)
    call = selectors.call_for(found, school)
    form = BeginForm(request.POST or None, school=school)
    if request.method == "POST" and call is not None:
        begun = perform_form(request, form, actions.begin_application, call, by=selectors.the_site())
        if begun:
            messages.success(request, f"Begun. The link to come back by is on its way to {begun.contact_email}.")
            return redirect("applications:tasks", applicant_token(begun))
    now = timezone.now()
    data = {
        "project": found,
        "school": school,
        "call": call,
        "is_open": call is not None and call.is_open(now),
        "is_closed": call is not None and call.is_closed(now),
        "form": form,
    }
    return render(request, "applications/begin.html", data)


@private
@require_safe
def tasks(request: HttpRequest, token: str) -> HttpResponse:
    """The task list while it is a draft; where it stands, and the answer to an offer, after that."""
    application = selectors.by_link(token)
    data = {"application": application, "token": token, "project": application.call.project}
    if "submit" in APPLICATION_MOVES.open_to(application):
        data |= selectors.task_list(application, timezone.now())
        return render(request, "applications/tasks.html", data)
    return render(request, "applications/status.html", data | selectors.status(application))


@private
@either
def part(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """One page of the form. Saved as it goes: at each change (htmx), *later* as it is, and whole by *Save and go on*."""
    application = selectors.by_link(token)
    found = parts.part_named(application, name)
    if found is None or "submit" not in APPLICATION_MOVES.open_to(application):
        raise Http404("That part of the application is not open any more.")
    quietly = bool(request.headers.get("HX-Request"))
    later = quietly or "later" in request.POST
    form = (
        found.form(application, request.POST, lenient=later) if request.method == "POST" else found.opened(application)
    )
    if request.method == "POST":
        saved = (form.is_valid() or quietly) and perform(
            request, found.save, application, form, by=selectors.the_site()
        )
        if quietly:
            return render(request, "applications/saved.html", {"saved": saved, "at": timezone.now()})
        if saved:
            following = None if later else parts.after(application, found)
            if following:
                return redirect("applications:part", token, following.name)
            return redirect("applications:tasks", token)
    data = {"application": application, "token": token, "part": found, "form": form}
    return render(request, "applications/part.html", data)


@private
@require_POST
def ask_head(request: HttpRequest, token: str) -> HttpResponse:
    """Send the head the link to their agreement."""
    application = selectors.by_link(token)
    done = f"A link is on its way to {application.head_email}."
    perform(request, actions.ask_head, application, done=done, by=selectors.the_site())
    return redirect("applications:tasks", token)


@private
@either
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Check your answers; the declaration hands the application in."""
    application = selectors.by_link(token)
    if "submit" not in APPLICATION_MOVES.open_to(application):
        return redirect("applications:tasks", token)
    lacking = parts.missing(application)
    form = SubmitForm(request.POST or None, missing=lacking, initial={"declared_by": application.contact_name})
    if request.method == "POST" and perform_form(
        request, form, actions.submit_application, application, by=selectors.the_site()
    ):
        return redirect("applications:tasks", token)
    data = {
        "application": application,
        "token": token,
        "form": form,
        "said": parts.read(application),
        "missing": lacking,
    }
    return render(request, "applications/check.html", data | selectors.task_list(application, timezone.now()))


@private
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the place that was offered."""
    application = selectors.by_link(token)
    done = f"{application.school} takes part. Both Advocates are invited by e-mail."
    perform(request, actions.accept_offer, application, done=done, by=selectors.the_site())
    return redirect("applications:tasks", token)


@private
@either
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take the application back: asks once."""
    application = selectors.by_link(token)
    if "withdraw" not in APPLICATION_MOVES.open_to(application):
        return redirect("applications:tasks", token)
    if request.method == "POST":
        done = "The application is withdrawn. Thank you for telling us."
        perform(request, actions.withdraw_application, application, done=done, by=selectors.the_site())
        return redirect("applications:tasks", token)
    return render(request, "applications/withdraw.html", {"application": application, "token": token})


@private
@either
def agreement(request: HttpRequest, token: str) -> HttpResponse:
    """The head reads what is asked of the school, and agrees or not."""
    application = selectors.by_heads_link(token)
    form = AgreementForm(request.POST or None)
    if request.method == "POST":
        done = "Thank you. The colleague who applies has been told."
        if perform_form(request, form, actions.answer_as_head, application, done=done, by=selectors.the_site()):
            return redirect("applications:agreement", token)
    data = {"application": application, "project": application.call.project, "form": form}
    return render(request, "applications/agreement.html", data | {"draft": ApplicationState.DRAFT})
