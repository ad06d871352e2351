"""Schools' years in the programme, who supports them, their plans."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from psycopg.types.json import Jsonb

from devplans.choices import BigIdea, OutcomeGroup, PlanState
from devplans.models import Aim, Plan, PlanVersion, Step
from schools.choices import ParticipationState, Stage
from schools.models import Participation, Project
from specialists.models import Assignment
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear

from ..demo import cast, data
from .rows import Rows
from .scale import Seed, SeedSchool, SeedYear, at

TAKES_A_BREAK, LEAVES = 0.08, 0.04


def take_part(seed: Seed) -> None:
    """Development, Embedding, then Sustaining year after year; some take a break, a few leave."""
    projects = _projects(seed)
    first = seed.year.start - seed.scale.years + 1
    years = Rows(
        Participation,
        "school",
        "project",
        "hub",
        "state",
        "focus",
        "enrolled_by",
        "enrolled_at",
        "ended_on",
        "end_reason",
    )
    assignments = Rows(Assignment, "specialist", "participation", "days", "starts_on")
    for hub in seed.hubs:
        for school in hub.schools:
            _add_years(seed, school, first, projects, years, assignments)
    seed.write(years, assignments)


def _projects(seed: Seed) -> dict[tuple[int, str], Project]:
    for year in (seed.year.start - 1, seed.year.start):
        cast.projects(AcademicYear(year))
    return {(project.academic_year, project.stage): project for project in Project.objects.exclude(stage=Stage.OTHER)}


def _add_years(
    seed: Seed, school: SeedSchool, first: int, projects: dict[tuple[int, str], Project], years: Rows, assignments: Rows
) -> None:
    draw, stage = seed.draw, 0 if school.joined else 2
    supporters = [candidate for candidate in school.hub.specialists if candidate[2] != school.key] or []
    supporter = draw.choice(supporters) if supporters else None
    for year in range(first + max(0, school.joined - 1), seed.year.start + 1):
        if draw.random() < TAKES_A_BREAK or supporter is None:
            continue
        project = projects[year, (Stage.DEVELOPMENT, Stage.EMBEDDING, Stage.SUSTAINING)[min(stage, 2)]]
        stage += 1
        leaves = draw.random() < LEAVES
        now, ends = seed.is_now(year), AcademicYear(year).ends
        state = ParticipationState.COMPLETED if not now else ParticipationState.ACTIVE
        if leaves and not (now and school.quiet):
            state = ParticipationState.WITHDRAWN
        ended = None if state == ParticipationState.ACTIVE else ends - timedelta(days=draw.randint(0, 60))
        if ended and ended > seed.today:
            ended = seed.today
        began = min(at(AcademicYear(year).starts + timedelta(days=draw.randint(0, 9)), 10), seed.now)
        why = "The two Advocates have left the school." if state == ParticipationState.WITHDRAWN else ""
        focus = draw.choices("abcd", (4, 3, 2, 1))[0] if project.foci else ""
        key = years.add(school.key, project.pk, school.hub.key, state, focus, school.hub.lead, began, ended, why)
        if draw.random() < 0.15:
            supporter = draw.choice(supporters)
        assignments.add(supporter[0], key, project.support_days or Decimal(3), london_day(began))
        seed.years.append(SeedYear(key, school, project, state == ParticipationState.WITHDRAWN, supporter))
        if state == ParticipationState.WITHDRAWN and draw.random() < 0.5:
            return


def plan(seed: Seed) -> None:
    """Create a plan for every school that takes or took part: most agreed, those gone quiet still drafts."""
    plans = Rows(Plan, "school", "state", "vision", "state_since")
    aims = Rows(
        Aim, "plan", "title", "need_of", "need", "big_ideas", "outcome_group", "horizon", "success_criteria", "position",
        "added_at",
    )  # fmt: skip
    steps = Rows(Step, "aim", "what", "who", "due_on", "progress", "position")
    versions = Rows(PlanVersion, "plan", "number", "content", "agreed_by", "agreed_at")
    newest: dict[int, SeedYear] = {year.school.key: year for year in seed.years}
    known = set(Plan.objects.values_list("school", flat=True))
    for year in newest.values():
        school = year.school
        if school.key in known:
            continue
        state = seed.draw.choices(
            (PlanState.AGREED, PlanState.SHARED, PlanState.REFINING, PlanState.DRAFT), (70, 9, 11, 10)
        )[0]
        state = PlanState.DRAFT if school.quiet else state
        since = max(at(seed.year.starts, 15), seed.now - timedelta(days=seed.draw.randint(5, 70)))
        key = school.plan = plans.add(school.key, state, data.VISION, min(since, seed.now))
        for position, aim in enumerate(seed.draw.sample(data.AIMS, seed.draw.randint(1, 3))):
            school.aims.append(
                aims.add(
                    key, aim["title"], aim["need_of"], aim["need"], seed.draw.sample(BigIdea.values, seed.draw.choice((1, 1, 2))),
                    seed.draw.choice(OutcomeGroup.values), aim["horizon"],
                    aim["success_criteria"], position, min(since, seed.now),
                )
            )  # fmt: skip
            for number, (what, who, _, progress) in enumerate(data.STEPS):
                steps.add(school.aims[-1], what, who, seed.year.starts + timedelta(days=200), progress, number)
        if state in (PlanState.AGREED, PlanState.REFINING):
            versions.add(key, 1, Jsonb({"vision": data.VISION, "aims": []}), year.specialist[1], min(since, seed.now))
    seed.write(plans, aims, steps, versions)
