"""Figures of a past year are as they stood at its end, whatever happens to plans, aims and ratings afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
import time_machine
from django.apps import apps
from django.utils.html import strip_tags

from devplans.actions import plans, reviews, years
from devplans.choices import Fate, Horizon, NeedOf, PlanState
from devplans.models import Aim, Judgement, Plan
from devplans.review_terms import TermKey
from sustaining.common.years import AcademicYear
from sustaining.desk.board_colours import with_colours
from sustaining.desk.board_rows import board_queryset, board_totals, fetch_board_rows
from sustaining.reports import figures, outcomes, programme, tables
from sustaining.reports.filters import ReportFilter

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
JULY = datetime(2027, 7, 5, 12, tzinfo=LONDON)
OCTOBER = datetime(2027, 10, 12, 12, tzinfo=LONDON)
LAST_YEAR, THIS_YEAR = AcademicYear(2026), AcademicYear(2027)
SUMMER = TermKey(2026, "summer")


def add_aim(cast, title: str, now: datetime, idea: str = "fluency") -> Aim:
    return plans.add_aim(
        cast.school.plan, title=title, need_of=NeedOf.STUDENTS, need="Seen.", big_ideas=[idea],
        horizon=Horizon.THIS_YEAR, success_criteria="Books.", by=cast.advocate, now=now,
    )  # fmt: skip


def shown(cast, year: AcademicYear, day: datetime) -> dict[str, Any]:
    """Every figure of plans, aims and ratings of a year that report, files, comparison and board show on a day."""
    with time_machine.travel(day, tick=False):
        report_filter = ReportFilter(cast.admin, year, day.date(), cast.hub)
        plan_figures, colours = figures.plans(report_filter), outcomes.colours(report_filter)
        hub = next(row for row in programme.compare_hubs(report_filter) if row["pk"] == cast.hub.pk)
        rows = fetch_board_rows(board_queryset(cast.admin, year.start).filter(hub=cast.hub))
        return {
            "plans": plan_figures,
            "colours": colours,
            "rows": list(tables.plans(report_filter)),
            "reviewed": list(tables.colours(report_filter)),
            "hub": (hub["agreed"], hub["judged"], hub["green"]),
            "board": (board_totals(row.figures for row in rows).agreed, [row.plan_state for row in rows]),
            "board_colours": [row.colours for row in with_colours(rows, cast.admin)],
        }


@pytest.fixture
def agreed_in_july(cast):
    """A plan of two aims, agreed and rated green and amber in July 2027."""
    with time_machine.travel(JULY, tick=False):
        aims = [add_aim(cast, "Ratio", JULY), add_aim(cast, "Algebra", JULY, "thinking")]
        plans.share_plan(cast.school.plan, by=cast.advocate, now=JULY)
        plans.agree_plan(cast.school.plan, by=cast.specialist, now=JULY)
        for aim, colour in zip(aims, ("green", "amber"), strict=True):
            reviews.judge_aim(aim, term=SUMMER, colour=colour, seen="Seen.", by=cast.advocate, now=JULY)
    return aims


def test_figures_of_a_past_year_stay_when_the_plan_is_refined_in_october(cast, agreed_in_july):
    before = shown(cast, LAST_YEAR, JULY)
    assert (before["plans"]["agreed"], before["plans"]["aims"], before["hub"]) == (1, 2, (1, 2, 1))
    at_first = shown(cast, LAST_YEAR, OCTOBER)
    assert at_first == before
    ratio, algebra = agreed_in_july
    with time_machine.travel(OCTOBER, tick=False):
        plan = cast.school.plan
        plan.refresh_from_db()
        fates = {ratio.pk: Fate.MET, algebra.pk: Fate.DROP}
        years.open_year(plan, learned="Much.", fates=fates, by=cast.advocate, now=OCTOBER)
        add_aim(cast, "Proof", OCTOBER, "coherence")
        Judgement.objects.filter(aim=algebra).update(colour="red", judged_at=OCTOBER)
    assert shown(cast, LAST_YEAR, OCTOBER) == before
    plan.refresh_from_db()
    assert plan.state == PlanState.REFINING


def test_figures_of_the_year_in_progress_change_with_the_plan(cast, agreed_in_july):
    before = shown(cast, LAST_YEAR, JULY)["plans"]
    later = JULY.replace(day=20)
    plans.refine_plan(cast.school.plan, by=cast.specialist, now=later)
    add_aim(cast, "Proof", later)
    after = shown(cast, LAST_YEAR, later)["plans"]
    assert (before["states"], before["aims"]) == (count_states(agreed=1), 2)
    assert (after["states"], after["aims"]) == (count_states(refining=1), 3)


def test_plan_under_revision_counts_as_agreed_in_every_figure_and_a_shared_one_in_none(cast, agreed_in_july):
    later = JULY.replace(day=20)
    with time_machine.travel(later, tick=False):
        plans.refine_plan(cast.school.plan, by=cast.specialist, now=later)
    assert agreed_everywhere(cast, later) == (1, 1, 1)
    with pgtrigger.ignore("devplans.Plan:plan_moves"):
        Plan.objects.filter(pk=cast.school.plan.pk).update(state="shared")
    assert agreed_everywhere(cast, later) == (0, 0, 0)


def agreed_everywhere(cast, day: datetime) -> tuple[int, int, int]:
    """The plans agreed in the report, side by side and on the board."""
    all_figures = shown(cast, LAST_YEAR, day)
    return all_figures["plans"]["agreed"], all_figures["hub"][0], all_figures["board"][0]


def count_states(**numbers: int) -> list[tuple[str, str, int]]:
    """The plans of a report by state."""
    return [(PlanState(state).label, state, numbers.get(state, 0)) for state in PlanState.values]


def test_aim_put_back_in_october_was_off_at_the_end_of_the_past_year(cast, agreed_in_july):
    ratio, _ = agreed_in_july
    later = JULY.replace(day=20)
    plans.refine_plan(cast.school.plan, by=cast.specialist, now=later)
    plans.drop_aim(ratio, by=cast.advocate, now=later)
    assert shown(cast, LAST_YEAR, OCTOBER)["plans"]["aims"] == 1
    plans.restore_aim(ratio, by=cast.advocate, now=OCTOBER)
    history = apps.get_model("devplans", "AimEvent")
    last = history.objects.filter(pgh_obj=ratio).latest("pgh_id")
    history.objects.filter(pk=last.pk).update(pgh_created_at=OCTOBER)
    assert shown(cast, LAST_YEAR, OCTOBER)["plans"]["aims"] == 1


@pytest.mark.parametrize(("day", "phrase"), [(JULY, "as at Mon 5 Jul 2027"), (OCTOBER, "as at Tue 31 Aug 2027")])
def test_report_says_as_at_which_day_its_figures_are(cast, client_of, day, phrase):
    with time_machine.travel(day, tick=False):
        for user, page in ((cast.lead, "/reports/"), (cast.admin, "/reports/hubs/")):
            text = client_of(user).get(page, {"year": LAST_YEAR.start}).content.decode()
            assert phrase in " ".join(strip_tags(text).split())
