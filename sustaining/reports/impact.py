"""The impact report that writes itself: a year's data in sentences, to be edited and printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms

from devplans import as_at
from devplans.choices import Colour, StepState
from devplans.models import Aim, Evaluation, Plan, Reflection, Session, Step
from devplans.querysets import HAPPENED
from devplans.session_kinds import SessionKind
from schools.hub_history import hub_title_on
from schools.models import Hub, Participation, School
from schools.roles import PLAN_TEXT_READERS
from sustaining.common.clock import today
from sustaining.common.counts import join_words
from sustaining.common.money import format_pounds
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import days as days_words
from sustaining.common.templatetags.sustaining import in_sentence
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

from . import figures, outcomes
from .filters import ReportFilter
from .models import ImpactReport
from .statement import Figure, fetch_figures

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SCHOOL_PARTS = ("aims", "work", "change", "following")
PARTS = (*SCHOOL_PARTS, "voices")
HEADINGS = {
    "aims": "Aims",
    "work": "Activity",
    "change": "What has changed",
    "voices": "In the schools’ own words",
    "following": "What comes next",
}
"""The parts of a report in the order in which people read them."""
LONGEST = 20_000
MOST_STORIES = 4
MOST_VOICES = 6
"""Quotations of schools in the draft of a hub's report."""


class ImpactForm(forms.ModelForm):
    """The parts of a report, each a text; what schools said is part of a hub's report alone."""

    class Meta:
        model = ImpactReport
        fields = PARTS
        widgets = {name: forms.Textarea(attrs={"rows": 7, "class": "form-control"}) for name in PARTS}

    def __init__(self, data: Any = None, *, year: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.year = year
        if "voices" not in (self.initial or {}):
            del self.fields["voices"]
        for name, field in self.fields.items():
            field.label = HEADINGS[name]
            field.max_length = LONGEST  # type: ignore[attr-defined]
            field.required = False

    def action_data(self) -> dict[str, Any]:
        """Return keyword arguments for the action."""
        return {"year": self.year, **self.cleaned_data}


HUB_FIGURES: dict[str, Figure[Any]] = {
    "taking_part": figures.TAKING_PART,
    "months": figures.SESSIONS,
    "days": figures.DAYS,
    "plans": figures.PLANS,
    "money": figures.MONEY,
    "marks": figures.MARKS,
    "colours": outcomes.COLOURS,
    "evaluations": outcomes.EVALUATIONS,
}
"""The figures of a hub's report."""


def filter_for_year(user: User, year: int, hub: Hub | None = None) -> ReportFilter:
    """Return the filter of a whole year, for reports that have no query string."""
    return ReportFilter(user, AcademicYear(year), today(), hub)


def many(number: int, singular: str, plural: str = "") -> str:
    """Return `1 session`, `3 sessions`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def school_report_context(school: School, user: User, year: int) -> dict[str, Any]:
    """Return the context of a school's report: saved texts, else a draft; figures always come from the data."""
    years = Participation.objects.readable_by(user).in_year(year).filter(school=school)
    held = Session.objects.readable_by(user).filter(participation__in=years, state__in=HAPPENED)
    sessions = list(held.order_by("held_on").select_related("specialist__user"))
    report = ImpactReport.objects.visible_to(user).filter(school=school, academic_year=year).first()
    days = figures.sum_days(years)
    data = {
        "sessions": len(sessions),
        **days,
        "came": Attendance.objects.counted()
        .filter(participation__in=years, mark=Mark.PRESENT)
        .values("meeting")
        .distinct()
        .count(),
        "participations": list(years.select_related("project", "hub")),
        "colours": outcomes.colours_of_school(school, user, year),
    }
    return {
        **data,
        "as_at": as_at.as_at(AcademicYear(year)),
        "saved_report": report,
        "texts": _texts(report) if report else _draft_of_school(school, user, year, sessions, data),
    }


def rag_phrase(colours: dict[str, int]) -> str:
    """Return `2 aims were rated green and 1 amber`."""
    phrases = [(colour, colours[colour]) for colour in (Colour.GREEN, Colour.AMBER, Colour.RED) if colours[colour]]
    (first, number), *rest = phrases
    return join_words(
        [
            f"{many(number, 'aim')} {'was' if number == 1 else 'were'} rated {first}",
            *(f"{number} {colour}" for colour, number in rest),
        ]
    )


def _school_comments(plan: Plan, user: User, year: int) -> list[str]:
    """Return the school's own comments on the year: its evaluation once submitted, else its termly reflections."""
    evaluations = Evaluation.objects.visible_to(user).filter(plan=plan, academic_year=year, handed_in_at__isnull=False)
    evaluation = evaluations.first()
    if evaluation:
        return [
            f"For {whose} ({score} of 5): {comment}"
            for whose, score, comment in (
                ("students", evaluation.students, evaluation.students_words),
                ("teachers", evaluation.teachers, evaluation.teachers_words),
                ("the department", evaluation.department, evaluation.department_words),
            )
        ]
    reflections = Reflection.objects.visible_to(user).filter(plan=plan, academic_year=year)
    return [f"{reflection.get_term_display()}: {reflection.changed}" for reflection in reflections]


def _texts(report: ImpactReport) -> dict[str, str]:
    return {name: getattr(report, name) for name in (SCHOOL_PARTS if report.school_id else PARTS)}


def _draft_of_school(
    school: School, user: User, year: int, sessions: list[Session], data: dict[str, Any]
) -> dict[str, str]:
    plan = Plan.objects.visible_to(user).filter(school=school).first()
    aims = list(as_at.aims_in_plan(Aim.objects.visible_to(user).filter(plan=plan), AcademicYear(year))) if plan else []
    steps = list(Step.objects.visible_to(user).filter(aim__in=aims).exclude(progress=StepState.DROPPED))
    done = [step.what for step in steps if step.progress == StepState.DONE]
    ahead = [step.what for step in steps if step.progress != StepState.DONE]
    kinds = Counter(session.get_kind_display() for session in sessions)
    lines = [
        f"{many(len(sessions), 'session')} took place: "
        + join_words([f"{in_sentence(str(kind))} ({number})" for kind, number in kinds.most_common()])
        + "."
        if sessions
        else "No sessions have been logged.",
        f"{days_words(data['used'])} of {days_words(data['given'])} days of Specialist support were used.",
        f"The school attended {many(data['came'], 'Work Group meeting')}.",
    ]
    reads, colours = plan is not None and may(user, "devplans.read_words", plan), data["colours"]
    comments = _school_comments(plan, user, year) if plan and reads else []
    stories = [
        f"{session.held_on.day} {session.held_on:%B}: {session.what_happened}"
        for session in sessions
        if reads and session.what_happened
    ]
    return {
        "aims": "\n\n".join(f"{aim.title}. {aim.need} Success criteria: {aim.success_criteria}" for aim in aims)
        or "The plan has no aims yet.",
        "work": " ".join(lines),
        "change": "\n\n".join(
            [
                *comments,
                *([f"At their latest reviews {rag_phrase(colours)}."] if any(colours.values()) else []),
                *stories[-MOST_STORIES:],
                *([f"Actions completed: {'; '.join(done)}."] if done else []),
            ]
        ),
        "following": f"Still to do: {'; '.join(ahead)}." if ahead else "Every action in the plan has been completed.",
    }


def hub_report_context(hub: Hub, user: User, year: int) -> dict[str, Any]:
    """Return the context of a hub's report: saved texts, else a draft from the year's data."""
    report_filter = filter_for_year(user, year, hub)
    report = ImpactReport.objects.visible_to(user).filter(hub=hub, academic_year=year).first()
    data = fetch_figures(report_filter, HUB_FIGURES)
    return {
        **data,
        "as_at": report_filter.as_at,
        "saved_report": report,
        "texts": _texts(report) if report else _draft_of_hub(hub, report_filter, data),
    }


def _draft_of_hub(hub: Hub, report_filter: ReportFilter, data: dict[str, Any]) -> dict[str, str]:
    part, plans, months, money = data["taking_part"], data["plans"], data["months"], data["money"]
    before = figures.taking_part(replace(report_filter, year=AcademicYear(report_filter.year.start - 1)))
    marked = sum(row[mark] for row in data["marks"] for mark in Mark.values)
    present = sum(row["present"] for row in data["marks"])
    ideas = [f"{label} ({number})" for label, number in sorted(plans["ideas"], key=lambda pair: -pair[1]) if number]
    kinds = [
        f"{in_sentence(str(SessionKind(kind).label))} ({number})"
        for kind, number in sorted(months.kinds.items(), key=lambda pair: -pair[1])
        if number
    ]
    stages = join_words(
        [f"{number} in {row['label']}" for row in part["stages"] if (number := row["total"] - row["withdrawn"])]
    )
    hub_title = hub_title_on(hub, report_filter.as_at)
    return {
        "aims": f"In {report_filter.year}, {many(part['schools'], 'school')} with "
        f"{many(part['advocates'], 'Mastery Advocate')} took part with {hub_title}" + (f": {stages}." if stages else ".")
        + f" The year before, {many(before['schools'], 'school')} took part. This year’s plans "
        + f"contain {many(plans['aims'], 'aim')}"
        + (f", which draw on {join_words(ideas)}." if ideas else "."),
        "work": f"{many(months.total, 'session')} took place"
        + (f": {join_words(kinds)}. " if kinds else ". ")
        + f"{days_words(data['days']['used'])} of {days_words(data['days']['given'])} days of support were used. "
        + (f"Attendance at Work Group meetings was {present / marked:.0%} ({present:,} of {marked:,})." if marked else ""),
        "change": f"{plans['agreed']} of {many(plans['all'], 'plan')} are agreed. {_endings(part)}{_outcomes(data)}"
        f"{format_pounds(money['paid'])} of {format_pounds(money['amount'])} "
        "has been paid to schools for releasing teachers.",
        "following": "",
        "voices": "\n\n".join(_voices(report_filter)),
    }  # fmt: skip


def _endings(part: dict[str, Any]) -> str:
    """Return a sentence on the schools that completed the year or withdrew; empty while there are none."""
    ends = [(part["completed"], "completed the year"), (part["withdrawn"], "withdrew")]
    phrases = [f"{many(number, 'school')} {verb}" for number, verb in ends if number]
    return f"{join_words(phrases)}. " if phrases else ""


def _voices(report_filter: ReportFilter) -> list[str]:
    """Return what schools said has changed, in quotation marks and without their names. At most two queries.

    From the year's evaluations, before there are any from the reflections; of schools whose texts the user reads.
    """
    plans = Plan.objects.reached_by(report_filter.user, PLAN_TEXT_READERS).order_by().values("pk")
    evaluations = outcomes.handed_in(report_filter).filter(plan__in=plans).order_by("-students", "pk")
    texts = list(evaluations.exclude(students_words="").values_list("students_words", flat=True)[:MOST_VOICES])
    if not texts:
        reflections = Reflection.objects.visible_to(report_filter.user).filter(
            plan__in=plans, plan__school__in=report_filter.plan_schools(), academic_year=report_filter.year.start
        )
        newest = reflections.exclude(changed="").order_by("-written_at", "pk")
        texts = list(newest.values_list("changed", flat=True)[:MOST_VOICES])
    return [f"“{text}”" for text in dict.fromkeys(text.strip() for text in texts)]


def _outcomes(data: dict[str, Any]) -> str:
    """Return sentences on the RAG colours of the aims and the schools' evaluations; none where there are no data."""
    colours, evaluations = data["colours"].total, data["evaluations"]
    sentences = f"At their latest reviews {rag_phrase(colours)}. " if any(colours.values()) else ""
    if evaluations.handed_in:
        means = [
            f"{mean:.1f} for {whose}"
            for mean, whose in zip(evaluations.means.values(), ("students", "teachers", "departments"), strict=True)
        ]
        schools = many(evaluations.handed_in, "school")
        sentences += f"{schools} submitted evaluations, with mean scores for change (out of 5) of {join_words(means)}. "
    return sentences


def years_open(school: School, user: User) -> list[AcademicYear]:
    """Return the academic years in which a school took part, newest first. One query."""
    participations = (
        Participation.objects.readable_by(user).counted().filter(school=school).order_by("-project__academic_year")
    )
    return [AcademicYear(year) for year in participations.values_list("project__academic_year", flat=True).distinct()]
