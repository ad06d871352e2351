"""Email kinds of schools: an Advocate takes over from another."""

from __future__ import annotations

from datetime import datetime

from sustaining.common.clock import london_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, page_url

from . import samples
from .email_parts import hub_staff
from .models import Advocate


def is_still_advocate(facts: Facts, now: datetime) -> bool:
    """Return whether the successor's post has not ended, and their account is active."""
    return Advocate.objects.current(london_day(now)).filter(pk=facts["successor"], user__is_active=True).exists()


def sample_handover() -> Context:
    """Return a context as `hand_over` gives it."""
    return {
        "person": samples.READER,
        "school": samples.SCHOOL,
        "leaving": samples.COLLEAGUE,
        "passed": ["2 actions", "1 meeting to answer"],
        "about": samples.SCHOOL,
    }


register(
    EmailKind(
        name="handover",
        area="People",
        title="Taking over as Mastery Advocate",
        goes_when="to a new Advocate when another's work is passed on to them",
        category=Category.CHANGE,
        variables=(
            *READER,
            Variable("school", "the school", lambda context: context["school"]),
            Variable("leaving", "who held the post before", lambda context: context["leaving"]),
            Variable("open_work", "what was open and is theirs now", lambda context: ", ".join(context["passed"])),
        ),
        buttons=(Button("See the school", lambda context: page_url(context["school"])),),
        sample=sample_handover,
        facts=("successor",),
        still_true=is_still_advocate,
        hub=lambda context: context["school"].hub,
        seen_by=(hub_staff,),
    )
)
