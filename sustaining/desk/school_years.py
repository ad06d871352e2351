"""The cards of a school's page: the year in progress, last year's while its work is open, and the years to come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devplans.as_at import past_day
from devplans.models import Evaluation
from schools.choices import ParticipationState
from schools.models import Participation, School
from schools.terms import group_calendars
from schools.viewer import Viewer
from sustaining.casework.checklists import school_checklists
from sustaining.common.permissions import allowed_verbs
from sustaining.common.years import AcademicYear

from .board_colours import with_colours
from .board_statement import fetch_school_rows
from .completion import fetch_rows
from .school_panels import Panels

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
    shown only while it is in progress or has open work. Six queries for each academic year at most, and one for last year.
    """
    by_key = {participation.pk: participation for participation in participations}
    this_year = AcademicYear.of(viewer.day).start
    of_last_year = [row for row in by_key.values() if row.project.academic_year == this_year - 1]
    open_work = {row.pk: work for row in of_last_year if (work := _open_work(row, viewer, panels))}
    to_come = {row.project.academic_year for row in by_key.values() if _is_to_come(row, this_year)}
    calendars = group_calendars({row.hub_id for row in by_key.values()}, panels["terms"])
    pauses = {pause.participation_id: pause for pause in panels.get("pauses", [])}
    people = {row.participation_id: row.user for row in panels.get("responsible", [])}
    cards, readable = [], Participation.objects.readable_by(viewer)
    for start in (this_year, this_year - 1, *sorted(to_come)):
        keys = [row.pk for row in by_key.values() if row.project.academic_year == start]
        keys = [key for key in keys if start == this_year or key in open_work or _is_to_come(by_key[key], this_year)]
        if not keys:
            continue
        of_year = fetch_school_rows(school, viewer, AcademicYear(start))
        rows = with_colours([row for row in of_year if row.pk in keys], viewer)
        year, read = AcademicYear(start), panels if start == this_year else None
        checklists = school_checklists(readable.filter(pk__in=keys), year, viewer.day, read, calendars)
        completion = fetch_rows(keys, viewer, year, calendars, panels["criteria"])
        checks = {row.pk: row.checks for row in completion}
        cards += [
            {
                "row": row,
                "participation": by_key[row.pk],
                "checks": checks.get(row.pk, ()),
                "checklist": checklists.get(row.pk),
                "responsible": people.get(row.pk),
                "pause": pauses.get(row.pk),
                "open_work": open_work.get(row.pk, []),
                "is_to_come": start > this_year,
                "as_at": past_day(AcademicYear(start)),
                "can": allowed_verbs(viewer, ACTS_ON_YEARS, by_key[row.pk]),
            }
            for row in rows
        ]
    return [{**card, **_changes(card)} for card in cards]


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
