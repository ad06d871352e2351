"""Each sentence of a school's timeline, with the name of who acted and without one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection

from devplans.choices import SessionState
from devplans.session_kinds import SessionKind
from funding.actions import query_claim
from funding.choices import ClaimState
from funding.models import Claim
from schools.actions import withdraw_participation
from sustaining.casework.actions import send_message
from sustaining.desk.claim_timeline import _claim_step
from sustaining.desk.session_timeline import _session_steps
from sustaining.desk.timeline import HEADINGS, school_timeline
from sustaining.desk.timeline_entries import TimelineEntry
from tests.casework.writing import write_message
from tests.matrix.sample_rows import create_sample_rows

AT = datetime(2026, 11, 3, 10, tzinfo=UTC)
CLAIM_SENTENCES = {
    ClaimState.SUBMITTED: (
        "Lena Marsh submitted claim SUS-26-AB for £90.00",
        "Claim SUS-26-AB was submitted for £90.00",
    ),
    ClaimState.QUERIED: ("Lena Marsh queried claim SUS-26-AB: Why?", "Claim SUS-26-AB was queried: Why?"),
    ClaimState.APPROVED: (
        "Lena Marsh approved claim SUS-26-AB for £90.00",
        "Claim SUS-26-AB was approved for £90.00",
    ),
    ClaimState.REJECTED: ("Lena Marsh rejected claim SUS-26-AB", "Claim SUS-26-AB was rejected"),
    ClaimState.PAID: (
        "Lena Marsh released the payment of £90.00 for claim SUS-26-AB",
        "The payment of £90.00 for claim SUS-26-AB was released",
    ),
    ClaimState.WITHDRAWN: ("Lena Marsh withdrew claim SUS-26-AB", "Claim SUS-26-AB was withdrawn"),
}


def both(active: str, passive: str) -> tuple[str, str]:
    """The sentence with the actor's name, and without."""
    entry = TimelineEntry(AT, "money", passive, active, who=1, name="Lena Marsh")
    return entry.sentence, TimelineEntry(AT, "money", passive, active).sentence


def claim_event(state: ClaimState) -> SimpleNamespace:
    return SimpleNamespace(
        reference="SUS-26-AB", total=Decimal(90), state=state, decision_reason="Why?", pgh_created_at=AT, pgh_context=None,
        submitted_at=AT, submitted_by_id=None, decided_at=AT, decided_by_id=None,
    )  # fmt: skip


@pytest.mark.parametrize("state", CLAIM_SENTENCES)
def test_claim_step_has_an_active_and_a_passive_sentence(state):
    _, active, passive, _ = _claim_step(claim_event(state), reads_reason=True)
    assert both(active, passive) == CLAIM_SENTENCES[state]


@pytest.mark.parametrize("state", [state for state in ClaimState if state not in CLAIM_SENTENCES])
def test_claim_step_of_a_state_without_news_is_left_out(state):
    assert state in {ClaimState.DRAFT, ClaimState.IN_RUN}
    assert _claim_step(claim_event(state), reads_reason=True) is None


def test_claim_step_hides_the_reason_from_those_who_may_not_read_it():
    _, active, passive, _ = _claim_step(claim_event(ClaimState.QUERIED), reads_reason=False)
    assert both(active, passive) == ("Lena Marsh queried claim SUS-26-AB", "Claim SUS-26-AB was queried")


def session_event(state: SessionState, confirmed_at: datetime | None = None) -> SimpleNamespace:
    return SimpleNamespace(
        kind=SessionKind.values[0], state=state, held_on=date(2026, 11, 2), logged_at=AT, logged_by_id=1,
        confirmed_at=confirmed_at, confirmed_by_id=2, pgh_created_at=AT, pgh_context=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "active", "passive"),
    [
        (None, SessionState.PLANNED, "planned a session: ", "a session was planned: "),
        (None, SessionState.HELD, "logged a session: ", "a session was logged: "),
        (SessionState.PLANNED, SessionState.HELD, "logged the planned session of 2 November 2026",
         "the planned session of 2 November 2026 was logged"),
        (SessionState.PLANNED, SessionState.CANCELLED, "cancelled the session of 2 November 2026",
         "the session of 2 November 2026 was cancelled"),
    ],
)  # fmt: skip
def test_session_step_has_an_active_and_a_passive_sentence(before, after, active, passive):
    ((_, phrase, sentence, _),) = _session_steps(session_event(after), before and session_event(before))
    assert phrase.startswith(active)
    assert sentence.startswith(passive)


def test_session_step_of_a_confirmation_names_the_day():
    steps = list(_session_steps(session_event(SessionState.CONFIRMED, AT), session_event(SessionState.HELD)))
    assert steps == [
        (AT, "confirmed the session of 2 November 2026", "the session of 2 November 2026 was confirmed", 2)
    ]


@pytest.mark.django_db
def test_timeline_of_a_furnished_school_has_every_kind_and_whole_sentences(cast, now):
    create_sample_rows(cast, now)
    send_message(write_message(cast.hub, by=cast.lead, now=now), by=cast.lead, now=now)
    claim = Claim.objects.filter(grant__participation=cast.participation, state=ClaimState.SUBMITTED).earliest("pk")
    query_claim(claim, reason="Was Ana away?", by=cast.lead, now=now)
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    entries = school_timeline(cast.school, cast.lead)
    assert {entry.kind for entry in entries} == set(HEADINGS) - {"register"}
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    sentences = {entry.sentence for entry in entries}
    project = str(cast.project)
    assert {
        f"Lena Rivermead enrolled the school on {project}",
        f"Lena Rivermead withdrew the school from {project}: Left.",
        "Nina Rivermead became a Mastery Advocate",
        "Hilda Rivermead became headteacher",
        "Robin Rivermead was assigned for 3 days",
        "Robin Rivermead agreed version 1 of the development plan",
        f"Lena Rivermead queried claim {claim.reference}: Was Ana away?",
    } <= sentences


@pytest.mark.django_db
def test_timeline_of_a_change_by_raw_sql_names_nobody(cast, now):
    create_sample_rows(cast, now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE schools_school SET name = 'Castle Mount School' WHERE id = %s", [cast.school.pk])
    (renamed,) = school_timeline(cast.school, cast.lead, "register")
    assert renamed.sentence == "Castle Hill School is now called Castle Mount School"
