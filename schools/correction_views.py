"""The page on which an enrolment for the wrong school or project is put right."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sustaining.common.pages import closed_form, get_visible_or_404, perform_form
from sustaining.common.permissions import require

from .actions import correct_enrolment
from .choices import ParticipationState
from .correction_forms import CorrectEnrolmentForm
from .corrections import list_work
from .models import Participation
from .viewer import ViewerRequest


@login_required
def correct(request: ViewerRequest, pk: int) -> HttpResponse:
    """Correct the school or the project of an enrolment; where work hangs on it, say what and what to do."""
    participation = get_visible_or_404(Participation, request.viewer, pk=pk)
    require(request.viewer, "schools.correct_enrolment", participation)
    is_active = participation.state == ParticipationState.ACTIVE
    sentence = (
        f"{participation.school} is not taking part in {participation.project.code}, so there is nothing to correct."
    )
    if closed := closed_form(request, participation.school, is_active, sentence):
        return closed
    form = CorrectEnrolmentForm(request.POST or None, user=request.user, participation=participation)
    if request.method == "POST":
        done = "Enrolment corrected."
        right = perform_form(request, form, correct_enrolment, participation, done=done)
        if right:
            return redirect(right.school)
    data = {"participation": participation, "form": form, "work": list_work(participation)}
    return render(request, "schools/correct_enrolment.html", data)
