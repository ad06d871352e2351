"""Every figure again, from rows read by SQL and added up apart from the code that shows it: by school, hub and programme.

The rows are two hubs and two years with what makes figures differ: withdrawals, one taken back, one on the day of enrolment;
a mistake; a school that moved hub; a changed Specialist; a successor; a run that was recalled; claims in every state; plans
that were refined, aims that were taken off and ratings that were rewritten after the year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from devplans.actions import plans, sessions
from devplans.choices import BigIdea, Colour, OutcomeGroup, PlanState
from devplans.models import Judgement, Plan, Session
from devplans.session_kinds import SessionKind
from funding import actions as funding
from funding.actions import runs
from funding.actions.corrections import recall_run
from funding.grant_balance import get_grant_balance
from funding.models import Claim, Grant
from funding.selectors.accounts import AccountFilter, account
from schools.actions import reinstate_participation, withdraw_participation
from schools.actions.hub_moves import move_to_hub
from schools.actions.succession import follow_successor
from schools.models import Participation, School
from specialists.actions import assign_specialist
from specialists.days import spent_in
from sustaining.common.years import AcademicYear
from sustaining.desk.board_rows import board_queryset, board_totals, fetch_board_rows
from sustaining.reports import colleagues, figures, outcomes, programme, tables
from sustaining.reports.filters import ReportFilter
from sustaining.reports.impact import school_report_context
from sustaining.workgroups import actions as groups
from sustaining.workgroups.choices import Mark
from tests.cast import Cast, enrol_another
from tests.factories import SchoolFactory, SpecialistFactory
from tests.factories.busy_hub import BusyHub

from .independent_rows import COUNTED, HELD, Facts

pytestmark = pytest.mark.django_db


class Comparison:
    """What was compared, and what differed."""

    def __init__(self) -> None:
        self.number = 0
        self.differences: list[str] = []

    def __call__(self, what: str, shown: Any, by_sql: Any) -> None:
        self.number += 1
        if shown != by_sql:
            self.differences.append(f"{what}: shown {shown!r}, by SQL {by_sql!r}")


def compare_report(compare: Comparison, where: str, about: ReportFilter) -> None:
    facts = Facts(about.year, about.today, about.hub.pk if about.hub else None)
    everything = set(facts.parts)
    part = figures.taking_part(about)
    states = Counter((row["stage"], row["state"]) for row in facts.begun)
    for row in part["stages"]:
        for state in (*COUNTED, "withdrawn"):
            compare(f"{where} {row['stage']} {state}", row[state], states[row["stage"], state])
    compare(f"{where} all", part["all"], len(facts.begun))
    compare(f"{where} rows of participation", len(list(tables.participation(about))), len(facts.begun))
    compare(f"{where} schools", part["schools"], len(facts.schools))
    compare(f"{where} advocates", part["advocates"], len(facts.advocates))
    compare(f"{where} chart", figures.over_the_years(about)[-1][1]["all"], len(facts.schools))
    held = [row for row in facts.sessions if row["state"] in HELD]
    months, by_month = (
        figures.sessions(about),
        Counter((row["held_on"].strftime("%Y-%m"), bool(row["specialist_id"])) for row in held),
    )
    compare(f"{where} sessions", months.total, len(held))
    compare(f"{where} rows of sessions", len(list(tables.sessions(about))), len(held))
    for (_, month), together, alone in zip(months.labels, months.together, months.alone, strict=True):
        compare(f"{where} {month}", (together, alone), (by_month[month, True], by_month[month, False]))
    kinds = Counter(row["kind"] for row in held)
    for kind in SessionKind.values:
        compare(f"{where} {kind}", months.kinds[kind], kinds[kind])
    compare_colleagues(compare, where, about, facts)
    days = figures.days(about)
    compare(f"{where} used", days["used"], facts.used(everything))
    compare(f"{where} given", days["given"], facts.given(everything))
    marks = Counter((row["number"], row["mark"]) for row in facts.marks)
    for row in figures.attendance(about):
        for mark in Mark.values:
            compare(f"{where} meeting {row['number']} {mark}", row[mark], marks[row["number"], mark])
    compare(f"{where} rows of attendance", len(list(tables.attendance(about))), len(facts.marks))
    compare_plans(compare, where, about, facts)
    money, by_sql = figures.money(about), facts.money(everything)
    for name in by_sql:
        compare(f"{where} money {name}", money[name], by_sql[name])
    compare(
        f"{where} parts", sum(money[n] for n in ("waiting", "approved", "in_payment", "paid", "left")), money["amount"]
    )
    scope = AccountFilter(hub=about.hub.pk if about.hub else None, year=about.year.start)
    total = account(about.user, scope)["total"]
    for name, key in (("granted", "amount"), *((key, key) for key in by_sql if key != "amount")):
        compare(f"{where} account {name}", total[name], by_sql[key])


def compare_colleagues(compare: Comparison, where: str, about: ReportFilter, facts: Facts) -> None:
    names: dict[int, set[str]] = defaultdict(set)
    unnamed: dict[int, int] = defaultdict(int)
    attendances = 0
    for row in facts.sessions:
        if row["state"] in HELD and row["colleagues"]:
            school, keys = (
                facts.parts[row["participation_id"]]["school_id"],
                set(map(str.lower, row["colleague_names"])),
            )
            names[school] |= keys
            unnamed[school] = max(unnamed[school], row["colleagues"] - len(keys))
            attendances += row["colleagues"]
    counted = colleagues.count_colleagues(about)
    compare(f"{where} colleagues", counted.people, sum(map(len, names.values())) + sum(unnamed.values()))
    compare(f"{where} attendances of colleagues", counted.attendances, attendances)
    compare(f"{where} attendances by kind", sum(line.attendances for line in counted.kinds), attendances)
    compare(f"{where} attendances by term", sum(line.attendances for line in counted.terms), attendances)
    compare(f"{where} rows of colleagues", len(list(tables.colleagues(about))), len(unnamed))


def compare_plans(compare: Comparison, where: str, about: ReportFilter, facts: Facts) -> None:
    shown, states = figures.plans(about), Counter(state for _, state in facts.plans.values())
    for label, state, number in shown["states"]:
        compare(f"{where} plans {label}", number, states[state])
    compare(f"{where} plans agreed", shown["agreed"], states["agreed"] + states["refining"])
    compare(f"{where} plans", (shown["all"], len(list(tables.plans(about)))), (len(facts.plans), len(facts.plans)))
    compare(f"{where} aims", shown["aims"], len(facts.aims))
    for idea, (label, number) in zip(BigIdea.values, shown["ideas"], strict=True):
        compare(f"{where} aims {label}", number, sum(idea in row["big_ideas"] for row in facts.aims.values()))
    colours, ratings = outcomes.colours(about), facts.ratings.values()
    compare(f"{where} rows of ratings", len(list(tables.colours(about))), len(ratings))
    for colour in Colour.values:
        compare(f"{where} {colour}", colours.total[colour], sum(row["colour"] == colour for row in ratings))
        for label, idea, numbers in colours.ideas:
            number = sum(row["colour"] == colour and idea in row["big_ideas"] for row in ratings)
            compare(f"{where} {colour} {label}", numbers[colour], number)
        for label, group, numbers in colours.groups:
            outcome_group = group if group in OutcomeGroup.values else ""
            number = sum(row["colour"] == colour and row["outcome_group"] == outcome_group for row in ratings)
            compare(f"{where} {colour} {label}", numbers[colour], number)
    evaluations = outcomes.evaluations(about)
    compare(f"{where} evaluations", evaluations.handed_in, len(facts.evaluations))
    compare(f"{where} rows of evaluations", len(list(tables.evaluations(about))), len(facts.evaluations))
    for aspect, scores in evaluations.scores.items():
        values = [row[aspect] for row in facts.evaluations]
        compare(f"{where} scores {aspect}", scores, [values.count(score) for score in outcomes.SCORES])
        mean = evaluations.means[aspect]
        compare(
            f"{where} mean {aspect}",
            mean and round(mean, 6),
            round(sum(values, Decimal(0)) / len(values), 6) if values else None,
        )


def compare_impact(compare: Comparison, about: ReportFilter) -> None:
    facts = Facts(about.year, about.today, None)
    for school in School.objects.filter(participations__in=list(facts.parts)).distinct():
        keys = {key for key, row in facts.parts.items() if row["school_id"] == school.pk}
        shown, name = school_report_context(school, about.user, about.year.start), f"impact of {school} {about.year}"
        held = [row for row in facts.sessions if row["participation_id"] in keys and row["state"] in HELD]
        present = {
            row["meeting_id"] for row in facts.marks if row["participation_id"] in keys and row["mark"] == "present"
        }
        compare(f"{name} sessions", shown["sessions"], len(held))
        compare(f"{name} days", (shown["used"], shown["given"]), (facts.used(keys), facts.given(keys)))
        compare(f"{name} meetings", shown["came"], len(present))


def compare_hubs(compare: Comparison, about: ReportFilter) -> None:
    for row in programme.compare_hubs(about):
        facts, name = Facts(about.year, about.today, row["pk"]), f"side by side {row['name']} {about.year}"
        everything, states = set(facts.parts), Counter(part["state"] for part in facts.begun)
        money, ratings = facts.money(everything), facts.ratings.values()
        means = [Decimal(e["students"] + e["teachers"] + e["department"]) / 3 for e in facts.evaluations]
        expected = {
            "schools": len(facts.schools), "completed": states["completed"], "withdrawn": states["withdrawn"],
            "sessions": sum(session["state"] in HELD for session in facts.sessions), "used": facts.used(everything),
            "given": facts.given(everything), "agreed": sum(state in ("agreed", "refining") for _, state in facts.plans.values()),
            "marks": len(facts.marks), "present": sum(mark["mark"] == "present" for mark in facts.marks),
            "judged": len(ratings), "green": sum(rating["colour"] == "green" for rating in ratings),
            "evaluated": len(means), "granted": money["amount"], "committed": money["committed"], "paid": money["paid"],
        }  # fmt: skip
        for key, value in expected.items():
            compare(f"{name} {key}", row[key], value)
        compare(f"{name} change", row["change"], round(sum(means) / len(means), 1) if means else None)


def compare_schools(compare: Comparison, about: ReportFilter) -> None:
    facts = Facts(about.year, about.today, None)
    rows = fetch_board_rows(board_queryset(about.user, about.year.start))
    states = dict(facts.plans.values())
    compare(f"rows of the board {about.year}", {row.pk for row in rows}, set(facts.parts))
    best: dict[tuple[int, int], set[str]] = defaultdict(set)
    for mark in facts.marks:
        best[mark["participation_id"], mark["meeting_id"]].add(mark["mark"])
    for row in rows:
        money = facts.money({row.pk})
        held = {(row.pk, m["id"]) for m in facts.meetings if m["participation_id"] == row.pk} | {
            k for k in best if k[0] == row.pk
        }
        compare(f"{row.school} used", row.days_used, facts.used({row.pk}))
        compare(f"{row.school} given", row.days_given, facts.given({row.pk}))
        days = [s["held_on"] for s in facts.sessions if s["participation_id"] == row.pk and s["state"] in HELD]
        compare(f"{row.school} last session", row.last_session, max(days, default=None))
        together = [
            s for s in facts.sessions
            if s["participation_id"] == row.pk and s["state"] in HELD and s["specialist_id"] is not None
        ]  # fmt: skip
        compare(f"{row.school} sessions", row.sessions_held, len(together))
        compare(
            f"{row.school} sessions expected", row.sessions_expected, facts.expected(row.pk, about.year, about.today)
        )
        if row.school_id in facts.schools:
            compare(f"{row.school} plan", row.plan_state, states.get(row.school_id))
        compare(f"{row.school} meetings", row.meetings_held, len(held))
        compare(f"{row.school} attended", row.meetings_attended, sum("present" in best[key] for key in held))
        for name in ("amount", "paid", "committed", "waiting"):
            compare(f"{row.school} {name}", getattr(row, name) or Decimal(0), money[name])
        grant = Grant.objects.filter(participation=row.pk).first()
        if grant:
            balance = get_grant_balance(grant)
            for name in money:
                compare(f"{row.school} balance {name}", getattr(balance, name), money[name])
    totals, everything = board_totals(row.figures for row in rows), set(facts.parts)
    money = facts.money(everything)
    withdrawn = sum(row["state"] == "withdrawn" for row in facts.parts.values())
    compare("board schools", (totals.schools, totals.withdrawn), (len(facts.parts) - withdrawn, withdrawn))
    compare("board days", (totals.used, totals.given), (facts.used(everything), facts.given(everything)))
    compare("board money", (totals.paid, totals.amount), (money["paid"], money["amount"]))
    specialists = {row["specialist_id"] for row in facts.assignments}
    for key, spent in spent_in(specialists, about.year.start).items():
        own = [row for row in facts.sessions if row["specialist_id"] == key]
        used = sum((row["length"] for row in own if row["state"] == "confirmed"), Decimal(0))
        planned = sum((row["length"] for row in own if row["state"] in ("planned", "held", "queried")), Decimal(0))
        compare(f"Specialist {key}", (spent.used, spent.planned), (used, planned))


@pytest.fixture
def eventful(cast: Cast, now: datetime) -> Cast:
    """Two hubs with everything of the docstring above."""
    early = now - timedelta(days=40)
    busy = BusyHub(cast, now)
    busy.grow(9)
    for participation in busy.schools[::2]:
        session = Session.objects.filter(participation=participation).first()
        sessions.confirm_session(session, by=cast.specialist, now=now)
    meeting, later = busy.meeting, now + timedelta(hours=4)
    for number, person in enumerate(row.user for row in meeting.invitations.select_related("user")):
        mark = (Mark.PRESENT, Mark.ABSENT, Mark.APOLOGIES)[number % 3]
        groups.mark_attendance(meeting, user=person, mark=mark, by=cast.specialist, now=later)
    groups.hold_meeting(meeting, mark_rest=True, by=cast.specialist, now=later)
    claims = list(Claim.objects.filter(state="submitted").order_by("pk"))
    approved = [funding.approve_claim(claim, by=cast.lead, now=now) for claim in claims[:5]]
    run = runs.prepare_run(cast.hub, claims=approved[:3], by=cast.hubadmin, now=now)
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    recall_run(run, reason="Wrong day.", by=cast.lead, now=now)
    run.refresh_from_db()
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    runs.prepare_run(cast.hub, claims=approved[3:4], by=cast.hubadmin, now=now)
    change_schools(cast, busy, now, early)
    plans.agree_plan(Plan.objects.get(school=busy.schools[1].school), by=cast.specialist, now=now)
    return cast


def change_schools(cast: Cast, busy: BusyHub, now: datetime, early: datetime) -> None:
    """Let schools withdraw, come back, move, change their Specialist and be followed by an academy."""
    Participation.objects.filter(pk__in=[row.pk for row in busy.schools]).update(enrolled_at=early)
    for participation in busy.schools[2:4]:
        participation.refresh_from_db()
        withdraw_participation(participation, reason="No cover.", by=cast.lead, now=now)
    busy.schools[3].refresh_from_db()
    reinstate_participation(busy.schools[3], reason="By mistake.", by=cast.lead, now=now)
    at_once = enrol_another(cast, 970_001, "At once", now)
    withdraw_participation(at_once, reason="Wrong.", by=cast.lead, now=now)
    mistake = enrol_another(cast, 970_002, "Mistake", now)
    withdraw_participation(mistake, reason="Wrong.", by=cast.lead, now=now)
    Participation.objects.filter(pk=mistake.pk).update(entered_by_mistake=True)
    move_to_hub(busy.schools[4].school, hub=cast.other.hub, by=cast.admin, now=now)
    colleague = SpecialistFactory(hubs=[cast.hub], days_a_year=99)
    assign_specialist(busy.schools[6], specialist=colleague, days=Decimal(2), by=cast.lead, now=now)
    closed = busy.schools[5].school
    School.objects.filter(pk=closed.pk).update(status="Closed")
    closed.refresh_from_db()
    follow_successor(closed, successor=SchoolFactory(name="Academy", hub=cast.hub), by=cast.admin, now=now)


def rewrite_the_past(cast: Cast, then: datetime) -> None:
    """In October of the next year: a plan is refined, an aim is added and one taken off, ratings are rewritten."""
    plan = Plan.objects.filter(state=PlanState.AGREED).earliest("pk")
    plans.refine_plan(plan, by=cast.specialist, now=then)
    aim = plan.aims.earliest("pk")
    plans.drop_aim(aim, by=plan.school.advocates.earliest("pk").user, now=then)
    Judgement.objects.filter(aim__plan__school__participations__hub=cast.hub).update(colour="red", judged_at=then)


@pytest.mark.tour
def test_every_figure_equals_independent_sql_in_and_after_its_year(eventful, now, capsys):
    cast, compare = eventful, Comparison()
    year = AcademicYear(cast.project.academic_year)
    after = now.replace(year=now.year + 1, month=10, day=12)
    for moment in (now + timedelta(days=1), after):
        with time_machine.travel(moment, tick=False):
            if moment == after:
                rewrite_the_past(cast, after)
            for user, hub in (
                (cast.admin, None), (cast.admin, cast.hub), (cast.admin, cast.other.hub), (cast.lead, cast.hub),
                (cast.other.lead, cast.other.hub),
            ):  # fmt: skip
                for shown in (year, AcademicYear(year.start - 1), AcademicYear(year.start + 1)):
                    about = ReportFilter(user, shown, moment.date(), hub)
                    compare_report(compare, f"{moment:%Y} {user} {hub} {shown}", about)
            for shown in (year, AcademicYear(year.start + 1)):
                about = ReportFilter(cast.admin, shown, moment.date())
                compare_hubs(compare, about)
                compare_impact(compare, about)
                compare_schools(compare, about)
    with capsys.disabled():
        print(f"\n{compare.number:,} comparisons with independent SQL, {len(compare.differences)} differed.")
    assert compare.differences == []
    assert compare.number > 2_000
