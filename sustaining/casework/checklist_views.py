"""Pages on which a hub keeps its checklist of a year, and the programme its default."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import may, require
from sustaining.common.sheets import csv_response, xlsx_response
from sustaining.common.years import AcademicYear

from . import actions
from .checklist_forms import BeginForm, StepForm
from .checklist_pages import HEADINGS, checklist_hubs, checklist_page, export_rows, sources_for
from .models import Checklist, ChecklistStep


@login_required
@require_safe
def checklists(request: ViewerRequest) -> HttpResponse:
    """Lead to the checklist of the person's hub for this year, or list the hubs and the national default."""
    require(request.viewer, "casework.see_checklists")
    hubs, year = checklist_hubs(request.viewer), AcademicYear.of(today())
    if len(hubs) == 1 and not request.user.is_superuser:
        return redirect("casework:hub-checklist", hubs[0].pk, year.start)
    return render(request, "casework/checklist_hubs.html", {"hubs": hubs, "year": year})


@login_required
@require_safe
def default_checklist(request: ViewerRequest) -> HttpResponse:
    """Show the programme's default, from which hubs begin."""
    require(request.viewer, "casework.see_checklists")
    checklist = get_visible_or_404(Checklist, request.viewer, hub__isnull=True)
    return _page(request, checklist, {})


@login_required
@require_safe
def hub_checklist(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Show a hub's checklist of a year with the day of each step, or from what it can begin."""
    row, academic_year = get_visible_or_404(Hub, request.viewer, pk=hub), AcademicYear(year)
    require(request.viewer, "casework.see_checklists")
    if row.pk not in {own.pk for own in checklist_hubs(request.viewer)}:
        raise Http404("You do not work for this hub.")
    data = {"hub": row, "year": academic_year, **_years_beside(row, academic_year)}
    checklist = Checklist.objects.visible_to(request.viewer).filter(hub=row, academic_year=year).first()
    if checklist is not None:
        return _page(request, checklist, data)
    return _begin_page(
        request, BeginForm(year=academic_year, sources=sources_for(row, academic_year, request.viewer)), data
    )


def _years_beside(hub: Hub, year: AcademicYear) -> dict[str, Any]:
    """Return the addresses of the years before and after, up to the one after this year."""
    last = AcademicYear.of(today()).start + 1
    before, after = AcademicYear(year.start - 1), AcademicYear(year.start + 1)
    return {
        "year_before": before,
        "year_after": after if after.start <= last else None,
        "is_over": year.ends < today(),
    }


def _page(request: ViewerRequest, checklist: Checklist, data: dict[str, Any]) -> HttpResponse:
    edits = may(request.viewer, "casework.edit_checklist", checklist)
    shown = checklist_page(checklist, request.viewer, request.GET.get("school", ""))
    data = {"checklist": checklist, "edits": edits and not data.get("is_over"), **data, **shown}
    return render(request, "casework/checklist.html", data)


def _begin_page(request: ViewerRequest, form: BeginForm, data: dict[str, Any]) -> HttpResponse:
    begins = may(request.viewer, "casework.edit_checklist", data["hub"]) and not data["is_over"]
    return render(request, "casework/begin_checklist.html", {"form": form, "begins": begins, **data})


@login_required
@require_POST
def begin(request: ViewerRequest, hub: int, year: int) -> HttpResponse:
    """Begin the checklist of a year as a draft."""
    row, academic_year = get_visible_or_404(Hub, request.viewer, pk=hub), AcademicYear(year)
    require(request.viewer, "casework.edit_checklist", row)
    form = BeginForm(request.POST, year=academic_year, sources=sources_for(row, academic_year, request.viewer))
    done = "Draft saved. Check the steps, then start using the checklist."
    if perform_form(request, form, actions.begin_checklist, row, done=done):
        return redirect("casework:hub-checklist", row.pk, year)
    return _begin_page(request, form, {"hub": row, "year": academic_year, **_years_beside(row, academic_year)})


def _earlier(request: ViewerRequest, checklist: Checklist, step: ChecklistStep | None = None) -> list[ChecklistStep]:
    """Return the steps that another step of the checklist can follow."""
    steps = ChecklistStep.objects.visible_to(request.viewer).kept().filter(checklist=checklist)
    return list((steps.filter(position__lt=step.position) if step else steps).order_by("position"))


@login_required
def add_step(request: ViewerRequest, pk: int) -> HttpResponse:
    """Add a step to a checklist."""
    checklist = get_visible_or_404(Checklist, request.viewer, pk=pk)
    require(request.viewer, "casework.edit_checklist", checklist)
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, checklist=checklist, earlier=_earlier(request, checklist))
    if request.method == "POST":
        step = perform_form(request, form, actions.add_step, checklist, done=lambda step: f"“{step}” added.")
        if step:
            return redirect(f"{checklist.get_absolute_url()}#step-{step.pk}")
    return render(request, "casework/checklist_step.html", {"checklist": checklist, "form": form, "step": None})


def _step(request: ViewerRequest, pk: int) -> ChecklistStep:
    """Return a step whose checklist the person keeps. Raise Http404 or PermissionDenied."""
    step = get_visible_or_404(ChecklistStep, request.viewer, pk=pk)
    require(request.viewer, "casework.edit_checklist", step)
    return step


@login_required
def edit_step(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a step of a checklist."""
    step = _step(request, pk)
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, checklist=step.checklist, earlier=_earlier(request, step.checklist, step), step=step)
    if request.method == "POST" and perform_form(
        request, form, actions.edit_step, step, done=lambda step: f"“{step}” saved."
    ):
        return redirect(f"{step.checklist.get_absolute_url()}#step-{step.pk}")
    return render(request, "casework/checklist_step.html", {"checklist": step.checklist, "form": form, "step": step})


@login_required
@require_POST
def move_step(request: ViewerRequest, pk: int, way: str) -> HttpResponse:
    """Move a step one place up or down."""
    step = _step(request, pk)
    perform(request, actions.move_step, step, up=way == "up", done=f"“{step}” moved {way}.")
    return redirect(f"{step.checklist.get_absolute_url()}#step-{step.pk}")


@login_required
@require_POST
def remove_step(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a step off a checklist."""
    step = _step(request, pk)
    undo = reverse("casework:restore-step", args=[step.pk])
    perform(request, actions.remove_step, step, done=f"“{step}” removed.", undo=undo)
    return redirect(step.checklist)


@login_required
@require_POST
def restore_step(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a removed step back."""
    step = _step(request, pk)
    perform(request, actions.restore_step, step, done=f"“{step}” restored.")
    return redirect(f"{step.checklist.get_absolute_url()}#step-{step.pk}")


@login_required
@require_POST
def start(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put a draft in use."""
    checklist = get_visible_or_404(Checklist, request.viewer, pk=pk)
    done = f"Your schools can now see the checklist of {checklist.year}."
    perform(request, actions.start_checklist, checklist, done=done)
    return redirect(checklist)


@login_required
@require_POST
def stop(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a checklist out of use."""
    checklist = get_visible_or_404(Checklist, request.viewer, pk=pk)
    undo = reverse("casework:start-checklist", args=[checklist.pk])
    done = f"The checklist of {checklist.year} is a draft again. What has been marked as done is kept."
    perform(request, actions.stop_checklist, checklist, done=done, undo=undo)
    return redirect(checklist)


def _export(request: ViewerRequest, pk: int, respond: Any) -> HttpResponse:
    checklist = get_visible_or_404(Checklist, request.viewer, pk=pk)
    require(request.viewer, "casework.see_checklists")
    name = f"checklist-{str(checklist.year).replace('/', '-')}"
    return respond(name, HEADINGS, export_rows(checklist, request.viewer))


@login_required
@require_safe
def as_csv(request: ViewerRequest, pk: int) -> HttpResponse:
    """Return how the schools stand with a checklist as CSV."""
    return _export(request, pk, csv_response)


@login_required
@require_safe
def as_xlsx(request: ViewerRequest, pk: int) -> HttpResponse:
    """Return how the schools stand with a checklist as an Excel file."""
    return _export(request, pk, xlsx_response)
