"""Email kinds of Mastery Specialists: a school is assigned to them, or passes to another one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from schools import samples
from schools.choices import NOT_TAKING_PART
from schools.email_parts import find_present_hub, hub_staff, reader_sees
from schools.models import Hub, School
from sustaining.common.clock import london_day, today
from sustaining.common.templatetags.sustaining import days
from sustaining.common.templatetags.sustaining import long_day as format_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, home_hub, page_url, reader_is_active

from .models import Assignment, Specialist


@home_hub.provide
def hub_of_specialist(user: Any) -> Hub | None:
    """Return the hub of the home school of an account that works as a Specialist today. Two queries."""
    posts = Specialist.objects.working(today()).filter(user=user.pk, home_school__hub__isnull=False)
    hub = posts.order_by("pk").values_list("home_school__hub", flat=True).first()
    return find_present_hub(hub) if hub is not None else None


TAKES_PART = ~Q(participation__state__in=NOT_TAKING_PART)


def is_still_assigned(facts: Facts, now: datetime) -> bool:
    """Return whether the assignment and the Specialist's post have not ended, and the school has not withdrawn."""
    on = london_day(now)
    current = Assignment.objects.current(on).exclude(participation__state__in=NOT_TAKING_PART)
    current = current.filter(Q(specialist__ends_on__isnull=True) | Q(specialist__ends_on__gte=on))
    return current.filter(pk=facts["assignment"], specialist__user__is_active=True).exists()


def sample_assignment() -> Context:
    """Return a context as `assign_specialist` gives it."""
    return {
        "person": samples.COLLEAGUE,
        "school": samples.SCHOOL,
        "project": samples.PROJECT,
        "hub": samples.HUB,
        "days": Decimal("2.5"),
        "about": samples.SCHOOL,
    }


register(
    EmailKind(
        name="assigned",
        area="People",
        title="School assigned to a Specialist",
        goes_when="to a Specialist when a school is assigned to them",
        category=Category.CHANGE,
        variables=(
            *READER,
            Variable("school", "the school", lambda context: context["school"]),
            Variable("days", "days of support", lambda context: days(context["days"])),
            Variable("year", "the academic year", lambda context: context["project"].year),
            Variable("project", "the project", lambda context: context["project"]),
        ),
        buttons=(Button("View the school", lambda context: page_url(context["school"])),),
        sample=sample_assignment,
        facts=("assignment",),
        still_true=is_still_assigned,
        hub=lambda context: context["hub"],
        seen_by=(hub_staff,),
    )
)


def is_change_still_true(facts: Facts, now: datetime) -> bool:
    """Return whether the support still ends, the successor is still assigned, and the reader still sees the school."""
    leaving = Assignment.objects.filter(TAKES_PART, pk=facts["leaving"], ends_on__isnull=False).first()
    if leaving is None:
        return False
    successor = Assignment.objects.valid().filter(pk=facts["successor"])
    is_assigned = facts["successor"] is None or successor.exists()
    return is_assigned and reader_sees(School, leaving.participation.school_id, facts["user"])


def is_support_ending(facts: Facts, now: datetime) -> bool:
    """Return whether the support of one of these schools still ends, and the Specialist's account is active."""
    ending = Assignment.objects.filter(pk__in=facts["assignments"], ends_on__isnull=False)
    leaves = Specialist.objects.filter(pk=facts["specialist"], user__is_active=True)
    return leaves.exists() and (ending.exists() or leaves.filter(ends_on__isnull=False).exists())


def is_still_supported(facts: Facts, now: datetime) -> bool:
    """Return whether the assignment goes on, and the reader still sees the school."""
    assignment = Assignment.objects.filter(TAKES_PART, pk=facts["assignment"], ends_on__isnull=True).first()
    return assignment is not None and reader_sees(School, assignment.participation.school_id, facts["user"])


def is_taken_back(facts: Facts, now: datetime) -> bool:
    """Return whether the assignment has been taken back, and the reader's account is active."""
    taken_back = Assignment.objects.filter(pk=facts["assignment"], taken_back_at__isnull=False)
    return taken_back.exists() and reader_is_active(facts["user"])


def sample_change() -> Context:
    """Return a context as the emails about a change of Specialist are given."""
    return {
        "person": samples.READER,
        "school": samples.SCHOOL,
        "project": samples.PROJECT,
        "leaving": samples.COLLEAGUE,
        "specialist": samples.COLLEAGUE,
        "successor": None,
        "last_day": london_day(samples.moment(12, 4)),
        "schools": ["Castle Hill Academy", "Oakroyd School"],
        "hub": samples.HUB,
        "reason": "It was meant for another school.",
        "who": "Lena Marsh",
        "about": samples.SCHOOL,
    }


def _next(context: Context) -> str:
    """Return the sentence that says who supports the school next."""
    successor = context["successor"]
    if successor is None:
        return "Your hub will tell you who will support you after that."
    return f"From {format_day(successor.starts_on)}, {successor.specialist} will support you."


SCHOOL = Variable("school", "the school", lambda context: context["school"])
DAY = Variable("day", "the last day", lambda context: format_day(context["last_day"]))
SPECIALIST = Variable("specialist", "the Specialist", lambda context: context["specialist"])
SEE_SCHOOL = Button("View the school", lambda context: page_url(context["school"]))
OF_SCHOOL: Context = {
    "area": "People",
    "category": Category.CHANGE,
    "sample": sample_change,
    "hub": lambda context: context["hub"],
    "seen_by": (hub_staff,),
}

register(
    EmailKind(
        name="specialist_changed",
        title="Another Specialist for a school",
        goes_when="to the school when its Specialist leaves or changes",
        variables=(
            *READER,
            SCHOOL,
            DAY,
            Variable("leaving", "the Specialist who is leaving", lambda context: context["leaving"]),
            Variable("next", "who supports the school next", _next),
        ),
        buttons=(SEE_SCHOOL,),
        facts=("leaving", "successor"),
        still_true=is_change_still_true,
        **OF_SCHOOL,
    ),
    EmailKind(
        name="support_ends",
        title="A Specialist’s support ends",
        goes_when="to a Specialist who leaves, or whose school passes to another",
        variables=(
            *READER,
            DAY,
            Variable("schools", "the schools", lambda context: ", ".join(context["schools"]) or "no school"),
        ),
        facts=("specialist", "assignments"),
        still_true=is_support_ending,
        **{**OF_SCHOOL, "sample": lambda: {**sample_change(), "person": samples.COLLEAGUE}},
    ),
    EmailKind(
        name="support_goes_on",
        title="A Specialist stays",
        goes_when="to the school and the Specialist when a Specialist decides to stay",
        variables=(*READER, SCHOOL, SPECIALIST),
        buttons=(SEE_SCHOOL,),
        facts=("assignment",),
        still_true=is_still_supported,
        **OF_SCHOOL,
    ),
    EmailKind(
        name="assignment_taken_back",
        title="Assignment removed",
        goes_when="to everyone emailed about an assignment that was made by mistake",
        variables=(
            *READER,
            SCHOOL,
            SPECIALIST,
            Variable("reason", "the reason given", lambda context: context["reason"]),
            Variable("who", "the person who corrected it", lambda context: context["who"]),
        ),
        facts=("assignment",),
        still_true=is_taken_back,
        **OF_SCHOOL,
    ),
)
