"""Whatever a request reaches reads what the person may see, or says why it need not."""

from __future__ import annotations

import ast

from . import reads
from .reads import Read, find_reads, reachable
from .unscoped_reads import UNSCOPED_READS


def _unscoped() -> dict[str, list[Read]]:
    unscoped: dict[str, list[Read]] = {}
    for path in reachable().values():
        for read in find_reads(path):
            if not read.is_scoped:
                unscoped.setdefault(read.where, []).append(read)
    return unscoped


def test_modules_reached_by_requests_read_only_what_is_visible():
    """`visible_to` or `reached_by`, or a line in unscoped_reads.py that says why this reading is right without."""
    breaches = {
        where: [f"line {read.line}: {read.text}" for read in reads]
        for where, reads in _unscoped().items()
        if where not in UNSCOPED_READS
    }
    assert breaches == {}


def test_allowed_unscoped_reads_still_exist_and_give_a_reason():
    unscoped = _unscoped()
    assert [where for where in UNSCOPED_READS if where not in unscoped] == [], (
        "scoped or gone by now: take the line out"
    )
    assert [where for where, reason in UNSCOPED_READS.items() if len(reason.split()) < 4] == []


def test_views_and_forms_have_no_unscoped_read_but_in_signing_in():
    allowed = [where for where in UNSCOPED_READS if {"views", "forms"} & set(where.partition(":")[0][:-3].split("/"))]
    assert [where for where in allowed if not where.startswith("sustaining/accounts/")] == []


def test_reachable_modules_hold_every_view_selector_todo_and_feed():
    names = set(reachable())
    for expected in (
        "schools.views", "funding.selectors.claims", "devplans.todos", "schools.search", "sustaining.desk.timeline",
        "sustaining.workgroups.feeds", "sustaining.reports.figures", "sustaining.common.templatetags.sustaining",
        "schools.context_processors", "sustaining.accounts.adapter", "devplans.handover",
    ):  # fmt: skip
        assert expected in names


def _reads_in(source: str, monkeypatch) -> list[bool]:
    monkeypatch.setattr(reads, "tree", lambda _: ast.parse(source))
    return [read.is_scoped for read in find_reads(reads.ROOT / "manage.py")]


def test_read_is_scoped_only_by_its_own_chain(monkeypatch):
    assert _reads_in("Plan.objects.filter(a=1)", monkeypatch) == [False]
    assert _reads_in("Plan.objects.filter(a=1).visible_to(user).first()", monkeypatch) == [True]
    assert _reads_in("Plan.objects.filter(school__in=School.objects.visible_to(user))", monkeypatch) == [False, True]
    assert _reads_in("get_object_or_404(Plan, pk=1)", monkeypatch) == [False]
    assert _reads_in("type(row)._base_manager.get(pk=1)", monkeypatch) == [False]
    assert _reads_in("plan.aims.filter(a=1)", monkeypatch) == []
