"""Choices of checklists: their states, who does a step, from when its due day is counted, and how it is settled."""

from __future__ import annotations

from django.db import models

from schools.choices import TermName
from schools.roles import Role
from sustaining.common.status import Status


class ChecklistState(models.TextChoices):
    """Whether schools and their people see a checklist."""

    DRAFT = "draft", "Draft"
    IN_USE = "in_use", "In use"


CHECKLIST_STATUSES = {
    ChecklistState.DRAFT: Status("Draft", "wait", "Only the hub sees it."),
    ChecklistState.IN_USE: Status("In use", "go"),
}


class StepDoer(models.TextChoices):
    """Who does a step."""

    HUB = "hub", "Hub"
    SPECIALIST = Role.SPECIALIST.value, "Specialist"
    ADVOCATE = Role.ADVOCATE.value, "Mastery Advocate"
    HEAD = Role.HEAD.value, "Headteacher or head of department"
    FINANCE = Role.FINANCE.value, "Finance contact"


DOER_ROLES: dict[str, frozenset[Role]] = {
    StepDoer.HUB: frozenset({Role.LEAD, Role.HUB_ADMINISTRATOR}),
    StepDoer.SPECIALIST: frozenset({Role.SPECIALIST}),
    StepDoer.ADVOCATE: frozenset({Role.ADVOCATE}),
    StepDoer.HEAD: frozenset({Role.HEAD}),
    StepDoer.FINANCE: frozenset({Role.FINANCE}),
}
"""The roles of the people who do a step."""


class DueFrom(models.TextChoices):
    """From when the due day of a step is counted. Terms are those of the hub's calendar."""

    DATE = "date", "On a date"
    ENROLMENT = "enrolment", "Days after the school’s year begins"
    AUTUMN_START = "autumn_start", "Days after the start of the autumn term"
    AUTUMN_END = "autumn_end", "Days before the end of the autumn term"
    SPRING_START = "spring_start", "Days after the start of the spring term"
    SPRING_END = "spring_end", "Days before the end of the spring term"
    SUMMER_START = "summer_start", "Days after the start of the summer term"
    SUMMER_END = "summer_end", "Days before the end of the summer term"
    STEP = "step", "Days after another step is done"


TERM_STARTS = {DueFrom(f"{name}_start"): place for place, name in enumerate(TermName)}
TERM_ENDS = {DueFrom(f"{name}_end"): place for place, name in enumerate(TermName)}
"""The place of a term in its year, by the choice that counts from its start, or from its end."""


class MarkKind(models.TextChoices):
    """How a step of a school was settled by hand."""

    DONE = "done", "Done"
    NOT_NEEDED = "not_needed", "Not needed"
