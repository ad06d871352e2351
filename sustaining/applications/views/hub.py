"""The hub's pages: its calls, its questions, the queue, reading side by side, and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.viewer import ViewerRequest
from sustaining.common.counts import counted
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.reason_pages import ReasonPage, reason_page

from .. import actions
from ..actions import decisions
from ..choices import Decision
from ..forms.hub import CallForm, DecideForm, NewCallForm, NoteForm, QuestionForm
from ..models import APPLICATION_MOVES, Application, Call, Question
from ..selectors import hub as selectors

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def _submitted_or_404(user: User, pk: int) -> Application:
    return get_visible_or_404(Application, user, pk=pk, submitted_at__isnull=False)


@login_required
@require_safe
def calls(request: ViewerRequest) -> HttpResponse:
    """List the hub's calls with their places, dates and waiting applications."""
    require(request.viewer, "applications.read_calls")
    page = Paginator(selectors.get_calls(request.user), 50).get_page(request.GET.get("page"))
    opens = bool(selectors.hubs_to_open_for(request.user))
    return render(request, "applications/calls.html", {"page": page, "now": timezone.now(), "opens": opens})


@login_required
def new_call(request: ViewerRequest) -> HttpResponse:
    """Open applications for the hub's schools."""
    hubs = selectors.hubs_to_open_for(request.user)
    require(request.viewer, "applications.open_call", hubs[0] if hubs else None)
    form = NewCallForm(request.POST or None, user=request.user, hubs=hubs)
    if request.method == "POST":
        hub = form.cleaned_data.get("hub") if form.is_valid() else None
        new_call = perform_form(request, form, decisions.open_call, hub, done="Applications set up.")
        if new_call:
            return redirect(new_call)
    return render(request, "applications/call_form.html", {"form": form, "call": None})


@login_required
@require_safe
def call(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show the queue of a call, by state."""
    call = get_visible_or_404(Call, request.viewer, pk=pk)
    data = selectors.queue_context(call, request.user, request.GET.get("tab", ""))
    page = Paginator(data.pop("rows"), 50).get_page(request.GET.get("page"))
    data |= {
        "page": page,
        "rows": [selectors.application_row(application) for application in page],
        "now": timezone.now(),
    }
    return render(request, "applications/call.html", data)


@login_required
def edit_call(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a call's places, times and introduction."""
    call = get_visible_or_404(Call, request.viewer, pk=pk)
    require(request.viewer, "applications.edit_call", call)
    form = CallForm(request.POST or None, initial=CallForm.initial_for(call))
    if request.method == "POST" and perform_form(request, form, decisions.edit_call, call, done="Changes saved."):
        return redirect(call)
    return render(request, "applications/call_form.html", {"form": form, "call": call})


@login_required
def questions(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a call's own questions and add one."""
    call = get_visible_or_404(Call, request.viewer, pk=pk)
    require(request.viewer, "applications.edit_call", call)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and perform_form(request, form, decisions.add_question, call, done="Question added."):
        return redirect("applications:questions", call.pk)
    call_questions = Question.objects.visible_to(request.user).filter(call=call, taken_out_at=None)
    return render(request, "applications/questions.html", {"call": call, "questions": call_questions, "form": form})


@login_required
def question(request: ViewerRequest, pk: int) -> HttpResponse:
    """Edit question."""
    question = get_visible_or_404(Question, request.viewer, pk=pk)
    require(request.viewer, "applications.edit_call", question)
    form = QuestionForm(request.POST or None, initial=QuestionForm.initial_for(question))
    if request.method == "POST" and perform_form(
        request, form, decisions.change_question, question, done="Changes saved."
    ):
        return redirect("applications:questions", question.call_id)
    return render(request, "applications/question.html", {"call": question.call, "question": question, "form": form})


@login_required
@require_POST
def question_up(request: ViewerRequest, pk: int) -> HttpResponse:
    """Move a question one place up."""
    question = get_visible_or_404(Question, request.viewer, pk=pk)
    perform(request, decisions.move_question_up, question)
    return redirect("applications:questions", question.call_id)


@login_required
@require_POST
def question_out(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a question from the form."""
    question = get_visible_or_404(Question, request.viewer, pk=pk)
    done = "Question removed. Answers already given are kept."
    perform(request, decisions.take_question_out, question, done=done)
    return redirect("applications:questions", question.call_id)


@login_required
@require_safe
def compare(request: ViewerRequest, pk: int) -> HttpResponse:
    """Compare up to four applications side by side."""
    call = get_visible_or_404(Call, request.viewer, pk=pk)
    data = selectors.comparison(call, request.user, request.GET.getlist("chosen"))
    if len(data["columns"]) < 2:
        messages.info(request, f"Select two to {selectors.MOST_COMPARED} applications to compare.")
        return redirect(call)
    return render(request, "applications/compare.html", data)


@login_required
def decide(request: ViewerRequest, pk: int) -> HttpResponse:
    """Preview the letters, add a message, then decide."""
    call = get_visible_or_404(Call, request.viewer, pk=pk)
    require(request.viewer, "applications.decide", call)
    form = DecideForm(request.POST or DecideForm.with_default_answer_day(request.GET), call=call, user=request.user)
    if not form.is_valid() and ("chosen" in form.errors or "decision" in form.errors):
        messages.error(request, "Select at least one school, then choose a decision.")
        return redirect(call)
    if request.method == "POST" and "preview" not in request.POST:

        def done(decided: list[Application]) -> str:
            return f"{Decision(form.cleaned_data['decision']).label}: {counted(len(decided), 'school')}."

        if perform_form(request, form, decisions.decide, call, done=done):
            return redirect(call)
    data = form.cleaned_data
    letters = selectors.preview_letters(
        list(data["chosen"]), data["decision"], message=data.get("message", ""), answer_by=data.get("answer_by")
    )
    context = {"call": call, "form": form, "letters": letters, "decision": Decision(data["decision"])}
    return render(request, "applications/decide.html", context)


@login_required
@require_safe
def application(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show an application with the hub's notes."""
    application = _submitted_or_404(request.user, pk)
    data = {"form": NoteForm(), **selectors.application_context(application, request.user)}
    return render(request, "applications/application.html", data)


@login_required
@require_POST
def note(request: ViewerRequest, pk: int) -> HttpResponse:
    """Write a note beside an application."""
    application = _submitted_or_404(request.user, pk)
    require(request.viewer, "applications.write_note", application)
    form = NoteForm(request.POST)
    if perform_form(request, form, decisions.write_note, application, done="Note saved."):
        return redirect(application)
    data = {**selectors.application_context(application, request.user), "form": form}
    return render(request, "applications/application.html", data)


@login_required
def override(request: ViewerRequest, pk: int) -> HttpResponse:
    """Allow an ineligible school to take part, with a reason."""
    application = _submitted_or_404(request.user, pk)
    require(request.viewer, "applications.override", application)
    form = ReasonForm(request.POST or None)
    done = "Exception saved. You can now offer a place."
    if request.method == "POST" and perform_form(request, form, decisions.override_eligibility, application, done=done):
        return redirect(application)
    return render(request, "applications/override.html", {"form": form, **selectors.application_row(application)})


@login_required
@require_POST
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw an application for a school that asked for it, or that did not answer."""
    application = _submitted_or_404(request.user, pk)
    freed = " Its place is now free." if application.is_offered else ""
    perform(request, actions.withdraw_application, application, done=f"{application} withdrawn.{freed}")
    return redirect(application)


@login_required
def reconsider(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back a decision or a withdrawal, with a reason."""
    application = _submitted_or_404(request.user, pk)
    place = " The place becomes free for another school." if application.is_offered else ""
    page = ReasonPage(
        heading=f"Reconsider the application of {application.school}?",
        follows=(
            f"{application.call} · {application.get_state_display()}.",
            f"The application goes back to waiting for a decision.{place} We’ll email the applicant your reason and "
            "a new link. You can do this until a place is accepted.",
        ),
        button="Reconsider this application",
    )
    done = "The application is waiting for a decision again."
    move = (APPLICATION_MOVES, "reconsider")
    return reason_page(request, application, decisions.reconsider_application, page, move=move, done=done)
