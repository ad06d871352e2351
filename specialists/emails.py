"""Email kinds of Mastery Specialists: a school is assigned to them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from schools import samples
from schools.choices import ParticipationState
from schools.email_parts import hub_staff
from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import days
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, page_url

from .models import Assignment


def is_still_assigned(facts: Facts, now: datetime) -> bool:
    """Return whether the assignment and the Specialist's post have not ended, and the school has not withdrawn."""
    on = london_day(now)
    current = Assignment.objects.current(on).exclude(participation__state=ParticipationState.WITHDRAWN)
    current = current.filter(Q(specialist__ends_on__isnull=True) | Q(specialist__ends_on__gte=on))
    return current.filter(pk=facts["assignment"], specialist__user__is_active=True).exists()


def sample_assignment() -> Context:
    """Return a context as `assign_specialist` gives it."""
    return {
        "person": samples.COLLEAGUE,
        "school": samples.SCHOOL,
        "project": samples.PROJECT,
        "days": Decimal("2.5"),
        "about": samples.SCHOOL,
    }


register(
    EmailKind(
        name="assigned",
        area="People",
        title="A school for a Specialist",
        goes_when="to a Specialist when a school is assigned to them",
        category=Category.CHANGE,
        variables=(
            *READER,
            Variable("school", "the school", lambda context: context["school"]),
            Variable("days", "days of support", lambda context: days(context["days"])),
            Variable("year", "the academic year", lambda context: context["project"].year),
            Variable("project", "the project", lambda context: context["project"]),
        ),
        buttons=(Button("See the school", lambda context: page_url(context["school"])),),
        sample=sample_assignment,
        facts=("assignment",),
        still_true=is_still_assigned,
        hub=lambda context: context["school"].hub,
        seen_by=(hub_staff,),
    )
)
