"""Participant and school returns of the demo's hub: one a while ago, and one since, with more TRNs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.models import Advocate
from sustaining.accounts.actions import edit_details
from sustaining.common.clock import london_day
from sustaining.reports.actions import set_aside_problem, take_return
from sustaining.reports.quality_checks import open_points

if TYPE_CHECKING:
    from .build import Builder

WITHOUT = 5
"""Every fifth Advocate has given no TRN yet."""


def take_returns(builder: Builder) -> None:
    """Have Advocates give their TRNs, some of them between two participant returns; then take a school return."""
    posts = Advocate.objects.current(builder.day(0)).filter(school__hub=builder.hub).select_related("user")
    people = list({post.user_id: post.user for post in posts.order_by("pk")}.values())
    with_trn = [person for number, person in enumerate(people) if number % WITHOUT]
    middle = len(with_trn) * 2 // 3
    for kind, group, days_ago in (("participants", with_trn[:middle], 15), ("participants", with_trn[middle:], 3)):
        then = builder.moment(days_ago)
        for number, person in enumerate(group, start=days_ago * 100):
            name = person.full_name
            edit_details(person, full_name=name, trn=f"{4_100_000 + number * 37:07}", by=person, now=then)
        _take(builder, kind, days_ago)
    _take(builder, "schools", 3)
    without = next((person for person in people if not person.trn), None)
    if without:
        set_aside_problem(
            builder.hub, check="trns", key=str(without.pk), reason="Trained abroad. Has applied for a TRN.",
            by=builder.lead, now=builder.moment(2),
        )  # fmt: skip


def _take(builder: Builder, kind: str, days_ago: int) -> None:
    now = builder.moment(days_ago, 12)
    year = builder.project.year
    seen = open_points(builder.lead, year, london_day(now), builder.hub).digest
    take_return(builder.hub, kind=kind, year=year, on=london_day(now), seen=seen, by=builder.lead, now=now)
