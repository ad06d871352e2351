"""Several permissions asked together are those of each, with fewer queries, and notarget is remembered afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import Claim
from funding.page_actions import CLAIM_BUTTONS
from schools.models import HubStaff, School
from schools.viewer import Viewer
from sustaining.common.clock import today
from sustaining.common.pages import get_visible_or_404
from sustaining.common.permissions import allowed, allowed_verbs, may
from sustaining.desk.school_years import ACTS_ON_YEARS
from sustaining.desk.selectors import ACTS_ON_SCHOOLS

pytestmark = pytest.mark.django_db


def test_together_they_are_those_of_each(houses, cast):
    own, _, people = houses
    claim = Claim.objects.get(reference=own.reference)
    on_claims = {button.permission for button in CLAIM_BUTTONS.buttons} - {""}
    somebody = 0
    for names, target in (
        (ACTS_ON_SCHOOLS, cast.school),
        (ACTS_ON_YEARS, cast.participation),
        (sorted(on_claims), claim),
    ):
        for role, person in {**people, **cast.people()}.items():
            having = allowed(person, names, target)
            assert having == {name for name in names if may(person, name, target)}, (role, target)
            somebody += len(having)
    assert somebody > 50


def test_what_they_have_in_common_is_asked_once(cast):
    counts = []
    for ask in (
        lambda: [may(cast.lead, name, cast.participation) for name in ACTS_ON_YEARS],
        lambda: allowed(cast.lead, ACTS_ON_YEARS, cast.participation),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert ask()
        counts.append(len(captured))
    assert counts[1] <= counts[0] / 2


def test_viewer_who_only_reads_has_what_the_account_has(houses, cast):
    own, _, people = houses
    claim = Claim.objects.get(reference=own.reference)
    for role, person in {**people, **cast.people()}.items():
        viewer = Viewer(person, today(), only_reads=True)
        for names, target in _list_questions(claim, cast):
            assert allowed(viewer, names, target) == allowed(person, names, target), (role, target)


def test_viewer_who_only_reads_asks_about_posts_once(cast):
    viewer = Viewer(cast.lead, today(), only_reads=True)
    assert get_visible_or_404(School, viewer, pk=cast.school.pk) == cast.school
    viewer.note_readable([cast.participation])
    assert viewer.roles
    assert viewer.open_reaches
    with CaptureQueriesContext(connection) as captured:
        assert may(viewer, "schools.edit_people", cast.school)
        assert may(viewer, "schools.enrol_school", cast.school)
        assert may(viewer, "casework.watch_school", cast.school)
        assert may(viewer, "schools.withdraw_participation", cast.participation)
        assert may(viewer, "casework.read_self_evaluation", cast.participation)
        assert not may(viewer, "rolling.answer_proposal", cast.participation)
    assert len(captured) == 0


def test_viewer_of_a_request_that_writes_is_asked_again(cast, now):
    viewer = Viewer(cast.hubadmin, today())
    assert may(viewer, "schools.edit_people", cast.school)
    HubStaff._base_manager.filter(user=cast.hubadmin).update(ends_on=now.date() - timedelta(days=1))
    assert not may(viewer, "schools.edit_people", cast.school)


def _list_questions(claim, cast):
    of_schools = [*ACTS_ON_SCHOOLS, "casework.read_school", "schools.override_eligibility"]
    of_years = [
        *ACTS_ON_YEARS,
        "casework.write_self_evaluation",
        "casework.use_as_evidence",
        "schools.correct_enrolment",
    ]
    of_claims = {button.permission for button in CLAIM_BUTTONS.buttons} - {""}
    return (of_schools, cast.school), (of_years, cast.participation), (sorted(of_claims), claim)


def test_notarget_is_remembered_afterwards(cast, now):
    assert allowed_verbs(cast.hubadmin, ACTS_ON_SCHOOLS, cast.school)["edit_people"]
    HubStaff._base_manager.filter(user=cast.hubadmin).update(ends_on=now.date() - timedelta(days=1))
    assert not allowed_verbs(cast.hubadmin, ACTS_ON_SCHOOLS, cast.school)["edit_people"]
    assert not may(cast.hubadmin, "schools.edit_people", cast.school)


def test_closed_account_has_none_and_an_unknown_permission_is_an_error(cast):
    cast.lead.is_active = False
    assert allowed(cast.lead, ACTS_ON_SCHOOLS, cast.school) == frozenset()
    with pytest.raises(LookupError, match="fly_school"):
        allowed(cast.lead, ["schools.edit_people", "schools.fly_school"], cast.school)
