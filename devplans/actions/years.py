"""Carry a plan from one academic year to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..choices import Fate, Horizon, PlanState, StepState
from ..content import as_content
from ..models import PLAN_MOVES, Aim, Plan, PlanYear, Step
from ..text_merge import plain

if TYPE_CHECKING:
    from sustaining.accounts.models import User

HORIZONS = {Fate.THIS_YEAR: Horizon.THIS_YEAR, Fate.NEXT_YEAR: Horizon.NEXT_YEAR, Fate.LATER: Horizon.LATER}
FINISHED = (StepState.DONE, StepState.DROPPED)


@action("devplans.edit_plan")
def open_year(plan: Plan, *, learned: str, fates: Mapping[int, str], by: User, now: datetime) -> Plan:
    """Open the plan for the academic year of `now`; `fates` maps each current aim's key to its fate.

    Freeze the year that ends, close the steps that are done, and take met or dropped aims off the plan. An agreed plan
    is open for refining afterwards. Raise WrongState when the year is open already, or the aims have changed since they
    were read.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    year = AcademicYear.of(london_day(now)).start
    if locked.academic_year >= year:
        raise WrongState(f"The plan has already been started for {locked.year}.")
    aims = list(locked.aims.in_plan())
    if {aim.pk for aim in aims} != set(fates):
        raise WrongState("The plan’s aims have changed since you opened this page. Check them again.")
    PlanYear.objects.create(
        plan=locked,
        academic_year=locked.academic_year,
        content=as_content(locked),
        learned=plain(learned),
        closed_by=by,
        closed_at=now,
    )
    Step.objects.filter(aim__plan=locked, closed_in=None, progress__in=FINISHED).update(closed_in=locked.academic_year)
    for aim in aims:
        _meet_its_fate(aim, Fate(fates[aim.pk]), locked.academic_year, now)
    locked.academic_year = year
    locked.save(update_fields=["academic_year"])
    if locked.state == PlanState.AGREED:
        PLAN_MOVES.make(locked, "refine", state_since=now)
    plan.refresh_from_db()
    return plan


def _meet_its_fate(aim: Aim, fate: Fate, ended: int, now: datetime) -> None:
    if fate == Fate.MET:
        aim.met_in = ended
    elif fate == Fate.DROP:
        aim.dropped_at = now
    else:
        aim.horizon = HORIZONS[fate]
    aim.save(update_fields=["met_in", "dropped_at", "horizon"])
