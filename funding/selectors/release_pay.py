"""What the pages of Specialists' release pay show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Sum

from schools.models import Hub, Project
from schools.roles import HUB_READERS
from schools.viewer import as_viewer
from sustaining.common.permissions import may

from ..choices import ReleaseState
from ..models import ReleaseBudget, ReleaseMonth, ReleaseRate, ReleaseSetup
from ..page_actions import RELEASE_BUTTONS
from ..release_pay import MonthToDecide, differences_since, is_release_paid, months_to_decide
from .setup import budget_versions

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader


def setup_or_default(hub: Hub) -> ReleaseSetup:
    """Return a hub's settings for release pay, or the default ones, unsaved. One query."""
    return ReleaseSetup.objects.filter(hub=hub).first() or ReleaseSetup(hub=hub)


def projects_to_rate() -> Any:
    """Return projects with support days, newest first."""
    return Project.objects.filter(support_days__gt=0).order_by("-academic_year", "code")


def settings_context(hub: Hub) -> dict[str, Any]:
    """Return a hub's rates and every version of its budgets for release pay, the newest first. Two queries."""
    return {
        "rates": ReleaseRate.objects.filter(hub=hub).select_related("project", "set_by"),
        "budgets": budget_versions(hub, history="ReleaseBudgetEvent"),
    }


def months_context(hub: Hub, user: User, page: str) -> dict[str, Any]:
    """Return a hub's budgets, the months that wait for a decision, and a page of those that were decided."""
    decided = ReleaseMonth.objects.visible_to(user).filter(hub=hub).select_related("specialist__user", "home_school")
    shown = Paginator(decided, 50).get_page(page)
    differences = differences_since(shown.object_list)
    approved = ReleaseMonth.objects.filter(hub=hub, state=ReleaseState.APPROVED).exists()
    return {
        "is_on": is_release_paid(hub),
        "waiting": months_to_decide(hub),
        "page": shown,
        "changed": set(differences),
        "budgets": ReleaseBudget.objects.filter(hub=hub),
        "prepares": approved and may(user, "funding.prepare_run", hub),
        "decides": may(user, "funding.decide_release", hub),
        "sets_up": may(user, "funding.set_release_pay", hub),
    }


def waiting_month(hub: Hub, specialist: int, month: date) -> MonthToDecide | None:
    """Return what waits for a decision of a Specialist's month, or None."""
    return next((row for row in months_to_decide(hub, month=month) if row.specialist.pk == specialist), None)


def month_context(month: ReleaseMonth, user: User) -> dict[str, Any]:
    """Return a decided month's sessions, payments, differences since, and what this person may do."""
    sessions = month.sessions.select_related("session__participation__school", "rate__project")
    return {
        "sessions": sessions,
        "days": month.sessions.aggregate(days=Sum("days"))["days"],
        "payments": month.payments.select_related("run"),
        "entries": month.entries.select_related("by"),
        "differences": differences_since([month]).get(month.pk, []),
        "buttons": RELEASE_BUTTONS.open_to(month, user),
        "reads_hub": may(user, "funding.read_release", month.hub),
    }


def own_months(user: User) -> Any:
    """Return the months that a user sees: their own as a Specialist, their school's, or their hub's."""
    return ReleaseMonth.objects.visible_to(user).select_related("specialist__user", "home_school", "hub")


def months_to_pay(hub: Hub, user: User) -> Any:
    """Return approved months of a hub, longest waiting first."""
    months = ReleaseMonth.objects.visible_to(user).filter(state=ReleaseState.APPROVED, hub=hub)
    return months.select_related("specialist__user", "home_school").order_by("decided_at", "pk")


def has_own_release(user: Reader) -> bool:
    """Return whether a hub has decided on release pay for the user's own school, or of the user. One query; none for hubs."""
    if as_viewer(user).has_role(HUB_READERS):
        return False
    return ReleaseMonth.objects.visible_to(user).exists()
