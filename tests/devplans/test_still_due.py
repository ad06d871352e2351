"""Reminders about a plan are asked again before they go: for a reader who still has the post, about what is still missing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from devplans.actions import impact, plans
from devplans.emails import (
    is_evaluation_still_due,
    is_review_still_due,
    is_still_shared,
    plan_is_still_theirs,
)
from devplans.models import Plan
from devplans.review_terms import TermKey
from specialists.models import Assignment


@pytest.fixture
def facts(houses) -> dict[str, object]:
    """What an email to the first Advocate about the plan speaks of; the plan's aim was reviewed this term."""
    own, _, people = houses
    plan = Plan.objects.get(school__urn=own.urn)
    return {"plan": plan.pk, "user": people["advocate"].pk, "year": own.year, "term": "autumn"}


def test_reflection_is_due_until_it_is_written(houses, facts, now):
    _, _, people = houses
    assert is_review_still_due(facts, now)
    plan, term = Plan.objects.get(pk=facts["plan"]), TermKey(facts["year"], facts["term"])
    impact.write_reflection(plan, term=term, changed="They draw.", by=people["advocate"], now=now)
    assert not is_review_still_due(facts, now)


def test_evaluation_is_due_until_it_is_handed_in(houses, facts, now):
    _, _, people = houses
    plan, summer = Plan.objects.get(pk=facts["plan"]), now.replace(year=now.year + 1, month=7, day=1)
    texts = {"students": 3, "students_words": "Talk.", "teachers": 4, "teachers_words": "Trust.", "department": 5}
    write = {"year": facts["year"], "department_words": "Time.", "by": people["advocate"], "now": summer, **texts}
    assert is_evaluation_still_due(facts, now)
    draft = impact.write_evaluation(plan, hand_in=False, **write)
    assert is_evaluation_still_due(facts, now), "it is a draft"
    impact.write_evaluation(plan, hand_in=True, read_at=draft.written_at.isoformat(), **write)
    assert not is_evaluation_still_due(facts, now)


@pytest.mark.parametrize("still_due", [is_review_still_due, is_evaluation_still_due])
@pytest.mark.parametrize("ends", ["post", "account", "plan"])
def test_reminder_is_not_due_without_the_post_the_account_or_the_plan(houses, facts, now, still_due, ends):
    _, _, people = houses
    assert still_due(facts, now)
    if ends == "post":
        days = {"starts_on": now.date() - timedelta(days=2), "ends_on": now.date() - timedelta(days=1)}
        people["advocate"].advocacies.update(**days)
    elif ends == "account":
        people["advocate"].is_active = False
        people["advocate"].save()
    else:
        facts = {**facts, "plan": 0}
    assert not still_due(facts, now)


@pytest.mark.parametrize("still_due", [is_review_still_due, is_evaluation_still_due])
def test_reminder_is_not_due_for_somebody_of_another_school(houses, facts, cast, now, still_due):
    assert not still_due({**facts, "user": cast.other.advocate.pk}, now)


def test_plan_waits_for_agreement_while_it_is_shared_and_the_specialist_supports_the_school(cast, now):
    plan = cast.school.plan
    facts = {"plan": plan.pk, "user": cast.specialist.pk}
    assert not is_still_shared(facts, now)
    plans.add_aim(
        plan, title="Ratio", need_of="students", need="Seen.", big_ideas=[], horizon="this_year", success_criteria="Books.",
        by=cast.advocate, now=now,
    )  # fmt: skip
    plans.share_plan(plan, by=cast.advocate, now=now)
    assert is_still_shared(facts, now)
    plans.agree_plan(plan, by=cast.specialist, now=now)
    assert not is_still_shared(facts, now)


def test_plan_is_no_longer_theirs_who_never_supported_the_school(cast, now):
    facts = {"plan": cast.school.plan.pk, "user": cast.specialist.pk}
    assert plan_is_still_theirs(facts, now)
    assert not plan_is_still_theirs({**facts, "user": cast.other.specialist.pk}, now)
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=now.date() + timedelta(days=1))
    assert not plan_is_still_theirs(facts, now)
