"""Next steps of sessions: added, due, carried on, closed, reopened, handed over, found, cleared."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from devplans.actions import next_steps as actions
from devplans.actions import sessions
from devplans.actions.next_steps import NewStep, StepAnswer, StepNotPossible
from devplans.choices import NextStepState
from devplans.models import NEXT_STEP_MOVES, NextStep, Session
from devplans.next_step_lists import settled_by
from schools.actions import merge_hub, reinstate_participation, withdraw_participation
from schools.handover import open_work, rules_for
from schools.models import Advocate
from specialists.models import Assignment
from sustaining.accounts.merging import MERGE_RULES
from sustaining.common.clock import today
from sustaining.common.errors import WrongState
from sustaining.common.permissions import may
from sustaining.common.search import find
from tests.desks import finder_todos, todo_readers
from tests.devplans.test_retention import event_text, retention
from tests.devplans.test_sessions import form, log

pytestmark = pytest.mark.django_db
FINDER = "next steps to check"


def make_step(cast, now, owner=None, weeks=2, text="Try bar models in Year 9.", session=None):
    session = session or log(cast, now)
    step = NewStep(text, owner or cast.advocate, now.date() + timedelta(weeks=weeks))
    return actions.add_next_step(session, step=step, by=cast.specialist, now=now)


def test_due_step_comes_up_for_its_person_and_the_specialist_until_it_is_done(cast, now):
    step = make_step(cast, now)
    people = {**cast.people(), "admin": cast.admin}
    assert not todo_readers(FINDER, people, now + timedelta(days=13))
    later = now + timedelta(days=14)
    assert todo_readers(FINDER, people, later) == {"specialist", "advocate"}
    (todo,) = finder_todos(FINDER, cast.advocate, later)
    assert (todo.title, todo.url) == ("Check back: Try bar models in Year 9", step.get_absolute_url())
    assert todo.detail == f"Your next step · {cast.school} · due today"
    actions.finish_next_step(step, by=cast.advocate, now=later)
    assert not todo_readers(FINDER, people, later)


def test_due_step_of_a_school_without_a_specialist_comes_up_for_the_hub_lead(cast, now):
    make_step(cast, now)
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=now.date())
    assert "lead" in todo_readers(FINDER, cast.people(), now + timedelta(days=15))


def test_due_step_and_session_of_a_merged_hub_come_up_for_the_lead_of_its_successor(cast, now):
    make_step(cast, now)
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=now.date())
    merge_hub(cast.hub, successor=cast.other.hub, reason="Two hubs became one.", by=cast.admin, now=now)
    later = now + timedelta(days=15)
    for finder in (FINDER, "sessions to confirm"):
        assert finder_todos(finder, cast.other.lead, later), finder


def test_step_without_a_day_comes_up_nowhere(cast, now, client_of):
    log(cast, now, next_steps=[NewStep("Watch Jo again.")])
    later = now + timedelta(days=400)
    assert not todo_readers(FINDER, cast.people(), later)
    page = client_of(cast.advocate).get(Session.objects.get().get_absolute_url()).content.decode()
    assert "Watch Jo again." in page
    assert "no check-back day" in page


@pytest.mark.parametrize("move", ["finish", "drop"])
def test_steps_are_closed_by_their_person_the_specialist_and_the_hub(cast, now, move):
    act = {"finish": actions.finish_next_step, "drop": actions.drop_next_step}[move]
    for person in (cast.advocate_two, cast.head, cast.auditor, cast.finance, cast.other.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            act(make_step(cast, now, text=f"For {person.pk}."), by=person, now=now)
    for person in (cast.advocate, cast.specialist, cast.lead, cast.hubadmin, cast.admin):
        step = act(make_step(cast, now, text=f"For {person.pk}."), by=person, now=now)
        assert (step.state, step.closed_by) == (NEXT_STEP_MOVES.moves[move].target, person)


def test_closed_step_is_reopened_with_its_reason_and_day(cast, now):
    step = actions.finish_next_step(make_step(cast, now), by=cast.advocate, now=now)
    actions.reopen_next_step(step, reason="Only half of it is done.", by=cast.specialist, now=now)
    assert (step.state, step.closed_at, step.closed_by) == (NextStepState.OPEN, None, None)
    assert (step.reopen_reason, step.check_on) == ("Only half of it is done.", now.date() + timedelta(weeks=2))
    with pytest.raises(WrongState):
        actions.reopen_next_step(step, reason="Again.", by=cast.specialist, now=now)


def test_every_forbidden_move_is_refused_in_raw_sql(cast, now):
    for source, target in product(NextStepState.values, repeat=2):
        if source == target or (source, target) in NEXT_STEP_MOVES.pairs():
            continue
        step = make_step(cast, now, text=f"{source} {target}")
        if source != NextStepState.OPEN:
            NextStep.objects.filter(pk=step.pk).update(state=source, closed_at=now, closed_by=cast.advocate)
        with pytest.raises(DatabaseError, match="cannot go from"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE devplans_nextstep SET state = %s WHERE id = %s", [target, step.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE devplans_nextstep SET owner_id = NULL",
        "UPDATE devplans_nextstep SET check_on = NULL",
        "UPDATE devplans_nextstep SET state = 'done'",
        "DELETE FROM devplans_nextstep",
        "UPDATE devplans_nextstep SET session_id = session_id + 1",
    ],
)
def test_database_refuses_half_a_step_and_its_deletion(cast, now, statement):
    make_step(cast, now)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_step_for_somebody_elsewhere_or_a_day_gone_is_refused(cast, now):
    session = log(cast, now)
    for owner, days, field in (
        (cast.other.advocate, 7, "owner"),
        (cast.lead, 7, "owner"),
        (cast.advocate, -1, "check_on"),
    ):
        step = NewStep("Read.", owner, now.date() + timedelta(days=days))
        with pytest.raises(StepNotPossible) as refused:
            actions.add_next_step(session, step=step, by=cast.specialist, now=now)
        assert refused.value.field == field
    assert not NextStep.objects.exists()


def test_step_sent_twice_is_added_once(cast, now):
    session = log(cast, now)
    assert make_step(cast, now, session=session) == make_step(cast, now, session=session)


def test_step_is_added_again_once_the_earlier_one_is_done(cast, now):
    first = make_step(cast, now)
    actions.finish_next_step(first, by=cast.advocate, now=now)
    again = make_step(cast, now, session=first.session)
    assert again.pk != first.pk
    assert again.is_open


def test_session_is_logged_with_steps_whose_weeks_count_from_its_day(cast, client_of):
    held = today() - timedelta(days=3)
    sent = form(
        cast, day="other", held_on=f"{held:%d/%m/%Y}", next_steps="Plan ratio.", next_steps_who=str(cast.advocate.pk),
        next_steps_when="2", next_steps_2="Book the hall.", next_steps_2_who=str(cast.specialist.pk),
        next_steps_2_when="other", next_steps_2_on=f"{today():%d/%m/%Y}", next_steps_3="Bring books.",
    )  # fmt: skip
    client_of(cast.advocate).post(reverse("devplans:log"), sent)
    rows = list(NextStep.objects.values_list("text", "owner", "check_on"))
    assert rows == [
        ("Plan ratio.", cast.advocate.pk, held + timedelta(weeks=2)),
        ("Book the hall.", cast.specialist.pk, today()),
        ("Bring books.", None, None),
    ]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"next_steps_who": "me", "next_steps": "x"}, "next_steps_who"),
        ({"next_steps_when": "2"}, "next_steps"),
        ({"next_steps": "Read.", "next_steps_when": "2"}, "next_steps_who"),
        ({"next_steps": "Read.", "next_steps_who": "own"}, "next_steps_when"),
        ({"next_steps": "Read.", "next_steps_who": "own", "next_steps_when": "other"}, "next_steps_on"),
        (
            {"next_steps": "Read.", "next_steps_who": "own", "next_steps_when": "other", "next_steps_on": "1/9/2026"},
            "next_steps_on",
        ),
        ({"next_steps_3": "x" * 4001}, "next_steps_3"),
    ],
)
def test_half_a_step_is_refused_at_its_field_and_kept(cast, client_of, fields, wrong):
    fields = {name: str(cast.advocate.pk) if value == "own" else value for name, value in fields.items()}
    page = client_of(cast.advocate).post(reverse("devplans:log"), form(cast, **fields))
    assert wrong in page.context["form"].errors
    assert not Session.objects.exists()
    if "next_steps" in fields:
        assert fields["next_steps"] in page.content.decode()


def answers_form(cast, now, client_of, **answers):
    steps = {
        name: make_step(cast, now - timedelta(days=30), weeks=1, text=name, owner=cast.specialist)
        for name in ("done", "carry", "dropped", "left")
    }
    sent = form(cast)
    for name, value in answers.items():
        base, _, rest = name.partition("__")
        sent[f"step_{steps[base].pk}" + (f"_{rest}" if rest else "")] = value
    client = client_of(cast.specialist)
    page = client.get(f"{reverse('devplans:log')}?school={cast.school.urn}").content.decode()
    assert all(step.text in page for step in steps.values())
    client.post(f"{reverse('devplans:log')}?school={cast.school.urn}", sent)
    for step in steps.values():
        step.refresh_from_db()
    return steps


def test_next_sessions_form_closes_carries_on_or_leaves_earlier_steps(cast, now, client_of):
    steps = answers_form(cast, now, client_of, done="done", carry="carry", carry__weeks="4", dropped="dropped")
    latest = Session.objects.latest("pk")
    assert (steps["done"].state, steps["done"].closed_in) == (NextStepState.DONE, latest)
    assert (steps["dropped"].state, steps["dropped"].closed_by) == (NextStepState.DROPPED, cast.specialist)
    assert (steps["carry"].state, steps["carry"].check_on) == (NextStepState.OPEN, today() + timedelta(weeks=4))
    assert (steps["left"].state, steps["left"].check_on) == (NextStepState.OPEN, (now - timedelta(days=23)).date())


def test_session_is_logged_although_a_step_was_closed_meanwhile(cast, now):
    step = make_step(cast, now)
    actions.drop_next_step(step, by=cast.lead, now=now)
    session = log(cast, now, step_answers=[StepAnswer(step, closes_as="done")])
    step.refresh_from_db()
    assert (step.state, step.closed_in, session.state) == (NextStepState.DROPPED, None, "held")


def test_advocate_answers_their_own_steps_alone_in_the_form(cast, now, client_of):
    own, other = make_step(cast, now, weeks=0), make_step(cast, now, weeks=0, owner=cast.specialist, text="Theirs.")
    page = client_of(cast.advocate).get(reverse("devplans:log")).content.decode()
    assert f'name="step_{own.pk}"' in page
    assert "Theirs." in page
    assert f'name="step_{other.pk}"' not in page
    log(cast, now, step_answers=[StepAnswer(other, closes_as="done")])
    other.refresh_from_db()
    assert other.is_open


def test_set_of_settled_steps_agrees_with_the_permission(cast, now):
    session = log(cast, now)
    steps = [
        make_step(cast, now, owner=owner, text=str(owner), session=session)
        for owner in (cast.advocate, cast.specialist)
    ]
    for person in cast.people().values():
        expected = {step.pk for step in steps if may(person, "devplans.settle_next_step", step)}
        assert settled_by(person, NextStep.objects.for_list()) == expected


def test_steps_are_added_changed_and_closed_on_the_pages(cast, now, client_of):
    session, client = log(cast, now), client_of(cast.specialist)
    day = today() + timedelta(days=7)
    values = {"text": "Plan ratio.", "owner": cast.advocate.pk, "check_on": f"{day:%d/%m/%Y}"}
    answer = client.post(reverse("devplans:add-next-step", args=[session.pk]), values)
    assert answer.url == session.get_absolute_url()
    step = NextStep.objects.get()
    later = {**values, "check_on": f"{day + timedelta(days=7):%d/%m/%Y}"}
    assert client.post(reverse("devplans:change-next-step", args=[step.pk]), later).url == step.get_absolute_url()
    step.refresh_from_db()
    assert step.check_on == day + timedelta(days=7)
    for page in (session.get_absolute_url(), reverse("desk:school", args=[cast.school.urn])):
        assert "Plan ratio." in client_of(cast.advocate).get(page).content.decode()
        assert "Plan ratio." not in client_of(cast.auditor).get(page).content.decode()
    client_of(cast.advocate).post(reverse("devplans:finish-next-step", args=[step.pk]))
    step.refresh_from_db()
    assert step.state == NextStepState.DONE
    assert client.get(reverse("devplans:change-next-step", args=[step.pk])).status_code == 302
    client.post(reverse("devplans:reopen-next-step", args=[step.pk]), {"reason": "Not all."})
    step.refresh_from_db()
    assert step.is_open
    wrong = client.post(reverse("devplans:change-next-step", args=[step.pk]), {**values, "check_on": "1/9/2026"})
    assert "Date must be today" in wrong.content.decode()


def test_steps_pass_to_the_successor_of_an_advocate_and_of_a_specialist(cast, now):
    own, specialists = make_step(cast, now), make_step(cast, now, owner=cast.specialist, text="Theirs.")
    assert [count for count, _ in open_work(cast.advocacy, now) if "next step" in count] == ["1 next step"]
    successor = Advocate.objects.get(user=cast.advocate_two)
    for rule in rules_for(cast.advocacy):
        if rule.singular == "next step":
            rule.pass_on(cast.advocacy, successor, now)
    (rule,) = [rule for rule in rules_for(cast.assignment) if rule.singular == "next step"]
    assert rule.find_each([cast.assignment], now) == {cast.assignment.pk: [specialists]}
    rule.pass_on(cast.assignment, Assignment(specialist=cast.other.specialist_record), now)
    for step, owner in ((own, cast.advocate_two), (specialists, cast.other.specialist)):
        step.refresh_from_db()
        assert step.owner == owner


def test_steps_move_to_the_account_that_stays(cast, now):
    step = make_step(cast, now)
    MERGE_RULES["Next steps of sessions"].move(cast.advocate, cast.advocate_two, now)
    step.refresh_from_db()
    assert step.owner == cast.advocate_two


def test_steps_end_with_the_year_and_come_back_with_it(cast, now):
    step = make_step(cast, now)
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    step.refresh_from_db()
    assert step.state == NextStepState.DROPPED
    cast.participation.refresh_from_db()
    reinstate_participation(cast.participation, reason="A mistake.", by=cast.lead, now=now)
    step.refresh_from_db()
    assert (step.state, step.reopen_reason) == (NextStepState.OPEN, "A mistake.")


def test_session_is_found_by_the_text_of_its_steps(cast, now):
    make_step(cast, now, text="Émilie tries Cuisenaire rods.")
    addresses = [hit.url for group in find(cast.specialist, "emilie cuisenaire", 5) for hit in group.hits]
    assert Session.objects.get().get_absolute_url() in addresses
    assert not [hit for group in find(cast.auditor, "cuisenaire", 5) for hit in group.hits]


def test_retention_clears_steps_in_rows_and_history(cast, now):
    step = make_step(cast, now, text="Ann reads.")
    retention(2033, "--apply")
    step.refresh_from_db()
    assert (step.text, step.check_on) == ("Cleared", now.date() + timedelta(weeks=2))
    assert "Ann" not in event_text(step)


@pytest.mark.parametrize("address", ["session", "school", "log"])
def test_queries_do_not_grow_with_next_steps(cast, now, client_of, address):
    session = log(cast, now)
    url = {
        "session": session.get_absolute_url(),
        "school": reverse("desk:school", args=[cast.school.urn]),
        "log": f"{reverse('devplans:log')}?school={cast.school.urn}",
    }[address]
    client, counts = client_of(cast.specialist), []
    for number in (3, 15):
        for place in range(number):
            make_step(cast, now, weeks=0, text=f"Step {number}-{place}", session=session)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_constraint_needs_a_person_for_a_day(cast, now):
    session = log(cast, now)
    with pytest.raises(IntegrityError, match="a_next_step_has_a_day_and_a_person"), transaction.atomic():
        NextStep.objects.create(session=session, text="x", check_on=now.date(), added_by=cast.lead, added_at=now)


def test_correcting_a_session_twice_adds_its_new_step_once(cast, now):
    session = log(cast, now)
    data = sessions.SessionData(
        kind=session.kind, planned_unit="lesson", held_on=session.held_on, length=session.length,
        what_happened="Two lessons.", next_steps=[NewStep("Read.", cast.advocate, now.date())],
    )  # fmt: skip
    for _ in range(2):
        sessions.correct_session(session, data=data, client_key=uuid4(), by=cast.advocate, now=now)
    assert NextStep.objects.count() == 1
