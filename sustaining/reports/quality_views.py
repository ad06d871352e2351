"""Pages of data quality: what is open by check, and what was set aside with its reason."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schools.models import Hub
from schools.viewer import ViewerRequest
from sustaining.common.clock import today
from sustaining.common.forms import ReasonForm
from sustaining.common.pages import get_visible_or_404, perform, perform_form
from sustaining.common.permissions import require

from .actions import set_aside_problem, take_back_set_aside
from .filters import ReportFilter
from .models import SetAsideProblem
from .quality import QualityScope
from .quality_checks import BY_NAME, find_problem, run_checks
from .views import filter_from_request


def _scope(request: HttpRequest, report_filter: ReportFilter) -> QualityScope:
    day = min(today(), report_filter.year.ends)
    return QualityScope(request.user, report_filter.year, day, report_filter.hub)


@login_required
@require_safe
def data_quality(request: ViewerRequest) -> HttpResponse:
    """Show what is open in the schools that the reader runs, check by check."""
    require(request.viewer, "reports.read_quality")
    form, report_filter = filter_from_request(request)
    results = run_checks(_scope(request, report_filter))
    hubs = Hub.objects.visible_to(request.viewer).in_bulk() if report_filter.hub is None else {}
    data = {
        "form": form,
        "filter": report_filter,
        "results": [(result, [(problem, hubs.get(problem.hub, "")) for problem in result.open]) for result in results],
        "open": sum(len(result.open) for result in results),
    }
    return render(request, "reports/data_quality.html", data)


@login_required
def set_aside(request: ViewerRequest) -> HttpResponse:
    """Set one problem of the address aside, with a reason."""
    require(request.viewer, "reports.read_quality")
    _, report_filter = filter_from_request(request)
    back = f"{reverse('reports:data-quality')}?{report_filter.query}"
    check, key = request.GET.get("check", "")[:20], request.GET.get("key", "")[:60]
    problem = find_problem(_scope(request, report_filter), check, key)
    if problem is None:
        return redirect(back)
    hub = get_visible_or_404(Hub, request.viewer, pk=problem.hub)
    require(request.viewer, "reports.set_aside_problem", hub)
    form = SetAsideForm(request.POST if request.method == "POST" else None, check=check, key=key)
    if request.method == "POST" and perform_form(request, form, set_aside_problem, hub, done="Set aside."):
        return redirect(back)
    data = {"form": form, "problem": problem, "check": BY_NAME[check], "back": back}
    return render(request, "reports/set_aside.html", data)


@login_required
@require_POST
def take_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """Open a problem again that was set aside."""
    decision = get_visible_or_404(SetAsideProblem, request.viewer, pk=pk)
    perform(request, take_back_set_aside, decision, done="Open again.")
    return redirect(f"{reverse('reports:data-quality')}?hub={decision.hub_id}")


class SetAsideForm(ReasonForm):
    """Why a problem is set aside."""

    def __init__(self, data: object = None, *, check: str, key: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.check, self.key = check, key
        self.fields["reason"].error_messages["required"] = "Enter the reason. It is kept with what you set aside."

    def action_data(self) -> dict[str, object]:
        """Return keyword arguments for `set_aside_problem`."""
        return {"check": self.check, "key": self.key, **super().action_data()}
