"""The data of the desk and of the school page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from devplans.selectors.next_steps import school_steps
from devplans.selectors.own_work import own_work
from devplans.selectors.plans import school_plan
from schools.journey import diagram, journey_years
from schools.models import Hub, Participation, School, TermDates
from schools.roles import (
    HUB_READERS,
    HUB_STAFF,
    MONEY_READERS,
    SCHOOL_SUPPORT,
    SESSION_MEMBERS,
    Role,
)
from schools.terms import TermCalendar, get_calendars
from schools.viewer import Viewer
from sustaining.accounts.models import User
from sustaining.casework.desk_people import fetch_desk_people
from sustaining.casework.selectors import school_casework
from sustaining.common.clock import today
from sustaining.common.page_actions import PRIMARY, PageAction
from sustaining.common.permissions import allowed_verbs
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.todo import Coming, DeskContext, Todo, find_coming, find_todos, list_first
from sustaining.common.years import AcademicYear
from sustaining.workgroups.next_meeting import NextMeeting, next_meeting

from . import timeline
from .board_colours import with_colours
from .board_rows import BoardRow, board_queryset, board_totals, fetch_figures
from .board_statement import OwnTerms, fetch_own_terms, fetch_whole_board
from .completion import opens_on
from .own_schools import OwnSchool
from .own_tasks import list_tasks
from .quiet import quiet_labels, quiet_reasons
from .rules import reads_plans
from .school_panels import Panels, fetch_panels
from .school_years import year_cards

MAX_TODOS, OWN_SCHOOLS, NEEDING = 7, 12, 5
DAY = timedelta(days=1)
AHEAD = timedelta(weeks=4)


def is_hub(viewer: Viewer) -> bool:
    """Return whether the person works for a hub or for the whole programme."""
    return viewer.has_role(HUB_READERS)


def sees_rows(viewer: Viewer) -> bool:
    """Return whether the person's desk reads the rows of the board."""
    return viewer.has_active_role(SCHOOL_SUPPORT) or not is_hub(viewer)


def hubs_to_complete(viewer: Viewer, year: int) -> list[Hub]:
    """Return the viewer's own hubs, once a year can be completed there. Two queries, none before the spring term."""
    academic_year = AcademicYear(year)
    keys = {held.hub for held in viewer.active_roles if held.role in HUB_STAFF and held.hub}
    if not keys or viewer.day < TermCalendar().terms(academic_year)[1].starts:
        return []
    # Hubs merged into theirs are listed while they have schools to complete.
    former = Q(merged_into__in=keys, participations__project__academic_year=year, participations__state="active")
    hubs = list(Hub.objects.visible_to(viewer).filter(Q(pk__in=keys) | former).distinct().order_by("sort_name"))
    calendars = get_calendars({hub.pk for hub in hubs})
    return [hub for hub in hubs if opens_on(calendars[hub.pk], academic_year) <= viewer.day]


def hubs_to_re_enrol(viewer: Viewer, year: int) -> tuple[list[int], int]:
    """Return the keys of the viewer's own hubs, and the year for which they re-enrol: the one after the year shown.

    None for a year that is over.
    """
    if year < AcademicYear.of(viewer.day).start:
        return [], year
    keys = sorted({held.hub for held in viewer.active_roles if held.role in HUB_STAFF and held.hub})
    return keys, AcademicYear.of(viewer.day).start + 1


def greeting(viewer: Viewer, now: datetime) -> str:
    """Return the desk's title: for people of schools and Specialists a greeting by the hour in London and their name."""
    name = viewer.user.get_short_name() if isinstance(viewer.user, User) else ""
    if is_hub(viewer) or not name:
        return "Desk"
    hour = timezone.localtime(now).hour
    return f"Good {'morning' if hour < 12 else 'afternoon' if hour < 18 else 'evening'}, {name}"


def term_label(viewer: Viewer, own: OwnTerms | None = None, rows: Iterable[BoardRow] = ()) -> str:
    """Return the week and the term, by the calendar of the viewer's own hub or of the hub that runs their school's year.

    One query; none with `own`, the terms of the year, for a hub and for a school in `rows`.
    """
    role = next((role for role in viewer.active_roles if role.hub or role.school), None)
    if role is None:
        return TermCalendar().describe(viewer.day)
    hub = role.hub or next((row.hub_id for row in rows if row.school_id == role.school), None)
    if hub and own:
        return own.calendars.get(hub, TermCalendar()).describe(viewer.day)
    terms = TermDates.objects.filter(hub=hub) if hub else TermDates.objects.filter(hub__schools=role.school)
    return TermCalendar(terms).describe(viewer.day)


def desk_context(viewer: Viewer, now: datetime, own: OwnTerms | None = None) -> DeskContext:
    """Return the context for the to-do finders. The board's rows are fetched only for those who see them one by one.

    `own` are the terms of the year, if they have been read.
    """
    rows: list[BoardRow] = []
    if sees_rows(viewer):
        rows = fetch_whole_board(viewer, AcademicYear.of(viewer.day), own=own)
    is_staff = viewer.has_active_role(HUB_STAFF)
    people = fetch_desk_people(viewer, AcademicYear.of(viewer.day).start) if is_staff else None
    return DeskContext(viewer, now, now + AHEAD, rows, people)


def name_hubs(todos: list[Todo], desk: DeskContext) -> list[Todo]:
    """Return the tasks, their details naming their hubs if the person's tasks and schools are of several.

    At most one query, for hubs that are not on the board.
    """
    by_school = {row.school_id: row.hub_id for row in desk.board_rows}
    hubs = [{*item.hubs, *(by_school[school] for school in item.schools if school in by_school)} for item in todos]
    everything = {*by_school.values()}.union(*hubs)
    if len(everything) < 2 and not desk.viewer.is_superuser:
        return todos
    names = {row.hub_id: row.hub for row in desk.board_rows}
    if others := everything - names.keys():
        names |= dict(Hub.objects.visible_to(desk.viewer).filter(pk__in=others).values_list("pk", "name"))
    by_name = sorted(names.items(), key=itemgetter(1))
    labels = [list_first([name for pk, name in by_name if pk in keys]) for keys in hubs]
    return [
        replace(item, detail=f"{label} · {item.detail}") if label else item
        for item, label in zip(todos, labels, strict=True)
    ]


def home_page(viewer: Viewer, now: datetime, *, everything: bool) -> dict[str, Any]:
    """Return what needs this person now, what is coming up, and their schools."""
    own = fetch_own_terms(AcademicYear.of(viewer.day)) if sees_rows(viewer) else None
    desk = desk_context(viewer, now, own)
    meeting = _own_next_meeting(viewer, desk)
    todos = [item for item in find_todos(desk) if not (meeting and _asks_about(item, meeting))]
    tasks = list_tasks(name_hubs(todos, desk), desk)
    shown = tasks.shown if everything else tasks.shown[:MAX_TODOS]
    return {
        "greeting": greeting(viewer, now),
        "today": viewer.day,
        "term": term_label(viewer, own, desk.board_rows),
        "todos": shown,
        "todo_count": len(tasks.shown),
        "tasks": tasks,
        "coming": by_day(find_coming(desk), viewer.day),
        "sees_plans": reads_plans(viewer),
        "quick_actions": _quick_actions(viewer),
        "next_meeting": meeting,
        **_schools(desk),
        **_own_work(desk),
    }


def _own_work(desk: DeskContext) -> dict[str, Any]:
    """Return what people of one school do next and did last, for those who read its plan. One query and a permission."""
    if is_hub(desk.viewer) or len(desk.board_rows) != 1 or not reads_plans(desk.viewer):
        return {}
    return own_work(desk.board_rows[0].school_id, desk.viewer)


def _own_next_meeting(viewer: Viewer, desk: DeskContext) -> NextMeeting | None:
    """Return the next meeting of people of schools and Specialists: they answer it on their first page."""
    if is_hub(viewer) or not viewer.has_active_role(SESSION_MEMBERS):
        return None
    return next_meeting(desk.user, desk.now, desk.until)


def _asks_about(item: Todo, meeting: NextMeeting) -> bool:
    return item.source == "invitations to answer" and item.url == meeting.meeting.get_absolute_url()


def by_day(coming: Iterable[Coming], today: date) -> list[tuple[str, list[Coming]]]:
    """Return coming dates grouped under today, tomorrow, and each later day."""
    headings = {today: f"Today, {format_day(today)}", today + DAY: f"Tomorrow, {format_day(today + DAY)}"}
    return [
        (headings.get(on) or format_day(on), list(items)) for on, items in groupby(coming, key=lambda item: item.on)
    ]


def _quick_actions(viewer: Viewer) -> list[PageAction]:
    """Return what people of schools and Specialists come for most, one press away: to log a session, or to claim."""
    if viewer.has_active_role({Role.FINANCE}):
        schools = {held.urn for held in viewer.active_roles if held.role == Role.FINANCE}
        address = reverse("funding:several") if len(schools) > 1 else reverse("funding:new", args=[*schools])
        return [PageAction("Start a claim", address, PRIMARY)]
    if not viewer.has_active_role(SESSION_MEMBERS):
        return []
    log = PageAction("Log a session", reverse("devplans:log"), PRIMARY)
    return [log, PageAction("Plan a session", reverse("devplans:propose"))]


def _schools(desk: DeskContext) -> dict[str, Any]:
    """Return the year's totals for people who work for a hub or the programme, and their own schools for others."""
    if not is_hub(desk.viewer):
        rows = with_colours(list(desk.board_rows[:OWN_SCHOOLS]), desk.viewer)
        return {"figures": None, "rows": [OwnSchool(row) for row in rows]}
    if desk.board_rows:
        totals = board_totals(row.figures for row in desk.board_rows)
        needing = [(row, quiet_labels(row, desk.viewer.day)) for row in desk.board_rows if row.quiet]
        return {"figures": totals, "rows": [], "needing": needing[:NEEDING], "needing_more": len(needing) > NEEDING}
    board = board_queryset(desk.viewer, AcademicYear.of(desk.viewer.day).start)
    return {"figures": board_totals(fetch_figures(board)), "rows": []}


def todo_page(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Return everything that needs this person."""
    desk = desk_context(viewer, now)
    return {"tasks": list_tasks(name_hubs(find_todos(desk), desk), desk)}


ACTS_ON_SCHOOLS = ("schools.enrol_school", "schools.edit_people", "schools.move_to_hub", "casework.watch_school")
"""What the buttons of a school's page do."""


def school_page(school: School, viewer: Viewer, kind: str) -> dict[str, Any]:
    """Return what the viewer may see of a school, without its timeline. A constant number of queries."""
    panels = fetch_panels(school, viewer)
    past = _get_years(school, panels)
    viewer.note_readable(past)
    cards = year_cards(school, past, viewer, panels)
    sees_plans = reads_plans(viewer)
    steps = [*panels.get("open_steps", []), *panels.get("closed_steps", [])]
    return {
        "past": past,
        "can": allowed_verbs(viewer, ACTS_ON_SCHOOLS, school),
        "journey": diagram(journey_years(past)),
        "cards": cards,
        "sessions": panels.get("sessions", []),
        "step_lines": school_steps(school, viewer, steps) if sees_plans else None,
        "claims": panels.get("claims", []),
        "sees_plans": sees_plans,
        "sees_why": is_hub(viewer),
        "sees_account": viewer.has_role(MONEY_READERS),
        "logs_for": _project_to_log(cards) if sees_plans else "",
        "website": web_address(school.website),
        "quiet": [reason for card in cards for reason in quiet_reasons(card["row"], today())],
        "kind": kind_choices(kind, viewer)["kind"],
        "watch": next(iter(panels.get("watches", [])), None),
        **(school_plan(school, panels) if sees_plans and past else {}),
        "advocates": panels.get("advocates", []),
        "contacts": panels.get("contacts", []),
        # On the day of a change a year has two: the later one counts.
        "supporters": list({row.participation_id: row for row in panels.get("supporters", [])}.values()),
        **school_casework(school, viewer, panels),
    }


def _get_years(school: School, panels: Panels) -> list[Participation]:
    """Return the school's years, which all name the same school."""
    for year in panels.get("years", []):
        year.school = school
    return panels.get("years", [])


def _project_to_log(cards: list[dict[str, Any]]) -> str:
    """Return the code of the first year in progress for which the viewer may log a session, else nothing."""
    for card in cards:
        is_open = card["row"].is_active and card["row"].sees_plan and not card["is_to_come"]
        if is_open and card["can"]["log_session"]:
            return str(card["row"].project_code)
    return ""


def web_address(website: str) -> str:
    """Return a school's website as an address to follow: the register often leaves the scheme out."""
    website = website.strip()
    if not website or " " in website:
        return ""
    return website if website.lower().startswith(("http://", "https://")) else f"https://{website}"


def kind_choices(kind: str, viewer: Viewer) -> dict[str, Any]:
    """Return the timeline's filter choices, and the selected one (empty for all)."""
    headings = timeline.headings_for(viewer)
    return {"kinds": headings, "kind": kind if kind in headings else ""}
