"""What the desk asks about notes, concerns and messages: next actions that are due, reviews, and messages on hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from schools.choices import ParticipationState
from schools.models import Hub, Participation, TermDates
from schools.roles import HUB_LEADS, HUB_READERS, HUB_STAFF, PROGRAMME_STAFF, SCHOOL_MEMBERS, Role
from schools.viewer import shown_to
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.counts import counted
from sustaining.common.navigation import nav_item
from sustaining.common.todo import UNTIL, Coming, DeskContext, Importance, Todo, coming_up, list_first, todo
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear

from .checklist_choices import DOER_ROLES
from .checklists import StepLine, checklist_rows, fetch_checklists, with_earlier
from .message_choices import MailingState
from .models import ChecklistStep, Concern, Mailing, Note
from .responsibility import NOBODY
from .rules import CASE_READERS

nav_item(28, "Watchlist", "desk:watchlist", shown_to(CASE_READERS), parent="desk:board")
nav_item(22, "Notes", "casework:notes", shown_to(CASE_READERS), parent="desk:board")
nav_item(23, "Concerns", "casework:concerns", shown_to(CASE_READERS), parent="desk:board")
nav_item(24, "Chasers", "casework:chasers", shown_to(PROGRAMME_STAFF), parent="desk:board")

nav_item(27, "Checklist", "casework:checklists", shown_to(HUB_READERS), parent="desk:board")

nav_item(21, "Messages", "casework:messages", shown_to(CASE_READERS), parent="desk:board")

SOON = timedelta(days=3)
MOST = 20


def open_actions(viewer: Any) -> Any:
    """Return the notes whose next action is still to be done."""
    return Note.objects.visible_to(viewer).with_open_action()


def own_actions(viewer: Any) -> Any:
    """Return the notes whose next action is the person's own."""
    return open_actions(viewer).filter(action_owner=viewer.pk)


def open_concerns(viewer: Any) -> Any:
    """Return the concerns that are not closed."""
    return Concern.objects.visible_to(viewer).open()


def messages_in_hold(viewer: Any) -> Any:
    """Return the person's own messages on hold, and those of the hub that the site could not send."""
    on_hold = Mailing.objects.visible_to(viewer).filter(state=MailingState.HELD)
    return on_hold.filter(Q(written_by=viewer.pk) | ~Q(hold_reason=""))


def scheduled_messages(viewer: Any) -> Any:
    """Return the messages that are to be sent at a time."""
    return Mailing.objects.visible_to(viewer).filter(state=MailingState.SCHEDULED)


def steps_in_use(viewer: Any) -> Any:
    """Return the steps of checklists of this year that anybody asks: a school's own are found only when there are any."""
    return ChecklistStep.objects.asked_in(
        AcademicYear.of(viewer.day).start, Hub.objects.visible_to(viewer).values("pk")
    )


def _own_actions_due(viewer: Any) -> Any:
    due = own_actions(viewer).by_owner_at_work(viewer.day).filter(owner_works=True, action_on__lte=viewer.day + SOON)
    return due.select_related("school").order_by("action_on", "pk")[:MOST]


@todo(
    "next actions of notes",
    CASE_READERS,
    is_own=True,
    waiting=only(own_actions),
    rows=only(_own_actions_due),
)
def next_actions(desk: DeskContext, notes: list[Any]) -> Iterator[Todo]:
    """Yield the person's own next actions that are due within three days."""
    for note in notes:
        yield Todo(
            title=note.action,
            detail=f"{note.school} · due {note.action_on.day} {note.action_on:%B}",
            act="View note",
            url=note.get_absolute_url(),
            since=min(desk.now, start_of_day(note.action_on)),
            hubs=(note.hub_id,),
        )


def _ownerless_actions(viewer: Any) -> Any:
    notes = open_actions(viewer).by_owner_at_work(viewer.day).filter(owner_works=False)
    return notes.select_related("school", "action_owner").order_by("action_on", "pk")[:MOST]


@todo(
    "next actions without anybody to do them",
    HUB_LEADS,
    waiting=only(open_actions),
    rows=only(_ownerless_actions),
)
def ownerless_actions(desk: DeskContext, rows: list[Any]) -> Iterator[Todo]:
    """Yield one to-do for the open next actions whose owners work for the hub no more, or support the school no more."""
    if rows:
        title = "1 next action has" if len(rows) == 1 else f"{len(rows)} next actions have"
        yield Todo(
            title=f"{title} no one to do {'it' if len(rows) == 1 else 'them'}",
            detail=list_first([f"{note.action} ({note.school})" for note in rows]),
            act="Choose a person",
            url=reverse("casework:edit-note", args=[rows[0].pk]),
            since=min(desk.now, *(start_of_day(note.action_on) for note in rows)),
            hubs=tuple(note.hub_id for note in rows),
        )


def _concerns_due(viewer: Any) -> Any:
    due = open_concerns(viewer).to_review(viewer.day)
    return due.select_related("school").order_by("review_on", "pk")[:MOST]


@todo("concerns to review", HUB_STAFF, waiting=only(open_concerns), rows=only(_concerns_due))
def concerns_to_review(desk: DeskContext, concerns: list[Any]) -> Iterator[Todo]:
    """Yield the open concerns whose review day has come."""
    for concern in concerns:
        yield Todo(
            title=f"Review the concern about {concern.school}",
            detail=f"{concern.get_kind_display()} · {concern.summary[:100]}",
            act="Review concern",
            url=concern.get_absolute_url(),
            since=start_of_day(concern.review_on),
            hubs=(concern.hub_id,),
            schools=(concern.school_id,),
        )


@todo("schools without a person responsible", HUB_LEADS, Importance.LAST)
def schools_without_person(desk: DeskContext) -> Iterator[Todo]:
    """Yield one to-do for the schools of this year that no one looks after, at hubs that give schools to people."""
    if desk.people is None:
        return
    hubs = {row.hub_id for row in desk.board_rows if row.pk in desk.people.years}
    rows = [row for row in desk.board_rows if row.is_ongoing and row.hub_id in hubs]
    rows = [row for row in rows if not desk.people.years.get(row.pk)]
    if rows:
        title = "1 school has" if len(rows) == 1 else f"{len(rows)} schools have"
        yield Todo(
            title=f"{title} no person responsible",
            detail=list_first([row.school for row in rows]),
            act="Choose people",
            url=f"{reverse('desk:board')}?responsible={NOBODY}",
            since=desk.now,
            hubs=tuple({row.hub_id for row in rows}),
        )


def _concerns_ahead(viewer: Any) -> Any:
    ahead = open_concerns(viewer).filter(review_on__gt=viewer.day)
    return ahead.select_related("school").order_by("review_on", "pk")[:MOST]


@coming_up("reviews of concerns", HUB_STAFF, waiting=only(open_concerns), rows=only(_concerns_ahead))
def reviews_to_come(desk: DeskContext, concerns: list[Any]) -> Iterator[Coming]:
    """Yield the reviews of open concerns in the next weeks."""
    last = london_day(desk.until)
    for concern in (concern for concern in concerns if concern.review_on <= last):
        yield Coming(
            concern.review_on,
            f"Review of a concern: {concern.school}",
            str(concern.get_kind_display()),
            concern.get_absolute_url(),
        )


@todo(
    "messages on hold",
    CASE_READERS,
    is_own=True,
    waiting=only(messages_in_hold),
    rows=only(lambda viewer: messages_in_hold(viewer).order_by("written_at", "pk")[:MOST]),
)
def messages_on_hold(desk: DeskContext, mailings: list[Mailing]) -> Iterator[Todo]:
    """Yield the person's own messages on hold, and those of the hub that the site could not send."""
    for mailing in mailings:
        yield Todo(
            title=f"Message on hold: {mailing}",
            detail=mailing.hold_reason or mailing.label,
            act="Check message",
            url=mailing.get_absolute_url(),
            since=mailing.written_at,
            hubs=(mailing.hub_id,),
        )


def _messages_ahead(viewer: Any) -> Any:
    return scheduled_messages(viewer).filter(send_at__lte=UNTIL).order_by("send_at", "pk")[:MOST]


@coming_up("scheduled messages", CASE_READERS, waiting=only(scheduled_messages), rows=only(_messages_ahead))
def messages_to_come(desk: DeskContext, mailings: list[Mailing]) -> Iterator[Coming]:
    """Yield the messages that are scheduled for the next weeks."""
    for mailing in mailings:
        if mailing.send_at:
            day = london_day(mailing.send_at)
            yield Coming(day, "Message to be sent", mailing.label, mailing.get_absolute_url())


SOON_DUE = timedelta(days=7)
"""How long before its day a step of a checklist is on the desk of those who do it."""
STEP_DOERS = SCHOOL_MEMBERS | {Role.SPECIALIST}


def _own_doers(desk: DeskContext, row: Any, roles: frozenset[Role]) -> set[str]:
    """Return whose steps the viewer does at the school of a row of the board, in those of `roles` that are active.

    A post at a school counts there alone, and a Specialist supports no school of their own.
    """
    own_schools = {held.school for held in desk.viewer.active_roles if held.role in SCHOOL_MEMBERS}
    there = {
        held.role
        for held in desk.viewer.active_roles
        if held.role in roles
        and (row.school_id == held.school if held.role in SCHOOL_MEMBERS else row.school_id not in own_schools)
    }
    return {doer for doer, doers in DOER_ROLES.items() if doers & there}


def _checklist_rows(viewer: Any) -> tuple[Any, Any, Any]:
    """Return the steps of this year's checklists, their ticks, and the term dates of their hubs."""
    rows = checklist_rows(Participation.objects.visible_to(viewer).active(), AcademicYear.of(viewer.day))
    return rows["checklist_steps"], rows["step_marks"], rows["terms"]


def _due_steps(
    desk: DeskContext, roles: frozenset[Role], read: dict[str, list[Any]]
) -> Iterator[tuple[Any, list[StepLine]]]:
    """Yield the rows of the board with the open steps that the viewer does and that are due within a week, if any.

    `read` are the rows of `_checklist_rows` as `fetch_checklists` takes them.
    """
    day = desk.viewer.day
    rows = {row.pk: row for row in desk.board_rows if row.state == ParticipationState.ACTIVE}
    doers = {doer for doer, those in DOER_ROLES.items() if those & roles & desk.viewer.active_role_names}
    read = {**read, "checklist_steps": with_earlier(read["checklist_steps"], doers)}
    checklists = fetch_checklists(rows, desk.viewer, AcademicYear.of(day), read) if rows else {}
    for key, checklist in checklists.items():
        own = _own_doers(desk, rows[key], roles)
        lines = [line for line in checklist.open_lines if line.step.doer in own and line.waits_for is None]
        if due := [line for line in lines if line.due_on and line.due_on <= day + SOON_DUE]:
            yield rows[key], sorted(due, key=lambda line: line.due_on or day)


@todo("steps of a school's checklist", STEP_DOERS, waiting=only(steps_in_use), rows=_checklist_rows)
def own_steps(desk: DeskContext, steps: list[Any], marks: list[Any], terms: list[TermDates]) -> Iterator[Todo]:
    """Yield one to-do for each school with steps of its checklist that are the person's, and due within a week.

    One query.
    """
    read = {"checklist_steps": steps, "step_marks": marks, "terms": terms}
    for row, lines in _due_steps(desk, STEP_DOERS, read):
        first = lines[0].due_on or london_day(desk.now)
        title = f"Still to do: {lines[0].step}" if len(lines) == 1 else f"{len(lines)} steps of the checklist"
        others = "" if len(lines) == 1 else f" · {list_first([str(line.step) for line in lines])}"
        yield Todo(
            title=title,
            detail=f"{row.school} · due {first.day} {first:%B}{others}",
            act="View checklist",
            url=reverse("casework:school-checklist", args=[row.pk]),
            since=min(desk.now, start_of_day(first)),
            hubs=(row.hub_id,),
            schools=(row.school_id,),
        )


@todo("steps of checklists that the hub does", HUB_STAFF, waiting=only(steps_in_use), rows=_checklist_rows)
def overdue_steps_of_hub(
    desk: DeskContext, steps: list[Any], marks: list[Any], terms: list[TermDates]
) -> Iterator[Todo]:
    """Yield one to-do for the steps that the hub does itself and that are overdue at its schools. One query."""
    read = {"checklist_steps": steps, "step_marks": marks, "terms": terms}
    overdue = [(row, line) for row, lines in _due_steps(desk, HUB_STAFF, read) for line in lines if line.is_overdue]
    if not overdue:
        return
    names: dict[str, int] = {}
    for _, line in overdue:
        names[str(line.step)] = names.get(str(line.step), 0) + 1
    schools = {row.pk for row, _ in overdue}
    yield Todo(
        title=f"The hub’s steps are overdue at {counted(len(schools), 'school')}",
        detail=list_first([f"{name}: {counted(number, 'school')}" for name, number in names.items()]),
        act="View schools",
        url=reverse("desk:board") + "?overdue=on",
        since=start_of_day(min(line.due_on for _, line in overdue if line.due_on)),
        hubs=tuple({row.hub_id for row, _ in overdue}),
        schools=tuple(sorted({row.school_id for row, _ in overdue})),
    )
