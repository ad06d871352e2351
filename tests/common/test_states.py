"""State machines: every final state says why no move leaves it, and docs/states.md is what the declarations say."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from funding.models import CLAIM_MOVES
from sustaining.common.moves import Moves
from sustaining.common.states import state_machines
from sustaining.workgroups.models import MEETING_MOVES
from tests.house.sources import ROOT


@pytest.mark.parametrize(("model", "moves"), state_machines(), ids=lambda value: getattr(value, "__name__", ""))
def test_state_that_no_move_leaves_says_why(model, moves):
    assert set(moves.final) == moves.final_states(), f"{model.__name__}: give `final` a sentence for each final state"
    assert all(why.endswith(".") for why in moves.final.values())


@pytest.mark.parametrize(("model", "moves"), state_machines(), ids=lambda value: getattr(value, "__name__", ""))
def test_move_from_which_nothing_leads_back_says_why(model, moves):
    assert set(moves.one_way) == moves.one_way_moves(), f"{model.__name__}: give `one_way` a sentence for each"
    assert all(why.endswith(".") for why in moves.one_way.values())


def test_state_machines_are_found_by_their_triggers():
    models = {model.__name__ for model, _ in state_machines()}
    assert models >= {
        "Application",
        "Claim",
        "Email",
        "Meeting",
        "Participation",
        "Payment",
        "PaymentRun",
        "Plan",
        "Session",
    }


@pytest.mark.parametrize(
    ("moves", "source", "target", "way"),
    [
        (MEETING_MOVES, "held", "reopened", ["hold"]),
        (MEETING_MOVES, "scheduled", "held", ["undo_import", "restore"]),
        (CLAIM_MOVES, "approved", "paid", ["unpay"]),
        (CLAIM_MOVES, "in_run", "paid", ["recall"]),
        (CLAIM_MOVES, "draft", "submitted", ["withdraw", "restore"]),
        (Moves(start={"a"}, there=({"a"}, "b"), on=({"b"}, "c"), home=({"c"}, "a")), "a", "b", ["on", "home"]),
    ],
)
def test_way_back_is_the_shortest_one(moves, source, target, way):
    assert moves.way_back(source, target) == way


def test_the_document_lists_state_machines_as_they_are(capsys):
    call_command("states")
    listed = capsys.readouterr().out
    assert listed.strip() in (ROOT / "docs/states.md").read_text(), (
        "Put what `manage.py states` prints into docs/states.md."
    )


def test_the_document_lists_statuses_as_they_are(capsys):
    call_command("statuses")
    listed = capsys.readouterr().out
    assert listed.strip() in (ROOT / "docs/content.md").read_text(), (
        "Put what `manage.py statuses` prints into docs/content.md."
    )
