"""The demo's plans in use: templates to start from, reviews with their marks, reflections."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from devplans.actions import impact, reviews, writing
from devplans.calendar import reviewed_now
from devplans.models import Aim, Plan, PlanTemplate, Session, TemplateAim, TemplateStep
from sustaining.accounts.models import User
from sustaining.common.clock import london_day

from . import data

if TYPE_CHECKING:
    from .build import Builder


def templates() -> None:
    """What the programme's administrator keeps for plans to start from."""
    for position, (title, words, aims) in enumerate(data.TEMPLATES):
        template, made = PlanTemplate.objects.get_or_create(
            title=title, defaults={"words": words, "position": position}
        )
        for fields, steps in aims if made else ():
            aim = TemplateAim.objects.create(template=template, **fields)
            for number, (what, needs) in enumerate(steps):
                TemplateStep.objects.create(aim=aim, what=what, needs=needs, position=number)


def review(builder: Builder, aims: list[Aim], writer: User, specialist: User) -> None:
    """Two terms' judgements, a comment and a reflection, by those who write the plan."""
    plan: Plan = aims[0].plan
    latest, before = reviewed_now(builder.hub, london_day(builder.now))
    sessions = list(Session.objects.filter(participation__school=plan.school).select_related("participation")[:1])
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
                sessions=sessions if term == latest else [], by=writer, now=then,
            )  # fmt: skip
    writing.add_comment(aims[0], text=data.COMMENT, by=specialist, now=builder.moment(5, 16))
    told_at = builder.moment(2, 16)
    term = reviewed_now(builder.hub, london_day(told_at))[0]
    impact.write_reflection(plan, term=term, changed=data.CHANGED, learned=data.LEARNED, by=writer, now=told_at)
