"""Development plans: states, agreed versions, permissions, forms."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from devplans.actions import plans as actions
from devplans.actions.autosave import write_text
from devplans.actions.plans import PlanNotReady
from devplans.choices import Horizon, NeedOf, PlanState, StepState
from devplans.fields import AUTOSAVED
from devplans.models import PLAN_MOVES, SESSION_MOVES, Aim, Plan, PlanVersion, Session
from specialists.models import Assignment
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email

pytestmark = pytest.mark.django_db


def add_aim(plan, by, now, title="Fluency with ratio", **fields):
    values = {
        "need_of": NeedOf.STUDENTS, "need": "Books show additive thinking.", "big_ideas": ["fluency"],
        "horizon": Horizon.THIS_YEAR, "success_criteria": "Double number lines in every book.",
    }  # fmt: skip
    return actions.add_aim(plan, title=title, **{**values, **fields}, by=by, now=now)


def write(row, name, text, by, now, base=None, conflict=None):
    """Type `text` into a field, begun from `base` (by default the stored text)."""
    field = next(
        text_field for text_field in AUTOSAVED.values() if text_field.model is type(row) and text_field.name == name
    )
    row.refresh_from_db()
    begun = getattr(row, name) if base is None else base
    return write_text(row, field=field, text=text, base=begun, conflict=conflict, by=by, now=now)


@pytest.fixture
def plan(cast):
    return cast.school.plan


@pytest.fixture
def agreed(plan, cast, now):
    aim = add_aim(plan, cast.advocate, now)
    actions.add_step(aim, what="Plan four lessons", by=cast.advocate, now=now)
    actions.share_plan(plan, by=cast.advocate, now=now)
    return actions.agree_plan(plan, by=cast.specialist, now=now)


def test_plan_moves_from_draft_to_agreed_and_back_to_refining(plan, agreed, cast, now):
    assert plan.state == PlanState.AGREED
    actions.refine_plan(plan, by=cast.advocate, now=now)
    add_aim(plan, cast.advocate_two, now, "Bar models", need_of=NeedOf.TEACHERS)
    second = actions.agree_plan(plan, by=cast.specialist, now=now)
    assert (agreed.number, second.number) == (1, 2)
    assert [len(version.content["aims"]) for version in (agreed, second)] == [1, 2]


def test_sharing_and_agreeing_a_plan_emails_the_other_side(agreed, cast):
    assert Email.objects.filter(kind="plan_shared", to=cast.specialist.email).count() == 1
    recipients = Email.objects.filter(kind="plan_agreed").values_list("to", flat=True)
    assert {cast.advocate.email, cast.advocate_two.email} <= set(recipients)


def test_agreed_version_is_frozen(plan, agreed, cast, now):
    before = agreed.content
    for act in (
        lambda: add_aim(plan, cast.advocate, now),
        lambda: write(plan, "vision", "Other", cast.advocate, now),
        lambda: actions.drop_aim(plan.aims.get(), by=cast.advocate, now=now),
        lambda: actions.add_step(plan.aims.get(), what="More", by=cast.advocate, now=now),
    ):
        with pytest.raises(WrongState, match="agreed"):
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=agreed.pk).update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=agreed.pk).delete()
    assert PlanVersion.objects.get(pk=agreed.pk).content == before


def test_agreed_plan_still_allows_step_progress(plan, agreed, cast, now):
    step = plan.aims.get().steps.get()
    done = {"due_on": step.due_on, "progress": StepState.DONE}
    actions.edit_step(step, **done, by=cast.advocate, now=now)
    step.refresh_from_db()
    assert step.progress == StepState.DONE
    for fields in ({"due_on": now.date()}, {"owners": [cast.advocate]}):
        with pytest.raises(WrongState):
            actions.edit_step(step, **{**done, **fields}, by=cast.advocate, now=now)
    with pytest.raises(WrongState):
        write(step, "what", "Something else", cast.advocate, now)


def test_sharing_a_plan_without_an_aim_is_refused(plan, cast, now):
    with pytest.raises(PlanNotReady, match="Add an aim before you share"):
        actions.share_plan(plan, by=cast.advocate, now=now)
    aim = add_aim(plan, cast.advocate, now)
    actions.drop_aim(aim, by=cast.advocate, now=now)
    with pytest.raises(PlanNotReady):
        actions.share_plan(plan, by=cast.advocate, now=now)


@pytest.mark.parametrize("has_specialist", [True, False])
def test_shared_plan_says_whether_anybody_was_emailed(plan, cast, now, client_of, has_specialist):
    if not has_specialist:
        Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 2))
    add_aim(plan, cast.advocate, now)
    url = reverse("devplans:share", args=[cast.school.urn])
    page = client_of(cast.advocate).post(url, follow=True).content.decode()
    assert (f"Plan shared. We’ve emailed {cast.specialist}." in page) == has_specialist
    assert ("Your school has no Specialist yet; your hub lead can agree the plan. No emails were sent." in page) == (
        not has_specialist
    )


def test_aim_taken_off_the_plan_asks_first_and_is_put_back_with_what_it_had(plan, cast, now, client_of):
    aim = add_aim(plan, cast.advocate, now)
    step = actions.add_step(aim, what="Teach one", by=cast.advocate, now=now)
    client = client_of(cast.advocate)
    drop, restore = (reverse(f"devplans:{name}-aim", args=[aim.pk]) for name in ("drop", "restore"))
    question = " ".join(client.get(drop).content.decode().split())
    assert "Remove this aim from the plan?" in question
    assert "its 1 action" in question
    aim.refresh_from_db()
    assert aim.is_in_plan, "asking changes nothing"
    page = client.post(drop, follow=True).content.decode()
    assert restore in page
    assert restore in client.get(aim.get_absolute_url()).content.decode()
    assert "restored to the plan." in client.post(restore, follow=True).content.decode()
    aim.refresh_from_db()
    assert aim.is_in_plan
    assert list(aim.steps.all()) == [step]
    activity = client.get(f"/schools/{cast.school.urn}/happened/").content.decode()
    assert f"removed the aim “{aim.title}” from the plan" in activity
    assert f"restored the aim “{aim.title}” to the plan" in activity


def test_aim_of_an_agreed_plan_is_not_put_back(plan, cast, now, client_of):
    add_aim(plan, cast.advocate, now)
    aim = add_aim(plan, cast.advocate, now)
    actions.drop_aim(aim, by=cast.advocate, now=now)
    actions.share_plan(plan, by=cast.advocate, now=now)
    actions.agree_plan(plan, by=cast.lead, now=now)
    with pytest.raises(WrongState, match="agreed"):
        actions.restore_aim(aim, by=cast.advocate, now=now)
    restore = reverse("devplans:restore-aim", args=[aim.pk])
    assert restore not in client_of(cast.advocate).get(plan.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        actions.restore_aim(aim, by=cast.finance, now=now)


def test_aim_that_was_met_is_not_put_back(plan, cast, now):
    aim = add_aim(plan, cast.advocate, now)
    Aim.objects.filter(pk=aim.pk).update(met_in=2025, dropped_at=now)
    with pytest.raises(WrongState, match="met in an earlier year"):
        actions.restore_aim(aim, by=cast.advocate, now=now)


def test_agreeing_its_own_plan_is_refused_to_the_school(plan, cast, now):
    add_aim(plan, cast.advocate, now)
    actions.share_plan(plan, by=cast.advocate, now=now)
    for person in (cast.advocate, cast.head, cast.finance, cast.hubadmin, cast.other.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            actions.agree_plan(plan, by=person, now=now)
    assert actions.agree_plan(plan, by=cast.lead, now=now).number == 1


def test_plan_forbidden_moves_are_refused_in_raw_sql(plan):
    """Try every undeclared state from each state along draft → shared → agreed → refining."""
    tried = 0
    for source in (PlanState.DRAFT, PlanState.SHARED, PlanState.AGREED, PlanState.REFINING):
        Plan.objects.filter(pk=plan.pk).update(state=source)
        for target in PlanState:
            if target == source or (source, target) in PLAN_MOVES.pairs():
                continue
            tried += 1
            with pytest.raises(DatabaseError, match="cannot go from"), transaction.atomic():
                Plan.objects.filter(pk=plan.pk).update(state=target)
    assert tried == 4 * 3 - len(PLAN_MOVES.pairs())


def test_plan_moves_match_the_design():
    assert PLAN_MOVES.pairs() == {
        ("draft", "shared"), ("shared", "agreed"), ("agreed", "refining"), ("refining", "agreed"),
    }  # fmt: skip
    assert SESSION_MOVES.pairs() == {
        ("planned", "held"), ("planned", "cancelled"), ("held", "confirmed"), ("held", "queried"), ("queried", "held"),
        ("confirmed", "held"), ("cancelled", "planned"), ("held", "cancelled"), ("queried", "cancelled"),
        ("confirmed", "cancelled"),  # of an import alone, which a trigger holds
    }  # fmt: skip


@settings(max_examples=25)
@given(names=st.lists(st.sampled_from(["share", "agree", "refine", "aim"]), max_size=12))
def test_plan_state_follows_its_moves_for_any_sequence_of_actions(plan, cast, now, names):
    """Check that every action either makes its move or raises and changes nothing."""
    with transaction.atomic():
        state, versions = PlanState.DRAFT, 0
        fresh = Plan.objects.get(pk=plan.pk)
        add_aim(fresh, cast.advocate, now)
        for name in names:
            try:
                if name == "aim":
                    add_aim(fresh, cast.advocate, now)
                    assert state != PlanState.AGREED
                    continue
                act = {"share": actions.share_plan, "agree": actions.agree_plan, "refine": actions.refine_plan}[name]
                act(fresh, by=cast.specialist if name == "agree" else cast.advocate, now=now)
            except WrongState:
                assert name == "aim" or state not in PLAN_MOVES.moves[name].sources
            else:
                assert state in PLAN_MOVES.moves[name].sources
                state = PlanState(PLAN_MOVES.moves[name].target)
                versions += name == "agree"
        assert Plan.objects.get(pk=plan.pk).state == state
        assert PlanVersion.objects.filter(plan=plan).count() == versions
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""}, {"title": "x" * 151}, {"title": "\x00"}, {"need_of": "parents"}, {"horizon": "9999"},
        {"big_ideas": ["luck"]}, {"success_criteria": ""}, {"need": "x" * 10_001},
    ],
)  # fmt: skip
def test_aim_form_invalid_input_shows_validation_errors(plan, cast, client_of, fields):
    data = {
        "title": "Ratio", "need_of": "students", "need": "Seen.", "horizon": "this_year", "success_criteria": "Books.",
        "big_ideas": ["fluency"],
    }  # fmt: skip
    url = reverse("devplans:new-aim", args=[cast.school.urn])
    page = client_of(cast.advocate).post(url, {**data, **fields})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not plan.aims.exists()


def test_step_form_accepts_a_typed_date(plan, cast, now, client_of):
    aim = add_aim(plan, cast.advocate, now)
    url = reverse("devplans:new-step", args=[aim.pk])
    client = client_of(cast.advocate)
    assert client.post(url, {"what": "Plan", "due_on": "4 Dec"}).status_code == 302
    assert aim.steps.get().due_on == date(2026, 12, 4)
    assert "Enter the date, for example" in client.post(url, {"what": "Plan", "due_on": "31/31/31"}).content.decode()


def test_plan_page_escapes_html_in_texts(plan, cast, now, client_of):
    add_aim(plan, cast.advocate, now, "<script>alert(1)</script>")
    page = client_of(cast.advocate).get(reverse("devplans:plan", args=[cast.school.urn])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_plan_history_keeps_earlier_texts(plan, cast, now):
    write(plan, "vision", "First", cast.advocate, now)
    write(plan, "vision", "Second", cast.advocate_two, now)
    entries = plan.events.order_by("pgh_id").values_list("vision", "pgh_context__metadata__by")
    assert list(entries)[-2:] == [("First", cast.advocate.pk), ("Second", cast.advocate_two.pk)]
    assert not Session.objects.exists()


def test_next_page_of_plans_leads_to_the_next_page(cast, client_of, monkeypatch):
    monkeypatch.setattr("devplans.views.plans.Paginator", lambda rows, size: Paginator(rows, 1))
    client = client_of(cast.admin)
    address = reverse("devplans:plans")
    link = re.search(r'href="([^"]*)"[^>]*>\s*Next', client.get(address).content.decode())
    assert client.get(f"{address}{unescape(link[1])}").context["page"].number == 2
