"""What a school does next and did last, on the first page of its people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from devplans.actions import plans
from devplans.choices import StepState
from devplans.session_kinds import SessionKind
from sustaining.common.errors import WrongState
from tests.devplans.test_plans import add_aim
from tests.devplans.test_sessions import log

pytestmark = pytest.mark.django_db


def first_page(client) -> str:
    return " ".join(strip_tags(client.get("/").content.decode()).split())


def add_step(cast, aim, what, now, *, days=None, progress=StepState.TO_DO):
    due_on = (now + timedelta(days=days)).date() if days is not None else None
    return plans.add_step(
        aim, what=what, owners=[cast.advocate], due_on=due_on, progress=progress, by=cast.advocate, now=now
    )


@pytest.fixture
def aim(cast, now):
    return add_aim(cast.school.plan, cast.advocate, now)


def test_advocates_first_page_lists_next_actions_by_their_day(cast, aim, now, client_of):
    add_step(cast, aim, "Write the unit", now)
    add_step(cast, aim, "Teach the unit", now, days=20)
    add_step(cast, aim, "Plan the unit", now, days=10, progress=StepState.DOING)
    add_step(cast, aim, "Agree the unit", now, days=1, progress=StepState.DONE)
    add_step(cast, add_aim(cast.school.plan, cast.advocate, now, "Later", horizon="later"), "Some day", now, days=2)
    page = first_page(client_of(cast.advocate))
    part = page[page.index("Next actions in your plan") : page.index("Recent sessions")]
    assert part.index("Plan the unit") < part.index("Teach the unit") < part.index("Write the unit")
    assert "Agree the unit" not in part
    assert "Some day" not in part
    assert "You · due" in part


def test_advocates_first_page_lists_recent_sessions(cast, now, client_of):
    log(cast, now)
    log(cast, now, kind=SessionKind.LED_PD, held_on=(now - timedelta(days=3)).date())
    page = first_page(client_of(cast.advocate))
    part = page[page.index("Recent sessions") :]
    assert part.index("Joint planning") < part.index("PD led by an Advocate")


def test_first_page_without_actions_or_sessions_says_what_to_do(cast, client_of):
    page = first_page(client_of(cast.advocate))
    assert "No open actions. Add actions to an aim of your plan." in page
    assert "No sessions yet. Log one when you and your Specialist have worked together." in page


@pytest.mark.parametrize("who", ["finance", "lead"])
def test_first_page_of_others_has_no_actions_and_sessions(cast, aim, now, client_of, who):
    add_step(cast, aim, "Plan the unit", now, days=10)
    page = first_page(client_of(getattr(cast, who)))
    assert "Next actions in your plan" not in page
    assert "Recent sessions" not in page


def test_action_is_completed_on_the_first_page_and_undone(cast, aim, now, client_of):
    step = add_step(cast, aim, "Plan the unit", now, days=10, progress=StepState.DOING)
    client = client_of(cast.advocate)
    page = client.post(f"/plans/steps/{step.pk}/progress/", follow=True).content.decode()
    step.refresh_from_db()
    assert step.progress == StepState.DONE
    assert "“Plan the unit” marked as completed." in strip_tags(page)
    assert f"/plans/steps/{step.pk}/progress/?to=doing" in page
    client.post(f"/plans/steps/{step.pk}/progress/?to=doing")
    step.refresh_from_db()
    assert step.progress == StepState.DOING


def test_action_is_completed_while_the_plan_is_agreed(cast, aim, now, client_of):
    step = add_step(cast, aim, "Plan the unit", now)
    plans.share_plan(cast.school.plan, by=cast.advocate, now=now)
    plans.agree_plan(cast.school.plan, by=cast.specialist, now=now)
    client_of(cast.advocate).post(f"/plans/steps/{step.pk}/progress/")
    step.refresh_from_db()
    assert step.progress == StepState.DONE


def test_action_of_a_past_year_keeps_its_progress(cast, aim, now):
    step = add_step(cast, aim, "Plan the unit", now)
    type(step).objects.filter(pk=step.pk).update(closed_in=2025)
    with pytest.raises(WrongState, match="a year that is over"):
        plans.set_progress(step, progress=StepState.DONE, by=cast.advocate, now=now)
