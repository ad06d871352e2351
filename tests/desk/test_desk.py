"""The home page, the board, and the school page."""

from __future__ import annotations

import csv
from datetime import datetime

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from funding.actions import query_claim
from funding.choices import ClaimState
from funding.models import Claim
from schools.actions import add_contact, withdraw_participation
from schools.choices import ContactRole
from schools.viewer import as_viewer
from sustaining.desk.board_colours import with_colours
from sustaining.desk.board_rows import board_queryset, fetch_board_rows
from sustaining.desk.forms import BoardForm
from sustaining.outbox.models import Email, EmailState
from tests.cast import enrol_another
from tests.conftest import TODAY
from tests.desks import todos_for
from tests.matrix.sample_rows import create_sample_rows
from tests.outbox.test_choices import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def furnished(houses):
    own, _, people = houses
    return own, people


@pytest.mark.parametrize(
    ("role", "sentences"),
    [
        ("lead", ["A claim is waiting for your decision", "Payment run"]),
        ("hubadmin", ["To do"]),
        ("specialist", ["Confirm a session with Castle Hill School", "I’m going"]),
        ("advocate", ["I’m going", "Your school"]),
        ("head", ["Castle Hill School"]),
        ("finance", ["Castle Hill School", "Release grant", "Start a claim", "/claims/new/"]),
        ("auditor", ["Schools"]),
        ("former", ["Nothing needs your attention"]),
    ],
)
def test_home_shows_each_role_its_todos(furnished, client_of, role, sentences):
    page = client_of(furnished[1][role]).get("/").content.decode()
    for sentence in sentences:
        assert sentence in page


def test_home_without_a_role_names_the_hub_to_contact(cast, client_of):
    page = client_of(cast.stranger).get("/").content.decode()
    assert "hub" in page
    assert "Castle Hill" not in page


def test_finance_contact_sees_no_plan_and_no_sessions(furnished, client_of):
    client = client_of(furnished[1]["finance"])
    for page in ("/", f"/schools/{furnished[0].urn}/", "/schools/"):
        text = client.get(page).content.decode()
        assert "/plans/" not in text, page
        assert "Watched Year 8" not in text
    for page in ("/schools/", "/schools/?show=plan&show=session", "/schools/download.csv?show=plan"):
        text = client.get(page).content.decode()
        assert "Castle Hill School" in text
        for word in ("Aims", "plans agreed", "Last session", "Any plan"):
            assert word not in text, (page, word)


def test_lists_show_nothing_of_another_hub(cast, now, client_of):
    create_sample_rows(cast, now)
    create_sample_rows(cast.other, now)
    for person in cast.people().values():
        for page in ("/", "/schools/", "/plans/", "/sessions/", "/claims/", "/workgroups/"):
            text = client_of(person).get(page, follow=True).content.decode()
            assert "Stonefield" not in text, f"{person} at {page}"
            assert "Castle Hill School 2" not in text


def test_board_has_a_row_for_each_school_of_the_year(cast, now, client_of):
    for number in range(3):
        enrol_another(cast, 940_001 + number, f"School {number}", now)
    page = client_of(cast.lead).get("/schools/").content.decode()
    assert page.count('<th scope="row">') == 4
    assert page.count("Robin Rivermead") >= 4
    assert "£1,000.00" in page or "Nothing claimed" in page


def board(client, **query) -> str:
    answer = client.get("/schools/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_board_is_filtered_and_sorted_by_the_query_string(cast, furnished, now, client_of):
    enrol_another(cast, 940_001, "Quiet School", now)
    client = client_of(cast.lead)
    assert "Castle Hill School" not in board(client, q="quiet")
    assert "Quiet School" not in board(client, plan="agreed")
    assert "Quiet School" in board(client, plan="not_agreed"), "it has no plan at all"
    assert "Castle Hill School" not in board(client, plan="not_agreed")
    assert "Quiet School" not in board(client, grant="waiting")
    assert "Castle Hill School" not in board(client, grant="nothing")
    assert "Quiet School" in board(client, specialist=cast.specialist_record.pk)
    rows = board(client, sort="session")
    assert rows.index("Quiet School") < rows.index(">Castle Hill School<")


@pytest.mark.parametrize("year", ["2025", "9999", "-1", "x"])
def test_board_of_a_year_without_projects_is_not_found(cast, client_of, year):
    assert client_of(cast.lead).get("/schools/", {"year": year}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"specialist": "9" * 40}, {"specialist": "me"}, {"plan": "gone"},
        {"sort": "school__password"}, {"q": "x" * 10_000}, {"q": "%_\\'"}, {"page": "9" * 30}, {"grant": "<b>"},
        {"all": "1"}, {"q": "🧮"},
    ],
)  # fmt: skip
def test_board_with_invalid_filters_ignores_them(cast, client_of, query):
    board(client_of(cast.lead), **query)
    assert client_of(cast.lead).get("/", query).status_code == 200


def test_board_shows_a_withdrawn_school_as_withdrawn(cast, now, client_of):
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    assert "Withdrawn" in board(client_of(cast.lead))


def test_board_accepts_every_choice_of_its_form(cast, client_of):
    client = client_of(cast.lead)
    form = BoardForm(client.get("/schools/").wsgi_request.GET, user=cast.lead)
    for name in ("sort", "grant", "plan", "year"):
        for value, _ in form.fields[name].choices:
            board(client, **{name: value})


def test_school_page_loads_the_timeline_by_htmx(cast, furnished, now, client_of):
    """The page is shown before its timeline is read; without JavaScript the timeline is a link."""
    client, happened = client_of(cast.lead), reverse("desk:happened", args=[cast.school.urn])
    page = client.get(reverse("desk:school", args=[cast.school.urn]) + "?kind=plan").content.decode()
    assert f'data-hx-get="{happened}?kind=plan"' in page
    assert f'href="{happened}"' in page
    latest = client.get(happened, headers={"HX-Request": "true"})
    assert "HX-Request" in latest["Vary"]
    for sentence in ("agreed version 1 of the development plan", "logged a session", "Robin Rivermead"):
        assert sentence in latest.content.decode()
    plans_alone = client.get(happened, {"kind": "plan"}, headers={"HX-Request": "true"}).content.decode()
    assert "agreed version 1" in plans_alone
    assert "logged a session" not in plans_alone
    assert "<html" not in plans_alone


@pytest.mark.parametrize("who", ["lead", "hubadmin", "specialist", "auditor", "admin", "advocate"])
def test_home_queries_the_board_once(cast, furnished, now, client_of, who):
    """Schools going quiet, totals and own schools come from the same rows."""
    with CaptureQueriesContext(connection) as captured:
        client_of(getattr(cast, who)).get("/")
    boards = [
        query for query in captured.captured_queries if '"missed"' in query["sql"] or 'AS "quiet"' in query["sql"]
    ]
    assert len(boards) == 1


@pytest.mark.parametrize("who", ["lead", "specialist", "admin", "auditor"])
def test_home_in_the_summer_term_lists_unused_days_for_those_who_support_schools(cast, furnished, client_of, who):
    """The to-do uses the rows that the desk has fetched already."""
    with (
        time_machine.travel(datetime(2027, 5, 18, 10, tzinfo=TODAY.tzinfo), tick=True),
        CaptureQueriesContext(connection) as captured,
    ):
        page = client_of(getattr(cast, who)).get("/?all").content.decode()
    assert ("1 school has days left to use in the summer term" in page) == (who in ("lead", "specialist"))
    assert sum('AS "quiet"' in query["sql"] for query in captured.captured_queries) == 1


def test_timeline_hides_the_reason_of_a_query_from_an_auditor(cast, furnished, now, client_of):
    claim = Claim.objects.filter(grant__participation=cast.participation, state=ClaimState.SUBMITTED).earliest("pk")
    query_claim(claim, reason="Was Ana away?", by=cast.lead, now=now)
    happened = f"/schools/{cast.school.urn}/happened/"
    for person, reads in ((cast.lead, True), (cast.auditor, False)):
        page = strip_tags(client_of(person).get(happened).content.decode())
        assert f"queried claim {claim.reference}" in page
        assert ("Was Ana away?" in page) == reads


def test_board_of_an_earlier_year_shows_its_schools(cast, now, client_of):
    page = board(client_of(cast.lead), year=str(cast.project.academic_year))
    assert "Castle Hill School" in page


def test_failed_mail_about_another_hubs_school_is_hidden_from_the_readers_hub(cast, now):
    """An Advocate here who is the finance contact of a school of another hub: what that school's mail says stays there."""
    add_contact(
        cast.other.school,
        full_name="",
        email=cast.advocate.email,
        role=ContactRole.FINANCE,
        by=cast.other.lead,
        now=now,
    )
    create_sample_rows(cast.other, now)
    claim = Claim.objects.filter(grant__participation=cast.other.participation).earliest("pk")
    email = write(cast.advocate, "claim_approved")
    failed = {"state": EmailState.FAILED, "settled_at": now, "subject": "Their claim is approved"}
    about = {"about_type": ContentType.objects.get_for_model(Claim), "about_id": claim.pk}
    Email.objects.filter(pk=email.pk).update(**failed, **about)

    def details(lead):
        return [todo.detail for todo in todos_for(lead, now) if "could not be delivered" in todo.title]

    assert not any("Their claim" in detail for detail in details(cast.lead))
    assert any("Their claim is approved" in detail for detail in details(cast.other.lead))
    Email.objects.filter(pk=email.pk).update(kind="invitation", subject="Come to Castle Hill School 2", about_type=None)
    (detail,) = [detail for detail in details(cast.lead) if detail.startswith("Invitation to the site · ")]
    assert "Castle Hill School 2" not in detail


def test_colours_are_hidden_for_schools_read_for_money_only(cast, now):
    create_sample_rows(cast.other, now)
    add_contact(
        cast.other.school,
        full_name="",
        email=cast.advocate.email,
        role=ContactRole.FINANCE,
        by=cast.other.lead,
        now=now,
    )
    viewer, year = as_viewer(cast.advocate), cast.project.academic_year
    rows = {row.school_id: row for row in fetch_board_rows(board_queryset(viewer, year))}
    other_row = rows[cast.other.school.pk]
    assert with_colours([other_row], as_viewer(cast.other.lead))[0].colours
    assert not with_colours([other_row], viewer)[0].colours


def test_board_hides_plan_and_sessions_without_the_right_to_read_plans(cast, now, client_of):
    """An Advocate here who is the finance contact of another school: there they see its money alone."""
    create_sample_rows(cast, now)
    create_sample_rows(cast.other, now)
    add_contact(
        cast.other.school,
        full_name="",
        email=cast.advocate.email,
        role=ContactRole.FINANCE,
        by=cast.other.lead,
        now=now,
    )
    rows = {
        row.school_id: row
        for row in fetch_board_rows(board_queryset(as_viewer(cast.advocate), cast.project.academic_year))
    }
    own, other = rows[cast.school.pk], rows[cast.other.school.pk]
    assert (own.sees_plan, other.sees_plan) == (True, False)
    assert own.plan_state
    assert own.last_session
    assert (other.plan_state, other.last_session, other.meetings) == (None, None, [])
    assert other.amount == own.amount
    client = client_of(cast.advocate)
    assert f'class="school" href="/schools/{cast.other.school.urn}/"' not in board(client, plan=own.plan_state)
    assert "No plan" not in board(client)
    lines = list(csv.DictReader(client.get("/schools/download.csv").content.decode("utf-8-sig").splitlines()))
    assert {line["School"]: bool(line["Plan"]) for line in lines} == {
        str(cast.school): True,
        str(cast.other.school): False,
    }
    assert "No plan" not in client.get("/").content.decode()
    page = client.get(f"/schools/{cast.other.school.urn}/").content.decode()
    assert "Last session" not in page
