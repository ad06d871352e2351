"""Read a plan that is being brought in, and the plan that it is added to."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.text import get_text_list

from schools.current_year import year_hub
from schools.terms import get_calendar

from ..actions.imports import can_be_undone, fingerprint
from ..choices import PLAN_PARTS, PartKind
from ..due_words import due_day
from ..fields import AIM
from ..forms.imports import PlanNow, with_day
from ..models import Plan, PlanImport
from ..text_merge import plain


def parts_to_check(imported: PlanImport, now: datetime) -> list[dict[str, Any]]:
    """Return the parts of a plan, actions with their day where it is certain. Raise TooOld. Two queries."""
    plan = imported.plan
    parts = imported.open_rows(now)
    calendar = get_calendar(year_hub(plan.school, plan.academic_year))
    return [with_day(part, due_day(part["when"], plan.year, calendar) if part["when"] else None) for part in parts]


def plan_now(plan: Plan) -> PlanNow:
    """Return what the plan has already. Two queries."""
    texts = {str(kind): plain(getattr(plan, kind)) for kind in PLAN_PARTS}
    aims = list(plan.aims.in_plan().values_list("title", flat=True))
    return PlanNow(texts, aims, fingerprint(plan))


NAMES = {
    PartKind.AIM: ("aim", "aims"),
    PartKind.ACTION: ("action", "actions"),
    "": ("other part", "other parts"),
    PartKind.LEAVE_OUT: ("part to leave out", "parts to leave out"),
}


def count_kinds(parts: list[dict[str, Any]]) -> str:
    """Return how many aims, actions and other parts were read: `4 aims, 9 actions and 2 other parts`."""
    counts = Counter(part["kind"] if part["kind"] in NAMES else "" for part in parts)
    read = [f"{counts[kind]} {names[counts[kind] != 1]}" for kind, names in NAMES.items() if counts[kind]]
    return get_text_list(read, "and")


def last_import(plan: Plan) -> PlanImport | None:
    """Return what was brought in last, if it can still be undone as a whole; else None. One query without any."""
    imported = (
        plan.imports.filter(saved_at__isnull=False, undone_at=None)
        .select_related("added_by")
        .order_by("-saved_at")
        .first()
    )
    return imported if imported and plan.is_open and can_be_undone(imported, plan) else None


def saved_import(plan: Plan, pk: int) -> PlanImport | None:
    """Return what somebody brought into a plan, by its key; None when the plan has no such one."""
    return plan.imports.filter(pk=pk, saved_at__isnull=False).first()


def after_saving(imported: PlanImport) -> str:
    """Return a sentence about what was added, and what its aims still lack."""
    aims = imported.plan.aims.filter(pk__in=imported.aims)
    incomplete = sum(1 for aim in aims if AIM.missing(aim))
    done = f"{imported.summary} added to the plan."
    if not incomplete:
        return done
    which = "1 aim lacks" if incomplete == 1 else f"{incomplete} aims lack"
    return f"{done} {which} a need or success criteria. Add them before you share the plan."
