"""A hub's checklist: what proves a step, by when it is due, what waits for what, and whose year it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from devplans.models import Session
from funding.models import Claim
from schools.actions import pausing, withdraw_participation
from schools.models import Participation, TermDates
from schools.terms import get_terms
from schools.year_facts import FACTS
from sustaining.casework import actions
from sustaining.casework.actions import CannotChangeChecklist
from sustaining.casework.checklists import school_checklists
from sustaining.casework.models import Checklist, ChecklistStep
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.common.years import AcademicYear
from tests.casework.checking import YEAR, add, begin, get_checklist, in_use, tick
from tests.factories.busy_hub import BusyHub
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def due_days(cast, now, *steps) -> list[date | None]:
    in_use(cast.hub, *steps, by=cast.lead, now=now)
    return [line.due_on for line in get_checklist(cast.participation, now).lines]


def default_copy(cast, now):
    default = Checklist.objects.default().get()
    checklist = begin(cast.hub, by=cast.lead, now=now, source=default)
    return actions.start_checklist(checklist, by=cast.lead, now=now)


def test_national_default_leads_from_welcome_to_completion():
    steps = list(ChecklistStep.objects.filter(checklist__hub=None).order_by("position"))
    assert len(steps) == 16
    assert steps[0].title.startswith("Welcome")
    assert steps[-1].title.startswith("Completion")
    assert {step.fact for step in steps if step.fact} <= FACTS.keys()


def test_step_is_due_by_date_enrolment_term_and_step(cast, now):
    terms = get_terms(cast.hub, YEAR)
    began = max(london_day(cast.participation.enrolled_at), YEAR.starts)
    assert due_days(
        cast, now,
        {"title": "Date", "due_from": "date", "due_days": None, "due_month": 3, "due_day": 4},
        {"title": "Enrolment", "due_days": 14},
        {"title": "Spring", "due_from": "spring_start", "due_days": 7},
        {"title": "Summer", "due_from": "summer_end", "due_days": 0},
    ) == [date(2027, 3, 4), began + 14 * DAY, terms[1].starts + 7 * DAY, terms[2].ends]  # fmt: skip


def test_step_after_another_has_a_day_once_that_is_done(cast, now):
    first = in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)[0]
    add(first.checklist, "Letter", by=cast.lead, now=now, due_from="step", due_days=7, due_step=first)
    assert get_checklist(cast.participation, now).lines[1].due_on is None
    tick(cast.participation, first, by=cast.lead, now=now, done_on=london_day(now) - 3 * DAY)
    assert get_checklist(cast.participation, now).lines[1].due_on == london_day(now) + 4 * DAY


def test_terms_are_those_of_the_hub(cast, now):
    TermDates.objects.create(
        hub=cast.hub, academic_year=2026, name="spring", starts_on=date(2027, 1, 11), break_starts_on=date(2027, 2, 15),
        break_ends_on=date(2027, 2, 19), ends_on=date(2027, 3, 25),
    )  # fmt: skip
    assert due_days(cast, now, {"title": "Call", "due_from": "spring_start", "due_days": 1}) == [date(2027, 1, 12)]


def test_figures_are_done_of_steps_and_overdue(cast, now):
    done, *_ = in_use(
        cast.hub, {"title": "Call"}, {"title": "Letter"}, {"title": "Later", "due_from": "summer_end", "due_days": 0},
        by=cast.lead, now=now,
    )  # fmt: skip
    tick(cast.participation, done, by=cast.lead, now=now)
    assert get_checklist(cast.participation, now).label == "1 of 3 done, 1 overdue"
    pausing.pause_participation(
        cast.participation, reason="Building works", starts_on=london_day(now), review_on=london_day(now) + 30 * DAY,
        by=cast.lead, now=now,
    )  # fmt: skip
    assert get_checklist(cast.participation, now).label == "1 of 3 done"
    cast.participation.refresh_from_db()
    withdraw_participation(cast.participation, reason="Left", by=cast.lead, now=now)
    assert get_checklist(cast.participation, now) is None


def test_changing_next_years_checklist_leaves_this_years_as_it_was(cast, now):
    call, _ = in_use(
        cast.hub, {"title": "Call"}, {"title": "Letter", "due_days": 7, "is_required": True}, by=cast.lead, now=now
    )
    before = list(call.checklist.steps.order_by("position").values())
    copy = begin(cast.hub, by=cast.hubadmin, now=now, year=YEAR.next(), source=call.checklist)
    first, second = copy.steps.order_by("position")
    assert [second.title, second.due_days, second.is_required] == ["Letter", 7, True]
    actions.move_step(second, up=True, by=cast.hubadmin, now=now)
    actions.remove_step(first, by=cast.hubadmin, now=now)
    add(copy, "Visit", by=cast.hubadmin, now=now)
    assert list(call.checklist.steps.order_by("position").values()) == before
    assert list(copy.steps.kept().order_by("position").values_list("title", flat=True)) == ["Letter", "Visit"]


def test_copied_steps_follow_the_copies(cast, now):
    checklist = begin(cast.hub, by=cast.lead, now=now, source=Checklist.objects.default().get())
    last = checklist.steps.order_by("-position").first()
    assert last.needs.checklist == last.due_step.checklist == checklist


def test_checklist_of_a_year_that_is_over_stays_as_it_was(cast, now):
    with pytest.raises(WrongState, match="is over"):
        begin(cast.hub, by=cast.lead, now=now, year=AcademicYear(2025))
    old = Checklist.objects.create(hub=cast.hub, academic_year=2025)
    with pytest.raises(WrongState, match="stays as it was"):
        add(old, "Call", by=cast.lead, now=now)


def test_hub_has_one_checklist_a_year_and_the_programme_one_default(cast, now):
    begin(cast.hub, by=cast.lead, now=now)
    with pytest.raises(actions.ChecklistExists), transaction.atomic():
        begin(cast.hub, by=cast.hubadmin, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Checklist.objects.create(hub=None, academic_year=None, state="in_use")


def test_step_never_passes_a_step_that_it_follows(cast, now):
    checklist = begin(cast.hub, by=cast.lead, now=now)
    call = add(checklist, "Call", by=cast.lead, now=now)
    letter = add(checklist, "Letter", by=cast.lead, now=now, needs=call)
    with pytest.raises(CannotChangeChecklist, match="“Letter” follows “Call”"):
        actions.move_step(letter, up=True, by=cast.lead, now=now)
    with pytest.raises(CannotChangeChecklist, match="already the first"):
        actions.move_step(call, up=True, by=cast.lead, now=now)
    with pytest.raises(CannotChangeChecklist, match="must come before “Letter”"):
        actions.remove_step(call, by=cast.lead, now=now)
    with pytest.raises(IntegrityError, match="steps_follow_earlier_steps"), transaction.atomic():
        ChecklistStep.objects.filter(pk=call.pk).update(needs=letter)


def test_removed_step_is_counted_no_more_and_comes_back_with_its_ticks(cast, now):
    call, _ = in_use(cast.hub, {"title": "Call"}, {"title": "Letter"}, by=cast.lead, now=now)
    tick(cast.participation, call, by=cast.lead, now=now)
    actions.remove_step(call, by=cast.lead, now=now)
    assert get_checklist(cast.participation, now).label == "0 of 1 done, 1 overdue"
    actions.restore_step(call, by=cast.lead, now=now)
    assert get_checklist(cast.participation, now).done == 1


def test_restored_step_comes_after_the_step_that_it_follows(cast, now):
    checklist = begin(cast.hub, by=cast.lead, now=now)
    call = add(checklist, "Call", by=cast.lead, now=now)
    letter = add(checklist, "Letter", by=cast.lead, now=now, needs=call)
    add(checklist, "Visit", by=cast.lead, now=now)
    actions.remove_step(letter, by=cast.lead, now=now)
    actions.move_step(call, up=False, by=cast.lead, now=now)
    actions.restore_step(letter, by=cast.lead, now=now)
    assert [step.title for step in checklist.steps.kept().order_by("position")] == ["Visit", "Call", "Letter"]


def test_draft_is_seen_by_no_school_until_it_is_in_use(cast, now):
    checklist = begin(cast.hub, by=cast.lead, now=now)
    with pytest.raises(CannotChangeChecklist, match="Add a step first"):
        actions.start_checklist(checklist, by=cast.lead, now=now)
    call = add(checklist, "Call", by=cast.lead, now=now)
    assert get_checklist(cast.participation, now) is None
    with pytest.raises(WrongState):
        tick(cast.participation, call, by=cast.lead, now=now)
    actions.start_checklist(checklist, by=cast.lead, now=now)
    assert get_checklist(cast.participation, now).total == 1
    actions.stop_checklist(checklist, by=cast.lead, now=now)
    assert get_checklist(cast.participation, now) is None


def test_step_that_was_ticked_stays_one_that_people_tick(cast, now):
    (call,) = in_use(cast.hub, {"title": "Call"}, by=cast.lead, now=now)
    tick(cast.participation, call, by=cast.lead, now=now)
    with pytest.raises(actions.HasBeenTicked, match="can’t prove it"), transaction.atomic():
        actions.edit_step(
            call, values=actions.StepValues(title="Call", guidance="", doer="hub", due_from="enrolment", due_days=1,
            fact="plan_agreed"), by=cast.lead, now=now,
        )  # fmt: skip


def test_checklist_is_that_of_the_hub_which_runs_the_year(cast, now):
    in_use(cast.hub, {"title": "Ours"}, by=cast.lead, now=now)
    in_use(cast.other.hub, {"title": "Theirs"}, by=cast.other.lead, now=now)
    type(cast.school).objects.filter(pk=cast.school.pk).update(hub=cast.other.hub)
    assert [line.step.title for line in get_checklist(cast.participation, now).lines] == ["Ours"]
    assert [line.step.title for line in get_checklist(cast.other.participation, now).lines] == ["Theirs"]


def test_step_that_a_project_does_not_have_is_not_asked(cast, now):
    in_use(cast.hub, {"title": "Group", "fact": "in_work_group"}, {"title": "Call"}, by=cast.lead, now=now)
    type(cast.project).objects.filter(pk=cast.project.pk).update(has_work_groups=False)
    assert get_checklist(cast.participation, now).total == 1


INDEPENDENT = """
    SELECT p.id,
        (SELECT COUNT(*) FROM devplans_planversion v JOIN devplans_plan pl ON pl.id = v.plan_id
            WHERE pl.school_id = p.school_id AND v.agreed_at < '2027-09-01')::int,
        (SELECT COUNT(*) FROM devplans_session s WHERE s.participation_id = p.id AND s.specialist_id IS NOT NULL
            AND s.state IN ('held', 'queried', 'confirmed'))::int,
        (SELECT COUNT(*) FROM funding_claim c JOIN funding_grant g ON g.id = c.grant_id
            WHERE g.participation_id = p.id AND c.submitted_at IS NOT NULL
            AND c.state NOT IN ('draft', 'withdrawn', 'rejected'))::int,
        (SELECT COUNT(DISTINCT a.meeting_id) FROM workgroups_attendance a JOIN workgroups_meeting m ON m.id = a.meeting_id
            WHERE a.participation_id = p.id AND a.mark = 'present' AND m.state = 'held')::int,
        (SELECT COUNT(*) FROM specialists_assignment a WHERE a.participation_id = p.id AND a.ends_on IS NULL)::int,
        (SELECT COUNT(*) FROM casework_stepmark k JOIN casework_checkliststep t ON t.id = k.step_id
            WHERE k.participation_id = p.id AND k.undone_at IS NULL AND k.kind = 'done')::int
    FROM schools_participation p WHERE p.hub_id = %s AND p.state = 'active'
"""
COUNTED = ("plan_agreed", "session_1", "claim_submitted", "meeting_1", "specialist_assigned")


def test_figures_of_a_busy_hub_match_independent_sql(cast, now):
    """Done and overdue of every school, from counts of the tables themselves."""
    BusyHub(cast, now).grow(4)
    past = {"due_from": "date", "due_days": None, "due_month": 9, "due_day": 20}
    steps = [{"title": name, "fact": name, **past} for name in COUNTED] + [
        {"title": "Call", **past}, {"title": "Later", "due_from": "summer_end", "due_days": 0},
    ]  # fmt: skip
    call = in_use(cast.hub, *steps, by=cast.lead, now=now)[-2]
    ticked = Participation.objects.filter(hub=cast.hub, state="active").order_by("pk")[:2]
    for participation in ticked:
        tick(participation, call, by=cast.lead, now=now)
    shown = school_checklists(Participation.objects.filter(hub=cast.hub), YEAR, london_day(now))
    with connection.cursor() as cursor:
        cursor.execute(INDEPENDENT, [cast.hub.pk])
        expected = {}
        for pk, *numbers in cursor.fetchall():
            done = sum(number > 0 for number in numbers)
            expected[pk] = (done, len(steps), len(steps) - 1 - done)  # all but the last are due; none of those is late
    assert {pk: (row.done, row.total, row.overdue) for pk, row in shown.items()} == expected
    assert len({figures[0] for figures in expected.values()}) > 1, "schools that differ"


def test_every_fact_is_a_day_or_nothing(cast, now):
    BusyHub(cast, now).grow(2)
    values = {name: fact.proved_on(YEAR) for name, fact in FACTS.items()}
    for row in Participation.objects.annotate(**{f"day_{name}": value for name, value in values.items()}):
        assert all(isinstance(getattr(row, f"day_{name}"), date | None) for name in FACTS)
    assert Session.objects.exists()
    assert Claim.objects.exists()


@at_two_sizes
def test_checklists_take_five_queries_however_many_schools(cast, now, sizes):
    default_copy(cast, now)
    fill, counts = BusyHub(cast, now), []
    for number in sizes:
        fill.grow(number)
        with CaptureQueriesContext(connection) as captured:
            rows = school_checklists(Participation.objects.visible_to(cast.lead), YEAR, london_day(now))
        assert len(rows) >= number
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 5


def test_steps_are_changed_in_django_admin_too(cast, client_of):
    default = Checklist.objects.default().get()
    client, url = client_of(cast.admin), f"/admin/casework/checklist/{default.pk}/change/"
    page = client.get(url)
    assert page.status_code == 200
    (formset,) = [inline.formset for inline in page.context["inline_admin_formsets"]]
    data = {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset.initial_forms:
        values = {name: form[name].value() for name in form.fields}
        data |= {f"{form.prefix}-{name}": value for name, value in values.items() if value not in (None, False)}
    data[f"{formset.prefix}-0-title"] = "Welcome visit"
    answer = client.post(url, data, follow=True)
    assert "changed successfully" in answer.content.decode()
    step = default.steps.order_by("position").first()
    assert step.title == "Welcome visit"
    url = f"/admin/casework/checkliststep/{step.pk}/change/"
    data = {"title": step.title, "position": 1, "doer": "hub", "due_from": "enrolment", "due_days": "", "fact": ""}
    assert "Enter a date for a step on a date" in client.post(url, data).content.decode()
    client.post(url, {**data, "due_days": 10})
    step.refresh_from_db()
    assert step.due_days == 10


@pytest.mark.parametrize(
    "broken",
    [
        {"due_days": None}, {"due_days": 400}, {"due_from": "date"}, {"due_from": "date", "due_days": None},
        {"due_from": "date", "due_days": None, "due_month": 13, "due_day": 1}, {"due_month": 3}, {"due_from": "step"},
    ],
)  # fmt: skip
def test_step_without_its_day_is_refused_by_the_database(cast, now, broken):
    call = add(begin(cast.hub, by=cast.lead, now=now), "Call", by=cast.lead, now=now)
    with pytest.raises(IntegrityError, match="a_step_is_due"), transaction.atomic():
        ChecklistStep.objects.filter(pk=call.pk).update(**broken)
