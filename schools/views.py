"""Pages of the register, of enrolment and of a school's people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from sustaining.common.clock import today
from sustaining.common.errors import DomainError
from sustaining.common.files import checking_page
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import closed_form, get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require
from sustaining.common.years import AcademicYear

from . import actions, handover, roster_rows, selectors
from . import journey as stages
from .actions import roster_uploads
from .choices import ParticipationState
from .endings import people_to_email, preview_reinstatement, preview_withdrawal
from .forms import ChangeSchoolForm, ContactForm, EnrolForms, FindForm, HandOverForms, NewAdvocateForm, UploadForm
from .models import PARTICIPATION_MOVES, Advocate, Participation, Pause, RosterUpload, School, SchoolContact
from .pausing_forms import PauseForm, ReviewDayForm
from .viewer import ViewerRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
@vary_on_headers("HX-Request")
def find(request: ViewerRequest) -> HttpResponse:
    """Search the schools of the user's hub while typing; it works without JavaScript too."""
    require(request.viewer, "schools.find_schools")
    form = FindForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(selectors.search_schools(request.user, text), 50).get_page(request.GET.get("page"))
    template = "schools/find.html#found" if request.headers.get("HX-Request") else "schools/find.html"
    data = {"page": page, "text": text, "next_year": AcademicYear.of(today()).next()}
    data["enrols_for"] = selectors.hubs_that_enrol(request.user)
    return render(request, template, {**data, **selectors.search_parameters(text)})


@login_required
def enrol(request: ViewerRequest, urn: int) -> HttpResponse:
    """Enrol a school on a project with its two Advocates."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    require(request.viewer, "schools.enrol_school", school)
    forms = EnrolForms(request.POST or None, user=request.user, school=school)
    if request.method == "POST":
        done = f"{school} enrolled. Next, assign a Specialist."
        participation = perform_form(request, forms, actions.enrol_school, school, done=done)
        if participation:
            return redirect(selectors.after_enrolment(participation))
    withdrawn = selectors.withdrawn_participations(school, request.user)
    return render(request, "schools/enrol.html", {"school": school, "forms": forms, "withdrawn": withdrawn})


@login_required
def people(request: ViewerRequest, urn: int) -> HttpResponse:
    """List the people of a school; its hub adds contacts."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    form = ContactForm(request.POST or None)
    if request.method == "POST":
        require(request.viewer, "schools.edit_people", school)
        done = "Contact added."
        if perform_form(request, form, actions.add_contact, school, done=done):
            return redirect("schools:people", school.urn)
    data = {"school": school, "form": form, **selectors.school_people(school, request.user)}
    return render(request, "schools/people.html", data)


@login_required
@require_POST
def invite_again(request: ViewerRequest, urn: int, pk: int) -> HttpResponse:
    """Send an invitation again to a person of the school who has not signed in yet."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    person = selectors.get_person_or_404(school, request.user, pk)
    perform(request, actions.invite_again, school, person=person, done="Invitation sent again.")
    return redirect("schools:people", school.urn)


@login_required
def add_advocate(request: ViewerRequest, urn: int) -> HttpResponse:
    """Add a Mastery Advocate to a school that takes part already."""
    school = get_visible_or_404(School, request.viewer, urn=urn)
    require(request.viewer, "schools.edit_people", school)
    form = NewAdvocateForm(request.POST or None)
    if request.method == "POST" and perform_form(
        request, form, actions.add_advocate, school, done="Advocate added.", says_none=True
    ):
        return redirect("schools:people", school.urn)
    return render(request, "schools/add_advocate.html", {"school": school, "form": form})


@login_required
def hand_over(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let an Advocate leave: show their open work, and ask who takes it over, and when."""
    advocate = get_visible_or_404(Advocate, request.viewer, pk=pk)
    require(request.viewer, "schools.edit_people", advocate.school)
    forms = HandOverForms(request.POST or None, others=selectors.other_advocates(advocate, request.user))
    if request.method == "POST":

        def done(successor: Advocate) -> str:
            return f"{successor.user} has taken over from {advocate.user}."

        if perform_form(request, forms, actions.hand_over, advocate, done=done):
            return redirect("schools:people", advocate.school.urn)
    data = {
        "advocate": advocate,
        "school": advocate.school,
        "forms": forms,
        "open": handover.open_work(advocate, timezone.now()),
    }
    return render(request, "schools/hand_over.html", data)


@login_required
def change_school(request: ViewerRequest, pk: int) -> HttpResponse:
    """Move an Advocate to another school."""
    advocate = get_visible_or_404(Advocate, request.viewer, pk=pk)
    require(request.viewer, "schools.edit_people", advocate.school)
    form = ChangeSchoolForm(request.POST or None, user=request.user)
    if request.method == "POST":
        new_post = perform_form(request, form, actions.change_school, advocate)
        if new_post:
            messages.success(
                request,
                f"{new_post.user} is now an Advocate at {new_post.school}. Their past work stays with {advocate.school}.",
            )
            return redirect("schools:people", new_post.school.urn)
    data = {
        "advocate": advocate,
        "school": advocate.school,
        "form": form,
        "open": handover.open_work(advocate, timezone.now()),
    }
    return render(request, "schools/change_school.html", data)


@login_required
@require_POST
def end_advocacy(request: ViewerRequest, pk: int) -> HttpResponse:
    """End an Advocate's post today; the post is kept."""
    advocate = get_visible_or_404(Advocate, request.viewer, pk=pk)
    perform(
        request,
        actions.end_post,
        advocate,
        done=f"{advocate.user} is no longer an Advocate here. Their past work is kept.",
    )
    return redirect("schools:people", advocate.school.urn)


@login_required
@require_POST
def end_contact(request: ViewerRequest, pk: int) -> HttpResponse:
    """End a contact's post today; the post is kept."""
    contact = get_visible_or_404(SchoolContact, request.viewer, pk=pk)
    perform(
        request, actions.end_post, contact, done=f"{contact.name} is no longer a contact here. Their past work is kept."
    )
    return redirect("schools:people", contact.school.urn)


@login_required
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraw a school from a project, after showing what follows and asking for a reason."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "schools.withdraw_participation", participation)
    is_open = "withdraw" in PARTICIPATION_MOVES.open_to(participation)
    sentence = f"{participation.school} is not taking part in {participation.project.code}, so it can’t withdraw."
    closed = closed_form(request, participation.school, is_open, sentence)
    if closed:
        return closed
    return _ending_page(
        request,
        participation,
        act=actions.withdraw_participation,
        preview=preview_withdrawal,
        template="schools/withdraw.html",
        done=f"{participation.school} has withdrawn from {participation.project.code}.",
    )


@login_required
def reinstate(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back a withdrawal, after showing what can be put back and asking for a reason."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "schools.reinstate_participation", participation)
    is_withdrawn = participation.state == ParticipationState.WITHDRAWN
    sentence = f"{participation.school} has not withdrawn from {participation.project.code}."
    closed = closed_form(request, participation.school, is_withdrawn, sentence)
    if closed:
        return closed
    return _ending_page(
        request,
        participation,
        act=actions.reinstate_participation,
        preview=preview_reinstatement,
        template="schools/reinstate.html",
        done=f"{participation.school} is taking part in {participation.project.code} again.",
    )


def _ending_page(
    request: ViewerRequest, participation: Participation, *, act: Any, preview: Any, template: str, done: str
) -> HttpResponse:
    """Show what an action on the participation would do, and do it with a reason."""
    form = ReasonForm(request.POST or None)
    shown = preview(participation, timezone.now())
    if request.method == "POST" and perform_form(request, form, act, participation, done=done, says_none=True):
        return redirect(participation.school)
    return render(request, template, {"participation": participation, "form": form, "preview": shown})


@login_required
def pause(request: ViewerRequest, pk: int) -> HttpResponse:
    """Pause a school's year, after saying what rests and who is emailed."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "schools.pause_participation", participation)
    is_open = "pause" in PARTICIPATION_MOVES.open_to(participation)
    sentence = f"{participation.school} is not taking part in {participation.project.code}, so it can’t be paused."
    if closed := closed_form(request, participation.school, is_open, sentence):
        return closed
    form = PauseForm(request.POST or None, participation=participation)
    people = people_to_email(participation, timezone.now())
    if request.method == "POST":
        done = f"{participation.school} is paused."
        if perform_form(request, form, actions.pause_participation, participation, done=done, says_none=True):
            return redirect(participation.school)
    return render(request, "schools/pause.html", {"participation": participation, "form": form, "people": people})


@login_required
def resume(request: ViewerRequest, pk: int) -> HttpResponse:
    """Resume a school's year, with a reason."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "schools.resume_participation", participation)
    is_open = "resume" in PARTICIPATION_MOVES.open_to(participation)
    if closed := closed_form(request, participation.school, is_open, f"{participation.school} is not paused."):
        return closed
    form = ReasonForm(request.POST or None)
    people = people_to_email(participation, timezone.now())
    if request.method == "POST":
        done = f"{participation.school} is taking part again."
        if perform_form(request, form, actions.resume_participation, participation, done=done, says_none=True):
            return redirect(participation.school)
    data = {"participation": participation, "form": form, "people": people, "pause": _get_pause(request, participation)}
    return render(request, "schools/resume.html", data)


@login_required
def review_day(request: ViewerRequest, pk: int) -> HttpResponse:
    """Choose another day on which a pause is reviewed."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "schools.pause_participation", participation)
    pause = _get_pause(request, participation)
    if closed := closed_form(request, participation.school, bool(pause), f"{participation.school} is not paused."):
        return closed
    if pause is None:  # it ended while the page was open
        messages.error(request, f"{participation.school} is not paused.")
        return redirect(participation.school)
    form = ReviewDayForm(request.POST or None, pause=pause)
    if request.method == "POST" and perform_form(
        request, form, actions.change_review_day, participation, done="Review date saved."
    ):
        return redirect(participation.school)
    return render(request, "schools/review_day.html", {"participation": participation, "form": form, "pause": pause})


def _get_pause(request: ViewerRequest, participation: Participation) -> Pause | None:
    pauses = Pause.objects.visible_to(request.user).filter(participation=participation, ended_at__isnull=True)
    return pauses.select_related("paused_by").first()


@require_safe
def journey(request: HttpRequest) -> HttpResponse:
    """Show the mastery journey to anybody, and the number of schools at each stage to people who see schools."""
    counts = stages.counts_for(request.user) if request.user.is_authenticated else []
    data: dict[str, Any] = {"steps": stages.STEPS, "counts": counts, "drawing": stages.diagram()}
    if counts:
        data["plot"] = stages.plot(counts, AcademicYear.of(today()))
    return render(request, "schools/journey.html", data)


@login_required
def upload_advocates(request: ViewerRequest) -> HttpResponse:
    """Upload a list; a worker reads it, and nothing is saved before its rows were shown."""
    require(request.viewer, "schools.upload_people")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        uploaded = perform_form(request, form, roster_uploads.upload_roster, None)
        if uploaded:
            return redirect("schools:upload-check", uploaded.pk)
    return render(request, "schools/upload.html", {"form": form, "most": roster_rows.MOST_ROWS})


@login_required
@require_safe
def check_upload(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what each row of an uploaded list would do; until a worker has read it, that it is being checked."""
    uploaded = get_visible_or_404(RosterUpload, request.viewer, pk=pk)
    require(request.viewer, "schools.upload_people")
    if uploaded.is_waiting or uploaded.is_refused:
        return checking_page(request, uploaded, again=reverse("schools:upload"))
    try:
        data = selectors.roster_check(uploaded, request.user, timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("schools:upload")
    return render(request, "schools/upload_check.html", data)


@login_required
@require_POST
def save_upload(request: ViewerRequest, pk: int) -> HttpResponse:
    """Save what was checked, after checking it again."""
    uploaded = get_visible_or_404(RosterUpload, request.viewer, pk=pk)
    counts = perform(request, roster_uploads.save_roster, uploaded)
    if counts is None:
        return redirect("schools:upload")
    messages.success(request, f"Advocates: {roster_uploads.summarise(counts)}")
    return redirect("desk:board")


@login_required
@require_safe
def upload_template(request: ViewerRequest, kind: str) -> HttpResponse:
    """Download the empty list with an example row."""
    require(request.viewer, "schools.upload_people")
    files = {"csv": (roster_rows.template_csv, "text/csv; charset=utf-8"), "xlsx": (roster_rows.template_xlsx, XLSX)}
    make, kind_of = files[kind]
    return HttpResponse(
        make(), content_type=kind_of, headers={"Content-Disposition": f'attachment; filename="advocates.{kind}"'}
    )
