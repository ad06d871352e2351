"""What the board says in a few words: the grant's next step, and the order of tasks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from funding.grant_balance import GrantBalance
from sustaining.common.todo import TODOS, Finder, Importance, Todo, find_todos
from sustaining.desk.board import grant_step, render_cell, window_note
from sustaining.desk.selectors import web_address
from sustaining.reports.charts import find_highest, join_first


def balance(*, paid=0, committed=0, waiting=0, in_payment=0):
    return GrantBalance(Decimal(1000), Decimal(paid), Decimal(committed), Decimal(waiting), Decimal(in_payment))


@pytest.mark.parametrize(
    ("grant", "queried", "step"),
    [
        (balance(), 0, ("Nothing claimed", False)),
        (balance(waiting=500), 0, ("£500.00 to approve", True)),
        (balance(waiting=180), 180, ("£180.00 queried", False)),
        (balance(waiting=500), 180, ("£320.00 to approve", True)),
        (balance(committed=240), 0, ("£240.00 to pay", True)),
        (balance(committed=360, in_payment=360), 0, ("£360.00 in payment run", False)),
        (balance(committed=240, paid=240), 0, ("£240.00 paid", False)),
        (balance(committed=1000, paid=1000), 0, ("Paid in full", False)),
    ],
)
def test_grant_says_the_step_that_somebody_must_act_on_first(grant, queried, step):
    assert grant_step(grant, Decimal(queried)) == step


@pytest.mark.parametrize(("used", "is_over"), [(Decimal("2.75"), False), (Decimal(3), False), (Decimal("3.25"), True)])
def test_board_says_when_more_days_are_used_than_were_given(used, is_over):
    cell = render_cell("days", used=used, given=Decimal(3))
    assert ("meter-over" in cell, "More than given" in cell) == (is_over, is_over)


def test_tasks_stand_by_importance_then_age(monkeypatch):
    now = timezone.now()

    def finder(name, importance, age):
        task = Todo(name, "", "Act", "/", now - timedelta(days=age))
        return Finder(name, lambda desk: [task], frozenset(), importance)

    finders = [
        finder("year", Importance.LAST, 90), finder("evidence", Importance.USUAL, 30),
        finder("claim", Importance.FIRST, 1), finder("school", Importance.FIRST, 20),
    ]  # fmt: skip
    monkeypatch.setattr(TODOS, "_providers", finders)
    assert [task.title for task in find_todos(SimpleNamespace(viewer=None, idle=frozenset(), rows={}))] == [
        "school",
        "claim",
        "evidence",
        "year",
    ]


@pytest.mark.parametrize(
    ("website", "address"),
    [
        ("www.school.example", "https://www.school.example"), ("http://school.example", "http://school.example"),
        ("", ""), ("not known", ""), ("javascript:alert(1)", "https://javascript:alert(1)"),
    ],
)  # fmt: skip
def test_website_of_the_register_becomes_an_address(website, address):
    assert web_address(website) == address


def test_charts_say_a_tie_as_a_tie():
    months = ["Sep", "Oct", "Nov"]
    assert join_first([months[place] for place in find_highest([0, 12, 12])]) == "Oct and Nov"
    assert join_first([months[place] for place in find_highest([1, 12, 3])]) == "Oct"
    assert join_first(["A", "B", "C", "D"]) == "A, B and 2 others"


@pytest.mark.parametrize(
    ("days", "note"),
    [
        (60, ""), (56, "Claim window closes in 8 weeks"), (45, "Claim window closes in 6 weeks"),
        (13, "Claim window closes in 13 days"), (1, "Claim window closes in 1 day"), (0, "Claim window closes today"),
        (-1, "Claim window closed"),
    ],
)  # fmt: skip
def test_window_note_is_given_in_the_last_weeks(days, note):
    on = date(2027, 6, 1)
    assert window_note(on + timedelta(days=days), on) == note
