"""Who may do what with plans, sessions, proposals and visits: exactly these people, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from devplans.models import Comment, NextStep, Plan, Proposal, Session, Visit
from devplans.rules import is_comment_author, is_host, is_proposed_by_specialist, is_proposer
from schools.models import Participation
from specialists.models import Assignment, Specialist
from sustaining.common.clock import today
from sustaining.common.permissions import may
from tests.matrix.sample_rows import SampleRows
from tests.permissions import (
    ADMIN,
    FORMER,
    HUB,
    LEAD,
    NOBODY,
    SCHOOL_STAFF,
    SPECIALIST,
    STAFF,
    app_permissions,
    holders,
    with_system,
)

WRITERS = SCHOOL_STAFF | SPECIALIST
RUNNERS = WRITERS | STAFF | ADMIN
ABOUT_SCHOOL = {
    "devplans.edit_plan": ("plan", WRITERS),
    "devplans.review_plan": ("plan", WRITERS),
    "devplans.comment": ("plan", RUNNERS),
    "devplans.withdraw_comment": ("comment", frozenset({"advocate"})),
    "devplans.write_impact": ("plan", SCHOOL_STAFF),
    "devplans.share_plan": ("plan", SCHOOL_STAFF),
    "devplans.agree_plan": ("plan", SPECIALIST | LEAD | ADMIN),
    "devplans.refine_plan": ("plan", WRITERS | LEAD),
    "devplans.log_session": ("participation", RUNNERS),
    "devplans.confirm_session": ("session", SPECIALIST),
    "devplans.correct_session": ("session", RUNNERS),
    "devplans.reopen_session": ("session", RUNNERS),
    "devplans.remove_session": ("session", RUNNERS),
    "devplans.restore_session": ("planned", RUNNERS),
    "devplans.bring_in_session": ("session", LEAD | ADMIN),
    "devplans.undo_imported_session": ("session", LEAD | ADMIN),
    "devplans.attach_files": ("session", RUNNERS),
    "devplans.add_next_step": ("session", RUNNERS),
    # The Advocate does the next step; the school's head reads it.
    "devplans.settle_next_step": ("next_step", frozenset({"advocate"}) | SPECIALIST | STAFF | ADMIN),
    "devplans.read_words": ("session", RUNNERS | FORMER),
    "devplans.move_session": ("planned", RUNNERS),
    "devplans.propose_dates": ("participation", WRITERS),
    # The Advocate proposed the dates: the Specialist answers, and the Advocate alone withdraws them.
    "devplans.answer_proposal": ("proposal", SPECIALIST),
    "devplans.withdraw_proposal": ("proposal", frozenset({"advocate"})),
    "devplans.take_place": ("participation", RUNNERS),
    "devplans.cancel_visit": ("visit", SPECIALIST | ADMIN),
    "devplans.offer_visit": ("specialist", SPECIALIST),
}
ANYWHERE = {
    "devplans.log_sessions": STAFF | WRITERS | FORMER | ADMIN,
    "devplans.propose_sessions": WRITERS | FORMER,
    "devplans.compare_schools": HUB | SPECIALIST | FORMER | ADMIN,
}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    find = {
        "plan": lambda: Plan.objects.get(school__urn=rows.urn),
        "comment": lambda: Comment.objects.get(pk=rows.comment),
        "participation": lambda: Participation.objects.get(pk=rows.participation),
        "session": lambda: Session.objects.get(pk=rows.session),
        "planned": lambda: Session.objects.get(pk=rows.planned),
        "proposal": lambda: Proposal.objects.get(pk=rows.proposal),
        "visit": lambda: Visit.objects.get(pk=rows.visit),
        "next_step": lambda: NextStep.objects.get(pk=rows.next_step),
        "specialist": lambda: Specialist.objects.get(pk=rows.specialist),
    }
    return find[name]()


def test_table_has_every_permission_of_devplans():
    assert set(ABOUT_SCHOOL) | set(ANYWHERE) == app_permissions("devplans")


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_the_own_school_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT_SCHOOL[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_another_hubs_school_is_held_by_administrators_at_most(houses, permission):
    _, other, people = houses
    name, expected = ABOUT_SCHOOL[permission]
    assert holders(permission, thing(name, other), with_system(people)) == expected & ADMIN


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_nothing_is_held_by_nobody(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == NOBODY


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_by_role_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]


def test_dates_that_the_specialist_proposed_are_answered_by_the_school_and_withdrawn_by_the_specialist(houses):
    own, _, people = houses
    proposal = thing("proposal", own)
    proposal.proposed_by = people["specialist"]
    assert holders("devplans.answer_proposal", proposal, people) == SCHOOL_STAFF
    assert holders("devplans.withdraw_proposal", proposal, people) == SPECIALIST


def test_specialist_whose_assignment_has_ended_reads_the_school_and_writes_nothing(houses):
    own, _, people = houses
    yesterday = today() - timedelta(days=1)
    Assignment.objects.filter(specialist=own.specialist, participation=own.participation).update(
        starts_on=yesterday, ends_on=yesterday
    )
    specialist = {"specialist": people["specialist"]}
    held = {name for name, (kind, _) in ABOUT_SCHOOL.items() if holders(name, thing(kind, own), specialist)}
    assert held == {"devplans.read_words", "devplans.cancel_visit", "devplans.offer_visit"}


def test_specialist_whose_post_has_ended_offers_and_cancels_no_visit(houses):
    own, _, people = houses
    Specialist.objects.filter(pk=own.specialist).update(ends_on=today() - timedelta(days=1))
    assert not may(people["specialist"], "devplans.offer_visit", thing("specialist", own))
    assert not may(people["specialist"], "devplans.cancel_visit", thing("visit", own))


@pytest.mark.parametrize("predicate", [is_comment_author, is_proposer, is_proposed_by_specialist, is_host])
def test_predicate_without_an_object_is_false(cast, predicate):
    assert predicate(cast.specialist, None) is False
