"""Buttons and statuses are declared once for each state machine: these tests hold the declarations."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.template import Context, Template
from django.urls import get_resolver

from devplans import choices as devplans_choices
from devplans.page_actions import PLAN_BUTTONS, SESSION_BUTTONS
from funding import choices as funding_choices
from funding.page_actions import CLAIM_BUTTONS, RECOVER_BUTTONS, RECOVERY_BUTTONS, RUN_BUTTONS, SAMPLED_BUTTONS
from sustaining.applications import choices as applications_choices
from sustaining.common.page_actions import Button, Buttons, PageAction, split_quiet
from sustaining.common.permissions import is_registered
from sustaining.common.status import Status, StatusMixin
from sustaining.outbox import models as outbox_models
from sustaining.workgroups import choices as workgroups_choices
from sustaining.workgroups.page_actions import MEETING_BUTTONS
from tests.matrix.test_matrix import url_names

ALL = {
    "claim": CLAIM_BUTTONS,
    "meeting": MEETING_BUTTONS,
    "plan": PLAN_BUTTONS,
    "recover": RECOVER_BUTTONS,
    "recovery": RECOVERY_BUTTONS,
    "run": RUN_BUTTONS,
    "sampled": SAMPLED_BUTTONS,
    "session": SESSION_BUTTONS,
}
TONES = {"", "go", "wait", "stop", "teal"}


def status_tables() -> dict[str, tuple[type, dict]]:
    """Every `X_STATUSES` with the enumeration of its states."""
    modules = (funding_choices, devplans_choices, workgroups_choices, applications_choices, outbox_models)
    tables = {name: table for module in modules for name, table in vars(module).items() if name.endswith("_STATUSES")}
    return {name: (type(next(iter(table))), table) for name, table in tables.items()}


@pytest.mark.parametrize("name", sorted(status_tables()))
def test_status_table_covers_every_state_with_a_known_tone(name):
    states, table = status_tables()[name]
    assert set(table) == set(states)
    assert all(status.label and status.tone in TONES for status in table.values())


def test_models_with_a_status_name_every_choice_of_their_state():
    models = [model for model in apps.get_models() if issubclass(model, StatusMixin)]
    assert len(models) >= 8
    for model in models:
        assert {value for value, _ in model._meta.get_field("state").choices} == set(model.STATUSES), model


@pytest.mark.parametrize("name", sorted(ALL))
def test_buttons_lead_to_pages_that_exist_and_ask_registered_permissions(name):
    pages = set(url_names(get_resolver()))
    for button in ALL[name].buttons:
        assert button.view in pages, button
        assert not button.permission or is_registered(button.permission), button
        assert not button.move or button.move in ALL[name].moves.moves, button


@pytest.fixture
def permissions_asked(monkeypatch) -> list[str]:
    """The permissions that a page asks; all are granted."""
    permissions: list[str] = []

    def grant(user, names, instance=None) -> frozenset[str]:
        permissions.extend(names)
        return frozenset(names)

    monkeypatch.setattr("sustaining.common.page_actions.allowed", grant)
    return permissions


class Record:
    """Anything with a state."""

    pk = 7
    reference = "SUS-26-AAAA"
    total = 90

    def __init__(self, state: str) -> None:
        self.state = state


CLAIM_LABELS = {
    "draft": ["Edit claim", "Check and submit", "Withdraw claim"],
    "submitted": ["Query claim", "Part-approve", "Reject", "Approve £90.00", "Withdraw claim"],
    "queried": ["Edit claim", "Check and submit", "Withdraw claim"],
    "approved": ["Reverse approval"],
    "in_run": [],
    "paid": [],
    "rejected": ["Reconsider claim"],
    "withdrawn": ["Restore claim"],
}


ON_ITS_DAY = {"takes_register": True, "sees_register": False, "opens_register": True, "is_ahead": False}
"""What a meeting's page says of a meeting on its day to somebody who keeps its register."""


@pytest.mark.parametrize("state", funding_choices.ClaimState.values)
def test_claim_buttons_by_state(permissions_asked, state):
    shown = CLAIM_BUTTONS.open_to(Record(state), user=None, by_items=True)
    assert [action.label for action in shown] == CLAIM_LABELS[state]
    assert len(permissions_asked) == len(set(permissions_asked)), "a permission is asked once"
    assert bool(permissions_asked) == bool(shown), "a closed claim asks for no permission"


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("tba", ["Set a date", "View emails", "Cancel this meeting"]),
        (
            "scheduled",
            ["Take register", "View emails", "Change meeting", "Correct the date", "Cancel this meeting"],
        ),
        ("held", ["View emails", "Correct the date", "Reopen the register"]),
        ("cancelled", ["View emails", "Restore this meeting"]),
    ],
)
def test_meeting_buttons_by_state(permissions_asked, state, labels):
    shown = MEETING_BUTTONS.open_to(Record(state), None, **ON_ITS_DAY)
    assert [action.label for action in shown] == labels


def test_meeting_register_is_the_main_button_on_its_day_and_hidden_from_members(permissions_asked):
    (register, *_) = MEETING_BUTTONS.open_to(Record("scheduled"), None, **ON_ITS_DAY)
    assert register == PageAction("Take register", "/meetings/7/register/", "primary")
    others = MEETING_BUTTONS.open_to(Record("scheduled"), None, **{**ON_ITS_DAY, "takes_register": False})
    assert not [action.label for action in others if "register" in action.label]


def test_meeting_ahead_has_its_emails_as_the_main_button(permissions_asked):
    ahead = {"takes_register": False, "sees_register": True, "opens_register": False, "is_ahead": True}
    shown = MEETING_BUTTONS.open_to(Record("scheduled"), None, **ahead)
    assert [action.label for action in shown if action.style == "primary"] == ["View emails"]
    assert [action.label for action in shown if action.style == "danger"] == ["Cancel this meeting"]
    assert "View register" in [action.label for action in shown]


def test_buttons_without_the_permission_are_hidden(monkeypatch):
    monkeypatch.setattr("sustaining.common.page_actions.allowed", lambda user, names, instance: frozenset())
    assert CLAIM_BUTTONS.open_to(Record("submitted"), user=None, by_items=True) == []


def test_unknown_fact_of_a_button_is_an_error():
    buttons = Buttons(CLAIM_BUTTONS.moves, Button("Change", "funding:edit", when="has_lines"))
    with pytest.raises(KeyError):
        buttons.open_to(Record("draft"), None)


def test_split_quiet_keeps_links_for_the_foot_of_the_page(permissions_asked):
    head, foot = split_quiet(CLAIM_BUTTONS.open_to(Record("draft"), None, by_items=True))
    assert [action.label for action in foot] == ["Withdraw claim"]
    assert len(head) == 2


def test_status_of_a_claim_names_who_acts_next():
    assert funding_choices.CLAIM_STATUSES["submitted"] == Status("Submitted", "wait", "Waiting for the hub lead.")


def test_status_tag_shows_the_label_its_colour_and_who_acts_next():
    claim = SimpleNamespace(status=Status("Submitted", "wait", "Waits for the hub"))
    html = Template("{% status claim %}").render(Context({"claim": claim}))
    assert '<span class="tag wait">Submitted</span>' in html
    assert "Waits for the hub" in html
    assert "Waits" not in Template("{% status claim with_next=False %}").render(Context({"claim": claim}))
