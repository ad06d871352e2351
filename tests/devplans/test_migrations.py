"""The text of next steps became rows: nothing that was written is lost on the way there, or on the way back."""

from __future__ import annotations

import pytest

from devplans.actions.next_steps import NewStep
from devplans.models import NextStep
from tests.devplans.test_sessions import log
from tests.reports.test_migrations import migrate

pytestmark = pytest.mark.django_db
BEFORE = [("devplans", "0015_help_texts_say_what_they_mean"), ("desk", "0006_search_folds_names")]
AFTER = [("devplans", "0017_sessions_have_next_steps_as_rows")]


def test_texts_of_next_steps_become_rows_with_their_history_and_go_back(cast, now):
    session = log(cast, now, next_steps=[NewStep("Read."), NewStep("Plan ratio.", cast.advocate, now.date())])
    old = migrate(BEFORE).get_model("devplans", "Session")
    assert old.objects.get(pk=session.pk).next_steps == "Read.\nPlan ratio."
    old.objects.filter(pk=session.pk).update(next_steps="Changed.")

    migrate(AFTER)

    (step,) = NextStep.objects.all()
    assert (step.session, step.text, step.state) == (session, "Changed.", "open")
    assert (step.owner, step.check_on, step.added_by) == (None, None, cast.advocate)
    events = step.events.order_by("pgh_id").values_list("pgh_label", "text")
    assert list(events) == [("insert", "Read.\nPlan ratio."), ("update", "Changed.")]
