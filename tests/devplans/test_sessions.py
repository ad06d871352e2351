"""Logging and confirming support sessions: days used, idempotency, permissions, validation."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse

from devplans.actions import sessions as actions
from devplans.actions.sessions import SessionData, SessionNotPossible
from devplans.choices import SessionState
from devplans.models import Session
from devplans.selectors import sessions as selectors
from devplans.selectors.sessions import participation_days
from devplans.session_kinds import SessionKind
from schools.actions import withdraw_participation
from schools.models import Participation
from schools.viewer import Viewer
from sustaining.common.clock import today
from sustaining.common.errors import WrongState
from sustaining.common.permissions import may
from sustaining.outbox.models import Email
from tests.cast import enrol_another, gather
from tests.devplans.test_plans import add_aim
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db


def log(house, now, by=None, **fields):
    given = {
        "kind": SessionKind.JOINT_PLANNING, "planned_unit": "sequence", "held_on": now.date(),
        "length": Decimal("0.5"), "what_happened": "Four lessons on ratio.",
        "specialist": house.specialist_record, "advocates": [house.advocacy], "colleagues": 2,
    }  # fmt: skip
    sent = {name: fields.pop(name) for name in ("client_key", "files") if name in fields}
    data = SessionData(**{**given, **fields})
    sent = {"client_key": uuid4(), **sent}
    return actions.log_session(house.participation, data=data, **sent, by=by or house.advocate, now=now)


def test_confirming_a_session_raises_the_days_used(cast, now):
    session = log(cast, now)
    assert (session.state, participation_days(cast.participation)["used"]) == (SessionState.HELD, 0)
    actions.confirm_session(session, by=cast.specialist, now=now)
    assert participation_days(cast.participation) == {"used": Decimal("0.5"), "given": Decimal(3)}
    assert Email.objects.filter(kind="session_to_confirm", to=cast.specialist.email).count() == 1


def test_session_logged_by_the_specialist_is_confirmed_at_once(cast, now):
    assert log(cast, now, by=cast.specialist).state == SessionState.CONFIRMED


def test_session_without_a_specialist_uses_no_days(cast, now):
    session = log(cast, now, specialist=None)
    assert not Email.objects.filter(kind="session_to_confirm").exists()
    assert participation_days(cast.participation)["used"] == 0
    assert session.state == SessionState.HELD


def test_confirming_a_session_by_others_is_refused_permission(cast, now):
    session = log(cast, now)
    for person in (cast.advocate, cast.lead, cast.admin, cast.other.specialist):
        with pytest.raises(PermissionDenied):
            actions.confirm_session(session, by=person, now=now)
    actions.confirm_session(session, by=cast.specialist, now=now)
    with pytest.raises(WrongState):
        actions.confirm_session(session, by=cast.specialist, now=now)


@pytest.mark.parametrize(
    ("days", "sentence"), [(1, "today or in the past"), (-200, "must be in 2026/27"), (-40_000, "must be in 2026/27")]
)
def test_logging_a_session_outside_the_year_or_in_the_future_is_refused(cast, now, days, sentence):
    with pytest.raises(SessionNotPossible, match=sentence):
        log(cast, now, held_on=now.date() + timedelta(days=days))
    assert not Session.objects.exists()


def test_logging_people_or_aims_of_another_school_is_refused(cast, now):
    with pytest.raises(SessionNotPossible, match="from this school only"):
        log(cast, now, advocates=[cast.other.advocacy])
    with pytest.raises(SessionNotPossible, match="has not been assigned"):
        log(cast, now, specialist=cast.other.specialist_record)


def test_logging_what_was_held_after_a_withdrawal_is_refused(cast, now):
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    assert log(cast, now).state == "held"
    with pytest.raises(SessionNotPossible, match="withdrew on"):
        log(cast, now + timedelta(days=3), held_on=now.date() + timedelta(days=2))


def test_logging_twice_with_the_same_key_makes_one_session(cast, now):
    key = uuid4()
    assert log(cast, now, client_key=key) == log(cast, now, client_key=key)
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_concurrent_logging_with_one_key_makes_one_session_and_one_email(now):
    cast, key = gather(now), uuid4()

    def work() -> None:
        log(cast, now, client_key=key)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert Session.objects.get().advocates.count() == 1
    assert Email.objects.filter(kind="session_to_confirm").count() == 1


def test_confirmed_session_trigger_refuses_changes_in_raw_sql(cast, now):
    session = log(cast, now, by=cast.specialist)
    for statement in (
        "UPDATE devplans_session SET state = 'held', kind = 'systems'",
        "UPDATE devplans_session SET state = 'cancelled'",
        "DELETE FROM devplans_session",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    session.refresh_from_db()
    assert session.state == SessionState.CONFIRMED


def form(cast, **fields):
    data = {
        "kind": "joint_planning", "planned_unit": "sequence", "day": "today", "length": "0.5", "specialist": "on",
        "advocates": [cast.advocacy.pk], "colleagues": "2", "what_happened": "Four lessons.", "once": str(uuid4()),
    }  # fmt: skip
    return {**data, **fields}


def test_log_page_logs_a_session_in_one_submission(cast, client_of):
    answer = client_of(cast.advocate).post(reverse("devplans:log"), form(cast))
    session = Session.objects.get()
    assert answer.url.startswith(session.get_absolute_url())
    assert (session.planned_unit, session.colleagues, session.logged_by) == ("sequence", 2, cast.advocate)


@pytest.mark.parametrize(("day", "days_ago"), [("today", 4), ("yesterday", 5)])
def test_session_chosen_four_days_before_it_is_sent_keeps_its_day(cast, client_of, day, days_ago):
    """By the device's own clock, which may be a month behind ours."""
    sent = form(cast, day=day, chosen_on="2026-10-20", sent_on="2026-10-24")
    client_of(cast.advocate).post(reverse("devplans:log"), sent)
    assert Session.objects.get().held_on == today() - timedelta(days=days_ago)


def test_page_left_open_over_night_is_for_the_day_before(cast, client_of):
    """Without JavaScript the page says on which day it was opened; one that comes back with errors shows the date."""
    yesterday = today() - timedelta(days=1)
    sent = form(cast, chosen_on=yesterday.isoformat(), what_happened="")
    page = client_of(cast.advocate).post(reverse("devplans:log"), sent).content.decode()
    assert f'value="{yesterday:%d/%m/%Y}"' in page
    assert re.search(r'value="other"\s+checked', page)


@pytest.mark.parametrize("chosen_on", ["2026-13-01", "x", "2030-01-01", "2001-01-01", ""])
def test_impossible_day_of_choosing_counts_as_today(cast, client_of, chosen_on):
    client_of(cast.advocate).post(reverse("devplans:log"), form(cast, chosen_on=chosen_on))
    assert Session.objects.get().held_on == today()


def test_log_page_sent_twice_makes_one_session(cast, client_of):
    client, sent = client_of(cast.advocate), form(cast)
    assert {client.post(reverse("devplans:log"), sent).url for _ in range(2)} == {
        Session.objects.get().get_absolute_url() + "?logged=1"
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": ""}, {"kind": "party"}, {"planned_unit": ""}, {"planned_unit": "term"}, {"day": "other"},
        {"day": "other", "held_on": "1/1/9999"}, {"day": "other", "held_on": "30/2/2026"}, {"day": "other", "held_on": "\x00"},
        {"day": "other", "held_on": "25/12/2026"}, {"length": "7"}, {"length": "NaN"}, {"colleagues": "-1"},
        {"colleagues": "many"}, {"colleagues": "9" * 30}, {"what_happened": ""}, {"what_happened": "x" * 10_001},
        {"advocates": ["x"]}, {"advocates": ["9" * 30]}, {"aims": ["1", "-1"]},
    ],
)  # fmt: skip
def test_session_form_invalid_input_shows_validation_errors_and_keeps_the_text(cast, client_of, fields):
    page = client_of(cast.advocate).post(reverse("devplans:log"), form(cast, **fields))
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    if "what_happened" not in fields:
        assert "Four lessons." in page.content.decode()
    assert not Session.objects.exists()


def test_session_form_with_an_advocate_of_another_school_is_refused(cast, client_of):
    page = client_of(cast.advocate).post(reverse("devplans:log"), form(cast, advocates=[cast.other.advocacy.pk]))
    assert page.status_code == 200
    assert not Session.objects.exists()


@pytest.mark.parametrize("once", ["", "x", "\x00", "9" * 100])
def test_session_form_with_an_invalid_key_is_handled(cast, client_of, once):
    assert client_of(cast.advocate).post(reverse("devplans:log"), form(cast, once=once)).status_code in (200, 302)


def test_session_form_of_ten_megabytes_is_refused(cast, client_of):
    answer = client_of(cast.advocate).post(reverse("devplans:log"), form(cast, what_happened="x" * 10_500_000))
    assert answer.status_code in (200, 400, 413)
    assert not Session.objects.exists()


def test_aim_and_session_pages_link_to_each_other_and_hide_texts_from_auditors(cast, now, client_of):
    aim = add_aim(cast.school.plan, cast.advocate, now)
    session = log(cast, now, aims=[aim])
    served = f"/sessions/?school={cast.school.urn}&amp;aim={aim.pk}"
    for person, reads in ((cast.advocate, True), (cast.lead, True), (cast.auditor, False)):
        client = client_of(person)
        page = client.get(aim.get_absolute_url()).content.decode()
        assert session.get_absolute_url() in page
        assert served in page
        assert ("Four lessons on ratio." in page) is reads
        assert aim.get_absolute_url() in client.get(session.get_absolute_url()).content.decode()
        assert aim.get_absolute_url() in client.get(served.replace("&amp;", "&")).content.decode()


def test_schools_to_log_match_the_permission_rule(cast, now, client_of):
    """Compare the query for all schools with the rule for each; who has a single school gets it, to be told why not."""
    for number in range(3):
        enrol_another(cast, 940_001 + number, f"School {number}", now)
    _, people = create_sample_rows(cast, now)
    for role, person in {**people, "admin": cast.admin, "stranger": cast.stranger}.items():
        shown = set(selectors.schools_to_log(Viewer(person, today())))
        year = Participation.objects.visible_to(person)
        allowed = {row.school for row in year if may(person, "devplans.log_session", row)}
        supported = {row.school for row in year.active().filter(project__support_days__isnull=False)}
        assert shown == (supported if len(supported) == 1 else allowed), role
