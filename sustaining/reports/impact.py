"""The impact report that writes itself: a year's data in sentences, to be edited and printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Q, Sum

from devplans.choices import Colour, SessionKind, StepState
from devplans.models import Aim, Evaluation, Plan, Reflection, Session, Step
from devplans.querysets import HAPPENED
from schools.models import Hub, Participation, School
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.money import format_pounds
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import days as days_words
from sustaining.common.templatetags.sustaining import inside
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

from . import figures, outcomes
from .asked import Asked
from .models import ImpactReport

PARTS = ("aims", "work", "change", "following")
LONGEST = 20_000
MOST_STORIES = 4


class ImpactForm(forms.ModelForm):
    """The four parts, each a text."""

    class Meta:
        model = ImpactReport
        fields = PARTS
        widgets = {name: forms.Textarea(attrs={"rows": 7, "class": "form-control"}) for name in PARTS}

    def __init__(self, data: Any = None, *, year: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.year = year
        for field in self.fields.values():
            field.max_length = LONGEST  # type: ignore[attr-defined]
            field.required = False

    def action_data(self) -> dict[str, Any]:
        """Keywords for the action."""
        return {"year": self.year, **self.cleaned_data}


def asked_of(user: Any, year: int, hub: Hub | None = None) -> Asked:
    """A report's subject without an address."""
    return Asked(user, AcademicYear(year), today(), hub)


def and_list(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def many(number: int, one: str, several: str = "") -> str:
    """`1 session`, `3 sessions`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def of_school(school: School, user: Any, year: int) -> dict[str, Any]:
    """The kept report, or a draft from the year's data; the figures are always the data's."""
    years = Participation.objects.visible_to(user).in_year(year).filter(school=school)
    held = Session.objects.visible_to(user).filter(participation__in=years, state__in=HAPPENED)
    sessions = list(held.order_by("held_on").select_related("specialist__user"))
    kept = ImpactReport.objects.visible_to(user).filter(school=school, academic_year=year).first()
    data = {
        "sessions": len(sessions),
        "used": sum((one.length for one in sessions if one.specialist_id and one.state == "confirmed"), start=0),
        "given": Assignment.objects.filter(participation__in=years, ends_on=None).aggregate(total=Sum("days"))["total"]
        or 0,
        "came": Attendance.objects.filter(participation__in=years, mark=Mark.PRESENT)
        .values("meeting")
        .distinct()
        .count(),
        "participations": list(years.select_related("project")),
        "colours": outcomes.colours_of_school(school, user, year),
    }
    return {
        **data,
        "kept": kept,
        "words": _words(kept) if kept else _draft_of_school(school, user, year, sessions, data),
    }


def in_colours(colours: dict[str, int]) -> str:
    """`2 aims stood green and 1 amber`."""
    named = [(colour, colours[colour]) for colour in (Colour.GREEN, Colour.AMBER, Colour.RED) if colours[colour]]
    (first, number), *rest = named
    return and_list([f"{many(number, 'aim')} stood {first}", *(f"{number} {colour}" for colour, number in rest)])


def _told(plan: Plan, user: Any, year: int) -> list[str]:
    """What the school itself said of the year: its evaluation once it is handed in, else its terms' reflections."""
    evaluations = Evaluation.objects.visible_to(user).filter(plan=plan, academic_year=year, handed_in_at__isnull=False)
    for one in evaluations:
        return [
            f"For {whose} ({score} of 5): {words}"
            for whose, score, words in (
                ("students", one.students, one.students_words),
                ("teachers", one.teachers, one.teachers_words),
                ("the department", one.department, one.department_words),
            )
        ]
    said = Reflection.objects.visible_to(user).filter(plan=plan, academic_year=year)
    return [f"{one.get_term_display()}: {one.changed}" for one in said]


def _words(kept: ImpactReport) -> dict[str, str]:
    return {name: getattr(kept, name) for name in PARTS}


def _draft_of_school(
    school: School, user: Any, year: int, sessions: list[Session], data: dict[str, Any]
) -> dict[str, str]:
    plan = Plan.objects.visible_to(user).filter(school=school).first()
    aims = list(Aim.objects.filter(plan=plan, dropped_at=None)) if plan else []
    steps = list(Step.objects.filter(aim__in=aims).exclude(progress=StepState.DROPPED))
    done = [step.what for step in steps if step.progress == StepState.DONE]
    ahead = [step.what for step in steps if step.progress != StepState.DONE]
    kinds = Counter(one.get_kind_display() for one in sessions)
    lines = [
        f"{many(len(sessions), 'session')} took place: "
        + and_list([f"{number} × {inside(str(kind))}" for kind, number in kinds.most_common()])
        + "."
        if sessions
        else "No session has been logged.",
        f"{days_words(data['used'])} of {days_words(data['given'])} days of the Specialist’s support were used.",
        f"The school was at {many(data['came'], 'meeting')} of its Work Group.",
    ]
    reads, colours = plan is not None and may(user, "devplans.read_words", plan), data["colours"]
    told = _told(plan, user, year) if plan and reads else []
    stories = [
        f"{one.held_on.day} {one.held_on:%B}: {one.what_happened}" for one in sessions if reads and one.what_happened
    ]
    return {
        "aims": "\n\n".join(f"{aim.title}. {aim.need} We shall see: {aim.success_criteria}" for aim in aims)
        or "The plan has no aims yet.",
        "work": " ".join(lines),
        "change": "\n\n".join(
            [
                *told,
                *([f"At their latest reviews {in_colours(colours)}."] if any(colours.values()) else []),
                *stories[-MOST_STORIES:],
                *([f"Steps done: {and_list(done)}."] if done else []),
            ]
        ),
        "following": f"Still to do: {and_list(ahead)}." if ahead else "Every step of the plan is done.",
    }


def of_hub(hub: Hub, user: Any, year: int) -> dict[str, Any]:
    """The hub's kept report, or a draft from the year's data."""
    asked = asked_of(user, year, hub)
    kept = ImpactReport.objects.visible_to(user).filter(hub=hub, academic_year=year).first()
    data = {
        "taking_part": figures.taking_part(asked),
        "months": figures.sessions(asked),
        "days": figures.days(asked),
        "plans": figures.plans(asked),
        "money": figures.money(asked),
        "marks": figures.attendance(asked),
        "colours": outcomes.colours(asked),
        "evaluations": outcomes.evaluations(asked),
    }
    return {**data, "kept": kept, "words": _words(kept) if kept else _draft_of_hub(hub, asked, data)}


def _draft_of_hub(hub: Hub, asked: Asked, data: dict[str, Any]) -> dict[str, str]:
    part, plans, months, money = data["taking_part"], data["plans"], data["months"], data["money"]
    before = figures.taking_part(replace(asked, year=AcademicYear(asked.year.start - 1)))
    marked = sum(row[mark] for row in data["marks"] for mark in Mark.values)
    present = sum(row["present"] for row in data["marks"])
    ideas = [f"{label} ({number})" for label, number in sorted(plans["ideas"], key=lambda pair: -pair[1]) if number]
    kinds = [
        f"{inside(str(SessionKind(kind).label))} ({number})"
        for kind, number in sorted(months.kinds.items(), key=lambda pair: -pair[1])
        if number
    ]
    stages = and_list([f"{one['total']} in {one['label']}" for one in part["stages"]])
    return {
        "aims": f"In {asked.year}, {many(part['schools'], 'school')} with {many(part['advocates'], 'Mastery Advocate')} took "
        f"part with {hub}" + (f": {stages}." if stages else ".")
        + f" The year before it was {before['schools']}. Their plans hold {many(plans['aims'], 'aim')}"
        + (f", which rest on {and_list(ideas)}." if ideas else "."),
        "work": f"{many(months.total, 'session')} took place"
        + (f": {and_list(kinds)}. " if kinds else ". ")
        + f"{days_words(data['days']['used'])} of {days_words(data['days']['given'])} days of support were used. "
        + (f"{present:,} of {marked:,} places at Work Group meetings were taken up." if marked else ""),
        "change": f"{plans['agreed']} of {many(plans['all'], 'plan')} are agreed. {many(part['completed'], 'school')} completed "
        f"the year and {part['withdrawn']} withdrew. {_outcomes(data)}"
        f"{format_pounds(money['paid'])} of {format_pounds(money['amount'])} "
        "reached schools to release their teachers.",
        "following": "",
    }  # fmt: skip


def _outcomes(data: dict[str, Any]) -> str:
    """How the aims stood, and what the schools said of the year, in a sentence each; nothing of what there is none."""
    colours, said = data["colours"].total, data["evaluations"]
    words = f"At their latest reviews {in_colours(colours)}. " if any(colours.values()) else ""
    if said.handed_in:
        means = [
            f"{mean:.1f} for {whose}"
            for mean, whose in zip(said.means.values(), ("students", "teachers", "departments"), strict=True)
        ]
        words += f"{many(said.handed_in, 'school')} evaluated the year; of 5, change was {and_list(means)}. "
    return words


def years_open(school: School, user: Any) -> list[AcademicYear]:
    """The years that a school's report can be about, newest first. One query."""
    found = Participation.objects.visible_to(user).filter(Q(school=school)).order_by("-project__academic_year")
    return [AcademicYear(year) for year in found.values_list("project__academic_year", flat=True).distinct()]
