"""Checklists where people meet them: on the board, on the school's page, on the desk, in the activity, and at completion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from schools.actions import complete_participation
from schools.completing import NotReady
from schools.models import CompletionCriteria, Participation
from sustaining.casework import actions
from sustaining.casework.actions import SchoolStep
from sustaining.casework.models import Checklist
from sustaining.desk.actions import ReasonNeeded, complete_year
from tests.casework.checking import YEAR, in_use, tick
from tests.desks import todos_for
from tests.factories.busy_hub import BusyHub
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
JUNE = datetime(2027, 6, 30, 10, tzinfo=UTC)
LATER = {"due_from": "summer_end", "due_days": 0}


def ask_for_nothing(cast) -> None:
    CompletionCriteria.objects.update_or_create(
        project=cast.project,
        defaults={
            "meetings_missed": None, "sessions": None, "reviews": None, "agreed_plan": False, "evaluation": False,
        },
    )  # fmt: skip


def page(client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def test_board_shows_the_column_only_where_a_checklist_is_in_use(cast, now, client_of):
    assert "sort=overdue" not in page(client_of(cast.lead), "/schools/")
    call, *_ = in_use(
        cast.hub, {"title": "Call"}, {"title": "Letter"}, {"title": "Later", **LATER}, by=cast.lead, now=now
    )
    tick(cast.participation, call, by=cast.lead, now=now)
    board = page(client_of(cast.lead), "/schools/")
    assert "1 of 3" in board
    assert "1 overdue" in board
    assert "sort=overdue" in board
    assert "1 of 3" not in page(client_of(cast.finance), "/schools/")
    assert "1 of 3" in page(client_of(cast.advocate), "/schools/")


def test_board_filters_and_orders_by_overdue_steps(cast, now, client_of):
    BusyHub(cast, now).grow(3)
    past = {"due_from": "date", "due_days": None, "due_month": 9, "due_day": 20}
    call, letter = in_use(cast.hub, {"title": "Call", **past}, {"title": "Letter", **past}, by=cast.lead, now=now)
    first, second, *_ = Participation.objects.filter(hub=cast.hub, state="active").order_by("pk")
    tick(first, call, by=cast.lead, now=now)
    for step in (call, letter):
        tick(second, step, by=cast.lead, now=now)
    client = client_of(cast.lead)
    overdue = page(client, "/schools/?overdue=on")
    assert f"/schools/{first.school.urn}/" in overdue
    assert f"/schools/{second.school.urn}/" not in overdue
    assert "Overdue checklist steps" in overdue
    order = page(client, "/schools/?sort=overdue")
    places = [order.index(f'href="/schools/{row.school.urn}/"') for row in (first, second)]
    assert places == sorted(places), "the one with more overdue steps comes first"
    reverse = page(client, "/schools/?sort=-overdue")
    assert reverse.index(f'href="/schools/{second.school.urn}/"') < reverse.index(
        f'href="/schools/{first.school.urn}/"'
    )


def test_exported_board_has_the_figures_of_the_column(cast, now, client_of):
    call, _ = in_use(cast.hub, {"title": "Call"}, {"title": "Letter"}, by=cast.lead, now=now)
    tick(cast.participation, call, by=cast.lead, now=now)
    sheet = load_workbook(BytesIO(client_of(cast.lead).get("/schools/download.xlsx").content)).active
    heads, *rows = sheet.iter_rows(values_only=True)
    row = dict(zip(heads, next(row for row in rows if row[0] == cast.school.urn), strict=True))
    figures = [row[name] for name in ("Checklist steps done", "Checklist steps", "Checklist steps overdue")]
    assert figures == [1, 2, 1]


def test_checklist_is_exported_with_every_school_and_step(cast, now, client_of):
    call, _ = in_use(cast.hub, {"title": "Call"}, {"title": "Letter"}, by=cast.lead, now=now)
    tick(cast.participation, call, by=cast.lead, now=now)
    answer = client_of(cast.auditor).get(f"/checklists/{call.checklist_id}/schools.xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [(row[0], row[3], row[7], row[8]) for row in rows[1:]] == [
        (cast.school.name, "Call", "Done", "no"), (cast.school.name, "Letter", "Overdue", "yes"),
    ]  # fmt: skip


@at_two_sizes
def test_pages_with_checklists_have_a_constant_number_of_queries(cast, now, client_of, sizes):
    checklist = actions.begin_checklist(
        cast.hub, year=YEAR, source=Checklist.objects.default().get(), by=cast.lead, now=now
    )
    actions.start_checklist(checklist, by=cast.lead, now=now)
    fill, counts = BusyHub(cast, now), {}
    urls = ("/", "/schools/", "/schools/?overdue=on&sort=overdue", f"/hub/{cast.hub.pk}/checklist/2026/",
            f"/participations/{cast.participation.pk}/checklist/", f"/schools/{cast.school.urn}/",
            f"/checklists/{checklist.pk}/schools.csv", f"/hub/{cast.hub.pk}/complete/2026/")  # fmt: skip
    for number in sizes:
        fill.grow(number)
        for role in ("lead", "specialist"):
            client = client_of(getattr(cast, role))
            for url in urls:
                if role == "specialist" and ("/hub/" in url or ".csv" in url):
                    continue
                client.get(url)
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200, url
                counts.setdefault((role, url), []).append(len(captured))
    assert {where: pair for where, pair in counts.items() if pair[1] > pair[0]} == {}


def test_board_filtered_by_checklists_works_them_out_once(cast, now, client_of):
    in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)
    client = client_of(cast.lead)
    client.get("/schools/?overdue=on")
    with CaptureQueriesContext(connection) as captured:
        client.get("/schools/?overdue=on")
    assert sum('FROM "casework_stepmark"' in query["sql"] for query in captured) == 1


def test_school_page_lists_what_is_to_be_done(cast, now, client_of):
    in_use(cast.hub, {"title": "Ring the head", "doer": "head"}, by=cast.lead, now=now)
    url = f"/schools/{cast.school.urn}/"
    for person in (cast.lead, cast.auditor, cast.specialist, cast.advocate, cast.head):
        assert "0 of 1 done, 1 overdue" in page(client_of(person), url), person
    assert "Ring the head" not in page(client_of(cast.finance), url)


def test_desk_shows_people_the_steps_that_they_do(cast, now):
    doers = {"specialist": cast.specialist, "advocate": cast.advocate, "head": cast.head, "finance": cast.finance}
    in_use(
        cast.hub, *({"title": f"Step of {doer}", "doer": doer} for doer in (*doers, "hub")),
        {"title": "Not yet", "doer": "advocate", **LATER}, by=cast.lead, now=now,
    )  # fmt: skip
    for doer, person in doers.items():
        titles = [todo.title for todo in todos_for(person, now) if "Step of" in todo.title or "Not yet" in todo.title]
        assert titles == [f"Still to do: Step of {doer}"]
    (hub,) = [todo for todo in todos_for(cast.lead, now) if "hub’s steps" in todo.title]
    assert hub.title == "The hub’s steps are overdue at 1 school"
    assert hub.detail == "Step of hub: 1 school"


def test_activity_says_who_ticked_and_undid_a_step(cast, now, client_of):
    call, letter = in_use(cast.hub, {"title": "Call"}, {"title": "Letter"}, by=cast.lead, now=now)
    mark = tick(cast.participation, call, by=cast.hubadmin, now=now)
    actions.undo_mark(mark, by=cast.lead, now=now + DAY)
    actions.excuse_step(SchoolStep(cast.participation, letter), reason="Small school", by=cast.lead, now=now)
    happened = page(client_of(cast.lead), f"/schools/{cast.school.urn}/happened/?kind=checklist")
    assert f"{cast.hubadmin} marked" in happened
    assert "as not done" in happened
    assert "left out" in happened


def complete(cast, reason: str) -> list[Participation]:
    return complete_year(cast.hub, year=YEAR, reasons={cast.participation.pk: reason}, by=cast.lead, now=JUNE)


def test_completing_with_open_steps_asks_for_a_reason_and_keeps_it(cast, now):
    ask_for_nothing(cast)
    in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)
    with time_machine.travel(JUNE, tick=False):
        with pytest.raises(ReasonNeeded, match="“Call”"):
            complete(cast, "")
        (participation,) = complete(cast, "The head was on leave.")
    assert participation.end_reason == "The head was on leave."


def test_completing_before_a_required_step_is_refused_whatever_the_reason(cast, now):
    ask_for_nothing(cast)
    (call,) = in_use(cast.hub, {"title": "Call", "is_required": True}, by=cast.lead, now=now)
    with time_machine.travel(JUNE, tick=False):
        for attempt in (
            lambda: complete(cast, "Never mind."),
            lambda: complete_participation(cast.participation, reason="No.", by=cast.lead, now=JUNE),
        ):
            with pytest.raises(NotReady, match="First, do “Call”"):
                attempt()
        tick(cast.participation, call, by=cast.lead, now=JUNE)
        (participation,) = complete(cast, "")
    assert (participation.state, participation.end_reason) == ("completed", "")


def test_completion_page_lists_what_is_open_and_what_must_be_done_first(cast, now, client_of):
    in_use(cast.hub, {"title": "Ring the head", "is_required": True}, {"title": "Letter"}, by=cast.lead, now=now)
    with time_machine.travel(JUNE, tick=False):
        shown = page(client_of(cast.lead), f"/hub/{cast.hub.pk}/complete/2026/")
        client = client_of(cast.lead)
        data = {"schools": [cast.participation.pk], f"reason_{cast.participation.pk}": "Never mind."}
        refused = " ".join(client.post(f"/hub/{cast.hub.pk}/complete/2026/", data).content.decode().split())
    assert "0 of 2 done, 2 overdue" in shown
    assert "Must be done first" in shown
    assert "disabled" in shown
    assert "can’t complete the year yet. First, do “Ring the head”." in refused
