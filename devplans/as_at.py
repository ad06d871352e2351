"""Plans, aims and RAG ratings as they stood at the end of an academic year.

Figures of a past year are as at its last day, 31 August, and do not change when a plan is refined, an aim is edited or
taken off, or a rating is rewritten later. Figures of the year in progress are as at today. The rows say when things
happened (`state_since`, `added_at`, `dropped_at`, `judged_at`); what they said then is read from the history.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from sustaining.common.clock import today
from sustaining.common.years import AcademicYear


def as_at(year: AcademicYear) -> date:
    """Return the day that a year's figures are of: today, or the year's last day once it is past."""
    return year.as_at(today())


def is_past(year: AcademicYear) -> bool:
    """Return whether the year is over, so that its figures are as they stood at its end."""
    return year.ends < today()


def past_day(year: AcademicYear) -> date | None:
    """Return the day that the figures of a past year are of; None while the year goes on, for they are today's."""
    return year.ends if is_past(year) else None


def year_end(year: AcademicYear) -> datetime:
    """Return the first moment after the year, in London."""
    return datetime.combine(year.ends + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())


def plan_state(plan: str, year: AcademicYear) -> Any:
    """Return an expression for the state of the plan whose key is in field `plan`, as at the year; NULL before it began."""
    if not is_past(year):
        return F("state") if plan == "pk" else F(f"{plan}__state")
    return Subquery(_plan_events(plan, year).values("state")[:1])


def plan_state_since(plan: str, year: AcademicYear) -> Any:
    """Return an expression for when the plan came into the state of `plan_state`."""
    if not is_past(year):
        return F("state_since") if plan == "pk" else F(f"{plan}__state_since")
    return Subquery(_plan_events(plan, year).values("state_since")[:1])


def _plan_events(plan: str, year: AcademicYear) -> Any:
    events = _history("Plan").filter(pgh_obj=OuterRef(plan), state_since__lt=year_end(year))
    return events.order_by("-state_since", "-pgh_id")


def aims_in_plan(aims: Any, year: AcademicYear) -> Any:
    """Filter aims to those that were in their plans as at the year; an aim that was met in the year counts."""
    met = Q(met_in__isnull=True) | Q(met_in__gte=year.start)
    if not is_past(year):
        return aims.filter(met, dropped_at__isnull=True)
    end = year_end(year)
    by_then = _history("Aim").filter(pgh_obj=OuterRef(OuterRef("pk")), pgh_created_at__lt=end).order_by("-pgh_id")
    was_off = Exists(_history("Aim").filter(pgh_id=Subquery(by_then.values("pgh_id")[:1]), dropped_at__lt=end))
    on = Q(dropped_at__isnull=True) | Q(dropped_at__gte=end)
    return aims.filter(met, on, ~was_off, added_at__lt=end)  # ~was_off: taken off by then and put back afterwards


def aim_value(field: str, aim: str, year: AcademicYear) -> Any:
    """Return an expression for a field of the aim whose key is in field `aim`, as it read at the end of the year.

    The history knows when a row was written. Where it begins later (data that was loaded), its first entry counts.
    """
    if not is_past(year):
        return F(field) if aim == "pk" else F(f"{aim}__{field}")
    by_then = Case(When(pgh_created_at__lt=year_end(year), then="pgh_id")).desc(nulls_last=True)
    events = _history("Aim").filter(pgh_obj=OuterRef(aim)).order_by(by_then, "pgh_id")
    return Subquery(events.values(field)[:1])


def judgements(year: AcademicYear) -> Any:
    """Return the ratings as at the year: rows of Judgement, or of its history, which has the same fields, of a past year.

    A rating may have several rows in a past year: the latest by `judged_at` is the one that stood.
    """
    if not is_past(year):
        return apps.get_model("devplans", "Judgement")._base_manager.all()
    return _history("Judgement").filter(judged_at__lt=year_end(year))


def _history(model: str) -> Any:
    return apps.get_model("devplans", f"{model}Event").objects.all()
