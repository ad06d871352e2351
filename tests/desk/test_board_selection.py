"""Schools are selected on the board, and exported or written to together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from funding.models import ClaimWindow
from schools.viewer import Viewer
from sustaining.accounts.models import SecurityEvent
from sustaining.common.todo import DeskContext, Todo
from sustaining.desk.board_rows import board_queryset, fetch_board_rows
from sustaining.desk.selectors import name_hubs


def test_board_with_several_schools_offers_a_checkbox_for_each(cast, client_of):
    page = client_of(cast.lead).get("/schools/").content.decode()
    rows = fetch_board_rows(board_queryset(cast.lead, 2026))
    assert page.count('name="chosen"') == (len(rows) if len(rows) > 1 else 0)


def test_export_of_a_selection_has_the_selected_rows_alone(cast, client_of):
    row, *_ = fetch_board_rows(board_queryset(cast.admin, 2026))
    client = client_of(cast.admin)
    everything = client.get("/schools/download.csv").content.decode().strip().splitlines()
    selected = client.get("/schools/download.csv", {"chosen": row.pk}).content.decode().strip().splitlines()
    assert len(everything) > len(selected) == 2
    assert str(row.urn) in selected[1]


@pytest.mark.parametrize("chosen", ["", "x", "-1", "99999999999999999999", "²"])
def test_export_with_an_odd_selection_has_every_row(cast, client_of, chosen):
    client = client_of(cast.admin)
    everything = client.get("/schools/download.csv").content
    assert client.get("/schools/download.csv", {"chosen": chosen}).content == everything


def test_listed_addresses_are_a_security_event(cast, client_of):
    client_of(cast.auditor).get("/schools/addresses/")
    assert not SecurityEvent.objects.filter(kind="addresses_listed").exists(), "the auditor is shown none"
    client_of(cast.lead).get("/schools/addresses/")
    event = SecurityEvent.objects.get(kind="addresses_listed")
    assert (event.user, event.detail) == (cast.lead, "1 school, 2026/27")


def test_addresses_are_those_of_the_selected_schools_of_the_own_hub(cast, client_of):
    page = client_of(cast.lead).get("/schools/addresses/").content.decode()
    assert cast.advocate.email in page
    assert "/messages/new/?audience=board" in page
    assert "mailto:?bcc=" not in page, "written to by a message, which is kept"
    other = [row.pk for row in fetch_board_rows(board_queryset(cast.admin, 2026)) if row.hub_id != cast.hub.pk]
    page = client_of(cast.lead).get("/schools/addresses/", {"chosen": other}).content.decode()
    assert "@" not in page.split("<h1>")[1].split("</main>")[0]


def test_last_claim_day_is_the_hubs_the_projects_or_the_grants_own(cast):
    (row,) = (row for row in fetch_board_rows(board_queryset(cast.lead, 2026)) if row.pk == cast.participation.pk)
    ends = cast.participation.project.year.ends
    assert row.last_claim_day == ends
    project, grant = cast.participation.project, cast.participation.grant
    closes = ends - timedelta(days=60)
    ClaimWindow.objects.create(hub=cast.hub, project=project, opens_on=project.year.starts, closes_on=closes)
    last_days = {row.pk: row.last_claim_day for row in fetch_board_rows(board_queryset(cast.lead, 2026))}
    assert last_days[cast.participation.pk] == closes
    type(grant).objects.filter(pk=grant.pk).update(
        late_until=closes + timedelta(days=7), late_by=cast.lead, late_reason="An illness."
    )
    last_days = {row.pk: row.last_claim_day for row in fetch_board_rows(board_queryset(cast.lead, 2026))}
    assert last_days[cast.participation.pk] == closes + timedelta(days=7)


def test_tasks_name_their_hubs_to_people_who_have_several(cast, now):
    rows = fetch_board_rows(board_queryset(cast.admin, 2026))
    own_hub, other = cast.hub, next(row for row in rows if row.hub_id != cast.hub.pk)
    tasks = [Todo("A", "the detail", "Act", "/", now, hubs=(own_hub.pk,)), Todo("B", "no hub", "Act", "/", now)]
    tasks += [Todo("C", "a school", "Act", "/", now, schools=(other.school_id,))]
    tasks_with_hubs = name_hubs(tasks, DeskContext(Viewer(cast.lead, now.date()), now, now, rows))
    assert [task.detail for task in tasks_with_hubs] == [
        f"{own_hub.name} · the detail",
        "no hub",
        f"{other.hub} · a school",
    ]
    tasks_of_one_hub = name_hubs(tasks[:2], DeskContext(Viewer(cast.lead, now.date()), now, now, ()))
    assert [task.detail for task in tasks_of_one_hub] == ["the detail", "no hub"]
