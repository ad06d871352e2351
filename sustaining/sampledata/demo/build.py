"""A year of work up to `now`, made by the site's own actions with moments of the past."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from devplans.actions import plans, sessions
from devplans.actions.autosave import write_text
from devplans.fields import AUTOSAVED
from devplans.models import Aim, Step
from funding import actions as funding
from funding.actions import runs
from funding.models import Claim
from schools.actions import NewAdvocate, add_contact, complete_participation, enrol_school
from schools.choices import ContactRole, HubRole, Stage
from schools.models import Advocate, Hub, HubStaff, Participation, Project, School
from specialists.actions import assign_specialist
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear
from sustaining.outbox.actions import choose_mail
from sustaining.outbox.models import EMAIL_MOVES, Email

from . import (
    accounting,
    applying,
    case_notes,
    cast,
    chasing,
    checklists,
    data,
    data_requests,
    enrolment_list,
    free_days,
    groups,
    learning,
    messages,
    money,
    opening_lists,
    planning,
    real_life,
    release_pay,
    responsible,
    returns,
    self_evaluations,
)

LONDON = timezone.get_default_timezone()


class Builder:
    """Builds one hub's year. `days_ago` never reaches back before the first of September."""

    def __init__(self, hub: Hub, project: Project, lead: User, hubadmin: User, now: datetime) -> None:
        self.hub, self.project, self.lead, self.hubadmin, self.now = hub, project, lead, hubadmin, now
        self.names = cast.invented_names()

    def day(self, days_ago: int) -> date:
        """Return a weekday about so many days ago, within the academic year."""
        weekday = timezone.localdate(self.now) - timedelta(days=days_ago)
        weekday -= timedelta(days=max(0, weekday.weekday() - 4))
        return max(weekday, self.project.year.starts)

    def moment(self, days_ago: int, hour: int = 10) -> datetime:
        """Return an hour of that day in London; never after now."""
        return min(datetime.combine(self.day(days_ago), time(hour), tzinfo=LONDON), self.now)

    def enrol(self, plan: data.DemoSchool, known: dict[str, tuple[str, str]]) -> Participation:
        """Enrol a school with two Advocates and a finance contact; `known` names the demo's own people."""
        school = cast.school(plan.urn, plan.name, plan.town, self.hub)
        then = self.moment(75)
        people = []
        for number in (1, 2):
            email, name = known.get(
                f"advocate{number}", (f"advocate{number}.{plan.urn}@demo.example", next(self.names))
            )
            cast.person(email, name, then)
            people.append(
                NewAdvocate(
                    name, email, "Teacher of mathematics", f"NCP22-12, {self.hub.name}", self.project.academic_year - 3
                )
            )
        self._years_before(school, plan.urn, people)
        participation = enrol_school(
            school, project=self.project, advocates=people, focus="abcd"[plan.urn % 4], by=self.lead, now=then
        )
        for role in (ContactRole.HEADTEACHER, ContactRole.FINANCE):
            short = "head" if role == ContactRole.HEADTEACHER else "finance"
            email, name = known.get(short, (f"{short}.{plan.urn}@demo.example", next(self.names)))
            cast.person(email, name, then)
            add_contact(school, full_name=name, email=email, role=role, by=self.lead, now=then)
        return participation

    def _years_before(self, school: School, urn: int, people: list[NewAdvocate]) -> None:
        """Add the school's three years before on the journey; some schools took a break."""
        stages = {
            3: Stage.DEVELOPMENT,
            2: Stage.EMBEDDING if urn % 3 else None,
            1: Stage.SUSTAINING if urn % 2 else None,
        }
        for ago, stage in stages.items():
            if stage is None:
                continue
            project = Project.objects.get(stage=stage, academic_year=self.project.academic_year - ago)
            then, end = (datetime.combine(day, time(9), LONDON) for day in (project.year.starts, project.year.ends))
            participation = enrol_school(school, project=project, advocates=people, by=self.lead, now=then)
            complete_participation(participation, by=self.lead, now=end)

    def enrol_for_next_year(self, urns: tuple[int, ...]) -> None:
        """Enrol schools early for the year to come, with the Advocates that they have."""
        project = Project.objects.get(stage=Stage.SUSTAINING, academic_year=self.project.academic_year + 1)
        for school in School.objects.filter(urn__in=urns).order_by("urn"):
            people = [
                NewAdvocate(
                    advocate.user.full_name,
                    advocate.user.email,
                    advocate.post,
                    advocate.development_group,
                    advocate.development_year,
                )
                for advocate in school.advocates.filter(ends_on=None).select_related("user").order_by("pk")
            ]
            enrol_school(school, project=project, advocates=people, by=self.lead, now=self.moment(2))

    def support(self, participation: Participation, plan: data.DemoSchool, specialist: Specialist) -> None:
        """Assign the Specialist, write the plan, hold the sessions."""
        assign_specialist(participation, specialist=specialist, days=Decimal(3), by=self.lead, now=self.moment(70))
        advocates = list(Advocate.objects.filter(school=participation.school).select_related("user"))
        aims = self._plan(participation, plan.plan, advocates[0].user, specialist)
        for number, (days_ago, length, confirmed) in enumerate(plan.sessions):
            self._session(participation, number, days_ago, length, confirmed, advocates, aims, specialist)
        if plan.plan == "agreed" and participation.school.urn % 2:
            planning.review(self, aims, advocates[0].user, specialist.user)

    def _plan(self, participation: Participation, state: str, writer: User, specialist: Specialist) -> list[Aim]:
        plan = participation.school.plan
        then = self.moment(65)
        if participation.school.urn == data.BROUGHT_IN:
            planning.bring_in_plan(plan, writer, self.moment(1, 16))
        if state == "draft" and participation.school.urn % 2:
            return []
        for name, text in (("vision", data.VISION), *data.NEEDS):
            write_text(plan, field=AUTOSAVED["plan", name], text=text, base="", by=writer, now=then)
        number = 2 if participation.school.urn % 3 else 3
        aims = [plans.add_aim(plan, **aim, by=writer, now=then) for aim in data.AIMS[:number]]
        for what, who, needs, progress in data.STEPS:
            step: Step = plans.add_step(
                aims[0], what=what, who=who, needs=needs, due_on=self.day(-20), owners=[writer], by=writer, now=then
            )
            plans.edit_step(step, due_on=step.due_on, owners=[writer], progress=progress, by=writer, now=then)
        plan.refresh_from_db()
        if state != "draft":
            plans.share_plan(plan, by=writer, now=self.moment(60))
        if state in {"agreed", "refining"}:
            plans.agree_plan(plan, by=specialist.user, now=self.moment(56))
        if state == "refining":
            plans.refine_plan(plan, by=specialist.user, now=self.moment(20))
        return aims

    def _session(
        self,
        participation: Participation,
        number: int,
        days_ago: int,
        length: str,
        confirmed: bool,
        advocates: list[Advocate],
        aims: list[Aim],
        specialist: Specialist,
    ) -> None:
        kind, unit, story = data.STORIES[(number + participation.school.urn) % len(data.STORIES)]
        session_data = sessions.SessionData(
            kind=kind,
            planned_unit=unit,
            **data.DETAILS[kind],
            held_on=self.day(days_ago),
            length=Decimal(length),
            what_happened=story,
            specialist=specialist,
            advocates=advocates[: 1 + number % 2],
            colleagues=number % 4,
            aims=aims[:1] if number % 2 else aims[1:2],
        )
        session = sessions.log_session(
            participation,
            data=session_data,
            client_key=uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{participation.pk}:{number}"),
            by=advocates[0].user,
            now=self.moment(days_ago, 16),
        )
        if confirmed:
            sessions.confirm_session(session, by=specialist.user, now=self.moment(max(0, days_ago - 1), 17))

    def claim(self, participation: Participation, plan: data.DemoSchool) -> Iterator[Claim]:
        """Create the school's claims up to their state, and yield the approved ones that are to be paid."""
        finance = participation.school.contacts.filter(role=ContactRole.FINANCE).earliest("pk").user
        teachers = [advocate.user.full_name for advocate in participation.school.advocates.select_related("user")]
        for number, (amount, state) in enumerate(plan.claims):
            if number and self.day(40 - 9 * number) == self.day(40):
                return  # the year is too young: the same teacher was not released twice on its first day
            half = Decimal(amount) / 2
            lines = [
                funding.NewLine(self.day(40 - 9 * number), teachers[0], half),
                funding.NewLine(self.day(38 - 9 * number), teachers[1], half),
            ]
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:claim:{participation.pk}:{number}")
            then = self.moment(24 - 10 * number, 9)
            claim = funding.draft_claim(participation.grant, lines=lines, client_key=key, by=finance, now=then)
            if state == "draft":
                continue
            funding.submit_claim(claim, accepts=True, by=finance, now=then)
            claim.refresh_from_db()
            if state != "submitted":
                funding.approve_claim(claim, by=self.lead, now=self.moment(20 - 9 * number, 11))
                claim.demo_state = state  # type: ignore[attr-defined]
                yield claim

    def pay(self, approved: list[Any]) -> None:
        """Release one run, and prepare one that waits for somebody else."""
        paid = [claim for claim in approved if claim.demo_state == "paid"]
        waiting = [claim for claim in approved if claim.demo_state == "in_run"]
        if paid:
            run = runs.prepare_run(self.hub, claims=paid, by=self.hubadmin, now=self.moment(8))
            runs.release_run(run, paid_on=self.day(7), by=self.lead, now=self.moment(7))
        if waiting:
            runs.prepare_run(self.hub, claims=waiting, by=self.hubadmin, now=self.moment(1))


def build(now: datetime) -> None:
    """Everything the demo holds, up to `now`."""
    project = cast.projects(AcademicYear.of(timezone.localdate(now)))
    admin = cast.person("admin@demo.example", "Ada Whitcombe", now, is_staff=True, is_superuser=True)
    rivermead = cast.hub("Rivermead", "Yorkshire and the Humber", "hub@demo.example", "Rivermead and district")
    stonefield = cast.hub("Stonefield", "East Midlands", "hub2@demo.example", "Stonefield and district")
    lead = cast.staff(rivermead, HubRole.LEAD, "lead@demo.example", "Lena Marsh", now)
    hubadmin = cast.staff(rivermead, HubRole.ADMINISTRATOR, "hubadmin@demo.example", "Hugo Pryce", now)
    cast.staff(rivermead, HubRole.AUDITOR, "auditor@demo.example", "Audrey Finch", now)
    lead2 = cast.staff(stonefield, HubRole.LEAD, "lead2@demo.example", "Leo Ashby", now)
    hubadmin2 = cast.staff(stonefield, HubRole.ADMINISTRATOR, "hubadmin2@demo.example", "Hana Doyle", now)
    first = Builder(rivermead, project, lead, hubadmin, now)
    _hub_year(first, data.RIVERMEAD, data.SPECIALISTS, OWN)
    _hub_year(Builder(stonefield, project, lead2, hubadmin2, now), data.STONEFIELD, data.SPECIALISTS_2, OWN)
    update_statistics()
    for plan in data.NOT_YET:
        cast.school(plan.urn, plan.name, plan.town, rivermead)
    planning.templates()
    planning.what_is_to_come(first)
    planning.what_was_agreed(first)
    money.around_claims(first)
    release_pay.pay_for_release(first)
    applying.call_for_next_year(first)
    first.enrol_for_next_year(data.ENROLLED_FOR_NEXT_YEAR)
    money.pay_next_year_in_instalments(first, admin)
    real_life.withdraw_a_school(first)
    real_life.move_a_school(first, stonefield, admin)
    real_life.let_a_specialist_leave(first)
    real_life.change_a_hub(first)
    real_life.give_a_hub_a_history(first, stonefield, admin)
    real_life.leave_loose_ends(first)
    responsible.give_schools(first)
    responsible.watch_schools(first)
    free_days.say_when_free(first)
    real_life.propose_next_year(first)
    case_notes.keep_notes(first)
    chasing.chase_schools(first)
    checklists.keep_checklists(first)
    learning.learn_between_meetings(first)
    self_evaluations.evaluate_departments(first)
    messages.write_messages(first)
    enrolment_list.upload_list(first)
    accounting.account_for_the_year(first)
    data_requests.ask_for_data(first)
    opening_lists.bring_in(first)
    real_life.read_the_notice(first)
    returns.take_returns(first)
    choose_mail(first.lead, weekly_summary=True, by=first.lead, now=now)
    settle_mail(now)


OWN = {
    910003: {
        "advocate1": ("advocate@demo.example", "Nina Hartwell"),
        "head": ("head@demo.example", "Hilda Brookes"),
        "finance": ("finance@demo.example", "Fay Ingram"),
    },
    920001: {
        "advocate1": ("advocate2@demo.example", "Nora Pell"),
        "finance": ("finance2@demo.example", "Felix Grange"),
    },
}


def _hub_year(
    builder: Builder,
    schools: list[data.DemoSchool],
    specialists: dict[str, tuple[str, str, int, str]],
    own: dict[int, dict[str, tuple[str, str]]],
) -> None:
    placed = {}
    for short, (email, name, urn, home) in specialists.items():
        at_home = cast.school(urn, home, "Leeds", builder.hub)
        placed[short] = cast.specialist(email, name, at_home, builder.hub, builder.now)
    years, approved = [], []
    for plan in schools:
        participation = builder.enrol(plan, own.get(plan.urn, {}))
        builder.support(participation, plan, placed[plan.specialist])
        approved += list(builder.claim(participation, plan))
        years.append((participation, plan.marks))
    builder.pay(approved + money.claimed_with_evidence(builder))
    groups.year_of_meetings(builder, years, list(placed.values())[:2])


def update_statistics() -> None:
    """Tell PostgreSQL's planner what the transaction has written, as autovacuum does for rows that are committed.

    It takes the tables for empty otherwise, and sums of grants took up to 17 seconds a statement instead of a hundredth.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def settle_mail(now: datetime) -> None:
    """Mark as sent what the demo's past would have sent, and the rest as missed: no email goes to invented people."""
    for email in Email.objects.filter(state="queued", to__endswith="@demo.example"):
        if email.not_before < now:
            EMAIL_MOVES.write(email, "send", settled_at=email.not_before)
        else:
            EMAIL_MOVES.write(email, "miss", settled_at=now)


def is_built() -> bool:
    """Return whether the demo is there."""
    return HubStaff.objects.filter(user__email="lead@demo.example").exists()
