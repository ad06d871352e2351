"""The demo's plans in use: templates to start from, reviews with their marks, reflections."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from devplans.actions import autosave, corrections, impact, imports, next_steps, planning, reviews, sessions, visits
from devplans.forms.imports import PartsForm
from devplans.models import Aim, Plan, PlanTemplate, Session, TemplateAim, TemplateStep
from devplans.review_terms import reviewed_now
from devplans.selectors import imports as selectors
from schools.models import Participation
from sustaining.accounts.models import User
from sustaining.common.clock import london_day

from . import data

if TYPE_CHECKING:
    from .build import Builder


def templates() -> None:
    """Create the templates that plans may start from."""
    for position, (title, description, aims) in enumerate(data.TEMPLATES):
        template, made = PlanTemplate.objects.get_or_create(
            title=title, defaults={"words": description, "position": position}
        )
        for fields, steps in aims if made else ():
            aim = TemplateAim.objects.create(template=template, **fields)
            for number, (what, needs) in enumerate(steps):
                TemplateStep.objects.create(aim=aim, what=what, needs=needs, position=number)


def bring_in_plan(plan: Plan, writer: User, now: datetime) -> None:
    """Bring in a plan that a department had in Word, with every part as it was read."""
    imported = imports.read_pasted(plan, text=data.WORD_PLAN, by=writer, now=now)
    parts, seen = selectors.parts_to_check(imported, now), selectors.plan_now(plan)
    blank = PartsForm(parts=parts, plan=seen)
    form = PartsForm({name: blank[name].value() or "" for name in blank.fields}, parts=parts, plan=seen)
    if not form.is_valid():
        raise ValueError(form.errors)
    imports.bring_in(imported, **form.action_data(), by=writer, now=now)


def review(builder: Builder, aims: list[Aim], writer: User, specialist: User) -> None:
    """Add two terms' judgements, a comment and a reflection, by those who write the plan."""
    plan: Plan = aims[0].plan
    latest, before = reviewed_now(builder.hub, london_day(builder.now))
    shown = list(Session.objects.filter(participation__school=plan.school).select_related("participation")[:1])
    for number, aim in enumerate(aims[:2]):
        for term, moments in ((before, 64), (latest, 2)):
            colour, seen, following = data.JUDGEMENTS[
                (number + (term == latest) + plan.school.urn) % len(data.JUDGEMENTS)
            ]
            then: datetime = builder.moment(moments, 15)
            if term not in reviewed_now(builder.hub, london_day(then)):
                continue
            reviews.judge_aim(
                aim, term=term, colour=colour, seen=seen, following=following,
                sessions=shown if term == latest else [], by=writer, now=then,
            )  # fmt: skip
    autosave.add_comment(aims[0], text=data.COMMENT, by=specialist, now=builder.moment(5, 16))
    told_at = builder.moment(2, 16)
    term = reviewed_now(builder.hub, london_day(told_at))[0]
    changed, learned = data.CHANGED[plan.school.urn % 3], data.LEARNED[plan.school.urn % 3]
    impact.write_reflection(plan, term=term, changed=changed, learned=learned, by=writer, now=told_at)


def what_is_to_come(builder: Builder) -> None:
    """Create a visit with places, dates without an answer, a planned session, and one with changes requested."""
    if builder.project.year.ends < london_day(builder.now) + timedelta(days=21):
        return  # the year is over: nothing is planned in it any more
    castle, kirkstone = (
        Participation.objects.get(project=builder.project, school__urn=urn) for urn in (910003, 910011)
    )
    specialist = castle.assignments.select_related("specialist__user").get().specialist
    advocate = castle.school.advocates.select_related("user").earliest("pk").user
    start = _ahead(builder, 10, 9)
    visit = visits.offer_visit(
        specialist, starts_at=start, ends_at=start + timedelta(hours=3), places=6, client_key=_key("visit"),
        focus="Year 8, ratio with double number lines, followed by an hour’s discussion",
        arriving="Sign in at reception. There is parking behind the hall.", by=specialist.user,
        now=builder.moment(4),
    )  # fmt: skip
    visits.take_place(castle, visit=visit, seats=2, by=advocate, now=builder.moment(2))
    spans = [(_ahead(builder, days, 15), _ahead(builder, days, 17)) for days in (6, 8)]
    planning.propose_dates(
        castle, kind="joint_planning", times=spans, about="The unit on linear graphs, Year 9", by=advocate,
        client_key=_key("proposal"), now=builder.moment(1),
    )  # fmt: skip
    agreed = planning.propose_dates(
        kirkstone, kind="plan_review", times=spans[1:], about="First review of the plan", by=specialist.user,
        client_key=_key("agreed"), now=builder.moment(5),
    )  # fmt: skip
    teacher = kirkstone.school.advocates.select_related("user").earliest("pk")
    planning.accept_proposal(agreed, time=agreed.times.get(), by=teacher.user, now=builder.moment(3))
    data = sessions.SessionData(
        kind="observation",
        held_on=builder.day(6),
        length=Decimal("0.5"),
        what_happened="Observed a Year 7 lesson on place value.",
        specialist=specialist,
        advocates=[teacher],
    )
    logged = sessions.log_session(
        kirkstone, data=data, client_key=_key("told"), by=teacher.user, now=builder.moment(6, 16)
    )
    sessions.ask_for_change(
        logged, reason="Tom took part too, and it lasted the whole morning.", by=specialist.user,
        now=builder.moment(3),
    )  # fmt: skip
    twice = sessions.log_session(
        kirkstone, data=data, client_key=_key("twice"), by=teacher.user, now=builder.moment(6, 17)
    )
    reason = "I logged this morning’s session twice."
    corrections.remove_session(twice, reason=reason, by=teacher.user, now=builder.moment(6, 18))


STEPS = (
    (910003, "advocate", "Try double number lines with 8B, and bring three books.", -2, ""),
    (910003, "specialist", "Send the ratio unit of the Work Group to Nina.", 0, ""),
    (910003, "advocate", "Ask the head for a fortnightly planning hour.", 12, ""),
    (910003, "specialist", "Lend the department a set of Cuisenaire rods.", -8, "finish"),
    (910011, "advocate", "Write a first aim of the plan together with the department.", -9, ""),
    (910004, "specialist", "Find a school to visit for Key Stage 3 algebra.", -1, "drop"),
)
"""Next steps: at which school, of whom, what, checked in so many days (negative: overdue), and how it was closed."""


def what_was_agreed(builder: Builder) -> None:
    """Give the latest sessions of some schools next steps: overdue, due, to come, and closed."""
    for urn, role, text, days, move in STEPS:
        held = Session.objects.happened().filter(participation__project=builder.project, participation__school__urn=urn)
        session = held.filter(specialist__isnull=False).order_by("-held_on", "-pk").first()
        if session is None:
            continue  # the year is too young for it
        specialist = session.participation.assignments.latest("pk").specialist.user
        advocate = session.participation.school.advocates.filter(ends_on=None).earliest("pk").user
        owner = advocate if role == "advocate" else specialist
        day, then = builder.day(-days), builder.moment(10)
        step = next_steps.add_next_step(session, step=next_steps.NewStep(text, owner, day), by=specialist, now=then)
        if move:
            act = {"finish": next_steps.finish_next_step, "drop": next_steps.drop_next_step}[move]
            act(step, by=specialist, now=builder.moment(1))


def _ahead(builder: Builder, days: int, hour: int) -> datetime:
    """Return a weekday so many days ahead, at an hour in London."""
    day = london_day(builder.now) + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo:{name}")
