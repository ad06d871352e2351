"""Public pages: about a project, and a school's application by the link in its email."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from schools.forms import FindForm
from sustaining.common.pages import perform, perform_form
from sustaining.outbox.link_pages import link_page
from sustaining.outbox.links import by_link, system_user
from sustaining.outbox.models import Link

from .. import actions, form_sections
from ..choices import ApplicationState
from ..forms.school import AgreementForm, BeginForm, InterestForm, SubmitForm
from ..links import DRAFT, HEAD, INTEREST, STATUS
from ..models import APPLICATION_MOVES
from ..selectors import school as selectors

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def open_for_applications(request: HttpRequest) -> HttpResponse:
    """List the projects that accept applications."""
    return render(request, "applications/open.html", {"projects": selectors.open_projects(timezone.now())})


@get_or_post
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Show who can take part, what it involves and costs, and how to apply; or save an address for news."""
    project = selectors.project_or_404(code)
    form = InterestForm(request.POST or None)
    if request.method == "POST" and perform_form(request, form, actions.leave_address, project, by=system_user()):
        # The same page whether the address is new or known: nobody learns who has asked.
        return render(request, "applications/interest_sent.html", {"project": project, "form": form})
    return render(
        request, "applications/project.html", {"form": form, **selectors.project_context(project, timezone.now())}
    )


@get_or_post
@link_page(INTEREST)
def confirm_interest(request: HttpRequest, link: Link) -> HttpResponse:
    """Confirm an address by the link that was emailed to it. Opening the page changes nothing."""
    if request.method == "POST":
        perform(request, by_link(link, actions.confirm_address), link.subject)
        link.subject.refresh_from_db()
    return render(request, "applications/interest_confirm.html", {"interest": link.subject})


@require_safe
@vary_on_headers("HX-Request")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Search the register for your school, as you type; works without JavaScript too."""
    project = selectors.project_or_404(code)
    form = FindForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    template = "applications/start.html#found" if request.headers.get("HX-Request") else "applications/start.html"
    data = {"project": project, "query": query, "schools": selectors.search_schools(query)}
    return render(request, template, data)


@get_or_post
def begin(request: HttpRequest, code: str, urn: int) -> HttpResponse:
    """Begin a school's application."""
    project = selectors.project_or_404(code)
    school = selectors.school_or_404(urn)
    call = selectors.call_for(project, school)
    form = BeginForm(request.POST or None, school=school)
    if request.method == "POST" and call is not None:
        begun = perform_form(request, form, actions.begin_application, call, by=system_user())
        if begun:
            return render(request, "applications/sent.html", {"project": project, "school": school, "form": form})
    now = timezone.now()
    data = {
        "project": project,
        "school": school,
        "call": call,
        "is_open": call is not None and call.is_open(now),
        "is_closed": call is not None and call.is_closed(now),
        "form": form,
    }
    return render(request, "applications/begin.html", data)


@require_safe
@link_page(DRAFT, STATUS)
def tasks(request: HttpRequest, link: Link) -> HttpResponse:
    """Show the task list of a draft, or the status of a submitted application with the answer to an offer."""
    application = selectors.by_link(link)
    data = {"application": application, "token": link.token, "project": application.call.project}
    if "submit" in APPLICATION_MOVES.open_to(application):
        data |= selectors.task_list_context(application, timezone.now())
        return render(request, "applications/tasks.html", data)
    return render(request, "applications/status.html", data | selectors.status_context(application, link))


@get_or_post
@link_page(DRAFT)
def part(request: HttpRequest, link: Link, name: str) -> HttpResponse:
    """Show and save a page of the form.

    Each change is saved at once (htmx); *Later* saves it incomplete; *Save and continue* requires every answer.
    """
    application = selectors.by_link(link)
    section = form_sections.find_section(application, name)
    if section is None or "submit" not in APPLICATION_MOVES.open_to(application):
        raise Http404("That part of the application can no longer be changed.")
    is_autosave = bool(request.headers.get("HX-Request"))
    later = is_autosave or "later" in request.POST
    form = (
        section.form(application, request.POST, lenient=later)
        if request.method == "POST"
        else section.filled_form(application)
    )
    if request.method == "POST":
        saved = (form.is_valid() or is_autosave) and perform(request, by_link(link, section.save), application, form)
        if is_autosave:
            return render(request, "applications/saved.html", {"saved": saved, "at": timezone.now()})
        if saved:
            following = None if later else form_sections.next_section(application, section)
            if following:
                return redirect("applications:part", link.token, following.name)
            return redirect("applications:tasks", link.token)
    data = {"application": application, "token": link.token, "section": section, "form": form}
    return render(request, "applications/part.html", data)


@require_POST
@link_page(DRAFT, STATUS)
def ask_head(request: HttpRequest, link: Link) -> HttpResponse:
    """Email the headteacher the link to their agreement."""
    application = selectors.by_link(link)
    done = f"We’ve emailed a link to {application.head_email}."
    perform(request, by_link(link, actions.ask_head), application, done=done)
    return redirect("applications:tasks", link.token)


@get_or_post
@link_page(DRAFT, STATUS)
def check(request: HttpRequest, link: Link) -> HttpResponse:
    """Show all answers, and submit the application with the declaration."""
    application = selectors.by_link(link)
    if "submit" not in APPLICATION_MOVES.open_to(application):
        return redirect("applications:tasks", link.token)
    missing = form_sections.missing_sections(application)
    form = SubmitForm(request.POST or None, missing=missing, initial={"declared_by": application.contact_name})
    if request.method == "POST" and perform_form(request, form, by_link(link, actions.submit_application), application):
        return redirect("applications:tasks", link.token)
    data = {
        "application": application,
        "token": link.token,
        "form": form,
        "answers": form_sections.answers_by_section(application),
        "missing": missing,
    }
    return render(request, "applications/check.html", data | selectors.task_list_context(application, timezone.now()))


@require_POST
@link_page(STATUS)
def accept(request: HttpRequest, link: Link) -> HttpResponse:
    """Accept the offered place."""
    application = selectors.by_link(link)
    done = f"{application.school} is taking part. We’ve invited both Advocates by email."
    perform(request, by_link(link, actions.accept_offer), application, done=done)
    return redirect("applications:tasks", link.token)


@get_or_post
@link_page(DRAFT, STATUS)
def withdraw(request: HttpRequest, link: Link) -> HttpResponse:
    """Withdraw the application, after a page that asks for confirmation."""
    application = selectors.by_link(link)
    if "withdraw" not in APPLICATION_MOVES.open_to(application):
        return redirect("applications:tasks", link.token)
    if request.method == "POST":
        done = "The application has been withdrawn. Thank you for telling us."
        perform(request, by_link(link, actions.withdraw_application), application, done=done)
        return redirect("applications:tasks", link.token)
    return render(request, "applications/withdraw.html", {"application": application, "token": link.token})


@get_or_post
@link_page(HEAD)
def agreement(request: HttpRequest, link: Link) -> HttpResponse:
    """Show the headteacher what the school commits to, and record whether they agree."""
    application = selectors.by_link(link)
    form = AgreementForm(request.POST or None)
    if request.method == "POST":
        done = "Thank you. We’ve emailed your colleague who is applying."
        if perform_form(request, form, by_link(link, actions.answer_as_head), application, done=done):
            return redirect("applications:agreement", link.token)
    data = {"application": application, "project": application.call.project, "form": form}
    data |= {"draft": ApplicationState.DRAFT, "token": link.token, "may_answer": link.used_at is None}
    return render(request, "applications/agreement.html", data)
