"""The cards of a school's page: the year in progress, last year's while its work is open, and the years to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from devplans.as_at import past_day
from devplans.models import Evaluation
from schools.choices import ParticipationState
from schools.models import Participation, School
from schools.terms import TermCalendar, group_calendars
from schools.viewer import Viewer
from sustaining.casework.checklists import build_checklists, fact_rows, known_facts, school_checklists
from sustaining.common.gathering import gather
from sustaining.common.permissions import allowed_verbs
from sustaining.common.slots import keys_slot, slot
from sustaining.common.years import AcademicYear

from .board_colours import group_colours, latest_colours
from .board_statement import fetch_school_rows
from .completion import completion_years, to_completion
from .school_panels import SCHOOL, Panels

YEARS = slot(2)
"""What stands for the keys of participations."""
ACTS_ON_YEARS = (
    "specialists.assign_specialist", "casework.read_self_evaluation", "casework.give_school", "devplans.log_session",
    "rolling.answer_proposal", "rolling.record_answer", "schools.withdraw_participation",
    "schools.reinstate_participation", "schools.pause_participation",
)  # fmt: skip
"""What a card's buttons do."""


def year_cards(
    school: School, participations: Iterable[Participation], viewer: Viewer, panels: Panels
) -> list[dict[str, Any]]:
    """Return a card for each of the school's years that somebody has something to do with now.

    This year's come first, then last year's with `open_work`, then those to come (`is_to_come`); a withdrawn year is
    shown only while it is in progress or has open work. Five queries for each academic year at most, and one for last year.
    """
    by_key = {participation.pk: participation for participation in participations}
    this_year = AcademicYear.of(viewer.day).start
    of_last_year = [row for row in by_key.values() if row.project.academic_year == this_year - 1]
    open_work = {row.pk: work for row in of_last_year if (work := _open_work(row, viewer, panels))}
    to_come = {row.project.academic_year for row in by_key.values() if _is_to_come(row, this_year)}
    calendars = group_calendars({row.hub_id for row in by_key.values()}, panels["terms"])
    pauses = {pause.participation_id: pause for pause in panels.get("pauses", [])}
    people = {row.participation_id: row.user for row in panels.get("responsible", [])}
    cards: list[dict[str, Any]] = []
    for start in (this_year, this_year - 1, *sorted(to_come)):
        keys = [row.pk for row in by_key.values() if row.project.academic_year == start]
        keys = [key for key in keys if start == this_year or key in open_work or _is_to_come(by_key[key], this_year)]
        if not keys:
            continue
        for figures in _read_year(AcademicYear(start), keys, school, viewer, panels, calendars):
            key = figures["row"].pk
            cards.append(
                {
                    **figures,
                    "participation": by_key[key],
                    "responsible": people.get(key),
                    "pause": pauses.get(key),
                    "open_work": open_work.get(key, []),
                    "is_to_come": start > this_year,
                    "as_at": past_day(AcademicYear(start)),
                    "can": allowed_verbs(viewer, ACTS_ON_YEARS, by_key[key]),
                }
            )
    return [{**card, **_changes(card)} for card in cards]


def _read_year(
    year: AcademicYear,
    keys: list[int],
    school: School,
    viewer: Viewer,
    panels: Panels,
    calendars: Mapping[int, TermCalendar],
) -> list[dict[str, Any]]:
    """Return the row of the board, the checks and the checklist of each of a school's participations of a year."""
    is_this_year = year == AcademicYear.of(viewer.day)
    facts = known_facts(step.fact for step in panels["checklist_steps"]) if is_this_year else None
    of_year = fetch_school_rows(school, viewer, year)
    read = gather(_compose_year, viewer, {YEARS: keys, SCHOOL: school.pk}, year, facts)
    colours = group_colours(read["colours"]).get(school.pk, ())
    if facts is None:
        years = Participation.objects.readable_by(viewer).filter(pk__in=keys)
        checklists = school_checklists(years, year, viewer.day, calendars=calendars)
    else:
        checklists = build_checklists(read["checklist_schools"], facts, panels, year, viewer.day, calendars)
    completion = to_completion(read["completion"], year, calendars, panels["criteria"])
    checks = {row.pk: row.checks for row in completion}
    return [
        {
            "row": row._replace(colours=colours),
            "checks": checks.get(row.pk, ()),
            "checklist": checklists.get(row.pk),
        }
        for row in of_year
        if row.pk in keys
    ]


def _compose_year(scope: Any, year: AcademicYear, facts: tuple[str, ...] | None) -> dict[str, Any]:
    """Return the querysets of a school's cards of one year, by the keys of its participations and its own.

    `facts` are those of the steps of its checklist, None where these have not been read.
    """
    years = Participation.objects.readable_by(scope).filter(pk__in=keys_slot(2))
    querysets = {
        "colours": latest_colours(scope, [SCHOOL], year),
        "completion": completion_years(years, year),
    }
    if facts is not None:
        querysets["checklist_schools"] = fact_rows(years, facts, year)
    return querysets


def _changes(card: dict[str, Any]) -> dict[str, bool]:
    """Return whether the viewer can change or end the year at all, and whether they can withdraw the school."""
    row, can = card["row"], card["can"]
    withdraws = can["withdraw_participation"]
    pauses = can["pause_participation"] and row.is_ongoing
    reinstates = can["reinstate_participation"] and card["participation"].is_withdrawn
    return {
        "can_be_changed": bool((withdraws and row.is_active) or pauses or reinstates),
        "can_be_withdrawn": bool(withdraws and (row.is_active or (can["pause_participation"] and row.is_paused))),
    }


def _is_to_come(participation: Participation, this_year: int) -> bool:
    is_later = participation.project.academic_year > this_year
    return is_later and participation.state not in (ParticipationState.WITHDRAWN, ParticipationState.DECLINED)


def _open_work(participation: Participation, viewer: Viewer, panels: Panels) -> list[str]:
    """Return what is left to do for a year that is over, of what the viewer sees; empty when it is closed."""
    year = participation.project.year
    work = []
    if number := panels["open_claims"].count((participation.pk,)):
        work.append(f"{number} claim{'' if number == 1 else 's'} not paid yet")
    if number := panels["open_sessions"].count((participation.pk,)):
        work.append(f"{number} session{'' if number == 1 else 's'} not confirmed yet")
    if participation.state == ParticipationState.ACTIVE:
        evaluations = Evaluation.objects.visible_to(viewer).filter(plan__school=participation.school_id)
        if not evaluations.filter(academic_year=year.start, handed_in_at__isnull=False).exists():
            work.append("evaluation not submitted")
        work.append("year not completed by the hub")
    return work
