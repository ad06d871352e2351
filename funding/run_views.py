"""Pages of payment runs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.models import Hub
from sustaining.common.pages import get_visible_or_404, perform_form
from sustaining.common.permits import require

from . import page_data, runs
from .forms import PrepareForm, ReleaseForm
from .models import PaymentRun


@login_required
@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    """The runs of one's hubs, and how much waits for the next."""
    page_data.require_money_role(request.user)
    page = Paginator(page_data.runs_for(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "funding/runs.html", {"page": page, "hubs": page_data.hubs_with_approved(request.user)})


@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose approved claims of a hub for a run."""
    hub = get_visible_or_404(Hub, request.user, pk=pk)
    require(request.user, "funding.prepare_run", hub)
    approved = page_data.approved_of(hub, request.user)
    form = PrepareForm(request.POST or None, claims=approved)
    if request.method == "POST":
        done = "The run is prepared. Somebody else releases it."
        made = perform_form(request, form, runs.prepare_run, hub, done=done)
        if made:
            return redirect("funding:run", made.pk)
    return render(request, "funding/prepare.html", {"hub": hub, "form": form, "claims": list(approved)})


@login_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its claims; released here by somebody other than the one who prepared it."""
    found = get_visible_or_404(PaymentRun, request.user, pk=pk)
    form = ReleaseForm(request.POST or None, initial=page_data.release_initial())
    if request.method == "POST":
        require(request.user, "funding.release_run", found)
        done = "The run is released: every claim in it is paid, and the schools are told."
        if perform_form(request, form, runs.release_run, found, done=done):
            return redirect("funding:run", found.pk)
    return render(request, "funding/run.html", {"run": found, "form": form, **page_data.of_run(found)})
