"""State machines: what a declaration allows, and that nothing else is written."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from funding import actions as funding
from funding.models import CLAIM_MOVES, Claim
from sustaining.common.errors import (
    DomainError,
    WrongState,
    constraint_name,
    database_message,
    domain_error_from_constraint,
)
from sustaining.common.moves import Moves
from tests.matrix.sample_rows import a_line

LIGHT = Moves(start=["red"], go=(["red", "amber"], "green"), slow=(["green"], "amber"), stop=(["amber"], "red"))


def test_pairs_are_all_sources_with_their_target():
    assert LIGHT.pairs() == {("red", "green"), ("amber", "green"), ("green", "amber"), ("amber", "red")}
    assert LIGHT.start == {"red"}


@pytest.mark.parametrize(
    ("state", "names"), [("red", {"go"}), ("amber", {"go", "stop"}), ("green", {"slow"}), ("off", set())]
)
def test_moves_open_to_a_state_are_those_that_start_in_it(state, names):
    assert LIGHT.open_to(SimpleNamespace(state=state)) == names


@given(
    st.sampled_from(sorted({state for move in CLAIM_MOVES.moves.values() for state in (*move.sources, move.target)}))
)
def test_moves_open_to_a_claim_are_those_of_the_pairs(state):
    targets = {CLAIM_MOVES.moves[name].target for name in CLAIM_MOVES.open_to(SimpleNamespace(state=state))}
    assert targets == {target for source, target in CLAIM_MOVES.pairs() if source == state}


@pytest.fixture
def draft(cast, now) -> Claim:
    return funding.draft_claim(
        cast.participation.grant, lines=[a_line(now.date())], client_key=uuid4(), by=cast.finance, now=now
    )


def test_make_moves_the_row_and_the_object(draft):
    CLAIM_MOVES.make(draft, "withdraw")
    assert draft.state == "withdrawn"
    assert Claim.objects.get(pk=draft.pk).state == "withdrawn"


def test_write_moves_the_row_alone(draft):
    CLAIM_MOVES.write(draft, "withdraw", decision_reason="By mistake.")
    assert draft.state == "draft"
    assert Claim.objects.filter(pk=draft.pk, state="withdrawn", decision_reason="By mistake.").exists()


def test_move_from_another_state_raises_a_sentence_and_writes_nothing(draft):
    with pytest.raises(
        WrongState, match=r"^This claim is now draft, so you can’t do this any more\. Nothing was changed\.$"
    ):
        CLAIM_MOVES.make(draft, "pay", decision_reason="Never.")
    draft.refresh_from_db()
    assert (draft.state, draft.decision_reason) == ("draft", "")


def test_move_is_judged_by_the_row_and_not_by_the_object_as_loaded(draft):
    Claim.objects.filter(pk=draft.pk).update(state="withdrawn")
    with pytest.raises(WrongState, match="This claim is now withdrawn"):
        CLAIM_MOVES.make(draft, "submit")
    assert draft.state == "withdrawn", "the page shows what is"


def test_undeclared_move_is_refused_by_the_database_with_a_sentence(draft):
    with pytest.raises(DatabaseError, match='cannot go from "draft" to "paid"') as refused, transaction.atomic():
        Claim.objects.filter(pk=draft.pk).update(state="paid")
    assert database_message(refused.value).startswith("A claim cannot go from")
    assert constraint_name(refused.value)


def test_breach_of_a_named_constraint_becomes_the_sentence_of_its_trigger(draft):
    name = broken_constraint(draft)
    with (
        pytest.raises(WrongState, match="cannot go from"),
        transaction.atomic(),
        domain_error_from_constraint(WrongState, constraint=name),
    ):
        Claim.objects.filter(pk=draft.pk).update(state="paid")


def test_breach_of_another_constraint_passes_unchanged(draft):
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        domain_error_from_constraint(WrongState, constraint="another"),
    ):
        Claim.objects.filter(pk=draft.pk).update(state="paid")
    assert not isinstance(refused.value, DomainError)


def broken_constraint(claim: Claim) -> str:
    try:
        with transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(state="paid")
    except DatabaseError as error:
        return constraint_name(error) or ""
    return ""


def test_error_that_is_not_the_databases_names_no_constraint():
    assert constraint_name(ValueError("No.")) is None
    assert database_message(ValueError("No.")) == "No."
