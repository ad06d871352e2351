"""Pages of instalments: how a project’s grant is paid, and a school’s claim on the next one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from schools.models import Project
from schools.viewer import ViewerRequest
from sustaining.common.errors import DomainError
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permissions import require

from .. import actions
from ..forms.claims import ClaimForm
from ..forms.instalments import InstalmentsForm
from ..instalments import GrantInstalment, conditions, is_claimed
from ..models import Grant, Instalment


@login_required
def set_up(request: ViewerRequest, pk: int) -> HttpResponse:
    """Set whether a project’s grant is claimed by items or paid in instalments, and on what conditions."""
    require(request.viewer, "funding.set_instalments")
    project = get_visible_or_404(Project, request.viewer, pk=pk)
    instalments = list(Instalment.objects.visible_to(request.user).filter(project=project).order_by("number"))
    form = InstalmentsForm(request.POST if request.method == "POST" else None, instalments=instalments)

    def say_done(saved: list[Instalment]) -> str:
        return "Instalments saved." if saved else "Saved. Schools claim this grant item by item."

    if (
        request.method == "POST"
        and perform_form(request, form, actions.set_instalments, project, done=say_done) is not None
    ):
        return redirect(f"{reverse('schools:projects')}?year={project.academic_year}")
    labels = {name: fact.label for name, fact in conditions().items()}
    data = {
        "form": form,
        "project": project,
        "is_claimed": is_claimed(project),
        "instalments": [(row.number, row.percent, labels[row.fact]) for row in instalments],
    }
    return render(request, "funding/instalments_form.html", data)


def claim_instalment(request: ViewerRequest, grant: Grant, rows: list[GrantInstalment]) -> HttpResponse:
    """Show a school its grant’s instalments, and start a claim on the one whose button was pressed."""
    form, refusal = ClaimForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        chosen = next((row for row in rows if str(row.instalment.pk) == request.POST.get("instalment")), None)
        try:
            if chosen:
                claim = actions.draft_instalment(
                    grant,
                    instalment=chosen.instalment,
                    client_key=form.cleaned_data["once"],
                    by=request.user,
                    now=timezone.now(),
                )
                return redirect("funding:check", claim.reference)
            refusal = "Choose an instalment to claim."
        except DomainError as error:
            refusal = str(error)
    data = {
        "grant": grant,
        "school": grant.school,
        "rows": rows,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "funding/instalments.html", data)
