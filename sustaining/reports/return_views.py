"""Pages of the national returns: freeze one, download it again, compare it with now."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Func, IntegerField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404, perform
from sustaining.common.permissions import may, require
from sustaining.common.sheets import csv_file_response

from .actions import freeze_return
from .forms import FreezeForm
from .models import CompletionReturn, ProgrammeReturn, ReturnPoint
from .returns import differences
from .tables import snapshot_day
from .views import filter_from_request

ROWS = Func("row_keys", function="jsonb_array_length", output_field=IntegerField())
"""The number of rows of a return, counted where they are: the list of returns needs none of their keys."""


@login_required
def returns(request: ViewerRequest) -> HttpResponse:
    """List the frozen returns of a year, and freeze one whose day is over."""
    form, report_filter = filter_from_request(request)
    year, hub = report_filter.year, report_filter.hub
    if request.method == "POST":
        require(request.viewer, "reports.freeze_return", hub)
        freeze = FreezeForm(request.POST)
        if freeze.is_valid():
            frozen = perform(request, freeze_return, hub, year=year, **freeze.cleaned_data, done="Return frozen.")
            if frozen:
                return redirect(frozen)
    completion, taken = (
        model.objects.visible_to(request.viewer)
        .filter(academic_year=year.start, **({"hub": hub} if hub else {}))
        .select_related("hub", "taken_by")
        for model in (CompletionReturn, ProgrammeReturn)
    )
    points = [
        {"point": point, "label": point.label, "on": (on := snapshot_day(year, point)), "is_over": today() > on}
        for point in ReturnPoint
    ]
    data = {
        "form": form,
        "filter": report_filter,
        "points": points,
        "returns": completion.defer("content"),
        "freezes": may(request.viewer, "reports.freeze_return", hub),
        "taken": taken.annotate(rows=ROWS).defer("content", "counts", "columns", "row_keys"),
        "takes": may(request.viewer, "reports.take_return", hub),
        "sets_columns": may(request.viewer, "reports.set_return_columns"),
    }
    return render(request, "reports/returns.html", data)


@login_required
@require_safe
def frozen_return(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a frozen return, and which schools read differently now."""
    frozen = get_visible_or_404(CompletionReturn, request.viewer, pk=pk)
    data = {"return": frozen, "differences": differences(request.viewer, frozen)}
    return render(request, "reports/return.html", data)


@login_required
@require_safe
def return_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """Download a frozen return, byte for byte as it was frozen."""
    frozen = get_visible_or_404(CompletionReturn, request.viewer, pk=pk)
    name = f"completion-{frozen.point}-{str(frozen.year).replace('/', '-')}-{frozen.taken_at:%Y%m%d-%H%M}"
    return csv_file_response(name, frozen.content.encode())
